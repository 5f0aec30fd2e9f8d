"""How economic reports came in against what was expected of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

HALF_LIFE = 63
LEAST_RELEASES = 8
COUNTRY = "United States"
# Reports by what a figure above consensus says of growth: more of it (1) or less (-1). One name a
# report: its parts, and figures that are drawn from others, would count the same news again.
GROWTH: Mapping[str, int] = {
    "Nonfarm Payrolls": 1,
    "Unemployment Rate": -1,
    "ADP Nonfarm Employment Change": 1,
    "Initial Jobless Claims": -1,
    "Continuing Jobless Claims": -1,
    "JOLTs Job Openings": 1,
    "ISM Manufacturing PMI": 1,
    "ISM Non-Manufacturing PMI": 1,
    "Manufacturing PMI": 1,
    "Services PMI": 1,
    "Chicago PMI": 1,
    "NY Empire State Manufacturing Index": 1,
    "Philadelphia Fed Manufacturing Index": 1,
    "Richmond Manufacturing Index": 1,
    "Industrial Production": 1,
    "Durable Goods Orders": 1,
    "Factory Orders": 1,
    "Retail Sales": 1,
    "Personal Spending": 1,
    "Personal Income": 1,
    "CB Consumer Confidence": 1,
    "Michigan Consumer Sentiment": 1,
    "Housing Starts": 1,
    "Building Permits": 1,
    "New Home Sales": 1,
    "Existing Home Sales": 1,
    "Pending Home Sales": 1,
    "Construction Spending": 1,
    "GDP": 1,
}
INFLATION: Mapping[str, int] = {
    "CPI": 1,
    "Core CPI": 1,
    "PPI": 1,
    "Core PPI": 1,
    "PCE Price Index": 1,
    "Core PCE Price Index": 1,
    "Average Hourly Earnings": 1,
    "Employment Cost Index": 1,
    "Import Price Index": 1,
    "Export Price Index": 1,
    "Unit Labor Costs": 1,
}
_FIGURE = r"^\s*(?P<number>[+-]?[\d,]*\.?\d+)\s*(?P<unit>[%KMBT]?)\s*$"
_COLUMNS = ["date", "country", "event", "actual", "consensus"]
_SCALES = {"": 1.0, "%": 1.0, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


def surprise_index(
    calendar: pd.DataFrame,
    close: pd.Series,
    signs: Mapping[str, int],
    least_reports: int,
    half_life: int = HALF_LIFE,
    least_releases: int = LEAST_RELEASES,
) -> pd.Series:
    """Return the decayed sum of how reports surprised, each in units of its usual surprise.

    Parameters
    ----------
    calendar : pd.DataFrame
        One row a figure: ``date``, ``country``, ``event``, and the texts ``actual`` and
        ``consensus`` as calendars print them (``-0.3%``, ``428K``, ``-`` for none).
    close : pd.Series
        Closing prices of the index: its dates are the sessions.
    signs : mapping
        The reports that count, and 1 or -1 for what a figure above consensus says.
    least_reports : int
        Different reports that must have spoken over the last ``half_life`` sessions.
    half_life : int
        Sessions after which a surprise counts for half.
    least_releases : int
        Earlier releases of a report that its usual surprise is taken from.

    Returns
    -------
    pd.Series
        A plain number by session, positive when reports beat what was expected. NaN while fewer
        than ``least_reports`` different reports with enough history came out over the last
        ``half_life`` sessions.

    Notes
    -----
    A release's surprise is actual less consensus, over the root mean square of the report's
    earlier surprises. Figures of one report that share its name and day, such as the changes on
    the month and on the year, tell one piece of news and are averaged; where one of them is a
    level and the other a percentage, the level counts. A release counts on its day, or on the next
    session. Reports whose earlier surprises were all zero have no unit and do not count.

    References
    ----------
    Scotti, C. (2016). Surprise and uncertainty indexes: real-time aggregation of real-activity
    macro-surprises. Journal of Monetary Economics 82, 1-19. Balduzzi, P., Elton, E. and Green, C.
    (2001). Economic news and bond prices. Journal of Financial and Quantitative Analysis 36(4),
    523-543 (the scaling).
    """
    sessions = pd.DatetimeIndex(close.index)
    news = _standardised(calendar, signs, least_releases)
    place = sessions.searchsorted(pd.DatetimeIndex(news["date"]))
    inside = place < len(sessions)
    place, news = place[inside], news[inside]
    added = np.zeros(len(sessions))
    np.add.at(added, place, news["z"].to_numpy())
    total = _decayed(added, 0.5 ** (1.0 / half_life))
    spoke = _reports_within(place, news["event"], len(sessions), half_life)
    return pd.Series(np.where(spoke >= least_reports, total, np.nan), index=sessions)


def _standardised(
    calendar: pd.DataFrame, signs: Mapping[str, int], least_releases: int
) -> pd.DataFrame:
    """Return ``date``, ``event`` and signed ``z`` of each release that can be scaled."""
    sign = {event.casefold(): value for event, value in signs.items()}
    rows = calendar.reindex(columns=_COLUMNS)
    rows = rows.assign(event=rows["event"].astype("str").str.strip().str.casefold())
    rows = rows[(rows["country"] == COUNTRY) & rows["event"].isin(list(sign))]
    actual, consensus = _figures(rows["actual"]), _figures(rows["consensus"])
    found = pd.DataFrame(
        {
            "date": pd.DatetimeIndex(rows["date"]).normalize(),
            "event": rows["event"].to_numpy(),
            "level": (actual["unit"] != "%").to_numpy(),
            "gap": (actual["number"] - consensus["number"]).to_numpy(),
        }
    ).dropna()
    found = found[found["level"] == found.groupby(["date", "event"])["level"].transform("max")]
    release = found.groupby(["date", "event", "level"])["gap"].mean().reset_index()
    before = release.groupby(["event", "level"])["gap"]
    seen = before.cumcount()
    squares = np.square(release["gap"]).groupby([release["event"], release["level"]]).cumsum()
    usual = np.sqrt((squares - np.square(release["gap"])).clip(lower=0.0) / seen.where(seen > 0))
    z = release["gap"] / usual.where((seen >= least_releases) & (usual > 0.0))
    release["z"] = z * release["event"].map(sign).astype(float)
    return pd.DataFrame(release[["date", "event", "z"]]).dropna()


def _figures(texts: pd.Series) -> pd.DataFrame:
    """Return printed figures as ``number`` and ``unit``; NaN where a text is no figure."""
    parts = texts.astype("str").str.extract(_FIGURE)
    number = pd.to_numeric(parts["number"].str.replace(",", ""), errors="coerce")
    return pd.DataFrame(
        {"number": number * parts["unit"].map(_SCALES).astype(float), "unit": parts["unit"]}
    )


def _decayed(added: Floats, decay: float) -> Floats:
    """Return the running sum that keeps a share of itself from each session to the next."""
    steps = pd.Series(np.concatenate([[0.0], added]))
    mean = steps.ewm(alpha=1.0 - decay, adjust=False).mean()
    total: Floats = mean.to_numpy()[1:] / (1.0 - decay)
    return total


def _reports_within(place: Places, event: pd.Series, sessions: int, window: int) -> Places:
    """Return how many different reports came out over each session's trailing window."""
    count = np.zeros(sessions, dtype=np.intp)
    for _, where in pd.Series(place).groupby(event.to_numpy()):
        last = np.full(sessions, -window, dtype=np.intp)
        last[where] = where
        count += np.arange(sessions) - np.maximum.accumulate(last) < window
    return count
