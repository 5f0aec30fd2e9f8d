"""A manifest proposed for a user's file: taken as it is, and what it imports is what was there."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assistant.tables.imports import import_text
from tests.contracts.command import Command
from tests.market.made import TODAY, days, small_market, write
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.describe import FORMS, describe, frequency
from tools.market.importer import import_folder
from tools.market.manifest import FileRule, ImportManifest, load_manifest
from tools.market.proposal import KNOWN, MOST, SURVEY, propose
from tools.market.quoting import plain
from tools.market.report import FileReport, ImportReport
from tools.market.rows import read_rows
from tools.market.store import Store
from tools.market.view import Market
from tools.records import UnwindError

BASE = small_market(60)


def proposed(path: Path) -> ImportManifest:
    """Return the manifest that is proposed for a file, read as the import reads it."""
    target = path.with_suffix(".toml")
    target.write_text(propose(describe(path, TODAY)), encoding="utf-8")
    return load_manifest(target)


def imported(path: Path, store: Store) -> ImportReport:
    return import_folder(path.parent, store, today=TODAY, manifest=proposed(path))


def joined(path: Path, folder: Path) -> tuple[Store, ImportReport]:
    """Import a file beside a market that is there already."""
    store = Store(folder / "mine")
    store.commit(BASE)
    return store, imported(path, store)


def values(store: Store, sid: str, vendor: str = "user") -> dict[str, float]:
    frame = store.read(store.manifest.series[sid][vendor]["object"])
    return {f"{day:%Y-%m-%d}": float(v) for day, v in frame["close"].dropna().items()}


def own(store: Store) -> set[str]:
    return set(store.manifest.series) - {sid for sid, _ in BASE.series}


FLOWS = """\
Date,Gross lev,Net %,HF net flow (USD),VIX,Comment,Revision breadth
05/02/2018,1.9,45.2,-120000000,37.3,a desk,-12.5
06/02/2018,1.85,44.2,-20000000,30.0,,-10
07/02/2018,1.82,43.2,,27.7,,-9
26/02/2018,1.82,43.2,120000000,16.4,,-9
"""


def test_a_prime_brokers_file_joins_a_market(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "pb_flows.csv", FLOWS)
    store, report = joined(path, tmp_path)
    assert not report.failed
    assert own(store) == {
        "PB_FLOWS_GROSS_LEV",
        "PB_FLOWS_NET_PCT",
        "PB_FLOWS_HF_NET_FLOW_USD",
        "REVISION_BREADTH",
    }
    assert values(store, "PB_FLOWS_HF_NET_FLOW_USD") == {
        "2018-02-05": -1.2e8,
        "2018-02-06": -2e7,
        "2018-02-26": 1.2e8,
    }
    # The survey's readings look for a ratio.
    assert values(store, "REVISION_BREADTH")["2018-02-05"] == pytest.approx(-0.125)
    rows = store.catalogue
    assert (rows["PB_FLOWS_NET_PCT"].unit, rows["PB_FLOWS_NET_PCT"].lag) == ("percent", "1b")
    assert rows["PB_FLOWS_HF_NET_FLOW_USD"].kind == "flow"
    assert rows["PB_FLOWS_GROSS_LEV"].pillar == "positioning"


def test_nothing_else_of_the_market_changes(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "pb_flows.csv", FLOWS)
    store = Store(tmp_path / "mine")
    store.commit(BASE)
    before = Store(tmp_path / "mine").manifest
    view = Market(store.folder).view(date(2018, 3, 1))
    vix, key = view.observations("VIX"), view.source_key("VIX")
    imported(path, store)
    after = Store(tmp_path / "mine").manifest
    assert {s: v for s, v in after.series.items() if s in before.series} == before.series
    assert (after.panels, after.chains, after.tables) == (
        before.panels,
        before.chains,
        before.tables,
    )
    again = Market(store.folder).view(date(2018, 3, 1))
    pd.testing.assert_series_equal(again.observations("VIX"), vix)
    assert again.source_key("VIX") == key


def test_an_own_series_is_known_a_business_day_later(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "pb_flows.csv", FLOWS)
    store, _ = joined(path, tmp_path)
    market = Market(store.folder)
    for day, seen in ((date(2018, 2, 6), 1.9), (date(2018, 2, 7), 1.85)):
        assert market.view(day).observations("PB_FLOWS_GROSS_LEV").iloc[-1] == seen


def test_the_guesses_are_marked(tmp_path: Path) -> None:
    text = propose(describe(write(tmp_path, "pb_flows.csv", FLOWS), TODAY))
    for key in ("kind", "unit", "pillar", "lag"):
        lines = [line for line in text.splitlines() if line.startswith(f"{key} = ")]
        assert lines
        assert all("# CHECK" in line for line in lines)
    for row in text.split("[[series]]")[1:]:
        (named,) = (line for line in row.splitlines() if line.startswith("name = "))
        assert "# CHECK: a question finds the series by these words" in named
    assert "“Comment” was left out: it is text, such as 'a desk'" in text
    assert "VIX is a series of the" in text
    assert "4 values, 2018-02-05 to 2018-02-26, from 1.82 to 1.9" in text


def test_monthly_figures_are_known_after_their_month(tmp_path: Path) -> None:
    months = [f"{y}-{m:02}" for y in (2016, 2017) for m in range(1, 13)]
    rows = "\n".join(f"{month},{i}.5" for i, month in enumerate(months))
    path = write(tmp_path / "in", "survey.csv", f"month,tone\n{rows}\n")
    store, _ = joined(path, tmp_path)
    assert store.catalogue["SURVEY_TONE"].lag == "month+1b"
    seen = Market(store.folder).view(date(2018, 1, 2)).observations("SURVEY_TONE")
    assert f"{seen.index[-1]:%Y-%m}" == "2017-12"


def test_a_long_file_gives_a_series_a_key(tmp_path: Path) -> None:
    rows = [
        f"{d:%Y-%m-%d},{k},{v}"
        for d in days(30)
        for k, v in (("Momentum", 0.01), ("Value", -0.02), ("VIX", 20))
    ]
    path = write(tmp_path / "in", "factors.csv.gz", "\n".join(["date,factor,ret", *rows]))
    store, report = joined(path, tmp_path)
    assert own(store) == {"FACTORS_MOMENTUM", "FACTORS_VALUE"}
    assert set(values(store, "FACTORS_VALUE").values()) == {-0.02}
    assert store.catalogue["FACTORS_MOMENTUM"].kind == "factor"
    assert list(store.manifest.series["VIX"]) == ["cboe"]
    assert report.files[0].refused == {"VIX is left out": 30}


def test_a_survey_of_bulls_and_bears_is_the_survey(tmp_path: Path) -> None:
    rows = "2018-02-01,0.45,0.33,0.22\n2018-02-08,0.37,0.31,0.32\n"
    path = write(tmp_path / "in", "aaii.csv", "Reported,Bullish,Neutral,Bearish\n" + rows)
    store, _ = joined(path, tmp_path)
    seen = Market(store.folder).view(date(2018, 2, 9)).observations("AAII", "bearish")
    assert seen.tolist() == pytest.approx([22.0, 32.0])


@pytest.mark.parametrize("wide", [False, True])
def test_prices_by_ticker_join_the_panel(tmp_path: Path, wide: bool) -> None:
    index = days(30)
    tickers = [f"T{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(30)]
    rng = np.random.default_rng(1)
    prices = pd.DataFrame(rng.uniform(10, 90, (30, 30)).round(2), index, tickers)
    prices.iloc[3, 4] = np.nan
    if wide:
        text = prices.to_csv(date_format="%d.%m.%Y")
    else:
        long = prices.reset_index().melt("date", var_name="symbol", value_name="close").dropna()
        text = long.assign(volume=100).to_csv(index=False, date_format="%Y%m%d")
    store, _ = joined(write(tmp_path / "in", "book.csv", text), tmp_path)
    entry = store.manifest.panels["adj_close"]
    held = store.read(entry["object"]).reindex(index=index, columns=tickers)
    pd.testing.assert_frame_equal(held, prices, check_freq=False, check_names=False)
    before = BASE.panels["adj_close"]
    kept = store.read(entry["object"])[list(before)].reindex(before.index)
    pd.testing.assert_frame_equal(kept, before, check_freq=False)


def test_parquet_with_dates_of_its_own(tmp_path: Path) -> None:
    frame = pd.DataFrame({"when": days(40), "Crowding score": np.arange(40.0)})
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "crowd.parquet"
    frame.to_parquet(path)
    store, _ = joined(path, tmp_path)
    assert list(values(store, "CROWD_CROWDING_SCORE").values()) == list(range(40))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("date,x\n", "has no rows"),
        ("a,b\n1,2\n", "no column holds dates"),
        ("date,x\n2018-02-05,one\n", "no column holds numbers: 'x' is text, such as 'one'"),
        ("date,VIX\n2018-02-05,37\n2018-02-06,30\n", "all that it holds is in the catalogue"),
        ("<html></html>", "is a web page"),
        ("", "is empty"),
        ("date,x,x\n2018-02-05,1,2\n", "stands there twice"),
    ],
)
def test_what_cannot_be_described_says_why(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UnwindError, match=why):
        propose(describe(write(tmp_path, "file.csv", text), TODAY))
    with pytest.raises(UnwindError, match="no such file"):
        describe(tmp_path / "nothing.csv", TODAY)


def test_too_many_series_are_refused(tmp_path: Path) -> None:
    names = [f"score {i}" for i in range(MOST + 1)]
    row = ",".join(["2018-02-05", *["-1"] * len(names)])
    path = write(tmp_path, "scores.csv", ",".join(["date", *names]) + f"\n{row}\n")
    with pytest.raises(UnwindError, match="more than 200"):
        propose(describe(path, TODAY))


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ('date_form = "%H:%M"', "does not say day, month and year"),
        ('date_form = "nonsense"', "does not say day, month and year"),
        ("date_form = 3", "must be a text"),
        ("wide = true", "wide takes a key"),
        ('wide = "yes"', "must be true or false"),
        ('percent = "yes"', "must be true or false"),
    ],
)
def test_the_manifests_new_words_are_checked(tmp_path: Path, rule: str, why: str) -> None:
    path = tmp_path / "m.toml"
    fixed = 'name = "a.csv"\nlayout = "series"\nseries = "X"\nfields = { x = "close" }\n'
    path.write_text(f"[[file]]\n{fixed}{rule}\n")
    with pytest.raises(UnwindError, match=why):
        load_manifest(path)


def test_per_cent_signs_are_for_series_alone(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    fixed = 'name = "a.csv"\nlayout = "panel"\nkey = "t"\nfields = { p = "close" }\n'
    path.write_text(f"[[file]]\n{fixed}percent = true\n")
    with pytest.raises(UnwindError, match="percent is for a layout series"):
        load_manifest(path)


def test_a_day_that_is_not_in_the_form_is_refused_with_its_line(tmp_path: Path) -> None:
    from tools.market.importer import read_file
    from tools.market.report import FileReport

    text = "date,x\n05/02/2018,1\n2018-02-06,2\n31/02/2018,3\n"
    rule = FileRule("a.csv", "series", series="NAAIM", fields={"x": "close"}, date_form="%d/%m/%Y")
    report = FileReport("a.csv")
    data = read_file(write(tmp_path, "a.csv", text), rule, catalogue(), TODAY, report)
    # What is written in the importer's own form needs no other.
    assert data.series["NAAIM", "file"]["close"].tolist() == [1.0, 2.0]
    assert report.examples == {"bad date": [4]}


def test_frequencies_are_those_of_the_calendar() -> None:
    for freq, name in (("B", "daily"), ("W-WED", "weekly"), ("MS", "monthly"), ("QE", "quarterly")):
        assert frequency(days(20, freq=freq)) == name
    assert frequency(days(2)) == "irregular"


TAKEN = {*catalogue(), *KNOWN, *SURVEY}
NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
).filter(lambda name: name.strip() == name and name.lower() != "date" and not {plain(name)} & TAKEN)


def _cell(rng: np.random.Generator) -> float | None:
    """Return a figure of any size and sign, or none."""
    if rng.random() < 0.2:
        return None
    return float(f"{rng.normal() * 10.0 ** rng.integers(-2, 9):.4f}")


@st.composite
def files(draw: st.DrawFn) -> tuple[str, dict[tuple[str, str], dict[str, float]], bool]:
    """Return a CSV, what it holds by column and key, and whether it is long."""
    form = draw(st.sampled_from([f for f in FORMS if f not in ("%Y-%m",)]))
    freq = draw(st.sampled_from(["B", "W-FRI", "ME"]))
    # Forty dates reach beyond the twelfth of a month, so that day and month are told apart.
    index = days(40, draw(st.sampled_from(["2003-03-03", "2015-11-12"])), freq)
    names = draw(st.lists(NAMES, min_size=1, max_size=15, unique_by=lambda n: n.lower()))
    keys = draw(st.one_of(st.just([""]), st.lists(NAMES, min_size=2, max_size=4, unique=True)))
    long = keys != [""]
    if long:
        names = names[:2]
        keys = [f"k{key}" for key in keys]
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    held: dict[tuple[str, str], dict[str, float]] = {}
    lines = [["date", *(["the key"] if long else []), *names]]
    for day in index:
        for key in keys:
            cells = [_cell(rng) if day != index[0] else -1.5 for _ in names]
            written = ["" if cell is None else repr(cell) for cell in cells]
            lines.append([day.strftime(form), *([key] if long else []), *written])
            for name, cell in zip(names, cells, strict=True):
                if cell is not None:
                    held.setdefault((name, key), {})[f"{day:%Y-%m-%d}"] = cell
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue(), held, long


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(files())
def test_any_file_comes_back_as_it_was(
    made: tuple[str, dict[tuple[str, str], dict[str, float]], bool],
) -> None:
    text, held, _ = made
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "in", "own [data].csv", text)
        described = describe(path, TODAY)
        assert {(f.name, f.key) for f in described.found} == set(held)
        manifest = proposed(path)
        assert not set(manifest.rows) & set(catalogue())
        store, report = joined(path, Path(folder))
        assert not report.failed
        assert not any(f.refused for f in report.files)
        left = sorted(sorted(values(store, sid).items()) for sid in own(store))
        assert left == sorted(sorted(found.items()) for found in held.values())


def test_the_command_writes_what_the_import_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    unwind = Command(home, capsys)
    path = write(tmp_path / "in", "pb_flows.csv", FLOWS)
    shown = unwind("market", "describe", path)
    assert shown.status == 0
    target = tmp_path / "m.toml"
    assert unwind("market", "describe", path, "-o", target).status == 0
    assert target.read_text() == shown.out
    assert unwind("market", "describe", path, "-o", tmp_path / "m.txt").status == 2
    assert "no such file" in unwind("market", "describe", tmp_path / "none.csv").complaint
    Store(home / "markets" / "mine").commit(Dataset(series=BASE.series))
    taken = unwind(
        "market", "import", "--from", path.parent, "--into", "mine", "--manifest", target
    )
    assert (taken.status, taken.err) == (0, "")
    status = unwind("market", "status", "mine").out
    assert "PB_FLOWS_GROSS_LEV" in status


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("net flow usd bn", 1e9),
        ("net_flow_usd_mn", 1e6),
        ("Flows USD m", 1e6),
        ("flow usd k", 1e3),
        ("net flow usd", 1.0),
        ("gross bn", 1e9),
        ("Gross (Mrd. USD)", 1e9),
        ("Netto Mrd", 1e9),
        ("Zufluss USD Mio", 1e6),
    ],
)
def test_billions_of_dollars_become_dollars(tmp_path: Path, name: str, factor: float) -> None:
    path = write(tmp_path / "in", "pb.csv", f"date,{name}\n2020-01-03,1.73\n2020-01-10,-2.1\n")
    store, _ = joined(path, tmp_path)
    (sid,) = own(store)
    assert store.manifest.rows()[sid].unit == "usd"
    found = values(store, sid)
    assert found == pytest.approx({"2020-01-03": 1.73 * factor, "2020-01-10": -2.1 * factor})


@pytest.mark.parametrize(
    "text",
    [
        "date;x\n03-Jan-20;1,5\n10-Jan-20;1.234,25\n17-Jan-20;-3\n",
        "date\tx\n2020-01-03\t1.5\n2020-01-10\t1234.25\n2020-01-17\t-3\n",
        'date,x\n2020-01-03,1.5\n2020-01-10,"1,234.25"\n2020-01-17,-3\n',
    ],
    ids=["semicolons and decimal commas", "tabs", "grouped thousands"],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "in", "own.csv", text)
    store, report = joined(path, tmp_path)
    (sid,) = own(store)
    assert values(store, sid) == {"2020-01-03": 1.5, "2020-01-10": 1234.25, "2020-01-17": -3.0}
    assert not any(file.refused for file in report.files)


SHARES = """\
Datum;Aktienquote;Absicherung;Mitarbeiter
03.01.2020;53,7%;-1.012,5 %;3
10.01.2020;48%;0,25 %;4
17.01.2020;;12 %;4
24.01.2020;0,5%;11 %;5
"""


def test_per_cent_signs_make_a_column_of_per_cent(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "quote.csv", SHARES)
    text = propose(describe(path, TODAY))
    assert text.count("percent = true  # cells such as 53.7%") == 2
    assert text.count('unit = "percent"  # CHECK: the cells carry a per cent sign') == 2
    assert "from 0.5% to 53.7%" in text
    store, report = joined(path, tmp_path)
    assert not any(file.refused for file in report.files)
    found = {"2020-01-03": 53.7, "2020-01-10": 48.0, "2020-01-24": 0.5}
    assert values(store, "QUOTE_AKTIENQUOTE") == found
    assert list(values(store, "QUOTE_ABSICHERUNG").values()) == [-1012.5, 0.25, 12.0, 11.0]
    units = {sid: row.unit for sid, row in store.manifest.rows().items()}
    assert units == {
        "QUOTE_AKTIENQUOTE": "percent",
        "QUOTE_ABSICHERUNG": "percent",
        "QUOTE_MITARBEITER": "points",
    }


def test_a_cell_without_the_sign_is_refused_among_those_with_it(tmp_path: Path) -> None:
    rows = [f"{d:%Y-%m-%d},{n + 0.5}%" for n, d in enumerate(days(20))]
    rows[7] = rows[7].removesuffix("%")
    path = write(tmp_path / "in", "own.csv", "\n".join(["date,x", *rows]) + "\n")
    store, report = joined(path, tmp_path)
    assert report.files[0].refused == {"not a finite number": 1}
    assert report.files[0].examples == {"not a finite number": [9]}
    assert len(values(store, "OWN_X")) == 19


def test_per_cent_signs_are_heeded_where_a_reading_looks_for_a_share(tmp_path: Path) -> None:
    text = "date,revision breadth\n2018-02-01,-0.4%\n2018-02-08,0.9%\n"
    store, _ = joined(write(tmp_path / "in", "own.csv", text), tmp_path)
    assert list(values(store, "REVISION_BREADTH").values()) == pytest.approx([-0.004, 0.009])


def test_a_survey_in_per_cent_stays_as_it_is(tmp_path: Path) -> None:
    rows = "2018-02-01,0.45%,33%,22%\n2018-02-08,37%,31%,32%\n"
    path = write(tmp_path / "in", "aaii.csv", "Reported,Bullish,Neutral,Bearish\n" + rows)
    store, _ = joined(path, tmp_path)
    view = Market(store.folder).view(date(2018, 2, 9))
    assert view.observations("AAII", "bearish").tolist() == [22.0, 32.0]
    assert view.observations("AAII", "bullish").tolist() == [0.45, 37.0]


def test_a_column_of_which_few_cells_are_per_cent_says_what_the_others_are(tmp_path: Path) -> None:
    path = write(tmp_path, "own.csv", "date,x,y\n2020-01-03,1%,2\n2020-01-10,n/a,3\n")
    assert describe(path, TODAY).unread == {"x": "is mixed, such as 'n/a'"}


def test_rows_of_a_file_with_two_columns_are_counted_once(tmp_path: Path) -> None:
    rows = [f"{d:%Y-%m-%d},{n},{n + 0.5}" for n, d in enumerate(days(417))]
    rows[3] = "2100-01-01,1,2"  # refused, for either column
    rows[5] = rows[5].rpartition(",")[0] + ","  # read, for one of them
    rows[6] = rows[6].split(",")[0] + ",,7"  # and for the other
    path = write(tmp_path / "in", "own.csv", "\n".join(["date,x,y", *rows]) + "\n")
    _, report = joined(path, tmp_path)
    assert [file.rows for file in report.files] == [415, 415]
    assert (report.rows, report.refused) == (416, 1)
    assert "1 file, 416 rows read, 1 refused;" in import_text(report, "mine")


def test_cells_of_a_wide_file_are_no_rows(tmp_path: Path) -> None:
    names = [f"score {n}" for n in range(15)]
    rows = [",".join([f"{d:%Y-%m-%d}", *["-1.5"] * len(names)]) for d in days(30)]
    path = write(tmp_path / "in", "own.csv", "\n".join([",".join(["date", *names]), *rows]) + "\n")
    _, report = joined(path, tmp_path)
    assert (len(report.files), report.files[0].rows, report.rows) == (1, 30, 30)


def test_commas_of_words_stay(tmp_path: Path) -> None:
    path = write(tmp_path / "in", "own.csv", 'date;who;x\n2020-01-03;"A, B";1,5\n')
    report = FileReport("own.csv")
    frame = read_rows(path, report)
    assert frame.iloc[0].tolist() == ["2020-01-03", "A, B", "1.5"]
