"""The CFTC's reports: which report and contract the imported history is, and altered answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.sources.official import Held, asked, imported, only, reading, refusal
from tests.sources.recorded import recorded
from tools.market.manifest import load_manifest
from tools.sources.connectors.cftc import CODE, CODES, COMBINED, FIELDS, KIND
from tools.sources.table import sources

BODY = "cftc_tff_futonly_13874A.json"  # of futures only; the values serve as if of both
YEAR = "cftc_FinFutYY_2026.txt"
# What the same interface gave in July 2026 of both, by the repository that the import is from.
BOTH = {"oi": 3277786, "am_long": 1203651, "am_short": 226292, "lev_short": 612200}
DAY = "2026-06-09"


def of_year() -> pd.DataFrame:
    return pd.read_csv(BytesIO(recorded(YEAR)), dtype="str")


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(recorded(BODY))
    return [{**row, KIND: "Combined"} for row in found]


def body(change: Callable[[dict[str, Any]], object] = lambda row: None) -> bytes:
    found = rows()
    for row in found:
        change(row)
    return json.dumps(found).encode()


def test_every_position_is_the_one_in_the_body() -> None:
    data, report = reading("cftc", "TFF_SP500", body())
    found = data.series["TFF_SP500", "cftc"]
    for row in rows():
        at = found.loc[row["report_date_as_yyyy_mm_dd"][:10]]
        assert {name: int(row[name]) for name in FIELDS} == {n: at[f] for n, f in FIELDS.items()}
    assert found.index.day_name().tolist() == ["Tuesday", "Tuesday"]
    assert report.rows == 2 and not report.refused


def test_the_class_sums_are_the_totals() -> None:
    """Long plus spreads over all classes is the open interest, so that no column is another."""
    row = rows()[0]
    spreads = [int(v) for k, v in row.items() if "positions_spread" in k]
    for side in ("long", "short"):
        fields = [name for name in FIELDS if f"_{side}" in name]
        rest = int(row[f"nonrept_positions_{side}_all"])
        assert len(fields) == len(spreads) == 4
        assert sum(int(row[n]) for n in fields) + sum(spreads) + rest == int(
            row["open_interest_all"]
        )


def test_futures_alone_are_another_report() -> None:
    """The import's open interest counts options: without them it was a third smaller in 2026."""
    failure = refusal("cftc", "TFF_SP500", recorded(BODY))
    assert failure.why == "changed" and "combined" in str(failure)
    year = of_year()
    year = year[year["Report_Date_as_YYYY-MM-DD"] == DAY].set_index("CFTC_Contract_Market_Code")
    alone = {code.strip(): int(v) for code, v in year["Open_Interest_All"].items()}
    assert alone["13874+"] < 0.7 * BOTH["oi"] and alone["13874A"] < 0.7 * BOTH["oi"]


def test_the_imported_levels_are_those_of_the_combined_report(real_data: Path) -> None:
    """Shares of open interest go on where the import ends; those of futures alone would jump."""
    held = imported(real_data, "cot_tff_weekly.csv.gz")["TFF_SP500"]
    net = ((held["am_long"] - held["am_short"]) / held["oi"])["2019":]
    both = (BOTH["am_long"] - BOTH["am_short"]) / BOTH["oi"]
    year = of_year()
    row = year[
        (year["Report_Date_as_YYYY-MM-DD"] == DAY)
        & (year["CFTC_Contract_Market_Code"].str.strip() == "13874A")
    ].iloc[0]
    alone = (
        int(row["Asset_Mgr_Positions_Long_All"]) - int(row["Asset_Mgr_Positions_Short_All"])
    ) / int(row["Open_Interest_All"])
    assert net.min() < both < net.max()
    assert alone > net.max()


def test_fields_and_ids_are_those_of_the_import(real_data: Path) -> None:
    (rule,) = [r for r in load_manifest().rules if r.name == "cot_tff_weekly.csv.gz"]
    assert set(FIELDS.values()) == set(rule.fields.values())
    held = imported(real_data, "cot_tff_weekly.csv.gz")
    assert set(held) <= set(CODES) == set(sources()["cftc"].gives)


