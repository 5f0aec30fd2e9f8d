"""The index itself."""

from __future__ import annotations

from functools import partial

from tools.metrics.drawdown import drawdown
from tools.metrics.duration import sessions_below, sessions_since_high
from tools.metrics.performance import run_up, trailing_return, year_to_date
from tools.pillars.spec import MetricSpec, Obs, Peak

SPECS: tuple[MetricSpec, ...] = (
    MetricSpec(
        id="market.drawdown_252d",
        label="S&P 500 drawdown",
        unit="ratio",
        function=partial(drawdown, window=252),
        inputs=(Obs("SPX"),),
        window="252 sessions",
        stress="low",
        definition="The S&P 500's close against its highest close of the last 252 sessions.",
        citation="Magdon-Ismail and Atiya (2004), Risk",
        source="S&P 500 close",
        display="percent",
        reads="change",
    ),
    MetricSpec(
        id="market.return_12m",
        label="S&P 500 over a year",
        unit="ratio",
        function=partial(trailing_return, sessions=252),
        inputs=(Obs("SPX"),),
        window="252 sessions",
        stress="none",
        definition="Price return of the S&P 500 over 252 sessions. A long run of gains is what "
        "draws followers in late; a negative one is where momentum crashes happen.",
        citation="Moskowitz, Ooi and Pedersen (2012), JFE",
        source="S&P 500 close",
        display="percent",
        reads="change",
        overlap=252,
    ),
    MetricSpec(
        id="market.run_up",
        label="S&P 500, the year up to its peak",
        unit="ratio",
        function=partial(run_up, sessions=252),
        inputs=(Obs("SPX"), Peak()),
        window="252 sessions up to the peak",
        stress="high",
        definition="Price return of the S&P 500 over the 252 sessions that ended at the peak of "
        "its current leg: how much of a gain there was to crowd into before the fall.",
        citation="Cooper, Gutierrez and Hameed (2004), Journal of Finance",
        source="S&P 500 close",
        display="percent",
        reads="change",
        overlap=252,
    ),
    MetricSpec(
        id="market.return_ytd",
        label="S&P 500 in the year so far",
        unit="ratio",
        function=year_to_date,
        inputs=(Obs("SPX"),),
        window="the calendar year so far",
        stress="none",
        definition="Price return of the S&P 500 since the last close of the year before, which is "
        "what most managers are judged by. Its rank compares years that are not equally old.",
        citation="Chevalier and Ellison (1997), Journal of Political Economy",
        source="S&P 500 close",
        display="percent",
        reads="change",
        overlap=126,
    ),
    MetricSpec(
        id="market.sessions_since_high_63d",
        label="Sessions since the high of a quarter",
        unit="count",
        function=sessions_since_high,
        inputs=(Obs("SPX"),),
        window="63 sessions",
        stress="none",
        definition="Sessions since the S&P 500's highest close of the last 63 sessions.",
        citation="Lunde and Timmermann (2004), Journal of Business and Economic Statistics",
        source="S&P 500 close",
        display="plain",
    ),
    MetricSpec(
        id="market.sessions_below_peak",
        label="Sessions spent below the peak",
        unit="count",
        function=sessions_below,
        inputs=(Obs("SPX"), Peak()),
        window="the current leg",
        stress="high",
        definition="Sessions in a row on which the S&P 500 has closed at least 3 % below the peak "
        "of its current leg.",
        citation="Magdon-Ismail and Atiya (2004), Risk",
        source="S&P 500 close",
        display="plain",
    ),
)
