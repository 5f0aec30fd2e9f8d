"""History as a witness: what followed conditions like today's, and whether that is an edge."""

from __future__ import annotations

import re

from assistant.questions import Question
from assistant.writing import opportunity
from assistant.writing.asked import unread
from assistant.writing.nearest import after_nearest, near
from assistant.writing.pen import Pen, listed
from assistant.writing.rates import better, figure, longest, noise, rows, told
from tools.precedents import LEVEL, BaseRate

MOST = 4
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
BENEATH = ("beneath", "momentum_10pct_index")
_MOMENTUM = re.compile(r"\bmomentum\b|\bwinners\b", re.IGNORECASE)
_ADVICE = re.compile(r"\bshould (i|we)\b|\bbuy\b|\bdips?\b|\bopportunit", re.IGNORECASE)
RECORD = (
    "**No advice.** What followed is a record of few cases that overlap; whether to act on it is "
    "yours to judge."
)
_OFTEN = re.compile(r"\bhow (often|likely)\b|\bchances?\b|\bodds\b|bear market", re.IGNORECASE)


def followed(pen: Pen, question: Question) -> list[str]:
    """Say what came after like cases, with the unconditional rate beside, or refuse."""
    asked = bool(_MOMENTUM.search(question.text))
    found = applying(pen)
    counted = [condition for condition in found if told(found[condition])]
    shown = _shown(found, counted)
    rest = [condition for condition in counted if condition not in shown]
    often = bool(_OFTEN.search(question.text))
    text = [
        unread(pen, question),
        RECORD if _ADVICE.search(question.text) else "",
        opportunity.opportunity(pen) if asked else "",
        deeper(pen) if often else "",
        _finding(pen, found, counted),
        "\n".join(f"- {_case(pen, found[condition])}" for condition in shown),
    ]
    if rest:
        named = listed([f"[[base.{found[c][0].id}.label]]" for c in rest[:MOST]])
        also = ", among others" if len(rest) > MOST else ""
        text.append(f"**No more than noise either** after {named}{also}.")
    mute = [found[c][-1] for c in found if c not in counted]
    if mute:
        named = "; ".join(f"[[base.{r.id}.label]], [[base.{r.id}.mean]]" for r in mute[:MOST])
        text.append(f"**No rate:** {named}.")
    text += ["" if often else deeper(pen), after_nearest(pen)]
    if not asked and opportunity.fits(pen):
        text.append(opportunity.opportunity(pen))
    return [t for t in text if t]


def applying(pen: Pen) -> dict[str, list[BaseRate]]:
    """Return the index's rates by condition for those that apply, the most specific first.

    Where the index is calm, only what still holds: its own fall is history by then.
    """
    order = ORDER if pen.down else (*BENEATH, *(c for c in ORDER if c not in BENEATH))
    found = {condition: rows(pen, condition) for condition in order}
    return {
        condition: rates
        for condition, rates in found.items()
        if rates and rates[0].applies and (pen.down or rates[0].last == pen.brief.session)
    }


def deeper(pen: Pen) -> str:
    """Say how often falls like this went on, to depths that this one has not reached."""
    now = pen.value("market.drawdown_252d")
    rows = [r for r in pen.brief.deepenings if r.applies and r.share is not None]
    ahead = [r for r in rows if now is not None and now > r.depth]
    if not pen.down or not rows:
        return ""
    if not ahead:
        so_far = "[[market.drawdown_252d:size]] below the year's high already"
        return f"**How far it goes.** It is {so_far}."
    # From the deepest condition that this fall has met.
    last = [r for r in ahead if r.condition == ahead[-1].condition]
    name = f"deeper.{last[0].id}"
    parts = [
        f"[[deeper.{r.id}.share]] went on to [[deeper.{r.id}.depth:size]] "
        f"([[deeper.{r.id}.low]] to [[deeper.{r.id}.high]])"
        for r in last
    ]
    return (
        f"**How far it goes.** Of [[{name}.n]] falls after [[{name}.label]], {listed(parts)} "
        "before they saw the high again."
    )


