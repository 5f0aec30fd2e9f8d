"""What a source that failed costs: what it alone could have given, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from assistant.live import sole
from assistant.tables.pulls import pull_json, pull_text
from assistant.workspace import Workspace
from tests.sources.world_pull import Puller
from tools.history import Histories
from tools.records import Reading
from tools.sources.costs import Costs, costs, parts
from tools.sources.outcome import Outcome, Pulled
from tools.sources.table import sources

CBOE, YAHOO = sources()["cboe"], sources()["yahoo"]


@pytest.fixture(scope="module")
def made(demo_market: Workspace) -> Mapping[str, Reading]:
    """Return every reading that the demo gives on its last session."""
    view = demo_market.market.view()
    found = demo_market.histories.readings(view)
    return {r.id: r for r in found if r.value is not None}


def missing(reading: Reading, why: str) -> Reading:
    bare = {name: None for name in ("value", "percentile", "stress", "at", "observed", "known")}
    return replace(reading, **bare, missing=why)  # type: ignore[arg-type]


def of(made: Mapping[str, Reading], *wanted: str) -> str:
    """Return a reading that is made of those parts, and of no others of the same sources."""
    return next(name for name in made if parts(name) == set(wanted))


def test_what_no_source_gives_is_charged_to_none(made: Mapping[str, Reading]) -> None:
    """A reading of the index and of estimates is no cost of whoever gives the index."""
    name = next(n for n in made if {"table:eps_vintages", "SPX"} <= parts(n))
    lacks = missing(made[name], "no table eps_vintages in market live so far")
    found = costs([YAHOO], [*(r for r in made.values() if r.id != name), lacks])
    assert found["yahoo"] == ()
    assert (found.unfilled, found.unmade) == (("table:eps_vintages",), (name,))


def test_of_two_absent_inputs_the_one_that_no_source_gives_decides(
    made: Mapping[str, Reading],
) -> None:
    """A reading names its first absent input alone; the second is known from another reading."""
    name = next(n for n in made if {"table:eps_vintages", "SPX"} <= parts(n))
    other = next(n for n in made if "table:eps_vintages" in parts(n) and n != name)
    lacking = [
        missing(made[name], "no SPX close in market live so far"),
        missing(made[other], "no table eps_vintages in market live so far"),
    ]
    assert costs([YAHOO], lacking)["yahoo"] == ()
    assert costs([YAHOO], lacking[:1])["yahoo"] == (name,)


def test_what_is_absent_is_charged_to_who_gives_it(made: Mapping[str, Reading]) -> None:
    name = next(n for n in made if {"VIX", "SPX"} <= parts(n))
    for words in ("no VIX in market live so far", "no VIX close in market live"):
        found = costs([CBOE, YAHOO], [missing(made[name], words)])
        assert dict(found) == {"cboe": (name,), "yahoo": ()}
        assert found.unfilled == found.unmade == ()


def test_what_is_too_old_is_charged_to_who_is_late(made: Mapping[str, Reading]) -> None:
    name = next(n for n in made if {"VIX", "SPX"} <= parts(n) and parts(n) <= {"VIX", "SPX"})
    late = missing(made[name], "stale: last value is of 2026-05-20, 6 sessions old")
    others = [r for r in made.values() if "VIX" not in parts(r.id)]
    assert dict(costs([CBOE, YAHOO], [*others, late])) == {"cboe": (name,), "yahoo": ()}


def test_what_is_missing_for_another_reason_costs_nothing(made: Mapping[str, Reading]) -> None:
    lacking = [
        missing(made[name], why)
        for name in made
        if "VIX" in parts(name)
        for why in ("no session since the peak", "not enough history yet for its window (a year)")
    ]
    assert costs([CBOE], lacking)["cboe"] == ()


def test_readings_that_are_made_of_what_is_held_are_said(made: Mapping[str, Reading]) -> None:
    found = costs([CBOE], made.values())
    assert found["cboe"] == () and len(found.aged["cboe"]) > 10
    assert all(parts(r.id) & set(CBOE.gives) for r in found.aged["cboe"])
    last = max(r.observed for r in found.aged["cboe"] if r.observed)
    pulled = Pulled((Outcome(CBOE, "stale", last=last, failures=["cboe: refused"]),), False)
    text = pull_text(pulled, found, "live")
    labels = [r.label for r in found.aged["cboe"]]
    named = f"{'; '.join(labels[:4])} and {len(labels) - 4} more"
    rest = f"cboe: {len(labels)} readings rest on data of {last} and before"
    assert f"{rest}: {named}" in " ".join(text.split())
    assert pull_json(pulled, found, "live")["sources"][0]["aged"] == [
        r.id for r in found.aged["cboe"]
    ]
    assert "WHAT IT COSTS" not in text.upper()


def test_what_cannot_be_made_now_is_said_in_readings(made: Mapping[str, Reading]) -> None:
    names = [n for n in made if "VIX" in parts(n)]
    pulled = Pulled((Outcome(CBOE, "missing", failures=["cboe: refused"]),), False)

    def said(*lost: str) -> str:
        return " ".join(pull_text(pulled, {"cboe": lost}, "live").split())

    labels = [made[n].label for n in names]
    assert f"cboe: {'; '.join(labels[:4])} 1 missing" in said(*names[:4])
    assert f"cboe: {'; '.join(labels[:4])} and 1 more 1 missing" in said(*names[:5])
    assert not [n for n in names if n in said(*names)]


def test_a_pull_of_everything_names_the_readings_that_no_source_feeds(
    made: Mapping[str, Reading],
) -> None:
    """In a reader's words, not the store's; of some sources alone, it is no news of theirs."""
    known = tuple(Outcome(source, "fresh", bodies=1) for source in sources().values())
    whole, one = Pulled(known, True), Pulled(known[:1], True)
    names = [n for n in made if "table:eps_vintages" in parts(n)]
    lacking = [missing(made[n], "no table eps_vintages in market live so far") for n in names]
    found = costs([], [*(r for r in made.values() if r.id not in names), *lacking])
    text = " ".join(pull_text(whole, found, "live").split())
    labels = [made[n].label for n in names]
    assert len(labels) > 4
    assert (
        f"No source of the pull gives what {len(labels)} readings are made of: "
        f"{'; '.join(labels[:4])} and {len(labels) - 4} more."
    ) in text
    assert "eps_vintages" not in text
    alone = pull_text(whole, costs([], lacking[:1]), "live")
    assert f"gives what 1 reading is made of: {labels[0]}." in " ".join(alone.split())
    assert "No source of the pull" not in pull_text(one, found, "live")
    assert "No source of the pull" not in pull_text(whole, Costs(), "live")
    body = pull_json(one, found, "live")
    assert (body["unfilled"], body["unmade"]) == (["table:eps_vintages"], names)


@pytest.mark.usefixtures("small")
def test_a_dead_source_costs_no_reading_while_its_data_are_young(morning: Puller) -> None:
    morning("yahoo", "fred", "treasury")
    morning.world.loopback.faults["/cdn.cboe.com/api/global/us_indices"] = "403"
    pulled = morning("cboe")
    market = morning.market
    failed = [sole(market.store.manifest, o.source) for o in pulled.failed]
    found = costs(failed, Histories(market).readings(market.view()))
    own = {r.id: r for r in Histories(market).readings(market.view())}
    said = pull_text(pulled, found, "live")
    print(said, {n: own[n].missing for n in found["cboe"]})
    assert found.aged["cboe"]
    first = found.aged["cboe"][0].label
    assert f"rest on data of 2022-12-29 and before: {first}; " in " ".join(said.split())
    for name in found["cboe"]:
        assert "VIX" not in parts(name)  # FRED has it
        assert str(own[name].missing).startswith(("stale", "nothing is known"))
    assert "No source of the pull" not in said
