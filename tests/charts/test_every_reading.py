"""What holds of every reading's chart, whichever readings there are.

Titles are read back and each claim is checked against the history, texts are measured in the
shipped typefaces for the narrowest figure that shares a line with another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pytest

from assistant.workspace import Workspace
from tests.charts.specs import drawn, layers
from tools.charts.column import Column
from tools.charts.export import NARROW
from tools.charts.labels import day as day_line
from tools.charts.names import SIZE, placed
from tools.charts.palette import PALETTES
from tools.charts.panels import Past, past
from tools.charts.plot import Chart, Panel
from tools.charts.reading import history_chart
from tools.charts.text import width, wrap
from tools.formatting import MINUS, MONTHS, THIN, figure
from tools.metrics.ranks import mid_rank
from tools.pillars.registry import specs
from tools.records import NotMeasured

MARKETS = [("real", date(2020, 3, 16)), ("demo", None)]
LEAST_SIZE = 10
UNITS = {
    "percent": rf"{MINUS}?[\d,.]+{THIN}%",
    "share": rf"{MINUS}?[\d,.]+{THIN}%",
    "bp": rf"{MINUS}?[\d,.]+{THIN}bp",
    "width": rf"[\d,.]+{THIN}bp",
    "sigma": rf"{MINUS}?[\d,.]+{THIN}σ",
    "leverage": rf"{MINUS}?[\d,.]+×",
    "usd": rf"{MINUS}?\$[\d,.]+(tn|bn|m|k)?",
    "large": rf"{MINUS}?[\d,.]+(bn|m|k)?",
    "count": rf"{MINUS}?[\d,]+",
    "indicator": "yes|no",
    "sign": "positive|negative|zero",
}
PLAIN = rf"{MINUS}?[\d,.]+"
SHORT = [name[:3] for name in MONTHS]
DAY = r"(?:(\d+) )?([A-Z][a-z]{2}) (\d{4})"


@dataclass(frozen=True)
class Drawn:
    """A chart, what it was made from and what is wrong with it."""

    chart: Chart
    seen: Past

    @property
    def panel(self) -> Panel:
        (panel,) = self.chart.plot.panels
        return panel


@pytest.fixture(scope="module", params=MARKETS, ids=["real", "demo"])
def charts(request: pytest.FixtureRequest) -> list[Drawn]:
    name, day = request.param
    work: Workspace = request.getfixturevalue(f"{name}_market")
    view, histories = work.market.view(day), work.histories
    made = []
    for reading in specs():
        try:
            seen = past(view, histories, reading)
        except NotMeasured:
            with pytest.raises(NotMeasured):
                history_chart(view, histories, reading)
            continue
        made.append(Drawn(history_chart(view, histories, reading), seen))
    return made


def problems(made: list[Drawn], check: object) -> list[str]:
    """Return what a check says of each chart, with its id."""
    return [f"{d.seen.spec.id}: {said}" for d in made for said in check(d)]  # type: ignore[operator]


def test_titles_claim_what_the_history_carries(charts: list[Drawn]) -> None:
    assert len(charts) > 100
    found = problems(charts, _false_claims)
    assert found == []


def _false_claims(made: Drawn) -> Iterator[str]:
    seen, title = made.seen, made.chart.title
    label, last = seen.spec.label, figure(float(seen.values[-1]), seen.kind)
    if not title.startswith(f"{label}: "):
        yield f"no label: {title}"
    told = title.removeprefix(f"{label}: ")
    if seen.reading.value is None:
        if not re.fullmatch(rf"not measured at this date; {re.escape(last)} (on|in) {DAY}", told):
            yield title
        return
    if not told.startswith(f"{last}, "):
        yield f"no value: {title}"
    told = told.removeprefix(f"{last}, ")
    claims = [check(seen, found) for words, check in CLAIMS if (found := re.fullmatch(words, told))]
    if claims != [True]:
        yield f"{title} ({claims})"


def _day(day: str | None, month: str, year: str) -> date:
    return date(int(year), SHORT.index(month) + 1, int(day or 1))


def _values(seen: Past) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the days and values before the run of the last one, and that one."""
    values, days = seen.values, seen.days.astype("M8[D]")
    start = int(np.flatnonzero(values != values[-1])[-1]) + 1
    return days[:start], values[:start], float(values[-1])


def _whole(seen: Past, found: re.Match[str]) -> bool:
    days, before, last = _values(seen)
    beaten = before < last if found[1] == "highest" else before > last
    first = _day(None, found[3], found[4])
    return bool(beaten.all()) and (days[0].item().year, days[0].item().month) == (
        first.year,
        first.month,
    )


