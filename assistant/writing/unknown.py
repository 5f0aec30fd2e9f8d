"""What was not measured, and what it could have changed."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.writing import beneath
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.words import ENGINES
from tools.records import Falsifier
from tools.weights import weights

WHOLE = 0.995  # of the evidence, from which all of it was measured
LATE = 3  # sessions from which a spread's date is told
CREDIT = "macro.hy_oas_bp"
# What a test would have shown by firing, where it could not be measured; that of macro is said
# with the engine.
WOULD: Mapping[str, str] = {
    "positioning": "would have refuted positioning",
    "crowding": "would have shown whether crowded stocks unwind",
    "fundamental_intact": "a cut would speak for fundamentals",
    "orderly": "would have shown whether selling is orderly",
}


def unknown(pen: Pen) -> str:
    """Say what was not measured and what it keeps open."""
    verdict = pen.brief.verdict
    null = [f for f in verdict.falsifiers if f.fired is None and f.reading]
    told = [f.reading for f in null]
    parts = [_test(pen, f) for f in null]
    parts += _evidence(pen, told)
    parts += beneath.unknown(pen) if pen.brief.selloff == "beneath" else []
    credit = pen.reading(CREDIT)
    if credit and (credit.age or 0) >= LATE:
        parts.append("credit spreads are of [[macro.hy_oas_bp:observed]]")
    if verdict.engine == "positioning":
        parts.append("who sold cannot be observed from daily data")
    text = sentence(*parts)
    if not text:
        return ""
    share = ""
    if verdict.coverage < WHOLE:
        share = "Measured: [[verdict.coverage]] of the evidence."
    return " ".join(s for s in (f"**Not known.** {text}", share, _held(pen, null)) if s)


def _test(pen: Pen, test: Falsifier) -> str:
    reading = pen.reading(test.reading or "")
    why = f"{pen.name(reading.id)}, as {test.why}" if reading else pen.gap(test.reading or "")
    would = WOULD.get(test.claim)
    return f"{why} ({would})" if would else why


def _evidence(pen: Pen, told: list[str | None]) -> list[str]:
    """Return the weighed readings that are missing, with the engines they could have spoken for."""
    scope = "beneath" if pen.brief.selloff == "beneath" else "index"
    peak = {r.id: r for r in pen.brief.at_peak}
    by_engine: dict[str, list[str]] = {}
    for row in weights().evidence:
        if row.scope not in ("any", scope) or row.reading in told:
            continue
        reading = peak.get(row.reading) if row.when == "peak" else pen.reading(row.reading)
        if row.reading in pen.brief.index and (reading is None or reading.value is None):
            name = pen.name(row.reading)
            for engine in row.densities:
                by_engine.setdefault(ENGINES[engine], []).append(name)
    return [
        f"{listed(names[:3])} not measured, which could have spoken of {engine}"
        for engine, names in by_engine.items()
    ]


def _held(pen: Pen, null: list[Falsifier]) -> str:
    """Say that a probability is held down because a test of its engine was not run."""
    cap = weights().abstain["null_cap"]
    probability = pen.brief.verdict.engine_probability
    capped = [e for e, p in probability.items() if abs(p - cap) < 1e-9]
    if not null or not capped:
        return ""
    return f"The probability of {ENGINES[capped[0]]} is held down for what could not be tested."
