from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.market.made import days, noise, small_market, walk
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market, MarketView
from tools.records import NotMeasured, UnwindError


def market(folder: Path, data: Dataset) -> Market:
    Store(folder / "mine").commit(data)
    return Market(folder / "mine")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Market:
    return market(tmp_path_factory.mktemp("view"), small_market())


def at(made: Market, day: str) -> MarketView:
    return made.view(date.fromisoformat(day))


def test_the_default_is_the_last_session(made: Market) -> None:
    view = made.view()
    assert view.as_of == view.session == made.sessions[-1].date() == date(2018, 6, 18)


@pytest.mark.parametrize(
    ("asked", "session"),
    [
        ("2018-02-02", "2018-02-02"),
        ("2018-02-03", "2018-02-02"),
        ("2018-02-04", "2018-02-02"),
        ("2018-01-02", "2018-01-02"),
        ("2018-06-21", "2018-06-18"),
    ],
)
def test_a_day_without_a_session_uses_the_last_one(made: Market, asked: str, session: str) -> None:
    view = at(made, asked)
    assert (str(view.as_of), str(view.session)) == (asked, session)
    assert view.sessions[-1] == pd.Timestamp(session)
    assert view.hash == at(made, session).hash


@pytest.mark.parametrize("day", ["2018-01-01", "1900-01-01", "2018-06-22", "2030-01-01"])
def test_a_day_outside_the_market_is_refused_with_its_span(made: Market, day: str) -> None:
    with pytest.raises(UnwindError) as raised:
        at(made, day)
    assert str(raised.value) == (
        f"market mine covers 2018-01-02 to 2018-06-18: no as-of date {day} in it"
    )


def test_no_market_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(
        UnwindError, match="no market named other: import one, or use --market demo"
    ):
        Market(tmp_path / "other")


@pytest.mark.parametrize(
    "data",
    [
        Dataset(series={("VIX", "cboe"): walk(days(5), 1)}),
        Dataset(series={("SPX", "x"): walk(days(5), 1).rename(columns={"close": "open"})}),
    ],
)
def test_a_market_without_sessions(tmp_path: Path, data: Dataset) -> None:
    with pytest.raises(UnwindError, match="market mine holds no SPX closes, so no sessions"):
        market(tmp_path, data)


@pytest.mark.parametrize(
    ("series", "before", "after", "observed"),
    [
        ("BAMLH0A0HYM2", "2018-02-08", "2018-02-09", "2018-02-08"),
        ("BAMLH0A0HYM2", "2018-02-09", "2018-02-12", "2018-02-09"),
        ("TFF_SP500", "2018-02-08", "2018-02-09", "2018-02-06"),
        ("NFCI", "2018-02-06", "2018-02-07", "2018-02-02"),
        ("CPIAUCSL", "2018-02-13", "2018-02-14", "2018-01-01"),
        ("DTWEXBGS", "2018-02-09", "2018-02-12", "2018-02-09"),
        ("SPX", "2018-02-07", "2018-02-08", "2018-02-08"),
    ],
)
def test_an_observation_appears_on_the_day_it_was_known(
    made: Market, series: str, before: str, after: str, observed: str
) -> None:
    stamp = pd.Timestamp(observed)
    early = at(made, before)
    if early.has(series):
        assert stamp not in early.observations(series, *field(series)).index
    late = at(made, after)
    assert late.observations(series, *field(series)).index[-1] == stamp
    known = made.view().known(series, *field(series))["observed"]
    assert known[pd.Timestamp(after)] == stamp
    assert known[pd.Timestamp(before)] != stamp


def field(series: str) -> tuple[str, ...]:
    return ("oi",) if series == "TFF_SP500" else ()


def test_known_values_are_those_of_a_view_of_that_day(made: Market) -> None:
    for series in ("SPX", "BAMLH0A0HYM2", "TFF_SP500", "NFCI", "CPIAUCSL", "GDPC1", "DTWEXBGS"):
        known = made.view().known(series, *field(series))
        for day in made.sessions[::7]:
            view = made.view(day.date())
            row = known.loc[day]
            if view.has(series):
                seen = view.observations(series, *field(series))
                assert (row["value"], row["observed"]) == (seen.iloc[-1], seen.index[-1])
            else:
                assert np.isnan(row["value"])
                assert pd.isna(row["observed"])


