"""One rout in words: how it stood at its own peak, what made its fall worse, and what did not."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.writing.pen import Pen, listed, stretch
from tools.routed import Part, Rout, Score, Tie

LOUD, QUIET = 0.80, 0.35
MOST = 3
LEVELS = ((80, "heavy"), (50, "moderate"), (0, "light"))
RELATIVE = " less S&P"
MEASURES = {
    "MOMENTUM": "market-neutral momentum",
    "MOMENTUM_RAW": "winners-minus-losers momentum",
}
# By part, what is said where it adds to the score and where it speaks against it; ``{of}`` is the
# path of the rout. A pair is for a figure above zero and one below.
Said = str | tuple[str, str]
ADDS: dict[str, Said] = {
    "extension": (
        "it stood [[{of}.extension:size]] above its 200-day average "
        "([[{of}.extension:percentile]])",
        "it stood [[{of}.extension:size]] below its 200-day average "
        "([[{of}.extension:percentile]])",
    ),
    "run_up": "its change over the year before was at its [[{of}.run_up:percentile]]",
    "calm": "its volatility was at its [[{of}.calm:percentile]], which makes for large positions",
    "length": (
        "speculators were net long [[{of}.length:size]] of open interest "
        "([[{of}.length:percentile]])",
        "speculators were net short [[{of}.length:size]] of open interest "
        "([[{of}.length:percentile]])",
    ),
    "crowding": "crowding of momentum was at its [[{of}.crowding:percentile]]",
    "winners_tied": "the winners' correlation was at its [[{of}.winners_tied:percentile]]",
    "volatility": "volatility over a fortnight rose to [[{of}.volatility]] times that of the year "
    "before",
    "beyond": "it lost [[{of}.beyond:size]] that stocks, the dollar and yields do not explain",
    "with_index": "its correlation with the S&P over a month is [[{of}.with_index]] "
    "([[{of}.with_index:percentile]])",
    "with_others": "its correlation over a month with the others in a rout is [[{of}.with_others]] "
    "([[{of}.with_others:percentile]])",
    "impact": "a dollar traded moves the price [[{of}.impact]] times as far as in the year before",
    "degrossing": "momentum books were closed on both sides ([[{of}.degrossing:percentile]])",
    "winners_tightened": "the winners moved closer together "
    "([[{of}.winners_tightened:percentile]])",
}
LACKS: dict[str, Said] = ADDS | {
    "run_up": "its change over the year before was only at its [[{of}.run_up:percentile]]",
    "calm": "its volatility was at its [[{of}.calm:percentile]] already",
    "crowding": "crowding of momentum was only at its [[{of}.crowding:percentile]]",
    "winners_tied": "the winners' correlation was only at its [[{of}.winners_tied:percentile]]",
    "volatility": "volatility over a fortnight is no more than [[{of}.volatility]] times that of "
    "the year before",
    "beyond": "stocks, the dollar and yields leave only [[{of}.beyond:size]] of it unexplained",
    "with_index": "it is not sold along with the S&P (correlation over a month "
    "[[{of}.with_index]], [[{of}.with_index:percentile]])",
    "with_others": "it is not sold along with the others in a rout (correlation over a month "
    "[[{of}.with_others]], [[{of}.with_others:percentile]])",
    "impact": "a dollar traded moves the price [[{of}.impact]] times as far as in the year before, "
    "no more than usual",
    "degrossing": "momentum books were not closed on both sides ([[{of}.degrossing:percentile]])",
    "winners_tightened": "the winners did not move closer together "
    "([[{of}.winners_tightened:percentile]])",
}
SPREAD: dict[str, Said] = {
    "run_up": ADDS["run_up"],
    "beyond": "stocks, the dollar and yields leave [[{of}.beyond:size]] of it unexplained",
}


def named(asset: Rout | Tie) -> str:
    """Return what an asset is called: a fund against the S&P by its own name.

    Momentum is told by its measure: the plain one falls many times as far as the neutral one.
    """
    name = MEASURES.get(asset.asset, asset.label.removesuffix(RELATIVE))
    return f"the {name}" if name.endswith("spread") else name


def short(asset: Rout) -> str:
    """Return a name without the measure, for where no figure stands beside it."""
    return "momentum" if asset.asset in MEASURES else named(asset)


def fallen(pen: Pen, rout: Rout) -> str:
    """Say how far and since when an asset fell in its rout, and over what its z is."""
    beside = " against the S&P" if rout.label.endswith(RELATIVE) else ""
    path = f"rout.{rout.asset}"
    over = "a week" if rout.worst == rout.z5 else "a fortnight"
    return (
        f"{named(rout)} [[{path}.fell:moved]]{beside} since {pen.day(rout.since)} "
        f"([[{path}.worst:size]] over {over})"
    )


def vulnerable(pen: Pen, rout: Rout) -> str:
    """Say how stretched an asset stood at its own peak, and what speaks against that."""
    adds, lacks = told(rout, "vulnerability", LOUD), told(rout, "vulnerability", QUIET, low=True)
    if not adds and not lacks:
        return ""
    turn = "low" if rout.unit == "bp" else "high"
    when = f"At its own {turn} of {pen.day(rout.peak)}"
    if adds:
        text = f"{when} {listed(adds)}"
        text += f"; but {listed(lacks)}" if lacks else ""
    else:
        text = f"{when} it was not stretched: {listed(lacks)}"
    if rout.vulnerability is None:
        return f"{text}."
    word = stretch(rout.vulnerability)
    return f"{text}. Its own vulnerability is {word} ([[rout.{rout.asset}.vulnerability]])."


def amplified(rout: Rout) -> str:
    """Say what made an asset's fall larger and faster than its news, and what did not."""
    adds, lacks = told(rout, "amplification", LOUD), told(rout, "amplification", QUIET, low=True)
    if not adds and not lacks:
        return ""
    text = f"As it fell, {listed(adds or lacks)}"
    text += f"; but {listed(lacks)}." if adds and lacks else "."
    if rout.amplification is None:
        return text
    word = next(word for least, word in LEVELS if rout.amplification >= least)
    return f"{text} Its own amplification is {word} ([[rout.{rout.asset}.amplification]])."


