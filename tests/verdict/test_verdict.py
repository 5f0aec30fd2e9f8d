"""The verdict on cases made by hand: opposite readings, opposite fields; sums; what flips it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import tools.scoring
import tools.verdict
from tests.narrative.factory import make_group
from tests.verdict.cases import (
    FORCED,
    STACKED,
    YIELDS_UP,
    Figure,
    calm,
    figures,
    make_case,
    needed,
    payrolls_day,
)
from tools.pillars.registry import specs
from tools.records import Contribution, GroupMove, Verdict
from tools.routed import Rout
from tools.verdict import Case, decide, trigger, verdict
from tools.weights import TRIGGERS, weights

POSITIONING = make_case(FORCED, peak=STACKED)
MACRO = make_case(YIELDS_UP)
CASES = {"positioning": POSITIONING, "macro": MACRO, "ordinary": make_case()}


def without(case: Case, *names: str) -> Case:
    """Return the case without some readings, today's and those of the peak."""
    return case.without(frozenset(names))


def test_forced_selling_from_stacked_positions_is_positioning() -> None:
    found = verdict(POSITIONING)
    assert found.engine == "positioning" and not found.abstained
    assert found.for_[0] == "positioning.vix_overshoot"


def test_repriced_policy_is_macro() -> None:
    found = verdict(MACRO)
    assert found.engine == "macro"
    assert set(found.for_) >= {"macro.rates_2y_z", "macro.rates_10y_z"}
    assert max(found.trigger, key=lambda k: found.trigger[k]) == "rates"


def test_ordinary_readings_give_no_label() -> None:
    """The base rates alone must not claim an engine."""
    assert verdict(make_case()).engine == "mixed"


def test_yields_turned_round_turn_the_trigger() -> None:
    down = {name: (-value, 1 - p) for name, (value, p) in YIELDS_UP.items() if "rates" in name}
    up = {name: YIELDS_UP[name] for name in down}
    assert verdict(make_case(up)).trigger["rates"] > 0.5
    assert verdict(make_case(down)).trigger["rates"] == 0.0
    assert verdict(make_case(down)).trigger["unidentified"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("reading", "kind"),
    [
        ("macro.epu_ratio", "exogenous"),
        ("macro.claims_change_4w", "growth"),
        ("macro.hy_residual_bp", "fundamental"),
    ],
)
def test_one_loud_reading_moves_its_own_trigger(reading: str, kind: str) -> None:
    loud, quiet = (trigger(make_case({reading: (1.0, p)})) for p in (0.99, 0.3))
    assert loud[kind] > quiet[kind] == 0.0
    assert all(loud[k] == 0.0 for k in TRIGGERS if k != kind)


@pytest.mark.parametrize(
    ("engine", "reading", "figures"),
    [
        ("positioning", "positioning.vix_overshoot", ((0.0, 0.1), (2.0, 0.5), (6.0, 0.99))),
        ("positioning", "macro.epu_ratio", ((1.0, 0.99), (1.0, 0.5), (1.0, 0.01))),
        ("macro", "macro.rates_2y_z", ((0.0, 0.1), (0.0, 0.5), (0.0, 0.99))),
        ("macro", "macro.dollar_z", ((0.0, 0.1), (0.0, 0.5), (0.0, 0.99))),
        ("fundamental", "macro.payrolls_3m", ((250e3, 0.9), (1e5, 0.5), (-1e5, 0.1))),
        ("fundamental", "fundamentals.trailing_eps_growth", ((0.0, 0.9), (0.0, 0.5), (0.0, 0.01))),
    ],
)
def test_one_reading_turned_round_moves_its_engine(engine, reading, figures) -> None:
    """The same readings but for one: more of it, and of nothing else, is more of its engine."""
    p = [decide(make_case({reading: f})).score.probability[engine] for f in figures]
    assert p[0] < p[1] < p[2]


def test_momentum_speaks_of_a_rout_beneath_and_not_of_the_index() -> None:
    unwound = [make_case(UNWOUND), make_case(), beneath(UNWOUND), beneath()]
    p = [decide(case).score.probability["positioning"] for case in unwound]
    assert p[0] == p[1] and p[2] > p[3]