def two_vendors(first: pd.DataFrame, second: pd.DataFrame) -> Dataset:
    index = {("SPX", "yahoo"): walk(days(60), 1)}
    return Dataset(
        series={**index, ("DGS10", "fred"): second, ("VIX", "cboe"): first, ("VIX", "fred"): second}
    )


def test_the_first_vendor_with_a_value_at_the_session_supplies_the_whole_history(
    tmp_path: Path,
) -> None:
    session = days(60)
    first, second = walk(session[:40], 11), walk(session, 12)
    hole = session[20]
    made = market(tmp_path, two_vendors(first.drop(hole), second))

    def chosen(day: pd.Timestamp) -> tuple[str, pd.Series]:
        view = made.view(day.date())
        return view.vendor("VIX"), view.observations("VIX")

    for day in session[:40].drop(hole):
        vendor, values = chosen(day)
        assert vendor == "cboe"
        expected = first["close"].drop(hole)[:day]
        pd.testing.assert_series_equal(values, expected, check_names=False, check_freq=False)
    for day in [hole, *session[40:]]:
        vendor, values = chosen(day)
        assert vendor == "fred"
        pd.testing.assert_series_equal(
            values, second["close"][:day], check_names=False, check_freq=False
        )


def test_where_no_vendor_has_a_value_the_latest_then_the_first_holds(tmp_path: Path) -> None:
    session = days(60)
    made = market(tmp_path, two_vendors(walk(session[:30], 11), walk(session[:30], 12)))
    assert made.view().vendor("VIX") == "cboe"
    made = market(tmp_path / "b", two_vendors(walk(session[:29], 11), walk(session[:30], 12)))
    assert made.view().vendor("VIX") == "fred"
    assert made.view(session[28].date()).vendor("VIX") == "cboe"


def test_a_vendor_that_the_catalogue_does_not_order_comes_last(tmp_path: Path) -> None:
    session = days(30)
    data = Dataset(
        series={("SPX", v): walk(session, i) for i, v in enumerate(("aaa", "investing"))}
    )
    assert market(tmp_path, data).view().vendor("SPX") == "investing"


def test_membership_exits_that_lie_ahead_are_open(made: Market) -> None:
    # BBB left on the 61st session, 2018-03-27; DDD joins that day and leaves on 2018-06-05.
    early = at(made, "2018-03-26").table("membership").set_index("ticker")
    assert list(early.index) == ["AAA", "BBB", "CCC"]
    assert early["end_date"].isna().all()
    late = at(made, "2018-03-27").table("membership").set_index("ticker")
    assert sorted(late.index) == ["AAA", "BBB", "CCC", "DDD"]
    assert late["end_date"]["BBB"] == pd.Timestamp("2018-03-27")
    assert late["end_date"].drop("BBB").isna().all()
    end = made.view().table("membership").set_index("ticker")["end_date"]
    assert end["DDD"] == pd.Timestamp("2018-06-05")


def test_members_are_in_from_their_first_day_to_the_day_before_they_leave(made: Market) -> None:
    members = made.view().members()
    assert members["AAA"].all()
    assert members["BBB"].sum() == 60
    assert members["BBB"].iloc[:60].all()
    assert members["CCC"].tolist() == [False] * 30 + [True] * 90
    assert members["DDD"].tolist() == [False] * 60 + [True] * 50 + [False] * 10
    panel = made.view().panel("adj_close")
    assert panel.notna().equals(members & made.view().panel("adj_close", masked=False).notna())


def test_a_ticker_without_a_price_yet_is_not_named(made: Market) -> None:
    assert list(at(made, "2018-03-26").panel("adj_close", masked=False)) == ["AAA", "BBB", "CCC"]
    assert list(at(made, "2018-03-27").panel("adj_close", masked=False)) == list(
        made.view().panel("adj_close").columns
    )


