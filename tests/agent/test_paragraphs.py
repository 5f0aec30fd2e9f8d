"""A reply in pieces gives the same paragraphs however it is cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.paragraphs import Sheet

REPLY = (
    "**The finding [[move.return]].** More.\n\n## Trigger\n\nRates [[macro.rates_10y_bp]].\n \n"
    "What speaks against:\n\n- credit [[macro.hy_oas_bp]]\n- gold [[crossasset.gold_z_21d]]\n\n"
    "---\n\n```\n[[verdict.engine]] last\n```\n"
)
PARAGRAPHS = [
    "**The finding [[move.return]].** More.",
    "**Trigger** Rates [[macro.rates_10y_bp]].",
    "What speaks against:\n- credit [[macro.hy_oas_bp]]\n- gold [[crossasset.gold_z_21d]]",
    "[[verdict.engine]] last",
]


def _read(*pieces: str) -> list[str]:
    sheet = Sheet()
    return [*(p for piece in pieces for p in sheet.feed(piece)), *sheet.close()]


@given(st.lists(st.integers(0, len(REPLY)), max_size=40))
def test_cuts_change_nothing(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(REPLY)]
    pieces = [REPLY[a:b] for a, b in pairwise(edges)]
    assert _read(*pieces) == PARAGRAPHS


def test_a_paragraph_is_given_once_the_next_begins() -> None:
    sheet = Sheet()
    assert list(sheet.feed("One [[move.return]].")) == []
    assert list(sheet.feed("\n\nTwo")) == ["One [[move.return]]."]
    sheet.drop()
    assert list(sheet.close()) == []


def test_a_head_without_a_paragraph_is_not_lost() -> None:
    assert _read("Only this:") == ["Only this:"]
    assert _read("") == _read("\n\n \n\n") == []
