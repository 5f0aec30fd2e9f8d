"""The charts of a validation: skill by day, reliability, and each fall at its trough."""

from __future__ import annotations

from math import isnan

from tools.charts.column import SIZE
from tools.charts.layers import Colours, Row, Spec, layer_of
from tools.charts.text import width
from tools.formatting import plural
from tools.validation.drawing import PERCENT, Layers, ScoreChart, axis
from tools.validation.lists import RIGHT, SILENT, mark
from tools.validation.runs import ALL, TROUGH, WHEN
from tools.validation.scores import wilson
from tools.validation.study import Study
from tools.validation.walk import Scored
from tools.validation.wording import count, share, shares, skill, was
from tools.weights import CLASSES

TOKENS = {"macro": "accent", "fundamental": "s1", "positioning": "s2"}
RUN_TOKENS = ("accent", "s2", "s1")
FLOOR = -1.0  # an interval that reaches lower is cut there
MARGIN = 0.04
BAR, NAME = 21, 250.0


def charts(study: Study) -> tuple[ScoreChart, ...]:
    """Return the charts that a study can fill; none where no test had a fall."""
    if not study.tests:
        return ()
    return (skill_chart(study), reliability_chart(study), trough_chart(study))


def skill_chart(study: Study) -> ScoreChart:
    """Return the Brier skill against base rates by day, one colour a run."""
    rows: list[Row] = []
    for figures in study.tests:
        for day in figures.days:
            found = day.skill
            if not isnan(found.value):
                low = found.value if isnan(found.low) else max(FLOOR, found.low)
                high = found.value if isnan(found.high) else found.high
                ends: Row = {"v": max(FLOOR, found.value), "low": low, "high": high}
                rows.append({"when": day.when, "run": figures.run.short, **ends})
    names = [figures.run.short for figures in study.tests]
    days = [when for when in WHEN if any(row["when"] == when for row in rows)]

    lows, highs = ([float(row[end] or 0.0) for row in rows] for end in ("low", "high"))
    reach = [min(0.0, *lows, 0.0) - MARGIN, max(0.0, *highs, 0.0) + MARGIN]

    def layers(colours: Colours) -> list[Spec]:
        tokens = [colours[token] for token in RUN_TOKENS[: len(names)]]
        place = {
            "x": {
                "field": "when",
                "type": "nominal",
                "sort": days,
                "title": None,
                "axis": {"labelAngle": 0},
            },
            "xOffset": {"field": "run", "type": "nominal", "sort": names},
            "color": {
                "field": "run",
                "type": "nominal",
                "scale": {"domain": names, "range": tokens},
            },
        }
        y = axis("low", "Brier skill", format="+.1f", tickCount=6, scale={"domain": reach})
        zero: list[Row] = [{"low": 0.0}]
        return [
            layer_of(zero, {"type": "rule", "stroke": colours["ink"], "strokeWidth": 1}, {"y": y}),
            layer_of(
                rows, {"type": "rule", "strokeWidth": 2}, {**place, "y": y, "y2": {"field": "high"}}
            ),
            layer_of(
                rows,
                {"type": "point", "filled": True, "size": 70, "opacity": 1},
                {**place, "y": {"field": "v", "type": "quantitative"}},
            ),
        ]

    first = study.tests[0]
    found = first.on(ALL).skill
    clear = "clear of 0" if found.low > 0 else "not clear of 0"
    title = f"Skill against base rates, {first.run.short}: {skill(found)}, {clear}"
    cut = any(row["low"] == FLOOR for row in rows)
    subtitle = "Brier skill with 95 % bootstrap intervals over falls" + (
        ", cut at −1" if cut else ""
    )
    said = "; ".join(f"{d.when} {skill(d.skill)}" for d in first.days if d.trials)
    return _chart(study, "skill", title, subtitle, f"{title}. By day: {said}.", 240, layers)


def reliability_chart(study: Study) -> ScoreChart:
    """Return how often the likeliest engine came against how likely it was called."""
    first = study.tests[0]
    rows: list[Row] = []
    for b in first.reliability:
        ends = wilson(b.came * b.n, b.n)
        rows.append(
            {"x": b.claimed, "y": b.came, "low": ends.low, "high": ends.high, "n": count(b.n)}
        )

    def layers(colours: Colours) -> list[Spec]:
        ink, accent = colours["ink"], colours["accent"]
        scale = {"domain": [0.3, 1.0]}
        x = axis("x", "called, on average", format=PERCENT, grid=False, tickCount=7, scale=scale)
        y = axis("y", "came", format=PERCENT, tickCount=6, scale={"domain": [0, 1]})
        ends: list[Row] = [{"x": 0.3, "y": 0.3}, {"x": 1.0, "y": 1.0}]
        near: Spec = {"type": "text", "align": "left", "dx": 8}
        halo = {**near, "stroke": colours["bg"], "strokeWidth": 5, "strokeJoin": "round"}
        place = {"x": x, "y": y, "text": {"field": "n", "type": "nominal"}}
        numbers = [layer_of(rows, look, place) for look in (halo, {**near, "fill": ink})]
        span = {**y, "field": "low"}
        dash = {"type": "line", "stroke": colours["muted"], "strokeDash": [4, 3], "strokeWidth": 1}
        return [
            layer_of(ends, dash, {"x": x, "y": y}),
            layer_of(
                rows,
                {"type": "rule", "stroke": accent, "strokeWidth": 2},
                {"x": x, "y": span, "y2": {"field": "high"}},
            ),
            layer_of(
                rows,
                {"type": "point", "filled": True, "size": 80, "opacity": 1, "fill": accent},
                {"x": x, "y": y},
            ),
            *numbers,
        ]

    title = f"Called {share(first.claimed)} on average, came in {shares(first.came)}"
    if first.came.few:
        title = f"Called {share(first.claimed)} on average: too few falls to tell how often it came"
    subtitle = (
        f"The likeliest engine on all days, {first.run.short}: how likely it was called and how "
        "often it came, with 95 % intervals and the number of falls"
    )
    said = "; ".join(f"called {share(b.claimed)}, came {share(b.came)}" for b in first.reliability)
    return _chart(study, "reliability", title, subtitle, f"{title}. {said}.", 250, layers)


