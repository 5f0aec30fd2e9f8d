"""How a question names what it is about: verbs of falls and rises, and the kinds of sentence."""

from __future__ import annotations

import re

DOWN = (
    r"down|lower|weak(?:er|ening)?|fall(?:s|ing|en)?|fell|drop(?:s|ped|ping)?|"
    r"declin(?:e|ed|es|ing)|"
    r"slump(?:s|ed|ing)?|plung(?:e|ed|es|ing)|tumbl(?:e|ed|es|ing)|crash(?:es|ed|ing)?|"
    r"slid(?:e|es|ing)?|sell(?:s|ing)?[- ]?off|sold(?: off)?|sink(?:s|ing)?|"
    r"(?:getting|being) (?:sold|hit|hammered|crushed|killed)|"
    r"sank|los(?:e|es|ing)|lost|collaps(?:e|ed|es|ing)|crater(?:ed|ing)|tank(?:ed|ing)|"
    r"unwind(?:s|ing)?|break(?:ing)? down|broke down|tighten(?:s|ed|ing)?|narrow(?:s|ed|ing)|"
    r"bleed(?:s|ing)|under pressure|underperform(?:s|ed|ing)?|hurting"
)
# "Up" as in "end up", "pick up" and "up to" is no rise.
_AND_UP = (
    "".join(
        f"(?<!{verb} )"
        for verb in "end ends ended pick picks picking add adds show turn turned what what's whats "
        "what’s sum build built".split()
    )
    + r"up(?! to\b)"
)
UP = (
    rf"{_AND_UP}|higher|strong(?:er)?|ris(?:e|es|en|ing)|rose|rall(?:y|ies|ied|ying)|"
    r"surg(?:e|ed|es|ing)|soar(?:s|ed|ing)?|pop(?:s|ped|ping)?|jump(?:s|ed|ing)?|spik(?:e|ed|es|ing)|"
    r"gain(?:s|ed|ing)?|climb(?:s|ed|ing)?|strengthen(?:s|ed|ing)?|widen(?:s|ed|ing)?|wider|"
    r"blow(?:s|n|ing)?[- ]?out|blew out|rebound(?:s|ed|ing)?|bounc(?:e|ed|es|ing)|"
    r"outperform(?:s|ed|ing)?|melt(?:ing)?[- ]up"
)
_STILL = (
    r"moving|behaving|acting|doing|trading|bottom(?:ed|ing)?|done|finished|over|ended|ending|"
    r"start(?:ed|ing)?|begin|began|begun|peak(?:ed|ing)?|turn(?:ed|ing)?|stop(?:ped|ping)?|"
    r"recover(?:ed|ing|s)?|macro|positioning|connected|linked|correlated|coincident|"
    r"so (?:bad|low|high|volatile)"
)
FALL = (
    r"falls?|drops?|declines?|slump|plunge|tumble|crash|rout|slide|sell(?:ing)?[- ]?off|drawdown|"
    r"correction|collapse|melt-?down|unwind(?:ing)?|weakness|losse?s?|selling|pullback|sinking|"
    r"underperformance"
)
RISE = r"rise|rally|surge|jump|spike|gains?|rebound|bounce|strength|widening|blow-?out|melt-?up"
EVENT = rf"(?:{FALL}|{RISE}|move|swings?|trouble|turmoil|squeeze|spreads?)"
WORD = r"[\w&$'’%./+-]+"
_NOUN = rf"(?P<np>(?:{WORD} ){{0,5}}?{WORD})"
TAIL = rf"(?P<np>{WORD}(?:,? {WORD}){{0,5}})"
BE = (
    r"(?:is|are|was|were|['’]s|['’]re|has|have|had|did|does|do|can|could|will|would|should|might|"
    r"may)"
)
MOVER = (
    r"driv(?:e|es|ing)|drove|behind|caus(?:e|es|ed|ing)|trigger(?:s|ed|ing)?|"
    r"spark(?:s|ed|ing)?|explains?|to blame for|responsible for"
)
ADVERBS = (
    r"(?:(?:still|all|now|so|really|been|being|go(?:ing)?|suddenly|again|also|not|down|"
    r"continu\w+ to|keeps?|start(?:ed)? to|further|much) )*"
)
# By kind of sentence, the first that names something wins. A "loose" one holds names of events as
# well ("the Omicron sell-off"), so that spelling alone makes no asset of its noun.
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<event>{EVENT}) (?:in|of) {TAIL}",
        rf"\b(?P<event>crash|sink|sank|crush|hammer|hit|hurt|tank|drag)(?:ed|ing|s)? {TAIL}",
        rf"\bwhat(?:['’]s| (?:is|was|are|were))? (?:moving|mov(?:ed|es)|push(?:ing|ed|es)|sending|"
        rf"sent) {TAIL}",
        rf"(?:\bwhy|\bhow come|\bwhat made|^\W*)\s*(?:{BE}(?:n['’]t)? )?{_NOUN},? (?:{BE} )?"
        rf"{ADVERBS}(?:\d[\d.]* ?%? )?(?:(?P<down>{DOWN})|(?P<up>{UP})|{_STILL})\b",
        rf"\b(?:{MOVER}|(?:wrong|up) with|happen(?:s|ing|ed)? (?:to|in|with)|"
        rf"going on (?:in|with)|weighing on|pressuring|sinking|hitting|hurting|dragging down|"
        rf"what about|(?:hedges?|protection|protect|sell|selling|sellers|"
        rf"opportunity) (?:for|in|of)|"
        rf"(?:over|end(?:ed)?|start(?:ed)?|begin|began|unusual|finished|done|bad|next|"
        rf"left) (?:for|in|with)) {TAIL}",
        rf"(?P<np>(?:{WORD} ){{0,4}}?{WORD}['’]s?) (?P<event>{EVENT})\b",
        rf"(?P<loose>)(?<![\w-])(?P<np>(?:(?!of\b|"
        rf"in\b){WORD} ){{0,4}}?{WORD}) (?P<event>{EVENT})\b",
    )
)
# What a question opens with, where no verb of its own was found: "why is Tesla (…) red?".
OPENING = re.compile(rf"\b(?:why|how come) {BE} {TAIL}", re.IGNORECASE)
# What is said to move the market is a cause, and not what the question is about.
CAUSING = re.compile(rf"\b(?:{MOVER}) {TAIL}", re.IGNORECASE)
AGAINST = re.compile(rf"\b(?:against|versus|vs\.?|relative to) {TAIL}", re.IGNORECASE)
