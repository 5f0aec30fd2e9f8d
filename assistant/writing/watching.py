"""The watch list in words: what has fired, what is nearest to it, and what followed before."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import timedelta

from assistant.writing.macro import of
from assistant.writing.pen import Pen, listed, sentence
from tools.precedents import Outcome
from tools.records import Falsifier, Watch

MONTH, QUARTER = 21, 63
# What of the list a short account gives: the newest that have fired and the nearest that have not.
NEWEST, NEAREST = 3, 3
# What of it the whole account gives in full, and how many of these have fired where more have not.
FULL, FULL_FIRED = 6, 4
# Of its usual weekly move: what is nearer to its threshold stands at it.
EDGE = 0.1
# Thresholds that are told as the price of the index at which it gets there.
PRICES: Mapping[str, tuple[str, str]] = {
    f"positioning.cta_distance_{speed}": (speed, f"positioning.cta_level_{speed}")
    for speed in ("fast", "medium", "slow")
}
# What a distance is counted in where the figure carries no unit of its own.
POINTS: Mapping[str, str] = {"index": "index points", "ratio": "ratio points"}
# Of what is counted, how far it is to the threshold can be seen.
COUNTED = ("count", "sessions")
# A quarter in days, within which the count of firings takes crossings as one spell.
SPELL = timedelta(days=91)
# Days beyond a bound that a spell which is dated by its first is taken to last.
RUN = timedelta(days=14)
Numbered = tuple[int, Watch]


def parted(pen: Pen) -> tuple[list[Numbered], list[Numbered], list[Numbered]]:
    """Return what has fired, what has not and what could not be read, with their numbers."""
    items = list(enumerate(pen.brief.watch, 1))
    fired = [pair for pair in items if pair[1].fired]
    open_ = [pair for pair in items if pair[1].fired is False]
    return fired, open_, [pair for pair in items if pair[1].fired is None]


def watching(pen: Pen) -> list[str]:
    """Return the list: what fired last and what is nearest to it in full, the rest in a line."""
    fired, open_, missing = parted(pen)
    most = max(FULL_FIRED, FULL - len(open_))
    newest, older = fired[:most], fired[most:]
    room = FULL - len(newest)
    nearest, farther = open_[:room], open_[room:]
    text = []
    if fired:
        text.append(bullets("Fired, the newest first", [in_full(*pair) for pair in newest]))
    elif open_:
        text.append("**Nothing on the watch list has fired.**")
    text += _besides(pen)
    if nearest:
        title = "Not fired, the nearest first by its own weekly moves"
        text.append(bullets(title, [in_full(*pair) for pair in nearest]))
    if older or farther:
        text.append(_rest(older, farther))
    if missing:
        gone = [f"{w.name} ([[watch.{n}.value]])" for n, w in missing if w.value is None]
        young = [w.name for _, w in missing if w.value is not None]
        if young:
            gone.append(f"{listed(young)} (too short a history for a threshold)")
        text.append(f"**Could not be judged:** {listed(gone)}.")
    told = [o for _, w in (*newest, *nearest) for o in w.followed if not o.missing]
    if any(o.differs for o in told):
        text.append("With this many thresholds, some differ from any session by chance alone.")
    return text


def in_short(pen: Pen) -> list[str]:
    """Return the newest firings and the nearest thresholds, a line each."""
    fired, open_, _ = parted(pen)
    out = [line(*pair) for pair in fired[:NEWEST]] or ["Nothing on the watch list has fired."]
    return [*out, *_besides(pen), *(line(*pair) for pair in open_[:NEAREST])]


def _besides(pen: Pen) -> list[str]:
    """Return the fired tests that are not on the list, where no label would tell of them."""
    if pen.brief.selloff != "none":
        return []
    found = fired_tests(pen, {w.falsifier for w in pen.brief.watch if w.fired})
    return [found] if found else []


def fired_tests(pen: Pen, told: Container[str | None] = ()) -> str:
    """Return which registered tests have fired, each with figure and bound, but for those told.

    Whether losers fall with winners tells of who is sold in a fall, and is left out.
    """
    tests = [f for f in pen.brief.verdict.falsifiers if f.fired and f.claim != "crowding"]
    found = [f for f in tests if f.reading and f.id not in told]
    title = "Registered tests that have fired" if len(found) > 1 else "A registered test has fired"
    return f"**{title}:** {listed([_tested(pen, f) for f in found])}." if found else ""


def _tested(pen: Pen, test: Falsifier) -> str:
    reading = pen.reading(test.reading or "")
    name, counted = f"falsifier.{test.id}", reading is not None and reading.unit in COUNTED
    bound = "" if counted or test.threshold is None else f", bound [[{name}.threshold]]"
    return f"{of([test])} ([[{name}.value]]{bound})"


def crossed(pen: Pen) -> str:
    """Put into a sentence what has fired, and what stands nearest."""
    fired, open_, _ = parted(pen)
    lead = "**Nothing on the watch list has fired.**"
    if fired:
        title = "Fired, the newest first" if len(fired) > NEWEST else "Fired"
        lead = f"**{title}:** {sentence(*(_stands(*pair) for pair in fired[:NEWEST]))}"
    nearest = [_stands(*pair) for pair in open_[:NEAREST]]
    return f"{lead} **Nearest to it:** {sentence(*nearest)}" if nearest else lead


def of_test(pen: Pen, falsifier: str) -> str:
    """Return how near a registered test is and what followed; "" where it is not measured."""
    found = next((t for t in pen.brief.tests if t.falsifier == falsifier), None)
    test = next((f for f in pen.brief.verdict.falsifiers if f.id == falsifier), None)
    # Beneath the index a test of yields runs from the rout's start, and its record does not.
    apart = found is not None and test is not None and test.reading != found.reading
    if found is None or apart or found.fired is None or found.watched_since is None:
        return ""
    path = f"test.{falsifier}"
    reading = pen.reading(found.reading)
    counted = reading is not None and reading.unit in COUNTED
    return _past(path, found) if counted else f"{_far(path, found)} {_past(path, found)}"


def bullets(title: str, lines: Sequence[str]) -> str:
    """Return a paragraph of bullets under a title."""
    return "\n".join([f"**{title}.**", *(f"- {line}" for line in lines)])


def line(number: int, watch: Watch) -> str:
    """Return an item in a line: where it stands and how far it is."""
    path = f"watch.{number}"
    far = f"[[{path}.distance_sigmas:size]] its usual weekly move"
    if watch.distance_sigmas is None:
        far = _distance(path, watch)
    way = "from clearing" if watch.fired else "away"
    if _at_edge(watch):
        return f"{_capital(_stands(number, watch))}; at its edge."
    return f"{_capital(_stands(number, watch))}; {far} {way}."


def in_full(number: int, watch: Watch) -> str:
    """Return an item with what it tells, its distance, its past firings and what followed."""
    path = f"watch.{number}"
    lead = f"{_capital(_stands(number, watch))}: {watch.why}."
    return f"{lead} {_far(path, watch)} {_past(path, watch)}"


def _rest(fired: Sequence[Numbered], open_: Sequence[Numbered]) -> str:
    """Return in a line what has fired before the newest and what is farther from it, by name."""
    gone = [f"{_name(n, w)} ([[watch.{n}.since]])" for n, w in fired]
    away = [f"{_name(n, w)} ({_distance(f'watch.{n}', w)})" for n, w in open_]
    parts = [f"fired before these, {listed(gone)}"] if gone else []
    parts += [f"farther from firing, {listed(away)}"] if away else []
    return f"**The rest:** {'; '.join(parts)}."


def _stands(number: int, watch: Watch) -> str:
    """Return name, value and threshold, and since when where it has fired."""
    path = f"watch.{number}"
    if watch.reading in PRICES:
        return _price(number, watch)
    name = _name(number, watch)
    side = "above" if watch.above is not None else "below"
    limit = f"{side} zero" if watch.threshold == 0 else f"{side} [[{path}.threshold]]"
    stands = f"**{name}** at [[{path}.value]]"
    return f"{stands}, {limit}{_since(number, watch)}" if watch.fired else f"{stands}, not {limit}"


def _name(number: int, watch: Watch) -> str:
    return watch.name or f"[[watch.{number}.reading]]"


def _price(number: int, watch: Watch) -> str:
    """Return a trend's turning level as a price of the index."""
    speed, level = PRICES[watch.reading]
    if watch.fired:
        return f"**the {speed} trend's price** of [[{level}]] broken{_since(number, watch)}"
    return f"**the {speed} trend ends the month short** if the S&P holds below [[{level}]]"


