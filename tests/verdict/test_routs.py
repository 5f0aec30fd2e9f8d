"""A rout's own scores and parts on markets made at random, and what may not change them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from tests.verdict.long_markets import SESSIONS, frames, market_of
from tools.history import Histories
from tools.market.view import Market
from tools.routed import Part, Rout
from tools.routs import amplification, routs, vulnerability
from tools.routs.rules import rules
from tools.routs.scores import score
from tools.selloff import picture


def part(name: str, stress: float) -> Part:
    rule = next(p for p in rules().parts if p.name == name)
    args = (rule.group, 1.0, "plain", stress, stress, 2000, date(2020, 1, 2))
    return Part(name, rule.label, rule.score, *args)


def rout(asset: str, group: str, amplified: float | None, stretched_: float | None) -> Rout:
    day = date(2020, 1, 2)
    z = (-3.0, -2.0, amplified, stretched_)
    return Rout(asset, group, asset, "ratio", day, 5, -0.1, day, -0.1, *z)


def test_a_score_weighs_groups_and_not_parts() -> None:
    """Trend counts double: two of its parts at 1.0 and .8, calm at .1 and length at .2."""
    parts = [part("extension", 1.0), part("run_up", 0.8), part("calm", 0.1), part("length", 0.2)]
    assert score(parts, "vulnerability") == pytest.approx(100 * (2 * 0.9 + 0.1 + 0.2) / 4)
    assert score(parts, "amplification") is None
    assert score([part("speed", 1.0), part("impact", 0.4)], "amplification") == pytest.approx(60.0)


def test_families_count_once_and_what_is_missing_not_at_all() -> None:
    found = [
        rout("GOLD", "precious", 80.0, 90.0),
        rout("SILVER", "precious", 60.0, None),
        rout("BTC", "crypto", 30.0, 50.0),
        rout("ETH", "crypto", None, None),
    ]
    assert amplification(found) == pytest.approx((70.0 + 30.0) / 2)
    assert vulnerability(found) == pytest.approx((90.0 + 50.0) / 2)
    assert amplification(found[3:]) is None and vulnerability([]) is None


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Market:
    return market_of(frames(), tmp_path_factory.mktemp("made"))


def found_in(market: Market, day: date | None = None) -> tuple[Rout, ...]:
    view, histories = market.view(day), Histories(market)
    return routs(view, histories, picture(view, histories))


def test_every_part_is_ranked_in_its_own_history(made: Market) -> None:
    """Gold has them all; scipy ranks the figures that pandas makes."""
    gold = {r.asset: r for r in found_in(made)}["GOLD"]
    parts = {p.name: p for p in gold.scored}
    assert set(parts) == {
        *("extension", "run_up", "calm", "length", "speed", "volatility", "beyond"),
        *("with_index", "with_others", "impact"),
    }
    assert all("since the rout" not in why for why in gold.missing.values())
    assert all(name.startswith(("rates", "hy", "ig", "dollar")) for name in gold.missing)
    price = made.view().observations("GOLD_FUT").loc[: str(gold.peak)]
    above = (price / price.rolling(200).mean() - 1.0).dropna()
    ranked = stats.percentileofscore(above, above.iloc[-1], kind="mean") / 100.0
    assert parts["extension"].value == pytest.approx(above.iloc[-1])
    assert parts["extension"].percentile == pytest.approx(ranked) and parts["extension"].n == len(
        above
    )
    assert parts["speed"].stress > 0.98 and parts["beyond"].stress > 0.98


def test_vulnerability_is_read_at_the_peak_and_reports_when_known(made: Market) -> None:
    gold = {r.asset: r for r in found_in(made)}["GOLD"]
    parts = {p.name: p for p in gold.parts}
    for name in ("extension", "run_up", "calm"):
        assert parts[name].observed == gold.peak
    known = pd.Timestamp(parts["length"].observed) + pd.Timedelta(days=3)
    assert known <= pd.Timestamp(gold.peak) < known + pd.Timedelta(days=7)


def test_where_the_rout_began_and_how_far_it_went(made: Market) -> None:
    silver = {r.asset: r for r in found_in(made)}["SILVER"]
    price = made.view().observations("SILVER_FUT")
    window = price.iloc[-6:] if abs(silver.z5 or 0) >= abs(silver.z10 or 0) else price.iloc[-11:]
    assert silver.since == window.idxmax().date()
    assert silver.fell == pytest.approx(price.iloc[-1] / window.max() - 1.0)


def test_what_cannot_be_measured_says_why(made: Market) -> None:
    oil = {r.asset: r for r in found_in(made)}["OIL"]
    assert "COT_CRUDE" in oil.missing["length"] and "USO" in oil.missing["impact"]
    assert oil.amplification is not None and oil.vulnerability is not None


def test_each_family_stands_for_itself_beside_the_others(made: Market) -> None:
    found = {r.asset: r for r in found_in(made)}
    worst = max(("GOLD", "SILVER"), key=lambda a: abs(found[a].worst))
    assert {t.asset for t in found["OIL"].ties} == {"SPX", worst}
    assert {t.asset for t in found["GOLD"].ties} == {"SPX", "OIL"}


def test_the_future_changes_nothing(tmp_path: Path) -> None:
    """The same to the last digit in a market that ends there, and in one that goes on."""
    last = len(SESSIONS) - 60
    whole = frames(last)
    day = SESSIONS[last - 1].date()
    cut = {k: f.loc[: SESSIONS[last - 1]] for k, f in whole.items()}
    then, now = (
        found_in(market_of(cut, tmp_path / "cut" / "made")),
        found_in(market_of(whole, tmp_path / "whole" / "made"), day),
    )
    assert len(then) >= 3 and then == now


def test_the_unit_of_a_price_changes_nothing(tmp_path: Path) -> None:
    series = frames()
    scaled = {
        k: f * 7.0 if k[0] not in ("DGS2", "DGS10", "BAMLH0A0HYM2") else f
        for k, f in series.items()
    }
    one, other = (
        found_in(market_of(series, tmp_path / "a")),
        found_in(market_of(scaled, tmp_path / "b")),
    )
    for a, b in zip(one, other, strict=True):
        assert a.amplification == pytest.approx(b.amplification)
        assert a.vulnerability == pytest.approx(b.vulnerability)
        assert [t.kinship for t in a.ties] == [t.kinship for t in b.ties]
