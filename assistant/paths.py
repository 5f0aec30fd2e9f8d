"""Paths: what evidence of a brief a reference leads to.

==================================  ============================================================
path                                leads to
==================================  ============================================================
``positioning.vix``                 a reading; ``@2018-02-05`` behind it, the same on that date
``peak.positioning.vix``            the reading as it stood at the move's peak
``move.return``                     also ``z``, ``peak``, ``trading_days``, ``asset``,
                                    ``stretch_return``, ``stretch_sessions``
``moves.BTC.return``                also ``z``, ``z5``, ``z10``, ``fast``, ``peak``, ``observed``,
                                    ``trading_days``, ``label``, ``group``
``rout.BTC.fell``                   also ``since``, ``return``, ``peak``, ``z5``, ``z10``,
                                    ``worst``, ``amplification``, ``vulnerability``, its parts, as
                                    ``extension``, and ``tie.SPX.short`` (``now``, ``before``, …)
``selloff``                         also ``selloff.why``, ``selloff.share``, ``selloff.since``,
                                    ``selloff.shares.beneath``
``verdict.engine``                  also ``amplification``, ``vulnerability``, ``coverage``,
                                    ``unexplained``, ``abstained``, ``probability.macro``,
                                    ``trigger.rates``, ``contributions.NAME``, ``odds.READING``
``watch.1.value``                   counted from one, or ``watch.READING.value``; also ``threshold``
                                    (``above``, ``below``), ``distance``, ``distance_sigmas``,
                                    ``fired``, ``fired_share``, ``since``, ``sessions``,
                                    ``times_fired``, ``last_fired``, ``last_beyond``,
                                    ``watched_since``, ``name``,
                                    ``reading``; ``after_21`` with ``_low``, ``_high``, ``_usual``,
                                    ``_n``, ``_effective_n``, and ``after_63``: what followed
``recall.1.then``                   a past note's threshold, counted from one; also ``now``,
                                    ``threshold``, ``crossed``, ``fate``, ``name``, ``as_of``
``falsifier.ID.value``              also ``threshold``, ``fired``, ``test``
``tip.macro.ID``                    where a reading would have to stand to tip the label to macro
``test.ID.distance``                a registered test with the fields of a watched threshold
``worst.1.return``                  a worst day, counted from one; also ``z``, ``date``, ``event``,
                                    ``eve``, ``rates_10y_bp``, ``surprise``, ``surprise_z``,
                                    ``path_bp``, ``news``, ``BTC.change``, ``BTC.z``, ``BTC.timing``
``breaks.BTC.date``                 an asset's first break; also ``change``, ``z``, ``sessions``,
                                    ``share``, ``peak``, ``peak_sessions``, ``correlation``,
                                    ``correlation_lag``, ``close``, ``label``
``breaks.first_break``              the index's; also ``onset``, ``early``, ``expected``, and
                                    ``day.return`` with the other fields of a worst day
``calendar.fomc.next``              a date known ahead; also ``days``, ``last``, ``sessions``,
                                    ``covered``; for ``payrolls``, ``cpi``, ``expiry`` as well
``analog.1.session``                a nearest date, counted from one; also ``distance``,
                                    ``percentile``, ``selloff``, ``return_21d``, ``return_63d``,
                                    ``then.READING``, ``then_percentile.READING``
``analogs.near``                    how many of them are near; also ``total``, and ``missing``,
                                    why there are none
``base.ID.mean``                    what followed a condition; also ``low``, ``high``, ``median``,
                                    ``worst``, ``share_positive``, ``n``, ``effective_n``,
                                    ``horizon``, ``unconditional_mean``, ``unconditional_share``,
                                    ``label``, ``asset``, ``since``, ``last``, ``applies``,
                                    ``began``, ``moved``
``deeper.5_20.share``               how often falls went on; also ``low``, ``high``, ``n``,
                                    ``depth``, ``label``
``rates.told``                      figures of base rates that apply; also ``apart``, those beyond
                                    noise, and ``chance``, how many would be by chance
``note.ID.READING``                 a reading as of a past note's date; also ``as_of``, ``title``,
                                    ``quote``
``readings.measured``               also ``missing``, ``total``
``session``, ``as_of``              the dates of the brief
``fall.since``                      where the whole fall began; also ``day``, ``day_rank``: the last
                                    session; ``worst``, ``worst_at``, ``worst_rank``, ``heaviest``,
                                    ``heaviest_at``, ``overshoot``, ``overshoot_at``: its worst
==================================  ============================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from assistant.evidence import Evidence, ReferenceFault, of_reading
from assistant.falls import of_fall
from assistant.findings import (
    item,
    of_falsifier,
    of_group,
    of_move,
    of_verdict,
)
from assistant.precedents import (
    of_analog,
    of_analogs,
    of_base_rate,
    of_deepening,
    of_rates,
)
from assistant.references import Reference
from assistant.selloffs import of_rout, of_selloff
from assistant.thresholds import of_recall, of_watch
from assistant.timeline import of_breaks, of_calendar, of_day
from assistant.tips import of_tip
from tools.formatting import day
from tools.records import Brief, Reading

History = Callable[[str, date], Reading | None]
INDEX_LABELS = {"SPX": "S&P 500"}
Finder = Callable[[str, Brief, History | None], Evidence | None]


def resolve(reference: Reference, brief: Brief, history: History | None = None) -> Evidence:
    """Find the evidence that a reference leads to.

    Parameters
    ----------
    reference : Reference
        As parsed.
    brief : Brief
        All that the text may speak of.
    history : callable, optional
        ``history(reading_id, date)`` gives a reading as it stood on an earlier date, or None.

    Returns
    -------
    Evidence
        With ``missing`` set where there is no value.

    Raises
    ------
    ReferenceFault
        If the path is unknown, or its date lies after the as-of date.
    """
    if reference.trouble:
        raise ReferenceFault("unknown_reference", reference.trouble)
    if reference.at is not None:
        return _dated(reference.path, reference.at, brief, history)
    if reference.path in brief.index:
        return of_reading(brief.index[reference.path])
    head, _, rest = reference.path.partition(".")
    found = FINDERS[head](rest, brief, history) if head in FINDERS else None
    if found is None:
        raise ReferenceFault("unknown_reference", "name evidence that the brief holds")
    return replace(found, path=reference.path)


def suggest(path: str, brief: Brief) -> str | None:
    """Return the reading id most like an unknown path."""
    return next(iter(get_close_matches(path, brief.index, n=1, cutoff=0.75)), None)


def _dated(path: str, at: date, brief: Brief, history: History | None) -> Evidence:
    if at > brief.as_of:
        raise ReferenceFault("future_date", f"nothing after {brief.as_of.isoformat()} is known")
    today = brief.index.get(path)
    if today is None:
        raise ReferenceFault("unknown_reference", "only a reading of the brief has a past")
    if at >= brief.session:
        return of_reading(today)
    then = history(path, at) if history else None
    if then is None and at == brief.move.peak:
        then = next((reading for reading in brief.at_peak if reading.id == path), None)
    if then is not None:
        return of_reading(then)
    why = f"no reading on {day(at)}" if history else "no history at hand"
    return replace(of_reading(today), value=None, missing=why, reading=None)


def _facts(path: str, brief: Brief, _: History | None) -> Evidence | None:
    measured = sum(reading.value is not None for reading in brief.readings)
    counts = {
        "total": ("Readings in the brief", len(brief.readings)),
        "measured": ("Readings that were made", measured),
        "missing": ("Readings that could not be made", len(brief.readings) - measured),
    }
    if path not in counts:
        return None
    label, count = counts[path]
    return Evidence(label, float(count), "count", "A count over this brief.", noun="reading")


def _session(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return None if path else Evidence("Session", brief.session, "date", "The last session read.")


def _as_of(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return None if path else Evidence("As of", brief.as_of, "date", "Nothing later is known.")


def _selloff(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return of_selloff(path, brief)


def _peak(path: str, brief: Brief, history: History | None) -> Evidence | None:
    if path not in brief.index:
        return None
    return _dated(path, brief.move.peak, brief, history)


def _move(path: str, brief: Brief, _: History | None) -> Evidence | None:
    labels = INDEX_LABELS | {group.asset: group.label for group in brief.moves}
    return of_move(brief.move, path, labels.get(brief.move.asset, brief.move.asset))


def _moves(path: str, brief: Brief, _: History | None) -> Evidence | None:
    asset, _dot, name = path.rpartition(".")
    group = next((group for group in brief.moves if group.asset == asset), None)
    if group is None and asset in brief.moves_missing:
        return Evidence(asset, None, "plain", "A risk family.", brief.moves_missing[asset])
    return None if group is None else of_group(group, name)


def _verdict(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return of_verdict(brief.verdict, path, brief.selloff)


def _watch(path: str, brief: Brief, _: History | None) -> Evidence | None:
    which, _dot, name = path.rpartition(".")
    named = (watch for watch in brief.watch if watch.reading == which)
    watch = item(brief.watch, which) or next(named, None)
    return None if watch is None else of_watch(watch, name, brief)


def _test(path: str, brief: Brief, _: History | None) -> Evidence | None:
    which, _dot, name = path.rpartition(".")
    test = next((test for test in brief.tests if test.falsifier == which), None)
    return None if test is None else of_watch(test, name, brief)


def _recall(path: str, brief: Brief, _: History | None) -> Evidence | None:
    which, _dot, name = path.rpartition(".")
    found = item(brief.recalls, which)
    return None if found is None else of_recall(found, name, brief)


def _falsifier(path: str, brief: Brief, _: History | None) -> Evidence | None:
    name, _dot, field = path.rpartition(".")
    test = next((test for test in brief.verdict.falsifiers if test.id == name), None)
    return None if test is None else of_falsifier(test, field, brief)


def _worst(path: str, brief: Brief, _: History | None) -> Evidence | None:
    number, _dot, field = path.partition(".")
    worst = item(brief.worst_days, number)
    return None if worst is None else of_day(worst, field, "One of the move's worst sessions.")


def _breaks(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return of_breaks(path, brief)


def _calendar(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return of_calendar(path, brief)


def _analog(path: str, brief: Brief, _: History | None) -> Evidence | None:
    number, _dot, field = path.partition(".")
    found = item(brief.analogs, number)
    return None if found is None else of_analog(found, field, brief)


def _analogs(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return of_analogs(brief, path)


def _rates(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return of_rates(brief, path)


def _base(path: str, brief: Brief, _: History | None) -> Evidence | None:
    name, _dot, field = path.partition(".")
    rate = next((rate for rate in brief.base_rates if rate.id == name), None)
    return None if rate is None else of_base_rate(rate, field)


def _rout(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return of_rout(path, brief)


def _deeper(path: str, brief: Brief, _: History | None) -> Evidence | None:
    name, _dot, field = path.partition(".")
    row = next((row for row in brief.deepenings if row.id == name), None)
    return None if row is None else of_deepening(row, field)


def _fall(path: str, brief: Brief, _: History | None) -> Evidence | None:
    return of_fall(path, brief)


def _note(path: str, brief: Brief, history: History | None) -> Evidence | None:
    for note in brief.notes:
        if not path.startswith(f"{note.id}."):
            continue
        field = path[len(note.id) + 1 :]
        match field:
            case "as_of":
                return Evidence("Note of", note.as_of, "date", "The note's as-of date.")
            case "title":
                title = note.title or None
                return Evidence("Note", title, "word", "The note's title.", "no title")
            case "quote":
                quote = f"“{note.quote}”" if note.quote else None
                meaning = "The note's bottom line, in its own words and figures."
                return Evidence("Quotation", quote, "word", meaning, "no bottom line")
        if field in brief.index:
            return _dated(field, note.as_of, brief, history)
    return None


FINDERS: Mapping[str, Finder] = {
    "analog": _analog,
    "analogs": _analogs,
    "as_of": _as_of,
    "base": _base,
    "breaks": _breaks,
    "calendar": _calendar,
    "deeper": _deeper,
    "fall": _fall,
    "falsifier": _falsifier,
    "move": _move,
    "moves": _moves,
    "note": _note,
    "peak": _peak,
    "rates": _rates,
    "readings": _facts,
    "recall": _recall,
    "rout": _rout,
    "selloff": _selloff,
    "session": _session,
    "test": _test,
    "tip": of_tip,
    "verdict": _verdict,
    "watch": _watch,
    "worst": _worst,
}
