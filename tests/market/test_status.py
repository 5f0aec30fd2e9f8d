from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from assistant.tables.markets import status_text
from tests.market.made import days, noise, small_market, walk
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.status import Coverage, coverage
from tools.market.store import Store
from tools.market.view import Market
from tools.sources.memo import Memo


def covered(folder: Path, data: Dataset) -> dict[str, Coverage]:
    Store(folder / "mine").commit(data)
    return {c.id: c for c in coverage(Market(folder / "mine"))}


def series(**frames: pd.DataFrame) -> Dataset:
    spx = {("SPX", "yahoo"): walk(days(200), 1)}
    return Dataset(series={**spx, **{(sid, "fred"): f for sid, f in frames.items()}})


def test_a_whole_series_has_no_gap_and_no_age(tmp_path: Path) -> None:
    found = covered(tmp_path, series())["SPX"]
    assert found == Coverage(
        id="SPX",
        name="S&P 500",
        vendor="yahoo",
        rows=200,
        first="2018-01-02",
        last="2018-10-08",
        spacing="daily",
        gaps=0,
        widest=0,
        age=0,
        stale=False,
    )


@pytest.mark.parametrize(("missing", "gaps", "widest"), [(2, 0, 0), (4, 1, 7), (20, 1, 29)])
def test_a_hole_longer_than_five_days_is_a_gap(
    tmp_path: Path, missing: int, gaps: int, widest: int
) -> None:
    # Sessions 51 to 50 + missing: a Wednesday and what follows it.
    frame = walk(days(200), 2)
    frame = frame.drop(frame.index[51 : 51 + missing])
    found = covered(tmp_path, series(DGS10=frame))["DGS10"]
    assert (found.gaps, found.widest) == (gaps, widest)


def test_gaps_and_age_of_weekly_and_monthly_series(tmp_path: Path) -> None:
    weeks, months = days(40, "2018-01-05", "W-FRI"), days(10, "2018-01-01", "MS")
    weekly = noise(weeks, 1, "close").drop(weeks[10:12])
    monthly = noise(months, 2, "close").drop(months[[4]])
    found = covered(tmp_path, series(NFCI=weekly, CPIAUCSL=monthly))
    assert (found["NFCI"].spacing, found["NFCI"].gaps, found["NFCI"].widest) == ("weekly", 1, 21)
    assert found["CPIAUCSL"].spacing == "monthly"
    # From 1 April to 1 June.
    assert (found["CPIAUCSL"].gaps, found["CPIAUCSL"].widest) == (1, 61)


@pytest.mark.parametrize(("behind", "stale"), [(0, False), (5, False), (6, True)])
def test_a_daily_series_is_stale_after_five_sessions(
    tmp_path: Path, behind: int, stale: bool
) -> None:
    found = covered(tmp_path, series(DGS10=walk(days(200 - behind), 2)))["DGS10"]
    assert (found.age, found.stale) == (behind, stale)


@pytest.mark.parametrize(("behind", "stale"), [(10, False), (11, True)])
def test_a_weekly_series_is_stale_after_ten_sessions(
    tmp_path: Path, behind: int, stale: bool
) -> None:
    last = days(200)[-1 - behind]
    weeks = pd.date_range(end=last, periods=20, freq="7D").as_unit("us")
    found = covered(tmp_path, series(NFCI=noise(weeks, 2, "close")))["NFCI"]
    assert (found.age, found.stale) == (behind, stale)


def test_a_single_observation_and_one_not_yet_known(tmp_path: Path) -> None:
    last = days(200)[-1:]
    found = covered(tmp_path, series(DGS10=walk(last, 1), CPIAUCSL=walk(last, 2)))
    assert (found["DGS10"].rows, found["DGS10"].age) == (1, 0)
    assert found["CPIAUCSL"].vendor == "fred"


def test_panels_chains_and_dated_tables_are_covered_too(tmp_path: Path) -> None:
    found = covered(tmp_path, small_market())
    panel = found["panel adj_close"]
    assert (panel.name, panel.rows, panel.last) == ("Stock panel, 4 tickers", 120, "2018-06-18")
    chain = found["chain SPX"]
    assert (chain.first, chain.last, chain.spacing) == ("2018-02-27", "2018-04-24", "irregular")
    assert (chain.age, chain.stale) == (39, True)
    vintages = found["table eps_vintages"]
    assert (vintages.rows, vintages.last, vintages.stale) == (8, "2018-05-08", False)
    assert "table sectors" not in found


def test_the_order_is_the_catalogues(tmp_path: Path) -> None:
    found = list(covered(tmp_path, small_market()))
    series = [row for row in catalogue() if row in found]
    assert found[: len(series)] == series
    assert len(series) == 8
    assert all(" " in part for part in found[len(series) :])


def test_defects_of_the_real_data_that_its_description_lists(real_market: object) -> None:
    found = {c.id: c for c in coverage(real_market.market)}
    # VIX positions are missing from 2008-11-18 to 2009-06-02 but for one week, Dow's end in 2014,
    # Russell's have a hole while the contract was at another exchange.
    assert found["TFF_VIX"].gaps >= 2
    assert found["TFF_DOW"].last == "2014-12-16"
    assert found["TFF_DOW"].stale
    assert found["TFF_RUSSELL"].widest > 365
    assert all(found[s].gaps == 0 and not found[s].stale for s in ("SPY", "TLT", "GLD", "SOFR"))
    # The exchange was closed from 11 to 16 September 2001.
    assert (found["SPX"].gaps, found["SPX"].widest) == (1, 7)


def test_it_says_when_sources_were_asked_and_which_failed(tmp_path: Path) -> None:
    """Of the last pull alone: an earlier one of another source is not told."""
    covered(tmp_path, series())
    memo = Memo(tmp_path / "mine" / "sources.json")
    last = {"tried": "2018-10-08T23:00:00+00:00"}
    memo.put("fred", {"tried": "2018-10-05T23:00:00+00:00", "state": "stale", "failures": ["x"]})
    memo.put("cboe", {**last, "state": "fresh", "failures": []})
    memo.put("naaim", {**last, "state": "missing", "failures": ["naaim page: no workbook"]})
    text = " ".join(status_text(Market(tmp_path / "mine"), ()).split())
    assert "Last pull 2018-10-08 23:00 UTC: 1 fresh, 1 missing. naaim page: no workbook." in text
    assert "fred" not in text
