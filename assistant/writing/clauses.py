"""What is said of each reading: data only, one clause a reading, or one for each sign.

A clause states a figure and no cause. A pair is (value above zero, value below zero); where one
half would claim nothing it is the same text. Readings without a clause are named by their label.
"""

from __future__ import annotations

from collections.abc import Mapping

Clause = str | tuple[str, str]


def _since_peak(what: str, stem: str) -> Clause:
    figure = f"[[macro.{stem}_bp:moved]] since the peak ([[macro.{stem}_z]])"
    return f"the {what} {figure}"


_PLAIN: Mapping[str, Clause] = {
    "macro.rates_2y_z": _since_peak("2-year yield", "rates_2y"),
    "macro.rates_10y_z": _since_peak("10-year yield", "rates_10y"),
    "macro.rates_30y_z": _since_peak("30-year yield", "rates_30y"),
    "macro.rates_10y_before_peak_bp": (
        "the 10-year had risen [[macro.rates_10y_before_peak_bp:size]] in the month before the "
        "peak",
        "the 10-year had fallen [[macro.rates_10y_before_peak_bp:size]] in the month before the "
        "peak",
    ),
    "macro.breakeven_10y_bp": "the 10-year breakeven [[macro.breakeven_10y_bp:moved]]",
    "macro.breakeven_10y_z": _since_peak("10-year breakeven", "breakeven_10y"),
    "macro.real_10y_bp": "the 10-year real yield [[macro.real_10y_bp:moved]]",
    "macro.hy_oas_z": "the high-yield spread [[macro.hy_oas_bp:moved]] ([[macro.hy_oas_z]])",
    "macro.ig_oas_z": "the investment-grade spread [[macro.ig_oas_bp:moved]] ([[macro.ig_oas_z]])",
    "macro.hy_residual_bp": (
        "high yield is [[macro.hy_residual_bp:size]] wider than the fall in equities implies",
        "high yield is [[macro.hy_residual_bp:size]] tighter than the fall in equities implies",
    ),
    "macro.conditions_ex_equity": (
        "conditions outside equities have tightened: [[macro.conditions_ex_equity]] on average, "
        "[[macro.conditions_ex_equity:percentile]], as of [[macro.conditions_ex_equity:observed]]",
        "conditions outside equities have eased: [[macro.conditions_ex_equity]] on average, "
        "[[macro.conditions_ex_equity:percentile]], as of [[macro.conditions_ex_equity:observed]]",
    ),
    "macro.nfci_change_4w": (
        "published financial conditions tightened over a month "
        "([[macro.nfci_change_4w:percentile]])",
        "published financial conditions eased over a month ([[macro.nfci_change_4w:percentile]])",
    ),
    "macro.dollar_z": (
        "the dollar is stronger since the peak ([[macro.dollar_z]])",
        "the dollar is weaker since the peak ([[macro.dollar_z]])",
    ),
    "macro.epu_ratio": "policy uncertainty is [[macro.epu_ratio]] times its yearly mean "
    "([[macro.epu_ratio:percentile]])",
    "macro.gpr": "geopolitical risk is at [[macro.gpr]] ([[macro.gpr:percentile]], as of "
    "[[macro.gpr:observed]])",
    "macro.claims_change_4w": (
        "jobless claims are [[macro.claims_change_4w:size]] higher than a month before",
        "jobless claims are [[macro.claims_change_4w:size]] lower than a month before",
    ),
    "macro.mimicking_share": "a regression on yields and the dollar implies "
    "[[macro.mimicking_return]] of the S&P's [[move.return]]",
    "macro.policy_path_bp": "what the 2-year prices over fed funds, hikes already made taken out, "
    "[[macro.policy_path_bp:moved]] since the peak",
    "macro.fomc_surprises_bp": (
        "policy announcements since the peak came as a rise of [[macro.fomc_surprises_bp:size]]",
        "policy announcements since the peak came as a cut of [[macro.fomc_surprises_bp:size]]",
    ),
    "macro.disorderly_tightening": "disorderly tightening of those conditions scores "
    "[[macro.disorderly_tightening]]",
    "macro.shock_rates_low": "by the signs of stocks and yields alone, monetary news and the "
    "common premium account for [[macro.shock_rates_low]] to [[macro.shock_rates_high]] of the "
    "move",
    "macro.gpr_accelerant": "geopolitical risk as an accelerant: [[macro.gpr_accelerant]]",
    "macro.payrolls_3m": (
        "jobs rose by [[macro.payrolls_3m:size]] monthly over a quarter (to the "
        "month of [[macro.payrolls_3m:observed]])",
        "jobs fell by [[macro.payrolls_3m:size]] monthly over a quarter (to the "
        "month of [[macro.payrolls_3m:observed]])",
    ),
    "macro.ism_manufacturing": "the ISM for manufacturing is [[macro.ism_manufacturing]] (of "
    "[[macro.ism_manufacturing:observed]])",
    "macro.core_cpi_3m": "core consumer prices grew at a yearly rate of [[macro.core_cpi_3m]] over "
    "a quarter (to the month of [[macro.core_cpi_3m:observed]])",
    "macro.surprises": (
        "growth reports beat consensus of late ([[macro.surprises]])",
        "growth reports missed consensus of late ([[macro.surprises]])",
    ),
    "fundamentals.eps_forward_revision": (
        "forward earnings estimates were raised [[fundamentals.eps_forward_revision:size]] since "
        "the peak, as of [[fundamentals.eps_forward_revision:observed]]",
        "forward earnings estimates were cut [[fundamentals.eps_forward_revision:size]] since the "
        "peak, as of [[fundamentals.eps_forward_revision:observed]]",
    ),
    "fundamentals.eps_forward_revision_3m": (
        "over about a quarter estimates went up [[fundamentals.eps_forward_revision_3m:size]]",
        "over about a quarter estimates went down [[fundamentals.eps_forward_revision_3m:size]]",
    ),
    "fundamentals.earnings_share": (
        "estimates account for [[fundamentals.earnings_share]] of the move, the multiple for the "
        "rest",
        "estimates moved against the fall: their share of it is [[fundamentals.earnings_share]]",
    ),
    "fundamentals.multiple_contribution": "of the log return since the peak the multiple made "
    "[[fundamentals.multiple_contribution]] and estimates made "
    "[[fundamentals.earnings_contribution]]",
    "fundamentals.duration_slope": (
        "stocks with long durations held up better than their beta "
        "([[fundamentals.duration_slope]] for each step of duration)",
        "stocks with long durations fell more than their beta ([[fundamentals.duration_slope]] for "
        "each step of duration)",
    ),
    "fundamentals.value_minus_growth_21d": (
        "value beat growth by [[fundamentals.value_minus_growth_21d:size]] over a month",
        "value trailed growth by [[fundamentals.value_minus_growth_21d:size]] over a month",
    ),
    "fundamentals.trailing_eps_growth": (
        "reported earnings grew [[fundamentals.trailing_eps_growth:size]] over a year (to "
        "[[fundamentals.trailing_eps_growth:observed]])",
        "reported earnings shrank [[fundamentals.trailing_eps_growth:size]] over a year (to "
        "[[fundamentals.trailing_eps_growth:observed]])",
    ),
    "fundamentals.cape": "CAPE stood at [[fundamentals.cape]] "
    "([[fundamentals.cape:percentile]] since [[fundamentals.cape:since]])",
    "fundamentals.excess_cape_yield": "the excess CAPE yield was "
    "[[fundamentals.excess_cape_yield]] ([[fundamentals.excess_cape_yield:percentile]])",
    "fundamentals.forward_pe": "the index trades at [[fundamentals.forward_pe]] times forward "
    "estimates",
    "positioning.vix": "the VIX is at [[positioning.vix]] ([[positioning.vix:percentile]])",
    "positioning.vix_overshoot": "the largest VIX overshoot since the peak is "
    "[[positioning.vix_overshoot]] beyond what the S&P's own fall implies "
    "([[positioning.vix_overshoot:percentile]])",
    "positioning.vix_vix3m": "VIX over VIX3M is [[positioning.vix_vix3m]] "
    "([[positioning.vix_vix3m:percentile]])",
    "positioning.vix9d_vix": "VIX9D over VIX is [[positioning.vix9d_vix]] "
    "([[positioning.vix9d_vix:percentile]])",
    "positioning.vix_minus_rv21": (
        "the VIX is [[positioning.vix_minus_rv21:size]] above realised volatility",
        "the VIX is [[positioning.vix_minus_rv21:size]] below realised volatility",
    ),
    "positioning.vvix": "VVIX is at [[positioning.vvix]] ([[positioning.vvix:percentile]])",
    "positioning.skew_index": "Cboe SKEW is at [[positioning.skew_index]] "
    "([[positioning.skew_index:percentile]])",
    "positioning.skew_index_change": "the SKEW index [[positioning.skew_index_change:moved]] since "
    "the peak",
    "market.sessions_below_peak": "the S&P has stood clearly below its peak on "
    "[[market.sessions_below_peak]] sessions in a row",
    "market.run_up": "the S&P had returned [[market.run_up]] in the year up to its peak "
    "([[market.run_up:percentile]])",
    "positioning.skew_25d": "the 25-delta skew a month out is [[positioning.skew_25d:size]]",
    "positioning.put_call": "the put/call ratio is [[positioning.put_call]] "
    "([[positioning.put_call:percentile]])",
    "positioning.cta_spx": "our trend model holds [[positioning.cta_spx]], on a scale that ends "
    "at plus and minus two",
    "positioning.vol_target_21d": "a volatility-target fund holds [[positioning.vol_target_21d]] "
    "on a month's volatility and [[positioning.vol_target_63d]] on a quarter's",
    "positioning.vol_target_low": "across ways to estimate volatility and to trade, a "
    "volatility-target fund holds [[positioning.vol_target_low]] to "
    "[[positioning.vol_target_high]]",
    "positioning.cta_notional": "our trend model at a volatility target holds "
    "[[positioning.cta_notional]] of its assets in the S&P",
    "positioning.risk_parity_since_peak": "a risk-parity fund's weight of stocks changed by "
    "[[positioning.risk_parity_since_peak]] since the peak",
    "positioning.tail_hedging": "demand for tail hedges scores [[positioning.tail_hedging]] "
    "([[positioning.tail_hedging:percentile]])",
    "positioning.put_slope": "far puts cost [[positioning.put_slope]] more volatility than near "
    "ones",
    "positioning.qqq_flow_21d": (
        "one large fund (QQQ) took in [[positioning.qqq_flow_21d:size]] of its assets over a month",
        "one large fund (QQQ) paid out [[positioning.qqq_flow_21d:size]] of its assets over a "
        "month",
    ),
    "positioning.margin_debt_from_peak": "margin debt is "
    "[[positioning.margin_debt_from_peak:size]] below its high (at "
    "[[positioning.margin_debt_from_peak:observed]])",
    "positioning.am_net_share": (
        "asset managers are net long [[positioning.am_net_share:size]] of S&P futures "
        "([[positioning.am_net_share:percentile]], as of [[positioning.am_net_share:observed]])",
        "asset managers are net short [[positioning.am_net_share:size]] of S&P futures "
        "([[positioning.am_net_share:percentile]], as of [[positioning.am_net_share:observed]])",
    ),
    "positioning.naaim": "active managers' exposure (NAAIM) is [[positioning.naaim]] "
    "([[positioning.naaim:percentile]])",
    "positioning.aaii_spread": "the AAII bull-bear spread is [[positioning.aaii_spread]] "
    "([[positioning.aaii_spread:percentile]])",
    "positioning.stacking": "positions at the peak averaged [[positioning.stacking]] on their own "
    "scales ([[positioning.stacking:percentile]])",
    "positioning.dealer_gamma_vendor": "the vendor's dealer gamma is "
    "[[positioning.dealer_gamma_vendor]] ([[positioning.dealer_gamma_vendor:percentile]])",
    "positioning.dealer_gamma_chain": "gamma from the option chain is "
    "[[positioning.dealer_gamma_chain]] if dealers are long calls and short puts, "
    "and from [[positioning.dealer_gamma_chain_low]] to "
    "[[positioning.dealer_gamma_chain_high]] by other rules of sign",
    "positioning.dealer_gamma_down_5pct": "by the same rule it would be "
    "[[positioning.dealer_gamma_down_5pct]] with the index clearly lower",
    "positioning.gamma_expiring_week": "[[positioning.gamma_expiring_week]] of that gamma expires "
    "within a week",
    "positioning.gamma_flip_distance": (
        "spot is [[positioning.gamma_flip_distance:size]] above the gamma flip, in daily moves",
        "spot is [[positioning.gamma_flip_distance:size]] below the gamma flip, in daily moves",
    ),
    "positioning.momentum_drawdown_21d": "market-neutral momentum is "
    "[[positioning.momentum_drawdown_21d:size]] below its high of a month "
    "([[positioning.momentum_drawdown_21d:band]])",
    "positioning.momentum_drawdown_63d": "market-neutral momentum is "
    "[[positioning.momentum_drawdown_63d:size]] below its high of a quarter "
    "([[positioning.momentum_drawdown_63d:band]])",
    "positioning.momentum_raw_drawdown_21d": "winners minus losers, unscaled, are "
    "[[positioning.momentum_raw_drawdown_21d:size]] below their high of a month "
    "([[positioning.momentum_raw_drawdown_21d:band]])",
    "positioning.momentum_winners_21d": (
        "prior winners lead the average stock by [[positioning.momentum_winners_21d:size]] over a "
        "month",
        "prior winners trail the average stock by [[positioning.momentum_winners_21d:size]] over a "
        "month",
    ),
    "positioning.momentum_losers_21d": (
        "prior losers lead the average stock by [[positioning.momentum_losers_21d:size]]",
        "prior losers trail the average stock by [[positioning.momentum_losers_21d:size]]",
    ),
    "positioning.momentum_high_beta_winners_21d": (
        "high-beta, high-volatility winners beat the other winners by "
        "[[positioning.momentum_high_beta_winners_21d:size]]",
        "high-beta, high-volatility winners lost "
        "[[positioning.momentum_high_beta_winners_21d:size]] against the other winners",
    ),
    "positioning.winners_high_beta_share_at_peak": "at the peak "
    "[[positioning.winners_high_beta_share_at_peak]] of the winners had high beta and high "
    "volatility ([[positioning.winners_high_beta_share_at_peak:percentile]])",
    "positioning.momentum_drawdown_high_beta_share": (
        "winners of high beta and volatility made "
        "[[positioning.momentum_drawdown_high_beta_share]] of what winners minus losers, unscaled, "
        "lost",
        "winners of high beta and volatility made none of what winners minus losers, unscaled, "
        "lost: their part is [[positioning.momentum_drawdown_high_beta_share]]",
    ),
    "positioning.panic_state": "a panic state of momentum, in high volatility after falling "
    "years: [[positioning.panic_state]]",
    "positioning.winners_led_down": "winners leading momentum down in an up market: "
    "[[positioning.winners_led_down]]",
    "positioning.winners_correlation_beyond_volatility": (
        "winners move together more than the market's volatility explains "
        "([[positioning.winners_correlation_beyond_volatility]])",
        "winners move together less than the market's volatility explains "
        "([[positioning.winners_correlation_beyond_volatility]])",
    ),
    "positioning.quiet_index_unwind": "momentum books closed under a quiet index: "
    "[[positioning.quiet_index_unwind]]",
    "positioning.prior_winners_5d": (
        "the winners of the peak are ahead of the average stock by "
        "[[positioning.prior_winners_5d:size]] over a week",
        "the winners of the peak are behind the average stock by "
        "[[positioning.prior_winners_5d:size]] over a week",
    ),
    "positioning.degrossing_5d": (
        "over a week momentum books lost on both sides, [[positioning.degrossing_5d:size]] on the "
        "lesser",
        "over a week momentum books did not lose on both sides ([[positioning.degrossing_5d]])",
    ),
    "behaviour.correlation_63d": "stocks' average correlation is "
    "[[behaviour.correlation_63d]] ([[behaviour.correlation_63d:percentile]])",
    "behaviour.correlation_change_since_peak": "that correlation "
    "[[behaviour.correlation_change_since_peak:moved]] since the peak "
    "([[behaviour.correlation_change_since_peak:percentile]])",
    "behaviour.correlation_residual": (
        "stocks move together more than volatility explains ([[behaviour.correlation_residual]])",
        "stocks move together less than volatility explains ([[behaviour.correlation_residual]])",
    ),
    "behaviour.healthy_breadth": "most members above their 200-day average and "
    "equal weight ahead: [[behaviour.healthy_breadth]]",
    "behaviour.members_down_since_peak": "[[behaviour.members_down_since_peak]] of members are "
    "lower than at the peak",
    "behaviour.banks_relative_since_peak": (
        "banks are ahead of the S&P by [[behaviour.banks_relative_since_peak:size]] since the peak",
        "banks are behind the S&P by [[behaviour.banks_relative_since_peak:size]] since the peak",
    ),
    "behaviour.capitulation_signs": "of the signs of capitulation that could be measured "
    "[[behaviour.capitulation_signs]] are present",
    "behaviour.volume_ratio": "the S&P fund trades [[behaviour.volume_ratio]] times its usual "
    "volume",
    "behaviour.implied_correlation": "implied correlation is "
    "[[behaviour.implied_correlation]] ([[behaviour.implied_correlation:percentile]])",
    "behaviour.dispersion": "dispersion is [[behaviour.dispersion]] "
    "([[behaviour.dispersion:percentile]])",
    "behaviour.turbulence": "turbulence across sectors is [[behaviour.turbulence]] times "
    "that of a mean day ([[behaviour.turbulence:percentile]])",
    "behaviour.absorption_shift": "the absorption shift is [[behaviour.absorption_shift]] "
    "([[behaviour.absorption_shift:percentile]])",
    "behaviour.amihud": "price impact is [[behaviour.amihud]] times its yearly median "
    "([[behaviour.amihud:percentile]])",
    "behaviour.above_200d": "[[behaviour.above_200d]] of members stand above their 200-day average "
    "([[behaviour.above_200d:percentile]])",
    "behaviour.above_50d": "[[behaviour.above_50d]] of members stand above their 50-day average",
    "behaviour.equal_minus_cap_21d": (
        "over a month equal weight beat cap weight by [[behaviour.equal_minus_cap_21d:size]]",
        "over a month equal weight trailed cap weight by [[behaviour.equal_minus_cap_21d:size]]",
    ),
    "behaviour.decliners_share": "[[behaviour.decliners_share]] of the stocks that moved fell in "
    "the last session ([[behaviour.decliners_share:percentile]])",
    "behaviour.heavy_down_days_21d": "90 % down days within a month: "
    "[[behaviour.heavy_down_days_21d]]",
    "behaviour.heavy_down_days_5d": "90 % down days within a week: "
    "[[behaviour.heavy_down_days_5d]]",
    "behaviour.orderliness": "orderliness scores [[behaviour.orderliness]] "
    "([[behaviour.orderliness:percentile]])",
    "behaviour.new_lows": "[[behaviour.new_lows]] of listed stocks made new lows "
    "([[behaviour.new_lows:percentile]])",
    "crossasset.stock_bond_correlation": (
        "stocks and Treasuries move together ([[crossasset.stock_bond_correlation]] over a "
        "quarter)",
        "over the quarter Treasuries hedged stocks ([[crossasset.stock_bond_correlation]])",
    ),
    "crossasset.btc_spx_correlation": "bitcoin's correlation with the S&P is "
    "[[crossasset.btc_spx_correlation]] over a quarter and "
    "[[crossasset.btc_spx_correlation_change:moved]] since the peak",
    "crossasset.silver_spx_correlation": "silver's is [[crossasset.silver_spx_correlation]] and "
    "[[crossasset.silver_spx_correlation_change:moved]]",
    "crossasset.common_residual": "what crypto and metals share beyond stocks and the dollar is "
    "[[crossasset.common_residual]]",
    "crossasset.assets_down_share": "[[crossasset.assets_down_share]] of the risk families fell "
    "clearly over a month, by their own volatility",
    "crossasset.move_vix": "Treasury over stock volatility is [[crossasset.move_vix]] "
    "([[crossasset.move_vix:percentile]])",
    "crossasset.risk_budget_reset": "a joint loss in stocks, bitcoin, gold and copper with "
    "unchanged macro prices: [[crossasset.risk_budget_reset]]; earlier cases in these data: "
    "[[crossasset.risk_budget_analogs]]",
    "crossasset.move_index": "MOVE is at [[crossasset.move_index]] "
    "([[crossasset.move_index:percentile]])",
}

