"""Keys: kind, as-of date and number in one integer, so that the wall is a range of them."""

from __future__ import annotations

from datetime import date

DATE_BITS, NOTE_BITS, SECTION_BITS = 27, 19, 16  # 99991231 · notes of a date · sections


def wall(before: date, simulated: bool) -> tuple[int, int]:
    """Return the range of the keys of the sections that may be seen, its end excluded."""
    low, high = first_key(simulated, 0), first_key(simulated, as_number(before))
    return low << SECTION_BITS, high << SECTION_BITS


def note_key(section_key: int) -> int:
    """Return the key of a section's note."""
    return section_key >> SECTION_BITS


def first_key(simulated: bool, day: int) -> int:
    """Return the first key of the notes of a kind and date."""
    return ((int(simulated) << DATE_BITS) + day) << NOTE_BITS


def as_number(day: date) -> int:
    """Return a date as the integer 20180208."""
    return day.year * 10_000 + day.month * 100 + day.day


def as_date(number: int) -> date:
    """Return the date that an integer such as 20180208 stands for."""
    return date(number // 10_000, number // 100 % 100, number % 100)
