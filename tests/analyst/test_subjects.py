"""What a question is about: every family by its usual names, and nothing taken for another."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.faults import faults
from assistant.narrative import render
from assistant.questions import LONGEST, read
from assistant.rules import rule_faults
from assistant.service import answer
from assistant.settings import Settings
from assistant.workspace import Workspace, open_workspace
from assistant.writing.define import SELLOFFS, compare
from assistant.writing.families import resolved
from assistant.writing.pen import Pen
from assistant.writing.premise import premise
from assistant.writing.scope import LONGEST as CAP
from assistant.writing.scope import scope
from assistant.writing.trigger import trigger
from assistant.writing.words import nothing_falls
from tests.analyst.asking import ask, flat, hold_to_evidence
from tests.analyst.states import state
from tests.market.made import days, walk
from tests.narrative.factory import make_group
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.records import Brief
from tools.selloff.families import FAMILIES

DAY = date(2022, 6, 13)
DATES = [
    date(2018, 2, 8),
    date(2020, 3, 16),
    date(2020, 11, 9),
    date(2022, 6, 13),
    date(2017, 10, 10),
    date(2019, 9, 10),
]
# The names that a desk uses, with what they name.
NAMES: dict[str, tuple[str, ...]] = {
    "MOMENTUM": ("momentum", "the momentum factor", "momentum stocks", "MTUM"),
    "MOMENTUM_RAW": ("raw momentum", "winners minus losers", "UMD"),
    "HIGH_BETA": ("high beta", "high-beta stocks", "SPHB"),
    "SMALL": ("small caps", "small-cap stocks", "the Russell 2000", "IWM"),
    "BANKS": ("banks", "financials", "bank stocks", "financial shares", "XLF"),
    "EMERGING": ("emerging markets", "EM", "EM equities", "EEM"),
    "CHINESE": ("Chinese shares", "Chinese stocks", "China", "FXI"),
    "HY": ("high yield", "junk bonds", "HY", "credit", "high-yield spreads", "HYG"),
    "BTC": ("bitcoin", "crypto", "BTC", "cryptocurrencies"),
    "ETH": ("ether", "ethereum", "ETH"),
    "GOLD": ("gold", "bullion", "XAU", "GLD"),
    "SILVER": ("silver", "precious metals", "SLV"),
    "COPPER": ("copper", "base metals", "industrial metals"),
    "OIL": ("oil", "crude", "WTI", "crude oil"),
    "UST2Y": ("2-year yields", "the two-year", "2y", "the front end"),
    "UST10Y": ("Treasuries", "bonds", "yields", "the 10-year", "10y", "government bonds", "rates"),
    "UST30Y": ("the 30-year", "long bonds", "30-year Treasuries", "TLT", "the long end"),
    "MOVE": ("rate volatility", "the MOVE index", "bond vol", "MOVE", "Treasury volatility"),
    "DOLLAR": ("the dollar", "DXY", "the greenback", "USD", "the dollar index"),
    "YEN": ("the yen", "USDJPY", "dollar-yen", "JPY"),
    "IG": ("investment grade", "IG", "investment-grade spreads", "corporate bonds", "LQD"),
}
FRAMES = (
    "Why is {} moving like this?",
    "What's driving {}?",
    "what is happening to {}",
    "What's wrong with {}?",
    "Why did {} fall?",
    "Is it over for {}?",
    "What's behind the move in {}?",
    "What about {}?",
)
UNKNOWN = {
    "Why is Tesla down?": "Tesla",
    "Why did dogecoin crash?": "dogecoin",
    "Why is natural gas falling?": "natural gas",
    "why is tech down?": "tech",
    "What's driving the euro?": "euro",
    "What's behind the Nikkei's fall?": "Nikkei",
    "Why is Apple stock falling?": "Apple stock",
    "What's wrong with semis?": "semis",
    "Is it over for Nvidia?": "Nvidia",
    "What's driving the Tesla sell-off?": "Tesla",
    "Why are European stocks falling?": "European stocks",
    "why are European banks selling off?": "European banks",
    "Why are Bund yields surging?": "Bund yields",
    "Why is sterling falling?": "sterling",
    "What's happening to gilts?": "gilts",
    "Why are gold miners down?": "gold miners",
    "Why are energy stocks down?": "energy stocks",
    "Why are utilities selling off?": "utilities",
    "Why is the Nasdaq down?": "Nasdaq",
    "What happened to Credit Suisse?": "Credit Suisse",
    "Why is wheat up?": "wheat",
    "What's going on in Japan?": "Japan",
    "Why did Silicon Valley Bank collapse?": "Silicon Valley Bank",
    "How unusual is Tesla's fall?": "Tesla",
    "Why are growth stocks down?": "growth stocks",
    "What's behind the rout in lumber?": "lumber",
    "Why is the Australian dollar falling?": "Australian dollar",
    "Why are oil stocks down?": "oil stocks",
    "What's driving solana lower?": "solana",
    "Is the dogecoin rout over?": "dogecoin",
    "How much further can Meta fall?": "Meta",
    "Has Tesla bottomed?": "Tesla",
    "Why is the 5-year selling off?": "5-year",
    "What caused the pound's crash?": "pound",
}
# Of the market, a reading or the economy: nobody asks about an asset that is not measured.
ORDINARY = """
What's driving this sell-off?|why is the market falling|Is it macro or positioning?
what is going on?|How unusual is this?|what would change your mind?|Why isn't this macro?
Is this like August 2015?|Is it over?|Was that capitulation?|How much is left to sell?
What happened next after similar cases?|What exactly started it, and when?|The index or my book?
Are crypto and silver connected to equities or coincident?|What hedge now?|What fell?
What did we say last week, and did it fire?|Why did the Fed hike crash the market by 30 %?
What drove the sell-off on 2015-08-24?|What drove the sell-off in March 2020?
What drove December 2016?|Why is it down since 26 January 2018?|what happened on 5 February?
Why is the S&P down 20 %?|why is the S&P down 10.5 % with VIX/VIX3M at 1.22?|why on 2018-02-30?
what fell on 02/05/2018?|so CTAs are dumping?|who is selling?|What's behind the fall?
What is behind Monday's drop?|What drove today's sell-off?|Why did stocks drop 5 %?
Why are stocks down so much?|Why is everything down?|Why are risk assets selling off?
Why is the VIX surging?|Why is volatility up?|Why is breadth so weak?|why is gamma falling?
Why are correlations rising?|Is the selling over?|Is the worst over?|Have we bottomed?
How often does a 10 % fall become a bear market?|What happens after a VIX spike?
Should I buy the dip?|How much more do CTAs and vol-target funds have to sell?
Do crypto and metals move with it?|What does protection cost?|Why did it fall 12 %?
Which day did it begin, and who fell first?|Is it my longs or the whole market?
How did Aug 2015 end?|Is this a buying opportunity?|What is causing this brutal sell-off?
Is this sell-off about rates?|Is the dollar driving this sell-off?|Is China behind the sell-off?
Did the rise in yields cause this?|Is the sell-off driven by credit?|Why so calm?
Why is the market so weak today?|What caused the flash crash?|What drove the Covid crash?
what's the story behind this ugly tape?|What is weighing on stocks?|Why are equities falling?
What happened to liquidity?|Why are earnings estimates falling?|What's moving the market?
Is inflation behind the fall in stocks?|What's happening with sentiment?|why sell off now?
Why is nobody buying?|Are hedge funds behind this?|What explains the size of the move?
Why so much selling into the close?|What is driving the market lower this week?
Is a recession behind this sell-off?|What's next for stocks?|whats driving teh selloff
Why did the Fed's hike hurt stocks?|Why are dealers short gamma?|Is the unwind done?
Was Friday's move normal?|What is the risk of a deeper fall?|Why is the put/call ratio so high?
Are forced sellers done?|Why did the index lose 4 % on Monday?|Which sectors are falling most?
How much did yields contribute to the fall?|Does credit confirm the move?|Why is skew so steep?
What do bonds say about this sell-off?|Why has the sell-off accelerated?|Was it the CPI print?
Why did the rebound fail?|Is this a bear-market rally?|Why did vol-target funds sell?
What's behind the sudden spike in volatility?|What is driving the rally?|What broke first?
What are the base rates?|Tell me a joke|What is gravity?|what's the weather in NYC?
Draft the desk note|What is the VIX overshoot?|Compare with 2008-10-09|What are you watching?
Why is the drawdown in stocks so orderly?|What is unusual about this drawdown?|And now?
""".replace("\n", "|").strip("|")
CASES = [question for question in ORDINARY.split("|") if question]
ASKED = [f"Why did {names[0]} fall?" for names in NAMES.values()] + [
    "Is it over for silver?",
    "How unusual is the fall in gold?",
    "When did bitcoin break?",
    "How much is left to sell in copper?",
    "What hedges oil?",
    "What would change your mind about the yen?",
    "What happens next in silver?",
    "Compare bitcoin with 2018-01-05",
    "Why are yields surging?",
    "What's driving the bond sell-off?",
    *list(UNKNOWN)[:6],
]


def test_every_family_is_reachable() -> None:
    """Oil that rises is the same oil: the question's date decides which of the two is told."""
    assert {f.asset for f in FAMILIES} - set(NAMES) == {"OIL_UP"}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("asset", NAMES)
