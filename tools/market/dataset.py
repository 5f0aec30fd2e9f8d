"""What an importer or the simulator hands to the store: plain frames, already checked."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(slots=True)
class Dataset:
    """Frames to be put into a market in one step.

    Attributes
    ----------
    series : dict
        ``(series id, vendor)`` to a frame indexed by observation date (``DatetimeIndex``, sorted,
        unique, no NaT), one float column a field; a single-valued series has the column ``close``.
    panels : dict
        Field name (``adj_close``, ``close``, ``open``, ``high``, ``low``, ``volume``) to a frame of
        dates by tickers.
    chains : dict
        ``(underlying, quote date)`` to a frame with columns ``spot, type (C/P), expiration,
        strike, bid, ask, volume, iv, delta, gamma, open_interest``; ``iv`` decimal, NaN for none.
    tables : dict
        Name to a frame: ``membership``, ``sectors``, ``eps_vintages``, ``fomc``, ``fomc_shocks``,
        ``payrolls``, ``econ_calendar``; of live sources ``membership_spans``, ``members_seen``,
        ``earnings_trends``, ``headlines``, ``vintages``.
    """

    series: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)
    panels: dict[str, pd.DataFrame] = field(default_factory=dict)
    chains: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
