"""That a label hangs on a little is said where it does, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.faults import faults
from assistant.rules import rule_faults
from assistant.workspace import Workspace
from assistant.writing.edge import EVEN, edge
from assistant.writing.pen import Pen
from assistant.writing.words import BASE, CLOSE, LITTLE, SHORT
from tests.analyst.states import state
from tools.records import Brief
from tools.weights import weights

W = weights().abstain


def probable(first: float, second: float, leads: str = "positioning") -> dict[str, float]:
    other = "macro" if leads == "positioning" else "positioning"
    return {leads: first, other: second, "fundamental": 1.0 - first - second}


def label(first: float, second: float, engine: str = "positioning") -> Brief:
    return state(engine, engine_probability=probable(first, second, engine))


def mixed(first: float, second: float, *why: str) -> Brief:
    fields = {"engine_probability": probable(first, second), "abstained": why}
    return state("mixed", leads="positioning", **fields)


FLOOR, NEAR = W["least_positioning"], W["edge"]
SAID = [
    # Just above the floor of positioning, and clear of it.
    (label(FLOOR + NEAR / 2, 0.2), label(FLOOR + 3 * NEAR, 0.2), "would make it mixed"),
    # Macro by the odds against its base rate of .62, 1.4 times as much: .696.
    (label(0.705, 0.2, "macro"), label(0.80, 0.15, "macro"), "would make it mixed"),
    # Just short of it, and far.
    (
        mixed(FLOOR - NEAR / 2, 0.2, SHORT),
        mixed(FLOOR - 3 * NEAR, 0.2, SHORT),
        "would make it positioning",
    ),
    # The same shortfall, but something else stands against the label as well.
    (
        mixed(FLOOR - NEAR / 2, 0.2, SHORT),
        mixed(FLOOR - NEAR / 2, 0.2, SHORT, LITTLE),
        "would make it positioning",
    ),
]


@pytest.mark.parametrize(("near", "far", "words"), SAID)
def test_it_is_said_at_the_bound_and_not_clear_of_it(near: Brief, far: Brief, words: str) -> None:
    assert words in edge(Pen(near)) and edge(Pen(far)) == ""
    assert "[[verdict.probability." in edge(Pen(near))
    assert not [*faults(edge(Pen(near)), near, ""), *rule_faults(edge(Pen(near)), near)]


def test_the_lead_over_the_next_engine_is_a_bound() -> None:
    """Half of what the lead lacks has to move, as what one gives up the other gains."""
    near, far = mixed(0.49, 0.36, CLOSE, EVEN, BASE), mixed(0.45, 0.44, CLOSE, EVEN, BASE)
    assert edge(Pen(far)) == ""
    assert edge(Pen(near)) == ""  # the floor of positioning lies further off than the lead


def test_none_has_no_bound() -> None:
    assert edge(Pen(state("none"))) == ""


def test_the_days_on_which_labels_flickered(real_market: Workspace) -> None:
    """8 February 2018 stood at its bound, the 5th and June 2022 clear of it."""
    said = {d: edge(Pen(real_market.brief(date(2018, 2, d)))) for d in (5, 8)}
    assert said[5] == "" and "mixed" in said[8]
    assert edge(Pen(real_market.brief(date(2022, 6, 13)))) == ""