@pytest.mark.parametrize("code", ["13874A", "043602", "133741", "1170E1"])
def test_codes_name_the_contracts(code: str) -> None:
    year = of_year()
    names = year.loc[
        year["CFTC_Contract_Market_Code"].str.strip() == code, "Market_and_Exchange_Names"
    ].unique()
    words = {"TFF_SP500": "E-MINI S&P 500 -", "TFF_US10Y": "UST 10Y NOTE -"}
    words |= {"TFF_BITCOIN": "BITCOIN -", "TFF_VIX": "VIX FUTURES -"}
    (series,) = [sid for sid, of in CODES.items() if of == code]
    assert len(names) == 1 and names[0].startswith(words[series])


def test_trailing_spaces_and_absent_nulls() -> None:
    def change(row: dict[str, Any]) -> None:
        row[CODE] += "  "
        row["open_interest_all"] = f"  {row['open_interest_all']} "
        row.pop("other_rept_positions_short")

    data, report = reading("cftc", "TFF_SP500", body(change))
    assert only(data)["oi"].tolist() == [2046914.0, 2446519.0]
    assert only(data)["other_short"].isna().all() and "other_rept" in report.warnings[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.update({CODE: "13874+"}),
        lambda row: row.update({KIND: "FutOnly"}),
        lambda row: row.pop("open_interest_all"),
        lambda row: row.pop("report_date_as_yyyy_mm_dd"),
        lambda row: row.update({"open_interest_all": "12.5"}),
        lambda row: row.update({"open_interest_all": "-5"}),
        lambda row: row.update({"report_date_as_yyyy_mm_dd": "15/09/2026"}),
        lambda row: row.update({"report_date_as_yyyy_mm_dd": "2026-12-15T00:00:00.000"}),
    ],
    ids=[
        *("another contract", "futures only", "no open interest", "no date", "another unit"),
        *("below nought", "another date style", "the future"),
    ],
)
def test_another_answer_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    assert refusal("cftc", "TFF_SP500", body(change)).why == "changed"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"[]", "empty"),
        (b'{"message": "Unrecognized arguments", "error": true}', "changed"),
        (b'["a", "b"]', "changed"),
        (b"", "empty"),
        (b"<html></html>", "page"),
    ],
)
def test_what_is_no_list_of_reports_is_refused(answer: bytes, why: str) -> None:
    assert refusal("cftc", "TFF_SP500", answer).why == why


def test_a_cut_body_is_refused() -> None:
    assert refusal("cftc", "TFF_SP500", body()[:-100]).why == "cut"


def test_a_position_above_the_open_interest_is_left_out() -> None:
    found = [*rows(), {**rows()[0], "report_date_as_yyyy_mm_dd": "2026-09-08T00:00:00.000"}]
    found[-1]["asset_mgr_positions_long"] = "9999999"
    data, report = reading("cftc", "TFF_SP500", json.dumps(found).encode())
    assert len(only(data)) == report.rows == 2 and "2026-09-08" in report.warnings[0]


def test_each_contract_is_asked_for_by_its_code() -> None:
    found = asked("cftc", Held())
    assert [r.key for r in found] == list(CODES)
    assert {r.path for r in found} == {COMBINED}
    assert found[0].query["$where"] == f"{CODE}='13874A'"
    assert int(found[0].query["$limit"]) > 52 * 20
    assert {KIND, CODE, *FIELDS} <= set(found[0].query["$select"].split(","))


def test_a_weekly_run_overlaps_some_weeks() -> None:
    held = Held(lasts={("TFF_SP500", "cftc"): date(2026, 11, 10)})
    first, second, *_ = asked("cftc", held)
    assert first.query["$where"].endswith("report_date_as_yyyy_mm_dd>='2026-10-13'")
    assert ">=" not in second.query["$where"]
    (since, *_) = asked("cftc", Held(since=date(2020, 1, 1)))
    assert since.query["$where"].endswith(">='2020-01-01'")
