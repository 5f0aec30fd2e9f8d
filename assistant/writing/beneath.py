"""A rout beneath the index: what is in it, what macro prices did, and whether it is one thing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.writing.began import moved, since
from assistant.writing.pen import CALM_Z, Pen, listed
from assistant.writing.rout import amplified, fallen, named, own, short, vulnerable
from tools.records import GroupMove
from tools.routed import Rout, Tie

TOLD, OWN, MOVED = 4, 3, 2
EASED = 0.5  # of the fortnight's z, below which the last week is the milder
NOTHING = 0.05  # a z below which there is no direction to tell
MACRO = ("UST2Y", "UST10Y", "IG")
YIELDS = ("UST2Y", "UST10Y", "UST30Y")
INDEX = "SPX"
# Below its high of a year: at it, within a day's usual move, and near it, within a week's.
AT, NEAR = 0.005, 0.02
LOW = -0.05  # below its high of a year from which on the index is not untouched
SHOCKS = {
    "OIL_UP": "dearer oil",
    "MOVE": "rate volatility",
    "DOLLAR": "a stronger dollar",
    "YEN": "a stronger yen",
}
COUNTED = ("crypto", "precious", "base", "oil")  # whose futures' length one would ask for
ELSEWHERE = 0.02  # by which a fall from the quarter's extreme must exceed the rout's to be told


def leading(pen: Pen) -> list[Rout]:
    """Return a rout for each family, the furthest out first: its worst that could be ranked."""
    by_group: dict[str, Rout] = {}
    for rout in pen.brief.routs:
        held = by_group.get(rout.group)
        if held is None or (rout.scored and not held.scored):
            by_group[rout.group] = rout
    return list(by_group.values())


def falling(pen: Pen) -> list[Rout]:
    """Return the routs by name, the furthest out first, each name once."""
    by_name: dict[str, Rout] = {}
    for rout in pen.brief.routs:
        by_name.setdefault(named(rout), rout)
    return list(by_name.values())[:TOLD]


def called(pen: Pen) -> list[str]:
    """Return what is in a rout by name, the two measures of momentum as one."""
    return [*dict.fromkeys(map(short, falling(pen)))]


def headline(pen: Pen) -> str:
    """Return the answer in one sentence."""
    names = listed(called(pen)) or "risk assets"
    under = f"beneath {index(pen)}"
    match pen.brief.verdict.engine:
        case "positioning":
            return f"An unwind {under}: {names}."
        case "macro":
            far = (pen.value("market.drawdown_252d") or 0.0) < LOW
            rest = "while the index holds" if far else "not yet the index"
            return f"Macro has reached {names}, {rest}."
        case "fundamental":
            return f"A repricing of {names} {under}."
    return f"A rout {under}, its engine open: {names}."


def denial(pen: Pen) -> str:
    """Return that nothing is selling off, or that only what is in a rout is."""
    names = listed(called(pen))
    if pen.still:
        quiet = "nothing is selling off" if measured(pen) else "the S&P is not selling off"
        return f"only {names} fell far" if names else quiet
    if names:
        return f"no sell-off by our rule, though {names} fell far"
    # A clause of its own: how far the index fell stands beside it.
    return "no sell-off by our rule"


def measured(pen: Pen) -> bool:
    """Whether any risk family could have been found in a rout."""
    return any(not m.shock and (m.z5 is not None or m.z10 is not None) for m in pen.brief.moves)


def none(pen: Pen) -> str:
    """Say that no family is in a rout, or that none was measured, as a clause."""
    if measured(pen):
        return "and no risk family beneath it is in a rout"
    return "and whether a risk family beneath it is in a rout was not measured"


def index(pen: Pen) -> str:
    """Return what the index is, by its own last week and fortnight and where it stands."""
    fast = [z for z in (pen.brief.move.z5, pen.brief.move.z10) if z is not None]
    if not fast or min(fast) <= -CALM_Z:
        return "the index"
    rising = max(fast) >= CALM_Z
    if rising and pen.low > -AT:
        return "a rising index"
    if pen.low > -NEAR:
        return "an index near its high"
    return "a calm index" if not rising and pen.low > LOW else "the index"


def what(pen: Pen) -> str:
    """Say what is in a rout, how far and since when."""
    found = falling(pen)
    if not found:
        return ""
    text = f"Beneath it, {listed([fallen(pen, rout) for rout in found])}."
    return f"{text} {_further(pen, found[0])}".strip()


def _further(pen: Pen, first: Rout) -> str:
    """Say how far a rout's asset is from its own extreme, where that is well beyond the rout."""
    further = abs(first.return_) - abs(first.fell) > ELSEWHERE * (100 if first.unit == "bp" else 1)
    if not further or first.peak >= first.since:
        return ""
    start = "low" if first.unit == "bp" else "high"
    since = f"From its {start} of {pen.day(first.peak)} {named(first)}"
    return f"{since} [[rout.{first.asset}.return:moved]]."


