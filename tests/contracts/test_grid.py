"""A table of the terminal: what is wrapped and what is dropped where room is short."""

from __future__ import annotations

import pytest

from assistant.tables.grid import Column, Grid
from tests.contracts.paging import Page

pytestmark = pytest.mark.usefixtures("page")


def test_a_grid_wraps_its_one_column_and_drops_spare_ones(page: Page) -> None:
    page(80)
    columns = (Column("name", wraps=True), Column("n", right=True), Column("extra", spare=1))
    short = Grid(columns, [("alpha", "1", "x")])
    assert short.head() == ["name   n  extra"]
    assert short.lines([("alpha", "1", "x")]) == ["alpha  1  x"]
    long = ("alpha beta gamma delta epsilon", "12", "x" * 60)
    grid = Grid(columns, [long])
    assert "x" not in "".join(grid.lines([long]))
    assert grid.lines([long]) == ["alpha beta gamma delta epsilon  12"]


def test_the_last_cell_of_a_short_row_runs_to_the_edge(page: Page) -> None:
    page(80)
    columns = (Column("name", wraps=True), Column("n", right=True), Column("more"))
    rows = [("alpha", "1", "x"), ("beta", "not measured: " + "why " * 20)]
    lines = Grid(columns, rows).lines(rows)
    assert lines[1].startswith("beta   not measured: why")
    assert max(map(len, lines)) <= 80
    assert "".join(lines).count("why") == 20