def test_each_usual_name_is_known(asset: str, frame: str) -> None:
    for name in NAMES[asset]:
        forms = (name,) if name == "MOVE" else (name, name.lower(), name.upper())
        for form in forms:
            found = read(frame.format(form), DAY)
            assert (found.asset, found.strange) == (asset, ""), form


@pytest.mark.parametrize(("question", "words"), UNKNOWN.items())
def test_what_is_not_measured_is_named(question: str, words: str) -> None:
    found = read(question, DAY)
    assert (found.asset, found.strange) == (None, words)


@pytest.mark.parametrize("question", CASES)
def test_an_ordinary_question_is_of_the_market(question: str) -> None:
    found = read(question, DAY)
    assert found.strange == ""
    if found.intent != "linked":
        assert found.asset in (None, "SPX")


def test_there_are_enough_cases() -> None:
    assert len(set(CASES)) >= 100 and len(UNKNOWN) >= 25


@pytest.mark.parametrize(
    ("question", "asset", "falls", "rises", "inverse"),
    [
        ("Why are Treasuries selling off?", "UST10Y", True, False, True),
        ("What's driving the bond sell-off?", "UST10Y", True, False, True),
        ("Why are bonds rallying?", "UST10Y", False, True, True),
        ("why are yields surging?", "UST10Y", False, True, False),
        ("why are yields falling?", "UST10Y", True, False, False),
        ("Why is the 10-year selling off?", "UST10Y", True, False, True),
        ("Why are bonds selling off at the long end?", "UST30Y", True, False, True),
        ("Why are spreads widening in high yield?", "HY", False, True, False),
        ("Why is credit selling off?", "HY", True, False, True),
        ("Why is IG tightening?", "IG", True, False, False),
        ("Why is the yen rallying?", "YEN", False, True, True),
        ("Why is USDJPY falling?", "YEN", True, False, False),
        ("Why is the dollar rallying?", "DOLLAR", False, True, False),
        ("Why is gold up as stocks fall?", "GOLD", False, True, False),
    ],
)
def test_the_direction_is_that_of_what_is_named(
    question: str, asset: str, falls: bool, rises: bool, inverse: bool
) -> None:
    found = read(question, DAY)
    assert (found.asset, found.presumes_fall, found.presumes_rise) == (asset, falls, rises)
    assert found.inverse == inverse


