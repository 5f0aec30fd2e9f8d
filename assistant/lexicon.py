"""Words of questions: the names of what is measured by asset, and words that name nothing else.

Data only. ``ASSETS`` holds the usual names of every risk family, the narrower before the wider, as
each takes the words that it matches. The word lists say what is *no* name of an asset that is not
measured: plain English, the market at large, and what readings or events are called.
"""

from __future__ import annotations

from typing import NamedTuple

from assistant.aliases import ALIASES


class Named(NamedTuple):
    """A row of names: ``price`` says they name a price that moves against the family's series.

    ``cause`` marks what a question names as readily for a cause as for what it asks about.
    """

    pattern: str
    asset: str
    price: bool = False
    cause: bool = False


_YIELD = r"(?: (?:us )?(?:treasury|bond|note|government|ust))?[- ](?:yields?|rates?)\b"
_BOND = r"(?: (?:us )?(?:treasur(?:y|ies)|bonds?|notes?|usts?|paper))\b"
_LISTED = r"(?: (?:stocks?|shares?|equit(?:y|ies)|sector|names))?\b"
_OF = r"(?:bonds?|treasur(?:y|ies)|(?:interest[- ])?rates?|yields?|fixed[- ]income)"


def _maturity(asset: str, digits: str, word: str, funds: str) -> tuple[Named, ...]:
    """Return the names of a Treasury, which is no stretch of time: "ten years" is one."""
    unit = r"(?:[- ]?yr?s?|-years?|[- ]year(?!s| (?:low|high|average|record|ago|period)))"
    tenor = rf"\b(?:{digits}|{word}){unit}\b"
    return (
        Named(rf"{tenor}{_YIELD}|\bust ?{digits}y\b|\bdgs{digits}\b", asset, cause=True),
        Named(rf"{tenor}{_BOND}|{funds}", asset, price=True, cause=True),
        Named(tenor, asset, cause=True),
    )


