"""The agent's middleware: what a model or an endpoint does wrong becomes one clear failure."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolErrorMiddleware,
)
from langchain_core.messages import AIMessage

from assistant.failure import ModelFailure
from tools.agent_tools import Desk
from tools.records import NotMeasured, UnwindError

CALLS = 8  # of the model in one answer: a looping one ends here
FINISHED = ("stop", "tool_calls", "function_call", "end_turn", "eos")


class Complete(AgentMiddleware[Any, Desk, Any]):
    """Refuse a reply that was cut short: nothing of it may be taken for an answer or a tool call.

    An endpoint that closes its stream early raises nothing in the client. Cut inside a tool's
    arguments, the call would be made with none.
    """

    def wrap_model_call(
        self,
        request: ModelRequest[Desk],
        handler: Callable[[ModelRequest[Desk]], ModelResponse[Any]],
    ) -> ModelResponse[Any]:
        """Call the model and check that its reply is whole."""
        response = handler(request)
        for message in response.result:
            if isinstance(message, AIMessage):
                _check(message)
        return response


def _check(reply: AIMessage) -> None:
    reason = reply.response_metadata.get("finish_reason")
    if reason is None:
        raise ModelFailure("its reply was cut short")
    if reason == "length":
        raise ModelFailure("its reply reached the endpoint's limit of length")
    if reason not in FINISHED:
        raise ModelFailure(f"its reply ended with {str(reason)[:40]!r}")
    if reply.invalid_tool_calls:
        raise ModelFailure("it called a tool with arguments that are not JSON")
    if not reply.tool_calls and not reply.text.strip():
        raise ModelFailure("its reply was empty")


class LastCall(AgentMiddleware[Any, Desk, Any]):
    """Take the tools away for the last call, so that a model that keeps looking must answer."""

    def wrap_model_call(
        self,
        request: ModelRequest[Desk],
        handler: Callable[[ModelRequest[Desk]], ModelResponse[Any]],
    ) -> ModelResponse[Any]:
        """Count the replies so far and call the model, without tools if it is the last time."""
        past = sum(isinstance(m, AIMessage) and bool(m.tool_calls) for m in request.messages)
        if past >= CALLS - 1:
            request = request.override(tools=[], tool_choice=None)
        return handler(request)


def _excused(error: Exception, request: ToolCallRequest) -> str:
    """Return what the model is told of a tool that failed."""
    if isinstance(error, NotMeasured | UnwindError | ValueError):
        return f"Not available: {' '.join(str(error).split())[:300]}"
    logging.getLogger(__name__).info("a tool of the agent failed", exc_info=error)
    return f"The tool {request.tool_call['name']} failed. Answer from the other evidence."


def middleware() -> list[AgentMiddleware[Any, Any, Any]]:
    """Return the guards in the order in which they wrap a call."""
    return [
        ModelCallLimitMiddleware(run_limit=CALLS, exit_behavior="error"),
        LastCall(),
        Complete(),
        ToolErrorMiddleware(_excused),
    ]
