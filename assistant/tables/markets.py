"""The pages of ``unwind market list`` and ``unwind market status``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.age import Clock, now, old
from assistant.settings import DEMO
from assistant.tables.grid import DASH, Column, Grid, folded, page_width, sides, titled
from assistant.tables.readings import TITLES
from tools.formatting import number, plural
from tools.records import UnwindError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from assistant.settings import Settings
    from tools.market.status import Coverage
    from tools.market.view import Market
    from tools.metrics.panel_defects import Defects

MARKETS = (
    Column("market"),
    Column("kind"),
    Column("from"),
    Column("to"),
    Column("series", right=True),
    Column("stored", right=True),
    Column("", wraps=True),
)
PARTS = (
    Column("part"),
    Column("what", wraps=True),
    Column("rows", right=True),
    Column("from"),
    Column("to"),
    Column("spacing"),
)
STATES = {"ready": "", "unmade": "made on first use"}
SHOWN = 3  # sources that failed in the last pull, before the rest is counted
KILO = 1000
UNITS = ("B", "kB", "MB", "GB", "TB")


def market_rows(settings: Settings, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return what is known of each market, in plain JSON types; a damaged one with its error."""
    return [_market_row(settings.folder(name), name) for name in names]


def _market_row(folder: Path, name: str) -> dict[str, Any]:
    from tools.market.view import Market

    row: dict[str, Any] = {
        "name": name,
        "simulated": name == DEMO,
        "first": None,
        "last": None,
        "series": None,
        "bytes": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
        "state": "unmade",
        "error": None,
    }
    if name == DEMO and not (folder / "manifest.json").exists():
        return row
    try:
        market = Market(folder)
        absent = _absent(market)
    except UnwindError as error:
        return row | {"state": "damaged", "error": str(error)}
    return row | {
        "simulated": market.simulated,
        "first": f"{market.sessions[0]:%Y-%m-%d}",
        "last": f"{market.sessions[-1]:%Y-%m-%d}",
        "series": len(market.store.manifest.series),
        "state": "damaged" if absent else "ready",
        "error": absent or None,
    }


def _absent(market: Market) -> str:
    names = market.store.manifest.objects()
    gone = sum(not market.store.objects.path(name).exists() for name in names)
    return f"{gone} of {len(names)} stored objects are missing; import it again" if gone else ""


def markets_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the list of markets."""
    cells = [_cells(row) for row in rows]
    grid = Grid(MARKETS, cells)
    return "\n".join([*grid.head(), *grid.lines(cells)]) + "\n"


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    if row["error"]:
        return (str(row["name"]), "DAMAGED", str(row["error"]))
    return (
        str(row["name"]),
        "SIMULATED" if row["simulated"] else "real",
        row["first"] or DASH,
        row["last"] or DASH,
        DASH if row["series"] is None else number(row["series"], 0),
        _size(row["bytes"]) if row["bytes"] else DASH,
        STATES[row["state"]],
    )


def _size(count: float) -> str:
    for unit in UNITS[:-1]:
        if count < KILO:
            return f"{number(count, 0)} {unit}"
        count /= KILO
    return f"{number(count, 1)} {UNITS[-1]}"


def status_text(
    market: Market,
    rows: Sequence[Coverage],
    defects: Defects | None = None,
    clock: Clock = now,
) -> str:
    """Return what a market covers, how old it is, its gaps, stale series and suspect values."""
    first, last = market.sessions[0], market.sessions[-1]
    kind = "SIMULATED market" if market.simulated else "Market"
    sessions = plural(len(market.sessions), "session")
    lines = sides(f"{kind} {market.name}", f"{first:%Y-%m-%d} to {last:%Y-%m-%d}, {sessions}")
    stale = [row.id for row in rows if row.stale]
    gaps = sum(row.gaps > 0 for row in rows)
    named = f": {', '.join(stale)}" if stale else ""
    lines += folded(f"{plural(len(rows), 'part')}, {gaps} with gaps, {len(stale)} stale{named}.")
    aged = "" if market.simulated else old(market.name, last.date(), clock)
    lines += [*(folded(aged) if aged else []), *_last_pull(market), *_provisional(market)]
    catalogue = market.store.catalogue
    cells = {row.id: _part(row) for row in rows}
    grid = Grid(PARTS, cells.values())
    for pillar, title in [*TITLES.items(), ("", "Panels, option chains and tables")]:
        group = [r for r in rows if (catalogue[r.id].pillar if r.id in catalogue else "") == pillar]
        if group:
            lines += [*titled(title), *grid.head()]
            for row in group:
                lines += [*grid.lines([cells[row.id]]), *_remarks(row)]
    return "\n".join([*lines, *(_panel(defects) if defects else [])]) + "\n"


def _last_pull(market: Market) -> list[str]:
    """Return when sources were last asked, and which of them failed."""
    from tools.sources.memo import Memo
    from tools.sources.outcome import counted

    if market.store.remote:
        return []
    asked = Memo(market.store.folder / "sources.json").latest()
    if not asked:
        return []
    said = counted(memo.get("state") for memo in asked.values())
    when = f"{next(iter(asked.values()))['tried']:.16}".replace("T", " ")
    first = [(name, memo.get("failures")) for name, memo in asked.items()]
    why = [str(f[0]) if str(f[0]).startswith(n) else f"{n}: {f[0]}" for n, f in first if f]
    more = f"; and {len(why) - SHOWN} more" if len(why) > SHOWN else ""
    told = f" {'; '.join(why[:SHOWN])}{more}." if why else ""
    return folded(f"Last pull {when} UTC: {said}.{told}")


def _provisional(market: Market) -> list[str]:
    """Return which bars still ran when they were fetched."""
    over = market.store.provisional
    if over is None:
        return []
    by_day: dict[date, list[str]] = {}
    for part, last in sorted(over.bars.items()):
        by_day.setdefault(last, []).append(part.partition("/")[0])
    return [
        line
        for last, parts in sorted(by_day.items())
        for line in folded(
            f"PROVISIONAL bar of {last}, fetched at {over.at:%Y-%m-%d %H:%M} UTC: "
            f"{', '.join(dict.fromkeys(parts))}."
        )
    ]


def _panel(defects: Defects) -> list[str]:
    """Return what is wrong with the stock panel and what is done about it."""
    said = [
        f"{plural(defects.dropped_moves, 'move')} by more than a factor of four counted as "
        f"missing, {number(defects.large_moves, 0)} others over 60 % kept; "
        f"{plural(defects.untraded_rows, 'price')} of members on days without trading."
    ]
    if defects.still:
        said.append(f"Left out while their quotes hardly move: {', '.join(defects.still)}.")
    if defects.faint:
        said.append(f"Quotes of another firm, most likely: {', '.join(defects.faint)}.")
    return [*titled("Stock panel"), *folded(" ".join(said))]


def _part(row: Coverage) -> tuple[str, ...]:
    return (
        row.id,
        f"{row.name} ({row.vendor})" if row.vendor else row.name,
        number(row.rows, 0),
        row.first,
        row.last,
        row.spacing,
    )


def _remarks(row: Coverage) -> list[str]:
    said = []
    if row.stale:
        said.append(f"STALE: the last value is {plural(row.age, 'session')} old")
    if row.gaps:
        widest = f"the widest of {plural(row.widest, 'day')}"
        said.append(f"{plural(row.gaps, 'gap')}, {widest}")
    if row.suspects:
        said.append(f"kept, but suspect: {', '.join(row.suspects)}")
    return [f"    {line}" for line in folded("; ".join(said), page_width() - 4)] if said else []