ASSETS: tuple[Named, ...] = (
    Named(
        rf"\b(?-i:MOVE)\b(?: index)?|\bmove index\b|\b{_OF}(?:[- ]market)?(?:[- ]implied)?[- ]vol"
        rf"(?:atility)?\b|\bvol(?:atility)? (?:of|in) {_OF}\b",
        "MOVE",
        cause=True,
    ),
    Named(
        r"\braw[- ]momentum\b|\bunhedged momentum\b|\bwinners?[- ](?:minus|less)[- ]losers?"
        r"(?: momentum)?\b|\bmomentum[ _-]raw\b|\bumd\b|\bwml\b",
        "MOMENTUM_RAW",
    ),
    Named(
        r"\b(?:market|beta|dollar)[- ]neutral momentum\b|\b(?:(?:price|stock|crowded) )?momentum"
        r"(?: (?:factor|stocks?|shares?|names|trades?|portfolios?|strateg(?:y|ies)|longs))?\b|"
        r"\b(?:past |crowded )?winners\b|\bmtum\b",
        "MOMENTUM",
    ),
    Named(rf"\bhigh[- ]?beta{_LISTED}|\bsphb\b", "HIGH_BETA"),
    Named(
        rf"\bsmall[- ]?caps?{_LISTED}|\bsmall(?:er)? (?:companies|stocks|firms)\b|"
        r"\brussell(?: 2000)?\b|\biwm\b|\brty\b",
        "SMALL",
    ),
    Named(
        rf"(?<!central )(?<!world )\bbank(?:s|ing)?{_LISTED}(?! of\b)|\bfinancials\b|"
        r"\bfinancial (?:stocks|shares|sector|companies|firms)\b|\blenders\b|\bxlf\b",
        "BANKS",
        cause=True,
    ),
    Named(
        r"\b(?:chinese|china(?:['’]s)?)\b(?:[- ](?:stocks?|shares?|equit(?:y|ies)|markets?|names))?"
        r"\b|\bfxi\b",
        "CHINESE",
        cause=True,
    ),
    Named(
        rf"\b(?:emerging|developing)[- ]markets?{_LISTED}|\bemerging (?:stocks|shares|equities)\b|"
        rf"(?<!['’])\bems?\b{_LISTED}|\beem\b",
        "EMERGING",
        cause=True,
    ),
    Named(
        r"\b(?:investment[- ]grade|ig)(?: (?:corporate|credit))?[- ](?:spreads?|oas)\b|\bcdx ig\b|"
        r"\bcorporate spreads?\b",
        "IG",
        cause=True,
    ),
    Named(
        r"\binvestment[- ]grade(?: (?:credit|bonds?|debt|corporates?))?\b|"
        r"\big(?: (?:credit|bonds?|debt))?\b|\bcorporate (?:bonds?|credit|debt)\b|\blqd\b",
        "IG",
        price=True,
        cause=True,
    ),
    Named(
        r"\b(?:high[- ]yield|hy|junk(?:[- ]bond)?|credit)[- ](?:spreads?|oas)\b|\bcdx hy\b",
        "HY",
        cause=True,
    ),
    Named(
        r"\bhigh[- ]yield(?: (?:credit|bonds?|debt))?\b|\bhy(?: (?:credit|bonds?|debt))?\b|"
        r"\bjunk(?:[- ](?:bonds?|debt))?\b|\bhyg\b|\bjnk\b|"
        r"\bcredit(?: markets?)?\b(?! (?:suisse|cards?|agricole|ratings?))",
        "HY",
        price=True,
        cause=True,
    ),
    *_maturity("UST2Y", "0?2", "two", r"\bshy\b"),
    *_maturity("UST30Y", "30", "thirty", r"\blong bonds?\b|\btlt\b"),
    *_maturity("UST10Y", "10", "ten", r"\bief\b"),
    Named(
        r"\b(?:front|short)[- ]end(?: (?:yields?|rates))?\b|\bshort[- ](?:term|dated) "
        r"(?:yields?|rates)\b",
        "UST2Y",
        cause=True,
    ),
    Named(
        r"\blong[- ]end(?: (?:yields?|rates))?\b|\blong[- ](?:term|dated) (?:yields?|rates)\b",
        "UST30Y",
        cause=True,
    ),
    Named(
        r"\b(?:treasury|bond|government|sovereign|real|nominal|us)[- ](?:bond )?yields?\b|"
        r"\byields?\b|(?<!base )(?<!hit )(?:\b(?:interest|long|treasury|market) )?\brates\b",
        "UST10Y",
        cause=True,
    ),
    Named(
        r"\btreasur(?:y|ies)(?: (?:bonds?|notes?|market|prices?))?\b|\bgov(?:ernment|t)?[- ]bonds?"
        r"\b|\bbonds?(?:[- ](?:prices?|markets?))?\b|\bgovv?ies\b|\busts?\b|"
        r"\bfixed[- ]income\b",
        "UST10Y",
        price=True,
        cause=True,
    ),
    Named(r"\busd[/-]?jpy\b|\bdollar[-/ ]yen\b", "YEN", cause=True),
    Named(r"\b(?:japanese )?yen\b|\bjpy\b", "YEN", price=True, cause=True),
    Named(r"\b(?:us )?dollar(?: index)?\b|\bdxy\b|\bgreenback\b|\busd\b", "DOLLAR", cause=True),
    Named(r"\bgold\b|\bbullion\b|\bxau(?:usd)?\b|\bgld\b", "GOLD"),
    Named(r"\bcopper\b|\b(?:base|industrial)[- ]metals?\b", "COPPER"),
    Named(r"\bsilver\b|\bxag(?:usd)?\b|\bslv\b|\bprecious(?: metals?)?\b|\bmetals?\b", "SILVER"),
    Named(r"\b(?:crude(?: oil)?|oil|wti|brent)\b", "OIL"),
    Named(
        r"\bbitcoins?\b|\bbtc\b|\bxbt\b|\bcrypto(?:s|currenc(?:y|ies)|[- ]assets?)?\b|"
        r"\bdigital assets?\b",
        "BTC",
    ),
    Named(r"\bether(?:eum)?\b|\beth\b", "ETH"),
)
INDEX = r"s&p|\bspx\b|\bspy\b|\bindex\b|\bstocks?\b|\bequit(?:y|ies)\b|\bmarkets?\b|\bwall street\b"
# Groups of shares that hold a word of plain market talk and are yet no family here.
STYLES = (
    r"\b(?:growth|value|quality|income|dividend|defensive|cyclical|meme|mid[- ]cap|mega[- ]?cap|"
    r"low[- ]vol(?:atility)?|(?:gold|silver|copper|oil|bitcoin|crypto) (?:mining|mine))"
    r"[- ](?:stocks?|shares?|names|equit(?:y|ies)|companies)\b|"
    r"\b(?:gold|silver|copper|oil|crypto|bitcoin|energy) (?:stocks?|shares?|equit(?:y|ies))\b|"
    r"\b(?:defensives|cyclicals|mega[- ]?caps|mid[- ]?caps)\b"
)
SECTORS = (
    r"\b(?:tech(?:nology)?|it sector|energy|utilit(?:y|ies)|health[- ]?care|(?:consumer )?staples|"
    r"(?:consumer )?discretionary|industrials|materials|real[- ]estate|reits?|telecoms?|"
    r"communication services|xl[bceikpuvy]|xlre)\b"
)