def test_the_peak_and_today_are_not_confused() -> None:
    """Trend followers long at the peak are stacked; long today they have not sold."""
    then = make_case(peak={"positioning.cta_spx": 0.99})
    now = make_case({"positioning.cta_spx": (1.9, 0.99)})
    flat = make_case()
    p = [decide(c).score.probability["positioning"] for c in (then, now, flat)]
    assert p[0] > p[2] and p[1] == p[2]


def make_rout(asset: str, group: str, amplified: float, stretched: float | None) -> Rout:
    day = date(2018, 2, 6)
    z = (-4.0, -3.0, amplified, stretched)
    return Rout(asset, group, asset.lower(), "ratio", day, 2, -0.1, day, -0.1, *z)


def beneath(
    changed: Mapping[str, Figure] = {},
    *,
    macro: Sequence[GroupMove] = calm(),
    groups: Mapping[str, str] = {"MOMENTUM": "factor"},
    extension: float | None = 0.9,
) -> Case:
    """Return a rout of some families under a calm index, each stretched at its own peak."""
    own = tuple(
        make_rout(a, g, 97.0, None if extension is None else 100 * extension)
        for a, g in groups.items()
    )
    case = make_case(
        changed,
        selloff="beneath",
        routed=tuple(groups),
        moves=[*macro, *(make_group(a, -0.1, -4.0, group=g) for a, g in groups.items())],
        peak=STACKED,
        fell=-0.01,
    )
    return replace(case, routs=own)


UNWOUND = {"positioning.momentum_drawdown_21d": (-0.08, 0.001)}


@pytest.mark.parametrize("window", ["z5", "z10"])
@pytest.mark.parametrize("asset", ["UST2Y", "UST10Y", "IG"])
def test_a_rout_beneath_needs_calm_macro(asset: str, window: str) -> None:
    moved = [replace(m, **{window: 3.0}) if m.asset == asset else m for m in calm()]
    absent = [m for m in calm() if m.asset != asset]
    labels = [decide(beneath(UNWOUND, macro=macro)) for macro in (calm(), absent, moved)]
    p = [label.score.probability["positioning"] for label in labels]
    assert p[0] > p[1] > p[2]
    assert labels[0].engine == "positioning" and labels[2].engine == "mixed"


def test_one_commodity_and_calm_yields_are_no_evidence_of_positions() -> None:
    """Oil alone may fall on oil's own news; two families together, or winners, are a rout."""
    one, two, winners = (
        decide(beneath(groups=groups)).score.probability["positioning"]
        for groups in ({"OIL": "oil"}, {"OIL": "oil", "GOLD": "precious"}, {"MOMENTUM": "factor"})
    )
    assert two == winners > one
    both = {"GOLD": "precious", "SILVER": "precious"}
    assert decide(beneath(groups=both)).score.probability["positioning"] == one


def test_what_was_not_stretched_is_not_laid_to_positions() -> None:
    """Calm yields alone are no evidence of anybody's positions."""
    groups = {"OIL": "oil", "COPPER": "base"}
    assert decide(beneath(groups=groups, extension=0.9)).engine == "positioning"
    low = decide(beneath(groups=groups, extension=0.2))
    assert low.leader == "positioning" and low.engine == "mixed"
    assert any("stretched" in why for why in low.abstained)
    unknown = decide(beneath(groups={"SMALL": "factor", "HY": "credit"}, extension=None))
    assert unknown.engine == "mixed" and any("stretched" in why for why in unknown.abstained)


@pytest.mark.parametrize("tenor", ["2y", "10y", "30y"])
def test_yields_since_the_indexs_peak_do_not_test_a_rout_beneath_it(tenor: str) -> None:
    """They moved weeks before; what they did with the rout is what counts."""
    fired = {f"macro.rates_{tenor}_z": (2.5, 0.5)}
    assert verdict(beneath({**UNWOUND, **fired})).engine == "positioning"
    assert verdict(make_case({**FORCED, **fired}, peak=STACKED)).engine == "mixed"


