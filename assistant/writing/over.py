"""Whether it is over: the amplifiers, the order of the selling, the signs of capitulation."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from assistant.writing.engine import EXTREME, HEAVY
from assistant.writing.macro import of
from assistant.writing.pen import Pen, listed, sentence
from tools.falsifiers import outcome
from tools.weights import weights

LOUD = 0.80
TOLD = 2
VIX = "positioning.vix"
INVERTED = 1.0  # VIX over VIX3M from which the curve is inverted, however short its history
AMPLIFIERS = (
    CURVE := "positioning.vix_vix3m",
    GAMMA := "positioning.dealer_gamma_vendor",
    "positioning.vix_minus_rv21",
    "behaviour.implied_correlation",
)
CHAIN = "positioning.dealer_gamma_chain"
BREADTH = "behaviour.decliners_share"
OVERSHOOT = "positioning.vix_overshoot"
TODAY = "positioning.vix_overshoot_today"
# Amplifiers whose level on the worst day is told beside today's.
DECAYS: Mapping[str, str] = {
    VIX: "VIX",
    CURVE: "VIX over VIX3M",
    GAMMA: "the vendor's dealer gamma",
    "behaviour.implied_correlation": "implied correlation",
}
SIGNS = "behaviour.capitulation_signs"
# A fired test of order, with its figure.
FIRED: Mapping[str, str] = {
    "overshoot": "a VIX overshoot of [[positioning.vix_overshoot]]",
    "ninety_down_days": "[[behaviour.heavy_down_days_5d]] heavy down days in a week",
}
HEAVY_WEEK = "[[fall.heaviest]] heavy down days in the week to {day}"
FAR_OVERSHOOT = "a VIX overshoot of [[fall.overshoot]] on {day}"


def over(pen: Pen, said: Collection[str] | None = None) -> str:
    """Say whether the amplifiers have let go, from the readings of the day.

    It is not over while the move is heavily amplified, by the published bound, or the VIX extreme,
    however few amplifiers could be ranked. What is in ``said`` has been told before, and so has the
    score: they count, and their figures are not repeated.
    """
    if not pen.down:
        return ""
    found = [m for m in AMPLIFIERS if pen.stress(m) is not None]
    loud = _on(pen, found)
    gone = [m for m in AMPLIFIERS if m in pen.brief.index and m not in (*found, *loud)]
    gone = [m for m in gone if m != GAMMA or not pen.has(GAMMA)]  # above zero it is off
    extreme = [VIX] if (pen.stress(VIX) or 0.0) >= EXTREME else []
    heavy = _heavy(pen) and bool(loud or extreme or gone)
    if not found and not loud and not extreme and not heavy:
        return f"**Not known whether it is over:** no amplifier was ranked. {orderly(pen)}".strip()
    told = [*extreme, *loud]
    if heavy:
        score = " ([[verdict.amplification]])" if said is None else ""
        lead = f"Not over while amplification is heavy{score}."
    elif extreme or len(loud) > 1:
        lead = "Not over on these readings."
    elif loud:
        lead = "One amplifier is still on."
    else:
        lead = _calm(pen, gone)
    told = told or found[:TOLD]
    fresh = [m for m in told if m not in (said or ())]
    told = fresh[: TOLD if len(fresh) == len(told) else 2] or told[:1]
    text = f"**{lead}** {sentence(*pen.clauses(told))}".strip()
    open_ = said is None or not (heavy or extreme or len(loud) > 1)
    parts = (text, _breadth(pen), _unranked(pen, gone) if open_ else "", orderly(pen))
    return " ".join(s for s in parts if s)


def _on(pen: Pen, found: Collection[str]) -> list[str]:
    """Return the amplifiers that are on today, of the ranked ones and of those that a sign tells.

    A chain has no daily history to rank in; a curve can be inverted, and a vendor's gamma below
    zero, before it has one.
    """
    loud = [m for m in found if _loud(pen, m)]
    loud += [CURVE] if CURVE not in found and (pen.value(CURVE) or 0.0) > INVERTED else []
    loud += [GAMMA] if GAMMA not in found and (pen.value(GAMMA) or 0.0) < 0 else []
    loud += [CHAIN] if (pen.value(CHAIN) or 0.0) < 0 else []
    today = pen.reading(OVERSHOOT)
    if today and today.at == pen.brief.session and (today.stress or 0.0) >= LOUD:
        loud.append(OVERSHOOT)
    return loud


def _heavy(pen: Pen) -> bool:
    return round(pen.brief.verdict.amplification or 0.0) >= HEAVY


def _breadth(pen: Pen) -> str:
    """Say that the last session's selling was broad, where it was: no amplifier, so not counted."""
    said = pen.clause(BREADTH) if (pen.stress(BREADTH) or 0.0) >= LOUD else None
    return f"Breadth is poor as well: {said}." if said else ""


