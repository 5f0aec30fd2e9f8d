"""History as a witness: what followed conditions like today's, and the dates nearest to it."""

from __future__ import annotations

import re
from statistics import NormalDist

from assistant.questions import Question
from assistant.writing.pen import Pen, listed, sentence
from tools.analogs.nearest import FARTHEST
from tools.precedents import Analog, BaseRate, Compared

MONTH, QUARTER, HALF = 21, 63, 126
MOST, DATES = 5, 5
INDEX, NEAREST = "the S&P 500", "nearest"
# The more specific first: what tells more of the day's case than a row further down.
ORDER = (
    "first_10pct",
    "first_5pct_yields_up",
    "first_5pct_yields_down",
    "first_5pct",
    "broad",
    "beneath",
    "vix_inverted",
    "overshoot_90",
    "gamma_negative",
    "vix_normal",
    "vix_30",
    "hy_100bp",
    "deleveraged",
    "heavy_selling",
    "bears_90",
    "momentum_10pct_index",
)
MOMENTUM = ("momentum_10pct", "momentum_cleared", "momentum_neutral_5pct")
_MOMENTUM = re.compile(r"\bmomentum\b|\bwinners\b", re.IGNORECASE)
_OFTEN = re.compile(r"\bhow often\b|\bhow likely\b|\bchances? of\b|\bodds\b", re.IGNORECASE)


def followed(pen: Pen, question: Question) -> list[str]:
    """Say what came after like cases, with the unconditional rate beside, or refuse."""
    momentum = bool(_MOMENTUM.search(question.text))
    rows = applying(pen)
    text = [opportunity(pen)] if momentum else []
    told = [condition for condition in rows if _told(rows[condition])]
    text.append(_found(pen, rows, told))
    shown = _shown(rows, told)
    if shown:
        text.append("\n".join(f"- {_case(pen, rows[condition])}" for condition in shown))
    rest = [c for c in told if c not in shown]
    if rest:
        named = listed([f"[[base.{rows[c][0].id}.label]]" for c in rest])
        text.append(f"**No more than noise either** after {named}.")
    mute = [rows[c][-1] for c in rows if c not in told]
    if mute:
        named = "; ".join(f"after [[base.{r.id}.label]], [[base.{r.id}.mean]]" for r in mute[:MOST])
        text.append(f"**No rate.** {named}.")
    text.append(after_nearest(pen))
    if not momentum and any(r.applies for c in MOMENTUM for r in _rows(pen, c)):
        text.append(opportunity(pen))
    return [t for t in text if t]


def applying(pen: Pen) -> dict[str, list[BaseRate]]:
    """Return the index's rates by condition for those that apply, the most specific first."""
    found: dict[str, list[BaseRate]] = {}
    for condition in ORDER:
        rows = _rows(pen, condition)
        if rows and rows[0].applies:
            found[condition] = rows
    return found


def _rows(pen: Pen, condition: str) -> list[BaseRate]:
    return [rate for rate in pen.brief.base_rates if rate.condition == condition]


def _told(rows: list[BaseRate]) -> bool:
    return any(rate.mean is not None for rate in rows)


def _shown(rows: dict[str, list[BaseRate]], told: list[str]) -> list[str]:
    """Return the conditions that get a line: those beyond noise, then the most specific."""
    apart = [c for c in told if any(r.differs for r in rows[c])]
    return [*apart, *(c for c in told if c not in apart)][: max(MOST, len(apart))]


def _found(pen: Pen, rows: dict[str, list[BaseRate]], told: list[str]) -> str:
    """Say in a sentence whether history gives an edge."""
    if not rows:
        return (
            "**No like case to count from.** None of the conditions whose aftermath is counted "
            f"holds as of {pen.day(pen.brief.session)} or held since the peak."
        )
    if not told:
        return "**History is too short for a rate** of any condition that applies."
    figures = [r for c in told for r in rows[c] if r.mean is not None]
    apart = [r for r in figures if r.differs]
    better = [r for r in apart if (r.mean or 0.0) > (r.unconditional_mean or 0.0)]
    count = "[[rates.apart]] of [[rates.told]] figures"
    luck = "Chance alone would let [[rates.chance]] of them do so"
    if not apart:
        return (
            "**No edge in the record.** After none of the conditions that apply has the S&P done "
            "better or worse than after any day by more than noise."
        )
    way = "better" if len(better) == len(apart) else "worse" if not better else "both ways"
    lead = {
        "better": "**Better than after any day, on some counts.**",
        "worse": "**Worse than after any day, on some counts.**",
        "both ways": "**Different from any day, both ways.**",
    }[way]
    return f"{lead} {count} stand apart from the usual return by more than noise. {luck}."


def _case(pen: Pen, rows: list[BaseRate]) -> str:
    """Say what followed one condition, at its longest horizon first."""
    found = [rate for rate in rows if rate.mean is not None][::-1]
    lead = found[0]
    name = f"base.{lead.id}"
    apart = f", [[{name}.effective_n]] of them apart" if lead.effective_n < lead.n else ""
    text = (
        f"After [[{name}.label]] ([[{name}.n:size]] since [[{name}.since]]{apart}): "
        f"{_figure(lead)}, and a gain in [[{name}.share_positive]] of cases against "
        f"[[{name}.unconditional_share]]; at worst [[{name}.worst]]"
    )
    return sentence(text, *map(_figure, found[1:]))


