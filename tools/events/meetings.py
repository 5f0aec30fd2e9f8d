"""The Federal Reserve's schedule of FOMC meetings, as it was published ahead.

A market's own table of decisions holds each only from its date on, and mixes the scheduled with the
unscheduled ones, so that what is to come cannot be read from it without looking ahead. The schedule
is public long before: each year's, with the following January's, is announced between May and
September of the year before (press releases of the Board of Governors).
"""

from __future__ import annotations

from datetime import date
from functools import cache

# Days of decision as month and day. A meeting that was lengthened later (as in 2009, 2011 and 2012)
# stands on the day on which it ended.
_DAYS = """
1994 0204 0322 0517 0706 0816 0927 1115 1220
1995 0201 0328 0523 0706 0822 0926 1115 1219
1996 0131 0326 0521 0703 0820 0924 1113 1217
1997 0205 0325 0520 0702 0819 0930 1112 1216
1998 0204 0331 0519 0701 0818 0929 1117 1222
1999 0203 0330 0518 0630 0824 1005 1116 1221
2000 0202 0321 0516 0628 0822 1003 1115 1219
2001 0131 0320 0515 0627 0821 1002 1106 1211
2002 0130 0319 0507 0626 0813 0924 1106 1210
2003 0129 0318 0506 0625 0812 0916 1028 1209
2004 0128 0316 0504 0630 0810 0921 1110 1214
2005 0202 0322 0503 0630 0809 0920 1101 1213
2006 0131 0328 0510 0629 0808 0920 1025 1212
2007 0131 0321 0509 0628 0807 0918 1031 1211
2008 0130 0318 0430 0625 0805 0916 1029 1216
2009 0128 0318 0429 0624 0812 0923 1104 1216
2010 0127 0316 0428 0623 0810 0921 1103 1214
2011 0126 0315 0427 0622 0809 0921 1102 1213
2012 0125 0313 0425 0620 0801 0913 1024 1212
2013 0130 0320 0501 0619 0731 0918 1030 1218
2014 0129 0319 0430 0618 0730 0917 1029 1217
2015 0128 0318 0429 0617 0729 0917 1028 1216
2016 0127 0316 0427 0615 0727 0921 1102 1214
2017 0201 0315 0503 0614 0726 0920 1101 1213
2018 0131 0321 0502 0613 0801 0926 1108 1219
2019 0130 0320 0501 0619 0731 0918 1030 1211
2020 0129 0318 0429 0610 0729 0916 1105 1216
2021 0127 0317 0428 0616 0728 0922 1103 1215
2022 0126 0316 0504 0615 0727 0921 1102 1214
2023 0201 0322 0503 0614 0726 0920 1101 1213
2024 0131 0320 0501 0612 0731 0918 1107 1218
2025 0129 0319 0507 0618 0730 0917 1029 1210
2026 0128 0318 0429 0617 0729 0916 1028 1209
2027 0127 0317 0428 0609 0728 0915 1027 1208
2028 0126
"""
# Meetings that were called off, with the day on which that was announced.
CANCELLED = {date(2020, 3, 18): date(2020, 3, 15)}


@cache
def schedule() -> tuple[date, ...]:
    """Return the scheduled days of decision, in order; held or not."""
    rows = [line.split() for line in _DAYS.split("\n") if line]
    return tuple(
        date(int(year), int(day[:2]), int(day[2:])) for year, *days in rows for day in days
    )


def scheduled(day: date) -> bool | None:
    """Tell whether a decision was scheduled; None beyond the years that the schedule covers."""
    known = schedule()
    return day in known if known[0] <= day <= known[-1] else None


def next_meeting(day: date) -> date | None:
    """Return the first scheduled decision after a day, as it was known on that day.

    None before the schedule begins and after it ends.
    """
    known = schedule()
    if not known[0] <= day:
        return None
    ahead = (d for d in known if d > day and not (d in CANCELLED and CANCELLED[d] <= day))
    return next(ahead, None)
