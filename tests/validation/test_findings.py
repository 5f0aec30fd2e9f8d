"""Opposite figures give opposite findings, targets and checks; none of them is said regardless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.validation.made import make_episode, make_scored, make_study, make_trial
from tests.verdict.cases import make_case
from tools.records import Engine
from tools.validation.checks import check
from tools.validation.figures import figures
from tools.validation.findings import findings
from tools.validation.report import markdown
from tools.validation.runs import Run
from tools.validation.scores import wilson
from tools.validation.study import Study
from tools.validation.targets import SKILL, targets
from tools.validation.walk import Scored
from tools.weights import CLASSES

ENGINES = ("macro", "positioning") * 10
START = date(2013, 1, 7)
DAYS = ("day 3", "day 10", "trough")
NAMED: dict[str, Engine] = {
    "macro": "macro",
    "fundamental": "fundamental",
    "positioning": "positioning",
}


def told(right: float, *, engines: Sequence[str] = ENGINES, labelled: bool = True) -> list[Scored]:
    """Return falls of which the true engine was given a probability of ``right``."""
    out = []
    for i, engine in enumerate(engines):
        trigger = {"unidentified": 1.0} if right > 0.5 else {"growth": 1.0}
        episode = make_episode(f"e{i}", START + timedelta(days=90 * i), engine, trigger=trigger)
        p = [right if c == engine else (1 - right) / 2 for c in CLASSES]
        wrong: Engine = "positioning" if engine == "macro" else "macro"
        named = NAMED[engine] if right > 0.5 else wrong
        out += [
            make_scored(make_trial(episode, when), p, named if labelled else "mixed")
            for when in DAYS
        ]
    return out


def control(name: str, engine: Engine) -> Scored:
    day = START + timedelta(days=int(name))
    return make_scored(
        make_trial(make_episode(f"c{name}", day, kind="control"), "date"), [0.4, 0.3, 0.3], engine
    )


def texts(study: Study, *, good: bool) -> str:
    return " ".join(f.text for f in findings(study) if f.good is good)


def outcomes(study: Study) -> dict[str, str]:
    return {t.asks: t.outcome for t in targets(study)}


def test_good_probabilities_are_shown_and_bad_ones_are_not() -> None:
    good, bad = make_study(told(0.9)), make_study(told(0.1))
    assert "beat base rates" in texts(good, good=True)
    assert "no better than base rates" in texts(bad, good=False)
    assert "base rates" not in texts(good, good=False)
    assert "beat base rates" not in texts(bad, good=True)
    assert outcomes(good)[SKILL] == "reached"
    assert outcomes(bad)[SKILL] == "not reached"


def test_a_gain_that_luck_could_have_made_is_called_so() -> None:
    right, wrong = told(0.9)[: 3 * 11], told(0.1)[3 * 11 :]
    study = make_study([*right, *wrong])
    found = study.figures["frozen"].on("all days").skill
    assert found.low < 0 < found.value
    assert "luck could have made" in texts(study, good=False)
    assert outcomes(study)[SKILL] == "not shown"
    told_why = next(t.figure for t in targets(study) if t.asks == SKILL)
    assert told_why.endswith("the interval includes 0")


def test_labels_given_and_withheld() -> None:
    given, withheld = make_study(told(0.9)), make_study(told(0.9, labelled=False))
    assert "20 of 20 falls were given a label, right in 100" in texts(given, good=True)
    assert "stay unexplained" not in texts(given, good=False)
    assert "none of 20 falls was given a label" in texts(withheld, good=False)
    assert "stay unexplained" in texts(withheld, good=False)
    wrong = texts(make_study(told(0.1)), good=False)
    assert "right in 0" in wrong and "no more than always macro" in wrong


def test_recall_against_the_rules() -> None:
    """In these trials two rules always say macro and the third always positioning."""
    good, bad = make_study(told(0.9)), make_study(told(0.1))
    asks = [a for a in outcomes(good) if "mean recall" in a]
    assert [outcomes(good)[a] for a in asks] == ["reached"]
    assert [outcomes(bad)[a] for a in asks] == ["not reached"]
    # Positioning cannot be recalled better than by a rule that always says so.
    named = next(a for a in outcomes(good) if "positioning (n = 10)" in a)
    assert outcomes(good)[named] == "not reached"


def test_an_engine_with_few_cases_is_not_judged() -> None:
    study = make_study(told(0.9, engines=("macro",) * 8 + ("fundamental",) * 2))
    assert "fundamental (n = 2) and positioning (n = 0)" in texts(study, good=False)
    asked = " ".join(outcomes(study))
    assert "macro (n = 8)" in asked and "fundamental (n" not in asked
    assert next(o for a, o in outcomes(study).items() if "mean recall" in a) == "cannot be told"
    many = make_study(told(0.9, engines=CLASSES * 5))
    assert "Too few cases" not in texts(many, good=False)


def test_confidence_that_is_borne_out_and_that_is_not() -> None:
    sure = make_study([replace(s, probability=(0.98, 0.01, 0.01)) for s in told(0.9)])
    assert "too sure of itself" in texts(sure, good=False)
    assert "within what chance allows" in texts(make_study(told(0.9)), good=True)
    shy = make_study(
        [replace(s, probability=(0.4, 0.3, 0.3)) for s in told(0.9, engines=["macro"] * 20)]
    )
    assert "too cautious" in texts(shy, good=False)


def test_triggers_right_and_wrong() -> None:
    """A case in which all is ordinary leaves its trigger unidentified, as the commonest rule."""
    assert "trigger is right in 100" in texts(make_study(told(0.9)), good=False)
    assert "trigger is right in 0" in texts(make_study(told(0.1)), good=False)


@pytest.mark.parametrize("hits", range(0, 21, 2))
def test_nothing_is_reached_with_an_interval_that_is_not_clear_of_its_bar(hits: int) -> None:
    """Whatever the share of good falls, the outcome is that of figure and interval alone."""
    study = make_study([*told(0.9)[: 3 * hits], *told(0.1)[3 * hits :]])
    found = study.figures["frozen"].on("all days").skill
    wanted = "reached" if found.low > 0 else "not shown" if found.value > 0 else "not reached"
    assert outcomes(study)[SKILL] == wanted
    gain = study.figures["frozen"].at(0.7).gain
    wanted = "reached" if gain.low > 0 else "not shown" if gain.value > 0 else "not reached"
    assert next(o for a, o in outcomes(study).items() if "mean recall" in a) == wanted


def test_silence_on_falls_stands_beside_silence_on_controls() -> None:
    """Of 20 falls none, or all, get a label on day 3; the controls are left alone each time."""
    quiet = [control(str(i), "none") for i in range(20)]
    silent = make_study([*told(0.9, labelled=False), *quiet])
    bought = "abstention buys it: 0 of 20 falls were given a label on day 3, 0 of 20 at the trough"
    assert bought in texts(silent, good=False) and bought not in texts(silent, good=True)
    spoken = make_study([*told(0.9), *quiet])
    assert "20 of 20 falls were given a label on day 3" in texts(spoken, good=True)
    for study, words in ((silent, True), (spoken, False)):
        figure = next(t.figure for t in targets(study) if "controls" in t.asks)
        assert ("abstention buys it" in figure) is words
        assert ("abstention buys it" in markdown(study).split("## Controls")[1]) is words


def test_shares_of_too_few_are_not_printed() -> None:
    """Two fundamental falls of ten: the recall has an interval, and no figure is made of it."""
    study = make_study(told(0.9, engines=("macro",) * 8 + ("fundamental",) * 2))
    rows = {r.engine: r for r in study.figures["frozen"].recalls}
    assert rows["fundamental"].forced.n == pytest.approx(2) and rows["fundamental"].forced.few
    assert not rows["macro"].forced.few
    table = next(p for p in markdown(study).split("\n\n") if "by its label" in p).splitlines()
    few, whole = (next(r for r in table if r.startswith(f"| {e}")) for e in ("fund", "macro"))
    assert "too few to tell" in few and "%" not in few
    assert "too few" not in whole and "%" in whole
    assert not wilson(3, 3.0).few and wilson(2, 2.9).few


def test_one_right_label_does_not_speak_for_the_labels() -> None:
    quiet = told(0.9, labelled=False)
    one = [*quiet[:-1], replace(told(0.9)[-1])]
    said = texts(make_study(one), good=False)
    assert "1 of 20 falls was given a label: too few to tell how often a label is right" in said


def test_controls_left_alone_and_called() -> None:
    quiet = [control(str(i), "none" if i % 2 else "mixed") for i in range(10)]
    called = [*quiet[:8], control("8", "macro"), control("9", "positioning")]
    for found, outcome in ((quiet, "reached"), (called, "not reached")):
        study = make_study([*told(0.9), *found])
        assert next(o for a, o in outcomes(study).items() if "controls" in a) == outcome
        assert "left alone" in texts(study, good=outcome == "reached")
        assert f"{10 - len(study.quiet().called)} of 10, " in texts(
            study, good=outcome == "reached"
        )
        assert study.quiet().share == wilson(10 - len(study.quiet().called), 10)
    none = outcomes(make_study(told(0.9)))
    assert next(o for a, o in none.items() if "controls" in a) == "cannot be told"


def test_routs_seen_and_missed() -> None:
    def rout(i: int, selloff: str, engine: Engine) -> Scored:
        episode = make_episode(f"r{i}", START, "positioning", kind="beneath")
        trial = make_trial(episode, case=make_case(selloff=selloff))
        return make_scored(trial, [0.1, 0.1, 0.8], engine)

    seen = make_study([*told(0.9), *(rout(i, "beneath", "positioning") for i in range(3))])
    assert "Of 3 routs beneath the index 3 were seen" in texts(seen, good=True)
    missed = make_study([*told(0.9), *(rout(i, "none", "none") for i in range(3))])
    assert "Of 3 routs beneath the index 0 were seen" in texts(missed, good=False)


FIRED = {"macro.rates_2y_z": (3.0, 0.99)}


def with_tests(changed: dict[str, tuple[float, float]], engine: Engine, selloff: str) -> Scored:
    episode = make_episode("case", START, "positioning")
    trial = make_trial(episode, case=make_case(changed, selloff=selloff))
    return make_scored(trial, [0.1, 0.1, 0.8], engine)


def test_a_label_against_a_fired_test_is_found() -> None:
    """The product abstains there; a label that came through all the same must not go unseen."""
    caught = check([with_tests(FIRED, "positioning", "broad")])  # type: ignore[arg-type]
    assert caught.against == ("case, trough: rates_2y_up",)
    assert not check([with_tests({}, "positioning", "broad")]).against
    assert not check([with_tests(FIRED, "mixed", "broad")]).labelled  # type: ignore[arg-type]
    study = make_study([with_tests(FIRED, "positioning", "broad")])  # type: ignore[arg-type]
    assert "against a registered test: case, trough: rates_2y_up" in texts(study, good=False)
    assert outcomes(study)["no label given against a registered test"] == "not reached"


def test_the_index_s_tests_do_not_speak_of_a_rout_beneath_it() -> None:
    found = check([with_tests(FIRED, "positioning", "beneath")])  # type: ignore[arg-type]
    assert (found.against, found.apart) == ((), 1)


def test_what_an_engine_needs() -> None:
    cut = {"fundamentals.eps_forward_revision": (-0.05, 0.05)}
    assert not check([with_tests(cut, "fundamental", "broad")]).against  # type: ignore[arg-type]
    assert check([with_tests({}, "fundamental", "broad")]).against
    assert check([with_tests({}, "macro", "broad")]).bare == ("case, trough",)
    assert not check([with_tests(FIRED, "macro", "broad")]).bare  # type: ignore[arg-type]


def test_a_guard_that_was_not_measured_is_counted() -> None:
    episode = make_episode("case", START, "positioning")
    case = make_case({"macro.epu_ratio": (None, None)})
    made = make_scored(make_trial(episode, case=case), [0.1, 0.1, 0.8], "positioning")
    assert check([made]).unmeasured == 1
    assert check([with_tests({}, "positioning", "broad")]).unmeasured == 0


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_coverage_keeps_the_surest(share: float) -> None:
    scored = [
        replace(s, probability=(0.34 + 0.01 * i, 0.33, 0.33 - 0.01 * i))
        for i, s in enumerate(told(0.9)[:30])
    ]
    step = figures(Run("frozen", tuple(scored))).at(share)
    assert step.trials == round(30 * share)
    assert step.least == pytest.approx(0.34 + 0.01 * (30 - step.trials))
