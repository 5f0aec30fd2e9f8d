"""Rows that every macro price shares: its change since the S&P's peak, in bp and in sigmas."""

from __future__ import annotations

from tools.metrics.rates import (
    change_since_peak,
    change_since_peak_z,
)
from tools.pillars.spec import Known, MetricSpec, Obs, Peak, Stress
from tools.records import Verb

LEG = 21  # sessions: about half of all days below a peak lie within a month of it
SIGMA = "volatility: 504 days up to the peak"
SCALING = "over the standard deviation of its 504 daily changes up to the peak, per root day"
REGRESSION_ESTIMATE = "a regression on past co-movement, not a cause"


def moved(series: str) -> tuple[Known, Obs, Peak]:
    """Return the inputs of a change since the peak."""
    return Known(series), Obs(series), Peak()


def since_peak(
    stem: str,
    label: str,
    what: str,
    series: str,
    citation: str,
    source: str,
    stress: Stress,
    verb: Verb = "rose",
) -> tuple[MetricSpec, MetricSpec]:
    """Return the rows of a yield's or spread's change since the peak, in bp and in sigmas."""
    return (
        MetricSpec(
            id=f"macro.{stem}_bp",
            label=f"{label} since the peak",
            unit="bp",
            function=change_since_peak,
            inputs=moved(series),
            window="since the peak",
            stress=stress,
            definition=(
                f"Change in {what} from the day of the S&P 500's peak to the last one published."
            ),
            citation=citation,
            source=source,
            display="bp",
            reads="change",
            verb=verb,
            overlap=LEG,
        ),
        MetricSpec(
            id=f"macro.{stem}_z",
            label=f"{label} since the peak, against its volatility",
            unit="sigma",
            function=change_since_peak_z,
            inputs=moved(series),
            window=SIGMA,
            stress=stress,
            definition=f"Change in {what} since the S&P 500's peak {SCALING}.",
            citation=citation,
            source=source,
            display="sigma",
            reads="change",
            verb=verb,
            overlap=LEG,
        ),
    )
