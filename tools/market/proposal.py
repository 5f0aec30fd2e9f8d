"""A manifest proposed for a file of the user's: what was found, and guesses marked as such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from glob import escape

from tools.market import guess
from tools.market.catalogue import catalogue
from tools.market.describe import ISO, PRICES, ColumnFound, Described
from tools.market.proposed_rule import percent_sign, rule_entry
from tools.market.quoting import array, free, one_line, plain, shown, stem, table, text, title
from tools.records import UnwindError

VENDOR = "user"
MOST = 200  # series of one file
WIDE = 12  # columns from which on one rule reads them all
AS_IT_IS = ""
PERCENT = "0.01"
SCALES = {PERCENT: "percent to ratio", "1e9": "billions to dollars"}
SCALES |= {"1e6": "millions to dollars", "1e3": "thousands to dollars"}
# Columns, as `plain` writes them, that are series which readings look for.
KNOWN: Mapping[str, str] = {
    "REVISION_BREADTH": "REVISION_BREADTH",
    "REVISIONS_BREADTH": "REVISION_BREADTH",
    "EARNINGS_REVISION_BREADTH": "REVISION_BREADTH",
    "CAPEX_UNCERTAINTY": "CAPEX_UNCERTAINTY",
    "EARNINGS_EVENT_SHARE": "EARNINGS_EVENT_SHARE",
    "NAAIM": "NAAIM",
    "NAAIM_EXPOSURE": "NAAIM",
    "MARGIN_DEBT": "MARGIN_DEBT",
    "MARGIN_DEBT_MUSD": "MARGIN_DEBT",
}
SHARES = ("REVISION_BREADTH", "EARNINGS_EVENT_SHARE")  # kept as ratios
SURVEY = {"BULLISH": "bullish", "BULLS": "bullish", "NEUTRAL": "neutral", "BEARISH": "bearish"}
SURVEY |= {"BEARS": "bearish"}
HEAD = """\
# Proposed for {file}: {rows} rows, dates in column {date} ({form}).
# Lines marked CHECK are guesses; import it with
#   unwind market import --from FOLDER --into MARKET --manifest THIS.toml
# lag: when a figure was known. "1b" is the next business day; monthly and quarterly figures count
#   from the end of their period. That is the least that is safe: where the publisher is slower, say
#   so ("month+14d", "5d"), or the past will look as if it had been known.
"""


@dataclass(frozen=True, slots=True)
class _Series:
    """A series of the proposal: its id, what it is made of and, if it is new, its row."""

    id: str
    found: ColumnFound

    @property
    def new(self) -> bool:
        return self.id not in catalogue()


def propose(described: Described) -> str:
    """Return a manifest for a file, as TOML that `load_manifest` takes as it is.

    Raises
    ------
    UnwindError
        When the file holds more series than can be described one by one.
    """
    out = [_head(described)]
    if described.shape in ("panel", "wide panel"):
        return "\n".join([*out, *_panel(described)]).rstrip("\n") + "\n"
    survey = _survey(described)
    left = [f for f in described.found if f.name not in survey]
    out += _survey_rule(described, survey) if survey else []
    taken: dict[str, str] = {}
    series = [s for f in left if (s := _series(described, f, taken)) is not None]
    for found in left:
        if _colliding(found):
            name = plain(found.key or found.name)
            out.append(
                f"# {shown(found.key or found.name)} was left out: {name} is a series of the\n"
                "# catalogue already. Name it where the file is to supply that series.\n"
            )
    if len(series) > MOST:
        raise UnwindError(
            f"{described.file}: holds {len(series)} series, more than {MOST}: leave out "
            "columns, or give it prices and tickers"
        )
    if not series and not survey:
        raise UnwindError(f"{described.file}: all that it holds is in the catalogue already")
    out += _long(described, series) if described.key else _columns(described, series)
    out += [_row(described, s) for s in series if s.new]
    return "\n".join(out).rstrip("\n") + "\n"


def _head(described: Described) -> str:
    form = "YYYY-MM-DD" if described.form == ISO else described.form
    out = HEAD.format(
        file=one_line(described.file),
        rows=described.rows,
        date=shown(described.date),
        form=form,
    )
    if described.orders:
        out += f"# CHECK the dates: {', '.join(described.orders)} would read them too.\n"
    if described.bad_dates:
        out += (
            f"# Rows without a date that can be read, which are refused: {described.bad_dates}.\n"
        )
    if described.repeated:
        out += f"# Rows on a date that stands there already, all refused: {described.repeated}.\n"
    for name, why in described.unread.items():
        out += f"# Column {shown(name)} was left out: it {one_line(why)}.\n"
    return out


def _columns(described: Described, series: list[_Series]) -> list[str]:
    """Return a rule a column, or one for all where these are many."""
    plain = [s for s in series if _scale(s) == AS_IT_IS and not s.found.percent]
    others = [s for s in series if s not in plain]
    out = []
    if len(plain) >= WIDE:
        names = {s.found.name for s in plain}
        columns = {f.name for f in described.found} | set(described.unread)
        value, key = free("value", columns), free("series", columns)
        out.append(
            rule_entry(
                described,
                "series",
                wide="true",
                key=text(key),
                vendor=text(VENDOR),
                fields=table({value: "close"}),
                rename=table({s.found.name.strip(): s.id for s in plain}),
                ignore=array(escape(c) for c in sorted(columns - names)),
            )
        )
        plain = []
    for s in (*plain, *others):
        by = _scale(s)
        scale = {} if by == AS_IT_IS else {"scale": f"{by}  # CHECK: {SCALES[by]}"}
        out.append(
            rule_entry(
                described,
                "series",
                series=text(s.id),
                vendor=text(VENDOR),
                fields=table({s.found.name: "close"}),
                ignore='["*"]',
                **percent_sign([s.found]),
                **scale,
            )
        )
    return out


def _long(described: Described, series: list[_Series]) -> list[str]:
    """Return a rule a column of numbers, each key renamed to its series."""
    out = []
    for column in dict.fromkeys(s.found.name for s in series):
        own = [s for s in series if s.found.name == column]
        gone = sorted(
            {f.key for f in described.found if f.name == column} - {s.found.key for s in own}
        )
        refuse = {"refuse": table(dict.fromkeys(gone, "is left out"))} if gone else {}
        out.append(
            rule_entry(
                described,
                "series",
                key=text(described.key),
                vendor=text(VENDOR),
                fields=table({column: "close"}),
                rename=table({s.found.key: s.id for s in own}),
                ignore='["*"]',
                **percent_sign(s.found for s in own),
                **refuse,
            )
        )
    return out


def _panel(described: Described) -> list[str]:
    names = {f.name.strip().lower(): f.name for f in described.found}
    note = (
        "# CHECK: these prices join the market's stock panel; where it has the same ticker and\n"
        "# date, these count.\n"
    )
    if described.shape == "wide panel":
        columns = {f.name for f in described.found} | set(described.unread)
        return [
            note
            + rule_entry(
                described,
                "panel",
                wide="true",
                key=text(free("ticker", columns)),
                fields=table({free("price", columns): "adj_close"}) + "  # CHECK: adjusted?",
                ignore=array(escape(c) for c in sorted(described.unread)),
            )
        ]
    lead = next(names[p] for p in PRICES if p in names)
    fields = {lead: "adj_close"}
    if "volume" in names:
        fields[names["volume"]] = "volume"
    rule = rule_entry(
        described,
        "panel",
        key=text(described.key),
        fields=table(fields) + "  # CHECK: adjusted for splits and dividends?",
        ignore='["*"]',
    )
    return [note + rule]


def _survey(described: Described) -> dict[str, str]:
    """Return the columns of a survey of bulls and bears, by column."""
    if described.key:
        return {}
    found = {f.name: SURVEY[plain(f.name)] for f in described.found if plain(f.name) in SURVEY}
    whole = {"bullish", "bearish"} <= set(found.values()) and len(set(found.values())) == len(found)
    alike = len({f.percent for f in described.found if f.name in found}) == 1
    return found if whole and alike else {}


def _survey_rule(described: Described, survey: Mapping[str, str]) -> list[str]:
    columns = [f for f in described.found if f.name in survey]
    shares = all(f.high <= 1.0 and not f.percent for f in columns)
    scale = {"scale": "100.0  # CHECK: ratio to percent"} if shares else {}
    return [
        rule_entry(
            described,
            "series",
            series=text("AAII"),
            vendor=text(VENDOR),
            fields=table(survey),
            ignore='["*"]',
            **percent_sign(columns),
            **scale,
        )
    ]


def _series(described: Described, found: ColumnFound, taken: dict[str, str]) -> _Series | None:
    """Return a column's series under an id of its own; None where it must be left out."""
    name = plain(found.key or found.name)
    if _colliding(found):
        return None
    known = KNOWN.get(name)
    if known and known not in taken:
        taken[known] = found.name
        return _Series(known, found)
    lead, parts = plain(stem(described.file)), [name]
    if found.key and len({f.name for f in described.found}) > 1:
        parts.append(plain(found.name))
    id_ = "_".join(p for p in (lead, *parts) if p)[:48].strip("_") or "SERIES"
    id_ = id_ if id_[0].isalpha() else f"S_{id_}"
    base, number = id_, 2
    while id_ in taken or id_ in catalogue():
        id_, number = f"{base}_{number}", number + 1
    taken[id_] = found.name
    return _Series(id_, found)


