"""Answers that explain: what a reading means, and how two dates compare."""

from __future__ import annotations

import re

from assistant.writing.beneath import index
from assistant.writing.pen import Pen, listed, sentence
from assistant.writing.words import ENGINES
from tools.records import Brief, Reading

COMPARED = (
    "market.drawdown_252d",
    "macro.rates_2y_z",
    "macro.rates_10y_z",
    "macro.hy_oas_z",
    "macro.epu_ratio",
    "positioning.vix",
    "positioning.vix_overshoot",
    "positioning.vix_vix3m",
    "positioning.stacking",
    "positioning.vol_target_21d",
    "positioning.dealer_gamma_vendor",
    "positioning.momentum_drawdown_21d",
    "behaviour.implied_correlation",
    "behaviour.above_200d",
)
UNLIKE = 0.2  # a difference of ranks
SELLOFFS = {
    "broad": "a broad sell-off",
    "index": "a fall of the index alone",
    "beneath": "a rout beneath the index",
    "none": "no sell-off",
}
_COMMON = frozenset(
    "what is are the a an of does do you mean by define explain how measured computed calculated "
    "say says in on to reading index since peak and or less".split()
)


def find(pen: Pen, text: str) -> list[Reading]:
    """Return the readings that a question names, the best match first; none where none fits."""
    asked = set(_words(text)) - _COMMON
    scored = []
    for r in pen.brief.readings:
        if r.id in text:
            return [r]
        own = set(_words(r.id.split(".", 1)[1])) | (set(_words(r.label)) - _COMMON)
        shared = asked & own
        if shared:
            scored.append((len(shared) / len(asked), len(shared) / len(own), r))
    scored.sort(key=lambda row: row[:2], reverse=True)
    best = [r for covered, _, r in scored if covered >= 0.5]
    return best[:4]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+[a-z]*", text.lower().replace("_", " "))


def define(pen: Pen, text: str) -> list[str]:
    """Define the reading that is asked for, with its figure of the day and its source."""
    found = find(pen, text)
    if not found:
        return []
    r = found[0]
    paragraphs = [
        f"**{pen.name(r.id)}.** [[{r.id}:definition]].",
        f"**Now** [[{r.id}]]"
        + (
            f", [[{r.id}:percentile]] of [[{r.id}:n]] observations since [[{r.id}:since]]"
            if r.percentile is not None
            else ""
        )
        + (f"; observed [[{r.id}:observed]]." if r.value is not None else "."),
        f"**Source.** [[{r.id}:source]]. After [[{r.id}:citation]].",
    ]
    if r.estimate:
        paragraphs.append(f"**Assumed.** [[{r.id}:estimate]].")
    if len(found) > 1:
        paragraphs.append(f"Related readings: {listed([pen.name(o.id) for o in found[1:]])}.")
    return paragraphs


def compare(pen: Pen, other: Brief) -> list[str]:
    """Set two dates side by side: labels, then the readings that differ most."""
    then = other.session
    stamp = then.isoformat()
    lead = (
        f"**{pen.day(pen.brief.session)} against {pen.day(then)}.** Now: "
        f"{_state(pen.brief)}. Then: {_state(other)}."
    )
    pairs = []
    for metric in COMPARED:
        now, before = pen.reading(metric), other.index.get(metric)
        if now is None or before is None or before.value is None:
            continue
        gap = abs((now.percentile or 0.5) - (before.percentile or 0.5))
        pairs.append((gap, metric, pen.name(metric)))
    far = sorted((p for p in pairs if p[0] > UNLIKE), reverse=True)
    unlike = [f"{label} [[{m}]] now and [[{m}@{stamp}]] then" for _, m, label in far]
    alike = [f"{label} [[{m}]] and [[{m}@{stamp}]]" for gap, m, label in pairs if gap <= UNLIKE]
    text = [lead]
    if unlike:
        text.append(f"**Where they differ.** {sentence(*unlike[:6])}")
    if alike:
        text.append(f"**Where they are alike.** {sentence(*alike[:6])}")
    gone = [
        pen.name(m)
        for m in COMPARED
        if m in pen.brief.index
        and (pen.value(m) is None or (o := other.index.get(m)) is None or o.value is None)
    ]
    if gone:
        text.append(f"Not measured on one of the two dates: {listed(gone)}.")
    return text


def _state(brief: Brief) -> str:
    engine = brief.verdict.engine
    label = SELLOFFS[brief.selloff]
    if brief.selloff == "beneath":
        label = label.replace("the index", index(Pen(brief)))
    return label if engine == "none" else f"{label}, engine {ENGINES[engine]}"