def alone(pen: Pen) -> str:
    """Say what is in a rout where too little is for a sell-off; empty where nothing is."""
    found = falling(pen)
    if not found:
        return ""
    told = listed([fallen(pen, rout) for rout in found])
    text = f"**In a rout, too few or not far enough for a sell-off:** {told}."
    return " ".join(s for s in (text, _further(pen, found[0]), _yields(pen)) if s)


def _yields(pen: Pen) -> str:
    """Say how far the yield that rose most has come from its low of the quarter, if far."""
    found = [m for a in YIELDS if (m := pen.move(a)) and m.hurts and m.z is not None]
    if not found:
        return ""
    most = max(found, key=lambda m: m.z or 0.0)
    path = f"moves.{most.asset}"
    low = f"From its low of {pen.day(most.peak)}"
    return f"{low} the {most.label} [[{path}.return:moved]] ([[{path}.z:size]])."


def rates(pen: Pen) -> str:
    """Say what yields, the dollar and spreads did over the rout's own window, and what rose."""
    parts = [text for text in (since(pen) or _lately(pen),) if text]
    rising = [m for m in pen.brief.moves if m.shock and m.counts and not m.asset.startswith("UST")]
    if rising:
        told = listed([f"{SHOCKS[m.asset]} ([[moves.{m.asset}.{_window(m)}]])" for m in rising])
        parts.append(f"It came with {told}.")
    return " ".join(parts)


def _lately(pen: Pen) -> str:
    """Say what yields and spreads did over a week or a fortnight."""
    found = [m for a in MACRO if (m := pen.move(a)) and m.z10 is not None]
    if not found:
        return ""
    moved = [m for m in found if abs(_furthest(m)) > CALM_Z]
    told = listed([_went(m) for m in moved or found])
    lead = "moved as well" if moved else "have not moved with it"
    return f"Macro prices {lead}: over a week or a fortnight {told}."


def _went(move: GroupMove) -> str:
    """Return a yield's or a spread's z of its further window, with the direction in words."""
    if abs(_furthest(move)) < NOTHING:
        return f"the {move.label} [[moves.{move.asset}.{_window(move)}]]"
    way = "up" if _furthest(move) > 0 else "down"
    return f"the {move.label} {way} [[moves.{move.asset}.{_window(move)}:size]]"


def _furthest(move: GroupMove) -> float:
    return max((z for z in (move.z5, move.z10) if z is not None), key=abs, default=0.0)


def _window(move: GroupMove) -> str:
    return "z5" if move.z5 is not None and _furthest(move) == move.z5 else "z10"


def scores(pen: Pen) -> str:
    """Say each rout's own vulnerability and amplification, and of which parts."""
    return own(pen, leading(pen)[:OWN])


def of_asset(pen: Pen, asset: str) -> list[str]:
    """Return what an asset's own rout shows, empty where it is in none."""
    return [text for text in (own(pen, [r for r in pen.brief.routs if r.asset == asset]),) if text]


def worst(pen: Pen) -> str:
    """Say of the worst rout alone how stretched it stood and what made its fall worse."""
    found = leading(pen)[:1]
    return " ".join(s for r in found for s in (vulnerable(pen, r), amplified(r)) if s)