def _shown(found: dict[str, list[BaseRate]], counted: list[str]) -> list[str]:
    """Return the conditions that get a line: those beyond noise, then the most specific."""
    apart = [c for c in counted if any(r.differs for r in found[c])]
    return [*apart, *(c for c in counted if c not in apart)][: max(MOST, len(apart))]


def _finding(pen: Pen, found: dict[str, list[BaseRate]], counted: list[str]) -> str:
    """Say in a sentence whether history gives an edge."""
    if not found:
        return (
            "**No like case to count from.** None of the conditions whose aftermath is counted "
            f"holds as of {pen.day(pen.brief.session)}."
        )
    if not counted:
        return "**History is too short for a rate** of any condition that applies."
    figures = [r for c in counted for r in found[c] if r.mean is not None]
    apart = [r for r in figures if r.differs]
    if not apart:
        return (
            "**No edge in the record.** After none of the conditions that apply has the S&P done "
            "better or worse than after any day by more than noise."
        )
    return (
        f"**{_way(apart, len(figures))}** [[rates.apart]] of [[rates.told:size]] stand apart from "
        "the usual return by more than noise; chance alone would let [[rates.chance]] do so."
    )


def _way(apart: list[BaseRate], figures: int) -> str:
    """Return how the figures that stand apart do so, unless chance gives as many."""
    if len(apart) <= round((1 - LEVEL) * figures):
        return "No more of an edge than chance gives."
    if all(map(better, apart)):
        return "Better than after any day, on some counts."
    mixed = any(map(better, apart))
    return "Different from any day, both ways." if mixed else "Worse than after any day."


def _case(pen: Pen, rates: list[BaseRate]) -> str:
    """Say what followed one condition, at its longest horizon first, and where this time stands."""
    found = [rate for rate in rates if rate.mean is not None][::-1]
    lead = found[0]
    name = f"base.{lead.id}"
    apart = f", [[{name}.effective_n]] of them apart" if lead.effective_n < lead.n else ""
    text = (
        f"After [[{name}.label]] ([[{name}.n:size]] since [[{name}.since]]{apart}): "
        f"{'; '.join(map(figure, found))}. A gain in [[{name}.share_positive]] of cases, in "
        f"[[{name}.unconditional_share]] of all days; at worst [[{name}.worst]]."
    )
    return f"{text}{_so_far(pen, lead)}"


def _so_far(pen: Pen, rate: BaseRate) -> str:
    """Say when the condition was first met in this fall, and what the index did since.

    Empty where it was met at the peak already: that crossing belongs to an earlier fall.
    """
    if rate.began is None or rate.moved is None:
        return ""
    if pen.down and rate.began <= pen.brief.move.peak:
        return ""
    if rate.began == pen.brief.session:
        return " This time that is today."
    name = f"base.{rate.id}"
    return f" This time that was on [[{name}.began]]; the S&P [[{name}.moved:moved]] since."


def in_short(pen: Pen) -> tuple[str, ...]:
    """Return what a note says of history: the most specific rate, and the nearest date or none."""
    lead = next((rate for c in applying(pen) if (rate := longest(pen, c))), None)
    out = []
    if lead is not None:
        name = f"base.{lead.id}"
        out.append(
            f"After [[{name}.label]] ([[{name}.n:size]]) the S&P [[{name}.mean:moved]] over "
            f"[[{name}.horizon:size]], against [[{name}.unconditional_mean]] after any day: "
            f"{noise(lead)}.{_so_far(pen, lead)}"
        )
    if opportunity.fits(pen):
        out.append(opportunity.in_a_line(pen))
    if near(pen) and pen.brief.analogs[0].return_63d is not None:
        out.append(
            "Nearest date: [[analog.1.session]], after which the S&P "
            "[[analog.1.return_63d:moved]] in a quarter."
        )
    return tuple(text for text in out if text)
