"""The call of a past note: the engine that its bottom line names, where it can be told."""

from __future__ import annotations

import re

from assistant.vocabulary import ENGINE_WORDS
from tools.notes.markdown import sections
from tools.records import Engine

SECTION = "bottom line"
_LABEL = r"(?P<label>macro|positioning|fundamentals?)"
# What names an engine and cannot be a doubt or a comparison.
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_LABEL}(?:,[^.;:,]+,)? (?:is|are) the engine\b",
        rf"\bengine (?:is |reads )?{_LABEL}\b(?! comes| nearest)",
        rf"(?:^|[.:!,] ){_LABEL} drives\b",
    )
)
# A bottom line that opens with the engine's name, as a statement of its own.
_OPENING = re.compile(rf"\A{_LABEL}(?=[,.:])", re.IGNORECASE)
_MIXED = re.compile(r"\bno (?:single )?label\b|\bno (?:single )?engine\b|\bengine mixed\b", re.I)
_CALM = re.compile(r"\bno (?:index )?sell-off, so no engine\b|\bnothing is selling off\b", re.I)
_DOUBTED = re.compile(r"\bnot (?:the |our )?engine\b|\b(?:if|whether)\b[^.;:]*\bengine\b", re.I)
_MARKS = re.compile(r"[*_`]|^\s*- ", re.MULTILINE)


def call_of(text: str) -> Engine | None:
    """Return the engine that a note's bottom line names.

    Parameters
    ----------
    text : str
        The note without its front matter.

    Returns
    -------
    Engine or None
        *mixed* where it gives no label and *none* where nothing was selling off. None where the
        note has no bottom line, names more than one engine or none, or says so in other words.
    """
    line = next((s.text for s in sections(text) if s.heading.lower() == SECTION), "")
    bare = " ".join(_MARKS.sub("", line).split())
    found = {match["label"].lower() for p in _NAMED for match in p.finditer(bare)}
    opening = _OPENING.match(bare)
    found |= {opening["label"].lower()} if opening else set()
    named = {ENGINE_WORDS[word] for word in found}
    if _CALM.search(bare):
        return None if named else "none"
    if _MIXED.search(bare):
        return None if named else "mixed"
    if len(named) != 1 or _DOUBTED.search(bare):
        return None
    match named.pop():
        case "macro":
            return "macro"
        case "positioning":
            return "positioning"
    return "fundamental"