def _since(seen: Past, found: re.Match[str]) -> bool:
    days, before, last = _values(seen)
    beaten = before < last if found[1] == "highest" else before > last
    like = np.flatnonzero(~beaten)
    when = days[like[-1]].item()
    named = _day(*found.groups()[1:4])
    same = (when.year, when.month) == (named.year, named.month)
    return same and (found[2] is None or when == named)


def _nth(seen: Past, found: re.Match[str]) -> bool:
    last = seen.values[-1]
    beyond = (seen.values > last).sum() if found[2] == "highest" else (seen.values < last).sum()
    return int(found[1] or 1) == beyond + 1 and int(found[3].replace(",", "")) == len(seen.values)


def _part(seen: Past, found: re.Match[str]) -> bool:
    rank = mid_rank(seen.values, float(seen.values[-1]))
    rank = rank if found[1] == "top" else 1 - rank
    return rank >= (0.95 if found[2] == "twentieth" else 0.8) - 1e-9


def _usual(seen: Past, found: re.Match[str]) -> bool:
    return 0.2 < mid_rank(seen.values, float(seen.values[-1])) < 0.8


def _bound(seen: Past, found: re.Match[str]) -> bool:
    extreme = seen.values.max() if found[1] == "highest" else seen.values.min()
    share = float((seen.values == seen.values[-1]).mean())
    return seen.values[-1] == extreme and found[2] == figure(share, "share")


def _equal(seen: Past, found: re.Match[str]) -> bool:
    extreme = seen.values.max() if found[1] == "highest" else seen.values.min()
    return seen.values[-1] == extreme and (seen.values == extreme).sum() > 1


def _moved(seen: Past, found: re.Match[str]) -> bool:
    when = _day(*found.groups()[2:5])
    at = np.flatnonzero(seen.days.astype("M8[D]") == np.datetime64(when))
    if not len(at):
        return False
    then, last = seen.values[at[-1]], seen.values[-1]
    return figure(float(then), seen.kind) == found[2] and (last > then) == (found[1] == "up")


def _same(seen: Past, found: re.Match[str]) -> bool:
    at = seen.days.astype("M8[D]") == np.datetime64(_day(*found.groups()))
    last = figure(float(seen.values[-1]), seen.kind)
    return figure(float(seen.values[at][-1]), seen.kind) == last


def _run(seen: Past, found: re.Match[str]) -> bool:
    names = np.array([figure(float(v), seen.kind) for v in seen.values])
    other = np.flatnonzero(names != names[-1])
    when = seen.days[other[-1]].astype("M8[D]").item()
    return names[other[-1]] == found[1] and when == _day(*found.groups()[1:4])


def _always(seen: Past, found: re.Match[str]) -> bool:
    return len({figure(float(v), seen.kind) for v in seen.values}) == 1


SIDE, YEAR = "(highest|lowest)", r"since \d{4}"
CLAIMS = (
    (rf"the {SIDE} of its history since {DAY}(?:, reached on .*)?", _whole),
    (rf"its {SIDE} since {DAY}", _since),
    (rf"its (?:(\d+)\w\w )?{SIDE} of ([\d,]+) {YEAR}", _nth),
    (rf"in the (top|bottom) (twentieth|fifth) of its history {YEAR}", _part),
    (rf"inside its usual range {YEAR}", _usual),
    (rf"at its {SIDE} value, as in (.+) of its history {YEAR}", _bound),
    (rf"equal to the {SIDE} of its history {YEAR}", _equal),
    (rf"(up|down) from (.+?) (?:at the peak )?on {DAY}", _moved),
    (rf"as (?:at the peak )?on {DAY}", _same),
    (rf"last (\w+) on {DAY}", _run),
    (rf"as always since {DAY}", _always),
    ("the first measurement", lambda seen, found: len(seen.values) == 1),
)


def test_texts_name_source_market_and_date(charts: list[Drawn]) -> None:
    found = problems(charts, _texts)
    assert found == []


def _texts(made: Drawn) -> Iterator[str]:
    chart, seen = made.chart, made.seen
    simulated = " (SIMULATED)" if chart.simulated else ""
    market = "demo" if chart.simulated else "real"
    end = f"; market {market}{simulated}. As of {day_line(chart.plot.session)}."
    if chart.source != f"Source: {seen.spec.source}{end}":
        yield chart.source
    if not chart.subtitle.endswith(".") or chart.subtitle.endswith(".."):
        yield chart.subtitle
    if seen.reading.percentile is not None and seen.kind not in ("indicator", "sign"):
        if " percentile since " not in chart.subtitle:
            yield f"no rank: {chart.subtitle}"
    if seen.reading.value is None and str(seen.reading.missing)[:20] not in chart.subtitle:
        yield f"no reason: {chart.subtitle}"
    if not chart.alt.startswith(f"{chart.title}. Line from "):
        yield chart.alt


