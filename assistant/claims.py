"""Claims: words of direction, of strength and of cause, held against what they speak of.

A word is bound to a figure only where it stands beside it in the same clause, so that the check
can be strict without chasing phrases; a word that is bound to nothing is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect, bisect_left
from collections.abc import Iterator

from assistant import vocabulary
from assistant.directions import (
    WORD,
    Word,
    direction_before,
    governing,
    words_after,
    words_alone,
    words_before,
)
from assistant.evidence import Evidence
from assistant.facets import tail
from assistant.spans import Bound, Fault, FaultKind
from tools.formatting import rounds_to_zero
from tools.records import Brief, Engine

SCOPE = 200  # characters before a claim in which a hedge reaches it
_ZERO_BEFORE = re.compile(r"\b(above|below) zero[\s,(]*(?:at |with |and )?$", re.IGNORECASE)
_ZERO_AFTER = re.compile(r"^[\s,]*(?:is |was |and )?(above|below) zero\b", re.IGNORECASE)
_SIGN_BEFORE = re.compile(r"\b(positive|negative)(?: \w+){0,2}(?: at)? $", re.IGNORECASE)
_RECORD = re.compile(rf"\b(?:{vocabulary.RECORD_PHRASES})\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_LABEL = rf"(?P<label>{'|'.join(sorted(vocabulary.ENGINE_WORDS, key=len, reverse=True))})"
_IS = r"(?:is|was|are|were|remains?|remained|became|isn't|wasn't|aren't|weren't)"
_EVENT = r"(?:event|shock|story|sell-?off|rout|unwind|move|one|problem|crisis)"
_DROVE = r"(?:drove|drives|drive|caused|causes|explains?|explained)"
# What a sentence claims of an engine: the pattern, and whether it affirms.
_ENGINE_CLAIMS = tuple(
    (re.compile(pattern, re.IGNORECASE), polarity)
    for pattern, polarity in (
        (rf"\b{_LABEL} {_IS} (?:[\w']+ ){{0,5}}?{vocabulary.DRIVER_WORDS}\b", True),
        (
            rf"\b{vocabulary.DRIVER_WORDS}(?: (?:of|behind)(?: [\w-]+){{1,4}}?)?"
            rf"\s*(?:{_IS}|:)\s*(?:[\w']+ ){{0,2}}?{_LABEL}\b",
            True,
        ),
        (
            rf"\b(?:driven|caused|led|explained|powered)(?: \w+){{0,2}}? by (?:\w+ ){{0,2}}?"
            rf"{_LABEL}\b",
            True,
        ),
        (rf"\b{_LABEL}-(?:driven|led)\b", True),
        (rf"\b(?:an?|purely|simply)(?: \w+){{0,2}}? {_LABEL} {_EVENT}\b", True),
        (rf"\b{_LABEL} (?:\w+ ){{0,2}}?{_DROVE} (?:the|this|most|all|it)\b", True),
        (rf"\b(?:not|isn't|wasn't|no|never) (?:an? )?{_LABEL}(?= {_EVENT}\b|\s*[.,;])", False),
    )
)
_JOINED_LABEL = re.compile(
    rf",? (?:and|or|as well as|with|plus) (?:\w+ )?{_LABEL}\b", re.IGNORECASE
)


def claim_faults(text: str, bound: list[Bound], brief: Brief) -> Iterator[Fault]:
    """Yield the words that contradict the evidence beside them, or the verdict.

    Parameters
    ----------
    text : str
        As written.
    bound : list of Bound
        Its references in order, with what they lead to.
    brief : Brief
        For the verdict's engine.
    """
    words = words_alone(text)
    for position, item in enumerate(bound):
        before = bound[position - 1].reference.end if position else 0
        after = bound[position + 1].reference.start if position + 1 < len(bound) else len(text)
        yield from _of_reference(words, item, before, after)
        if position and words[before : item.reference.start].strip().lower() == "to":
            yield from _of_pair(words, bound[position - 1], item)
    yield from _of_records(words, bound)
    yield from _of_engine(words, brief.verdict.engine)


def _of_reference(text: str, item: Bound, floor: int, ceiling: int) -> Iterator[Fault]:
    evidence, reference = item.evidence, item.reference
    if evidence.missing is not None:
        return
    if reference.facet == "moved":
        typed = direction_before(text, reference.start, floor)
        if typed:
            yield _fault(text, typed[0], "direction", "the figure prints its own verb: drop this")
    found = governing(text, item, floor, ceiling)
    if found and evidence.amount is not None:
        yield from _contradiction(text, evidence, *found)
    yield from _of_sign(text, item)
    yield from _of_strength(text, item, floor, ceiling)


def _contradiction(text: str, evidence: Evidence, word: Word, sign: int) -> Iterator[Fault]:
    amount = evidence.amount or 0.0
    way = "write :moved" if evidence.reads == "change" else "write another word"
    if rounds_to_zero(amount, evidence.kind):
        if word.text in vocabulary.PLACES:
            return
        yield _fault(text, word, "direction", f"the figure rounds to nothing: {way}")
    elif amount * sign < 0:
        mend = f"the figure is {'negative' if amount < 0 else 'positive'}: {way}"
        yield _fault(text, word, "direction", mend)


def _of_sign(text: str, item: Bound) -> Iterator[Fault]:
    amount = item.evidence.amount
    if amount is None or item.reference.facet not in ("value", "size"):
        return
    before = text[max(0, item.reference.start - 40) : item.reference.start]
    after = text[item.reference.end : item.reference.end + 40]
    offset = item.reference.start - len(before)
    for pattern, piece, base in (
        (_ZERO_BEFORE, before, offset),
        (_SIGN_BEFORE, before, offset),
        (_ZERO_AFTER, after, item.reference.end),
    ):
        match = pattern.search(piece)
        if match and (amount > 0) != (match[1].lower() in ("above", "positive")):
            word = Word(match[1], base + match.start(1), base + match.end(1))
            yield _fault(text, word, "direction", "the figure has the other sign")


def _of_pair(text: str, first: Bound, second: Bound) -> Iterator[Fault]:
    """Hold "rose from A to B" against A and B."""
    words = words_before(text, first.reference.start)[:4]
    start, end = first.evidence.amount, second.evidence.amount
    if not words or words[0].text != "from" or start is None or end is None:
        return
    for word in words[1:]:
        sign = (word.text in vocabulary.UP_BEFORE) - (word.text in vocabulary.DOWN_BEFORE)
        if sign:
            if (end - start) * sign <= 0 and not word.negated:
                yield _fault(text, word, "direction", "the two figures go the other way")
            return


def _of_strength(text: str, item: Bound, floor: int, ceiling: int) -> Iterator[Fault]:
    reading, reference = item.evidence.reading, item.reference
    if reading is None:
        return
    far = tail(reading)
    for word in _beside(text, reference.start, reference.end, floor, ceiling):
        allowed = vocabulary.STRENGTHS.get(word.text)
        if word.text in vocabulary.STEADY and _happened(item.evidence):
            allowed = (0, 0)
        if allowed is None:
            continue
        if far is None:
            yield _fault(text, word, "strength", "the reading has no rank: drop the word")
        elif (allowed[0] <= far <= allowed[1]) == word.negated:
            yield _fault(text, word, "strength", "its own history says otherwise: write :band")


def _happened(evidence: Evidence) -> bool:
    """Tell whether evidence is a change, and not one on a path that is only assumed."""
    return evidence.reads == "change" and evidence.verb != "would rise"


def _beside(text: str, start: int, end: int, floor: int, ceiling: int) -> Iterator[Word]:
    """Yield the words within three of a reference, up to the next conjunction."""
    yield from words_before(text, start, floor)[:3]
    behind = text[end:ceiling]
    skip = len(behind) - len(behind.lstrip(" ,"))
    negated = False
    for word in words_after(text, end + skip, ceiling)[:4]:
        if word.text in ("and", "or", "but", "while", "with", "as"):
            return
        negated = negated or word.text in vocabulary.NEGATIONS
        yield Word(word.text, word.start, word.end, negated)


def _of_records(text: str, bound: list[Bound]) -> Iterator[Fault]:
    """Yield claims of a record in sentences where no reading stands first of its history."""
    starts = [item.reference.start for item in bound]
    for sentence in _SENTENCE.finditer(text):
        near = bound[bisect_left(starts, sentence.start()) : bisect(starts, sentence.end())]
        if any(_is_first(item.evidence) for item in near):
            continue
        for match in _RECORD.finditer(text, *sentence.span()):
            word = Word(match[0], match.start(), match.end())
            yield _fault(text, word, "strength", "no reading here is first of its history")


def _is_first(evidence: Evidence) -> bool:
    reading = evidence.reading
    if reading is None or reading.percentile is None or not reading.percentile_n:
        return False
    return min(reading.percentile, 1 - reading.percentile) * reading.percentile_n < 1


def _of_engine(text: str, engine: Engine) -> Iterator[Fault]:
    """Yield statements of what drove the move that are not the verdict's."""
    for sentence in _SENTENCE.finditer(text):
        if sentence[0].endswith("?"):
            continue
        for pattern, polarity in _ENGINE_CLAIMS:
            for match in pattern.finditer(text, *sentence.span()):
                lead = text[max(sentence.start(), match.start() - SCOPE) : match.end()].lower()
                words = set(WORD.findall(lead))
                if words & vocabulary.HEDGES or _JOINED_LABEL.match(text, match.end()):
                    continue
                near = WORD.findall(lead[-len(match[0]) - 24 :])
                denied = not polarity or bool(vocabulary.NEGATIONS & set(near))
                label = vocabulary.ENGINE_WORDS[match["label"].lower()]
                if (label == engine) == denied:
                    word = Word(match[0], match.start(), match.end())
                    mend = f"the verdict's engine is {engine}: voice a doubt, keep the label"
                    yield _fault(text, word, "label", mend)


def _fault(text: str, word: Word, kind: FaultKind, mend: str) -> Fault:
    return Fault(word.start, word.end, kind, text[word.start : word.end], mend)
