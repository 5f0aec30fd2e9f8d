"""Joining the two rankings: reciprocal-rank fusion, words above vectors.

A section's score is ``WORDS / (K + its rank by words) + VECTORS / (K + its rank by vectors)``
(Cormack, Clarke and Buettcher 2009, "Reciprocal rank fusion outperforms Condorcet and individual
rank learning methods", SIGIR), and a section that holds a rare word of the query stands before all
that do not.

- K is 10, not the paper's 60, which was set for lists of a thousand: our lists have fifty, and the
  first places shall count.
- Words weigh 1.5 and vectors 1. With equal weights what the default vectors, a hash of words and
  letters, put first outranked sections that hold the very words. At 1.5 a section known to vectors
  alone comes after the first six ranks by words, so that a better embedder can still add one.
- The places for rare words are kept because a desk searches for names: a ticker, a strike, a
  fund. Nothing that lacks the name may stand before it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from tools.notes.lexical import ByWords

K = 10
WORDS, VECTORS = 1.5, 1.0
CANDIDATES = 50
_BEST = (WORDS + VECTORS) / (K + 1)


def ranked(words: ByWords, near: Sequence[int], alike: Container[int]) -> list[tuple[int, float]]:
    """Return sections with their scores, the best first.

    Parameters
    ----------
    words : ByWords
        What words found.
    near : sequence of int
        The keys of the sections nearest by vectors, the nearest first.
    alike : container of int
        Those of them that are found even where no word is met.

    Returns
    -------
    list of (int, float)
        Scores lie in (0, 1]: above one half where a rare word of the query is met. Where scores are
        equal the later note comes first.
    """
    by_vectors = {key: rank for rank, key in enumerate(near, start=1)}
    scores = {}
    for key in {**words.ranks, **by_vectors}:
        if key not in words.ranks and key not in alike:
            continue
        joined = 0.0
        if key in words.ranks:
            joined += WORDS / (K + words.ranks[key])
        if key in by_vectors:
            joined += VECTORS / (K + by_vectors[key])
        scores[key] = (joined / _BEST + (key in words.rare)) / 2
    return sorted(scores.items(), key=lambda item: (-item[1], -item[0]))