@pytest.mark.parametrize(
    ("asset", "z", "kind"),
    [
        ("UST2Y", 2.5, "rates"),
        ("UST10Y", 2.5, "rates"),
        ("UST10Y", -2.5, "growth"),
        ("IG", 2.5, "fundamental"),
    ],
)
def test_what_moved_with_a_rout_started_it(asset: str, z: float, kind: str) -> None:
    """Since the index's peak yields may have done anything; the days of the rout count."""
    moved = [replace(m, z5=z) if m.asset == asset else m for m in calm(0.0)]
    found = trigger(beneath(YIELDS_UP, macro=moved))
    assert found[kind] > 0.2 and all(found[k] == 0.0 for k in TRIGGERS if k != kind)
    assert trigger(beneath(YIELDS_UP, macro=calm(0.9)))["unidentified"] == pytest.approx(1.0)
    released = replace(beneath(macro=calm(0.0)), days=(payrolls_day(6.0),))
    assert trigger(released)["rates"] == 0.0


FUNDAMENTAL: Mapping[str, Figure] = {
    "macro.hy_residual_bp": (150.0, 0.99),
    "macro.payrolls_3m": (-80_000.0, 0.05),
    "fundamentals.trailing_eps_growth": (-0.2, 0.02),
    "macro.dollar_z": (-1.0, 0.1),
    "macro.claims_change_4w": (0.0, 0.3),
    "macro.rates_2y_z": (-2.5, 0.03),
    "macro.rates_10y_z": (-1.5, 0.1),
    "macro.rates_10y_before_peak_bp": (-10.0, 0.2),
    "macro.epu_ratio": (0.8, 0.2),
    "macro.mimicking_share": (-0.2, 0.2),
    "positioning.vix_overshoot": (0.5, 0.2),
}


@pytest.mark.parametrize(
    ("revision", "engine"), [(-0.06, "fundamental"), (-0.01, "mixed"), (None, "mixed")]
)
def test_credit_alone_is_no_fundamental_fall(revision: float | None, engine: str) -> None:
    """Estimates must have been measured and cut; spreads widen with every fall."""
    estimates: Mapping[str, Figure] = {"fundamentals.eps_forward_revision": (revision, None)}
    found = decide(make_case({**FUNDAMENTAL, **estimates}))
    assert found.leader == "fundamental" and found.engine == engine
    if engine == "mixed":
        assert any("estimates" in why for why in found.abstained)


def test_a_cut_counts_by_its_size_where_there_is_no_percentile() -> None:
    p = [
        decide(make_case({"fundamentals.eps_forward_revision": (cut, None)})).score.probability[
            "fundamental"
        ]
        for cut in (0.04, -0.01, -0.03, -0.05, -0.20)
    ]
    assert p[0] < p[1] < p[2] < p[3] == p[4]


def test_prior_losers_that_fall_too_void_crowding_only_where_winners_sell_off() -> None:
    losers = {"positioning.momentum_losers_21d": (-0.05, 0.1)}
    assert verdict(make_case({**FORCED, **losers}, peak=STACKED)).engine == "positioning"
    assert verdict(beneath(UNWOUND)).engine == "positioning"
    found = verdict(beneath({**UNWOUND, **losers}))
    assert found.engine == "mixed" and any("low_momentum" in why for why in found.abstained)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_triggers_and_engines_sum_to_one(case: Case) -> None:
    found = verdict(case)
    assert set(found.trigger) == {*TRIGGERS, "unidentified"}
    assert sum(found.trigger.values()) == pytest.approx(1.0, abs=1e-12)
    assert sum(found.engine_probability.values()) == pytest.approx(1.0, abs=1e-12)


def test_a_release_day_counts_for_rates_only_if_yields_rose() -> None:
    up, down = (trigger(make_case(days=[payrolls_day(bp)])) for bp in (6.0, -6.0))
    assert up["rates"] > 0.0 and down["rates"] == 0.0