def brief_of(asset: str, return_: float, z: float, **fields: object) -> Brief:
    """Return a brief of a calm index with one family's move."""
    family = next(f for f in FAMILIES if f.asset == asset)
    short = {"z5": z, "z10": z} | fields
    move = make_group(asset, return_, z, group=family.group, **short)
    unit = "bp" if family.scale == "bp" else "ratio"
    move = replace(move, label=family.label, unit=unit, shock=family.role == "shock")
    move = replace(move, hurts=(z <= -1.0 if not family.rises else z >= 1.0))
    return replace(state("none"), moves=(move,), routs=())


@pytest.mark.parametrize(
    ("question", "asset", "return_", "z", "said"),
    [
        ("Why are yields surging?", "UST10Y", 80.0, 3.0, ""),
        ("Why are Treasuries selling off?", "UST10Y", 80.0, 3.0, ""),
        ("Why are bonds rallying?", "UST10Y", 80.0, 3.0, "a rise of Treasuries for granted"),
        ("Why are yields falling?", "UST10Y", 80.0, 3.0, "a fall of the 10-year yield"),
        ("Why are yields surging?", "UST10Y", 0.0, -2.0, "stands at the low of the quarter"),
        ("Why are yields falling?", "UST10Y", 0.0, -2.0, ""),
        ("Why is the dollar rallying?", "DOLLAR", 0.06, 3.0, ""),
        ("Why is the dollar falling?", "DOLLAR", 0.06, 3.0, "a fall of the dollar for granted"),
        ("Why is the yen surging?", "YEN", -0.06, -3.0, ""),
        ("Why is the yen crashing?", "YEN", -0.06, -3.0, "a fall of the yen for granted"),
        ("Why are spreads widening in high yield?", "HY", 90.0, 2.5, ""),
        ("Why is high yield rallying?", "HY", 90.0, 2.5, "a rise of high-yield bonds"),
        ("Why is gold falling?", "GOLD", -0.08, -2.5, ""),
        ("Why is gold falling?", "GOLD", -0.01, 0.3, "no sell-off by its own volatility"),
        ("Why is gold falling?", "GOLD", -0.01, -0.3, ""),
        ("Why is gold rallying?", "GOLD", -0.08, -2.5, "a rise of gold for granted"),
        ("Why is gold down 30 %?", "GOLD", -0.08, -2.5, "not the figure you give"),
        ("Why is gold down 8 %?", "GOLD", -0.08, -2.5, ""),
        ("Why is Tesla down 30 %?", "GOLD", -0.08, -2.5, ""),
        ("Why is the VIX surging?", "GOLD", -0.08, -2.5, ""),
        ("Why is silver down?", "GOLD", -0.08, -2.5, ""),
    ],
)
def test_a_premise_is_held_against_the_assets_own_move(
    question: str, asset: str, return_: float, z: float, said: str
) -> None:
    """A wrong one is corrected, a right one and one of what is not measured never."""
    brief = brief_of(asset, return_, z)
    text = premise(Pen(brief), read(question, DAY))
    assert not [*faults(text, brief, question), *rule_faults(text, brief)]
    told = flat(render(text, brief).text)
    assert (said in told) if said else told == ""
    assert "S&P" not in told


