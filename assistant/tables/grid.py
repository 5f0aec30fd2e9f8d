"""Columns of text: widths from their content, one column that wraps, never beyond the page."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

NARROW, WIDE = 80, 100
LEAST, FEWEST = 19, 8
DASH = "—"
GAP = "  "
Row = Sequence[str]


def page_width() -> int:
    """Return the columns of the page: the terminal's, from 80 to 100; 100 where there is none."""
    return max(NARROW, min(WIDE, shutil.get_terminal_size((WIDE, 0)).columns))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, which side it is set to, and how it gives way on a narrow page.

    Exactly one column of a table ``wraps``; those with ``spare`` are left out, the highest first,
    until the wrapping one has room.
    """

    head: str
    right: bool = False
    wraps: bool = False
    spare: int = 0


class Grid:
    """A table whose widths fit all of its rows, which may be printed in several parts.

    Parameters
    ----------
    columns : sequence of Column
        From left to right.
    rows : iterable of sequence of str
        A row of fewer cells than columns lets its last cell run on to the edge of the page; such a
        cell wraps too and widens no column.
    """

    def __init__(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        self._columns = columns
        cells: list[list[int]] = [[len(column.head)] for column in columns]
        for row in rows:
            own = row if len(row) == len(columns) else row[:-1]
            for sizes, cell in zip(cells, own, strict=False):
                sizes.append(len(cell))
        self._widths = [max(sizes) for sizes in cells]
        self._shown = list(range(len(columns)))
        wrapping = next(i for i, column in enumerate(columns) if column.wraps)
        for i in sorted(self._shown, key=lambda i: -columns[i].spare):
            if columns[i].spare and self._room(wrapping) < min(LEAST, self._widths[wrapping]):
                self._shown.remove(i)
        # A page of absurd figures runs over its edge sooner than it fails.
        room = max(self._room(wrapping), FEWEST)
        self._widths[wrapping] = min(self._widths[wrapping], room)

    def _room(self, wrapping: int) -> int:
        others = sum(self._widths[i] for i in self._shown if i != wrapping)
        return page_width() - others - len(GAP) * (len(self._shown) - 1)

    def head(self) -> list[str]:
        """Return the line of column heads."""
        return self._line([column.head for column in self._columns])

    def lines(self, rows: Iterable[Row]) -> list[str]:
        """Return the lines of some of the rows."""
        return [line for row in rows for line in self._line(row)]

    def _line(self, row: Row) -> list[str]:
        parts: list[tuple[int, list[str]]] = []
        for i in (i for i in self._shown if i < len(row)):
            if i == len(row) - 1 < len(self._columns) - 1:
                width = max(page_width() - sum(size + len(GAP) for size, _ in parts), FEWEST)
                parts.append((width, folded(row[i], width)))
                continue
            column, width = self._columns[i], self._widths[i]
            pieces = folded(row[i], width, GAP) if column.wraps else [row[i]]
            parts.append((width, [p.rjust(width) if column.right else p for p in pieces]))
        deep = max(len(pieces) for _, pieces in parts)
        return [
            GAP.join((p[n] if n < len(p) else "").ljust(width) for width, p in parts).rstrip()
            for n in range(deep)
        ]


def folded(text: str, width: int | None = None, hang: str = "") -> list[str]:
    """Break a text into lines, later ones set in by ``hang``; a figure keeps its unit."""
    width = width or page_width()
    return wrap(text, width, subsequent_indent=hang, break_on_hyphens=False) or [""]


def titled(title: str, note: str = "") -> list[str]:
    """Return a section's head: a blank line, its title in capitals, a note beside it, a rule."""
    return ["", *facts([(title.upper(), note)], len(title)), rule()]


def rule() -> str:
    """Return a line across the page."""
    return "─" * page_width()


def facts(pairs: Iterable[tuple[str, str]], key: int = 14) -> list[str]:
    """Return named facts, one a line, the text set beside its name."""
    out = []
    for name, text in pairs:
        first, *rest = folded(text, page_width() - key - len(GAP))
        out.append(f"{name.ljust(key)}{GAP}{first}".rstrip())
        out += [f"{' ' * key}{GAP}{line}" for line in rest]
    return out


def sides(left: str, right: str) -> list[str]:
    """Return two texts at the two ends of a line, on two lines where they do not fit."""
    if len(left) + len(GAP) + len(right) <= page_width():
        return [left + right.rjust(page_width() - len(left))]
    return [*folded(left), *folded(right)]