@pytest.mark.parametrize("parts", [(), (0.0114, -0.002), (-0.07, -0.05), (-0.1,)])
def test_contributions_and_the_rest_sum_to_the_move(parts: tuple[float, ...]) -> None:
    named = [Contribution(f"part {i}", part) for i, part in enumerate(parts)]
    found = verdict(make_case(FORCED, contributions=named, fell=-0.1016))
    assert found.unexplained is not None
    total = sum(c.return_ for c in found.contributions) + found.unexplained
    assert total == pytest.approx(-0.1016, abs=1e-12)


def test_nothing_is_explained_where_nothing_falls() -> None:
    case = make_case(FORCED, selloff="none", fell=-0.001, contributions=[Contribution("r", 0.01)])
    found = verdict(case)
    assert found.engine == "none"
    assert (found.for_, found.against, found.flips_without, found.contributions) == ((),) * 4
    assert found.unexplained is None and found.trigger["unidentified"] == 1.0


@pytest.mark.parametrize("case", [POSITIONING, MACRO], ids=["positioning", "macro"])
def test_what_flips_the_label_really_flips_it(case: Case) -> None:
    found = verdict(case)
    assert found.flips_without
    assert decide(without(case, *found.flips_without)).engine != found.engine
    for name in found.flips_without:
        rest = [n for n in found.flips_without if n != name]
        assert decide(without(case, *rest)).engine == found.engine


def test_one_decisive_reading_is_found_alone() -> None:
    """The label hangs on one reading where the rest is not enough for it."""
    enough = ("positioning.vix_overshoot", "macro.payrolls_3m", "macro.claims_change_4w")
    stacked = {"positioning.cta_spx": 0.95, "positioning.vol_target_21d": 0.95}
    case = make_case({name: FORCED[name] for name in enough}, peak=stacked)
    found = verdict(case)
    assert found.engine == "positioning" and len(found.flips_without) == 1
    flipping = [n for n in needed() if decide(without(case, n)).engine != "positioning"]
    assert found.flips_without[0] in flipping


@pytest.mark.parametrize("case", [POSITIONING, MACRO], ids=["positioning", "macro"])
def test_no_smaller_set_flips_the_label(case: Case) -> None:
    found = verdict(case)
    evidence = [e.row.reading for e in decide(case).evidence]
    for size in range(1, min(len(found.flips_without), 3)):
        for names in combinations(evidence, size):
            assert decide(without(case, *names)).engine == found.engine


def test_an_abstention_that_hangs_on_one_trigger_is_found() -> None:
    """Heavy amplification makes an outside shock mixed; without its reading it would be macro."""
    loud = {name: (1.0, 0.99) for rows in weights().amplification.values() for name in rows}
    shock = {**loud, **YIELDS_UP, "macro.epu_ratio": (3.0, 0.999)}
    shock |= {"positioning.vix_overshoot": (3.0, 0.5)}
    rates_quiet = {n: (v, 0.8) for n, (v, _) in YIELDS_UP.items() if "rates" in n}
    case = make_case({**shock, **rates_quiet, "macro.conditions_ex_equity": (2.0, 0.99)})
    found = verdict(case)
    assert found.engine == "mixed" and found.abstained == (
        "an outside shock met heavy amplification",
    )
    assert decide(without(case, *found.flips_without)).engine == "macro"


def test_coverage_falls_with_every_reading_that_is_taken_out() -> None:
    case = POSITIONING
    full = verdict(case).coverage
    assert full == 1.0
    rows = [row for row in weights().evidence if row.scope != "beneath"]
    for row in (*rows, *weights().falsifiers):
        assert verdict(without(case, row.reading)).coverage < full


def test_a_label_is_only_given_where_nothing_stands_against_it() -> None:
    """Over random readings: even chance, margin, coverage and no reason, or it is mixed."""
    rng, w = np.random.default_rng(2), weights().abstain
    close = 0
    for _ in range(400):
        found = {name: (0.0, float(rng.random())) for name in needed()}
        label = decide(make_case(found, peak={n: float(rng.random()) for n in STACKED}))
        first, second = sorted(label.score.probability.values(), reverse=True)[:2]
        sure = first >= w["least_probability"] and first - second >= w["least_margin"]
        close += first >= w["least_probability"] and not sure
        assert (label.engine == "mixed") == bool(label.abstained)
        assert sure or label.engine == "mixed"
        if label.engine == "positioning":
            assert first >= w["least_positioning"]
        if label.engine != "mixed":
            assert label.engine == label.leader
    assert close > 5


