"""Dates in prose: reading those that a text names, and which of them the evidence holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tools.formatting import MONTHS

_SHORT = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_MONTH = (
    "(?:" + "|".join((*MONTHS, "Sept", *(name for name in _SHORT if name != "May"))) + r")\b\.?"
)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,?[ \u00a0]?(?P<{0}>(?:19|20)[0-9]{{2}})(?![0-9\w]|[.,][0-9]))?"
# A bare year is a year after one of these words, and not in front of a unit.
_YEAR_LEAD = (
    r"(?<![\w.,])(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]hrough|[Bb]efore|[Aa]fter|[Dd]uring|[Ll]ate|"
    r"[Ee]arly|[Mm]id|[Vv]ersus|[Ll]ike|[Ee]nd of|[Ss]tart of|[Ss]ummer of|[Aa]utumn of|"
    r"[Ss]pring of|[Ww]inter of|[Cc]risis of|[Ff]all of)[ \u00a0-]"
)
_PATTERN = re.compile(
    rf"""
    (?<![\w.,/+\-−$€£])(?P<iso>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?![\w-])
    |(?<![\w.,/+−$€£])(?P<d0>{_DAY})(?:[ ]?[–-][ ]?(?P<d1>{_DAY}))?[ \u00a0](?:of[ ])?
        (?P<m1>{_MONTH}){_YEAR.format("y1")}
    |(?<!\w)(?P<m2>{_MONTH})[ \u00a0](?P<d2>{_DAY})(?:[ ]?[–-][ ]?(?P<d3>{_DAY}))?
        (?![0-9\w%]|[.,][0-9]|[ \u00a0\u202f]?(?:%|bp|points|per)){_YEAR.format("y2")}
    |(?<!\w)(?P<m3>{_MONTH}|Q[1-4])[ \u00a0](?P<y3>(?:19|20)[0-9]{{2}})(?![0-9\w]|[.,][0-9])
    |{_YEAR_LEAD}(?P<y4>(?:19|20)[0-9]{{2}})
        (?![0-9\w%]|[.,][0-9]|[ \u00a0\u202f]?(?:%|bp|points|per|contracts|times|dollars))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date that a text names: a day, with or without its year, or a whole month or year."""

    start: int
    end: int
    year: int | None
    months: tuple[int, ...]
    day: int | None

    def holds(self, day: date) -> bool:
        """Tell whether a day is, or lies within, what is named."""
        return (
            (self.year is None or self.year == day.year)
            and (not self.months or day.month in self.months)
            and (self.day is None or self.day == day.day)
        )

    def within(self, asked: Mention) -> bool:
        """Tell whether a date that was asked for covers this one: the same, or less exact."""
        return (
            (self.year is None or asked.year is None or self.year == asked.year)
            and (not self.months or (asked.months != () and set(asked.months) <= set(self.months)))
            and (self.day is None or self.day == asked.day)
        )

    def first(self) -> date | None:
        """Return the first day named; None without a year, or where there is no such day."""
        if self.year is None:
            return None
        try:
            return date(self.year, self.months[0] if self.months else 1, self.day or 1)
        except ValueError:
            return None


def mentions(text: str) -> Iterator[Mention]:
    """Yield the dates that a text names in one of the accepted forms.

    Accepted are ``2018-02-05``, ``5 February``, ``Feb 5, 2018``, a range of days within a month,
    ``February 2018``, ``Q4 2018`` and a year after a word such as *since*.
    """
    for match in _PATTERN.finditer(text):
        start, end = match.span()
        if match["iso"]:
            year, month, day = (int(part) for part in match["iso"].split("-"))
            yield Mention(start, end, year, (month,), day)
        elif match["y4"]:
            yield Mention(match.start("y4"), end, int(match["y4"]), (), None)
        elif match["m3"]:
            yield Mention(start, end, int(match["y3"]), _months(match["m3"]), None)
        else:
            form = ("d0", "d1", "m1", "y1") if match["m1"] else ("d2", "d3", "m2", "y2")
            first, last, month_name, year_text = (match[name] for name in form)
            for text_day in filter(None, (first, last)):
                day = int(text_day.rstrip("stndrh"))
                named = int(year_text) if year_text else None
                yield Mention(start, end, named, _months(month_name), day)


def years(question: str) -> Iterator[Mention]:
    """Yield every number of a question that could be a year."""
    for match in re.finditer(r"(?<![\w.,])(?:19|20)[0-9]{2}(?!\w|[.,][0-9])", question):
        yield Mention(match.start(), match.end(), int(match[0]), (), None)


def _months(name: str) -> tuple[int, ...]:
    if name[0] == "Q" and name[1].isdigit():
        last = 3 * int(name[1])
        return (last - 2, last - 1, last)
    return (_SHORT[name[:3]],)


def days_of(record: object) -> Iterator[date]:
    """Yield every date that a record holds, at any depth; ISO text counts as a date."""
    if isinstance(record, date):
        yield record
    elif isinstance(record, str):
        if len(record) == 10 and record[4] == record[7] == "-":
            try:
                yield date.fromisoformat(record)
            except ValueError:
                return
    elif isinstance(record, Mapping):
        for value in record.values():
            yield from days_of(value)
    elif isinstance(record, Iterable):
        for value in record:
            yield from days_of(value)
    elif hasattr(record, "__dataclass_fields__"):
        for name in record.__dataclass_fields__:
            if name != "index":
                yield from days_of(getattr(record, name))
