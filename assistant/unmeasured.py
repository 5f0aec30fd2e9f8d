"""Well-known assets that are measured nowhere here, so that none is passed over or taken for ours.

Data only. ``THINGS`` are the subject wherever nothing else is, ``PLACES`` only where a question is
plainly of them, and ``ALONE`` are words of plain speech that name an asset where nothing is beside
them. Names that are words as well count only with a capital.
"""

from __future__ import annotations

# What follows a country's or a company's name where an event is meant and not its assets.
_EVENT = (
    r"(?!['’]?s? (?:(?:debt|sovereign|banking|currency|financial) )?(?:crisis|crises|"
    r"wars?|invasion|election|elections|referendum|bailout|default|defaults|"
    r"devaluation|headlines?|tariffs?|"
    r"earthquake|quake|attacks?|sanctions|conflict|strikes?|virus|vote|budget|policy|data|gdp|cpi|"
    r"pmi|earnings|results|guidance|exposure|sanctions|news|story)\b)"
)
_SHARES = r"(?:stocks?|shares?|equit(?:y|ies)|names|sector|companies|makers?)"
_OF = r"(?:european|japanese|italian|german|french|spanish|greek|swiss|uk|british)"
_DEBT = r"(?:(?:government )?bonds?|debt|yields?|credit|paper|treasuries)"
_FX = r"(?:fx|currenc(?:y|ies))"


def _any(words: str) -> str:
    return f"(?:{words.replace(chr(10), '|')})"


