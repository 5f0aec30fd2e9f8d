"""Kept answers made by hand."""

from __future__ import annotations

from datetime import date

from assistant.threads.records import Kept, Passage

DAY = date(2018, 2, 8)
ANALYST = "built-in analyst"


def kept(
    text: str = "The VIX is at 33.5.", source: str = "The VIX is at [[positioning.vix]]."
) -> Kept:
    return Kept(
        as_of=DAY,
        hash="ab" * 32,
        passages=(Passage(source, text, ANALYST), Passage("Say “no”.", "Say “no”.", "model/x")),
        evidence=("positioning.vix",),
        remarks=("Model x stopped: it ran out.",),
        steps=("Reading 2018-02-08",),
        tokens=1234,
        seconds=0.25,
    )
