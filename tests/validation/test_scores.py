"""Scores against scikit-learn, statsmodels and SciPy."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap
from sklearn import metrics
from sklearn.calibration import calibration_curve
from statsmodels.stats.proportion import proportion_confint

from tests.validation.made import make_episode, make_trial
from tools.validation import scores
from tools.validation.fit import Array, labels
from tools.validation.trials import Trial
from tools.weights import CLASSES

START = date(2013, 1, 2)


def drawn(seed: int, n: int) -> tuple[list[Trial], Array, list[str]]:
    """Return trials of one day each with hard labels, probabilities and the likeliest names."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(CLASSES, n)
    trials = [
        make_trial(make_episode(f"e{i}", START + timedelta(days=30 * i), str(engine)))
        for i, engine in enumerate(truth)
    ]
    p = rng.dirichlet((2.0, 1.0, 1.0), n)
    return trials, p, [CLASSES[i] for i in p.argmax(axis=1)]


def names(trials: list[Trial]) -> list[str]:
    return [next(iter(t.episode.engine)) for t in trials]


@pytest.mark.parametrize("seed", range(5))
def test_brier_and_log_loss_are_those_of_scikit_learn(seed: int) -> None:
    trials, p, _ = drawn(seed, 40)
    truth, order = names(trials), sorted(CLASSES)
    columns = p[:, [CLASSES.index(c) for c in order]]
    ours = scores.brier(p, labels(trials)).mean()
    theirs = metrics.brier_score_loss(truth, columns, labels=order, scale_by_half=False)
    assert ours == pytest.approx(theirs)
    ours = scores.log_loss(p, labels(trials)).mean()
    assert ours == pytest.approx(metrics.log_loss(truth, columns, labels=order))


@pytest.mark.parametrize("seed", range(5))
def test_kappa_recall_and_confusion_are_those_of_scikit_learn(seed: int) -> None:
    trials, _, named = drawn(seed, 40)
    truth = names(trials)
    weight = np.random.default_rng(seed).uniform(0.2, 1.0, len(trials))
    for w in (None, weight):
        kappa = metrics.cohen_kappa_score(truth, named, sample_weight=w)
        assert scores.kappa(trials, named, w) == pytest.approx(kappa)
        table = metrics.confusion_matrix(truth, named, labels=CLASSES, sample_weight=w)
        assert scores.confusion(trials, named, CLASSES, w) == pytest.approx(table)
        found = metrics.recall_score(
            truth, named, labels=CLASSES, average=None, sample_weight=w, zero_division=np.nan
        )
        ours = [scores.recall(trials, named, c, w)[0].value for c in CLASSES]
        assert ours == pytest.approx(found, nan_ok=True)
        accuracy = metrics.accuracy_score(truth, named, sample_weight=w)
        assert scores.top_one(trials, named, w).value == pytest.approx(accuracy)


@given(st.integers(1, 400), st.floats(0, 1))
def test_wilson_is_that_of_statsmodels(n: int, share: float) -> None:
    hits = round(share * n)
    found = scores.wilson(hits, n)
    low, high = proportion_confint(hits, n, method="wilson")
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)
    assert found.low - 1e-12 <= found.value <= found.high + 1e-12


def test_the_interval_of_a_skill_is_scipy_s_bootstrap() -> None:
    trials, p, _ = drawn(3, 60)
    y = labels(trials)
    base = np.array([0.5, 0.3, 0.2])
    own, other = scores.brier(p, y), scores.brier(np.broadcast_to(base, p.shape), y)
    theirs = bootstrap(
        (own, other),
        lambda a, b, axis: 1 - a.sum(axis=axis) / b.sum(axis=axis),
        paired=True,
        method="percentile",
        n_resamples=9999,
        rng=np.random.default_rng(1),
    ).confidence_interval
    ours = scores.skill(trials, p, base)
    assert ours.value == pytest.approx(1 - own.sum() / other.sum())
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)


def test_a_skill_is_one_for_the_truth_and_zero_for_the_reference() -> None:
    trials, p, _ = drawn(4, 20)
    assert scores.skill(trials, labels(trials), p)[:3] == pytest.approx((1, 1, 1))
    assert scores.skill(trials, p, p)[:3] == pytest.approx((0, 0, 0), abs=1e-12)


