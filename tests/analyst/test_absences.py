"""Reasons of absence in prose: no id of a series, a table or a reading is left in them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.absences import TABLES, plain
from assistant.evidence import Evidence
from assistant.service import answer
from assistant.workspace import Workspace
from tools.market.catalogue import catalogue
from tools.pillars.registry import specs

IDS = re.compile(r"\b[A-Za-z0-9]+_[A-Za-z0-9_]+\b")


@pytest.mark.parametrize("series", sorted(catalogue()))
def test_every_series_is_told_by_its_title(series: str) -> None:
    said = plain(f"no {series} in market real so far")
    assert catalogue()[series].name in said
    assert not IDS.search(said)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_has_a_name(table: str) -> None:
    said = plain(f"no table {table} in market my own so far")
    assert TABLES[table] in said and not IDS.search(said) and "my own" not in said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("no SPY volume in market real so far", "no data on SPDR S&P 500 fund (volume) so far"),
        ("no stock panel of adj_close in market real so far", "no prices of single stocks so far"),
        ("no SPX option chain in market real so far", "no S&P 500 option chains so far"),
        ("no new_table_name in market real so far", "no data on new table name so far"),
        ("not enough history", "not enough history"),
    ],
)
def test_a_reason_in_plain_words(reason: str, said: str) -> None:
    assert plain(reason) == said
    assert Evidence("A", None, "plain", "B.", reason).missing == said


def test_a_reading_is_told_by_its_label() -> None:
    said = plain("no history of positioning.vix_overshoot yet")
    assert said == f"no history of {specs()['positioning.vix_overshoot'].label} yet"


QUESTIONS = (
    "What's driving this sell-off?",
    "What would change your mind?",
    "Draft the desk note",
    "What is driving crypto?",
)


@pytest.mark.parametrize("day", ["2002-07-23", "2011-08-08", "2020-03-16"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_names_an_id(real_market: Workspace, day: str, question: str) -> None:
    given = answer(question, real_market, as_of=date.fromisoformat(day))
    text = "\n".join(paragraph.text for paragraph in given.paragraphs)
    assert not IDS.search(text)
    assert not {*re.findall(r"\b[A-Z][A-Z0-9]{5,}\b", text)} & {*catalogue()}
