"""Cross-asset: moves and extensions, ties to the S&P 500, and signs of a joint cut in risk."""

from __future__ import annotations

from tools.pillars.crossasset import comovement, joint, moves
from tools.pillars.spec import MetricSpec

SPECS: tuple[MetricSpec, ...] = (*moves.SPECS, *comovement.SPECS, *joint.SPECS)
