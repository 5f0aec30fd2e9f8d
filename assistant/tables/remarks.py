"""What a pull's notes say in plain words, without what helps it only to ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tools.formatting import plural

HELPERS = frozenset({"cookie", "crumb"})  # requests that bring no data and are not kept
_NOTHING = "nothing there of "
_TICKS = re.compile(
    r"(?P<key>.+?): (?P<n>\d+) closes that a jump led to and another took back were left out"
    r"(?P<rest>.*)"
)
# Of an option chain, as it was read: what no figure uses, or was left out of it.
_CHAIN = re.compile(r"(?P<key>[^:]+): line \d+: (?P<what>.+) \((?P<n>\d+) in the file\)")
CHAINS = {
    "expired by the time of the quote: no figure uses it": (
        "{} expired by the time of the quote {} left out of every figure"
    ),
    "bid above ask: no figure uses it": "{} with a bid above the ask {} left out of every figure",
    "no implied volatility is given": "{} {} given without an implied volatility",
    "gamma that cannot be was left out": "the gamma of {} cannot be and was left out",
}


def plainly(notes: Iterable[str]) -> Iterator[str]:
    """Yield notes in plain words; those on requests that bring no data are left out."""
    for note in notes:
        said = _plain(note)
        if said:
            yield said


def _plain(note: str) -> str:
    if note.startswith(_NOTHING):
        return _without_helpers(note)
    ticks = _TICKS.fullmatch(note)
    if ticks:
        count = int(ticks["n"])
        stood = "that stands" if count == 1 else "that stand"
        was = "was" if count == 1 else "were"
        far = f"{plural(count, 'close')} {stood} far from those on both sides {was} left out"
        return f"{ticks['key']}: {far}{ticks['rest']}"
    chain = _CHAIN.fullmatch(note)
    if chain and chain["what"] in CHAINS:
        count = int(chain["n"])
        said = CHAINS[chain["what"]].format(
            plural(count, "contract"), "is" if count == 1 else "are"
        )
        return f"{chain['key']} chain: {said}"
    return note


def _without_helpers(note: str) -> str:
    keys, more, others = note.removeprefix(_NOTHING).partition(" and ")
    kept = [key for key in keys.split(", ") if key not in HELPERS]
    return f"{_NOTHING}{', '.join(kept)}{more}{others}" if kept else ""