def test_chains_and_vintages_are_hidden_until_they_are_known(made: Market) -> None:
    with pytest.raises(NotMeasured, match="no SPX option chain in market mine so far"):
        at(made, "2018-02-26").chains("SPX")
    assert [str(c.quoted) for c in at(made, "2018-02-27").chains("SPX")] == ["2018-02-27"]
    chains = made.view().chains("SPX")
    assert [str(c.quoted) for c in chains] == ["2018-02-27", "2018-04-24"]
    assert chains[0].spot == 2700.0
    assert "spot" not in chains[0].contracts
    vintages = [len(at(made, d).table("eps_vintages")) for d in ("2018-01-02", "2018-02-12")]
    assert vintages == [2, 2]
    assert len(at(made, "2018-02-13").table("eps_vintages")) == 4
    with pytest.raises(NotMeasured, match="no table fomc in market mine so far"):
        at(made, "2018-01-02").table("fomc")


def test_what_is_absent_says_so(made: Market) -> None:
    view = made.view()
    for read, message in (
        (lambda: view.observations("MOVE"), "no MOVE in market mine so far"),
        (lambda: view.observations("VIX", "open"), "no VIX open in market mine so far"),
        (lambda: view.panel("open"), "no stock panel of open in market mine so far"),
        (lambda: view.table("payrolls"), "no table payrolls in market mine so far"),
        (lambda: view.chains("NDX"), "no NDX option chain in market mine so far"),
        (lambda: view.part_key("panels", "open"), "no stock panel of open in market mine so far"),
        (
            lambda: at(made, "2018-01-02").observations("CPIAUCSL"),
            "no CPIAUCSL in market mine so far",
        ),
    ):
        with pytest.raises(NotMeasured, match=message):
            read()


def test_looking_back_from_a_view_never_looks_ahead(made: Market) -> None:
    view = at(made, "2018-03-01")
    earlier = view.back(date(2018, 2, 1))
    assert earlier.hash == at(made, "2018-02-01").hash
    with pytest.raises(ValueError, match="lies beyond the wall"):
        view.back(date(2018, 3, 2))


def test_nothing_that_a_reader_does_to_a_frame_reaches_another(made: Market) -> None:
    view = made.view()
    before = view.hash
    series, panel, table = view.observations("SPX"), view.panel("volume"), view.table("membership")
    copies = series.copy(), panel.copy(), table.copy()
    series.iloc[:] = 0.0
    panel.iloc[:, :] = 0.0
    table["ticker"] = "X"
    contracts = view.chains("SPX")[0].contracts
    contracts["bid"] = -1.0
    again = made.view()
    pd.testing.assert_series_equal(again.observations("SPX"), copies[0])
    pd.testing.assert_frame_equal(again.panel("volume"), copies[1])
    pd.testing.assert_frame_equal(again.table("membership"), copies[2])
    assert (again.chains("SPX")[0].contracts["bid"] == 1.0).all()
    assert again.hash == before


def test_columns_stand_side_by_side_on_all_dates(made: Market) -> None:
    frame = made.view().columns(("SPX", "NFCI"))
    assert list(frame) == ["SPX", "NFCI"]
    assert frame["SPX"].notna().sum() == 120
    assert frame["NFCI"].notna().sum() == len(made.view().observations("NFCI"))


def test_rows_without_a_value_are_no_observations(tmp_path: Path) -> None:
    frame = noise(days(20), 1, "close", "open")
    frame.iloc[-3:, 0] = np.nan
    frame.iloc[-1, 1] = np.nan
    made = market(
        tmp_path, Dataset(series={("SPX", "yahoo"): walk(days(20), 1), ("NFCI", "fred"): frame})
    )
    assert made.store.manifest.series["NFCI"]["fred"]["rows"] == 19
    assert made.view().observations("NFCI", "open").index[-1] == pd.Timestamp("2018-01-24")
    last = made.store.read(made.store.manifest.series["NFCI"]["fred"]["object"]).index[-1]
    assert last == frame.index[-2]


def test_sessions_of_the_real_market_are_the_exchanges(real_market: object) -> None:
    """Trading days a year as the New York Stock Exchange counts them."""
    sessions = real_market.market.sessions
    counts = sessions.year.value_counts()
    # 2001: four days closed in September; 2012: two for Hurricane Sandy.
    expected = {1999: 252, 2001: 248, 2008: 253, 2012: 250, 2018: 251, 2020: 253, 2022: 251}
    assert {year: int(counts[year]) for year in expected} == expected
    assert (sessions.day_of_week < 5).all()
    for closed in ("2001-09-11", "2012-10-29", "2018-12-05", "2021-04-02", "2022-06-20"):
        assert pd.Timestamp(closed) not in sessions