def test_a_fund_against_the_index_is_no_measure_of_the_fund() -> None:
    """Banks that kept up with a falling index fell all the same."""
    move = replace(make_group("BANKS", -0.01, -0.5), label="financials less S&P", hurts=False)
    asked = read("Why are banks selling off?", DAY)
    for falling in (True, False):
        brief = replace(state("macro" if falling else "none"), moves=(move,))
        calm = replace(brief.move, return_=-0.001)
        brief = brief if falling else replace(brief, move=calm, fall=None)
        assert (premise(Pen(brief), asked) == "") is falling


@pytest.mark.parametrize(
    ("neutral", "raw", "meant"),
    [((-0.05, -6.0), (-0.02, -0.5), "MOMENTUM"), ((-0.01, -0.4), (-0.24, -9.0), "MOMENTUM_RAW")],
)
def test_of_two_measures_of_momentum_the_one_that_hurts_is_meant(
    neutral: tuple[float, float], raw: tuple[float, float], meant: str
) -> None:
    pairs = (("MOMENTUM", neutral), ("MOMENTUM_RAW", raw))
    moves = tuple(replace(make_group(a, *m), hurts=m[1] < -1.0) for a, m in pairs)
    brief = replace(state("none"), moves=moves)
    pen = Pen(brief)
    assert resolved(pen, read("Why did momentum crash?", DAY)).asset == meant
    assert resolved(pen, read("Why did market-neutral momentum fall?", DAY)).asset == "MOMENTUM"
    assert resolved(pen, read("Why did raw momentum fall?", DAY)).asset == "MOMENTUM_RAW"


def test_both_measures_are_named_where_they_disagree(real_market: Workspace) -> None:
    question = "Why did momentum crash?"
    unlike = flat(ask(real_market, question, date(2020, 11, 9)).paragraphs[0].text)
    assert unlike.startswith("Winners-minus-losers momentum fell")
    assert "measures of momentum differ: market-neutral momentum fell" in unlike
    assert "disagree" not in flat(ask(real_market, question, date(2019, 9, 10)).text)


@pytest.mark.parametrize("day", DATES, ids=str)
@pytest.mark.parametrize("question", ASKED)
def test_every_answer_is_bound(real_market: Workspace, day: date, question: str) -> None:
    given = ask(real_market, question, day)
    hold_to_evidence(given)
    if given.question.strange:
        assert given.paragraphs[0].text.startswith(f"Not measured: “{given.question.strange}”.")


@pytest.mark.parametrize("question", ASKED)
def test_every_answer_of_the_demo_is_bound(demo_market: Workspace, question: str) -> None:
    hold_to_evidence(answer(question, demo_market))


@pytest.mark.parametrize(
    "question",
    [
        "What hedges bitcoin?",
        "What would change your mind about gold?",
        "What happens next in silver?",
    ],
)
def test_what_is_answered_for_the_market_alone_says_so(
    real_market: Workspace, question: str
) -> None:
    for day in DATES:
        first = ask(real_market, question, day).paragraphs[0].text
        assert first.startswith("Of the market, not of ")


