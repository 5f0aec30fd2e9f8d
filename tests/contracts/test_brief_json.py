from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from assistant.workspace import Workspace
from tools.records import Brief

# The readings that the contract of the command line promises wherever their data are there.
IDS = """
market.drawdown_252d
macro.rates_2y_bp macro.rates_2y_z macro.rates_10y_bp macro.rates_10y_z macro.breakeven_10y_bp
macro.hy_oas_bp macro.ig_oas_bp macro.conditions_ex_equity macro.nfci_change_4w macro.dollar_z
macro.epu macro.gpr macro.mimicking_share
fundamentals.eps_forward_revision fundamentals.earnings_share fundamentals.cape
fundamentals.excess_cape_yield
positioning.momentum_drawdown_21d positioning.momentum_drawdown_63d
positioning.momentum_raw_drawdown_21d positioning.momentum_french_drawdown_21d positioning.vix
positioning.vix_overshoot positioning.vix_overshoot_today positioning.vix9d_vix
positioning.vix_vix3m positioning.vix_minus_rv21 positioning.skew_index positioning.vvix
positioning.put_call positioning.cta_spx positioning.vol_target_21d positioning.vol_target_63d
positioning.am_net_share positioning.lev_net_share positioning.naaim positioning.aaii_spread
positioning.stacking positioning.dealer_gamma_chain positioning.gamma_flip_distance
positioning.dealer_gamma_vendor positioning.skew_25d
behaviour.correlation_63d behaviour.implied_correlation behaviour.dispersion
behaviour.absorption_shift behaviour.turbulence behaviour.amihud behaviour.spread_estimate
behaviour.above_50d behaviour.above_200d behaviour.equal_minus_cap_21d behaviour.down_volume_share
behaviour.orderliness
crossasset.gold_z_21d crossasset.silver_z_21d crossasset.btc_z_21d crossasset.copper_z_21d
crossasset.oil_z_21d crossasset.dollar_z_21d crossasset.stock_bond_correlation
crossasset.risk_budget_reset
""".split()
DATED = ("as_of", "session", "peak", "at", "observed", "known", "percentile_since", "date")


@pytest.fixture(scope="session")
def schema(real_data: Path) -> dict[str, Any]:
    file = real_data.parent / "brief.schema.json"
    if not file.is_file():
        pytest.skip(f"no {file.name} beside the test data")
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def as_printed(brief: Brief) -> dict[str, Any]:
    """The brief as another program reads it from the command line: strict JSON and no more."""
    body: dict[str, Any] = json.loads(json.dumps(brief.to_json(), allow_nan=False))
    return body


def validate(body: dict[str, Any], schema: dict[str, Any]) -> None:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(body)


def test_a_real_brief_has_the_shape_of_the_contract(
    real_brief: Brief, schema: dict[str, Any]
) -> None:
    body = as_printed(real_brief)
    validate(body, schema)
    assert body["market"]["simulated"] is False


def test_the_schema_refuses_a_reading_without_value_and_reason(
    real_brief: Brief, schema: dict[str, Any]
) -> None:
    body = as_printed(real_brief)
    body["readings"][0] |= {"value": None, "missing": None}
    with pytest.raises(jsonschema.ValidationError):
        validate(body, schema)


def test_the_demo_has_the_shape_of_the_contract(
    demo_market: Workspace, schema: dict[str, Any]
) -> None:
    body = as_printed(demo_market.brief())
    validate(body, schema)
    assert body["market"]["simulated"] is True


def test_every_promised_reading_is_there(real_brief: Brief) -> None:
    named = [reading.id for reading in real_brief.readings]
    assert sorted(set(named)) == sorted(named)
    assert set(IDS) <= set(named)


def test_every_promised_reading_is_there_in_the_demo(demo_market: Workspace) -> None:
    assert set(IDS) <= {reading.id for reading in demo_market.brief().readings}


def test_every_promised_reading_is_measured_at_some_date(real_briefs: dict[date, Brief]) -> None:
    made = {r.id for brief in real_briefs.values() for r in brief.readings if r.value is not None}
    assert not set(IDS) - made


def test_nothing_is_dated_after_the_as_of_date(real_brief: Brief) -> None:
    def dates(value: Any, key: str = "") -> list[str]:
        if isinstance(value, dict):
            return [d for k, v in value.items() for d in dates(v, k)]
        if isinstance(value, list):
            return [d for v in value for d in dates(v, key)]
        return [value] if key in DATED and isinstance(value, str) else []

    body = as_printed(real_brief)
    found = dates(body)
    assert len(found) > len(body["readings"])
    assert max(found) <= body["as_of"]


def test_percentiles_lie_between_zero_and_one(real_brief: Brief) -> None:
    for reading in as_printed(real_brief)["readings"]:
        for rank in (reading["percentile"], reading["stress"]):
            assert rank is None or 0 <= rank <= 1, reading["id"]


def test_the_move_is_that_of_the_published_closes(real_briefs: dict[date, Brief]) -> None:
    # S&P Dow Jones Indices: 2,872.87 on 2018-01-26, the high, and 2,581.00 on 2018-02-08.
    move = as_printed(real_briefs[date(2018, 2, 8)])["move"]
    assert (move["asset"], move["peak"], move["trading_days"]) == ("SPX", "2018-01-26", 9)
    assert move["return"] == pytest.approx(2581.00 / 2872.87 - 1, abs=1e-6)


def test_contributions_and_the_unexplained_rest_are_the_move(real_brief: Brief) -> None:
    body = as_printed(real_brief)
    verdict = body["verdict"]
    parts = [part["return"] for part in verdict["contributions"]]
    if verdict["unexplained"] is None:
        assert not parts and body["selloff"] == "none"
    else:
        assert sum(parts) + verdict["unexplained"] == pytest.approx(body["move"]["return"])


def test_a_day_without_a_session_reads_the_last_one(real_market: Workspace) -> None:
    saturday = as_printed(real_market.brief(date(2018, 2, 10)))
    assert (saturday["as_of"], saturday["session"]) == ("2018-02-10", "2018-02-09")


@pytest.mark.parametrize("asset", ["BTC", "GOLD"])
def test_another_asset_moves_the_move_alone(
    asset: str, real_market: Workspace, real_briefs: dict[date, Brief], schema: dict[str, Any]
) -> None:
    day = date(2018, 2, 8)
    body = as_printed(real_market.brief(day, asset))
    validate(body, schema)
    group = next(m for m in body["moves"] if m["asset"] == asset)
    assert body["move"]["return"] == group["return"]
    assert body["readings"] == as_printed(real_briefs[day])["readings"]


def test_a_reading_is_no_younger_than_what_it_rests_on(real_market: Workspace) -> None:
    """Estimates of 7 November 2018 are still all that was known on 24 December."""
    then = real_market.brief(date(2018, 12, 24)).index
    for name in ("eps_forward_revision", "multiple_contribution", "earnings_share"):
        assert then[f"fundamentals.{name}"].observed == date(2018, 11, 7)
    tight = real_market.brief(date(2018, 2, 8)).index
    for name in ("conditions_ex_equity", "disorderly_tightening"):
        assert tight[f"macro.{name}"].observed == date(2018, 2, 2)
