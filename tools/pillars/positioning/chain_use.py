"""What of an option chain was used, what was left out and why, and how soon it expires."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from tools.metrics.chain_counts import contracts_dropped, contracts_used, open_interest_covered
from tools.metrics.dealer_gamma import gamma_expiring, vendor_gamma_gap
from tools.pillars.spec import Chains, MetricSpec, Stress
from tools.records import Display, Reads

_CBOE = "Cboe, Volatility Index methodology"
_CHAIN = "Cboe quotes and the prior night's open interest, S&P 500 options"
_REASONS = (
    ("malformed", "malformed", "were refused at import or lack a type, strike or open interest"),
    ("expired", "expired", "had expired by the time of the quote"),
    ("crossed", "crossed", "were bid above their ask"),
    ("no volatility", "without a volatility", "had neither a quote nor a volatility to be valued"),
)


def chain_row(
    name: str,
    label: str,
    unit: str,
    function: Callable[..., pd.Series],
    definition: str,
    *,
    display: Display,
    reads: Reads = "level",
    citation: str = _CBOE,
    source: str = _CHAIN,
    stress: Stress = "low",
    window: str = "1 chain",
    estimate: str | None = None,
) -> MetricSpec:
    """Return a row whose input is the chains of the S&P 500."""
    return MetricSpec(
        id=f"positioning.{name}",
        label=label,
        unit=unit,
        function=function,
        inputs=(Chains("SPX"),),
        window=window,
        stress=stress,
        definition=definition,
        citation=citation,
        source=source,
        display=display,
        reads=reads,
        never="no option chain so far that it could be made from",
        frequency="irregular",
        max_age=3,
        estimate=estimate,
    )


SPECS: tuple[MetricSpec, ...] = (
    chain_row(
        "gamma_expiring_week",
        "Gamma that expires within a week",
        "ratio",
        gamma_expiring,
        "Share of the gamma of all open contracts, whoever is long, that expires within seven "
        "days: when it is gone, so is the hedging that goes with it.",
        display="share",
        citation="Ni, Pearson and Poteshman (2005), JFE",
        stress="none",
    ),
    chain_row(
        "dealer_gamma_coverage",
        "Share of open interest in the gamma figures",
        "ratio",
        open_interest_covered,
        "Share of the chain's open interest that could be valued and is not expired.",
        display="share",
        stress="none",
    ),
    chain_row(
        "chain_contracts",
        "Option contracts used",
        "count",
        contracts_used,
        "How many contracts of the chain enter the gamma and skew figures.",
        display="plain",
        stress="none",
    ),
    chain_row(
        "chain_dropped",
        "Option contracts left out",
        "count",
        contracts_dropped,
        "How many contracts of the chain enter no figure: malformed, expired, crossed or without a "
        "volatility.",
        display="plain",
        stress="none",
    ),
    *(
        chain_row(
            f"chain_dropped_{reason.replace(' ', '_')}",
            f"Option contracts left out, {words}",
            "count",
            partial(contracts_dropped, reason=reason),
            f"How many contracts of the chain enter no figure because they {why}.",
            display="plain",
            stress="none",
        )
        for reason, words, why in _REASONS
    ),
    chain_row(
        "chain_vendor_gamma_gap",
        "Vendor's gamma against the one computed",
        "ratio",
        vendor_gamma_gap,
        "Median distance between the vendor's gamma of a liquid contract and the one computed "
        "here, as a share of the latter: a check of the chain, since the vendor's gamma enters no "
        "figure.",
        display="share",
        citation="Haug (1998)",
        stress="none",
    ),
)
