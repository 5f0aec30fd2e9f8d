"""Inputs that several rows of this pillar share."""

from __future__ import annotations

from tools.pillars.spec import Either, Obs

SPX = Obs("SPX")
DOLLAR = Obs("DXY")
GOLD = Either(Obs("GOLD_FUT"), Obs("GLD"))
GOLD_SOURCE = "Gold, front future (GLD where there is none)"
HIGH_YIELD = Obs("HYG", "adj_close")
EMERGING = Obs("EEM", "adj_close")
