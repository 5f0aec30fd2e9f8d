"""Routs as lines for a model: the path to cite first, then the figure in plain numbers."""

from __future__ import annotations

from collections.abc import Iterator

from tools.records import Brief
from tools.routed import Part, Rout, Tie


def rout_lines(brief: Brief) -> Iterator[str]:
    """Yield each rout's fall, scores, parts and ties, the furthest out first."""
    for rout in brief.routs:
        yield _fall_line(rout)
        yield from (_part_line(rout, part) for part in rout.parts)
        yield from (_tie_line(rout, tie) for tie in rout.ties)
        if rout.missing:
            named = "; ".join(f"{part} ({why})" for part, why in rout.missing.items())
            yield f"of {rout.label} not measured: {named}"


def _fall_line(rout: Rout) -> str:
    path = f"rout.{rout.asset}"
    scores = ", ".join(
        f"[[{path}.{name}]] {'not measured' if value is None else f'{value:.0f}'}"
        for name, value in (
            ("amplification", rout.amplification),
            ("vulnerability", rout.vulnerability),
        )
    )
    return (
        f"[[{path}.fell]] {rout.label} {rout.fell:.4f} {rout.unit} since [[{path}.since]] "
        f"{rout.since}, [[{path}.worst]] {rout.worst:.2f} sigma; from its own extreme of "
        f"[[{path}.peak]] {rout.peak} [[{path}.return]] {rout.return_:.4f}; {scores}"
    )


def _part_line(rout: Rout, part: Part) -> str:
    adds = f"; adds {part.stress:.2f} to {part.score}" if part in rout.scored else ""
    return (
        f"[[rout.{rout.asset}.{part.name}]] {rout.label}, {part.label}: {part.value:.4g}; "
        f"percentile {part.percentile:.3f} of {part.n}{adds}; as of {part.observed}"
    )


def _tie_line(rout: Rout, tie: Tie) -> str:
    path = f"rout.{rout.asset}.tie.{tie.asset}"
    return (
        f"[[{path}.kinship]] {rout.label} with {tie.label}: {tie.kinship}; correlation over a "
        f"month [[{path}.short]] {tie.short:.2f}, over the quarter before [[{path}.before]] "
        f"{tie.before:.2f}, change [[{path}.z]] {tie.z:.2f} standard errors"
    )
