"""Which readings would settle a label: moved to their far ends, the rest left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

from assistant.writing.odds import named
from assistant.writing.pen import Pen, listed
from assistant.writing.words import ENGINES, LITTLE, leader, ranked
from tools.records import Falsifier, Said
from tools.scoring import Evidence, leaning, score
from tools.verdict.beneath import shrunk
from tools.weights import CLASSES, weights

FAR = 0.8  # of its own scale: a reading further than this from an end is not moved there
MOST = 3  # readings that are moved together
STEPS = 50  # in which the way to an end is gone
GUARDS = ("macro_unchanged", "positioning", "fundamental_intact")  # of a claim of positioning
# What bars a claim of positioning under a calm index.
BENEATH = (
    "yields or spreads moved with it",
    "what sells off is not known to have been stretched",
)
# What moves, where that is not what a reading is called as evidence.
MOVES: Mapping[str, str] = {
    "macro.rates_2y_z": "the 2-year yield",
    "macro.rates_10y_z": "the 10-year yield",
    "macro.dollar_z": "the dollar",
    "macro.claims_change_4w": "jobless claims",
    "macro.payrolls_3m": "payrolls",
    "macro.hy_residual_bp": "high yield, beyond what equities imply,",
    "fundamentals.trailing_eps_growth": "reported earnings",
    "fundamentals.eps_forward_revision": "forward estimates",
    "positioning.vix_overshoot": "the VIX overshoot",
    "positioning.momentum_drawdown_21d": "momentum",
}
# What the past has settled: the first cannot shrink, the second is of before the peak.
LARGEST, PAST = "positioning.vix_overshoot", "macro.rates_10y_before_peak_bp"
Way = Literal["rose", "fell"]


@dataclass(frozen=True, slots=True)
class Tip:
    """Readings that, moved so together, would make an engine likely enough for a label.

    ``needed`` is by reading the place in [0, 1] at which that is reached, when all of them go the
    same share of the way to their ends.
    """

    engine: str
    moves: tuple[tuple[Said, Way], ...]
    needed: Mapping[str, float]


def tips(pen: Pen) -> list[Tip]:
    """Return the fewest readings of the day that could give each of the two likeliest engines.

    Readings are moved to an end of their scale, the most telling first, until the engine clears the
    published bounds of probability, margin and base rate. Left out are an engine that has the
    label, or that a registered test bars, and what takes more than a few readings.
    """
    verdict = pen.brief.verdict
    if verdict.engine == "none" or LITTLE in verdict.abstained:
        return []
    engines = [e for e in ranked(pen)[:2] if e != verdict.engine and not _barred(pen, e)]
    return [tip for engine in engines if (tip := tip_to(pen, engine))]


def tip_to(pen: Pen, engine: str) -> Tip | None:
    """Return the fewest readings that could give an engine, whatever test stands against it.

    They are moved in the order of what each does for it.
    """
    found = []
    now = _log_odds(pen, {})
    for said in (s for s in pen.brief.verdict.evidence if s.reading in now):
        for end in (0.0, 1.0):
            settled = said.reading == PAST or (said.reading == LARGEST and not end)
            if said.when == "now" and not settled and abs(end - said.place) <= FAR:
                gain = leaning(_log_odds(pen, {said.reading: end})[said.reading], engine)
                found.append((gain - leaning(now[said.reading], engine), said, end))
    found.sort(key=lambda row: -row[0])
    ends: dict[str, float] = {}
    moves: list[tuple[Said, Way]] = []
    for gain, said, end in found:
        if gain <= 0.0 or len(moves) == MOST:
            break
        if said.reading in ends:
            continue
        ends[said.reading] = end
        moves.append((said, "rose" if end else "fell"))
        if _enough(pen, _probability(pen, ends), engine):
            return Tip(
                engine, tuple(moves), _needed(pen, [said for said, _ in moves], ends, engine)
            )
    return None


def _needed(
    pen: Pen, moved_: Sequence[Said], ends: Mapping[str, float], engine: str
) -> dict[str, float]:
    """Return the places at which an engine clears its bounds, on the way to some ends."""
    place = {said.reading: said.place for said in moved_}
    for step in range(1, STEPS + 1):
        at = {m: place[m] + (end - place[m]) * step / STEPS for m, end in ends.items()}
        if _enough(pen, _probability(pen, at), engine):
            return at
    return dict(ends)


def _log_odds(pen: Pen, ends: Mapping[str, float]) -> Mapping[str, Mapping[str, float]]:
    """Return what each reading would say of the engines with some moved to an end."""
    w, verdict = weights(), pen.brief.verdict
    scope = "beneath" if pen.brief.selloff == "beneath" else "index"
    rows = {row.reading: row for row in w.evidence if row.scope in ("any", scope)}
    evidence = [
        Evidence(rows[s.reading], ends.get(s.reading, s.place), _weight(pen, s))
        for s in verdict.evidence
        if s.reading in rows
    ]
    rout = next(iter(pen.brief.routs), None) if scope == "beneath" else None
    return score(evidence, shrunk(w, rout), w.priors).said


def _weight(pen: Pen, said: Said) -> float:
    reading = pen.reading(said.reading)
    return reading.percentile_weight if reading and said.when == "now" else 1.0


def _probability(pen: Pen, ends: Mapping[str, float]) -> dict[str, float]:
    """Return the engines' probabilities with some readings moved to an end."""
    before, after = _log_odds(pen, {}), _log_odds(pen, ends)
    moved_ = {c: sum(after[r][c] - before[r][c] for r in before) for c in CLASSES}
    raw = {c: pen.brief.verdict.engine_probability[c] * exp(moved_[c]) for c in CLASSES}
    return {c: value / sum(raw.values()) for c, value in raw.items()}


