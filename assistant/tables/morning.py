"""What ``unwind morning`` prints: the note with the pull above it, and the same for a program."""

from __future__ import annotations

from typing import Any

from assistant.age import ended
from assistant.export import header
from assistant.morning import Morning
from assistant.narrative import Target, render
from assistant.tables.grid import folded
from tools.formatting import plural
from tools.records import Brief, jsonable

SHOWN = 3  # failures of sources before the rest is counted
MOST = 25  # readings that moved, for a program
WRITER = "built-in analyst"


def morning_text(found: Morning) -> str:
    """Return the morning for a terminal or a mail."""
    out = [*folded(header(found.brief, WRITER), hang="  ")]
    for text in remarks(found):
        out += folded(text, hang="  ")
    return "\n".join([*out, "", *note_lines(found)]) + "\n"


def note_lines(found: Morning) -> list[str]:
    """Return the note with its figures, folded to the page."""
    texts = note_texts(found, "text")
    return [line for text in texts for line in folded(text, hang="  " if text[:2] == "- " else "")]


def note_texts(found: Morning, target: Target) -> list[str]:
    """Return each line of the note with its figures."""
    return [render(x.text, x.brief, found.history, target).text for x in found.note]


def note_markdown(found: Morning) -> str:
    """Return the note as a Markdown file."""
    title, *rest = note_texts(found, "markdown")
    out = [f"# {title.strip('*')}", "", f"*{header(found.brief, WRITER)}*"]
    if found.age:
        out += ["", _aged(found)]
    listed = False
    for text in rest:
        bullet = text.startswith("- ")
        out += [text] if bullet and listed else ["", text]
        listed = bullet
    return "\n".join(out) + "\n"


def remarks(found: Morning) -> list[str]:
    """Return what is to be said of the data: the pull, what failed, and how old they are."""
    from tools.sources.outcome import counted

    drawn, out = found.drawn, []
    if drawn.states:
        out.append(f"Pull: {counted(drawn.states.values())}.")
    if drawn.trouble:
        out.append(f"Nothing was pulled: {drawn.trouble}.")
    out += [f"Failed: {text}" for text in drawn.failures[:SHOWN]]
    if len(drawn.failures) > SHOWN:
        out.append(f"Failed besides: {plural(len(drawn.failures) - SHOWN, 'source')}.")
    if drawn.behind:
        out.append(f"Older than they should be: {', '.join(drawn.behind)}.")
    if found.age:
        out.append(_aged(found))
    return out


def _aged(found: Morning) -> str:
    return ended(found.brief.market.name, found.brief.session, found.age)


def morning_json(found: Morning) -> dict[str, Any]:
    """Return the morning for a program, in the schema of `assistant.commands.morning`."""
    news = found.news
    now, then, new = news.now, news.then, news.changes
    body = {
        "schema": 1,
        "market": now.market.name,
        "provisional": jsonable(now.market.provisional),
        "simulated": now.market.simulated,
        "session": now.session,
        "since": then.session,
        "repeated": news.repeated,
        "age": found.age,
        "pull": {
            "sources": dict(found.drawn.states),
            "changed": found.drawn.changed,
            "trouble": found.drawn.trouble or None,
            "failures": list(found.drawn.failures),
            "behind": list(found.drawn.behind),
        },
        "label": {"then": _label(then), "now": _label(now)},
        "alerts": list(new.alerts),
        "cleared": list(new.cleared),
        "routs": {"new": list(new.began), "ended": list(new.ended)},
        "changed": list(news.moved[:MOST]),
        "last_note": _last_note(now),
        "note": note_texts(found, "text"),
    }
    plain: dict[str, Any] = jsonable(body)
    return plain


def _label(brief: Brief) -> dict[str, Any]:
    verdict = brief.verdict
    return {
        "engine": verdict.engine,
        "selloff": brief.selloff,
        "probability": {k: round(v, 4) for k, v in verdict.engine_probability.items()},
    }


def _last_note(brief: Brief) -> dict[str, Any] | None:
    if not brief.notes:
        return None
    note = brief.notes[0]
    fates = {"fired": "fired", "came back": "cleared"}
    watched = [
        {"reading": r.reading, "fate": fates[r.fate], "on": r.crossed, "bound": r.threshold}
        for r in brief.recalls
        if r.fate in fates
    ]
    return {"id": note.id, "as_of": note.as_of, "call": note.call, "watched": watched}