def _colliding(found: ColumnFound) -> bool:
    name = plain(found.key or found.name)
    return name in catalogue() and name not in KNOWN


def _scale(s: _Series) -> str:
    """Return what turns a column into its series' unit: shares in per cent, dollars in billions."""
    wide = max(abs(s.found.low), abs(s.found.high)) > 1.0
    if s.id in SHARES:
        return PERCENT if wide or s.found.percent else AS_IT_IS
    if s.found.percent:
        return AS_IT_IS
    return guess.scale(plain(f"{s.found.key} {s.found.name}")) if s.new else AS_IT_IS


def _row(described: Described, s: _Series) -> str:
    """Return a new series' row of the catalogue, its guesses marked."""
    f = s.found
    words = plain(f"{f.key} {f.name}")
    key = f"{f.key}, {f.name}" if f.key else f.name
    name = title(f"{stem(described.file)} {key}") or s.id
    sign = "%" if f.percent else ""
    values = f"from {f.low:g}{sign} to {f.high:g}{sign}"
    unit = "  # CHECK: the cells carry a per cent sign" if f.percent else "  # CHECK"
    span = f"{f.count} values, {f.first} to {f.last}, {values}, {f.frequency}"
    return (
        f"# {shown(key)}: {span}\n"
        "[[series]]\n"
        f"id = {text(s.id)}\n"
        f"name = {text(name)}  # CHECK: a question finds the series by these words\n"
        f"kind = {text(guess.kind(words, f))}  # CHECK\n"
        f"unit = {text(guess.unit(words, f))}{unit}\n"
        f"pillar = {text(guess.pillar(words))}  # CHECK\n"
        f"lag = {text(guess.lag(f))}  # CHECK: known no earlier than this\n"
        f"vendors = {array([VENDOR])}\n"
        f"source = {text('own file ' + title(described.file))}\n"
    )
