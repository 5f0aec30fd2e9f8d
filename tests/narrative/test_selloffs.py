"""References to what sells off: the label's shares, a rout's figures, its parts and its ties."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.evidence import ReferenceFault
from assistant.facets import say
from assistant.faults import faults
from assistant.paths import resolve
from assistant.references import parse
from tests.narrative.factory import AS_OF, make_brief
from tools.formatting import THIN
from tools.routed import Part, Rout, Tie

PEAK, SINCE = date(2018, 1, 6), date(2018, 1, 28)
STRETCHED = Part(
    "extension",
    "distance above the 200-day average",
    "vulnerability",
    "trend",
    0.746,
    "percent",
    0.984,
    0.984,
    1900,
    PEAK,
)
BEYOND = Part(
    *("beyond", "loss beyond stocks", "amplification", "news", -6.2, "sigma", 0.001, 0.999),
    *(1800, AS_OF),
)
GOLD = Tie("GOLD_FUT", "gold", 0.31, 0.05, 0.21, -0.16, -0.4, "coincident")
BITCOIN = Rout(
    asset="BTC",
    group="crypto",
    label="bitcoin",
    unit="ratio",
    peak=PEAK,
    trading_days=33,
    return_=-0.55,
    since=SINCE,
    fell=-0.32,
    z5=-3.1,
    z10=-4.2,
    amplification=93.4,
    vulnerability=67.0,
    parts=(STRETCHED, BEYOND),
    ties=(GOLD,),
    missing={"length": "no count of its futures"},
)
SPREAD = replace(BITCOIN, asset="HY", group="credit", label="high-yield spread", unit="bp")
SPREAD = replace(SPREAD, fell=70.0, z5=5.2, z10=4.1, parts=(), ties=())
SHARES = {"broad": 0.14, "index": 0.1, "beneath": 0.05, "none": 0.71}
BRIEF = make_brief(routs=(BITCOIN, SPREAD), selloff_shares=SHARES, selloff_since=date(2006, 1, 10))
PRINTED = {
    "rout.BTC.fell:moved": f"fell 32.0{THIN}%",
    "rout.BTC.fell:size": f"32.0{THIN}%",
    "rout.BTC.since": "28 January",
    "rout.BTC.return": f"−55.0{THIN}%",
    "rout.BTC.peak": "6 January",
    "rout.BTC.trading_days:size": "33 sessions",
    "rout.BTC.worst": f"−4.2{THIN}σ",
    "rout.BTC.z5": f"−3.1{THIN}σ",
    "rout.BTC.amplification": "93/100",
    "rout.BTC.vulnerability": "67/100",
    "rout.BTC.label": "bitcoin",
    "rout.BTC.extension:size": f"74.6{THIN}%",
    "rout.BTC.extension:percentile": "98th percentile",
    "rout.BTC.extension:band": "extreme",
    "rout.BTC.extension:observed": "6 January",
    "rout.BTC.extension:n": "1,900",
    "rout.BTC.beyond": f"−6.2{THIN}σ",
    "rout.BTC.beyond:band": "rare",
    "rout.BTC.length": "not measured: no count of its futures",
    "rout.BTC.tie.GOLD_FUT.now": "0.31",
    "rout.BTC.tie.GOLD_FUT.short": "0.05",
    "rout.BTC.tie.GOLD_FUT.before": "0.21",
    "rout.BTC.tie.GOLD_FUT.change:moved": "fell 0.16",
    "rout.BTC.tie.GOLD_FUT.kinship": "coincident",
    "rout.HY.fell:moved": f"rose 70{THIN}bp",
    "rout.HY.worst": f"5.2{THIN}σ",
    "selloff.shares.beneath": f"5.0{THIN}%",
    "selloff.shares.none": f"71{THIN}%",
    "selloff.since": "10 January 2006",
}


@pytest.mark.parametrize("path", PRINTED)
def test_what_a_reference_prints(path: str) -> None:
    reference = parse(path)
    assert say(resolve(reference, BRIEF), reference.facet, AS_OF) == PRINTED[path]


@pytest.mark.parametrize(
    "path",
    ["rout.OIL.fell", "rout.BTC.colour", "rout.BTC.tie.OIL.now", "rout.BTC.tie.GOLD_FUT.x"],
)
def test_what_is_not_there_is_a_fault(path: str) -> None:
    with pytest.raises(ReferenceFault):
        resolve(parse(path), BRIEF)


def test_words_are_held_against_a_rout() -> None:
    def kinds(text: str) -> list[str]:
        return [f.kind for f in faults(text, BRIEF)]

    assert kinds("bitcoin stood [[rout.BTC.extension:size]] above its 200-day average") == []
    assert kinds("bitcoin stood [[rout.BTC.extension:size]] below its 200-day average") == [
        "direction"
    ]
    assert kinds("bitcoin rose [[rout.BTC.fell]]") == ["direction"]
    assert kinds("a normal [[rout.BTC.extension]]") == ["strength"]


def test_what_a_model_reads_can_be_cited() -> None:
    """Every path of the lines leads somewhere, and the lines name every part and tie."""
    from tools.rout_lines import rout_lines

    lines = "\n".join(rout_lines(BRIEF))
    paths = re.findall(r"\[\[([^\]]+)\]\]", lines)
    assert {"rout.BTC.extension", "rout.BTC.tie.GOLD_FUT.short", "rout.HY.vulnerability"} <= set(
        paths
    )
    for path in paths:
        resolve(parse(path), BRIEF)
    assert "length (no count of its futures)" in lines
