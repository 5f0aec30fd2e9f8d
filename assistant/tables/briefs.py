"""The page of ``unwind brief``: what is selling off, the verdict and every reading."""

from __future__ import annotations

from assistant.age import Clock, now, old
from assistant.facets import say
from assistant.paths import resolve
from assistant.references import parse
from assistant.tables.grid import DASH, Column, Grid, facts, folded, sides, titled
from assistant.tables.precedents import precedents_text
from assistant.tables.readings import readings_text
from assistant.tables.timeline import timeline_text
from assistant.tables.verdicts import asset_name, verdict_text
from assistant.tables.watches import watch_text
from tools.formatting import THIN, day, figure, plural
from tools.records import Brief, GroupMove

SELLOFFS = {
    "broad": "Broad sell-off",
    "index": "Sell-off in the index",
    "beneath": "Sell-off beneath the index",
    "none": "No sell-off",
}
FAMILIES = (
    Column("family", wraps=True),
    Column("group", spare=3),
    Column("move", right=True),
    Column("z", right=True),
    Column("z 5d", right=True),
    Column("z 10d", right=True, spare=1),
    Column("speed", right=True),
    Column("extreme"),
    Column("sessions", right=True, spare=2),
    Column("hurts"),
)


def brief_text(brief: Brief, *, latest: bool = False, clock: Clock = now) -> str:
    """Return a brief as a page of plain text, 100 columns wide at most.

    Parameters
    ----------
    brief : Brief
        The brief.
    latest : bool
        Whether no date was asked for, so that the page says how old its market is.
    clock : callable
        The time.
    """
    lines = [
        *_head(brief),
        *verdict_text(brief),
        *_families(brief),
        *timeline_text(brief),
        *readings_text(brief),
        *watch_text(brief),
        *precedents_text(brief),
        *_notes(brief),
        *_foot(brief, old(brief.market.name, brief.session, clock) if latest else ""),
    ]
    return "\n".join(lines) + "\n"


def _head(brief: Brief) -> list[str]:
    kind = "SIMULATED market" if brief.market.simulated else "Market"
    at = f"as of {day(brief.as_of)}"
    if brief.session != brief.as_of:
        at += f", session of {day(brief.session)}"
    if brief.market.provisional:
        at += f", {brief.market.remark}"
    out = sides(f"{kind} {brief.market.name}, {at}", f"data {brief.market.hash[:12]}")
    label = SELLOFFS[brief.selloff]
    out += ["", *folded(f"{label}: {brief.selloff_why.rstrip('.')}.")]
    if brief.selloff_share is not None:
        share = figure(brief.selloff_share, "share")
        out.append(f"The label was the same on {share} of past sessions.")
    return [*out, *folded(_move(brief))]


def _move(brief: Brief) -> str:
    move = brief.move
    name = asset_name(brief)
    name = name[0].upper() + name[1:]
    if not move.trading_days:
        return f"{name} stands at its peak, {day(move.peak)}."
    moved = say(resolve(parse("move.return"), brief), "moved")
    after = plural(move.trading_days, "session")
    z = "" if move.z is None else f", {figure(move.z, 'sigma')}"
    return f"{name} {moved} from its peak of {day(move.peak)} in {after}{z}."


def _families(brief: Brief) -> list[str]:
    rows = [_family(group, brief) for group in brief.moves]
    rows += [
        (_label(asset), "", DASH, f"not measured: {why}")
        for asset, why in brief.moves_missing.items()
    ]
    grid = Grid(FAMILIES, rows)
    note = (
        "from each one's own 63-session extreme, z in its own volatility; speed ranks the worse of "
        "the 5- and 10-session z in its past"
    )
    return [*titled("Risk families", note), *grid.head(), *grid.lines(rows)]


def _label(asset: str) -> str:
    from tools.selloff import FAMILIES as KNOWN

    return next((family.label for family in KNOWN if family.asset == asset), asset)


def _family(group: GroupMove, brief: Brief) -> tuple[str, ...]:
    def cell(name: str, facet: str = "value") -> str:
        evidence = resolve(parse(f"moves.{group.asset}.{name}"), brief)
        return DASH if evidence.missing else say(evidence, facet)

    late = "" if group.observed == brief.session else f", to {group.observed}"
    return (
        f"{group.label}{late}",
        group.group,
        cell("return"),
        *(cell(name).removesuffix(f"{THIN}σ") for name in ("z", "z5", "z10")),
        cell("fast").removesuffix(" percentile"),
        group.peak.isoformat(),
        str(group.trading_days),
        "yes" if group.hurts else "",
    )


def _notes(brief: Brief) -> list[str]:
    if not brief.notes:
        return []
    lines = facts((note.as_of.isoformat(), f"{note.id}  {note.title}") for note in brief.notes)
    return [*titled("Past notes recalled"), *lines]


def _foot(brief: Brief, aged: str) -> list[str]:
    made = sum(reading.value is not None for reading in brief.readings)
    missing = len(brief.readings) - made
    said = f"{plural(made, 'reading')} made, {missing} not measured."
    out = ["", *folded(f"{said} unwind metrics ID, or its label in quotes, defines one.")]
    if brief.market.provisional:
        said = (
            f"Readings of {brief.market.provisional} rest on a {brief.market.remark}, fetched "
            "while it still ran: the next pull puts the settled one in its place."
        )
        out += folded(said)
    if aged and not brief.market.simulated:
        out += folded(aged)
    if brief.market.simulated:
        out.append("SIMULATED market: no figure on this page is of a real one.")
    return out
