"""Findings: the records of a brief as evidence, field by field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from assistant.evidence import Evidence, of_reading
from assistant.selloffs import of_rout
from tools.formatting import Kind
from tools.records import (
    Brief,
    Falsifier,
    GroupMove,
    Move,
    Selloff,
    Verdict,
)
from tools.weights import weights

Item = TypeVar("Item")


def item(items: Sequence[Item], number: str) -> Item | None:
    """Return item N of a list that is counted from one."""
    if not re.fullmatch(r"[1-9][0-9]{0,3}", number) or int(number) > len(items):
        return None
    return items[int(number) - 1]


def of_move(move: Move | GroupMove, name: str, label: str) -> Evidence | None:
    """Return a field of a move from its peak."""
    match name:
        case "return":
            kind: Kind = "bp" if getattr(move, "unit", "") == "bp" else "percent"
            meaning = "From the close at the peak to the last price."
            return Evidence(f"{label} from its peak", move.return_, kind, meaning, reads="change")
        case "z":
            meaning = "The move from the peak over its volatility before the peak."
            label = f"{label} from its peak, in standard deviations"
            return Evidence(label, move.z, "sigma", meaning, reads="change")
        case "peak":
            return Evidence(f"{label}, peak", move.peak, "date", "Where the move begins.")
        case "trading_days":
            label = f"{label}, sessions since the peak"
            meaning = "Sessions after the peak, up to the last one."
            return Evidence(label, float(move.trading_days), "count", meaning, noun="session")
        case "asset":
            return Evidence("Asset", label, "word", "What the move is a move of.")
    return _of_stretch(move, name, label) if isinstance(move, Move) else None


def _of_stretch(move: Move, name: str, label: str) -> Evidence | None:
    """Return a field of the stretch in which most of a long fall came."""
    none = "no such stretch in this fall"
    match name:
        case "stretch_return":
            meaning = "The last sessions, in which most of the fall from the peak came."
            label = f"{label}, fastest stretch"
            return Evidence(label, move.stretch_return, "percent", meaning, none, reads="change")
        case "stretch_sessions":
            label = f"{label}, sessions of the fastest stretch"
            meaning = "The fewest last sessions that made two thirds of a long fall."
            count = move.stretch_sessions
            value = None if count is None else float(count)
            return Evidence(label, value, "count", meaning, none, noun="session")
    return None


def of_group(group: GroupMove, name: str) -> Evidence | None:
    """Return a field of one risk family's move."""
    match name:
        case "group" | "label":
            return Evidence(group.label, getattr(group, name), "word", "As the moves are grouped.")
        case "z5" | "z10":
            label = f"{group.label}, last {name[1:]} sessions in standard deviations"
            meaning = "The move of the last sessions over the volatility before them."
            return Evidence(label, getattr(group, name), "sigma", meaning, reads="change")
        case "fast":
            label = f"{group.label}, speed of the move"
            meaning = "The rank of its worse z over five or ten sessions, high where it hurts."
            return Evidence(label, group.fast, "percentile", meaning, "history too short")
        case "observed":
            return Evidence(group.label, group.observed, "date", "The close that it runs to.")
    return of_move(group, name, group.label)


COVERAGE = "The mean share that was measured of each group of evidence and of the tests."
PROBABILITY = (
    "From the base rate and the evidence for and against this engine, by the published table of "
    "weights. How well such figures did on labelled falls stands in docs/validation.md."
)
BASE = "The engine's share among labelled cases, before any reading is looked at."
ODDS = (
    "By how much this reading multiplied the odds of the likeliest engine against the best of the "
    "others; below one it speaks against it."
)
HEAVY = "From this amplification on an outside shock is mixed (the table of weights)."
TRIGGER = (
    "How far the readings of this trigger stand above the floor of the table of weights, as a "
    "share of all triggers; what none of them carries is unidentified."
)


