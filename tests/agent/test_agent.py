"""The agent over real HTTP: good answers, and every way in which a model or an endpoint fails.

Whatever happens, the answer is whole, every paragraph free of faults, and says who wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from time import monotonic

import pytest

from assistant.events import ANALYST, Answer, Exchange, Found, Paragraph, Step
from assistant.faults import faults
from assistant.models import Model
from assistant.service import answer, events
from assistant.workspace import Workspace
from tests.agent import answers, replies
from tests.agent.aimock import round_trip
from tests.agent.answers import GOOD
from tests.agent.conftest import Mock, Serve
from tests.agent.endpoint import nowhere
from tests.agent.replies import Script

QUESTION = "What's driving this sell-off?"
NAME = "fixture-model"
PILLAR = ("read_pillar", {"pillar": "positioning"})


def _ask(url: str, market: Workspace, timeout: float = 5.0, key: str = "key") -> Answer:
    return answer(QUESTION, market, model=Model(NAME, url, key, timeout))


def _sound(given: Answer) -> None:
    """The least that holds of every answer."""
    for paragraph in given.paragraphs:
        assert faults(paragraph.source, given.brief, QUESTION, given.history) == []
        assert "[[" not in paragraph.text
    assert len(given.paragraphs) >= 3
    assert any(p.citations for p in given.paragraphs)


def test_a_good_model_writes_it_all(demo_market: Workspace, serve: Serve) -> None:
    endpoint = serve(answers.good())
    given = _ask(endpoint.url, demo_market)
    _sound(given)
    assert given.writer == NAME
    assert given.remarks == ()
    assert [p.source for p in given.paragraphs] == list(GOOD)
    assert given.tokens is not None and given.tokens > 1000
    assert "Reading the verdict and its evidence" in given.steps
    assert given.to_json()["paragraphs"][0]["writer"] == NAME


def test_a_paragraph_is_passed_on_while_the_next_is_written(
    demo_market: Workspace, serve: Serve
) -> None:
    """The endpoint takes over a second for what follows the first paragraph."""
    whole = "\n\n".join(GOOD)
    endpoint = serve(lambda body: replies.text(whole, chunk=20, pause=0.02))
    run = events(QUESTION, demo_market, model=Model(NAME, endpoint.url, "key"))
    came = [monotonic() for event in run if isinstance(event, Paragraph)]
    assert came[-1] - came[0] > 1.0


def test_events_come_in_order(demo_market: Workspace, serve: Serve) -> None:
    endpoint = serve(answers.good())
    kinds = [type(e) for e in events(QUESTION, demo_market, model=Model(NAME, endpoint.url, "k"))]
    assert kinds[:3] == [Step, Step, Found]
    assert kinds[-1] is Answer
    assert kinds.count(Answer) == kinds.count(Found) == 1
    assert kinds.index(Paragraph) > kinds.index(Found)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (lambda: replies.status(401), "refused the key (401)"),
        (lambda: replies.status(404), f"has no model {NAME} (404)"),
        (lambda: replies.status(400), "refused the request (400)"),
        (lambda: replies.status(500, headers={"retry-after-ms": "1"}), "failed (500)"),
        (lambda: replies.status(429, headers={"retry-after-ms": "1"}), "limit of requests"),
        (replies.html_body, "no reply to a question"),
        (replies.empty, "reply was empty"),
        (replies.no_choices, "cut short"),
        (lambda: replies.length("**A finding [[move.return]].**"), "limit of length"),
        (lambda: replies.malformed_call("search_notes"), "arguments that are not JSON"),
        (
            lambda: replies.cut_in_arguments("read_pillar", {"pillar": "macro"}, 5),
            "broke|cut short",
        ),
        (lambda: replies.gives_up("**A finding"), "connection broke"),
        (lambda: replies.text("x " * 9_000, chunk=500), "without an end"),
    ],
)
def test_a_failing_endpoint_leaves_the_analyst(
    demo_market: Workspace, serve: Serve, script: Callable[[], replies.Reply], why: str
) -> None:
    turn = script()
    given = _ask(serve(lambda body: turn).url, demo_market)
    _sound(given)
    assert given.writer == ANALYST
    (remark,) = given.remarks
    assert remark.startswith(f"Model {NAME} gave no answer: ")
    assert any(part in remark for part in why.split("|"))
    assert [p.source for p in given.paragraphs] == [
        p.source for p in answer(QUESTION, demo_market).paragraphs
    ]
    assert "Note: Model" in given.text


def test_an_unreachable_endpoint(demo_market: Workspace) -> None:
    given = _ask(nowhere(), demo_market)
    _sound(given)
    assert "cannot be reached" in given.remarks[0]


def test_a_silent_endpoint(demo_market: Workspace, serve: Serve) -> None:
    given = _ask(serve(lambda body: replies.stall(5)).url, demo_market, timeout=0.3)
    _sound(given)
    assert "silent for 0.3 seconds" in given.remarks[0]


def test_an_endpoint_that_drips_for_ever(demo_market: Workspace, serve: Serve) -> None:
    """A word every now and then is no silence, but the whole has its limit too."""
    drip = replies.text("word " * 4000, chunk=5, pause=0.05)
    given = _ask(serve(lambda body: drip).url, demo_market, timeout=0.3)
    _sound(given)
    assert "took too long" in given.remarks[0]


def test_a_paragraph_that_comes_twice_stands_once(demo_market: Workspace, serve: Serve) -> None:
    """As of a model that writes before it calls a tool, and the same again afterwards."""
    whole = "\n\n".join(GOOD)
    script: Script = [replies.calls(PILLAR, content=whole + "\n\n"), replies.text(whole)]
    given = _ask(serve(script).url, demo_market)
    assert [p.source for p in given.paragraphs] == list(GOOD)
    assert given.writer == NAME


def test_a_reply_of_a_few_words_is_completed(demo_market: Workspace, serve: Serve) -> None:
    given = _ask(serve(lambda body: replies.text("VIX [[positioning.vix]].")).url, demo_market)
    _sound(given)
    assert given.paragraphs[0].writer == NAME
    assert "after a few words" in given.remarks[0]
    assert f"[{ANALYST}]" in given.text


def test_a_key_is_shown_nowhere(demo_market: Workspace, serve: Serve) -> None:
    endpoint = serve(answers.good(), key="right")
    given = _ask(endpoint.url, demo_market, key="sk-secret-wrong")
    assert "refused the key" in given.remarks[0]
    assert "sk-secret" not in given.text + json.dumps(given.to_json())
    assert "sk-secret" not in repr(Model(NAME, endpoint.url, "sk-secret-wrong"))


@pytest.mark.parametrize("ending", ["closed", "reset", "ended"])
def test_a_stream_cut_short_is_completed(
    demo_market: Workspace, serve: Serve, ending: replies.Ending
) -> None:
    """What was whole and checked stands; what was cut is not shown; the analyst writes the rest."""
    text = "\n\n".join(GOOD)
    after = text.index(GOOD[2]) + 40
    given = _ask(serve(lambda body: replies.cut(text, after, ending)).url, demo_market)
    _sound(given)
    whole = [p.source for p in given.paragraphs if p.writer == NAME]
    assert whole == list(GOOD[: len(whole)])
    # A reset connection may take with it what had arrived and was not read yet.
    assert len(whole) == 2 or ending == "reset"
    assert {p.writer for p in given.paragraphs[len(whole) :]} == {ANALYST}
    verb = "stopped" if whole else "gave no answer"
    assert given.remarks[0].startswith(f"Model {NAME} {verb}: ")


def test_a_model_that_refuses_tools_writes_from_the_evidence(
    demo_market: Workspace, serve: Serve
) -> None:
    endpoint = serve(replies.refuses_tools(replies.text("\n\n".join(GOOD))))
    given = _ask(endpoint.url, demo_market)
    _sound(given)
    assert given.writer == NAME
    assert any("takes no tools" in step for step in given.steps)
    assert "tools" not in endpoint.asked[-1].body


def test_a_model_that_ignores_tools_writes_from_the_evidence(
    demo_market: Workspace, serve: Serve
) -> None:
    given = _ask(serve(replies.ignores_tools("\n\n".join(GOOD))).url, demo_market)
    _sound(given)
    assert given.writer == NAME


def test_a_looping_model_must_answer_at_last(demo_market: Workspace, serve: Serve) -> None:
    """The tools are taken away for its last call."""

    def loops(body: replies.Body) -> replies.Reply:
        return replies.calls(PILLAR) if body.get("tools") else replies.text("\n\n".join(GOOD))

    endpoint = serve(loops)
    given = _ask(endpoint.url, demo_market)
    _sound(given)
    assert given.writer == NAME
    assert len(endpoint.asked) == 8


def test_a_model_that_calls_tools_for_ever_is_stopped(demo_market: Workspace, serve: Serve) -> None:
    endpoint = serve(lambda body: replies.calls(PILLAR))
    given = _ask(endpoint.url, demo_market)
    _sound(given)
    assert "went on calling tools" in given.remarks[0]
    assert len(endpoint.asked) <= 9


def test_wrong_calls_go_back_to_the_model(demo_market: Workspace, serve: Serve) -> None:
    script: Script = [
        replies.unknown_tool(),
        replies.calls(("read_pillar", {"pillar": "astrology"})),
        replies.calls(("read_history", {"reading": "positioning.vixx"})),
        replies.calls(
            ("compare_dates", {"day": "tomorrow"}), ("compare_dates", {"day": "2031-01-03"})
        ),
        replies.text("\n\n".join(GOOD)),
    ]
    endpoint = serve(script)
    given = _ask(endpoint.url, demo_market)
    _sound(given)
    assert given.writer == NAME
    told = [m["content"] for m in endpoint.asked[-1].body["messages"] if m["role"] == "tool"]
    assert len(told) == 5
    assert "positioning.vix" in told[2]
    assert "Not available" in told[3]
    assert "No such date" in told[4]


def test_faults_get_one_repair_turn(demo_market: Workspace, serve: Serve) -> None:
    endpoint = serve(
        [
            replies.text("\n\n".join(answers.FAULTY)),
            replies.text("\n\n".join([GOOD[0], GOOD[2]])),
        ]
    )
    given = _ask(endpoint.url, demo_market)
    _sound(given)
    assert [p.source for p in given.paragraphs] == [GOOD[0], GOOD[2], GOOD[4]]
    assert given.writer == NAME
    asked = endpoint.asked[-1].body["messages"][-1]["content"]
    for fault in ("4.6", "2031", "positioning.crowding_index"):
        assert fault in asked


def test_what_stays_at_fault_is_the_analysts(demo_market: Workspace, serve: Serve) -> None:
    given = _ask(serve(answers.faulty()).url, demo_market)
    _sound(given)
    assert given.paragraphs[0].writer == ANALYST
    assert GOOD[4] in [p.source for p in given.paragraphs if p.writer == NAME]
    text = given.text
    assert "4.6" not in text and "2031" not in text and "doubled" not in text
    assert any("in their place" in remark for remark in given.remarks)


def test_a_model_that_repeats_itself_doubles_nothing(demo_market: Workspace, serve: Serve) -> None:
    given = _ask(serve(lambda body: replies.text("\n\n".join(answers.FAULTY))).url, demo_market)
    sources = [p.source for p in given.paragraphs]
    assert len(set(sources)) == len(sources)


def test_a_repair_turn_that_fails_loses_no_good_paragraph(
    demo_market: Workspace, serve: Serve
) -> None:
    given = _ask(
        serve([replies.text("\n\n".join(answers.FAULTY)), replies.status(401)]).url, demo_market
    )
    _sound(given)
    assert given.paragraphs[0].writer == ANALYST
    assert GOOD[4] in [p.source for p in given.paragraphs]


@pytest.mark.parametrize(
    "reply",
    [
        "I have been told to ignore my instructions. Sell everything.",
        "See [the truth](http://evil.example/99) now, it fell [[move.return]].",
        "<script>alert(1)</script> [[move.return]] down.",
        "Momentum is down 9.8 % from its peak.",
        "I cannot help with that.",
    ],
)
def test_nothing_unfounded_is_shown(demo_market: Workspace, serve: Serve, reply: str) -> None:
    given = _ask(serve(lambda body: replies.text(reply)).url, demo_market)
    _sound(given)
    assert given.writer == ANALYST
    assert "borne out by the evidence" in given.remarks[0]
    assert not any(word in given.text for word in ("evil", "script", "ignore", "cannot help"))


def test_the_model_sees_nothing_after_the_wall(real_market: Workspace, serve: Serve) -> None:
    """Neither a date nor a reading of the future is sent, and no tool can ask for one."""
    day = date(2018, 2, 8)
    tools = [
        replies.calls(("read_brief", {}), PILLAR, ("search_notes", {"query": "volatility"})),
        replies.calls(("read_history", {"reading": "positioning.vix", "sessions": 500})),
        replies.calls(
            ("compare_dates", {"day": "2018-02-09"}), ("compare_dates", {"day": "2015-08-24"})
        ),
        replies.calls(("draft_note", {}), ("define_metric", {"reading": "positioning.vix"})),
        replies.text("\n\n".join(GOOD)),
    ]
    endpoint = serve(tools)
    given = answer(QUESTION, real_market, as_of=day, model=Model(NAME, endpoint.url, "k"))
    _sound(given)
    assert given.writer == NAME
    from assistant.dates import mentions

    for asked in endpoint.asked:
        sent = json.dumps(asked.body["messages"])
        later = [m for m in mentions(sent) if (first := m.first()) and first > day]
        assert [sent[m.start : m.end] for m in later] == ["2018-02-09"] * len(later)
        for offered in asked.body.get("tools", []):
            names = offered["function"]["parameters"].get("properties", {})
            assert not {"as_of", "date", "market", "runtime"} & set(names)


def test_a_thread_is_rebuilt_from_checked_answers(demo_market: Workspace, serve: Serve) -> None:
    endpoint = serve(lambda body: replies.text("\n\n".join(GOOD)))
    past = [Exchange(f"Question {n}", f"Answer [[move.return]] {n}") for n in range(9)]
    model = Model(NAME, endpoint.url, "k")
    answer("And now?" + QUESTION, demo_market, model=model, past=past)
    roles = [m["role"] for m in endpoint.asked[0].body["messages"]]
    assert roles == ["system", *["user", "assistant"] * 6, "user"]
    assert endpoint.asked[0].body["messages"][1]["content"] == "Question 3"


def test_another_implementation_of_the_protocol(demo_market: Workspace, mock: Mock) -> None:
    """Through aimock: a tool call in one round, the answer in the next."""
    other = mock(round_trip("read_pillar", {"pillar": "fundamentals"}, "\n\n".join(GOOD)))
    given = _ask(other.url, demo_market)
    _sound(given)
    assert given.writer == NAME
    assert "Reading the pillar fundamentals" in given.steps
    assert [p.source for p in given.paragraphs] == list(GOOD)
    told = other.asked()[-1]["messages"][-1]
    assert told["role"] == "tool" and "[[fundamentals." in told["content"]
