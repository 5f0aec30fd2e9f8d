"""The verdict of a brief: engine, trigger, what speaks for and against it, and its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.facets import say
from assistant.findings import of_falsifier
from assistant.paths import INDEX_LABELS
from assistant.tables.grid import DASH, Column, Grid, facts, titled
from assistant.tables.readings import label, rank, value
from tools.formatting import THIN, figure, number
from tools.records import Brief, Falsifier, Verdict
from tools.weights import weights

CLAIMS = {
    "macro_unchanged": "Macro is unchanged",
    "positioning": "Positioning drives it",
    "crowding": "Crowded winners unwind",
    "fundamental_intact": "Fundamentals are intact",
    "orderly": "The selling is orderly",
}
SIDES = (
    Column(" " * 14),
    Column("reading", wraps=True),
    Column("value", right=True),
    Column("percentile · band"),
    Column("odds", right=True),
    Column("when"),
)
TESTS = (
    Column("claim and test", wraps=True),
    Column("outcome"),
    Column("value", right=True),
    Column("limit", right=True),
)
PARTS = (Column("part", wraps=True), Column("return", right=True))
DECIMALS = (1, 2, 3, 4)


def verdict_text(brief: Brief) -> list[str]:
    """Return the lines of the verdict."""
    verdict = brief.verdict
    sides = (
        ("For", verdict.for_),
        ("Against", verdict.against),
        (f"{verdict.flips_to or 'Flips'} without".capitalize(), verdict.flips_without),
    )
    return [
        *titled("Verdict"),
        *facts(_facts(verdict)),
        *_sides(sides, brief),
        *_contributions(brief),
        *_tests(brief),
    ]


def asset_name(brief: Brief) -> str:
    """Return what the brief calls the asset whose move it reports."""
    labels = INDEX_LABELS | {group.asset: group.label for group in brief.moves}
    return labels.get(brief.move.asset, brief.move.asset)


def _facts(verdict: Verdict) -> Iterator[tuple[str, str]]:
    yield "Engine", f"{verdict.engine.upper()} — {_shares(verdict.engine_probability)}"
    if verdict.abstained:
        yield "Abstained", "; ".join(verdict.abstained)
    yield "Trigger", _shares(verdict.trigger)
    amplified = _score(verdict.amplification)
    if verdict.quiet_amplifiers:
        amplified += ", the index's own amplifiers all in their normal range"
    yield "Amplification", amplified
    yield "Vulnerability", f"{_score(verdict.vulnerability)} at the peak"
    yield "Coverage", f"{figure(verdict.coverage, 'share')} of the evidence was measured"


def _score(score: float | None) -> str:
    return f"{DASH} not measured" if score is None else figure(score, "score")


def _shares(weighed: Mapping[str, float]) -> str:
    order = sorted(weighed.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {figure(share, 'share')}" for name, share in order)


def _sides(sides: tuple[tuple[str, tuple[str, ...]], ...], brief: Brief) -> list[str]:
    rows = []
    odds = {said.reading: f"×{number(said.odds, 2)}" for said in brief.verdict.evidence}
    for name, ids in sides:
        names = [name, *[""] * (len(ids) - 1)]
        for lead, metric in zip(names, ids, strict=False):
            *said, when = _said(metric, brief)
            rows.append((lead, *said, odds.get(metric, ""), when))
        if not ids:
            rows.append((name, f"{DASH} no reading"))
    return Grid(SIDES, rows).lines(rows)


def _said(metric: str, brief: Brief) -> tuple[str, ...]:
    """Return a reading with the figure that was weighed: today's, or the one at the peak."""
    reading, when = brief.index.get(metric), ""
    if metric in {row.reading for row in weights().evidence if row.when == "peak"}:
        then = {past.id: past for past in brief.at_peak}.get(metric)
        reading, when = (then, "at the peak") if then else (reading, "")
    if reading is None:
        return (metric, DASH, "", "")
    return (label(reading), value(reading), rank(reading), when)


def _contributions(brief: Brief) -> list[str]:
    verdict = brief.verdict
    if verdict.unexplained is None:
        return []
    parts = {part.name: part.return_ for part in verdict.contributions}
    parts["unexplained"] = verdict.unexplained
    parts[f"move of {asset_name(brief)}"] = sum(parts.values())
    decimals = _adding(parts)
    rows = [(name, _percent(size, decimals)) for name, size in parts.items()]
    grid = Grid(PARTS, rows)
    return [*titled("Contributions to the move"), *grid.lines(rows)]


def _adding(parts: Mapping[str, float]) -> int:
    """Return the fewest decimals at which the parts, as printed, add up to the last of them."""
    for decimals in DECIMALS:
        *shown, total = (round(100 * size, decimals) for size in parts.values())
        if round(sum(shown) - total, decimals) == 0:
            return decimals
    return DECIMALS[0]


def _percent(ratio: float, decimals: int) -> str:
    return f"{number(100 * ratio, decimals, plus=True)}{THIN}%"


def _tests(brief: Brief) -> list[str]:
    rows = {test.id: _test(test, brief) for test in brief.verdict.falsifiers}
    grid = Grid(TESTS, rows.values())
    out = [*titled("Falsifiers", "set before looking: one that fires speaks against its claim")]
    out += grid.head()
    for claim, words in CLAIMS.items():
        tests = [test for test in brief.verdict.falsifiers if test.claim == claim]
        if tests:
            out += [words, *grid.lines(rows[test.id] for test in tests)]
    return out


def _test(test: Falsifier, brief: Brief) -> tuple[str, ...]:
    text = f"  {test.test}"
    if test.fired is None:
        return (text, f"{DASH} not measured: {test.why}")
    value, limit = _short(test, "value", brief), _short(test, "threshold", brief)
    if test.fired:
        return (text, "FIRED", value, limit)
    # A figure that rounds to its limit would read as one that fired.
    return (text, "not fired", "just short" if value == limit else value, limit)


def _short(test: Falsifier, field: str, brief: Brief) -> str:
    evidence = of_falsifier(test, field, brief)
    if evidence is None or evidence.missing:
        return DASH
    return say(evidence).removesuffix(" percentile")