_MOVES = {
    "gold": "gold",
    "silver": "silver",
    "copper": "copper",
    "btc": "bitcoin",
    "oil": "oil",
    "dollar": "the dollar",
    "yen": "the dollar against the yen",
    "treasury": "long Treasuries",
    "emerging": "emerging-market stocks",
}
_EXTENSIONS = {
    "spx": "the S&P",
    "gold": "gold",
    "silver": "silver",
    "copper": "copper",
    "btc": "bitcoin",
    "oil": "oil",
    "ndx": "the Nasdaq-100",
    "semiconductors": "the semiconductor fund",
    "emerging": "the emerging-market fund",
    "treasury": "the long Treasury fund",
}


def _signed(metric: str, above: str, below: str) -> tuple[str, Clause]:
    return metric, (above.format(f"[[{metric}:size]]"), below.format(f"[[{metric}:size]]"))


# What would have to happen for a test to fire, and to clear once it has.
TESTS: Mapping[str, tuple[str, str]] = {
    "rates_2y_up": (
        "the 2-year yield rises beyond {limit} (now {value})",
        "the 2-year's rise falls back inside {limit} (now {value})",
    ),
    "rates_10y": (
        "the 10-year yield moves beyond {limit} either way (now {value})",
        "the 10-year's move falls back inside {limit} (now {value})",
    ),
    "rates_30y": (
        "the 30-year yield moves beyond {limit} either way (now {value})",
        "the 30-year's move falls back inside {limit} (now {value})",
    ),
    "conditions": (
        "conditions outside equities go above their {limit} (now {value})",
        "conditions outside equities ease below their {limit} (now {value})",
    ),
    "policy_uncertainty": (
        "policy uncertainty goes above the {limit} of its history (now {value})",
        "policy uncertainty falls back below the {limit} of its history (now {value})",
    ),
    "geopolitics": (
        "geopolitical risk goes above its {limit} (now {value})",
        "geopolitical risk falls back below its {limit} (now {value})",
    ),
    "duration": (
        "selling lasts beyond {limit} sessions clearly below the peak (now {value})",
        "the index recovers to near its peak (sessions clearly below it: {value})",
    ),
    "low_momentum_stocks": (
        "prior losers fall with prior winners (against the average stock: {value})",
        "prior losers hold up again against the average stock (now {value})",
    ),
    "estimates": (
        "forward estimates are cut beyond {limit} (now {value})",
        "forward estimates are restored (now {value})",
    ),
    "overshoot": (
        "a VIX overshoot exceeds {limit} (largest so far {value})",
        "no VIX overshoot beyond {limit} follows (largest so far {value})",
    ),
    "ninety_down_days": (
        "a second 90 % down day comes within a week (now {value})",
        "the 90 % down days of the week pass (now {value})",
    ),
}

CLAUSES: Mapping[str, Clause] = {
    **_PLAIN,
    **dict(
        _signed(f"crossasset.{stem}_z_21d", f"{name} up {{}}", f"{name} down {{}}")
        for stem, name in _MOVES.items()
    ),
    **dict(
        _signed(
            f"crossasset.{stem}_extension",
            f"{name} is {{}} above its 200-day average",
            f"{name} is {{}} below its 200-day average",
        )
        for stem, name in _EXTENSIONS.items()
    ),
}
