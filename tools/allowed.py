"""What a key of a published table may hold, said by the type of the field that it fills.

A ``Literal`` is a closed list, ``Annotated[float, Within(...)]`` a number between bounds,
``Annotated[str, Known(...)]`` a name that stands elsewhere, and a tuple a list. Numbers are finite,
texts not empty, lists without repeats.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

LONGEST = 60  # characters of a faulty value that are shown
LARGEST = sys.float_info.max  # TOML's whole numbers have no end, and its inf and nan are numbers
SIMPLE: Mapping[Any, tuple[str, tuple[type, ...]]] = {
    str: ("a text", (str,)),
    bool: ("true or false", (bool,)),
    int: ("a whole number", (int,)),
    float: ("a number", (int, float)),
}


class Unfit(Exception):
    """What is wrong with a value, in words that follow the key's name."""


@dataclass(frozen=True, slots=True)
class Within:
    """The bounds of a number; ``above`` and ``below`` leave the bound itself out."""

    least: float = -math.inf
    most: float = math.inf
    above: float = -math.inf
    below: float = math.inf

    def holds(self, value: float) -> bool:
        """Tell whether a number lies within them."""
        inside = self.least <= value <= self.most
        return inside and value > self.above and value < self.below

    @property
    def words(self) -> str:
        """The bounds as they follow "a number"."""
        if math.isfinite(self.least) and math.isfinite(self.most):
            return f" from {self.least:g} to {self.most:g}"
        ends = {"above": self.above, "of at least": self.least}
        ends |= {"below": self.below, "of at most": self.most}
        said = " and ".join(f"{word} {end:g}" for word, end in ends.items() if math.isfinite(end))
        return f" {said}" if said else ""


@dataclass(frozen=True, slots=True)
class Known:
    """A name out of a table that stands elsewhere, looked up when the first row is read."""

    what: str
    names: Callable[[], Collection[str]]

    def check(self, value: str) -> None:
        """Raise for a name that is not there, with those that come near it."""
        if value in self.names():
            return
        from difflib import get_close_matches

        near = get_close_matches(value, sorted(self.names()), n=3)
        mend = f"did you mean {' or '.join(near)}?" if near else "none comes near it"
        raise Unfit(f"{shown(value)} is no {self.what}: {mend}")


Share = Annotated[float, Within(0.0, 1.0)]
Weight = Annotated[float, Within(above=0.0, most=1.0)]
Positive = Annotated[float, Within(above=0.0)]
Multiple = Annotated[float, Within(above=0.0, most=100.0)]  # of which sums stay finite
Negative = Annotated[float, Within(below=0.0)]
Count = Annotated[int, Within(1, 10_000)]


def fit(hint: Any, value: Any) -> Any:
    """Return a TOML value as a type; another one is Unfit."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return fit(next(arg for arg in args if arg is not NoneType), value)
    if origin is Literal:
        if not isinstance(value, str) or value not in args:
            raise Unfit(f"{shown(value)} is none of {', '.join(args)}")
        return value
    if origin is Annotated:
        base, mark = args
        found = _simple(base, hint, value)
        if isinstance(mark, Known):
            mark.check(found)
        elif not mark.holds(found):
            raise Unfit(f"is {shown(value)}: write {allowed(hint)}")
        return found
    if origin is tuple:
        return _list(hint, args, value)
    return _simple(hint, hint, value)


def _simple(base: Any, hint: Any, value: Any) -> Any:
    _, types = SIMPLE[base]
    good = isinstance(value, types) and (base is bool or not isinstance(value, bool))
    if good and base is str:
        good = bool(value.strip())
    if good and base is float:
        good = -LARGEST <= value <= LARGEST
    if not good:
        raise Unfit(f"is {shown(value)}: write {allowed(hint)}")
    return float(value) if base is float else value


def _list(hint: Any, args: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    endless = args[-1] is Ellipsis
    if not isinstance(value, list) or (not value if endless else len(value) != len(args)):
        raise Unfit(f"is {shown(value)}: write {allowed(hint)}")
    kinds = args[:1] * len(value) if endless else args
    found = tuple(fit(kind, one) for kind, one in zip(kinds, value, strict=True))
    twice = next((one for one in found if endless and found.count(one) > 1), None)
    if twice is not None:
        raise Unfit(f"holds {shown(twice)} twice: write it once")
    return found


def allowed(hint: Any) -> str:
    """Return in words what a type takes."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return allowed(next(arg for arg in args if arg is not NoneType))
    if origin is Literal:
        return f"one of {', '.join(args)}"
    if origin is Annotated:
        mark = args[1]
        return f"a {mark.what}" if isinstance(mark, Known) else f"{allowed(args[0])}{mark.words}"
    if origin is tuple and args[-1] is Ellipsis:
        return f"a list, each {allowed(args[0])}"
    if origin is tuple:
        return f"[{', '.join(map(allowed, args))}]"
    return SIMPLE[hint][0]


def shown(value: Any) -> str:
    """Return a value as the file has it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