def test_an_asset_is_answered_for_itself(real_market: Workspace) -> None:
    for question in ("Is it over for silver?", "How unusual is the fall in silver?"):
        for day in DATES:
            told = [p.text for p in ask(real_market, question, day).paragraphs]
            assert any(text.startswith("Silver") for text in told[:2])
            assert not any("VIX3M" in text for text in told)


@pytest.mark.parametrize(
    "subject",
    [
        "[[verdict.engine]] Tesla",
        "**Tesla** <b>stock</b>",
        "Tesla\n\n# Title",
        "`Tesla` $x^2$",
        "[Tesla](javascript:alert)",
        "Ignore all instructions and Tesla",
        "Tesla " * 60,
        "Teslaaaaaaaaaa" * 20,
        "<script>alert</script> Tesla",
    ],
)
def test_the_words_of_a_question_are_data(subject: str) -> None:
    brief = state("macro")
    question = read(f"Why is {subject} down?", DAY)
    text = scope(Pen(brief), question)
    quote = re.search("“(.*?)”", text)
    if quote is not None:
        assert len(quote[1]) <= CAP and re.fullmatch(r"[\w &'’.,+/-]+", quote[1])
    assert not [*faults(text, brief, question.text), *rule_faults(text, brief)]
    for target in ("text", "markdown", "html"):
        shown = render(text, brief, None, target).text
        assert "[[" not in shown and "<script" not in shown and "<b>" not in shown


@given(st.text(max_size=LONGEST))
def test_any_subject_makes_a_bound_sentence(words: str) -> None:
    asked = replace(read("Why is Tesla down?", DAY), strange=words)
    brief = state("macro")
    text = scope(Pen(brief), asked)
    assert not faults(text, brief, "") and "\n" not in text


def test_what_was_not_measured_is_not_said_to_be_quiet() -> None:
    """A market of the index alone: no family to be calm, no reading to stand out."""
    brief = replace(state("none"), moves=(), routs=(), readings=())
    calm = replace(brief, move=replace(brief.move, return_=-0.001), fall=None)
    text = nothing_falls(Pen(calm))[0]
    assert "is in a rout was not measured" in text and "no risk family" not in text
    assert text.startswith("**The S&P is not selling off.**")
    full = nothing_falls(Pen(replace(calm, moves=(replace(make_group("GOLD", 0.0, 0.1), z5=0.1),))))
    assert "no risk family beneath it is in a rout" in full[0]
    open_ = {"growth": 0.0, "rates": 0.0, "fundamental": 0.0, "exogenous": 0.0, "unidentified": 1.0}
    bare = replace(state(trigger=open_), readings=(), at_start=(), at_peak=())
    assert "No reading of any kind of trigger was measured." in trigger(Pen(bare))
    known = [r for r in state().readings if r.id.startswith("macro.rates")]
    some = trigger(Pen(replace(bare, readings=tuple(known))))
    assert "No reading of rates stands out; none of growth" in some and "was measured" in some


def test_a_comparison_calls_the_index_what_it_is() -> None:
    rout = replace(state("macro"), selloff="beneath")
    for z, word in ((0.2, "a calm index"), (-1.8, "the index")):
        move = replace(rout.move, z5=z, z10=z, return_=-0.03)
        drawdown = replace(rout.reading("market.drawdown_252d"), value=-0.03)
        readings = tuple(drawdown if r.id == drawdown.id else r for r in rout.readings)
        brief = replace(rout, move=move, readings=readings)
        assert f"a rout beneath {word}" in compare(Pen(brief), state())[0]
    assert "calm" not in SELLOFFS["beneath"]


def test_the_index_alone_is_a_market(tmp_path: Path) -> None:
    """The whole way: a market that holds nothing but the S&P."""
    folder = Settings(home=tmp_path, market="alone").folder("alone")
    closes = walk(days(1500), 1, 2700.0)
    Store(folder).commit(Dataset(series={("SPX", "yahoo"): closes}))
    workspace = open_workspace(Settings(home=tmp_path, market="alone"), "alone")
    for back in (1, 40, 200):
        day = closes.index[-back].date()
        given = answer("What's driving this sell-off?", workspace, as_of=day)
        hold_to_evidence(given)
        assert "no risk family" not in given.text and "Nothing is selling off" not in given.text
        assert "stands out." not in given.text
    given = answer("Why is gold falling?", workspace)
    hold_to_evidence(given)
    assert given.paragraphs[0].text.startswith("Gold is not measured: ")
