"""FINRA's workbook of margin balances against openpyxl and the imported history."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.sources.official import (
    Held,
    agreeing,
    asked,
    imported,
    only,
    reading,
    refusal,
    workbook,
)
from tests.sources.recorded import recorded
from tools.sources.connectors.finra import DEBIT, MONTH

BODY, KEY = "finra_margin-statistics.xlsx", "margin-statistics"
HEAD = (MONTH, DEBIT, "Free Credit Balances in Customers' Cash Accounts")
ROWS = (("2026-09", 1415557, 1), ("2026-08", 1304281, 1))


def test_every_month_is_the_one_in_the_workbook() -> None:
    sheet = openpyxl.load_workbook(BytesIO(recorded(BODY)), data_only=True).worksheets[0]
    wanted = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    found = only(reading("finra", KEY, recorded(BODY))[0])["close"]
    assert {f"{day:%Y-%m}": value for day, value in found.items()} == wanted
    assert found.index.is_month_end.all()


def test_it_agrees_with_the_imported_market(real_data: Path) -> None:
    held = imported(real_data, "margin_debt_monthly.csv.gz")["MARGIN_DEBT"]["close"]
    live = only(reading("finra", KEY, recorded(BODY))[0])["close"]
    shared, same = agreeing(live, held, 0.0)
    assert shared == same == len(held) == 312


def test_columns_may_move_and_a_preamble_may_stand_above() -> None:
    rows = [["Margin statistics"], [], [HEAD[1], "x", HEAD[0].upper()], [1415557, None, "2026-09"]]
    assert only(reading("finra", KEY, workbook(rows))[0])["close"].to_dict() == {
        pd.Timestamp("2026-09-30"): 1415557.0
    }


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([HEAD, *((m, d / 1000.0, 1) for m, d, _ in ROWS)], "changed"),
        ([HEAD, *((m, d * 1e6, 1) for m, d, _ in ROWS)], "changed"),
        ([("Year-Month", "Debit"), ("2026-09", 1)], "changed"),
        ([HEAD], "empty"),
        ([HEAD, ("September", 1415557, 1)], "changed"),
    ],
    ids=["billions", "dollars", "renamed", "header alone", "no months"],
)
def test_another_workbook_is_refused(rows: list[tuple[object, ...]], why: str) -> None:
    assert refusal("finra", KEY, workbook(rows)).why == why


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_damaged_workbook_is_refused(share: float) -> None:
    whole = recorded(BODY)
    assert refusal("finra", KEY, whole[: int(len(whole) * share)]).why == "cut"
    assert refusal("finra", KEY, b"<html></html>").why in ("page", "cut", "changed")


def test_bad_rows_are_counted() -> None:
    rows = [HEAD, *ROWS, ("2026-12", 1, 1), ("2026-07", -5, 1), ("2026-06", "n/a", 1)]
    data, report = reading("finra", KEY, workbook(rows))
    assert len(only(data)) == 2 and sum(report.refused.values()) == 2


def test_one_workbook_is_asked_for() -> None:
    (request,) = asked("finra", Held())
    assert request.form == "xlsx" and request.path.endswith("/2021-03/margin-statistics.xlsx")
