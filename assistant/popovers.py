"""Evidence popovers: the HTML that a cited figure opens."""

from __future__ import annotations

import re
from datetime import date

from assistant.age import dated
from assistant.evidence import Evidence, of_reading
from assistant.facets import band, say, severity
from assistant.narrative import escape
from tools.formatting import day, month, number, percentile, plural
from tools.records import Reading

# A figure is a box to the browser, which would break a line between it and its brackets.
# One that fills lines would leave its stop at the margin, and takes it in.
LONG = 60
_BESIDE = re.compile(r"([(“]*)(<button .*?</button>)([)”,.;:!?]*)")


def unbroken(html: str) -> str:
    """Return rendered HTML in which a figure keeps its brackets and stops on its line."""
    return _BESIDE.sub(_together, html)


def _together(found: re.Match[str]) -> str:
    before, figure, after = found.groups()
    if not before and not after:
        return figure
    if len(figure.partition(">")[2]) > LONG:
        return f"{before}{figure.removesuffix('</button>')}{after}</button>"
    return f'<span class="uw-nb">{before}{figure}{after}</span>'


def evidence_html(
    item: Reading | Evidence, anchor: str, line: str = "", running: date | None = None
) -> str:
    """Return the popover of a reading or of other evidence.

    Parameters
    ----------
    item : Reading or Evidence
        What is shown.
    anchor : str
        The id that a citation's ``popovertarget`` names.
    line : str
        An inline SVG of the last year, drawn elsewhere; it is trusted and not escaped.
    running : date, optional
        The last day of which a bar still ran when it was fetched.
    """
    evidence = of_reading(item) if isinstance(item, Reading) else item
    name = escape(evidence.label)
    reading = evidence.reading
    rank = _rank_html(reading) if reading is not None and evidence.missing is None else ""
    return (
        f'<div id="{escape(anchor)}" popover class="uw-ev" role="dialog" '
        f'aria-label="Evidence: {name}"><div class="uw-k">{name}</div>'
        f"{_value_html(evidence)}{rank}{line}{_facts_html(evidence, running)}</div>"
    )


def _value_html(evidence: Evidence) -> str:
    if evidence.missing is None:
        return f'<div class="big">{escape(say(evidence))}</div>'
    reason = escape(f"Not measured: {evidence.missing}")
    return f'<div class="big">—</div><div class="uw-miss">{reason}</div>'


def _rank_html(reading: Reading) -> str:
    rank = reading.percentile
    if rank is None:
        return '<div class="uw-t0">Not ranked</div>'
    words = f"{percentile(rank)} percentile · {band(reading)}"
    severe = severity(reading.stress) if reading.stress is not None else 0
    sample = ""
    if reading.percentile_n is not None and reading.percentile_since is not None:
        first = month(reading.percentile_since)
        short = " · short history" if reading.percentile_short else ""
        sample = f"n = {number(reading.percentile_n, 0)} since {first}{short}"
    return (
        f"{percentile_bar(reading)}"
        f'<div class="uw-t{severe}">{escape(words)}</div><div class="uw-k">{escape(sample)}</div>'
    )


def percentile_bar(reading: Reading) -> str:
    """Return a bar that fills toward more stress, with ticks where the bands begin."""
    if reading.percentile is None:
        return '<span class="uw-bar uw-b0" role="img" aria-label="Not ranked"></span>'
    fill = reading.percentile if reading.stress is None else reading.stress
    severe = 0 if reading.stress is None else severity(reading.stress)
    spoken = escape(f"{percentile(reading.percentile)} percentile, {band(reading)}")
    width = f"{100 * min(max(fill, 0.0), 1.0):.1f}"
    return (
        f'<span class="uw-bar uw-b{severe}" role="img" aria-label="{spoken}">'
        f'<i style="width:{width}%"></i><b style="left:80%"></b><b style="left:95%"></b>'
        "</span>"
    )


def _facts_html(evidence: Evidence, running: date | None) -> str:
    rows = [("Definition", evidence.definition)]
    reading = evidence.reading
    if reading is not None:
        rows += [
            ("Window", reading.window),
            ("Assumed", reading.estimate or ""),
            ("Source", reading.source),
            ("Method", reading.citation),
            ("Of", day(reading.at) if reading.at else ""),
            ("Observed", _observed(reading)),
            ("Known", dated(reading.known, running) if reading.known else ""),
        ]
    rows.append(("Id", evidence.path))
    body = "".join(f"<dt>{term}</dt><dd>{escape(text)}</dd>" for term, text in rows if text)
    return f"<dl>{body}</dl>"


def _observed(reading: Reading) -> str:
    if reading.observed is None:
        return ""
    late = f" · {plural(reading.age, 'session')} old" if reading.age else ""
    return day(reading.observed) + late
