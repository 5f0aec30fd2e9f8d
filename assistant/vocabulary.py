"""The closed lists of the writer's language: which words and numerals mean what.

Data only. A numeral outside references is a fault unless it is part of a name here; a word is
checked against the evidence it stands beside only if it is listed here.
"""

from __future__ import annotations

from collections.abc import Mapping

# Names that hold a numeral, as patterns without capture groups; letter case counts.
NAMES: tuple[str, ...] = (
    r"S&(?:amp;)?P[ \u00a0\u202f](?:500|400|600|100)",
    r"Russell[ \u00a0](?:1000|2000|3000)",
    r"Nasdaq[- \u00a0]100",
    r"(?:Dow|DAX|SMI|ASX|CAC|FTSE|Nikkei|Stoxx|STOXX)[ \u00a0](?:20|30|40|50|100|200|225|600)",
    r"VIX(?:9D|3M|6M|1D|1Y)",
    r"COR(?:1M|3M)",
    r"T?[0-9]{1,2}s[0-9]{1,2}s",
    r"3m10y",
    r"Q[1-4]",
    r"H[12]",
    r"G(?:7|10|20)",
    r"13F",
    r"0DTE",
    r"12[-–]1",
    r"(?:60/40|130/30|16/64|32/128|64/256)",
    r"(?:10|25)[- ]?(?:delta|Δ)",
    r"(?:30|90)-day (?:options?|volatility|vol|maturity|implied|skew)",
    r"90[ \u00a0\u202f]?% (?:up |down )?days?",
    r"10[ \u00a0\u202f]?% vol(?:atility)?[- ]target",
    r"R²",
)
# Maturities, and the windows that readings are defined over; NAME_ENDS may not follow them.
TENORS = r"(?:1|2|3|5|7|10|20|30)(?:y|Y|-year|-yr)"
WINDOWS = r"(?:5|10|20|21|50|63|100|126|200|252)-(?:day|session)"
NAME_ENDS: tuple[str, ...] = (
    "low",
    "lows",
    "high",
    "highs",
    "record",
    "streak",
    "run",
    "losing",
    "winning",
    "worst",
    "best",
)
WORD_NAMES: tuple[str, ...] = (
    "magnificent seven",
    "group of seven",
    "big four",
    "five pillars",
    "(?:two|three|five|seven|ten|twenty|thirty)-year(?!-old)",
    "half-life",
    "half-lives",
    "first half",
    "second half",
    "other half",
    "latter half",
    "doubled down",
    "doubling down",
)

UNITS: tuple[str, ...] = (
    "[%‰٪﹪％]",
    "percent",
    "per cent",
    "pct",
    "percentage points?",
    "prozent",
    "pour cent",
    "por ciento",
    "per cento",
    "bps?",
    "basis points?",
    "[σ]",
    "sigmas?",
    "standard deviations?",
    "standard errors?",
)

SMALL_NUMBERS: tuple[str, ...] = ("zero", "one", "two", "three")
LARGE_NUMBERS: tuple[str, ...] = (
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundreds?",
    "thousands?",
    "millions?",
    "billions?",
    "trillions?",
    "dozens?",
)
# What turns even a small number word into a figure.
COUNTED: tuple[str, ...] = (
    "points?",
    "vols?",
    "turns?",
    "handles?",
    "notch(?:es)?",
    "decimals?",
    "percentiles?",
    "deciles?",
    "quartiles?",
    "quintiles?",
    "times",
    "fold",
)
PERIODS: tuple[str, ...] = (
    "days?",
    "sessions?",
    "weeks?",
    "months?",
    "quarters?",
    "years?",
    "decades?",
    "trading days?",
    "straight",
    "consecutive",
    "successive",
    "dollars?",
    "euros?",
)
MULTIPLES: tuple[str, ...] = (
    r"doubl(?:ed|es|ing)",
    r"tripl(?:ed|es|ing)",
    r"trebl(?:ed|es|ing)",
    r"quadrupl(?:ed|es|ing)",
    r"quintupl(?:ed|es|ing)",
    r"halv(?:ed|es|ing)",
    r"twice",
    r"thrice",
    r"(?:two|three|four|five|six|seven|eight|nine|ten|hundred)-?fold",
    r"(?:single|double|triple)[- ]digits?",
    r"(?:double|triple|treble|quadruple|quintuple|half)"
    r"(?= (?:of|the|its|their|a|an|as|that|what)\b)",
    r"(?:a|one|by|about|nearly|almost|roughly) half",
    r"(?:a|one|two|three)[- ](?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?(?= of\b)",
    r"(?:two|three|four)[- ](?:thirds|quarters|fifths|sixths|sevenths|eighths|ninths|tenths)",
    r"(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)[- ]"
    r"(?:largest|biggest|highest|lowest|worst|best|steepest|deepest|smallest)",
    r"(?:top|bottom|highest|lowest|upper|lower) "
    r"(?:decile|quartile|quintile|tercile|percentile)(?= of (?:its|their|all|the))",
    r"[a-z]+(?:ieth|y-[a-z]+(?:st|nd|rd|th)) percentile",
    r"(?:one|two|three) (?:in|out of) (?:two|three)",
    r"(?-i:[IVXLCDM]{2,7}|[VXLCDM]) (?:points?|times|sessions?|days?|weeks?|months?|years?)",
)

