"""The note's one-line reads: what each section comes to, by the verdict's fields."""

from __future__ import annotations

from assistant.writing import beneath
from assistant.writing.deciding import decisive
from assistant.writing.engine import HEAVY, LIGHT, MODERATE, at_peak, level
from assistant.writing.macro import macro, moved, of, tests
from assistant.writing.over import orderly
from assistant.writing.pen import CALM_Z, Pen, stretch
from assistant.writing.words import leader

REVISION = "fundamentals.eps_forward_revision"
SETTLED = 10  # sessions after which estimates may have changed unseen
# Shares of members: below the first too few stand above their 200-day average for a trend that most
# carry, however few fell of late; healthy needs a majority above it, and fewer than one in three
# below their level at the peak, as an ordinary pause of a rising market leaves them.
NARROW, MOST, FEW = 0.40, 0.50, 1 / 3
RISKY = ("btc", "gold", "silver", "copper", "oil")


def macro_read(pen: Pen) -> str:
    """Return what the tests of unchanged macro come to."""
    fired = [f for f in tests(pen) if f.fired]
    null = [f for f in tests(pen) if f.fired is None]
    if pen.brief.selloff == "none":
        if fired:
            return f"Macro has changed by its tests, on {of(fired)}, with no sell-off to explain."
        open_ = f", and {of(null)} could not be tested" if null else ""
        return f"No test of unchanged macro has fired{open_}."
    if pen.brief.selloff == "beneath":
        return beneath.rates(pen) or "What macro prices did over the rout was not measured."
    said = macro(pen) or "No test of unchanged macro is registered."
    if not fired:
        return said
    match pen.brief.verdict.engine:
        case "macro":
            rests = "The label rests on that" if decisive(pen) else "That fits the label"
            return f"{said} {rests} ([[verdict.probability.macro]])."
        case "fundamental":
            return f"{said} Estimates and credit weigh more."
    first = leader(pen)
    if first == "macro":
        return f"{said} It comes nearest ([[verdict.probability.macro]]), short of a label."
    return f"{said} That stands against any other label."


def fundamental_read(pen: Pen) -> str:
    """Return what became of forward estimates, beside prices."""
    found = pen.reading(REVISION)
    if found is None or found.value is None:
        return f"Whether estimates held is [[{REVISION}]]."
    cut = any(f.fired for f in pen.brief.verdict.falsifiers if f.claim == "fundamental_intact")
    down = pen.down
    if cut and not down:
        of_what = "no sell-off" if pen.brief.selloff == "none" else "no sell-off of the index"
        return f"Estimates are being cut, with {of_what} to show for it."
    if cut:
        return "Estimates are being cut, so this is not only the multiple."
    if found.value < 0.0:
        return f"Estimates slipped by [[{REVISION}:size]], within the bound of their test."
    old = (found.age or 0) > SETTLED
    dated = f"[[{REVISION}:observed]], the last that is known of them"
    if not down:
        return f"Estimates had not been cut by {dated}." if old else "Estimates hold."
    if old:
        return f"Prices broke; estimates had not by {dated}."
    return "Prices broke, estimates did not."


def positioning_read(pen: Pen) -> str:
    """Return what positions did to the move: made it, came near, added to it, or did little."""
    verdict = pen.brief.verdict
    share = "[[verdict.probability.positioning]]"
    if verdict.engine == "positioning":
        violent = any(f.id == "overshoot" and f.fired for f in verdict.falsifiers)
        kind = "a volatility event" if violent else "positions coming down"
        return f"This is the engine ({share}): {kind}."
    if verdict.engine == "none":
        score = verdict.vulnerability
        if score is None:
            return "How stacked positions are was not measured."
        positions = f"positions are {stretch(round(score))} ([[verdict.vulnerability]])."
        order = {f.fired for f in verdict.falsifiers if f.claim == "orderly"}
        lead = "No sign of forced selling" if order == {False} else "No sell-off to judge them by"
        lead = "Disorder without a sell-off" if True in order else lead
        return f"{lead}; {positions}"
    if leader(pen) == "positioning":
        return f"It comes nearest ({share}), short of a label."
    score = verdict.vulnerability
    if score is not None and round(score) < LIGHT:
        return f"Positions {at_peak(pen)} were light ([[verdict.vulnerability]]): {share} for them."
    if verdict.amplification is None:
        return f"It does not carry the move ({share}); how much it adds was not measured."
    word = f"amplification is {level(verdict.amplification)} ([[verdict.amplification]])"
    if round(verdict.amplification) >= HEAVY:
        return f"It does not carry the move ({share}), yet {word}."
    if round(verdict.amplification) >= MODERATE:
        return f"It may add to the move without carrying it ({share}): {word}."
    return f"It adds little to the move ({share}): {word}."


def behaviour_read(pen: Pen) -> str:
    """Return whether selling is orderly, and what breadth is."""
    said = orderly(pen)
    if pen.brief.selloff == "none":
        fired = any(f.fired for f in pen.brief.verdict.falsifiers if f.claim == "orderly")
        said = said if fired else "No disorder, and no sell-off to test it."
    return f"{said} {_breadth(pen)}".strip()


def _breadth(pen: Pen) -> str:
    """Return a word for breadth, from trends of members and what they did since the peak."""
    above, lower = pen.value("behaviour.above_200d"), pen.value("behaviour.members_down_since_peak")
    if above is not None and above < NARROW:
        return "Breadth is weak."
    if above is None or lower is None:
        return ""
    healthy = above > MOST and lower < FEW
    return "Breadth is healthy." if healthy else "Breadth is mixed."


def cross_read(pen: Pen) -> str:
    """Return whether risk was cut across assets, and what macro did beside it."""
    reset = pen.value("crossasset.risk_budget_reset")
    found = [z for a in RISKY if (z := pen.value(f"crossasset.{a}_z_21d")) is not None]
    low = [z for z in found if z < -CALM_Z]
    share = pen.value("crossasset.assets_down_share") or 0.0
    if reset:
        return "Risk was cut across assets while macro prices held: a reset of risk budgets."
    if not found:
        return "Other assets were not measured."
    if len(low) * 2 > len(found) or share >= 0.5:
        return f"Many risk assets fall together, but the joint test of a reset fails{_macro(pen)}."
    if low:
        return (
            "Few risk assets have fallen far over a month: no reset of risk budgets by that test."
        )
    return "Other risk assets do not confirm a cut in risk."


def _macro(pen: Pen) -> str:
    """Return what macro did beside it, where its tests can say."""
    outcomes = [f.fired for f in tests(pen)]
    if any(outcomes):
        return ", and macro moves with them"
    if None in outcomes:
        return ""
    return ", and no test of macro is beyond its bound" if moved(pen) else ", while macro is calm"