def together(pen: Pen) -> str:
    """Say whether what falls is one move or several that coincide, and whether stocks are in it."""
    found = leading(pen)
    pairs = _pairs(found)
    parts = []
    for kinship, lead in (
        ("linked", "Linked, and more so than before the rout"),
        ("as before", "Tied, but not clearly more than before it"),
        ("coincident", "Coincident, their correlation within chance"),
    ):
        told = [_pair(rout, tie) for rout, tie in pairs if tie.kinship == kinship]
        if told:
            parts.append(f"{lead}: {listed(told)}.")
    stocks = [(r, t) for r in found for t in r.ties if t.asset == INDEX]
    parts += [text for text in (_with_index(stocks),) if text]
    title = "One move or several?" if pairs else "With the S&P?"
    return f"**{title}** {' '.join(parts)}" if parts else ""


def _pairs(found: Sequence[Rout]) -> list[tuple[Rout, Tie]]:
    """Return each pair of families once, from the worse of the two."""
    place = {rout.asset: n for n, rout in enumerate(found)}
    return [
        (rout, tie)
        for rout in found[:OWN]
        for tie in rout.ties
        if place[rout.asset] < place.get(tie.asset, 0) < OWN
    ]


def _pair(rout: Rout, tie: Tie) -> str:
    return f"{named(rout)} with {named(tie)} ({_figures(rout, tie)})"


def _figures(rout: Rout, tie: Tie) -> str:
    """Return the correlations that a kinship rests on."""
    path = f"rout.{rout.asset}.tie.{tie.asset}"
    if tie.kinship == "as before":
        return f"[[{path}.now]] over a quarter"
    return f"[[{path}.short]] over a month, [[{path}.before]] in the quarter before"


def _with_index(found: Sequence[tuple[Rout, Tie]]) -> str:
    """Say which of them move with the S&P, more than before or not at all."""
    tied = [(r, t) for r, t in found if t.kinship != "coincident"]
    if not found:
        return ""
    if not tied:
        told = listed([f"{named(r)} [[rout.{r.asset}.tie.{INDEX}.short]]" for r, _ in found])
        return f"Not sold with stocks (correlation with the S&P over a month): {told}."
    told = listed([f"{named(r)} ({_figures(r, t)})" for r, t in tied])
    return f"Tied to the S&P: {told}."


def over(pen: Pen) -> str:
    """Say whether what is in a rout is still falling as fast, or has eased within the fortnight."""
    found = [r for r in leading(pen)[:OWN] if r.z5 is not None and r.z10 is not None]
    if not found:
        return ""
    told = "; ".join(
        f"{named(r)} [[moves.{r.asset}.z5]] over a week, [[moves.{r.asset}.z10]] over a fortnight"
        for r in found
    )
    eased = [r for r in found if abs(r.z5 or 0.0) < EASED * abs(r.z10 or 0.0)]
    if len(eased) == len(found):
        return f"**Easing, not over:** the last week is milder than the fortnight: {told}."
    return f"**Not over in what is in a rout:** {told}."


def unknown(pen: Pen) -> list[str]:
    """Return the parts of the worst routs that were not measured, as clauses."""
    gaps = [
        rout for rout in leading(pen)[:OWN] if rout.group in COUNTED and "length" in rout.missing
    ]
    return [f"speculators' length in {named(r)} [[rout.{r.asset}.length]]" for r in gaps]


def against(pen: Pen) -> list[str]:
    """Return what the routs' own parts say against the leading engine, as clauses."""
    probability = pen.brief.verdict.engine_probability
    leader = max(probability, key=lambda c: probability[c])
    worst = leading(pen)[:1]
    out = []
    if leader == "positioning":
        out += [f"with it {text}" for text in moved(pen, tested=False)[:MOVED]]
        for rout in worst:
            if rout.vulnerability is not None and rout.vulnerability < 50:
                path = f"rout.{rout.asset}.vulnerability"
                out.append(f"{named(rout)} was not stretched before it fell ([[{path}]])")
    elif leader == "macro":
        for rout in worst:
            if any(p.name == "beyond" and p.stress >= 0.95 for p in rout.parts):
                path = f"rout.{rout.asset}.beyond:size"
                out.append(
                    f"{named(rout)} lost [[{path}]] that stocks, the dollar and yields do not "
                    "explain"
                )
    return out
