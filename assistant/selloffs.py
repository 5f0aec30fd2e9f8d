"""What sells off as evidence: the label, and each rout with its scores, parts and ties."""

from __future__ import annotations

from assistant.evidence import Evidence, of_reading
from tools.formatting import Kind
from tools.records import Brief, Display, Reading, Reads
from tools.routed import Part, Rout, Tie

SCORES = {
    "amplification": "From nought to a hundred: the weighted mean over groups of how far out its "
    "own speed, volatility, ties, price impact and loss beyond macro prices stand in its own "
    "history.",
    "vulnerability": "From nought to a hundred: the weighted mean over groups of how far out its "
    "own run, calm, futures' length or crowding stood in its own history, at its own peak.",
}
CORRELATION = (
    "Of changes over two sessions, which bridge closes at different hours, each turned so that a "
    "fall hurts."
)
TIES: dict[str, tuple[str, Kind, Reads, str]] = {
    "now": ("correlation over a quarter", "plain", "level", CORRELATION),
    "short": ("correlation over a month", "plain", "level", CORRELATION),
    "before": (
        "correlation over the quarter before",
        "plain",
        "level",
        f"{CORRELATION} The quarter ended before the rout and before the last month.",
    ),
    "change": (
        "correlation, change",
        "plain",
        "change",
        "The last month's correlation less that of the quarter before the rout.",
    ),
    "z": (
        "correlation, change in standard errors",
        "sigma",
        "change",
        "The change in Fisher's z over its sampling error, overlap allowed for.",
    ),
}
READS: dict[str, Reads] = {
    "extension": "difference",
    "run_up": "change",
    "beyond": "difference",
    "speed": "change",
    "winners_tied": "difference",
    "winners_tightened": "change",
}


def of_selloff(path: str, brief: Brief) -> Evidence | None:
    """Return what is selling off, why it is called so, or how often a label came."""
    match path:
        case "":
            return Evidence("Sell-off", brief.selloff, "word", "What is selling off.")
        case "why":
            return Evidence("Sell-off", brief.selloff_why, "word", "The rule that gave the label.")
        case "share":
            meaning = "The share of past sessions with the same label."
            return Evidence("How often", brief.selloff_share, "share", meaning, "no history")
        case "since":
            meaning = "The first session on which a label could be told."
            return Evidence("Labels since", brief.selloff_since, "date", meaning, "no history")
    label = path.removeprefix("shares.")
    if label == path or label not in brief.selloff_shares:
        return None
    meaning = "The share of past sessions with this label."
    return Evidence(f"How often {label}", brief.selloff_shares[label], "share", meaning)


def of_rout(path: str, brief: Brief) -> Evidence | None:
    """Return a field of a rout: ``BTC.fell``, ``BTC.extension``, ``BTC.tie.SPX.short``."""
    asset, _dot, field = path.partition(".")
    rout = next((r for r in brief.routs if r.asset == asset), None)
    if rout is None:
        return None
    if field.startswith("tie."):
        other, _dot, name = field.removeprefix("tie.").rpartition(".")
        tie = next((t for t in rout.ties if t.asset == other), None)
        return None if tie is None else _of_tie(rout, tie, name)
    part = next((p for p in rout.parts if p.name == field), None)
    if part is not None:
        return of_reading(_reading(rout, part))
    if field in rout.missing:
        label = f"{rout.label}, {field.replace('_', ' ')}"
        return Evidence(label, None, "plain", "A part of its scores.", rout.missing[field])
    return _of_field(rout, field)


def _of_field(rout: Rout, field: str) -> Evidence | None:
    unit: Kind = "bp" if rout.unit == "bp" else "percent"
    match field:
        case "fell":
            meaning = "Since the extreme of the five or ten sessions of the rout."
            return Evidence(f"{rout.label}, rout", rout.fell, unit, meaning, reads="change")
        case "return":
            meaning = "Since its own extreme of 63 sessions."
            label = f"{rout.label} from its extreme"
            return Evidence(label, rout.return_, unit, meaning, reads="change")
        case "z5" | "z10" | "worst":
            label = f"{rout.label}, rout in standard deviations"
            meaning = "Over five or ten sessions, in the volatility before them."
            return Evidence(label, getattr(rout, field), "sigma", meaning, reads="change")
        case "since":
            return Evidence(f"{rout.label}, rout", rout.since, "date", "Where the rout began.")
        case "peak":
            return Evidence(f"{rout.label}, peak", rout.peak, "date", "Its extreme of a quarter.")
        case "trading_days":
            label, days = f"{rout.label}, sessions since its extreme", float(rout.trading_days)
            return Evidence(label, days, "count", "Of its own calendar.", noun="session")
        case "amplification" | "vulnerability":
            label = f"{rout.label}, own {field}"
            why = "none of its parts has the history for a rank"
            return Evidence(label, getattr(rout, field), "score", SCORES[field], why)
        case "label" | "group":
            return Evidence(rout.label, getattr(rout, field), "word", "As the moves are grouped.")
    return None


def _of_tie(rout: Rout, tie: Tie, field: str) -> Evidence | None:
    pair = f"{rout.label} with {tie.label}"
    if field == "kinship":
        meaning = "Linked, as before or coincident, by the correlation and its change."
        return Evidence(pair, tie.kinship, "word", meaning)
    if field not in TIES:
        return None
    label, kind, reads, meaning = TIES[field]
    return Evidence(f"{pair}, {label}", getattr(tie, field), kind, meaning, reads=reads)


def _reading(rout: Rout, part: Part) -> Reading:
    """Return a part as a reading, so that its percentile, band and sample can be told."""
    from tools.routs.rules import rules

    display: Display = part.display  # type: ignore[assignment]
    rule = next(p for p in rules().parts if p.name == part.name)
    at_peak = part.score == "vulnerability"
    return Reading(
        id=f"rout.{rout.asset}.{part.name}",
        pillar="crossasset",
        label=f"{rout.label}, {part.label}",
        value=part.value,
        unit="ratio",
        window="as known at its own peak" if at_peak else "as known at the session",
        source=f"{rout.label}'s own series" if not part.reading else part.reading,
        definition=f"{part.label[:1].upper()}{part.label[1:]}. {rule.reason}",
        citation="Unwind, parts of a rout's scores",
        display=display,
        reads=READS.get(part.name, "level"),
        percentile=part.percentile,
        percentile_n=part.n,
        stress=part.stress,
        observed=part.observed,
        known=rout.peak if at_peak else part.observed,
    )