def test_days_of_one_episode_are_drawn_together_and_count_once() -> None:
    trials, p, named = drawn(5, 12)
    doubled = [t for t in trials for _ in range(3)]
    again = np.repeat(p, 3, axis=0)
    base = np.array([0.5, 0.3, 0.2])
    same = pytest.approx(scores.skill(trials, p, base)[:3])
    assert scores.skill(doubled, again, base)[:3] == same
    twice = [n for n in named for _ in range(3)]
    assert scores.top_one(doubled, twice) == pytest.approx(scores.top_one(trials, named))


def test_few_episodes_have_a_skill_and_no_interval() -> None:
    trials, p, named = drawn(6, scores.LEAST_EPISODES)
    base = np.full(3, 1 / 3)
    assert np.isfinite(scores.skill(trials, p, base)[:3]).all()
    few = scores.skill(trials[1:], p[1:], base)
    assert np.isfinite(few.value) and np.isnan([few.low, few.high]).all()
    assert np.isnan(scores.skill([], np.empty((0, 3)), base)).all()
    assert np.isnan(scores.recall_gain([], [], [], CLASSES)).all()
    assert np.isnan(scores.recall_gain(trials, named, named, ())).all()


def test_a_reference_without_error_gives_no_skill() -> None:
    trials = [
        make_trial(make_episode(f"e{i}", START + timedelta(days=30 * i), "macro")) for i in range(9)
    ]
    p = np.tile([0.8, 0.1, 0.1], (9, 1))
    assert np.isnan(scores.skill(trials, p, np.array([1.0, 0.0, 0.0]))).all()


def test_a_soft_label_scores_as_the_mean_of_its_parts() -> None:
    """The log loss and every count are linear in the label."""
    share = {"macro": 0.7, "positioning": 0.3}
    soft = [make_trial(make_episode("soft", START, share))]
    hard = [make_trial(make_episode(engine, START, engine)) for engine in share]
    weight = np.array(list(share.values()))
    p = np.array([[0.5, 0.2, 0.3]])
    whole = scores.log_loss(p, labels(soft))[0]
    assert whole == pytest.approx((weight * scores.log_loss(p.repeat(2, 0), labels(hard))).sum())
    for named in CLASSES:
        mixed = scores.top_one(soft, [named]).value
        assert mixed == pytest.approx(scores.top_one(hard, [named] * 2, weight).value)
    assert scores.top_one(soft, ["positioning"]).value == pytest.approx(0.3)


def test_an_abstention_is_a_miss_for_recall_and_no_case_for_precision() -> None:
    trials, _, named = drawn(7, 30)
    quiet = ["mixed" if i % 3 == 0 else n for i, n in enumerate(named)]
    kept = [i for i, n in enumerate(quiet) if n != "mixed"]
    right = sum(names(trials)[i] == quiet[i] for i in kept)
    assert scores.top_one(trials, quiet).value == pytest.approx(right / len(trials))
    assert scores.precision(trials, quiet).value == pytest.approx(right / len(kept))
    assert np.isnan(scores.precision(trials, ["none"] * len(trials))).all()
    assert np.isnan(scores.kappa(trials, ["mixed"] * len(trials)))


def test_reliability_is_scikit_learn_s_calibration_curve() -> None:
    trials, p, named = drawn(8, 200)
    right = np.array([a == b for a, b in zip(names(trials), named, strict=True)])
    came, claimed = calibration_curve(right, p.max(axis=1), n_bins=5)
    bins = scores.reliability(trials, p, np.linspace(0, 1, 6).tolist())
    assert [b.claimed for b in bins] == pytest.approx(claimed)
    assert [b.came for b in bins] == pytest.approx(came)
    assert sum(b.n for b in bins) == pytest.approx(len(trials))


def test_a_gain_in_recall_is_the_difference_of_balanced_accuracies() -> None:
    trials, _, named = drawn(9, 60)
    truth, macro = names(trials), ["macro"] * 60
    gain = scores.recall_gain(trials, named, macro, CLASSES)
    ours = metrics.balanced_accuracy_score(truth, named)
    assert gain.value == pytest.approx(ours - metrics.balanced_accuracy_score(truth, macro))
    assert gain.low <= gain.value <= gain.high
    assert scores.recall_gain(trials, named, named, CLASSES)[:3] == pytest.approx((0, 0, 0))