# Direction words by the sign they claim. Before: "fell by X"; after: "X lower", "X below".
UP_BEFORE = frozenset(
    """
    rose rise risen rises rising gained gain gains gaining climbed climb climbs climbing rallied
    rally jumped jump jumps jumping surged surge surges surging soared advanced advance
    increased increase increases increasing added adding adds up higher widened widen widening
    wider spiked spike spiking leapt strengthened strengthening firmed rebounded recovered grew
    growing grown
    """.split()
)
DOWN_BEFORE = frozenset(
    """
    fell fall falls falling fallen dropped drop drops dropping declined decline declines
    declining lost lose loses losing loss losses slid slide slides sliding sank sunk sinks
    sinking tumbled tumbling plunged plunge plunging slumped slump shed sheds shedding decreased
    decrease decreases decreasing down lower tightened tighten tightening tighter narrowed
    narrowing narrower weakened weakening softened retreated eased easing cut dipped crashed
    collapsed cratered drawdown
    """.split()
)
UP_AFTER = frozenset("higher wider above up richer stronger".split())
DOWN_AFTER = frozenset("lower tighter narrower below under beneath down cheaper weaker".split())
PLACES = frozenset("above below under beneath".split())
PRICE_WORDS = frozenset(  # of bonds they say the opposite of their yields
    "rallied rally strengthened strengthening firmed weakened weakening softened".split()
)
STEADY = frozenset("unchanged flat steady stable muted quiet calm contained".split())
# What may not stand between a direction word and the figure it governs.
BREAKS = frozenset(
    """
    to at from with while as and but or versus against vs when because after before since where
    which that for on in is was were are has had its their
    """.split()
)
NEGATIONS = frozenset(
    """
    not no never neither nor without hardly isn't wasn't didn't doesn't aren't weren't don't
    cannot nowhere
    """.split()
)

# Strength words: the least and the greatest severity (0 normal to 3 rare) that bears them out.
STRENGTHS: Mapping[str, tuple[int, int]] = {
    "normal": (0, 0),
    "ordinary": (0, 0),
    "typical": (0, 0),
    "unremarkable": (0, 0),
    "subdued": (0, 0),
    "benign": (0, 0),
    "elevated": (1, 3),
    "stretched": (1, 3),
    "unusual": (1, 3),
    "heightened": (1, 3),
    "extreme": (2, 3),
    "exceptional": (2, 3),
    "rare": (3, 3),
    "historic": (3, 3),
    "extraordinary": (3, 3),
}
RECORD_PHRASES = (
    r"unprecedented|(?:on|a new|all-time) record|record[- ](?:high|low|breaking|wide)|"
    r"all-time (?:high|low)|never before|in (?:recorded )?history|of all time|"
    r"(?:largest|biggest|worst|steepest|highest|lowest|deepest) ever"
)

# Which words of a text name an engine, and what a sentence claims of them.
ENGINE_WORDS: Mapping[str, str] = {
    "macro": "macro",
    "macroeconomic": "macro",
    "macroeconomics": "macro",
    "fundamental": "fundamental",
    "fundamentals": "fundamental",
    "earnings": "fundamental",
    "positioning": "positioning",
    "deleveraging": "positioning",
    "de-grossing": "positioning",
}
DRIVER_WORDS = (
    r"(?:driver|engine|cause|root cause|culprit|explanation|reason|main force|force behind)"
)
HEDGES = frozenset(
    """
    could may might would if whether perhaps possibly argue argued doubt unless arguably suppose
    should can counter-case
    """.split()
)
