"""The fit finds the base rates and the temperature that simulated cases were made with."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from tests.validation.made import MACRO, POSITIONING, history, make_episode, make_trial
from tools.validation.fit import (
    LEAST_FALLS,
    calibrate,
    evidence,
    fit,
    labels,
    probabilities,
    shares,
)
from tools.verdict.engine import likelihood
from tools.weights import CLASSES, weights

RATES = np.array([0.6, 0.1, 0.3])


def simulated(seed: int, temperature: float, n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Return labels and log-likelihoods that are ``temperature`` times too sure of themselves."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, n, p=RATES)
    places = 1.5 * np.eye(3)
    seen = places[truth] + rng.normal(size=(n, 3))
    logs = -0.5 * ((seen[:, None, :] - places) ** 2).sum(axis=2)
    return np.eye(3)[truth], temperature * logs


@pytest.mark.parametrize("temperature", [0.8, 1.0, 1.6, 2.5])
def test_known_base_rates_and_temperature_are_found(temperature: float) -> None:
    y, said = simulated(1, temperature)
    found = calibrate(y, np.ones(len(y)), said, [f"e{i}" for i in range(len(y))])
    assert [found.priors[c] for c in CLASSES] == pytest.approx(RATES, abs=0.02)
    assert found.temperature == pytest.approx(temperature, rel=0.08)
    assert found.episodes == len(y)


def test_the_temperature_is_the_optimum_of_an_independent_optimiser() -> None:
    y, said = simulated(2, 1.7, n=60)
    n = len(y)
    whole = y.sum(axis=0) + 1

    def loss(t: float) -> float:
        total = 0.0
        for i in range(n):
            prior = (whole - y[i]) / (whole - y[i]).sum()
            raw = prior * np.exp((said[i] - said[i].max()) / t)
            total -= np.log(raw @ y[i] / raw.sum())
        return total

    best = minimize_scalar(loss, bounds=(0.5, 5.0), method="bounded").x
    found = calibrate(y, np.ones(n), said, [f"e{i}" for i in range(n)])
    assert found.temperature == pytest.approx(best, abs=0.026)


def test_an_episode_s_own_label_does_not_speak_for_itself() -> None:
    """Evidence that says nothing must not look calibrated because base rates saw the answer."""
    y = np.eye(3)[[0] * 10 + [2] * 2]
    said = np.zeros((12, 3))
    found = calibrate(y, np.ones(12), said, [f"e{i}" for i in range(12)])
    # With nothing said every temperature fits alike, so the first of the grid is kept.
    assert found.temperature == 0.5
    assert [found.priors[c] for c in CLASSES] == pytest.approx([11 / 15, 1 / 15, 3 / 15])


def test_days_of_one_fall_count_once() -> None:
    y, said = simulated(3, 1.5, n=40)
    names = [f"e{i}" for i in range(40)]
    once = calibrate(y, np.ones(40), said, names)
    thrice = calibrate(
        y.repeat(3, axis=0), np.full(120, 1 / 3), said.repeat(3, axis=0), np.repeat(names, 3)
    )
    assert [thrice.priors[c] for c in CLASSES] == pytest.approx([once.priors[c] for c in CLASSES])
    assert thrice.temperature == once.temperature


def test_few_falls_leave_the_temperature_alone() -> None:
    y, said = simulated(4, 3.0, n=LEAST_FALLS - 1)
    names = [f"e{i}" for i in range(len(y))]
    assert calibrate(y, np.ones(len(y)), said, names).temperature == 1.0
    empty = fit([])
    assert list(empty.priors.values()) == pytest.approx([1 / 3] * 3)
    assert (empty.temperature, empty.episodes) == (1.0, 0)


def test_evidence_and_fit_give_back_the_verdict_s_own_probabilities() -> None:
    trials = [
        make_trial(make_episode("a", date(2001, 1, 1)), changed=MACRO),
        make_trial(make_episode("b", date(2002, 1, 1)), changed=POSITIONING),
    ]
    fitted = fit(history(["macro", "positioning"] * 6, date(2003, 1, 1)))
    priors = np.array([fitted.priors[c] for c in CLASSES])
    ours = probabilities(evidence(trials), priors, fitted.temperature)
    for row, trial in zip(ours, trials, strict=True):
        p = likelihood(trial.case, False, fitted.weights()).probability
        assert row == pytest.approx([p[c] for c in CLASSES])
    assert ours[0].argmax() == 0 and ours[1].argmax() == 2


def test_a_fit_changes_nothing_else_in_the_table() -> None:
    published = weights()
    fitted = fit([]).weights()
    same = [
        name
        for name in published.__dataclass_fields__
        if getattr(published, name) == getattr(fitted, name)
    ]
    assert set(published.__dataclass_fields__) - set(same) == {"priors", "calibration"}


def test_soft_labels_and_shares() -> None:
    soft = {"macro": 0.7, "positioning": 0.3}
    one = make_episode("a", date(2001, 1, 1), soft)
    two = make_episode("b", date(2002, 1, 1))
    trials = [make_trial(one, when) for when in ("day 3", "day 5", "trough")] + [make_trial(two)]
    assert labels(trials)[0] == pytest.approx([0.7, 0.0, 0.3])
    assert shares(trials) == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1])
    assert labels([]).shape == (0, 3)
