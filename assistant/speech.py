"""Words of questions that name no asset: plain English, the market at large, readings and events.

Data only: what is in none of these lists may still be no name of an asset.
"""

from __future__ import annotations

from assistant.aliases import ALIASES

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
# Events, people, places of the news and short forms, which have capitals and are yet no asset.
_NEWS = (
    "gfc jackson hole santa claus omicron sars mers "
    "ebola h1n1 pfizer moderna biontech covid19 covid-19's asia "
    "asian europe european new york london chicago washington beijing brussels davos hormuz suez "
    "gaza israel hamas iranian ukrainian russian chinese opec opec+ nato imf bis sec cftc finra eu "
    "us uk un g7 g20 bear stearns black minsky truss volcker greenspan xi zelensky macron merkel "
    "ueda warsh waller brainard clarida bullard kashkari mester williams logan kaplan rosengren "
    "fitch moody's moodys ai chatgpt deepseek ceo cfo q1 q2 q3 "
    "q4 h1 h2 fy et est edt gmt utc am pm "
    "nyse cme cboe occ lme dtcc vrp iv-rv iv rv rr dte 0dte otm atm itm oi gex dex dix rsi macd "
    "atr var cvar ted ois fra fra-ois sofr effr iorb rrp tga qra hft etn lei nfib adp jolts umich "
    "michigan nfci epu gpr oas cdx itraxx ovx gvz cor1m cor3m trin tick ad a-d a/d nymo mcclellan "
    "zweig hindenburg yoy qoq mom wow p&l pnl pnls aum ev roe fcf erp tina fomo btfd btd yolo ldi "
    "cot tff spac dxy pca z-score z amihud lou polk shiller french fama merrill aum sigma sigmas "
    "fci lo los hf hfs jpm eve sahm nomura kolanovic citadel liberation "
    "christmas thanksgiving easter ramadan halloween brexit's capitol hill house senate republican "
    "republicans democrat democrats democratic gop treasury's atlanta philly empire state ny "
    "middle east eastern western northern gulf's saudi aramco north south hawk hawks dove doves "
    "christine jerome janet donald joe barack vladimir liz kwasi kwarteng god jesus english mr mrs "
    "dr sir i'm i've i'd i'll bot python unwind faq ok asap fyi btw imo afaik wtf lol omg "
    "triple-witching quad witching triple-q ftx celsius terra luna 3ac greensill melvin archegos's "
    "wirecard enron worldcom madoff mf global's refco drexel barings peso orange county penn"
)
_OURS = (
    "absorption accelerant account advances advance-decline advance decline line bid-ask cycle "
    "cyclically de-grossing degrossing disorderly distance drift exposure gross net impact "
    "manufacturing members orderliness path peak range ranges rank reaction risk-budget slope "
    "single-stock stock-bond stretch tail targeter thrust trailing turbulence turning variance "
    "vendor watch-list evidence score scores z-scores confidence probability percentile backdata "
    "open close fixing auction gap opening closing print imbalance block prints stops stop-loss "
    "stop-losses var-shock growth-scare scare blow-up degross regross pain-trade crowding "
    "comomentum beta convexity rolldown backwardation contango tail-risk hedging turnover"
)
PLAIN = frozenset(f"{_FALLS} {_RISES} {_WORDS} {_MARKET}".split())
OTHER = frozenset(f"{_ECONOMY} {_NEWS} {_OURS}".split()) | {
    word for phrase in ALIASES for word in f"{phrase} {phrase.replace('/', ' ')}".split()
}
# Lower-case endings of words that describe and name nothing.
DESCRIBES = r"(?:ing|ed|ous|ful|ible|able|ive|est|ish|less|like|ly|ent|ant|ic|al|some|ary)"
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
