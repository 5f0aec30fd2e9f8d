"""The yen in its own words: its series is of yen to the dollar, and rises where the yen falls."""

from __future__ import annotations

from assistant.writing.kin import FAR
from assistant.writing.pen import CALM_Z, Pen
from tools.records import GroupMove

YEN = "crossasset.yen_extension"


def over_week(found: GroupMove) -> str:
    """Say what the yen did over the last week, as its series is of dollars; "" for the rest."""
    week = found.z5 or 0.0
    if found.asset != "YEN" or abs(week) < CALM_Z:
        return ""
    far = ", far by its own volatility" if abs(week) >= FAR else ""
    return f"**The yen {'fell' if week > 0.0 else 'rose'} over the week{far}**"


def average(pen: Pen, found: GroupMove) -> str | None:
    """Return how far the dollar in yen is from its average, as a clause."""
    away = pen.value(YEN) if found.asset == "YEN" else None
    if away is None:
        return None
    return (
        f"against the yen the dollar is [[{YEN}:size]] {'above' if away > 0 else 'below'} its "
        "200-day average"
    )
