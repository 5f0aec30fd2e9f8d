"""The LangChain agent: a model with the desk's tools, its drafts as a stream of pieces."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import openai
from langchain.agents import create_agent
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_openai import ChatOpenAI
from langgraph.errors import GraphRecursionError
from pydantic import SecretStr

from assistant.events import Exchange, Step
from assistant.failure import ModelFailure
from assistant.guards import CALLS, middleware
from assistant.models import OPENAI, Model
from assistant.watchdog import Silent, TooLong, watched
from prompts import load
from tools.agent_tools import TOOLS, Desk, step
from tools.evidence_lines import brief_lines

CONNECT = 5.0  # seconds in which an endpoint must take the connection
PATIENCE = 5.0  # times the longest silence: how long a whole answer may take
RETRIES = 2
REFUSALS = (400, 404, 422)  # how endpoints answer a request with tools that take none
LONGEST = 16_000  # characters of one reply: more is no answer but a model that ran away
MEMORY = 6  # earlier exchanges of a thread that are shown again


@dataclass(frozen=True, slots=True)
class Piece:
    """Some more text of the reply that is being written."""

    text: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What was written before a tool call was no part of the answer."""


@dataclass(slots=True)
class Agent:
    """One question put to a model; ``tokens`` counts what it read and wrote.

    Parameters
    ----------
    model : Model
        Which model, and where.
    desk : Desk
        What its tools work on.
    """

    model: Model
    desk: Desk
    tokens: int | None = None
    _heard: bool = False
    _messages: list[BaseMessage] = field(default_factory=list)

    def answer(
        self, question: str, draft: str, past: Sequence[Exchange]
    ) -> Iterator[Step | Piece | Aside]:
        """Ask the question and yield tool calls as steps and the reply piece by piece.

        Raises
        ------
        ModelFailure
            In whatever way the model or its endpoint fails.
        """
        if not _is_address(self.model.endpoint):
            raise ModelFailure("its endpoint is no address; OPENAI_BASE_URL wants http://HOST/v1")
        asked = load("question").fill(
            evidence="\n".join(brief_lines(self.desk.brief)),
            draft=draft or "none",
            question=question,
        )
        self._messages = [*_past(past), HumanMessage(asked)]
        try:
            yield from self._run(TOOLS)
        except _ToolsRefused:
            yield Step(f"Model {self.model.name} takes no tools; it gets the evidence alone")
            yield from self._run(())

    def repair(self, count: int, faults: str) -> str:
        """Return the paragraphs that were at fault as the model writes them anew.

        Raises
        ------
        ModelFailure
            In whatever way the model or its endpoint fails.
        """
        asked = load("repair").fill(count=str(count), faults=faults)
        self._messages.append(HumanMessage(asked))
        return "".join(p.text for p in self._run(()) if isinstance(p, Piece))

    def _run(self, tools: Sequence[Any]) -> Iterator[Step | Piece | Aside]:
        written = 0
        silence = self.model.timeout
        with self._failures(bool(tools)), _client() as client:

            def stream() -> Iterator[tuple[str, Any]]:
                graph: Any = create_agent(
                    _connect(self.model, client),
                    list(tools),
                    system_prompt=_system(self.desk),
                    middleware=middleware(),
                    context_schema=Desk,
                )
                found: Iterator[tuple[str, Any]] = graph.stream(
                    {"messages": [*self._messages]},
                    {"recursion_limit": 6 * CALLS},
                    context=self.desk,
                    stream_mode=["messages", "updates"],
                )
                return found

            for mode, data in watched(stream, silence=silence, total=PATIENCE * silence):
                if mode == "updates":
                    yield from self._updated(data)
                    continue
                self._heard = True
                if isinstance(data[0], AIMessageChunk) and data[0].text:
                    written += len(data[0].text)
                    if written > LONGEST:
                        raise ModelFailure("its reply ran on without an end")
                    yield Piece(data[0].text)

    def _updated(self, data: dict[str, Any]) -> Iterator[Step | Aside]:
        """Keep the messages of a step that was taken and say which tools were called."""
        for update in data.values():
            for message in (update or {}).get("messages", ()):
                self._messages.append(message)
                if not isinstance(message, AIMessage):
                    continue
                if message.usage_metadata:
                    self.tokens = (self.tokens or 0) + message.usage_metadata["total_tokens"]
                if message.tool_calls:
                    yield Aside()
                for call in message.tool_calls:
                    yield Step(step(call["name"], call["args"]))

    @contextmanager
    def _failures(self, with_tools: bool) -> Iterator[None]:
        """Turn whatever goes wrong inside into a ModelFailure with one plain clause."""
        try:
            yield
        except ModelFailure:
            raise
        except openai.APIStatusError as error:
            if with_tools and error.status_code in REFUSALS and "tool" in str(error).lower():
                raise _ToolsRefused from error
            raise ModelFailure(_status(error.status_code, self.model)) from error
        except (openai.APITimeoutError, Silent) as error:
            raise ModelFailure(f"it was silent for {self.model.timeout:g} seconds") from error
        except TooLong as error:
            raise ModelFailure("it took too long") from error
        except openai.APIConnectionError as error:
            why = "the connection broke" if self._heard else "its endpoint cannot be reached"
            raise ModelFailure(why) from error
        except openai.APIError as error:
            raise ModelFailure("the connection broke") from error
        except (ModelCallLimitExceededError, GraphRecursionError) as error:
            raise ModelFailure("it went on calling tools without an answer") from error
        except Exception as error:
            # What is no reply of the protocol, an HTML page say, fails anywhere inside the client.
            logging.getLogger(__name__).info("a model's reply could not be read", exc_info=error)
            raise ModelFailure("what its endpoint sent is no reply to a question") from error


class _ToolsRefused(Exception):
    """The endpoint does not take tools."""


@contextmanager
def _client() -> Iterator[openai.DefaultHttpxClient]:
    """Give a client of one run; closed, it ends what a thread may still read."""
    client = openai.DefaultHttpxClient(follow_redirects=False)
    try:
        yield client
    finally:
        client.close()


def _connect(model: Model, client: openai.DefaultHttpxClient) -> ChatOpenAI:
    return ChatOpenAI(
        http_client=client,
        model=model.name,
        base_url=model.endpoint,
        api_key=SecretStr(model.key),
        timeout=openai.Timeout(model.timeout, connect=CONNECT),
        max_retries=RETRIES,
        stream_usage=True,
        # Some names switch the client to another protocol, which only OpenAI's endpoint speaks.
        use_responses_api=None if model.endpoint == OPENAI else False,
    )


def _is_address(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _system(desk: Desk) -> str:
    brief = desk.brief
    kind = "simulated, and every answer says so" if brief.market.simulated else "real"
    return load("answer").fill(
        as_of=brief.as_of.isoformat(),
        market=f"{brief.market.name} ({kind})",
        engine=brief.verdict.engine,
        selloff=brief.selloff,
    )


def _past(past: Sequence[Exchange]) -> Iterator[BaseMessage]:
    for exchange in past[-MEMORY:]:
        yield HumanMessage(exchange.question)
        yield AIMessage(exchange.answer)


def _status(status: int, model: Model) -> str:
    match status:
        case 400 | 422:
            return f"the endpoint refused the request ({status})"
        case 401 | 403:
            return f"the endpoint refused the key ({status})"
        case 404:
            return f"the endpoint has no model {model.name} (404)"
        case 429:
            return "the endpoint's limit of requests is reached (429)"
    return f"the endpoint failed ({status})"