def _unranked(pen: Pen, gone: Collection[str]) -> str:
    """Name the amplifiers of which it is not known whether they are on."""
    if not gone:
        return ""
    named = listed([DECAYS.get(m, pen.name(m)) for m in gone])
    return f"Not ranked, and so not known to be off: {named}."


def _calm(pen: Pen, gone: Collection[str]) -> str:
    """Return what it means that no amplifier is on today: by what was amplified before."""
    if _heavy(pen):
        return "Quieter today, after heavy amplification."
    on = (pen.stress(OVERSHOOT) or 0.0) >= LOUD
    who = "The amplifiers that could be ranked" if gone else "The amplifiers"
    return f"{who} have let go." if on else f"{who} are quiet."


def _loud(pen: Pen, metric: str) -> bool:
    """Whether a reading adds to the fall today; gamma does so only below zero."""
    high = (pen.stress(metric) or 0.0) >= LOUD
    return high and (metric != GAMMA or (pen.value(metric) or 0.0) < 0.0)


def orderly(pen: Pen) -> str:
    """Say whether the selling is orderly: so far, not, not any more, or not known.

    By its registered tests, over the whole fall and not today's readings alone.
    """
    tests = [f for f in pen.brief.verdict.falsifiers if f.claim == "orderly"]
    fired = [f for f in tests if f.fired]
    null = [f for f in tests if f.fired is None]
    if not tests:
        return ""
    where = "Selling" if pen.down else "In the index itself selling"
    if fired:
        return f"{where} is not orderly, with {listed([FIRED.get(f.id, of([f])) for f in fired])}."
    ran = "none of its tests that could be run fires today" if null else "neither test fires today"
    if not pen.down:
        return f"The index itself shows no disorder: {ran}." if len(null) < len(tests) else ""
    before = disorder(pen)
    if before:
        return f"Selling was not orderly{_since(pen)}: {listed(before)}; {ran}."
    fall = pen.brief.fall
    if fall is not None and fall.violent and fall.worst_at is not None:
        day = "today" if fall.worst_at == pen.brief.session else pen.day(fall.worst_at)
        on = "today" if day == "today" else f"on {day}"
        return (
            f"Selling is hardly orderly: {ran}, but the S&P fell [[fall.worst:size]] {on} "
            "([[fall.worst_rank]] of its days)."
        )
    if null:
        said = listed([pen.gap(f.reading) if f.reading else of([f]) for f in null])
        return f"Whether selling is orderly was not fully tested: {said}."
    if fall is None or fall.heaviest is None or fall.overshoot is None:
        return f"Whether the whole fall was orderly was not measured; {ran}."
    return f"Selling is orderly so far: neither of its tests has fired{_since(pen)}."


def disorder(pen: Pen) -> list[str]:
    """Return the tests of order that the fall fired on an earlier day, as clauses."""
    fall = pen.brief.fall
    if fall is None:
        return []
    limits = {row.id: row for row in weights().falsifiers}
    told = (
        ("ninety_down_days", fall.heaviest, fall.heaviest_at, HEAVY_WEEK),
        ("overshoot", fall.overshoot, fall.overshoot_at, FAR_OVERSHOOT),
    )
    return [
        text.format(day=pen.day(at))
        for test, value, at, text in told
        if value is not None and at is not None and outcome(limits[test], value)
    ]


