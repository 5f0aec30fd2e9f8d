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
    ``gamma`` and ``open_interest`` (of the prior night); an imported one also ``days`` (from the
    quote to the settlement, with the fraction of a day) and ``refused`` (how many rows of the file
    could not be read, the same on every row).
    """

    underlying: str
    quoted: date
    spot: float
    contracts: pd.DataFrame