def told(rout: Rout, score: Score, edge: float, *, low: bool = False) -> list[str]:
    """Return the clauses of the parts that stand out most, on the side that adds or the other."""
    chosen = [p for p in rout.parts if p.score == score and p.name in ADDS]
    chosen = [p for p in chosen if (p.stress <= edge if low else p.stress >= edge)]
    chosen.sort(key=lambda p: p.stress, reverse=not low)
    # One part a group, so that two ways to measure one thing are told once.
    by_group: dict[str, Part] = {}
    for part in chosen:
        by_group.setdefault(part.group, part)
    return [clause(rout, part, LACKS if low else ADDS) for part in [*by_group.values()][:MOST]]


def clause(rout: Rout, part: Part, said: dict[str, Said]) -> str:
    """Return what is said of one part."""
    spread = rout.unit == "bp" and part.name in SPREAD
    text = SPREAD[part.name] if spread else said[part.name]
    if isinstance(text, tuple):
        text = text[0] if part.value >= 0 else text[1]
    return text.format(of=f"rout.{rout.asset}")


def own(pen: Pen, routs: Sequence[Rout]) -> str:
    """Return a paragraph a rout: how it stood before and what the fall shows."""
    lines = []
    for rout in routs:
        body = " ".join(s for s in (vulnerable(pen, rout), amplified(rout)) if s)
        if not rout.scored:
            body = "Its own history is too short to rank its parts in."
        if body:
            name = named(rout).removeprefix("the ")
            lines.append(f"**{name[:1].upper()}{name[1:]}.** {body}")
    return "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else "".join(lines)
