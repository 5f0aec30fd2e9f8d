"""Precedents as evidence: what followed conditions like today's, and the nearest dates."""

from __future__ import annotations

from assistant.evidence import Evidence
from tools.formatting import UNIT_KINDS, Kind, day, month
from tools.precedents import INDEX, LEVEL, NEAREST, Analog, BaseRate, Compared, Deepening
from tools.records import Brief

INTERVAL = (
    "Between these two the mean lies with 95 % confidence, by a circular block bootstrap with "
    "blocks of twice the horizon."
)
DEEPER = (
    "Of the falls of which one or the other had happened: those that reached the depth before the "
    "high they fell from was seen again. The interval is Wilson's, at 95 %."
)
DISTANCE = (
    "Mahalanobis distance over the normal scores of the readings' ranks, under the covariance of "
    "all days so far, shrunk after Ledoit and Wolf (2004)."
)
NEARNESS = (
    "The share of past dates, one a month over ten years, that had a nearer date before them than "
    "this one is. Beyond the 90th percentile a date does not count as near."
)
_LEVELS = {
    "low": ("lower end of the mean's interval", INTERVAL),
    "high": ("upper end of the mean's interval", INTERVAL),
}
_CHANGES = {
    "mean": ("mean", "The mean over the cases whose horizon has ended."),
    "median": ("median", "The median over the cases whose horizon has ended."),
    "worst": ("worst case", "The lowest of the cases whose horizon has ended."),
    "unconditional_mean": ("after any day", "The mean over all days from the first case on."),
}
_SHARES = {
    "share_positive": ("share of cases with a gain", "Of the cases whose horizon has ended."),
    "unconditional_share": ("share of all days with a gain", "Of all days from the first case on."),
}
_COUNTS = {
    "n": ("cases", "Those whose horizon has ended."),
    "effective_n": ("cases apart", "Those whose horizons do not overlap."),
}


def of_base_rate(rate: BaseRate, field: str) -> Evidence | None:
    """Return a field of what followed a condition."""
    span = f"{rate.asset} over {rate.horizon} sessions after {rate.label}"
    why = rate.missing or "no day's horizon has ended"
    value = getattr(rate, field, None)
    if field in _LEVELS:
        label, meaning = _LEVELS[field]
        return Evidence(f"{span}: {label}", value, "percent", meaning, why)
    if field in _CHANGES:
        label, meaning = _CHANGES[field]
        return Evidence(f"{span}: {label}", value, "percent", meaning, why, reads="change")
    if field in _SHARES:
        label, meaning = _SHARES[field]
        return Evidence(f"{span}: {label}", value, "share", meaning, why)
    if field in _COUNTS:
        label, meaning = _COUNTS[field]
        return Evidence(f"{span}: {label}", value, "count", meaning, noun="case")
    match field:
        case "horizon":
            meaning = "From the close of the case's day."
            return Evidence("Horizon", rate.horizon, "count", meaning, noun="session")
        case "label" | "asset":
            return Evidence("Condition", value, "word", "What the cases have in common.")
        case "since":
            first = None if rate.since is None else month(rate.since)
            return Evidence(f"{span}: since", first, "word", "When it could first be told.", why)
        case "last":
            meaning = "The last day on which the condition held."
            return Evidence(f"{rate.label}: last", rate.last, "date", meaning, "never so far")
        case "began":
            meaning = "This time's first day of the condition."
            return Evidence(f"{rate.label}: began", rate.began, "date", meaning, "not now")
        case "moved":
            label = f"{rate.asset} since {rate.label}"
            meaning = "From this time's first day of the condition to the last price."
            return Evidence(label, rate.moved, "percent", meaning, "not now", reads="change")
        case "applies":
            word = None if rate.applies is None else "yes" if rate.applies else "no"
            meaning = "Whether it holds now or held since the peak of what is falling."
            return Evidence(rate.label, word, "word", meaning, "not known without delay")
    return None