def _capital(text: str) -> str:
    """Return a text whose first word, under a mark of emphasis or not, has a capital."""
    start = 2 if text.startswith("**") else 0
    return f"{text[:start]}{text[start : start + 1].upper()}{text[start + 1 :]}"


def _since(number: int, watch: Watch) -> str:
    """Return since when it has fired; of a crossing in a spell under way, its last day before."""
    if watch.sessions != 0:
        return f" since [[watch.{number}.since]]"
    if _again(watch):
        return f", again today after [[watch.{number}.last_beyond]]"
    return ", crossed today"


def _again(watch: Watch) -> bool:
    """Whether it was crossed today in a spell that had begun before."""
    last, since = watch.last_beyond, watch.since
    if watch.sessions != 0 or last is None or since is None:
        return False
    return since - last <= SPELL


def _at_edge(watch: Watch) -> bool:
    return watch.distance_sigmas is not None and abs(watch.distance_sigmas) < EDGE


def _far(path: str, watch: Watch) -> str:
    """Return how far it is from its threshold, in its own unit and in its own usual moves."""
    way = "clearing" if watch.fired else "firing"
    if _at_edge(watch):
        return f"It is next to nothing from {way}."
    usual = f", [[{path}.distance_sigmas:size]] its usual weekly move"
    if watch.distance_sigmas is None:
        usual = ""
    return f"It is {_distance(path, watch)} from {way}{usual}."


