"""The morning: what is new is new, it is told once, and its sentences are borne out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations

import pytest

from assistant.alerts import Alert, State, carried, changes, moved, read_state, state_of, watch_id
from assistant.faults import faults
from assistant.morning import Drawn, Morning, look, sessions_since
from assistant.rules import rule_faults
from assistant.tables.morning import morning_json, note_lines, note_texts
from assistant.workspace import Workspace
from tests.analyst.states import random_state
from tools.records import Reading

FRIDAY, MONDAY = date(2018, 2, 2), date(2018, 2, 5)
DAYS = (
    date(2008, 10, 10),
    date(2011, 8, 8),
    MONDAY,
    date(2018, 2, 6),
    date(2020, 3, 16),
    date(2021, 8, 4),
    date(2022, 2, 4),
    date(2022, 12, 30),
)
LONGEST = 35


def morning(market: Workspace, day: date | None = None, told: State | None = None) -> Morning:
    news = look(market, day, told)
    return Morning(news, Drawn(), market.lookup(market.market.view(news.now.as_of)))


def said(found: Morning) -> str:
    return " ".join(note_lines(found))


def alerts(found: Morning) -> dict[str, tuple[str, str]]:
    return {a.id: (a.was, a.now) for a in found.news.changes.alerts}


def cleared(found: Morning) -> set[str]:
    return {a.id for a in found.news.changes.cleared}


def hold(found: Morning) -> None:
    """Fail where a line says what its own brief does not, or the note is long."""
    for line in found.note:
        bad = [*faults(line.text, line.brief, "", found.history)]
        bad += rule_faults(line.text, line.brief, found.history)
        assert not bad, f"{bad[0]} in {line.text!r}"
    lines = note_lines(found)
    assert len(lines) <= LONGEST
    assert not any("[[" in line or "no such evidence" in line for line in lines)


def test_the_monday_of_the_vix_is_told_as_it_came(real_market: Workspace) -> None:
    """The closes that Cboe, the index's vendor and the dealers' vendor print decide."""
    found = morning(real_market, MONDAY)
    view = real_market.market.view(MONDAY)
    gamma = view.observations("DIX", "gex")
    vix, three_months = view.observations("VIX"), view.observations("VIX3M")
    close = view.observations("SPX")
    high = close.rolling(252).max()
    before, on = str(FRIDAY), str(MONDAY)

    new = alerts(found)
    assert found.news.then.session == FRIDAY
    assert new["label"] == ("mixed", "positioning")
    assert "selloff" not in new
    assert gamma[before] > 0 > gamma[on]
    assert new["positioning.dealer_gamma_vendor below 0"] == ("not fired", "fired")
    # The VIX had closed above VIX3M on the Friday, so that this is nothing new.
    assert vix[before] > three_months[before]
    assert vix[on] > three_months[on]
    assert "positioning.vix_vix3m above 1" not in new
    # The list shows the next rung, of a tenth; that of a twentieth was passed on the day.
    assert close[before] / high[before] > 0.95 > close[on] / high[on] > 0.90
    assert new["market.drawdown_252d below -0.05"] == ("not fired", "fired")
    assert "overshoot" in new
    assert cleared(found) == {"rates_10y", "behaviour.decliners_share above 0.9"}

    text = said(found)
    assert "The label is positioning" in text
    assert "On 2 February it was mixed" in text
    assert "Fired since 2 February" in text
    besides = " ".join(text.split("Besides")[1].split("Cleared")[0].split())
    assert "the S&P against its high of a year" in besides
    assert "Cleared since 2 February: the 10-year yield since the peak" in text


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_line_is_borne_out(real_market: Workspace, day: date) -> None:
    hold(morning(real_market, day))


def test_the_demo_is_borne_out_too(demo_market: Workspace) -> None:
    for session in demo_market.market.sessions[-12::2]:
        hold(morning(demo_market, session.date()))


def test_notes_of_unlike_days_share_no_figure(real_market: Workspace) -> None:
    notes = {
        day: {x for x in note_texts(morning(real_market, day), "text") if re.search(r"\d", x)}
        for day in DAYS
    }
    for one, other in combinations(DAYS, 2):
        assert not notes[one] & notes[other], (one, other)


def test_only_what_fired_is_said_to_have_fired(real_market: Workspace) -> None:
    seen = set()
    for day in DAYS:
        found = morning(real_market, day)
        new, text = found.news.changes, said(found)
        fired = [a for a in new.alerts if a.kind in ("watch", "falsifier")]
        seen.add(bool(fired))
        assert ("Fired since" in text) == bool(fired)
        assert ("Nothing has fired" in text) == (not fired)
        assert ("Cleared since" in text) == bool(new.cleared)
        assert ("New in a rout" in text) == bool(new.began)
        assert ("No longer in a rout" in text) == bool(new.ended)
        engines = {found.news.then.verdict.engine, found.news.now.verdict.engine}
        assert ("The label is still" in text) == (len(engines) == 1 and "none" not in engines)
    assert seen == {True, False}


def test_readings_that_moved_are_those_of_the_two_briefs(real_market: Workspace) -> None:
    found = morning(real_market, MONDAY).news
    assert found.moved
    for m in found.moved:
        then, now = found.then.index[m.reading], found.now.index[m.reading]
        assert (m.then, m.percentile_then) == (then.value, then.percentile)
        assert (m.now, m.percentile_now) == (now.value, now.percentile)
    assert [m.far for m in found.moved] == sorted((m.far for m in found.moved), reverse=True)


def test_another_leg_begins_another_count(demo_market: Workspace) -> None:
    """What is measured since the peak has not moved where the peak has."""
    last = demo_market.brief()
    other = replace(last, move=replace(last.move, peak=date(2026, 1, 5)))
    turned = replace(
        last, readings=tuple(_turned(r) if r.percentile is not None else r for r in last.readings)
    )
    ids = {m.reading for m in moved(last, turned)}
    anew = {m.reading for m in moved(other, turned)}
    assert {name for name in ids if name.endswith("_since_peak")}
    assert not {name for name in anew if name.endswith("_since_peak")}
    assert anew < ids


def _turned(reading: Reading) -> Reading:
    return replace(reading, percentile=1.0 - (reading.percentile or 0.0))


def test_a_second_run_has_nothing_new(demo_market: Workspace) -> None:
    first = morning(demo_market)
    assert alerts(first)
    told = read_state(json.loads(json.dumps(carried(None, state_of(first.brief)).to_json())))
    assert told == state_of(first.brief)
    again = morning(demo_market, None, told)
    assert again.news.repeated
    assert again.status == 0
    assert not alerts(again)
    assert not cleared(again)
    assert not again.news.moved
    text = said(again)
    assert "nothing has fired, cleared or changed since" in text
    assert "Fired" not in text
    assert "Moved" not in text
    hold(again)


def test_missed_mornings_are_told_together(demo_market: Workspace) -> None:
    """A run after three sessions without one tells what came on any of them."""
    sessions = [s.date() for s in demo_market.market.sessions[-4:]]
    told = state_of(demo_market.brief(sessions[0]))
    late = morning(demo_market, None, told)
    assert late.news.then.session == sessions[0]
    each = [alerts(morning(demo_market, day)) for day in sessions[1:]]
    fired = {name for found in each for name in found}
    held = {t.id for t in state_of(late.brief).thresholds.values() if t.fired}
    assert set(alerts(late)) == fired & held
    assert alerts(late)


def test_a_figure_that_came_late_is_still_told(demo_market: Workspace) -> None:
    """What the run of Thursday could not measure had crossed on Thursday already."""
    now = demo_market.brief()
    item = next(w for w in now.watch if w.fired and w.falsifier is None)
    assert item.since is not None
    told = state_of(demo_market.brief(item.since))
    name = watch_id(item)
    assert name not in {a.id for a in changes(told, now).alerts}
    unknown = replace(told.thresholds[name], fired=None)
    late = replace(told, thresholds={**told.thresholds, name: unknown})
    before = replace(told, thresholds={**told.thresholds, name: replace(unknown, fired=False)})
    assert name in {a.id for a in changes(carried(before, late), now).alerts}


def test_told_of_another_time_is_not_used(demo_market: Workspace) -> None:
    now = demo_market.brief()
    sessions = demo_market.market.sessions
    for wrong in (date(2009, 1, 2), date(2027, 1, 4)):
        news = look(demo_market, None, replace(state_of(now), session=wrong))
        assert news.then.session == sessions[-2].date()
        assert not news.repeated


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_new_against_itself(seed: int) -> None:
    brief = random_state(seed)
    new = changes(state_of(brief), brief)
    assert (new.alerts, new.cleared, new.began, new.ended) == ((), (), (), ())


@pytest.mark.parametrize("seed", range(20))
def test_what_fires_one_way_clears_the_other(seed: int) -> None:
    one, other = random_state(seed), random_state(seed + 100)
    there, back = changes(state_of(one), other), changes(state_of(other), one)

    def tests(found: Iterable[Alert]) -> set[str]:
        return {a.id for a in found if a.kind == "falsifier" and a.was != "not measured"}

    assert tests(there.alerts) == tests(back.cleared)
    assert {a.id for a in there.alerts if a.kind == "label"} == {
        a.id for a in back.alerts if a.kind == "label"
    }


def test_a_calm_market_raises_no_claim(demo_market: Workspace) -> None:
    calm = demo_market.brief(date(2026, 4, 21))
    assert calm.selloff == "none"
    watched = {w.falsifier for w in calm.watch if w.falsifier}
    held = {t.id for t in state_of(calm).thresholds.values() if t.kind == "falsifier"}
    assert held == watched
    assert len(watched) < len(calm.verdict.falsifiers)


def test_the_last_note_is_followed_up(real_market: Workspace) -> None:
    found = morning(real_market, date(2018, 2, 6))
    body = morning_json(found)["last_note"]
    assert body["as_of"] == "2018-02-05"
    assert "Since the note of 5 February" in said(found)
    # The latest note of early 2018 is two years old: the desk has said nothing of late.
    assert morning_json(morning(real_market, MONDAY))["last_note"] is None
    assert "note of" not in said(morning(real_market, MONDAY))


@pytest.mark.parametrize(
    ("at", "closed"),
    [
        (datetime(2018, 2, 5, 22, tzinfo=UTC), 0),
        (datetime(2018, 2, 6, 18, tzinfo=UTC), 0),  # the session is running
        (datetime(2018, 2, 6, 22, tzinfo=UTC), 1),
        (datetime(2018, 2, 12, 22, tzinfo=UTC), 5),
        (datetime(2018, 2, 19, 22, tzinfo=UTC), 9),  # Washington's birthday
        (datetime(2018, 2, 20, 22, tzinfo=UTC), 10),
    ],
)
def test_age_counts_sessions_that_have_closed(at: datetime, closed: int) -> None:
    assert sessions_since(MONDAY, at) == closed
