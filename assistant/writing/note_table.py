"""What the desk note tells in each section: data only, a bullet a group of readings."""

from __future__ import annotations

# A bullet a group: what is read together is told together.
Groups = tuple[tuple[str, ...], ...]
MACRO: Groups = (
    ("macro.rates_2y_z", "macro.rates_10y_z", "macro.hy_oas_z", "macro.ig_oas_z"),
    ("macro.breakeven_10y_bp", "macro.dollar_z", "macro.policy_path_bp"),
    (
        "macro.conditions_ex_equity",
        "macro.disorderly_tightening",
        "macro.nfci_change_4w",
        "macro.epu_ratio",
        "macro.gpr",
        "macro.gpr_accelerant",
    ),
    (
        "macro.fomc_surprises_bp",
        "macro.claims_change_4w",
        "macro.payrolls_3m",
        "macro.ism_manufacturing",
        "macro.core_cpi_3m",
        "macro.surprises",
    ),
)
FUNDAMENTALS: Groups = (
    (
        "fundamentals.eps_forward_revision",
        "fundamentals.eps_forward_revision_3m",
        "fundamentals.multiple_contribution",
    ),
    (
        "fundamentals.forward_pe",
        "fundamentals.trailing_eps_growth",
        "fundamentals.cape",
        "fundamentals.excess_cape_yield",
        "fundamentals.duration_slope",
        "fundamentals.value_minus_growth_21d",
    ),
)
POSITIONING: Groups = (
    ("positioning.am_net_share", "positioning.naaim", "positioning.aaii_spread"),
    (
        "positioning.vol_target_low",
        "positioning.cta_notional",
        "positioning.risk_parity_since_peak",
        "positioning.qqq_flow_21d",
        "positioning.margin_debt_from_peak",
    ),
    (
        "positioning.momentum_drawdown_21d",
        "positioning.momentum_raw_drawdown_21d",
        "positioning.momentum_winners_21d",
        "positioning.momentum_losers_21d",
    ),
    (
        "positioning.winners_high_beta_share_at_peak",
        "positioning.momentum_drawdown_high_beta_share",
        "positioning.winners_correlation_beyond_volatility",
        "positioning.panic_state",
        "positioning.winners_led_down",
        "positioning.degrossing_5d",
        "positioning.quiet_index_unwind",
    ),
    (
        "positioning.vix_overshoot",
        "positioning.vix9d_vix",
        "positioning.skew_index",
        "positioning.skew_index_change",
        "positioning.skew_25d",
        "positioning.put_slope",
        "positioning.put_call",
        "positioning.tail_hedging",
    ),
    (
        "positioning.dealer_gamma_vendor",
        "positioning.dealer_gamma_chain",
        "positioning.gamma_flip_distance",
        "positioning.dealer_gamma_down_5pct",
        "positioning.gamma_expiring_week",
    ),
)
BEHAVIOUR: Groups = (
    (
        "behaviour.implied_correlation",
        "behaviour.correlation_63d",
        "behaviour.correlation_change_since_peak",
        "behaviour.correlation_residual",
    ),
    ("behaviour.amihud", "behaviour.turbulence", "behaviour.volume_ratio"),
    (
        "behaviour.above_200d",
        "behaviour.equal_minus_cap_21d",
        "behaviour.healthy_breadth",
        "behaviour.members_down_since_peak",
        "behaviour.banks_relative_since_peak",
    ),
    (
        "behaviour.decliners_share",
        "behaviour.heavy_down_days_21d",
        "behaviour.capitulation_signs",
        "behaviour.orderliness",
    ),
)
MOVES = (
    "crossasset.btc_z_21d",
    "crossasset.gold_z_21d",
    "crossasset.silver_z_21d",
    "crossasset.copper_z_21d",
    "crossasset.oil_z_21d",
    "crossasset.dollar_z_21d",
    "crossasset.treasury_z_21d",
)
CROSS: Groups = (
    (
        "crossasset.assets_down_share",
        "crossasset.common_residual",
        "crossasset.risk_budget_reset",
    ),
    ("crossasset.btc_spx_correlation", "crossasset.silver_spx_correlation"),
    ("crossasset.stock_bond_correlation", "crossasset.move_vix"),
)
# Said only where they stand out in their own history, or hold.
SPARE = frozenset(
    {
        "macro.disorderly_tightening",
        "macro.nfci_change_4w",
        "macro.fomc_surprises_bp",
        "macro.payrolls_3m",
        "macro.ism_manufacturing",
        "macro.core_cpi_3m",
        "macro.claims_change_4w",
        "macro.gpr",
        "fundamentals.duration_slope",
        "fundamentals.value_minus_growth_21d",
        "fundamentals.excess_cape_yield",
        "positioning.winners_high_beta_share_at_peak",
        "positioning.momentum_drawdown_high_beta_share",
        "positioning.winners_correlation_beyond_volatility",
        "positioning.degrossing_5d",
        "positioning.skew_index",
        "positioning.skew_index_change",
        "positioning.put_call",
        "positioning.gamma_expiring_week",
        "positioning.put_slope",
        "positioning.tail_hedging",
        "positioning.risk_parity_since_peak",
        "positioning.qqq_flow_21d",
        "positioning.margin_debt_from_peak",
        "behaviour.correlation_residual",
        "behaviour.turbulence",
        "behaviour.banks_relative_since_peak",
        "behaviour.volume_ratio",
        "crossasset.silver_spx_correlation",
        "crossasset.common_residual",
        "crossasset.move_vix",
    }
)
