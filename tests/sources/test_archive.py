"""The archive: what came is there again to the byte, and damage is found."""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.records import UnwindError
from tools.sources.archive import Archive, Pack, day_of, whole
from tools.sources.request import Payload

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


def keep(archive: Archive, *bodies: tuple[str, bytes], day: int = 0) -> None:
    at = AT + timedelta(days=day)
    with Pack(archive, "cboe", at) as pack:
        for number, (key, body) in enumerate(bodies):
            pack.keep(Payload("cboe", key, body, at + timedelta(seconds=number)))
        pack.whole = True


@given(bodies=st.lists(st.tuples(st.text(min_size=1, max_size=9), st.binary()), max_size=6))
@settings(max_examples=30, deadline=None)
def test_what_was_kept_comes_back(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[tuple[str, bytes]]
) -> None:
    archive = Archive(tmp_path_factory.mktemp("archive"))
    keep(archive, *bodies)
    keep(archive, *reversed(bodies), day=1)
    found = [archive.payload(kept) for kept in archive.kept()]
    assert [(p.key, p.body) for p in found] == [*bodies, *reversed(bodies)]
    assert all(whole(pack) for pack in archive.packs())
    assert [day_of(p) for p in archive.packs()] == [AT, AT + timedelta(days=1)][
        : len(archive.packs())
    ]


def test_a_body_that_was_kept_before_takes_no_room(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    body = bytes(range(256)) * 4000
    for day in range(3):
        keep(archive, ("VIX", body), day=day)
    sizes = [pack.stat().st_size for pack in archive.packs()]
    assert sizes[0] > 4 * sizes[1] and sizes[1] == sizes[2]
    assert {archive.payload(kept).body for kept in archive.kept()} == {body}
    assert [kept.fetched for kept in archive.kept()] == [AT + timedelta(days=d) for d in range(3)]


def test_any_tool_reads_a_pack(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive, ("VIX", b"DATE,CLOSE\n"))
    text = gzip.decompress(archive.packs()[0].read_bytes())
    assert b"DATE,CLOSE\n" in text
    assert hashlib.sha256(b"DATE,CLOSE\n").hexdigest().encode() in text


def test_a_pack_that_a_crash_tore_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive, ("VIX", b"one" * 99), ("VVIX", b"two" * 99))
    pack = archive.packs()[0]
    raw = pack.read_bytes()
    second = archive.kept()[1]
    for size in range(len(raw)):
        pack.write_bytes(raw[:size])
        found = [archive.payload(kept).body for kept in archive.kept()]
        assert found == [b"one" * 99, b"two" * 99][: len(found)]
        assert not whole(pack)
        if size >= second.place + second.length:
            assert len(found) == 2


@pytest.mark.parametrize("place", [20, 150, 190, 260])
def test_a_flipped_byte_is_found(tmp_path: Path, place: int) -> None:
    archive = Archive(tmp_path)
    keep(archive, ("VIX", bytes(range(200))), ("VVIX", b"two" * 99))
    pack = archive.packs()[0]
    raw = bytearray(pack.read_bytes())
    raw[place] ^= 0x40
    pack.write_bytes(bytes(raw))
    with pytest.raises(UnwindError, match="damaged") as error:
        for kept in archive.kept():
            archive.payload(kept)
        whole(pack)
    assert "\n" not in str(error.value)


def test_a_body_that_was_taken_out_is_found(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive, ("VIX", b"one"), ("VVIX", b"two"))
    first = archive.kept()[0]
    pack = archive.packs()[0]
    raw = pack.read_bytes()
    pack.write_bytes(raw[first.place + first.length :])
    with pytest.raises(UnwindError, match="sealed"):
        whole(pack)


def test_a_run_without_a_body_leaves_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive)
    assert not list(tmp_path.rglob("*"))
