"""What a chart says and what it draws, as plain data: no colour, no pixel, no Altair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from tools.charts.palette import THEME
from tools.formatting import Kind

if TYPE_CHECKING:
    from altair import LayerChart

Days = npt.NDArray[np.datetime64]
Values = npt.NDArray[np.float64]
Align = Literal["left", "center", "right"]
HEIGHT = 230
Height = TypeVar("Height", float, Values)


def as_date(stamp: np.datetime64) -> date:
    """Return a day of a series as a date."""
    return date.fromisoformat(str(np.datetime_as_string(stamp, unit="D")))


@dataclass(frozen=True, slots=True)
class Level:
    """An edge of the usual range: ruled and named; ``severe`` where stress lies beyond it."""

    value: float
    label: str
    upper: bool
    severe: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the line that is named; hidden where the chart is narrower than ``least``."""

    day: date
    value: float
    lines: tuple[str, ...]
    align: Align = "center"
    least: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """One line and its value axis; ``top`` and ``bottom`` are shares of the chart's height.

    ``outside`` holds the edges of the usual range that the value axis does not reach;
    ``severity`` is the band of the last value, 0 to 3; ``current`` says whether that value still
    counts at the session; ``dots`` draws each observation, for series with few of them; ``sparse``
    marks a line that only joins measurements far apart; ``stepped`` holds a value until the next,
    for counts and answers; ``filled`` shades from the line to zero; ``gap`` is the longest break in
    days that the line bridges.
    """

    days: Days
    values: Values
    kind: Kind
    domain: tuple[float, float]
    end: str
    severity: int = 0
    usual: tuple[float, float] | None = None
    levels: tuple[Level, ...] = ()
    outside: tuple[Level, ...] = ()
    marks: tuple[Mark, ...] = ()
    current: bool = True
    dots: bool = False
    sparse: bool = False
    stepped: bool = False
    filled: bool = False
    gap: int = 10
    top: float = 0.0
    bottom: float = 1.0
    name: str = ""

    @property
    def beyond(self) -> int:
        """How many values lie beyond the value axis."""
        low, high = self.domain
        return int(np.count_nonzero((self.values < low) | (self.values > high)))

    def height(self, plot: Plot) -> float:
        """Return the panel's height in pixels."""
        return plot.height * (self.bottom - self.top)

    def pixels(self, value: Height, plot: Plot) -> Height:
        """Return how far above the panel's foot a value stands."""
        low, high = self.domain
        return (value - low) * (self.height(plot) / (high - low))


@dataclass(frozen=True, slots=True)
class Plot:
    """Panels over one time axis; what lies after ``since`` is the move and shaded."""

    panels: tuple[Panel, ...]
    first: date
    session: date
    since: date | None = None
    height: int = HEIGHT

    @property
    def moved(self) -> date | None:
        """When the move began that is shaded; None where there is none."""
        since = self.since
        return since if since is not None and since < self.session else None


class Drawable(Protocol):
    """What can become a figure: the texts around a drawing, and its specification."""

    @property
    def title(self) -> str:
        """The finding."""

    @property
    def subtitle(self) -> str:
        """What is shown."""

    @property
    def source(self) -> str:
        """What it was made from."""

    @property
    def alt(self) -> str:
        """The finding in words."""

    @property
    def simulated(self) -> bool:
        """Whether the market is."""

    def spec(self, palette: Mapping[str, str] = THEME) -> dict[str, Any]:
        """Return the Vega-Lite specification in some colours."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the texts that stand around it.

    Attributes
    ----------
    id : str
        Unique among the charts of one market and date; safe as an HTML id.
    title : str
        The finding.
    subtitle : str
        What is shown, its unit and window.
    source : str
        Series, market, SIMULATED where it is, as-of date.
    alt : str
        The finding in words, for those who do not see the chart.
    plot : Plot
        What is drawn.
    simulated : bool
        Whether the market is.
    """

    id: str
    title: str
    subtitle: str
    source: str
    alt: str
    plot: Plot
    simulated: bool = False

    def spec(self, palette: Mapping[str, str] = THEME) -> dict[str, Any]:
        """Return the chart as a Vega-Lite specification, as wide as its container.

        Parameters
        ----------
        palette : mapping
            Colours by token; those of the page's theme (``var(--uw-…)``) by default.
        """
        from tools.charts.draw import draw

        return draw(self.plot, palette)

    def altair(self, palette: Mapping[str, str] = THEME) -> LayerChart:
        """Return the same as an Altair chart, which checks it against the Vega-Lite schema."""
        from altair import LayerChart

        chart: LayerChart = LayerChart.from_dict(self.spec(palette))
        return chart
