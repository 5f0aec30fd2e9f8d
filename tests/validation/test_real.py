"""The verdict against the episodes that ship, on the real market."""

from __future__ import annotations

from collections import Counter

import pytest

from tools.validation.report import markdown
from tools.validation.study import Study
from tools.validation.trials import UNSEEN
from tools.validation.walk import SHIPPED_UNTIL
from tools.weights import CLASSES, weights


def test_the_published_numbers_are_those_of_the_fit_on_all_falls(real_study: Study) -> None:
    published, fitted = weights(), real_study.fit_all
    for engine in CLASSES:
        assert published.priors[engine] == pytest.approx(fitted.priors[engine], abs=0.005)
    temperature = published.calibration["temperature"]
    assert temperature == pytest.approx(fitted.temperature, abs=0.05)


def test_the_table_has_seen_no_fall_after_its_end(real_study: Study) -> None:
    """What is told of the shipped table as unseen must be."""
    assert max(e.last for e in real_study.episodes("fall")) <= SHIPPED_UNTIL
    assert "unseen" not in real_study.runs


def test_nearly_every_episode_is_scored_on_each_of_its_days(real_study: Study) -> None:
    scope = real_study.scope
    early = {"1987-08-crash", "1989-10-mini-crash", "1990-07-kuwait"}
    unseen = {i for i, why in scope.skipped.items() if why == UNSEEN}
    assert set(scope.skipped) == early | unseen
    # Neither momentum nor oil is in the data so early.
    known = {e.id: e for e in scope.episodes}
    assert {known[i].asset for i in unseen} == {"MOMENTUM", "OIL"}
    assert all(known[i].first.year < 2010 for i in unseen)
    days = Counter(t.episode.id for t in real_study.trials)
    assert len(days) == len(scope.episodes) - len(scope.skipped)
    assert set(days.values()) <= {1, 2, 3, 4}
    for trial in real_study.trials:
        assert trial.episode.first <= trial.day <= trial.episode.last


def test_what_was_registered_holds_of_every_run(real_study: Study) -> None:
    for key in real_study.runs:
        assert real_study.check(key).against == ()


def test_controls_are_left_alone_nine_times_in_ten(real_study: Study) -> None:
    quiet = real_study.quiet()
    assert quiet.n >= 20 and quiet.share.value >= 0.9


def test_frozen_and_walking_forward_agree_at_the_start(real_study: Study) -> None:
    """The first later fall is scored by the same fit either way."""
    frozen, walk = (real_study.runs[key].of_kind("fall") for key in ("frozen", "walk_forward"))
    first = min(frozen, key=lambda s: s.trial.episode.first).trial.episode.id
    assert [s.probability for s in frozen if s.trial.episode.id == first] == [
        s.probability for s in walk if s.trial.episode.id == first
    ]


def test_the_report_speaks_of_every_later_fall(real_study: Study) -> None:
    text = markdown(real_study)
    later = [e for e in real_study.episodes("fall") if e.first.year >= 2013]
    assert len(later) >= 20 and all(f"| {e.name} | {e.peak} |" in text for e in later)