_FALLS = (
    "fall falls falling fell fallen drop drops dropping dropped decline declines declining "
    "declined slump slumps slumping plunge plunges plunging plunged tumble tumbling tumbled crash "
    "crashes crashing crashed rout routs slide slides sliding slid sell selling sold selloff "
    "selloffs sell-off sell-offs off drawdown drawdowns correction corrections collapse collapses "
    "meltdown unwind unwinding unwinds weakness weak weaker weaken sinking sank losing loses lost "
    "loss losses bear bears bearish dip dips deleveraging liquidation liquidations capitulation "
    "panic stress pain damage carnage bloodbath mess turmoil pullback retreat shakeout tantrum "
    "spiral swoon wobble washout lower dump dumping exit exodus squeeze squeezes"
)
_RISES = (
    "rally rallies rallying rise rises rising rose risen gain gains gaining surge surges surging "
    "surged jump jumps jumping jumped spike spikes spiking soar soaring rebound rebounding bounce "
    "bouncing recovery recover recovering climb climbing up higher strength strong stronger "
    "melt-up bull bulls bullish breakout run widening widen wider tightening"
)
_WORDS = (
    "a an the this that these those it its it's they them their there here he she who what which "
    "whose whom we us our i me my mine you your one ones each every all any some none no not "
    "nothing something anything everything everyone everybody anyone someone nobody both either "
    "neither other others another such same and or but nor so yet if then than as of in on at to "
    "for from by with without within into onto over under above below between among against "
    "across through during before after since until till about around near beyond behind beneath "
    "up down out off is are was were be been being am do does did done doing has have had having "
    "can could may might must shall should will would get gets got getting go goes going gone "
    "went come comes came coming make makes made making take takes took taking keep keeps kept "
    "keeping let start starts started starting begin begins began begun stop stops stopped end "
    "ends ended ending move moves moved moving drive drives drove driven driving cause causes "
    "caused causing happen happens happened happening look looks looking seem seems think thinks "
    "say says said tell know feel feels mean means see sees seen saw show shows hit hits hurt "
    "hurts break breaks broke broken turn turns turned trade trades traded trading act acting "
    "work working fire fired how why when where really very much more most less least too quite "
    "rather just only even still again ever never always often once twice also well bad badly "
    "good worse worst better best big bigger biggest large larger largest small smaller huge "
    "massive enormous giant great major minor tiny little lot lots bit sharp sharply steep deep "
    "fast quick quickly slow slowly sudden suddenly hard harder heavy heavily light broad broadly "
    "wide widespread narrow whole entire full total real true false right wrong deeper normal "
    "usual unusual ordinary typical odd strange weird crazy insane wild brutal nasty ugly vicious "
    "savage violent mild modest short long brief current latest recent new old last next past "
    "previous prior first second third final early late later earlier ongoing continued "
    "persistent relentless today todays today's tonight yesterday tomorrow now nowadays lately "
    "recently currently overnight intraday premarket pre-market after-hours morning afternoon "
    "evening day days week weeks month months quarter quarters year years decade session sessions "
    "time times hour hours moment moments minute period monday tuesday wednesday thursday friday "
    "saturday sunday january february march april june july august september october november "
    "december jan feb mar apr jun jul aug sep sept oct nov dec summer autumn winter spring "
    "year-end month-end quarter-end ytd mtd wtd half ago soon please exactly actually basically "
    "mainly mostly probably likely maybe perhaps suspect story reason reasons thing things stuff "
    "way ways kind sort type case cases episode episodes example situation backdrop picture "
    "environment regime setup event events news headline headlines narrative theme themes level "
    "levels number numbers figure figures size price prices pricing priced action performance "
    "return returns volume volumes value values valuation valuations change changes shift shifts "
    "swing swings difference part parts direction leg legs wave waves phase tape screen screens "
    "board colour color red green black blue u.s usa u.s.a america american americans domestic "
    "global globally world worldwide international general overall underlying single lone crowded "
    "popular leading lagging key main top bottom double triple 'em em teh hell heck damn hey hi "
    "hello ok okay thanks s t re ve ll d m mkt mkts px eq eqs dont doesnt isnt whats apart away"
)
_MARKET = (
    "market markets stock stocks share shares equity equities index indices indexes s&p spx spy "
    "500 asset assets class classes risk risky risk-on risk-off security securities name names "
    "company companies book books portfolio portfolios long longs shorts position positions "
    "positioning money cash capital flow flows fund funds investor investors trader traders buyer "
    "buyers seller sellers dealer dealers people folks retail institutions institutional "
    "foreigners hedge hedges hedging hedgers managers manager desk desks street wall economy "
    "economic economics financial complex space sector sectors industry group groups basket "
    "baskets factor factors style styles leader leaders laggards losers loser winner futures "
    "future cta ctas quants quant vol-target vol-control systematic passive active etf etfs "
    "targeters followers parity leverage margin margins collateral benchmark benchmarks family "
    "families front end curve credit-market crypto-market trend trends cross cross-asset contract "
    "contracts"
)
_ECONOMY = (
    "macro micro fundamental fundamentals technical technicals engine trigger triggers "
    "amplification amplifiers amplifier vulnerability verdict label call watchlist threshold "
    "thresholds gamma delta vega vanna charm skew smile vix vvix vix3m vix9d vol vols volatility "
    "implied realised realized correlation correlations dispersion breadth liquidity depth bid "
    "ask spread spreads premium premia protection put puts option options overshoot term "
    "structure carry sentiment mood confidence fear fears greed worry worries concern concerns "
    "anxiety uncertainty hope hopes optimism pessimism appetite aversion surveys survey aaii "
    "naaim fed fed's fomc ecb boj boe pboc powell yellen bernanke draghi lagarde kuroda central "
    "bank banks policy policies hike hikes cut cuts rate rates inflation deflation disinflation "
    "cpi ppi pce payroll payrolls nfp jobs job labour labor employment unemployment wages claims "
    "growth recession slowdown gdp pmi ism data print prints surprise surprises consumer "
    "consumers spending demand supply production output exports imports trade deficit debt "
    "ceiling shutdown budget tax taxes tariff tariffs stimulus fiscal monetary qe qt taper "
    "tapering earnings eps revenue revenues profit profits sales guidance results estimates "
    "estimate revisions revision downgrade downgrades upgrades multiples multiple pe p/e cape "
    "buyback buybacks issuance ipo ipos default defaults war wars conflict invasion geopolitics "
    "geopolitical politics political election elections vote president government congress virus "
    "covid covid-19 coronavirus pandemic lockdown lockdowns vaccine epidemic crisis crises bubble "
    "shock shocks flash dotcom dot-com lehman ltcm brexit volmageddon quake earthquake tsunami "
    "hurricane terror attack attacks trump biden obama ukraine russia putin iran iraq korea gulf "
    "greece evergrande archegos svb housing mortgage mortgages subprime funding repo libor swap "
    "swaps cds breakeven breakevens expectations outlook forecast forecasts odds chances "
    "probability issues decliners advancers highs lows average averages moving readings reading "
    "model models chart charts signal signals statistic statistics expiry expiration opex "
    "rebalancing seasonality holiday holidays answer question note notes view views ratio ratios"
)
PLAIN = frozenset(f"{_FALLS} {_RISES} {_WORDS} {_MARKET}".split())
OTHER = frozenset(_ECONOMY.split()) | {
    word for phrase in ALIASES for word in f"{phrase} {phrase.replace('/', ' ')}".split()
}
# Lower-case endings of words that describe and name nothing.
DESCRIBES = r"(?:ing|ed|ous|ful|ible|able|ive|est|ish|less|like|ly|ent|ant|ic|al|some|ary)"
# Names that end so all the same.
NAMES = frozenset({"sterling"})
# Words that are often misspelt in a hurry.
COMMON = (
    "selloff",
    "sell-off",
    "market",
    "markets",
    "stocks",
    "equities",
    "driving",
    "drawdown",
    "correction",
    "positioning",
    "volatility",
    "liquidity",
    "correlation",
    "decline",
    "yesterday",
)