def test_geopolitics_starts_a_fall_only_if_it_led() -> None:
    loud = {"macro.gpr": (300.0, 0.99)}
    after, before = make_case(loud), replace(make_case(), at_start=figures(loud))
    assert trigger(replace(after, at_start=figures({})))["exogenous"] == 0.0
    assert trigger(before)["exogenous"] > 0.0


def test_too_little_measured_gives_no_label() -> None:
    names = [e.reading for e in weights().evidence if e.group not in ("overshoot", "stacked")]
    found = verdict(without(POSITIONING, *names))
    assert found.engine == "mixed" and "too little was measured" in found.abstained


def test_amplification_and_vulnerability_follow_their_readings() -> None:
    def score(stress: float) -> Verdict:
        loud = {n: (1.0, stress) for rows in weights().amplification.values() for n in rows}
        stacked = {n: stress for rows in weights().vulnerability.values() for n in rows}
        return verdict(make_case(loud, peak=stacked))

    high, low = score(0.99), score(0.05)
    assert high.amplification == pytest.approx(99.0) and low.amplification == pytest.approx(5.0)
    assert high.vulnerability == pytest.approx(99.0) and low.vulnerability == pytest.approx(5.0)
    assert low.quiet_amplifiers and not high.quiet_amplifiers


def test_amplification_is_none_where_nothing_was_measured() -> None:
    names = [n for rows in weights().amplification.values() for n in rows]
    assert verdict(without(POSITIONING, *names)).amplification is None


def test_beneath_the_index_the_scores_are_those_of_what_sells_off() -> None:
    """The index's amplifiers are quiet; the rout's own count, however stacked the index stood."""
    found = verdict(beneath(groups={"BTC": "crypto"}, extension=0.4))
    assert found.amplification == pytest.approx(97.0)
    assert found.vulnerability == pytest.approx(40.0)
    assert found.quiet_amplifiers


def test_every_weight_lives_in_the_published_table() -> None:
    """Numbers in the code may only turn, scale or bound: everything that weighs is in the file."""
    allowed = {0, 1, 2, 100.0, 0.5, 1e-6, -1}
    package = Path(tools.verdict.__file__ or "").parent
    modules = [*package.glob("*.py"), Path(tools.scoring.__file__ or "")]
    assert len(modules) > 5
    for module in modules:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        found = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, float)
        }
        assert found <= allowed, f"{module.name}: {sorted(found - allowed)}"


def test_every_evidence_row_can_speak_and_says_why() -> None:
    """A reading without percentiles needs levels, or its row would never count."""
    w = weights()
    for row in (*w.evidence, *w.trigger_evidence):
        assert specs()[row.reading].frequency != "irregular" or row.levels is not None
    assert all(row.densities and row.reason for row in w.evidence)
    assert {row.group for row in w.evidence} == set(w.rho)
    assert sum(w.priors.values()) == pytest.approx(1.0)
    assert sum(w.priors_beneath.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_odds_of_the_evidence_make_the_probabilities(case: Case) -> None:
    """Base rates times what every reading said are the engines' odds; nothing is hidden."""
    found, w = verdict(case), weights()
    logs = {c: np.log(w.priors[c]) + sum(s.log_odds[c] for s in found.evidence) for c in w.priors}
    raw = {c: np.exp(value) for c, value in logs.items()}
    for engine, p in decide(case).score.probability.items():
        assert p == pytest.approx(raw[engine] / sum(raw.values()))
    odds = [s.odds for s in found.evidence]
    assert odds == sorted(odds, reverse=True)
    least = w.clip["least"]
    assert set(found.for_) == {s.reading for s in found.evidence if s.odds >= least}
    weak = {s.reading for s in found.evidence if s.odds <= 1 / least}
    fired = {f.reading for f in found.falsifiers if f.fired}
    assert set(found.against) <= weak | fired
