"""Search by words, on SQLite's FTS5.

A section's weight is the sum, over the query's distinct words that stand in it, of each word's
inverse document frequency, ``ln(1 + (N - n + 0.5) / (n + 0.5))`` (Robertson and Spärck Jones 1976,
"Relevance weighting of search terms", kept above zero). N and n count only sections within the
wall. FTS5's own ``bm25`` counts all of them, so that later notes would change the order of earlier
ones; what it adds, how often a word stands in a section, the vectors hold too.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log

from tools.notes.keys import note_key

CANDIDATES = 50
LONGEST, MOST_TERMS = 10_000, 32  # characters and words that are read of a query
# A word is rare where it stands in one note, or in one note of a hundred.
RARE_SHARE = 0.01
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    "a about after again all also am an and any are as at be been before being but by can could "
    "did do does doing during each for from had has have having he her here him his how i if in "
    "into is it its just last like me more most my no not now of on one or other our out over own "
    "said same say says see she should so some such tell than that the their them then there "
    "these they this those through to too under until up us very was we were what when where "
    "which while who whom why will with would you your".split()
)


@dataclass(frozen=True, slots=True)
class ByWords:
    """What words found: the query's words, sections in order with their ranks, those rare."""

    terms: tuple[str, ...]
    ranks: Mapping[int, int]
    rare: frozenset[int] = frozenset()


def terms_of(query: str) -> tuple[str, ...]:
    """Return a query's distinct words, without the commonest of English where others are left."""
    words = dict.fromkeys(_WORD.findall(query[:LONGEST].lower()))
    telling = [word for word in words if word not in _STOP]
    return tuple(telling or words)[:MOST_TERMS]


def found_by_words(connection: sqlite3.Connection, query: str, seen: tuple[int, int]) -> ByWords:
    """Return the sections within the wall that hold words of a query.

    Sections of equal weight share a rank. A word is quoted before it reaches FTS5: nothing in a
    query is an operator.
    """
    terms = terms_of(query)
    (total,) = connection.execute(
        "SELECT count(*) FROM sections WHERE key >= ? AND key < ?", seen
    ).fetchone()
    (notes,) = connection.execute(
        "SELECT count(*) FROM notes WHERE key >= ? AND key < ?", tuple(map(note_key, seen))
    ).fetchone()
    if not total:
        return ByWords((), {})
    weights: defaultdict[int, float] = defaultdict(float)
    rare: set[int] = set()
    for term in terms:
        keys = [
            key
            for (key,) in connection.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ?",
                (f'"{term}"', *seen),
            )
        ]
        weight = log(1 + (total - len(keys) + 0.5) / (len(keys) + 0.5))
        for key in keys:
            weights[key] += weight
        if _of_few_notes(keys, max(1.0, RARE_SHARE * notes)):
            rare.update(keys)
    order = nlargest(CANDIDATES, zip(weights.values(), weights, strict=True))
    best = [key for _, key in order]
    best += rare.difference(best)
    distinct = sorted({weights[key] for key in best}, reverse=True)
    place = {weight: rank for rank, weight in enumerate(distinct, start=1)}
    return ByWords(terms, {key: place[weights[key]] for key in best}, frozenset(rare))


def _of_few_notes(keys: Sequence[int], most: float) -> bool:
    """Return whether sections belong to no more notes than that."""
    notes = set()
    for key in keys:
        notes.add(note_key(key))
        if len(notes) > most:
            return False
    return True
