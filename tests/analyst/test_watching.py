"""The watch list in words: grounded, complete, and different on either side of a threshold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.faults import faults
from assistant.narrative import render
from assistant.workspace import Workspace
from assistant.writing import note
from assistant.writing.changing import change
from assistant.writing.pen import Pen
from assistant.writing.watching import in_full, in_short, watching
from tests.analyst.asking import ask, flat, hold_to_evidence
from tests.narrative.factory import make_brief
from tools.records import Brief, Recall, Watch

DATES = [
    date(1998, 8, 31),
    date(2008, 10, 10),
    date(2015, 8, 24),
    date(2017, 10, 10),
    date(2018, 2, 8),
    date(2019, 9, 10),
    date(2020, 3, 16),
    date(2020, 11, 9),
    date(2022, 6, 13),
]
QUESTIONS = [
    "What are you watching?",
    "What should I watch?",
    "What would change your mind?",
    "What would make you wrong?",
    "Is it over?",
    "What did we say last year, and did it fire?",
]


@pytest.mark.parametrize("day", DATES, ids=str)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_is_grounded(real_market: Workspace, day: date, question: str) -> None:
    hold_to_evidence(ask(real_market, question, day))


@pytest.mark.parametrize("day", DATES, ids=str)
def test_the_note_watches_in_bullets(real_market: Workspace, day: date) -> None:
    brief = real_market.brief(day)
    section = next(s for s in note.sections(Pen(brief)) if s.title == "What we're watching")
    assert 3 <= len(section.bullets) <= 9
    for bullet in section.bullets:
        assert not faults(bullet, brief, "", real_market.lookup(real_market.market.view(day)))


def test_february_2018_names_what_fired_and_what_is_near(real_market: Workspace) -> None:
    text = flat(ask(real_market, "What are you watching?", date(2018, 2, 8)).text)
    fired, open_ = text.split("Not fired,")
    assert "VIX over VIX3M at 1.22, above 1.00 since 2 February" in fired
    assert "the volatility curve is inverted" in fired
    assert "Implied correlation at 68.6, not above 75.0" in open_
    full, rest = open_.split("The rest:")
    assert "the 10-year yield since the peak (0.4 σ)" in rest and "The 10-year" not in full
    assert "after any session" in fired


def in_words(workspace: Workspace, day: date) -> str:
    """Return every item in full, those that the answer tells in a line among them."""
    brief = workspace.brief(day)
    items = enumerate(brief.watch, 1)
    return flat(
        render(" ".join(in_full(n, w) for n, w in items if w.fired is not None), brief).text
    )


@pytest.mark.parametrize("day", DATES, ids=str)
def test_six_are_told_in_full_and_none_is_left_out(real_market: Workspace, day: date) -> None:
    given = ask(real_market, "What are you watching?", day)
    judged = [w for w in given.brief.watch if w.fired is not None]
    full = [p for p in given.paragraphs if "\n- " in p.source]
    told = [line for p in full for line in p.source.splitlines() if line.startswith("- ")]
    assert len(told) == min(6, len(judged))
    rest = [p.source for p in given.paragraphs if p.source.startswith("**The rest:**")]
    assert len(rest) == (len(judged) > 6)
    every = "".join([*told, *rest])
    cited = {int(n) for n in re.findall(r"\[\[watch\.(\d+)\.", every)}
    assert {n for n, w in enumerate(given.brief.watch, 1) if w.fired is not None} == cited
    # What has fired before comes before what has not; the newest, and the nearest, before others.
    shown = [int(re.findall(r"watch\.(\d+)", line)[0]) for line in told]
    assert shown == sorted(shown)
    both = {w.fired for w in judged}
    assert {given.brief.watch[n - 1].fired for n in shown} == both
    open_ = [abs(w.distance_sigmas) for w in judged if w.fired is False and w.distance_sigmas]
    assert open_ == sorted(open_)


UNIT = r"(?: (?:%|σ|bp|points|index points|ratio points)|×|tn|bn|(?<=\d)[mk])"


@pytest.mark.parametrize("day", DATES, ids=str)
def test_every_distance_has_a_unit(real_market: Workspace, day: date) -> None:
    """A bare "135 from firing" leaves open whether that is basis points, points or per cent."""
    found = []
    for question in ("What are you watching?", "What would change your mind?"):
        text = flat(ask(real_market, question, day).text)
        found += re.findall(r"It is ([^.;]*(?:\.\d[^.;]*)*?) from (?:firing|clearing)", text)
        if "farther from firing" in text:
            rest = text.split("farther from firing")[1].split(". ")[0]
            found += re.findall(r"\(([^)]*)\)", rest)
    assert found
    for distance in found:
        assert distance == "next to nothing" or re.search(UNIT + "$", distance), distance


def test_either_side_of_a_threshold_is_told_in_its_own_words(real_market: Workspace) -> None:
    beyond, inside = (in_words(real_market, d) for d in (date(2020, 3, 16), date(2017, 10, 10)))
    pairs = [
        ("the volatility curve is inverted", "the volatility curve slopes up"),
        ("dealers are short gamma", "dealers are long gamma"),
        ("most members are in a downtrend", "most members are still in an uptrend"),
        ("policy news is out of proportion", "policy news is in proportion"),
        ("investment grade has joined", "investment grade has not joined"),
    ]
    for fired, open_ in pairs:
        assert (fired in beyond, open_ in beyond) in ((True, False), (False, False))
        assert (fired in inside, open_ in inside) in ((False, True), (False, False))
    assert all(fired in beyond for fired, _ in pairs)
    assert all(open_ in inside for _, open_ in pairs)


def item(**fields: object) -> Watch:
    """Return an item of the factory's brief, on either side of a threshold of 1."""
    value = fields.pop("value", 1.22)
    fired = value > 1.0  # type: ignore[operator]
    found = Watch("positioning.vix_vix3m", 1.0, None, value, fired, 0.1, "so it stands")  # type: ignore[arg-type]
    own = {"name": "the curve", "distance_sigmas": 1.5, "times_fired": 0}
    known = {"watched_since": date(2009, 9, 18), "since": date(2018, 2, 5), "sessions": 3}
    return replace(found, **(own | (known if fired else {}) | fields))  # type: ignore[arg-type]


