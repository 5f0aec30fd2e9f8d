"""Files that are spoilt at random: read, refused or failed, but never a crash or a warning."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.market.made import TODAY, chain, days, write, write_folder
from tools.market.importer import import_folder
from tools.market.store import Store
from tools.market.view import Market
from tools.records import UnwindError

PIECES = [
    b"",
    b"\n",
    b",",
    b'"',
    b"\x00",
    b"\xff",
    b"-",
    b"nan",
    b"1e999",
    b"0",
    b"2099-01-01",
    b";",
]
spoil = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES)), min_size=1, max_size=4
)


def spoilt(raw: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """Replace a few bytes at each of the places."""
    for share, length, piece in edits:
        at = int(share * len(raw))
        raw = raw[:at] + piece + raw[at + length :]
    return raw


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_folder(tmp_path_factory.mktemp("whole"))
    quotes = chain(2700.0, days(1)[0]).assign(quote_time="January 2 2018, 8:26 PM EST")
    write(folder, "option_chain_spx_2018-01-02.csv.gz", quotes.to_csv(index=False))
    vintages = "asof,quarter_end,block,op_eps\n2018-01-02,2018-03-31,estimate,36\n"
    write(folder, "sp500_eps_estimate_vintages.csv.gz", vintages * 1)
    return folder


def survives(folder: Path) -> None:
    store = Store(folder / "mine")
    try:
        report = import_folder(folder, store, today=TODAY)
    except UnwindError as error:
        assert "\n" not in str(error)
        return
    assert all("\n" not in error for error in report.errors)
    try:
        market = Market(store.folder)
    except UnwindError as error:
        assert "no SPX closes" in str(error)
        return
    assert market.view().hash
    assert import_folder(folder, Store(store.folder), today=TODAY).changed is False


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(data=st.data(), edits=spoil)
def test_spoilt_text(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, edits: list
) -> None:
    path = data.draw(st.sampled_from(sorted(whole.glob("*.csv.gz"))))
    folder = tmp_path_factory.mktemp("fuzz")
    write(folder, path.name, spoilt(gzip.decompress(path.read_bytes()), edits))
    survives(folder)


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(data=st.data(), edits=spoil)
def test_spoilt_bytes(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, edits: list
) -> None:
    path = data.draw(st.sampled_from(sorted(p for p in whole.iterdir() if p.is_file())))
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / path.name).write_bytes(spoilt(path.read_bytes(), edits))
    survives(folder)