def _figure(rate: BaseRate) -> str:
    name = f"base.{rate.id}"
    noise = "more than noise" if rate.differs else "within noise"
    return (
        f"[[{name}.mean]] over [[{name}.horizon:size]], between [[{name}.low]] and "
        f"[[{name}.high]], where any day gives [[{name}.unconditional_mean]] ({noise})"
    )


def after_nearest(pen: Pen) -> str:
    """Say what the index did after the near ones of the nearest dates, or that none is near."""
    near = _near(pen)
    if not near:
        return _none_near(pen)
    parts = [
        f"[[analog.{n}.session]] (the S&P [[analog.{n}.return_21d:moved]] in a month, "
        f"[[analog.{n}.return_63d:moved]] in a quarter)"
        for n, analog in near[:DATES]
        if analog.return_63d is not None
    ]
    if not parts:
        return ""
    month, quarter = (_rows(pen, NEAREST) + [None, None])[:2]
    rate = ""
    if quarter is not None and quarter.mean is not None:
        rate = f" Of all [[analogs.near]] near ones: {_figure(quarter)}."
    elif quarter is not None:
        rate = " Too few for a rate: [[base.nearest_63d.mean]]."
    return f"**After the nearest dates.** {sentence(*parts)}{rate}"


def nearest_dates(pen: Pen) -> str:
    """Say which dates stood most like today and how near they are, or that none is near."""
    near = _near(pen)
    if not near:
        return _none_near(pen)
    named = listed([f"[[analog.{n}.session]] ([[analog.{n}.percentile]])" for n, _ in near])
    readings = listed([pen.name(row.reading) for row in near[0][1].readings])
    rest = ""
    if len(near) < len(pen.brief.analogs):
        rest = " [[analogs.near]] of the [[analogs.total]] nearest count as near."
    return (
        f"**Nearest dates,** by {readings}: {named}. The percentile is of distance, in the "
        f"nearest distances of past dates.{rest} {_unlike(pen, near[0][1])}"
    ).strip()


def _near(pen: Pen) -> list[tuple[int, Analog]]:
    return [(n, a) for n, a in enumerate(pen.brief.analogs, 1) if a.percentile <= FARTHEST]


def _none_near(pen: Pen) -> str:
    return "**No near date.** [[analogs.missing]]." if pen.brief.analogs_missing else ""


def _unlike(pen: Pen, analog: Analog) -> str:
    """Say in which reading the nearest date differs most from today."""
    row = max(analog.readings, key=_gap)
    return (
        f"The nearest differs most in the {pen.name(row.reading)}: "
        f"[[analog.1.then.{row.reading}]] then, [[{row.reading}]] now."
    )


def _gap(row: Compared) -> float:
    score = NormalDist().inv_cdf
    return abs(score(row.then_percentile) - score(row.now_percentile))


def opportunity(pen: Pen) -> str:
    """Say whether momentum drawdowns have been opportunities: as they are, cleared, and hedged."""
    raw, cleared, neutral = (_longest(pen, condition) for condition in MOMENTUM)
    parts = [
        f"after [[base.{rate.id}.label]] ([[base.{rate.id}.n:size]], [[base.{rate.id}.effective_n]]"
        f" apart) {rate.asset} [[base.{rate.id}.mean:moved]] over [[base.{rate.id}.horizon:size]], "
        f"between [[base.{rate.id}.low]] and [[base.{rate.id}.high]], where any day gives "
        f"[[base.{rate.id}.unconditional_mean]]"
        for rate in (raw, cleared, neutral)
        if rate is not None and rate.mean is not None
    ]
    if not parts:
        return "**Momentum drawdowns.** No rate: too few of them are on record."
    found = {
        "unscaled": raw,
        "once its volatility has eased": cleared,
        "hedged and scaled": neutral,
    }
    paid = [word for word, rate in found.items() if rate and _paid(rate)]
    not_paid = [
        w for w, rate in found.items() if rate and rate.mean is not None and not _paid(rate)
    ]
    lead = "no edge in the record"
    if paid:
        lead = f"an edge {listed(paid, 'or')}"
        lead += f", none {listed(not_paid, 'or')}" if not_paid else ""
    return f"**Momentum drawdowns as opportunities: {lead}.** {sentence(*parts)}"


def _longest(pen: Pen, condition: str) -> BaseRate | None:
    rows = _rows(pen, condition)
    return next((r for r in rows[::-1] if r.mean is not None), rows[-1] if rows else None)


def _paid(rate: BaseRate) -> bool:
    return rate.differs and (rate.mean or 0.0) > (rate.unconditional_mean or 0.0)


def in_short(pen: Pen) -> tuple[str, ...]:
    """Return what a note says of history: the most specific rate, and the nearest date or none."""
    rows = applying(pen)
    told = [c for c in rows if _told(rows[c])]
    out = []
    if told:
        rate = next(r for r in rows[told[0]][::-1] if r.mean is not None)
        name = f"base.{rate.id}"
        out.append(
            f"History: after [[{name}.label]] ([[{name}.n:size]]) the S&P [[{name}.mean:moved]] "
            f"over [[{name}.horizon:size]], where any day gives [[{name}.unconditional_mean]]: "
            f"{'more than' if rate.differs else 'within'} noise."
        )
    momentum = [r for r in _rows(pen, MOMENTUM[0]) if r.horizon == HALF and r.applies]
    if momentum and momentum[0].mean is not None:
        out.append(opportunity(pen))
    near = _near(pen)
    if near and pen.brief.selloff != "none":
        out.append(
            "Nearest date: [[analog.1.session]], after which the S&P "
            "[[analog.1.return_63d:moved]] in a quarter."
        )
    return tuple(out)