def told(watch: Watch) -> str:
    brief = make_brief(watch=(watch,))
    (first, *_) = watching(Pen(brief))
    return flat(render(watching(Pen(brief))[-1] if not watch.fired else first, brief).text)


def test_fired_and_unfired_are_opposite_sentences() -> None:
    fired, open_ = told(item()), told(item(value=0.8, watched_since=date(2009, 9, 18)))
    assert "above 1.00 since 5 February" in fired and "from clearing" in fired
    assert "not above 1.00" in open_ and "from firing" in open_
    assert "clearing" not in open_ and "from firing" not in fired
    assert "crossed today" in told(item(sessions=0))


def test_what_cannot_be_told_is_not_told() -> None:
    assert "has not fired in an earlier spell in a record from September 2009" in told(item())
    seldom = told(item(times_fired=2, last_fired=date(2016, 6, 24)))
    assert "in 2 earlier spells a quarter apart" in seldom
    assert "too seldom to say what followed" in seldom
    assert "in 1 earlier spell since" in told(item(times_fired=1, last_fired=date(2016, 6, 24)))
    assert "next to nothing from clearing" in told(item(distance_sigmas=0.04))


def test_a_crossing_within_a_spell_is_no_first() -> None:
    """The count takes a quarter's crossings as one; the last day beyond is told besides."""
    new = {"since": date(2018, 2, 8), "sessions": 0, "times_fired": 2}
    spell = new | {"last_fired": date(2017, 8, 10)}
    again = told(item(**spell, last_beyond=date(2018, 2, 5)))
    assert "again today after 5 February" in again and "crossed today" not in again
    first = told(item(**spell, last_beyond=date(2017, 9, 14)))
    assert "crossed today" in first and "again today" not in first
    assert "last beyond its bound on 14 September 2017" in first
    alone = told(item(**spell, last_beyond=date(2017, 8, 10)))
    assert "last beyond its bound" not in alone, "the spell's day says it"


def test_real_counts_leave_no_later_day_untold(real_market: Workspace) -> None:
    """NYSE issues were beyond nine in ten on 25 February and 9, 11 and 12 March 2020."""
    crash = in_words(real_market, date(2020, 3, 16))
    assert "Declining issues at 96 %, above 90 %, again today after 12 March" in crash
    assert "earlier spells a quarter apart since December 1991, the last from 2 February" in crash
    gamma = in_words(real_market, date(2018, 2, 8))
    assert "dealer gamma at −$1.6bn, below zero, again today after 5 February" in gamma


def test_a_washout_of_issues_is_no_heavy_down_day(real_market: Workspace) -> None:
    """Two of the week's sessions were heavy by the members' volume; by issues the last was not."""
    brief = real_market.brief(date(2018, 2, 8))
    heavy = next(r for r in brief.readings if r.id == "behaviour.heavy_down_days_5d")
    issues = next(w for w in brief.watch if w.reading == "behaviour.decliners_share")
    assert heavy.value == 2 and issues.fired is False
    assert "heavy down day" not in issues.why and "issues" in issues.why
    fallen = next(
        w
        for w in real_market.brief(date(2020, 3, 16)).watch
        if w.reading == "behaviour.decliners_share"
    )
    assert fallen.fired and "heavy down day" not in fallen.why and fallen.why != issues.why