def trough_chart(study: Study) -> ScoreChart:
    """Return the probabilities of each fall at its trough, its label marked."""
    first = study.tests[0]
    scored = sorted(first.run.on(TROUGH).scored, key=lambda s: s.trial.episode.first)
    names = {s.trial.episode.id: _short(s.trial.episode.name) for s in scored}
    verdicts = {s.trial.episode.id: _verdict(s) for s in scored}
    bars = [row for s in scored for row in _bars(s)]
    dots = [row for row in bars if row["weight"]]
    left: list[Row] = [{"id": key, "text": text} for key, text in names.items()]
    right: list[Row] = [{"id": key, "text": text} for key, text in verdicts.items()]

    def layers(colours: Colours) -> list[Spec]:
        tokens = [colours[TOKENS[c]] for c in CLASSES]
        y = {
            "field": "id",
            "type": "nominal",
            "sort": list(names),
            "axis": None,
            "scale": {"paddingInner": 0.25},
        }
        x = axis("a", "probability", format=PERCENT, grid=False, scale={"domain": [0, 1]})
        colour = {
            "field": "engine",
            "type": "nominal",
            "scale": {"domain": list(CLASSES), "range": tokens},
        }
        dot = {
            "type": "point",
            "filled": True,
            "fill": colours["bg"],
            "stroke": colours["ink"],
            "strokeWidth": 1,
            "opacity": 1,
        }
        size = {
            "field": "weight",
            "type": "quantitative",
            "scale": {"domain": [0, 1], "range": [0, 90]},
            "legend": None,
        }
        text = {"field": "text", "type": "nominal"}
        near = {"type": "text", "align": "right", "fill": colours["ink"]}
        far = {**near, "align": "left"}
        return [
            layer_of(
                bars, {"type": "bar"}, {"y": y, "x": x, "x2": {"field": "b"}, "color": colour}
            ),
            layer_of(dots, dot, {"y": y, "x": {**x, "field": "middle"}, "size": size}),
            layer_of(left, near, {"y": y, "x": {"value": -8}, "text": text}),
            layer_of(right, far, {"y": y, "x": {"value": {"expr": "width + 8"}}, "text": text}),
        ]

    called = [s for s in scored if mark(s) != SILENT]
    good = sum(mark(s) == RIGHT for s in called)
    title = (
        f"At the trough {count(len(called))} of {plural(len(scored), 'fall')} "
        f"{was(len(called))} given a label, "
        f"{count(good)} of them the right one"
        if called
        else f"At the trough none of {plural(len(scored), 'fall')} was given a label"
    )
    subtitle = (
        f"Probabilities, {first.run.short}; a circle marks the label, its size the label's weight; "
        "right of the bars the verdict"
    )
    said = "; ".join(f"{names[key]}: {verdicts[key]}" for key in names)
    height = BAR * max(1, len(scored))
    return _chart(study, "trough", title, subtitle, f"{title}. {said}.", height, layers)


def _bars(s: Scored) -> list[Row]:
    """Return the segments of one bar, each with the label's weight on its engine."""
    out: list[Row] = []
    start = 0.0
    for engine, p in zip(CLASSES, s.probability, strict=True):
        out.append(
            {
                "id": s.trial.episode.id,
                "engine": engine,
                "a": start,
                "b": start + p,
                "middle": start + p / 2,
                "weight": s.trial.episode.engine.get(engine, 0.0),
            }
        )
        start += p
    return out


def _verdict(s: Scored) -> str:
    return s.engine if mark(s) == SILENT else f"{s.engine}, {mark(s)}"


def _short(name: str) -> str:
    """Return a name that has room left of the bars."""
    while width(name, SIZE) > NAME:
        name = f"{name.removesuffix('…')[:-1].rstrip()}…"
    return name


def _chart(
    study: Study,
    name: str,
    title: str,
    subtitle: str,
    alt: str,
    height: int,
    layers: Layers,
) -> ScoreChart:
    scope = study.scope
    tag = " (SIMULATED)" if scope.market.simulated else ""
    source = (
        f"Source: {scope.source}; market {scope.market.name}{tag}, {scope.first} to {scope.last}."
    )
    return ScoreChart(name, title, subtitle, source, alt, scope.market.simulated, height, layers)
