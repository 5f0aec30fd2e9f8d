"""How much of the fall yields and the dollar account for, and what they leave unexplained."""

from __future__ import annotations

from assistant.findings import slug
from assistant.writing.pen import CALM_Z, Pen, listed
from assistant.writing.words import likeliest
from tools.formatting import rounds_to_zero

FACTORS = {"rates": "yields", "dollar": "the dollar"}


def accounted(pen: Pen) -> str:
    """Say what the measured parts of the move are; empty where none was, or nothing falls."""
    verdict = pen.brief.verdict
    parts = verdict.contributions
    if not parts or not pen.down or verdict.unexplained is None:
        return ""
    told = listed(
        [f"{FACTORS.get(p.name, p.name)} [[verdict.contributions.{slug(p.name)}]]" for p in parts]
    )
    total = sum(p.return_ for p in parts)
    if pen.value("macro.rates_beta_flipped"):
        lead = "The beta of stocks to yields has changed sign of late, so distrust the split"
        return f"{lead}: {told}, [[verdict.unexplained]] unexplained."
    if total >= 0.0 or rounds_to_zero(total, "percent"):
        return _none(pen, told)
    if verdict.unexplained > 0.0:
        return f"Of the fall the measured parts, by past betas, make more than the whole: {told}."
    text = f"Of the fall, by past betas: {told}; [[verdict.unexplained]] is unexplained."
    down = (pen.value("macro.rates_2y_z") or 0.0) < -CALM_Z and _share(pen, "rates") < 0.0
    if down:
        text += " Falling yields may be flight to quality, no cause."
    return text


def _none(pen: Pen, told: str) -> str:
    """Say that the parts imply no fall, and whether that tests a fall made by yields."""
    yields = pen.value("macro.rates_2y_z") or 0.0, pen.value("macro.rates_10y_z") or 0.0
    by_rates = "rates" in likeliest(pen) and pen.brief.verdict.engine != "positioning"
    if by_rates and max(yields) > CALM_Z and _share(pen, "rates") > 0.0:
        return (
            "Before the peak stocks rose with yields, so past betas cannot tell of a fall that "
            f"yields made: {told}."
        )
    return (
        f"By past betas the measured parts explain none of the fall: {told}, leaving "
        "[[verdict.unexplained]] unexplained."
    )


def _share(pen: Pen, name: str) -> float:
    return sum(p.return_ for p in pen.brief.verdict.contributions if p.name == name)