def _since(pen: Pen) -> str:
    """Return what the fall counts from, where that is not the peak of the leg."""
    fall = pen.brief.fall
    return f" since the high of {pen.day(fall.since)}" if fall is not None and fall.deeper else ""


def decay(pen: Pen) -> str:
    """Say how far the amplifiers have come down since the worst day, where that is measured."""
    worst = min(pen.brief.worst_days, key=lambda day: day.return_, default=None)
    if not pen.down or worst is None:
        return ""
    if worst.date == pen.brief.session:
        return "**Nothing has decayed yet:** the worst day was the last."
    since = f"@{worst.date.isoformat()}"
    parts = [
        f"{name} [[{metric}]], [[{metric}{since}]] then"
        for metric, name in DECAYS.items()
        if (r := pen.reading(metric)) and r.percentile_since and r.percentile_since <= worst.date
    ]
    today, most = pen.value(TODAY), pen.value(OVERSHOOT)
    loud = (pen.stress(OVERSHOOT) or 0.0) >= LOUD
    # The largest is that of down days alone: what the VIX does on another is no part of it.
    if loud and today is not None and most is not None and today <= most and _fell(pen):
        gone = "has gone" if today < most / 2 else "stands near its largest"
        parts.append(f"the overshoot {gone}: [[{TODAY}]] today, [[{OVERSHOOT}]] at most")
    return f"**Since the worst day, {pen.day(worst.date)}.** {sentence(*parts)}" if parts else ""


def _fell(pen: Pen) -> bool:
    """Whether the index closed lower in the last session."""
    fall = pen.brief.fall
    return fall is not None and fall.day is not None and fall.day < 0.0


def capitulation(pen: Pen) -> str:
    """Say which signs of capitulation are there, and that closes alone cannot show one."""
    found = pen.brief.index.get(SIGNS)
    if found is None:
        return ""
    there, gone = _signs(pen)
    if found.value is None:
        return _few(there, gone)
    if there:
        said = sentence(
            f"of the signs that could be measured [[{SIGNS}]] are present: {listed(there)}"
        )
        return f"**Capitulation?** {said} Closes alone cannot show who gave up."
    if gone:
        return (
            "**Capitulation?** None of its signs that could be measured is present; "
            f"{listed(gone)} could not be."
        )
    return "**No capitulation:** each of its signs was measured and none is present."


def _few(there: list[str], gone: list[str]) -> str:
    """Say which signs are present where too few were measured for a share of them."""
    missing = f"{listed(gone)} could not be measured" if gone else ""
    if there:
        return f"**Capitulation?** {sentence(f'present: {listed(there)}', missing)}"
    return f"**Capitulation?** {sentence('no sign that could be measured is present', missing)}"


def _signs(pen: Pen) -> tuple[list[str], list[str]]:
    """Return the signs that are present, and those that could not be measured, by name."""
    from tools.metrics.capitulation import EXTREME

    rank = {
        "positioning.aaii_spread": ("despondent private investors", False),
        "positioning.put_call": ("a high put/call ratio", True),
        "positioning.vix_minus_rv21": ("a high premium of the VIX over realised volatility", True),
    }
    level = {
        "behaviour.heavy_down_days_5d": ("a 90 % down day within a week", 0.0),
        "positioning.vix_vix3m": ("an inverted VIX curve", 1.0),
    }
    there, gone = [], []
    for metric, (name, floor) in level.items():
        value = pen.value(metric)
        gone += [name] if value is None else []
        there += [name] if value is not None and value > floor else []
    for metric, (name, high) in rank.items():
        reading = pen.reading(metric)
        place = reading.percentile if reading else None
        gone += [name] if place is None else []
        beyond = place is not None and (place >= 1.0 - EXTREME if high else place <= EXTREME)
        there += [name] if beyond else []
    return there, gone
