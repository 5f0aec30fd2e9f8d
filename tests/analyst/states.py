"""Briefs whose verdict a test sets field by field, and random ones that keep its promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from assistant.narrative import render
from assistant.writing.clauses import CLAUSES
from assistant.writing.pen import Pen
from assistant.writing.why import why
from tests.narrative.factory import WORST, make_brief, make_reading
from tests.verdict.cases import VALUES, needed
from tools.pillars.registry import specs
from tools.records import Brief, Contribution, Falsifier, Reading, Said, Verdict, WorstDay
from tools.verdict import FIRED
from tools.weights import CLASSES, TRIGGERS, weights

KINDS = (*TRIGGERS, "unidentified")
ABSTAINED = (
    "no engine reaches an even chance",
    "the two likeliest engines are too close to call",
    "the evidence hardly moves the base rate",
    "too little was measured",
    "an outside shock met heavy amplification",
    "forward estimates were not measured",
    "forward estimates were not cut",
)
IDS = tuple(i for i in dict.fromkeys([*CLAUSES, *needed()]) if i in specs())
PEAKS = (
    "positioning.cta_spx",
    "positioning.vol_target_21d",
    "positioning.am_net_share",
    "positioning.naaim",
    "positioning.margin_debt_from_peak",
    "positioning.dealer_gamma_vendor",
)


def reading(name: str, value: float | None, percentile: float | None = 0.5) -> Reading:
    """Return a reading as its table prints it; None is not measured."""
    spec = specs()[name]
    fields: dict[str, Any] = {"label": spec.label, "unit": spec.unit, "display": spec.display}
    if value is not None and percentile is not None:
        fields["percentile"] = percentile
    found = make_reading(name, value, **fields)
    if value is not None and name == "positioning.vix_overshoot":
        found = replace(found, at=WORST)
    return found


def tests(fired: Iterable[str] = (), null: Iterable[str] = ()) -> tuple[Falsifier, ...]:
    """Return every registered test, unfired but for those that are named."""
    fired, null = set(fired), set(null)
    out = []
    for row in weights().falsifiers:
        state = None if row.id in null else row.id in fired
        why_ = "its history is too short for a percentile" if state is None else ""
        value = None if state is None else row.threshold * (1.5 if state else 0.5)
        out.append(
            Falsifier(row.id, row.claim, row.test, row.reading, row.threshold, value, state, why_)
        )
    return tuple(out)


def said(odds: Mapping[str, float]) -> tuple[Said, ...]:
    """Return what readings said, by what each multiplied the odds of the likeliest engine by."""
    when = {row.reading: row.when for row in weights().evidence}
    order = sorted(odds.items(), key=lambda pair: -pair[1])
    return tuple(Said(name, when[name], 0.5, {}, value) for name, value in order)


def state(engine: str = "positioning", **fields: Any) -> Brief:
    """Return a brief with a verdict for an engine, every reading ordinary unless it is set.

    ``readings`` maps an id to a value and percentile, ``leads`` names the likeliest engine where
    none is claimed, ``odds`` maps a reading to what it does to the odds; what is left over are
    fields of the verdict or, if it has none of that name, of the brief.
    """
    changed: Mapping[str, tuple[float | None, float | None]] = fields.pop("readings", {})
    readings = {i: reading(i, *changed.get(i, (VALUES.get(i, 0.0), 0.5))) for i in IDS}
    leads = fields.pop("leads", "macro" if engine in ("mixed", "none") else engine)
    odds = fields.pop("odds", {"macro.rates_10y_z": 0.8, "positioning.vix_overshoot": 1.6})
    evidence = said(odds)
    rest = [c for c in CLASSES if c != leads]
    known: dict[str, Any] = {
        "engine": engine,
        "engine_probability": {leads: 0.6, rest[0]: 0.3, rest[1]: 0.1},
        "trigger": dict.fromkeys(KINDS, 0.05) | {"rates": 0.5, "unidentified": 0.35},
        "amplification": 85.0,
        "vulnerability": 84.0,
        "coverage": 0.9,
        "for_": tuple(s.reading for s in evidence if s.odds >= 1.08),
        "against": tuple(s.reading for s in reversed(evidence) if s.odds <= 1 / 1.08)[:3],
        "flips_without": (),
        "falsifiers": tests(),
        "contributions": (Contribution("rates", -0.02), Contribution("dollar", -0.01)),
        "unexplained": -0.07,
        "abstained": (ABSTAINED[2],) if engine == "mixed" else (),
        "evidence": evidence,
    }
    verdict = {k: fields.pop(k) for k in list(fields) if k in Verdict.__dataclass_fields__}
    brief: dict[str, Any] = {
        "selloff": "none" if engine == "none" else "broad",
        "verdict": Verdict(**(known | verdict)),
        "at_peak": tuple(reading(i, 1.0, 0.7) for i in PEAKS),
        "worst_days": (WorstDay(WORST, -0.041, -13.0),),
        "analogs": (),
        "base_rates": (),
        "notes": (),
        "watch": (),
    }
    made = make_brief(**(brief | fields))
    # Only what is set here: the factory's own readings would make a state of their own.
    return replace(made, readings=tuple(readings.values()))


def told(brief: Brief) -> str:
    """Return the answer to "what is driving this?" as it is read."""
    return "\n".join(render(text, brief).text.replace("**", "") for text in why(Pen(brief)))


VALUE = st.one_of(st.just(0.0), st.floats(-6.0, 6.0, allow_nan=False))
RANK = st.one_of(st.none(), st.floats(0.0, 1.0))


@st.composite
def random_states(draw: st.DrawFn, engines: tuple[str, ...] = (*CLASSES, "mixed")) -> Brief:
    """Draw a brief of a falling index with any verdict that keeps the record's promises."""
    engine = draw(st.sampled_from(engines))
    shares = draw(st.lists(st.floats(0.01, 1.0), min_size=3, max_size=3))
    order = draw(st.permutations(CLASSES))
    if engine != "mixed":
        order = [engine, *(c for c in order if c != engine)]
    ranked = sorted((s / sum(shares) for s in shares), reverse=True)
    kinds = draw(st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5))
    weight = sum(kinds) or 1.0
    outcomes = {r.id: draw(st.sampled_from([True, False, None])) for r in weights().falsifiers}
    names = draw(st.lists(st.sampled_from(weights().evidence), unique_by=lambda r: r.reading))
    odds = {r.reading: draw(st.floats(0.4, 2.5)) for r in names}
    fired = [i for i, o in outcomes.items() if o]
    reasons = draw(st.lists(st.sampled_from(ABSTAINED), unique=True, min_size=1, max_size=4))
    if fired and draw(st.booleans()):
        reasons.append(FIRED + draw(st.sampled_from(fired)))
    parts = [Contribution(n, draw(st.floats(-0.2, 0.2))) for n in ("rates", "dollar")]
    missing = draw(st.sets(st.sampled_from(IDS), max_size=20))
    values = draw(st.lists(st.tuples(VALUE, RANK), min_size=len(IDS), max_size=len(IDS)))
    score = st.one_of(st.none(), st.floats(0.0, 100.0))
    return state(
        engine,
        readings={
            i: (None, None) if i in missing else pair for i, pair in zip(IDS, values, strict=True)
        },
        leads=order[0],
        odds=odds,
        engine_probability=dict(zip(order, ranked, strict=True)),
        trigger={k: v / weight for k, v in zip(KINDS, kinds, strict=True)}
        if sum(kinds)
        else dict.fromkeys(KINDS, 0.0) | {"unidentified": 1.0},
        amplification=draw(score),
        vulnerability=draw(score),
        falsifiers=tests(fired, [i for i, o in outcomes.items() if o is None]),
        abstained=tuple(reasons) if engine == "mixed" else (),
        contributions=tuple(parts[: draw(st.integers(0, 2))]),
        unexplained=draw(st.floats(-0.3, 0.1)),
        quiet_amplifiers=draw(st.booleans()),
        at_peak=tuple(
            reading(i, draw(VALUE), draw(st.floats(0.0, 1.0))) for i in PEAKS if draw(st.booleans())
        ),
        selloff=draw(st.sampled_from(["broad", "index"])),
    )
