"""The page of a brief: every figure of it, on a page of any width."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from assistant.tables import brief_text
from assistant.workspace import Workspace
from tests.contracts.paging import Page, decimal, section, widest, words
from tests.narrative.factory import make_brief, make_reading, make_verdict
from tools.records import Brief, Contribution

pytestmark = pytest.mark.usefixtures("page")


@pytest.mark.parametrize("columns", [80, 100])
def test_no_line_is_wider_than_the_page(columns: int, real_brief: Brief, page: Page) -> None:
    page(columns)
    assert widest(brief_text(real_brief)) == columns


def test_a_page_without_a_terminal_has_a_hundred_columns(real_brief: Brief) -> None:
    assert widest(brief_text(real_brief)) == 100


def test_a_wider_page_says_the_same_words(real_brief: Brief, page: Page) -> None:
    narrow = brief_text(real_brief)
    page(400)
    assert words(narrow) == words(brief_text(real_brief))


def test_every_reading_stands_on_one_line_with_its_figures(real_brief: Brief, page: Page) -> None:
    page(400)
    text = brief_text(real_brief)
    lines = text[text.index("Percentiles are of") : text.index("WHAT WE ARE WATCHING")].splitlines()
    for reading in real_brief.readings:
        start = re.compile(rf"{re.escape(reading.label)}†?(?:, \d{{4}}-\d\d-\d\d)?†?  ")
        found = [line for line in lines if start.match(line)]
        assert len(found) == 1, reading.id
        assert ("†" in found[0]) == bool(reading.estimate)
        if reading.missing:
            assert re.search(rf" —  not measured: {re.escape(reading.missing)}$", found[0])
            continue
        assert found[0].endswith(f" {reading.age}")
        assert str(reading.observed) in found[0]
        assert f"{reading.percentile_n:,}" in found[0]
        assert f" {reading.percentile_since:%Y} " in found[0]
        assert ("*" in found[0]) == reading.percentile_short
        assert ("unranked" in found[0]) == (reading.percentile is None)


def test_readings_stand_by_stress_with_the_missing_last(real_brief: Brief, page: Page) -> None:
    page(400)
    text = brief_text(real_brief)
    lines = section(text, "Positioning & flows")[1:]
    at = {}
    for reading in real_brief.readings:
        if reading.pillar == "positioning":
            start = (f"{reading.label}  ", f"{reading.label}†", f"{reading.label}, 2")
            at[reading.id] = next(n for n, line in enumerate(lines) if line.startswith(start))
    assert sorted(at.values()) == list(range(len(lines)))
    order = [real_brief.reading(metric) for metric in sorted(at, key=lambda m: at[m])]
    stresses = [r.stress for r in order if r.stress is not None]
    assert stresses == sorted(stresses, reverse=True)
    assert [r.stress is not None for r in order[: len(stresses)]] == [True] * len(stresses)
    missing = [r.missing is not None for r in order]
    assert missing == sorted(missing)


def test_contributions_add_up_to_the_move_as_printed(real_brief: Brief) -> None:
    lines = section(brief_text(real_brief), "Contributions")
    *parts, total = [decimal(line) for line in lines]
    assert sum(parts) == total
    verdict = real_brief.verdict
    assert len(parts) == len(verdict.contributions) + 1
    assert verdict.unexplained is not None
    half = Decimal(1).scaleb(parts[-1].as_tuple().exponent) / 2  # type: ignore[arg-type]
    assert abs(parts[-1] - Decimal(100 * verdict.unexplained)) <= half
    assert abs(total - Decimal(100 * real_brief.move.return_)) <= half


def test_decimals_are_added_where_one_would_not_add_up() -> None:
    # 0.04 + 0.04 + 0.04 = 0.12, but to one decimal three times 0.0 is not 0.1.
    parts = tuple(Contribution(name, 0.0004) for name in ("rates", "dollar"))
    brief = make_brief(verdict=make_verdict(contributions=parts, unexplained=0.0004))
    figures = [decimal(line) for line in section(brief_text(brief), "Contributions")]
    assert figures == [Decimal("0.04"), Decimal("0.04"), Decimal("0.04"), Decimal("0.12")]


def test_a_quiet_market_has_no_contributions(real_market: Workspace) -> None:
    brief = real_market.brief(date(2017, 10, 10))
    assert brief.selloff == "none"
    text = brief_text(brief)
    assert "CONTRIBUTIONS" not in text
    assert "No sell-off" in text


def test_every_falsifier_says_what_became_of_it(real_brief: Brief, page: Page) -> None:
    page(400)
    lines = section(brief_text(real_brief), "Falsifiers")
    for test in real_brief.verdict.falsifiers:
        found = [line for line in lines if line.startswith(f"  {test.test}  ")]
        assert len(found) == 1, test.id
        outcome = found[0].removeprefix(f"  {test.test}").strip()
        if test.fired is None:
            assert outcome == f"— not measured: {test.why}"
        else:
            assert outcome.startswith("FIRED  " if test.fired else "not fired  ")


def test_the_watch_list_gives_value_distance_and_how_often(real_brief: Brief, page: Page) -> None:
    page(400)
    lines = iter(section(brief_text(real_brief), "What we are watching")[1:])
    for watch in real_brief.watch:
        line = next(lines)
        assert line.startswith(f"{real_brief.reading(watch.reading).label}  ")
        assert ("FIRED" in line, "not fired" in line, "not measured: " in line) == (
            watch.fired is True,
            watch.fired is False,
            watch.fired is None,
        )
        if watch.fired is None:
            continue
        assert next(lines) == f"  {watch.why}"
        past = next(lines)
        assert ("; fired " in past) == watch.fired
        assert re.search(rf"\bfired {watch.times_fired} times? before, from [A-Z]", past)
        month = watch.followed[0]
        assert (" after any session" in past) == (month.missing is None)
        if month.mean is not None:
            assert f"a month later {100 * month.mean:+.1f}".replace("-", "−") in past
    assert next(lines, None) is None


def test_the_distance_of_a_watched_threshold_is_the_gap() -> None:
    line = section(brief_text(make_brief()), "What we are watching")[3]
    row = r"HY spread, move +\+36.bp +above \+120.bp +84.bp +— +not fired +0.4.%"
    assert re.fullmatch(row, line)


def test_the_verdict_names_what_speaks_for_and_against(real_brief: Brief, page: Page) -> None:
    page(400)
    lines = section(brief_text(real_brief), "Verdict")
    verdict = real_brief.verdict
    assert lines[0].split()[1] == verdict.engine.upper()
    rows = lines[next(n for n, line in enumerate(lines) if line.startswith("For ")) :]
    sides = [verdict.for_, verdict.against, verdict.flips_without]
    assert len(rows) == sum(max(len(side), 1) for side in sides)
    named = [metric for side in sides for metric in side or ("",)]
    for metric, row in zip(named, rows, strict=True):
        said = real_brief.reading(metric).label if metric else "— no reading"
        assert row[16:].startswith(said)


def test_a_figure_that_was_weighed_at_the_peak_is_the_peaks(page: Page) -> None:
    page(400)
    then = make_reading("positioning.naaim", 101.5, percentile=0.99, label="NAAIM exposure")
    brief = make_brief(at_peak=(then,), verdict=make_verdict(for_=("positioning.naaim",)))
    line = next(x for x in section(brief_text(brief), "Verdict") if x.startswith("For "))
    assert "102" in line
    assert line.endswith("at the peak")


def test_every_family_has_a_line_and_an_absent_one_its_reason(
    real_brief: Brief, page: Page
) -> None:
    page(400)
    lines = section(brief_text(real_brief), "Risk families")[1:]
    assert len(lines) == len(real_brief.moves) + len(real_brief.moves_missing)
    for why in set(real_brief.moves_missing.values()):
        count = sum(line.endswith(f"—  not measured: {why}") for line in lines)
        assert count == list(real_brief.moves_missing.values()).count(why)


def test_a_simulated_market_says_so_first_and_last(demo_market: Workspace) -> None:
    lines = brief_text(demo_market.brief()).splitlines()
    assert "SIMULATED" in lines[0]
    assert "SIMULATED" in lines[-1]


def test_a_real_market_is_not_called_simulated(real_brief: Brief) -> None:
    assert "SIMULATED" not in brief_text(real_brief)


def test_another_day_than_the_session_is_said() -> None:
    brief = make_brief(as_of=date(2018, 2, 10), session=date(2018, 2, 9))
    first = brief_text(brief).splitlines()[0]
    assert "as of 10 February 2018, session of 9 February 2018" in first


def test_scores_that_were_not_made_are_dashes() -> None:
    verdict = make_verdict(amplification=None, vulnerability=None, abstained=("too little",))
    text = brief_text(make_brief(verdict=verdict))
    assert "Amplification   — not measured" in text
    assert "Abstained       too little" in text


def test_an_asset_at_its_peak_did_not_fall() -> None:
    move = replace(make_brief().move, trading_days=0, return_=0.0, z=None, peak=date(2018, 2, 8))
    assert "S&P 500 stands at its peak, 8 February 2018." in brief_text(make_brief(move=move))


def test_the_page_is_plain_text(real_brief: Brief) -> None:
    assert "\x1b" not in brief_text(real_brief)