def test_a_list_without_a_firing_says_so() -> None:
    brief = make_brief(watch=(item(value=0.8),))
    assert "has fired" in watching(Pen(brief))[0] and "Nothing" in watching(Pen(brief))[0]
    assert in_short(Pen(brief))[0] == "Nothing on the watch list has fired."
    young = replace(item(), fired=None)
    (said,) = watching(Pen(make_brief(watch=(young,))))
    assert said == "**Could not be judged:** the curve (too short a history for a threshold)."


def changing(brief: Brief) -> str:
    from assistant.questions import read

    return "\n".join(change(Pen(brief), read("What would change your mind?", brief.as_of)))


def test_the_flip_set_names_what_the_label_would_become(real_market: Workspace) -> None:
    for day in DATES:
        brief = real_market.brief(day)
        verdict = brief.verdict
        assert (verdict.flips_to is None) == (not verdict.flips_without)
        assert verdict.flips_to != verdict.engine
        text = changing(brief)
        if verdict.engine == "none":
            continue
        if 0 < len(verdict.flips_without) <= 8:
            word = {"fundamental": "fundamentals"}.get(verdict.flips_to, verdict.flips_to)
            assert f"the label would be {word}" in text
        else:
            assert "leaves the label as it is" in text


def test_a_fired_test_is_told_as_fired_and_an_open_one_with_its_distance(
    real_market: Workspace,
) -> None:
    question = "What would change your mind?"
    calm = flat(ask(real_market, question, date(2018, 2, 8)).text)
    assert "Fired already." in calm and "beyond what the S&P's own fall implies" in calm
    near = calm.split("the nearest first.")[1]
    assert near.index("10-year yield moves beyond") < near.index("2-year yield rises beyond")
    assert "0.4 σ from firing" in near
    rates = flat(ask(real_market, question, date(2022, 6, 13)).text)
    # What started that fall is identified, so the label stands without the tests that have fired.
    assert "No registered test decides it" in rates
    assert "Fired already." in rates and "the 10-year yield rose 102 bp since the peak" in rates
    assert "It would change if one of these fired" not in rates


def test_what_the_last_note_watched_is_followed(real_market: Workspace) -> None:
    """The note of 5 February 2018 watches VIX over VIX3M, at 1.33, and the 10-year beyond 2 σ."""
    given = ask(real_market, "What did we say last week, and did it fire?", date(2018, 2, 8))
    text = flat(given.paragraphs[0].text)
    assert "What it watched, at our thresholds" in text
    assert "VIX over VIX3M (1.33 then, 1.22 now) had fired and has not cleared" in text
    assert "The 10-year yield since the peak (1.1 σ then, 1.6 σ now) has not fired" in text
    assert {r.note for r in given.brief.recalls} == {"2018-02-05-the-vix-close"}


def test_a_note_of_january_2022_was_followed_by_the_2_year(real_market: Workspace) -> None:
    given = ask(real_market, "What did we say last year, and did it fire?", date(2022, 6, 13))
    fates = {r.reading: r for r in given.brief.recalls if r.note.startswith("2022-01-24")}
    found = fates["macro.rates_2y_z"]
    assert found.fate == "fired"
    assert date(2022, 1, 24) < (found.crossed or date.min) <= date(2022, 6, 13)


@pytest.mark.parametrize(
    ("fired_then", "fired_now", "crossed", "words"),
    [
        (False, True, date(2018, 2, 7), "**fired** on"),
        (False, False, date(2018, 2, 7), "has come back since"),
        (False, False, None, "**has not fired**"),
        (True, True, None, "**has not cleared**"),
        (True, False, date(2018, 2, 7), "**cleared** on"),
        (False, None, None, "could not be followed"),
    ],
)
def test_each_fate_has_words_of_its_own(
    fired_then: bool, fired_now: bool | None, crossed: date | None, words: str
) -> None:
    from assistant.questions import read
    from assistant.writing.said import said

    seen = Recall(
        "2018-01-31-desk",
        date(2018, 1, 31),
        "positioning.vix_vix3m",
        "the curve",
        1.0,
        None,
        0.9,
        None if fired_now is None else 1.1 if fired_now else 0.9,
        fired_then,
        fired_now,
        crossed,
        named=True,
    )
    brief = make_brief(recalls=(seen,))
    text = "\n".join(said(Pen(brief), read("What did we say?", brief.as_of)))
    assert words in text
    others = ["**fired** on", "**has not fired**", "**has not cleared**", "**cleared** on"]
    assert sum(other in text for other in others) == (0 if fired_now is None else 1)
    assert not faults(text, brief)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_simulated_market_is_watched_in_the_same_words(
    demo_market: Workspace, question: str
) -> None:
    given = ask(demo_market, question)
    assert given.brief.watch
    hold_to_evidence(given)