def test_drawings_have_rule_move_band_and_value(charts: list[Drawn]) -> None:
    found = problems(charts, _drawing)
    assert found == []


def _drawing(made: Drawn) -> Iterator[str]:
    chart, panel, seen = made.chart, made.panel, made.seen
    plot = chart.plot
    if not plot.first < plot.session:
        yield "no width"
    rows = [row for layer in layers(chart.spec()) for row in layer["data"]["values"]]
    days = [row[key] for row in rows for key in ("t", "u") if key in row]
    if max(map(datetime.fromisoformat, days)).date() > plot.session:
        yield "drawn beyond the as-of date"
    numbers = [row[key] for row in rows for key in ("v", "w") if isinstance(row.get(key), float)]
    if not np.isfinite(numbers).all():
        yield "not finite"
    rules = [r for r in drawn(chart, "rule") if r == [{"t": plot.session.isoformat()}]]
    if len(rules) != 1:
        yield f"{len(rules)} as-of rules"
    shades = [r for r in drawn(chart, "rect") if "v" not in r[0]]
    if len(shades) != (plot.moved is not None):
        yield "move not shaded"
    low, high = panel.domain
    if not low <= panel.values[-1] <= high:
        yield "the last value lies beyond the axis"
    if panel.beyond > 0.15 * len(panel.values):
        yield f"{panel.beyond} of {len(panel.values)} values lie beyond the axis"
    if panel.beyond and "beyond the axis" not in chart.subtitle:
        yield "a cut axis is not said"
    ranked = seen.reading.percentile is not None and seen.kind not in ("indicator", "sign")
    spread = np.ptp(np.quantile(seen.values, (0.05, 0.95))) > 0
    if ranked and spread and panel.usual is None:
        yield "no band"
    for level in panel.outside:
        if level.severe and level.label not in chart.subtitle:
            yield "a threshold beyond the axis is not said"


def test_values_are_printed_in_the_reading_s_unit(charts: list[Drawn]) -> None:
    found = problems(charts, _units)
    assert found == []


def _units(made: Drawn) -> Iterator[str]:
    panel = made.panel
    column = Column(panel, made.chart.plot, PALETTES["light"])
    if panel.end != figure(float(panel.values[-1]), panel.kind):
        yield panel.end
    printed = [text for _, text in column.labels()]
    wanted = re.compile(UNITS.get(panel.kind, PLAIN))
    if not all(wanted.fullmatch(text) for text in printed):
        yield f"{panel.kind}: {printed}"
    if len(set(printed)) != len(printed):
        yield f"twice: {printed}"
    if len(column.ticks) < 2:
        yield f"one value on the axis: {column.ticks}"


def test_texts_fit_a_figure_of_half_the_width(charts: list[Drawn]) -> None:
    found = problems(charts, _widths)
    assert found == []


def _widths(made: Drawn) -> Iterator[str]:
    chart, panel, plot = made.chart, made.panel, made.chart.plot
    column = Column(panel, plot, PALETTES["light"])
    room = NARROW - 5 - column.room
    if room < 0.7 * NARROW:
        yield f"the values take {column.room:.0f} pixels"
    head = next(r[0]["text"] for r in drawn(chart, "text")[-1:])
    if width(str(head), SIZE) > room:
        yield f"too wide: {head}"
    boxes = []
    for level, place in placed(panel, plot):
        long = width(level.label, SIZE) + 5
        at = panel.pixels(level.value, plot)
        side = {"left": 0.0, "center": 0.5, "right": 1.0}[place.align]
        left, low = side * (room - long), at + 2 if place.above else at - 17
        if long > room or low < -3 or low + 15 > plot.height + 3:
            yield f"outside: {level.label}"
        boxes.append((left, left + long, low, low + 15))
    if len(boxes) == 2:
        (a, b, c, d), (e, f, g, h) = boxes
        if a < f and e < b and c < h - 0.5 and g < d - 0.5:
            yield "thresholds' names meet"
    ticks = sorted(panel.pixels(value, plot) for value, _ in column.labels())
    if (np.diff(ticks) < SIZE + 1).any():
        yield f"values of the axis meet: {ticks}"
    title = wrap(chart.title, 15, NARROW - 4, "serif")
    if len(title) > 4 or any(width(line, 15, "serif") > NARROW - 4 for line in title):
        yield f"title: {title}"
    for text in (chart.subtitle, chart.source):
        lines = wrap(text, 12, NARROW - 4)
        if len(lines) > 6 or any(width(line, 12) > NARROW - 4 for line in lines):
            yield f"too long: {lines}"
    sizes = [layer["mark"].get("fontSize", SIZE) for layer in layers(chart.spec())]
    if min(sizes) < LEAST_SIZE:
        yield "too small"
