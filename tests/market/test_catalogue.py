from __future__ import annotations

import csv
from importlib.resources import files
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from assistant.workspace import Workspace
from tools.market.catalogue import catalogue, parse_rows
from tools.market.lags import check_lag
from tools.market.manifest import load_manifest
from tools.records import UnwindError

ROW = {
    "id": "X",
    "name": "Ex",
    "kind": "price",
    "unit": "usd",
    "pillar": "market",
    "lag": "0d",
    "vendors": "one two",
    "source": "Someone",
}


def test_every_row_is_whole_and_stands_there_once() -> None:
    text = files("tools.market").joinpath("catalogue.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(StringIO(text)))
    assert len({row["id"] for row in rows}) == len(rows) == len(catalogue())
    for row in catalogue().values():
        check_lag(row.lag)
        assert row.vendors
        assert len(set(row.vendors)) == len(row.vendors)


def test_only_oil_may_be_negative_among_the_prices() -> None:
    loose = {row.id for row in catalogue().values() if row.kind == "price_any"}
    assert loose == {"WTI_FUT", "DCOILWTICO", "DCOILBRENTEU"}


def raw_keys(path: Path, column: str) -> set[str]:
    """The names in a long file's key column, read without the importer."""
    if path.suffix == ".parquet":
        return set(pd.read_parquet(path, columns=[column])[column])
    return set(pd.read_csv(path, usecols=[column], dtype="str")[column])


def test_every_series_of_the_real_files_has_a_row(real_data: Path) -> None:
    for rule in load_manifest().rules:
        if rule.layout != "series":
            continue
        for path in sorted(real_data.glob(rule.name)):
            keys = raw_keys(path, rule.key) if rule.key else {rule.series}
            named = {rule.prefix + (k.upper() if rule.prefix else k) for k in keys}
            ids = {rule.rename.get(name, name) for name in named} - set(rule.refuse)
            assert ids <= set(catalogue()), path.name


def test_every_vendor_of_the_real_files_has_its_place_in_the_order(real_market: Workspace) -> None:
    held = real_market.market.store.manifest.series
    assert set(held) <= set(catalogue())
    for sid, vendors in held.items():
        assert set(vendors) <= set(catalogue()[sid].vendors), sid


def test_every_file_of_the_real_data_is_described(real_data: Path) -> None:
    rules = load_manifest().rules
    unknown = {p.name for p in real_data.iterdir() if not any(r.matches(p.name) for r in rules)}
    assert unknown <= {"SOURCES.md", "sealed.tar.enc"}
    for rule in rules:
        assert list(real_data.glob(rule.name)), rule.name


def test_a_row_is_read() -> None:
    row = parse_rows([ROW], "mine")["X"]
    assert row.vendors == ("one", "two")
    assert row.positive
    assert row.digest != parse_rows([{**ROW, "lag": "1d"}], "mine")["X"].digest


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": ""}, "mine, row 2: no source"),
        ({"kind": "prize"}, "mine, row 2: unknown kind 'prize'"),
        ({"pillar": "vibes"}, "mine, row 2: unknown pillar 'vibes'"),
        ({"lag": "soon"}, "unknown knowledge lag 'soon'"),
    ],
)
def test_a_bad_row_is_refused(change: dict[str, str], message: str) -> None:
    with pytest.raises(UnwindError, match=message):
        parse_rows([{**ROW, **change}], "mine")


def test_an_id_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(UnwindError, match="row 3: series X stands there twice"):
        parse_rows([ROW, ROW], "mine")


def test_sources_name_no_column_that_the_manifest_does_not_know(real_data: Path) -> None:
    """The list of files beside the data and the manifest describe the same files."""
    text = (real_data / "SOURCES.md").read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    rules = load_manifest().rules
    assert listed
    assert all(any(rule.matches(name) for rule in rules) for name in listed)
    assert pd.Index(sorted(listed)).is_unique