_COINS = _any(
    """bitcoin cash|bitcoin sv|bitcoin gold|ethereum classic|solana|doge(?:coin)?|xrp|ripple
cardano|litecoin|polkadot|chainlink|shiba(?: inu)?|stablecoins?|tether|altcoins?|nfts?|defi|bnb
binance coin|monero|uniswap|meme ?coins?|wrapped bitcoin"""
)
_COMMODITIES = _any(
    r"""nat(?:ural)?[- ]?gas|lng|gasoline|petrol|diesel|heating oil|gas[- ]?oil|jet fuel
palm oil|olive oil|soy(?:bean)? ?oil|(?:cooking|vegetable|sunflower) oil|coal|uranium|lithium
cobalt|nickel|zinc|alumini?um|iron ore|steel|platinum|palladium|rhodium|wheat|corn|maize
soy(?:a|beans?)?|cocoa|coffee|sugar|cotton|orange juice|lumber|timber|(?:live |feeder )?cattle
(?:lean )?hogs|grains|soft commodities|agricultural commodities
(?:energy )?commodit(?:y|ies)(?: prices| complex)?|fertili[sz]ers?|rare earths?
baltic dry(?: index)?|carbon (?:credits|prices|permits)|power prices"""
)
_CURRENCIES = _any(
    rf"""euro(?![- ]?(?:zone|area|group|stoxx|crisis|pean))|eur(?:usd|/usd|gbp|jpy|/jpy|chf)?
sterling|(?:british )?pound(?!s)|gbp(?:usd|/usd|jpy)?|(?:swiss )?franc|chf|usdchf|loonie
aussie(?: dollar)?
(?:australian|aussie|canadian|new zealand|kiwi|hong kong|singapore|taiwan(?:ese)?) dollar|kiwi
aud(?:usd|/usd|jpy)?|usdcad|cad|nzd(?:usd)?|yuan|renminbi|rmb|cn[hy]|usdcn[hy]|rupees?|rupiah
baht|ringgit|korean won|pesos?|brazilian real|(?:south african )?rand|(?:turkish )?lira
rou?bles?|krona|krone|zloty|forint|shekel|(?:em|emerging[- ]markets?) {_FX}"""
)
_BONDS = _any(
    rf"""bunds?(?: yields?)?|gilts?(?: yields?)?|jgbs?(?: yields?)?|btps?|bonos|schatz|bobls?
oats|munis?(?: bonds?)?|municipal(?:s| bonds?| debt)|converts|convertibles?(?: bonds?)?
preferreds?|mbs|(?:agency )?mortgage[- ]backed(?: securities)?|mortgage bonds|leveraged loans?
bank loans?|clos?|(?:em|emerging[- ]markets?) (?:sovereign |local |dollar )?{_DEBT}
covered bonds|catastrophe bonds|private (?:credit|equity)|cocos|at1s?|inflation[- ]linked bonds
linkers"""
)
_INDICES = _any(
    rf"""nasdaq(?:[- ]?100| composite| futures)?|ndx|qqq|nq futures
dow(?: jones)?(?: industrials?| transports?| futures)?|djia
russell (?:1000|3000|midcap|micro ?cap)|(?:s&p|sp|s&p's) ?(?:400|600|100|1500)
equal[- ]weight(?:ed)? (?:s&p(?: 500)?|index|stocks)|rsp|mid[- ]?caps?(?: {_SHARES})?
micro[- ]?caps?(?: {_SHARES})?|msci(?: (?:world|em|eafe|europe|china|acwi))?|acwi|eafe|faangs?
fang|(?:global|world|international|foreign|developed[- ]markets?) {_SHARES}
ftse(?: 100| 250| mib)?|topix|(?:world|global|international) (?:equity )?ind(?:ex|ices)
nikkei(?: 225)?|dax|cac(?: ?40)?|ibex|nifty|(?:euro )?stoxx(?: ?50| ?600)?|hang seng|hscei
shanghai(?: composite)?|csi ?300|kospi|sensex|bovespa|asx(?: 200)?|tsx|taiex
magnificent (?:7|seven)|mag ?(?:7|seven)|mega[- ]?caps?(?: {_SHARES})?|defensives|cyclicals
meme stocks|penny stocks|spacs?
(?:gold|silver|copper|oil|crypto|bitcoin|energy|uranium|coal) (?:mining |mine )?{_SHARES}
(?:(?:gold|silver|copper|crypto|bitcoin|junior) )?miners
(?:growth|value|quality|income|dividend|defensive|cyclical|low[- ]vol(?:atility)?) {_SHARES}
(?:value|quality|size|low[- ]vol(?:atility)?|dividend) factor"""
)
SECTORS = (
    r"\b(?:(?:big |mega[- ]cap )?tech(?:nology)?|it sector|energy|utilit(?:y|ies)|"
    r"health[- ]?care|(?:consumer )?staples|(?:consumer )?discretionary|industrials|materials|"
    r"real[- ]estate|reits?|telecoms?|communication services|xl[bceikpuvy]|xlre)\b"
)
_GROUPS = _any(
    rf"""(?:shipping|luxury|gaming|water|hotel|restaurant|food|chemical|cement|tobacco|beverage
leisure|travel|trucking|railroad|aerospace|cloud|cyber(?:security)?|quantum|nuclear
battery|hydrogen|esg|unprofitable|profitless|speculative|frontier|nordic|gulf|saudi
israeli|scandinavian|baltic|african|brewery|timber|paper|packaging|education|medical
hospital|drug|electric|lithium|fintech|payments|low[- ]quality|high[- ]quality) {_SHARES}
low[- ]vol(?:atility)?(?= under| out)|frontier (?:markets?|debt|bonds)|pork|beef|wool|eggs|tea
(?:big|mega[- ]cap) tech|semi(?:s|conductors?)(?: {_SHARES})?|chip ?(?:makers?|stocks?)
(?<!blue )(?<!blue-)chips|sox
smh|biotechs?|software(?: {_SHARES})?|saas|home ?builders?|airlines?|cruise (?:lines|stocks)
retailers|retail (?:stocks|sector)|casinos|auto(?:s| stocks)|(?:auto|car) ?makers
pharma(?:ceuticals)?|insurers|insurance (?:stocks|companies)|cannabis(?: stocks)?
ev (?:stocks|makers)|solar(?: stocks)?|defen[cs]e (?:stocks|contractors)|clean energy
internet stocks|media stocks|transports|truckers|kre|steel ?makers|railroads
ai (?:stocks|trade|names)|regional banks?|regional lenders|xbi|arkk?|{_OF} (?:banks?|lenders)
chinese {_DEBT}|chinese (?:tech(?:nology)?|property|developers|currency|banks?)"""
)
_COMPANIES = _any(
    r"""chipotle|vodafone|ocado|hertz|carvana|smci|super ?micro|crowdstrike|duolingo
doordash|danaher|thermo fisher|abbott|medtronic|gilead|biogen|regeneron|bristol[- ]myers|sanofi
bayer|basf|glaxo(?:smithkline)?|gsk|rio tinto|bhp|glencore|vale|freeport|newmont|barrick|alcoa
nucor|arcelormittal|siemens|airbus|rolls[- ]royce|easyjet|ryanair|lufthansa|american airlines
southwest airlines|marriott|hilton|booking\.com|expedia|mcdonalds|yum|domino['’]s
kraft(?: heinz)?|mondelez|philip morris|altria|diageo|heineken|danone|h&m|inditex|zara|adidas
puma|gucci|kering|hermes|stellantis|renault|porsche|gm|honda|nissan|hyundai|infosys|tcs
petrobras|pemex|gazprom|aramco|equinor|repsol|eni|enel|iberdrola|axa|allianz
zurich insurance|aig|metlife|lloyds|natwest|standard chartered|commerzbank|socgen
soci[eé]t[eé] g[eé]n[eé]rale|pacwest|zions|truist|u\.?s\.? bancorp|bunge|cargill|lennar
texas instruments|applied materials|lam research|marvell|arm holdings|servicenow|okta
zillow|docusign|twilio|cloudflare|mongodb|teladoc|draftkings|unity software|electronic arts
activision|hasbro|tesla|tsla|apple|aapl|microsoft|msft|nvidia|nvda|amazon|amzn|alphabet|google
googl?|facebook|meta(?: platforms)?|netflix|nflx|amd|intel|broadcom|qualcomm|micron|oracle
salesforce|adobe|cisco|ibm|palantir|pltr|snowflake|shopify|spotify|airbnb|uber|lyft|robinhood
coinbase|microstrategy|mstr|gamestop|gme|amc|peloton|roku|paypal|mastercard
berkshire(?: hathaway)?|boeing|lockheed(?: martin)?|raytheon|caterpillar|deere
general (?:electric|motors|mills|dynamics)|honeywell|exxon(?:mobil)?|chevron|totalenergies
schlumberger|halliburton|occidental|conocophillips|johnson (?:&|and) johnson|merck|abbvie
eli lilly|lilly|novo nordisk|novartis|roche|astrazeneca|amgen|unitedhealth|cvs|walmart|costco
home depot|lowe['’]s|starbucks|mcdonald['’]?s|nike|disney|coca[- ]cola|coke|pepsi(?:co)?
procter (?:&|and) gamble|verizon|at&t|t-mobile|comcast|jp ?morgan(?: chase)?|goldman(?: sachs)?
morgan stanley|citi(?:group|bank)?|wells fargo
bank of (?:america|china|montreal|nova scotia|new york(?: mellon)?)|bofa|capital one
american express|amex|blackrock|blackstone|kkr|schwab|credit suisse|deutsche bank|ubs|hsbc
barclays|santander|bnp(?: paribas)?|unicredit|silicon valley bank|first republic|signature bank
dollar (?:general|tree)|family dollar|ford|ferrari|toyota|volkswagen|bmw|samsung|tsmc|tsm
taiwan semi(?:conductor)?|asml|lvmh|nestl[eé]|unilever|sony|softbank|nintendo|alibaba|baba
tencent|baidu|jd\.com|meituan|pdd|nio|byd|xiaomi|twitter|twtr|snapchat|pinterest|zoom video
fedex|delta air(?: lines)?|united airlines|carnival|beyond meat|nikola|rivian|lucid|wework
lululemon|etsy|ebay|dow chemical|dupont|us steel|u\.s\. steel|bed bath"""
)
# Words of plain speech that name a company where they have a capital within a sentence.
_CAPITAL = (
    "Target|Shell|Visa|Gap|Block|Square|Snap|Zoom|Match|Chase|Progressive|Workday|Datadog|Arm|"
    "BP|SAP|Kellogg|Eaton|Ball|Fox|Paramount|Macy['’]?s|Kroger|Best Buy|Turkey|Chile|Jordan"
)
_TENORS = (
    r"(?<![\w-])(?:[13579]|20|50|five|seven|twenty)[- ]?(?:y|yr|year)"
    r"(?= (?:treasur|notes?\b|bonds?\b|yields?\b|usts?\b|rates?\b|selling|sold|fall|"
    r"ris|up|down)|[?.]?$)"
)
THINGS = (
    rf"\b(?:{_COINS}|{_COMMODITIES}|{_CURRENCIES}|{_BONDS}|{_INDICES}|{_GROUPS}|{_COMPANIES}|"
    rf"(?-i:{_CAPITAL}))\b{_EVENT}|{SECTORS}{_EVENT}|{_TENORS}"
)
PLACES = (
    r"\b(?:(?:south |north )?korean?|japan(?:ese)?|russian?|greece|greek|german(?:y|s)?|french|"
    r"france|ital(?:y|ian)|spain|spanish|portug(?:al|uese)|uk|british|britain|indian?|"
    r"brazil(?:ian)?|mexic(?:o|an)|turkish|argentin(?:a|e|ian)|taiwan(?:ese)?|hong kong|"
    r"austral(?:ia|ian)|canad(?:a|ian)|south africa|indonesian?|vietnam(?:ese)?|thai(?:land)?|"
    r"switzerland|swiss|swed(?:en|ish)|"
    rf"norw(?:ay|egian)|polish|poland|european (?:{_SHARES}|{_DEBT}|banks?|markets?)|"
    rf"asian (?:{_SHARES}|markets?)|latin america(?:n)?|"
    rf"euro[- ]?zone (?:{_SHARES}|{_DEBT}))\b{_EVENT}"
)
ALONE = r"(?:value|quality|gas|cable|alts|loans|mortgages|tips|insurance|won|chips|growth stock)"
