"""Inputs and words that several rows of this pillar share."""

from __future__ import annotations

from tools.pillars.behaviour.inputs import LEG, SECTORS, STOCKS

__all__ = ["INDEX", "LEG", "RANKED", "SECTORS", "STOCKS"]

RANKED = "stock panel, index members at each month end"
INDEX = "S&P 500 close"