def _score_meaning(name: str, selloff: Selloff) -> str:
    """Return how a score of the verdict is made, which differs beneath a calm index."""
    if selloff == "beneath":
        how = {
            "amplification": "it fell and what it dragged along",
            "vulnerability": "it stood, at its own high",
        }[name]
        return (
            f"From nought to a hundred, the mean over what is in a rout: how far out {how}, each "
            "part by its own history (tools/routs.toml)."
        )
    groups = {
        "amplification": ("mean stress percentile at this date", weights().amplification),
        "vulnerability": ("mean percentile at the peak", weights().vulnerability),
    }
    what, members = groups[name]
    return f"From nought to a hundred: the mean over groups ({', '.join(members)}) of their {what}."


def of_verdict(verdict: Verdict, path: str, selloff: Selloff) -> Evidence | None:
    """Return a field of the verdict on what is selling off."""
    head, _dot, rest = path.partition(".")
    match head:
        case "engine" if not rest:
            return Evidence("Engine", verdict.engine, "word", "What drove the size of the move.")
        case "amplification" | "vulnerability" if not rest:
            value = getattr(verdict, head)
            return Evidence(head.capitalize(), value, "score", _score_meaning(head, selloff))
        case "heavy_amplification" if not rest:
            bound = weights().abstain["heavy_amplification"]
            return Evidence("Heavy amplification", bound, "score", HEAVY)
        case "coverage" if not rest:
            return Evidence("Coverage", verdict.coverage, "share", COVERAGE)
        case "unexplained" if not rest:
            return Evidence(
                "Unexplained", verdict.unexplained, "percent", "The move less what is explained."
            )
        case "abstained" if not rest:
            reasons = "; ".join(verdict.abstained) or None
            meaning = "Why no single engine is named."
            return Evidence("Abstained", reasons, "word", meaning, "nothing stood against it")
        case "probability" | "engine_probability" if rest in verdict.engine_probability:
            value = float(verdict.engine_probability[rest])
            return Evidence(f"Probability, {rest}", value, "share", PROBABILITY)
        case "base" if rest in verdict.engine_probability:
            w = weights()
            rate = (w.priors_beneath if selloff == "beneath" else w.priors)[rest]
            return Evidence(f"Base rate, {rest}", rate, "share", BASE)
        case "trigger" if rest in verdict.trigger:
            value = float(verdict.trigger[rest])
            return Evidence(f"Trigger, {rest}", value, "share", TRIGGER)
        case "odds" if rest:
            said = next((said for said in verdict.evidence if said.reading == rest), None)
            if said is None:
                return None
            label = "Odds of the likeliest engine, multiplied by"
            return Evidence(label, said.odds, "plain", ODDS, about=rest)
        case "contributions":
            for part in verdict.contributions:
                if slug(part.name) == slug(rest):
                    label = f"Contribution, {part.name}"
                    meaning = "A measured part of the move."
                    return Evidence(label, part.return_, "percent", meaning, about=part.reading)
    return None


def slug(name: str) -> str:
    """Return a name as it is written in a path."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def outcome_word(fired: bool | None, label: str, why: str, about: str | None) -> Evidence:
    """Return a test's or a threshold's outcome as a word."""
    word = None if fired is None else "fired" if fired else "not fired"
    return Evidence(label, word, "word", why, "its reading is missing", about=about)


def of_falsifier(test: Falsifier, field: str, brief: Brief) -> Evidence | None:
    """Return a field of a falsifier."""
    reading = brief.index.get(test.reading or "")
    # A test of a rout's own window rests on one of its parts.
    own = of_rout((test.reading or "").removeprefix("rout."), brief) if reading is None else None
    match field:
        case "value" if own is not None:
            return own
        case "threshold" if own is not None:
            label = f"{test.test}, threshold"
            return Evidence(label, test.threshold, own.kind, test.why, about=test.reading)
        case "value" if reading and reading.value == test.value:
            return of_reading(reading)
        case "value" | "threshold":
            value = getattr(test, field)
            kind: Kind = "plain" if reading is None else of_reading(reading).kind
            if reading is None and (value or 0.0) == round(value or 0.0):
                kind = "count"
            elif "percentile" in test.test and not (reading and reading.value == test.value):
                kind = "percentile"
            return Evidence(f"{test.test}, {field}", value, kind, test.why, about=test.reading)
        case "fired":
            return outcome_word(test.fired, test.test, test.why, test.reading)
        case "test":
            return Evidence("Falsifier", test.test, "word", test.why, about=test.reading)
    return None
