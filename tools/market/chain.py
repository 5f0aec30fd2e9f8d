"""An option chain as it was quoted: the contracts, the spot and the date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True, slots=True)
class OptionChain:
    """One underlying's quoted contracts.

    ``contracts`` has the columns ``type`` ("C" or "P"), ``expiration`` (datetime64), ``strike``,
    ``bid``, ``ask``, ``volume``, ``iv`` (decimal, NaN where the vendor gives none), ``delta``,
    ``gamma`` and ``open_interest`` (of the prior night).
    """

    underlying: str
    quoted: date
    spot: float
    contracts: pd.DataFrame
