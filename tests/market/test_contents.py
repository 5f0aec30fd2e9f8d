"""A market's record: what has the right shape is read, anything else is refused."""

from __future__ import annotations

import json

import pytest

from tools.market.contents import Contents, parse_contents

ENTRY = {"object": "a", "rows": 1, "columns": 1, "first": "2018-01-02", "last": "2018-01-02"}
GOOD = Contents("mine", series={"SPX": {"yahoo": dict(ENTRY)}})


def changed(**fields: object) -> str:
    return json.dumps({**json.loads(GOOD.dump()), **fields})


def test_what_was_dumped_is_read_back() -> None:
    assert parse_contents(GOOD.dump()) == GOOD


@pytest.mark.parametrize(
    "text",
    [
        changed(simulated="yes"),
        changed(series={"NO_SUCH": {"yahoo": ENTRY}}),
        changed(series={"SPX": {"yahoo": {**ENTRY, "first": "zork"}}}),
        changed(series=[]),
        "[" * 100_000,
        "null",
        "{}",
    ],
    ids=["no bool", "unknown series", "bad date", "a list", "deep", "null", "empty"],
)
def test_another_shape_is_one_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_contents(text)
