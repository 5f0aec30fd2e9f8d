"""Inputs and words that several rows of this pillar share."""

from __future__ import annotations

from tools.pillars.spec import Frame, Members, Obs, Panel, Peak

PRICES = Panel("adj_close", masked=False)
VOLUMES = Panel("volume", masked=False)
STOCKS = (PRICES, Members())
TRADES = (PRICES, VOLUMES, Members())
STOCKS_AND_PEAK = (*STOCKS, Peak())
PANEL = "stock panel, index members at the date"
SECTORS = Frame(("XLB", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV", "XLY"), "adj_close")
BARS = (Obs("SPY", "open"), Obs("SPY", "high"), Obs("SPY", "low"), Obs("SPY"))
SPY = Obs("SPY", "adj_close")
NYSE = (Obs("NYSE_DECL"), Obs("NYSE_ADV"))
LEG = 21  # sessions: about half of all days below a peak lie within a month of it
