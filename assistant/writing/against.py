"""What speaks against the label, the strongest first, with what each does to its odds."""

from __future__ import annotations

from assistant.writing import beneath
from assistant.writing.macro import of
from assistant.writing.odds import weighed
from assistant.writing.pen import Pen
from assistant.writing.words import ENGINES, leader, refuted


def against(pen: Pen) -> str:
    """Say what speaks against the likeliest engine: fired tests of it by name, then readings."""
    verdict = pen.brief.verdict
    named = ENGINES[leader(pen)]
    parts = beneath.against(pen) if pen.brief.selloff == "beneath" else []
    tests = [f for reason in verdict.abstained if (f := refuted(pen, reason))]
    fired = [f.reading for f in tests if f.reading]
    if fired:
        parts.append(f"tests of it have fired, on {of(tests)}")
    told = weighed(pen, [r for r in verdict.against if r not in fired])
    parts += [told] if told else []
    crowding = next((f for f in verdict.falsifiers if f.id == "low_momentum_stocks"), None)
    if verdict.engine == "positioning" and pen.down and crowding and crowding.fired:
        parts.append("prior losers fell with prior winners, so this is no unwind of crowded stocks")
    lead = f"**Against** {named}{', the nearest' if verdict.engine == 'mixed' else ''}"
    return f"{lead}: {'; '.join(parts) or f'no measured reading speaks clearly against {named}'}."
