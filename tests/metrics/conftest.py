"""Real series that the tests of the metrics share."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.metrics import real


@pytest.fixture(scope="session")
def spx_close(real_data: Path) -> pd.Series:
    """The S&P 500 close by session, of the vendor whose history has fewer defects."""
    return real.spx(real_data)


@pytest.fixture(scope="session")
def vol_indices(real_data: Path) -> dict[str, pd.Series]:
    """Closes of the published volatility indices by symbol."""
    rows = real.table(real_data, "volatility").dropna(subset="close")
    return {str(s): g.set_index("date")["close"] for s, g in rows.groupby("symbol")}


@pytest.fixture(scope="session")
def vix_close(vol_indices: dict[str, pd.Series]) -> pd.Series:
    """The VIX close by date."""
    return vol_indices["VIX"]
