"""The names of what is measured: of every risk family by asset, and of the index. Data only.

The narrower stand before the wider, as each takes the words that it matches.
"""

from __future__ import annotations

from typing import NamedTuple


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
INDEX = (
    r"s&p(?: ?500)?|\bs ?& ?p\b|\bsp[- ]?500\b|\bspx(?:500)?\b|\bspy\b|\bgspc\b|"
    r"(?-i:\bES1?\b)|\be-?minis?\b|\b(?:large[- ]?caps?|blue[- ]chips?)\b|\bindex\b|\bindices\b|"
    r"\bstocks?\b|\bequit(?:y|ies)\b|"
    r"\bmarkets?\b|\bwall street\b|\bfutures\b|\bshares\b|"
    r"(?-i:\bU\.?S\b)"
)