def of_deepening(row: Deepening, field: str) -> Evidence | None:
    """Return a field of how often falls of a kind went on."""
    label = f"{INDEX[4:]} falls that went on after {row.label}"
    match field:
        case "share" | "low" | "high":
            return Evidence(label, getattr(row, field), "share", DEEPER, row.missing)
        case "depth":
            return Evidence("S&P 500 fall from its high", row.depth, "percent", DEEPER)
        case "n":
            return Evidence(f"{label}: settled", row.n, "count", DEEPER, noun="case")
        case "label":
            return Evidence("Condition", row.label, "word", "What the falls have in common.")
    return None


def of_analog(analog: Analog, field: str, brief: Brief) -> Evidence | None:
    """Return a field of one of the nearest dates."""
    on = day(analog.session)
    match field:
        case "session":
            return Evidence("Analog", analog.session, "date", "One of the nearest dates.")
        case "distance":
            return Evidence(f"Distance of {on}", analog.distance, "plain", DISTANCE)
        case "percentile":
            return Evidence(f"Nearness of {on}", analog.percentile, "percentile", NEARNESS)
        case "selloff":
            meaning = "What was selling off, as it was known on that day."
            return Evidence(f"Sell-off on {on}", analog.selloff, "word", meaning, "not measured")
        case "return_21d" | "return_63d":
            horizon = field.removeprefix("return_").removesuffix("d")
            label = f"S&P 500 over {horizon} sessions after {on}"
            value, why = getattr(analog, field), "those sessions have not ended"
            return Evidence(label, value, "percent", "Close to close.", why, reads="change")
    head, _, reading = field.partition(".")
    row = next((row for row in analog.readings if row.reading == reading), None)
    return None if row is None else _of_compared(row, head, on, brief)


def _of_compared(row: Compared, field: str, on: str, brief: Brief) -> Evidence | None:
    """Return a reading as it stood on an analog's day."""
    reading = brief.index.get(row.read_then)
    if reading is None:
        return None
    label = f"{reading.label} on {on}"
    match field:
        case "then":
            kind: Kind = UNIT_KINDS.get(reading.unit, reading.display)
            return Evidence(label, row.then, kind, reading.definition, about=row.reading)
        case "then_percentile":
            meaning = "Its percentile among all values known by the as-of date."
            return Evidence(label, row.then_percentile, "percentile", meaning, about=row.reading)
    return None


def of_analogs(brief: Brief, field: str) -> Evidence | None:
    """Return what holds of the nearest dates as a whole."""
    near = [analog for analog in brief.analogs if analog.near]
    match field:
        case "missing":
            meaning = "Why no date counts as near."
            return Evidence("Analogs", brief.analogs_missing, "word", meaning, "some are near")
        case "near" | "total":
            count = len(near if field == "near" else brief.analogs)
            what = "Nearest dates that count as near" if field == "near" else "Nearest dates"
            why = brief.analogs_missing
            value = None if why else float(count)
            return Evidence(what, value, "count", NEARNESS, why, noun="date")
    return None


def of_rates(brief: Brief, field: str) -> Evidence | None:
    """Return what holds of the index's base rates that apply, as a whole."""
    told = [r for r in brief.base_rates if r.applies and r.mean is not None and r.asset == INDEX]
    told = [r for r in told if r.condition != NEAREST]
    meaning = "Of the figures on the index whose condition applies and that have enough cases."
    match field:
        case "told":
            return Evidence("Figures", len(told), "count", meaning, noun="figure")
        case "apart":
            count = sum(r.differs for r in told)
            what = "Figures whose interval leaves the usual return out"
            return Evidence(what, count, "count", meaning, noun="figure")
        case "chance":
            expected = round((1 - LEVEL) * len(told))
            why = "As many as would by chance, were they independent of one another."
            return Evidence("Figures apart by chance", expected, "count", why, noun="figure")
    return None
