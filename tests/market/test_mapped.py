"""Frames that are mapped into memory: what is read is what was written, or nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.market.dataset import Dataset
from tools.market.mapped import Frames, mappable, read_frame, write_frame
from tools.market.store import Store
from tools.records import UnwindError

DAYS = pd.DatetimeIndex(["2018-02-05", "2018-02-06", "2018-02-08"], name="day").as_unit("us")
NAN = np.uint64(0x7FF8000000000001).view(np.float64)  # a NaN with bits of its own


def mixed() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "close": [1.0, NAN, -0.0],
            "rows": np.array([1, 2, 3], np.int64),
            "low": np.array([1, 2, 2**64 - 1], np.uint64),
            "held": [True, False, True],
            "known": pd.DatetimeIndex(["2018-02-05", None, "2018-02-08"]).as_unit("us"),
            "label": pd.Series(["broad", None, "größer"], dtype="str").to_numpy(),
        },
        index=DAYS,
    ).astype({"label": "str"})


FRAMES = {
    "mixed": mixed(),
    "one block": pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [0.1, 0.2, np.nan]}, DAYS),
    "a range": pd.DataFrame({"value": [1.0, 2.0], "event": [True, False]}).iloc[1:],
    "no rows": mixed().iloc[:0],
}


@pytest.mark.parametrize("name", FRAMES)
def test_what_is_read_is_what_parquet_gives(name: str, tmp_path: Path) -> None:
    frame = FRAMES[name]
    write_frame(frame, tmp_path / "f.arrow", "origin")
    found = read_frame(tmp_path / "f.arrow", "origin")
    frame.to_parquet(tmp_path / "f.parquet")
    other = pd.read_parquet(tmp_path / "f.parquet")
    assert found is not None
    pd.testing.assert_frame_equal(found, other, check_exact=True)
    assert list(tmp_path.glob("*.part")) == []


def test_every_bit_of_a_figure_is_kept(tmp_path: Path) -> None:
    write_frame(mixed(), tmp_path / "f.arrow", "origin")
    found = read_frame(tmp_path / "f.arrow", "origin")
    assert found is not None
    bits = [f["close"].to_numpy().view(np.uint64).tolist() for f in (found, mixed())]
    assert bits[0] == bits[1]


def test_a_frame_of_another_origin_is_none(tmp_path: Path) -> None:
    write_frame(mixed(), tmp_path / "f.arrow", "origin")
    assert read_frame(tmp_path / "f.arrow", "another") is None
    assert read_frame(tmp_path / "absent.arrow", "origin") is None


def test_a_flipped_bit_anywhere_is_found(tmp_path: Path) -> None:
    path = tmp_path / "f.arrow"
    write_frame(mixed(), path, "origin")
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :])
        assert read_frame(path, "origin") is None


@pytest.mark.parametrize("kept", [0, 3, 4, 100, -1])
def test_a_file_that_was_cut_is_none(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "f.arrow"
    write_frame(mixed(), path, "origin")
    path.write_bytes(path.read_bytes()[:kept])
    assert read_frame(path, "origin") is None


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(index=DAYS),
        pd.DataFrame({"a": [object()]}),
        pd.DataFrame({"a": [1.0]}, index=["x"]),
        pd.DataFrame({"a": [1.0]}, index=pd.DatetimeIndex(["2018-02-05"], tz="UTC")),
        pd.DataFrame([[1.0, 2.0]], columns=["a", "a"]),
        pd.DataFrame([[1.0]], columns=[1]),
        pd.DataFrame({"a": pd.Categorical(["x"])}),
        pd.DataFrame({"a": pd.array([1], "Int64")}),
    ],
)
def test_what_cannot_be_kept_is_refused_and_made_each_time(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    assert not mappable(frame)
    with pytest.raises(TypeError):
        write_frame(frame, tmp_path / "f.arrow", "origin")
    assert Frames(tmp_path / "kept").get("f", "origin", lambda: frame) is frame
    assert list(tmp_path.rglob("*.arrow")) == []


def test_a_kept_frame_is_made_once_and_anew_where_it_is_damaged(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> pd.DataFrame:
        made.append(1)
        return mixed()

    frames = Frames(tmp_path / "kept")
    for _ in range(3):
        pd.testing.assert_frame_equal(frames.get("f", "origin", make), mixed())
    assert len(made) == 1
    (path,) = tmp_path.rglob("*.arrow")
    path.write_bytes(b"damaged")
    pd.testing.assert_frame_equal(frames.get("f", "origin", make), mixed())
    pd.testing.assert_frame_equal(frames.get("f", "origin", make), mixed())
    assert len(made) == 2


def test_only_what_is_in_use_is_kept(tmp_path: Path) -> None:
    frames = Frames(tmp_path)
    frames.collect({"a"})
    for name in ("a", "b"):
        frames.get(name, "origin", mixed)
    frames.collect({"a"})
    assert [path.name for path in tmp_path.iterdir()] == ["a.arrow"]


def test_a_folder_that_takes_nothing_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found = Frames(tmp_path / "file").get("f", "origin", mixed)
    pd.testing.assert_frame_equal(found, mixed())


def test_a_copy_hides_no_damage_of_the_object_it_was_made_from(tmp_path: Path) -> None:
    store = Store(tmp_path / "mine")
    close = pd.DataFrame({"close": [1.0, 2.0, 3.0]}, DAYS.rename(None))
    store.commit(Dataset(series={("SPX", "own"): close}))
    key = store.manifest.series["SPX"]["own"]["object"]
    for _ in range(2):
        pd.testing.assert_frame_equal(store.read(key), close)
    assert (tmp_path / "mine" / "mapped" / f"{key}.arrow").exists()
    path = store.objects.path(key)
    whole = path.read_bytes()
    path.write_bytes(whole[:40] + bytes(8) + whole[48:])
    with pytest.raises(UnwindError, match="is damaged"):
        Store(tmp_path / "mine").read(key)
    path.unlink()
    with pytest.raises(UnwindError, match="is gone"):
        Store(tmp_path / "mine").read(key)
