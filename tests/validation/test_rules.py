"""The simple rules, each against a worked example or brute force."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.validation.made import make_episode, make_trial
from tools.validation.rules import LEVELS, RIVALS, pillar_vote, rivals, vix_rule
from tools.validation.scores import top_one
from tools.validation.trials import Trial


def with_vix(levels: list[float | None], engines: list[str]) -> list[Trial]:
    return [
        make_trial(
            make_episode(f"e{i}", date(2000, 1, 3) + timedelta(days=40 * i), engine), vix=vix
        )
        for i, (vix, engine) in enumerate(zip(levels, engines, strict=True))
    ]


@pytest.mark.parametrize("seed", range(8))
def test_the_vix_rule_takes_the_level_that_was_right_most_often(seed: int) -> None:
    rng = np.random.default_rng(seed)
    trained = with_vix(
        rng.uniform(10, 70, 30).tolist(),
        rng.choice(["macro", "fundamental", "positioning"], 30).tolist(),
    )
    said = vix_rule(trained)(trained)

    def right(level: float) -> float:
        named = ["positioning" if t.vix is not None and t.vix > level else "macro" for t in trained]
        return top_one(trained, named).value

    assert top_one(trained, said).value == pytest.approx(max(right(level) for level in LEVELS))


def test_the_lowest_of_equal_levels_and_macro_where_nothing_is_known() -> None:
    rule = vix_rule(with_vix([18.0, 40.0], ["macro", "positioning"]))
    assert rule(with_vix([18.0, 18.4, None], ["macro"] * 3)) == ["macro", "positioning", "macro"]
    assert vix_rule([])(with_vix([60.0], ["positioning"])) == ["macro"]


def test_the_pillars_vote() -> None:
    def vote(**stress: float) -> str:
        episode = make_episode("e", date(2000, 1, 3))
        return pillar_vote([make_trial(episode, pillars=stress)])[0]  # type: ignore[arg-type]

    assert vote(macro=0.6, crossasset=0.6, fundamentals=0.9) == "macro"
    assert vote(macro=0.9, positioning=0.6, behaviour=0.6) == "positioning"
    # One vote each: the most stressed decides.
    assert vote(macro=0.6, fundamentals=0.8, positioning=0.7) == "fundamental"
    assert vote(macro=0.5, fundamentals=0.4, positioning=0.3) == "macro"
    # The market's own stress is what is to be explained, and no vote.
    assert vote(market=0.99, positioning=0.6) == "positioning"
    assert vote() == "macro"


def test_every_rule_names_an_engine_for_every_trial() -> None:
    trained = with_vix([18.0, 40.0], ["macro", "positioning"])
    found = rivals(trained)
    assert tuple(found) == RIVALS
    assert all(len(rule(trained)) == 2 for rule in found.values())
    assert found["always_macro"](trained) == ["macro", "macro"]
