"""What is read off a printed page: its width, its sections, its words and its figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

Page = Callable[[int], None]
FIGURE = re.compile(r"([+\-−]?[\d,.]+)\u202f%$")


def widest(text: str) -> int:
    return max(len(line) for line in text.splitlines())


def section(text: str, title: str) -> list[str]:
    """The lines of one section, without its title and rule."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(title.upper()))
    rule = next(n for n in range(start, len(lines)) if lines[n].startswith("──"))
    end = next((n for n in range(rule, len(lines)) if not lines[n]), len(lines))
    return lines[rule + 1 : end]


def words(text: str) -> Counter[str]:
    return Counter(word for word in text.split() if not word.startswith("──"))


def decimal(text: str) -> Decimal:
    found = FIGURE.search(text)
    assert found, text
    return Decimal(found[1].replace("−", "-").replace(",", ""))