def _enough(pen: Pen, probability: Mapping[str, float], engine: str) -> bool:
    """Whether an engine could be named at these probabilities, by the published bounds."""
    w = weights()
    best = min(probability[engine], 1.0 - 1e-9)
    margin = best - max(p for c, p in probability.items() if c != engine)
    least = w.abstain["least_positioning" if engine == "positioning" else "least_probability"]
    prior = (w.priors_beneath if pen.brief.selloff == "beneath" else w.priors)[engine]
    moved_ = best / (1.0 - best) >= w.abstain["least_ratio"] * prior / (1.0 - prior)
    return best >= least and margin >= w.abstain["least_margin"] and moved_


def guards(pen: Pen) -> list[Falsifier]:
    """Return the tests that refute positioning by firing; under a calm index not the index's."""
    under = pen.brief.selloff == "beneath"
    apart = {row.id for row in weights().falsifiers if under and row.since_index_peak}
    tests = pen.brief.verdict.falsifiers
    return [f for f in tests if f.claim in GUARDS and f.id not in apart]


def _barred(pen: Pen, engine: str) -> bool:
    """Whether a registered test, or what was not stretched, stands against naming an engine."""
    verdict = pen.brief.verdict
    if engine == "fundamental":
        return not any(f.fired for f in verdict.falsifiers if f.claim == "fundamental_intact")
    if engine == "macro":
        return False
    open_ = pen.brief.selloff == "beneath" and leader(pen) != "positioning"
    barred = any(reason in BENEATH for reason in verdict.abstained)
    return open_ or barred or any(f.fired for f in guards(pen))


def told(pen: Pen, tip: Tip) -> list[str]:
    """Return as clauses what would move, which way and how far, and where it stands now."""
    return [_goes(pen, tip, said, way) for said, way in tip.moves]


def _goes(pen: Pen, tip: Tip, said: Said, way: Way) -> str:
    """Return a weighed reading with its way, the level that it would have to reach and now's."""
    name, figure = named(pen, said)
    ranked_ = levels_of(said.reading) is None
    goal = f"{'the ' if ranked_ else ''}[[tip.{tip.engine}.{said.reading}]]"
    now = f"[[{said.reading}:percentile]]" if ranked_ else figure
    what = MOVES.get(said.reading, name)
    many = what.partition(",")[0].endswith("s")
    goes = {"rose": "rise", "fell": "fall"}[way]
    return f"{what} {goes if many else f'{goes}s'} to {goal} (now {now})"


def levels_of(reading: str) -> tuple[float, float] | None:
    """Return the levels between which a reading's place is taken, None where it is a percentile."""
    return next((row.levels for row in weights().evidence if row.reading == reading), None)


def points(pen: Pen, tip: Tip) -> str:
    """Return a tip as a clause, with the engine that it would point to."""
    return f"{listed(told(pen, tip))}, which would point to {ENGINES[tip.engine]}"
