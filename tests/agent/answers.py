"""Answers that make sense on any brief, and answers that must not reach a reader as they are.

Each is a function from the pause between two deltas to a responder: tool calls first, where the
request offers tools, then the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tests.agent.replies import (
    Body,
    Message,
    Reply,
    Responder,
    calls,
    cut,
    refuses_tools,
    text,
)

FIRST_CALLS = 2
CHUNK = 12
GOOD = (
    "**[[move.asset]] [[move.return:moved]] from its peak of [[move.peak]]; the engine reads "
    "[[verdict.engine]].** That took [[move.trading_days:size]] and is worth [[move.z:size]] of "
    "the volatility before it. The sell-off is labelled [[selloff]]: [[selloff.why]].",
    "**Trigger.** The weights give rates [[verdict.trigger.rates]] and growth "
    "[[verdict.trigger.growth]], and leave [[verdict.trigger.unidentified]] without a name. Since "
    "the peak the 10-year yield [[macro.rates_10y_bp:moved]], the 2-year yield "
    "[[macro.rates_2y_bp:moved]] and the high-yield spread [[macro.hy_oas_bp:moved]].",
    "**Positioning.** The VIX is at [[positioning.vix]], which is [[positioning.vix:band]] by its "
    "own history ([[positioning.vix:percentile]]). Its largest jump beyond what the index implies "
    "is [[positioning.vix_overshoot]]. Momentum off its high of a month: "
    "[[positioning.momentum_drawdown_21d:size]]. A volatility target would hold "
    "[[positioning.vol_target_21d]], and amplification scores [[verdict.amplification]].",
    "**Elsewhere.** Over a month: gold [[crossasset.gold_z_21d]], silver "
    "[[crossasset.silver_z_21d]], bitcoin [[crossasset.btc_z_21d]]. Implied correlation: "
    "[[behaviour.implied_correlation]].",
    "**Not known.** Of the verdict's evidence [[verdict.coverage]] was measured; "
    "[[readings.missing:size]] could not be made. Who sold cannot be observed from daily data.",
    "**We would change our mind** on [[watch.1.reading]]: it reads [[watch.1.value]] against a "
    "threshold of [[watch.1.threshold]] ([[watch.1.fired]]).",
)
FAULTY = (
    "**[[move.asset]] rose [[move.return:size]] from its peak of [[move.peak]].** The worst "
    "day cost 4.6 percent, and by 3 January 2031 all of it was made good.",
    "The VIX more than doubled to 37 points, the highest ever, while crowding reads "
    "[[positioning.crowding_index]].",
    GOOD[4],
)
MENDED = {FAULTY[0]: GOOD[0], FAULTY[1]: GOOD[2]}


def good(pause: float = 0.0) -> Responder:
    """Answer in whole paragraphs without a typed figure."""
    return _after_tools(lambda request: _spoken(GOOD, pause))


def faulty(pause: float = 0.0) -> Responder:
    """Answer with typed figures, wrong directions, a later date and an unknown reference.

    Asked to mend them it repeats itself, as a weak model does.
    """
    return _after_tools(lambda request: _spoken(FAULTY, pause))


def mends(pause: float = 0.0) -> Responder:
    """Answer with faults first; write anew, in order, the faulty paragraphs that are quoted."""

    def reply(request: Body) -> Reply:
        asked = _question(request)
        anew = tuple(good for bad, good in MENDED.items() if bad in asked)
        return _spoken(anew or FAULTY, pause)

    return _after_tools(reply)


def dies(pause: float = 0.0) -> Responder:
    """Close the connection early in the third paragraph."""
    whole = "\n\n".join(GOOD)
    message = replace(cut(whole, after=whole.index(GOOD[2]) + 40), chunk=CHUNK, pause=pause)
    return _after_tools(lambda request: message)


ANSWERS: Mapping[str, Callable[[float], Responder]] = {
    "good": good,
    "faulty": faulty,
    "mends": mends,
    "dies": dies,
    "refuses-tools": lambda pause: refuses_tools(good(pause)),
}


def first_calls(request: Body) -> Reply | None:
    """Return calls of the first tools that a request offers, or None if it offers none."""
    offered = [tool["function"] for tool in request.get("tools") or ()][:FIRST_CALLS]
    asked = _question(request)
    wanted = [(tool["name"], arguments(tool.get("parameters") or {}, asked)) for tool in offered]
    return calls(*wanted) if wanted else None


def arguments(schema: Mapping[str, Any], question: str = "") -> dict[str, Any]:
    """Return the least that a JSON schema of an object asks for."""
    named = schema.get("properties", {})
    return {
        name: _value(named.get(name, {}), schema, question) for name in schema.get("required", ())
    }


def _value(field: Mapping[str, Any], schema: Mapping[str, Any], question: str) -> Any:
    if "$ref" in field:
        kept = schema.get("$defs", {}).get(field["$ref"].rpartition("/")[2], {})
        return _value(kept, schema, question)
    for several in ("anyOf", "oneOf"):
        if several in field:
            return _value(field[several][0], schema, question)
    for given in ("const", "default"):
        if given in field:
            return field[given]
    if "enum" in field:
        return field["enum"][0]
    match field.get("type"):
        case "array":
            return [_value(field.get("items", {}), schema, question)]
        case "object":
            return arguments({**field, "$defs": schema.get("$defs", {})}, question)
        case "integer" | "number":
            return field.get("minimum", 1)
        case "boolean":
            return True
    return question or "volatility"


def _after_tools(answer: Responder) -> Responder:
    def reply(request: Body) -> Reply:
        ready = _tools_answered(request) or any(bad in _question(request) for bad in MENDED)
        return (None if ready else first_calls(request)) or answer(request)

    return reply


def _tools_answered(request: Body) -> bool:
    """Return whether a tool has answered since the question of this turn."""
    roles = [message["role"] for message in request["messages"]]
    asked = max((place for place, role in enumerate(roles) if role == "user"), default=0)
    return "tool" in roles[asked:]


def _question(request: Body) -> str:
    said = [m.get("content") for m in request["messages"] if m["role"] == "user"]
    return said[-1] if said and isinstance(said[-1], str) else ""


def _spoken(paragraphs: tuple[str, ...], pause: float) -> Message:
    return text("\n\n".join(paragraphs), CHUNK, pause)
