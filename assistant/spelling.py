"""Which words of a question have the sign of a name: a place in the tables, or their spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from assistant.speech import COMMON, DESCRIBES, OTHER, PLAIN
from assistant.unmeasured import ALONE, PLACES, THINGS

LONG, ALIKE = 5, 0.8  # letters from which a word may be a misspelling, and how alike it then is
TITLED = 0.6  # share of words with a capital from which capitals are no sign
TOKEN = re.compile(r"[^\W_](?:[\w&’'./+]*[^\W_])?")
_JOINT = "_"
_THINGS, _PLACES = re.compile(THINGS, re.I), re.compile(PLACES, re.I)
_ALONE = re.compile(ALONE, re.IGNORECASE)
_DESCRIBES = re.compile(rf"[a-z]{{2,}}{DESCRIBES}")
_SPELLED = re.compile(r"[^\W\d_][\w&'’-]*")
_NAMED = re.compile(r"[A-Z][\w&-]*[a-z][\w&-]*")
_TICKER = re.compile(r"[A-Z]{2,5}")
_START = re.compile(r"(?:^|[.?!:;\"“(])\W*$")
_ARTICLE = re.compile(r"\b(?:the|an?|this|that|your|our|my)\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text whose names of several words are joined to one, and what in it is a name.

    ``things`` are of the table and in the text's order, ``places`` are countries and their shares,
    ``capitals`` the words that are a name by their spelling.
    """

    text: str
    things: tuple[str, ...]
    places: tuple[str, ...]
    capitals: frozenset[str]

    def strange(self, phrase: str, rest: str, *, loose: bool) -> bool:
        """Whether a noun names what is not measured.

        ``rest`` is the noun without the names of what is, and ``loose`` says that spelling alone
        is no sign there.
        """
        if any(_holds(phrase, name) for name in (*self.things, *self.places)):
            return True
        if _ALONE.fullmatch(phrase):
            return True
        return not loose and any(token in self.capitals for token in _SPELLED.findall(rest))


def masked(text: str) -> str:
    """Return a text in which each unmeasured name is one word, so that no part of it is ours."""
    text = text.replace(_JOINT, " ")
    for pattern in (_THINGS, _PLACES):
        text = pattern.sub(lambda m: m[0].replace(" ", _JOINT), text)
    return text


def unmasked(text: str) -> str:
    """Return a text of whole names as it was typed."""
    return text.replace(_JOINT, " ")


def spelled(text: str) -> Spelled:
    """Return a text with the names that are in it."""
    whole = masked(text)
    things = [m[0].replace(" ", _JOINT) for m in _THINGS.finditer(unmasked(whole))]
    places = [m[0].replace(" ", _JOINT) for m in _PLACES.finditer(unmasked(whole))]
    return Spelled(whole, tuple(things), tuple(places), frozenset(_capitals(whole)))


def reads(rest: str, *, strict: bool) -> bool:
    """Whether a phrase speaks of a reading, of the economy or, if strict, of what is not known.

    Of an unknown noun nothing is said: that it falls is no word about the market.
    """
    tokens = [token for token in _tokens(rest) if token.lower() not in PLAIN]
    if any(token.lower() in OTHER for token in tokens):
        return True
    return strict and any(_unknown(token) for token in tokens)


def _holds(phrase: str, name: str) -> bool:
    return bool(re.search(rf"(?<![\w]){re.escape(name)}(?!\w)", phrase))


def _capitals(text: str) -> Iterator[str]:
    """Yield the words that are a name by their capitals, none where most words have one."""
    words = list(_SPELLED.finditer(text))
    inner = words[1:]
    if len(inner) > 2 and sum(w[0][0].isupper() for w in inner) >= TITLED * len(inner):
        return
    for word in words:
        bare = re.sub(r"['’]s?$", "", word[0])
        ahead = text[: word.start()]
        if _START.search(ahead) or _known(bare):
            continue
        if _NAMED.fullmatch(bare) or (_TICKER.fullmatch(bare) and not _ARTICLE.search(ahead)):
            yield word[0]


def _known(word: str) -> bool:
    """Whether a word with a capital is one of speech, an event, a month or the like."""
    low = word.lower()
    forms = {low, low.removesuffix("s"), low.split("-")[0], low.replace("-", "")}
    return any(form in PLAIN or form in OTHER or len(form) < 2 for form in forms)


def _tokens(rest: str) -> Iterator[str]:
    for token in TOKEN.findall(re.sub(r"['’]s\b", "", rest)):
        word = token.lower()
        parts = [word] if word in PLAIN or word in OTHER else re.split(r"[-–]", token)
        yield from (part for part in parts if part)


def _unknown(token: str) -> bool:
    word = token.lower()
    if len(word) < 2 or word[0].isdigit() or _DESCRIBES.fullmatch(word):
        return False
    return not (len(word) >= LONG and get_close_matches(word, COMMON, 1, ALIKE))
