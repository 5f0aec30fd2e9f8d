"""Nothing later is used: neither labels nor evidence of what came after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.validation.made import MACRO, POSITIONING, history, make_episode, make_trial
from tools.validation.fit import LEAST_FALLS, fit
from tools.validation.runs import runs
from tools.validation.trials import Trial
from tools.validation.walk import SHIPPED_UNTIL, Scored, frozen, shipped, walk_forward
from tools.weights import weights

EARLY = history(["macro", "macro", "positioning"] * 4, date(2009, 1, 5))
LATE = history(["macro", "positioning", "macro", "macro", "positioning"], date(2014, 1, 6))


def relabelled(trials: list[Trial], after: date, engine: str) -> list[Trial]:
    """Return the trials with another label on all that began after a day."""
    return [
        replace(t, episode=replace(t.episode, engine={engine: 1.0}))
        if t.episode.first > after
        else t
        for t in trials
    ]


def said(scored: list[Scored], until: date) -> list[tuple[object, ...]]:
    """Return all that was said of the trials that began by a day."""
    return [
        (s.trial.episode.id, s.trial.when, s.probability, s.label, s.fit, s.rivals)
        for s in scored
        if s.trial.episode.first <= until
    ]


@pytest.mark.parametrize("engine", ["fundamental", "positioning"])
@pytest.mark.parametrize("day", sorted({t.episode.first for t in LATE}))
def test_later_labels_change_no_earlier_score(day: date, engine: str) -> None:
    changed = relabelled([*EARLY, *LATE], day, engine)
    assert said(walk_forward(changed), day) == said(walk_forward([*EARLY, *LATE]), day)
    assert said(frozen(changed)[1], day) == said(frozen([*EARLY, *LATE])[1], day)


def test_later_falls_change_no_earlier_score() -> None:
    day = sorted({t.episode.first for t in LATE})[2]
    kept = [*EARLY, *(t for t in LATE if t.episode.first <= day)]
    assert said(walk_forward(kept), day) == said(walk_forward([*EARLY, *LATE]), day)


def test_earlier_labels_do_change_later_scores() -> None:
    """The counterpart, without which the tests above could not fail."""
    changed = relabelled(EARLY, date(2000, 1, 1), "fundamental")
    until = date(2030, 1, 1)
    for score in (walk_forward, lambda trials: frozen(trials)[1]):
        assert said(score([*changed, *LATE]), until) != said(score([*EARLY, *LATE]), until)


def test_a_fall_s_own_label_does_not_count_and_one_that_has_not_ended_neither() -> None:
    own = LATE[0].episode
    lasting = make_episode("lasting", date(2013, 6, 3), "fundamental", lasted=400)
    scored = walk_forward([*EARLY, make_trial(lasting), *LATE])
    first = next(s for s in scored if s.trial.episode.id == own.id)
    assert lasting.first < own.first < lasting.last
    assert first.fit == fit(EARLY)


def test_frozen_is_fitted_on_the_falls_that_began_by_2012_alone() -> None:
    fitted, scored = frozen([*LATE, *EARLY])
    assert fitted == fit(EARLY) and {s.fit.temperature for s in scored} == {fitted.temperature}
    assert {s.trial.episode.id for s in scored} == {t.episode.id for t in LATE}


def test_routs_and_controls_are_scored_and_never_fitted_on() -> None:
    rout = make_trial(make_episode("rout", date(2011, 3, 1), "positioning", kind="beneath"))
    control = make_trial(make_episode("quiet", date(2011, 9, 1), kind="control"), "date")
    later = make_trial(make_episode("later", date(2020, 3, 2), kind="control"), "date")
    assert frozen([*EARLY, rout, control, *LATE])[0] == fit(EARLY)
    found = walk_forward([*EARLY, rout, control, *LATE, later])
    assert found[-1].trial is later and found[-1].fit == fit([*EARLY, *LATE])


def test_too_few_earlier_falls_leave_a_fall_unscored() -> None:
    few = EARLY[: 2 * LEAST_FALLS]
    assert len({s.trial.episode.id for s in walk_forward([*few, *LATE])}) == len(LATE) / 2
    fewer = [*few[:-2], *LATE]
    assert len({s.trial.episode.id for s in walk_forward(fewer)}) == len(LATE) / 2 - 1
    assert set(runs(fewer)) == {"walk_forward", "in_sample"}
    assert set(runs([*few, *LATE])) == {"frozen", "walk_forward", "in_sample"}


def test_what_came_after_the_table_is_unseen_by_it() -> None:
    new = history(["macro", "positioning"], date(SHIPPED_UNTIL.year + 1, 2, 1))
    found = runs([*EARLY, *LATE, *new])
    assert [s.trial for s in found["unseen"].scored] == new
    assert [s.trial for s in found["in_sample"].scored] == [*EARLY, *LATE]
    w = weights()
    for s in shipped(new):
        assert s.fit.priors == w.priors and s.fit.temperature == w.calibration["temperature"]
    assert runs([]) == {}


def test_the_likeliest_engine_follows_the_evidence() -> None:
    trials = [
        make_trial(make_episode("a", date(2015, 1, 5)), changed=MACRO),
        make_trial(make_episode("b", date(2016, 1, 4)), changed=POSITIONING),
    ]
    assert [s.likeliest for s in frozen([*EARLY, *trials])[1]] == ["macro", "positioning"]
