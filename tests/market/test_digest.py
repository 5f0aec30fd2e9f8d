from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.market.made import days, noise
from tools.market import digest

MODULUS = 2**64
GOLDEN = 0x9E3779B97F4A7C15
FRAME = noise(days(30), 1, "close", "open", "volume")


def total(frame: pd.DataFrame, name: str = "SPX/yahoo") -> tuple[int, ...]:
    return tuple(int(sum(map(int, part)) % MODULUS) for part in digest.cell_digests(frame, name))


def test_the_mixer_is_splitmix64() -> None:
    # The first outputs for the seed 1234567, as published with the reference implementation.
    states = [(1234567 + k * GOLDEN) % MODULUS for k in range(5)]
    found = digest._splitmix(np.array(states, dtype=np.uint64))
    assert found.tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


@given(st.permutations(range(30)), st.permutations(["close", "open", "volume"]))
def test_neither_order_of_rows_nor_of_columns_counts(rows: list[int], columns: list[str]) -> None:
    assert total(FRAME.iloc[rows][columns]) == total(FRAME)


@given(st.integers(0, 30))
def test_digests_of_parts_add_up(cut: int) -> None:
    left, right = total(FRAME.iloc[:cut]), total(FRAME.iloc[cut:])
    assert tuple((a + b) % MODULUS for a, b in zip(left, right, strict=True)) == total(FRAME)


@given(st.integers(0, 29), st.sampled_from(list(FRAME.columns)), st.integers(0, 63))
def test_every_bit_of_a_value_counts(row: int, column: str, bit: int) -> None:
    changed = FRAME.copy()
    raw = np.array([changed.loc[changed.index[row], column]]).view(np.uint64) ^ np.uint64(1 << bit)
    value = raw.view(np.float64)[0]
    assume(not np.isnan(value))
    changed.loc[changed.index[row], column] = value
    assert total(changed)[0] != total(FRAME)[0]
    assert total(changed)[1] != total(FRAME)[1]


def test_place_counts_and_not_only_the_value() -> None:
    swapped = FRAME.rename(columns={"close": "open", "open": "close"})
    moved = FRAME.set_axis(FRAME.index + pd.Timedelta(days=1))
    exchanged = FRAME.iloc[[1, 0, *range(2, 30)]].set_axis(FRAME.index)
    others = [total(f) for f in (swapped, moved, exchanged)] + [total(FRAME, "SPX/investing")]
    assert len({total(FRAME), *others}) == 5


def test_what_is_missing_adds_nothing() -> None:
    wider = FRAME.assign(later=np.nan)
    longer = pd.concat([FRAME, pd.DataFrame(np.nan, days(3, "2030-01-01"), FRAME.columns)])
    assert total(wider) == total(longer) == total(FRAME)


def test_the_unit_of_a_date_and_the_sign_of_zero_do_not_count() -> None:
    nanos = FRAME.set_axis(FRAME.index.as_unit("ns"))
    assert total(nanos) == total(FRAME)
    zero = pd.DataFrame({"close": [0.0]}, days(1))
    assert total(zero) == total(-zero)
    far = pd.DataFrame({"close": [1.0]}, pd.DatetimeIndex(["9999-12-31"]).as_unit("us"))
    assert total(far) != total(far.set_axis(pd.DatetimeIndex(["9999-12-30"]).as_unit("us")))


def test_sums_up_to_a_date_know_nothing_of_later_rows() -> None:
    other = noise(days(40), 2, "close")
    parts = {
        name: (pd.DatetimeIndex(f.index), *digest.cell_digests(f, name))
        for name, f in (("a", FRAME), ("b", other))
    }
    sums = digest.by_known_date(parts)
    assert sums.index.is_monotonic_increasing
    for end in FRAME.index[[0, 11, 29]]:
        seen = [total(FRAME.loc[:end], "a"), total(other.loc[:end], "b")]
        expected = [sum(pair) % MODULUS for pair in zip(*seen, strict=True)]
        assert [int(v) for v in sums.loc[end]] == expected


def test_nothing_at_all_has_a_digest_too() -> None:
    assert digest.by_known_date({}).empty


TABLE = pd.DataFrame(
    {
        "ticker": ["A", "B", None],
        "when": pd.to_datetime(["2018-01-02", None, "2018-01-04"]),
        "eps": [1.5, np.nan, 3.0],
        "kept": [True, False, True],
    }
)


def rows_of(frame: pd.DataFrame) -> list[tuple[int, int]]:
    return sorted(zip(*(part.tolist() for part in digest.row_digests(frame, "t")), strict=True))


def test_rows_of_a_table_are_told_apart_whatever_their_order() -> None:
    assert rows_of(TABLE) == rows_of(TABLE.iloc[[2, 0, 1]][["kept", "eps", "when", "ticker"]])
    assert len(set(rows_of(TABLE))) == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("ticker", "nan"),
        ("ticker", "None"),
        ("ticker", ""),
        ("eps", 0.0),
        ("eps", 3.0000000000000004),
        ("when", pd.Timestamp("2018-01-05")),
        ("kept", False),
    ],
)
def test_each_cell_of_a_row_counts(column: str, value: object) -> None:
    changed = TABLE.copy()
    changed.loc[2, column] = value
    assert rows_of(changed)[:] != rows_of(TABLE)


def test_a_frame_hash_covers_its_name_and_its_columns() -> None:
    hashes = {
        digest.frame_hash(FRAME, "a"),
        digest.frame_hash(FRAME, "b"),
        digest.frame_hash(FRAME.assign(later=np.nan), "a"),
        digest.frame_hash(TABLE, "a"),
    }
    assert len(hashes) == 4
    assert digest.frame_hash(FRAME.copy(), "a") in hashes