def _distance(path: str, watch: Watch) -> str:
    """Return how far it is from its threshold in its reading's unit."""
    from tools.pillars.registry import specs

    spec = specs().get(watch.reading)
    bare = spec is not None and spec.display == "plain"
    unit = f" {POINTS[spec.unit]}" if spec is not None and bare and spec.unit in POINTS else ""
    return f"[[{path}.distance:size]]{unit}"


def _past(path: str, watch: Watch) -> str:
    """Return in how many spells it fired before, what the S&P did then and when it was beyond."""
    return " ".join(t for t in (_spells(path, watch), _last(path, watch)) if t)


def _spells(path: str, watch: Watch) -> str:
    if not watch.times_fired:
        return f"It has not fired in an earlier spell in a record from [[{path}.watched_since]]."
    spells = "spell" if watch.times_fired == 1 else "spells a quarter apart"
    text = (
        f"Fired in [[{path}.times_fired]] earlier {spells} since [[{path}.watched_since]], the "
        f"last from [[{path}.last_fired]]"
    )
    after = {o.horizon: o for o in watch.followed if not o.missing}
    if MONTH not in after:
        return f"{text}: too seldom to say what followed."
    text = f"{text}. A month later the S&P had returned {_returned(path, after[MONTH])}"
    if watch.fired and QUARTER in after:
        text += f"; a quarter later {_returned(path, after[QUARTER])}"
    return f"{text}."


def _last(path: str, watch: Watch) -> str:
    """Return the last day beyond the bound, where no other sentence leads one to it.

    Of what has fired it is the last day before the present crossing, which may lie in the same
    spell. A last day without an earlier spell is one from before the record saw a crossing.
    """
    last, spell, since = watch.last_beyond, watch.last_fired, watch.since
    if last is None or _again(watch) or (spell is not None and last - spell <= RUN):
        return ""
    day = f"[[{path}.last_beyond]]"
    if since is not None and since - last <= SPELL:
        return f"Earlier in this spell it was last beyond its bound on {day}."
    if not watch.times_fired:
        return ""
    return f"{'Before this spell it' if watch.fired else 'It'} was last beyond its bound on {day}."


def _returned(path: str, outcome: Outcome) -> str:
    """Return a mean with its interval beside that of all sessions, and whether they differ."""
    field = f"{path}.after_{outcome.horizon}"
    beside = "no clear difference from"
    if outcome.differs:
        more = (outcome.mean or 0.0) > (outcome.unconditional_mean or 0.0)
        beside = "more than" if more else "less than"
    return (
        f"[[{field}]] on average (interval [[{field}_low]] to [[{field}_high]]), {beside} "
        f"[[{field}_usual]] after any session"
    )
