"""The verdict card and the rail beside the answer: what the brief says, laid out."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.app.markup import Cites, label
from assistant.narrative import escape
from assistant.writing.deciding import decisive, settles
from assistant.writing.macro import of
from assistant.writing.pen import Pen
from assistant.writing.words import ENGINES, TRIGGERS, refuted
from tools.records import Brief, Falsifier, Reading

MOST = 3
WATCHED = 4
# Where a test or a threshold stands: the mark and the word a screen reader says for it.
STATES = {True: ("●", "fired"), False: ("○", "open"), None: ("–", "not measured")}


def verdict_card(cites: Cites) -> str:
    """Return the verdict as a card of three columns; two where there is no move to explain."""
    brief = cites.brief
    columns = [_engine(brief, cites), _scores(brief, cites)]
    if brief.verdict.engine != "none":
        columns.append(_doubts(brief, cites))
    body = "".join(f"<div>{column}</div>" for column in columns)
    return f'<div class="uw-card uw-card{len(columns)}">{body}</div>{cites.popovers()}'


def _engine(brief: Brief, cites: Cites) -> str:
    verdict = brief.verdict
    name = escape(ENGINES[verdict.engine].capitalize())
    head = f'{label("Engine")}<div class="uw-eng">{name}</div>'
    if verdict.engine == "none":
        return f'{head}<div class="uw-why">{escape(_sentence(brief.selloff_why))}</div>'
    order = sorted(verdict.engine_probability.items(), key=lambda pair: -pair[1])
    named = verdict.engine in verdict.engine_probability
    strip = "".join(
        f'<i class="uw-g{number + (not named)}" style="flex:{max(share, 0.004):.4f}"></i>'
        for number, (_, share) in enumerate(order)
    )
    rows = "".join(
        _row(ENGINES[engine].capitalize(), cites(f"[[verdict.probability.{engine}]]"))
        for engine, _ in order
    )
    why = "; ".join(_reasons(brief))
    open_ = f'<div class="uw-why">No label: {escape(why)}.</div>' if why and not named else ""
    return (
        f'{head}<div class="uw-seg" aria-hidden="true">{strip}</div>'
        f'<dl class="uw-kv">{rows}</dl>{open_}'
    )


def _barring(brief: Brief) -> list[Falsifier]:
    """Return the fired tests that bar a label."""
    pen = Pen(brief)
    return [test for reason in brief.verdict.abstained if (test := refuted(pen, reason))]


def _reasons(brief: Brief) -> list[str]:
    """Return why there is no label, the fired tests by the names of their readings."""
    pen, tests = Pen(brief), _barring(brief)
    why = [r for r in brief.verdict.abstained if " " in r and not refuted(pen, r)]
    return [*why, f"{'tests' if tests[1:] else 'a test'} fired, on {of(tests)}"] if tests else why


def _scores(brief: Brief, cites: Cites) -> str:
    verdict = brief.verdict
    rows = []
    head = ""
    if verdict.engine != "none":
        kind = max(verdict.trigger, key=lambda k: verdict.trigger[k])
        name = escape(f"{TRIGGERS[kind][:1].upper()}{TRIGGERS[kind][1:]}")
        head = f'{label("Trigger")}<div class="uw-h2 uw-trigger">{name}</div>'
        rows.append(_row("Weight", cites(f"[[verdict.trigger.{kind}]]")))
        rows.append(_row("Amplification", _score(verdict.amplification, cites, "amplification")))
    stood = "Vulnerability at the peak" if verdict.engine != "none" else "Vulnerability"
    rows.append(_row(stood, _score(verdict.vulnerability, cites, "vulnerability")))
    if verdict.engine != "none":
        unexplained = _score(verdict.unexplained, cites, "unexplained")
        rows.append(_row("Unexplained", f"{unexplained} of {cites('[[move.return]]')}"))
    rows.append(_row("Evidence measured", cites("[[verdict.coverage]]")))
    return f'{head}<dl class="uw-kv">{"".join(rows)}</dl>'


def _score(value: float | None, cites: Cites, name: str) -> str:
    if value is None:
        return '<span class="uw-t0">not measured</span>'
    return cites(f"[[verdict.{name}]]")


def _doubts(brief: Brief, cites: Cites) -> str:
    tests = [t for t in _barring(brief) if t.value is not None]
    told = {test.reading for test in tests}
    against = [r for r in _found(brief, brief.verdict.against[:MOST]) if r.id not in told]
    items = [f"A test of {of([t])}: {cites(f'[[falsifier.{t.id}.value]]')}" for t in tests]
    items += [f"{escape(r.label)}: {cites(f'[[{r.id}]]')}" for r in against]
    flips = _found(brief, brief.verdict.flips_without)
    if flips:
        if len(flips) < MOST:
            named = " and ".join(map(cites.named, flips))
        else:
            named = cites.group(f"{len(flips)} readings together", flips)
        items.append(f"<b>Flips without</b> {named}")
    none = '<span class="uw-t0">No measured reading</span>'
    return f"{label('What speaks against')}{_list(items or [none])}"


def _found(brief: Brief, readings: Iterable[str]) -> list[Reading]:
    found = [brief.index[name] for name in readings if name in brief.index]
    return [reading for reading in found if reading.value is not None]


def rail(cites: Cites) -> str:
    """Return what stands beside the answer: the tests that would change it, and the watch list."""
    brief = cites.brief
    pen = Pen(brief)
    tests = [_state(f.fired, cites(_sentence(pen.test(f), ""))) for f in decisive(pen)[:MOST]]
    if not tests and brief.verdict.engine != "none":
        tests = [cites(settles(pen).replace("**", ""))]
    tests += [
        _state(None, f"{escape(_sentence(f.test, ''))}: not measured")
        for f in brief.verdict.falsifiers
        if f.fired is None
    ]
    watched = sorted(
        ((n, w) for n, w in enumerate(brief.watch, 1) if w.fired is not None),
        key=lambda pair: not pair[1].fired,
    )
    rows = [
        _state(
            w.fired,
            cites(
                f"[[watch.{n}.reading]] {'above' if w.above is not None else 'below'} "
                f"[[watch.{n}.threshold]]; now [[watch.{n}.value]]"
            ),
        )
        for n, w in watched[:WATCHED]
    ]
    parts = [("What would change this", tests), ("Watch list", rows)]
    body = "".join(
        f'<section class="uw-rail">{label(title)}{_list(items)}</section>'
        for title, items in parts
        if items
    )
    return f"{body}{cites.popovers()}"


def _state(fired: bool | None, text: str) -> str:
    mark, word = STATES[fired]
    muted = ' class="uw-t0"' if fired is None else ""
    return f'<span{muted}><span role="img" aria-label="{word}">{mark}</span> {text}</span>'


def _row(term: str, figure: str) -> str:
    return f"<dt>{term}</dt><dd>{figure}</dd>"


def _list(items: list[str]) -> str:
    return f'<ul class="uw-ul">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _sentence(text: str, stop: str = ".") -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}{stop}"
