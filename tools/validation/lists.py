"""The report's lists of episodes: each fall at its trough, routs, controls, tests, triggers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tools.episodes import CONTROLS, Episode
from tools.validation.checks import GuardCheck
from tools.validation.runs import TROUGH, Run
from tools.validation.study import UNCALLED, Study
from tools.validation.tables import escaped, grid
from tools.validation.triggers import trigger_recalls, trigger_scores
from tools.validation.walk import Scored
from tools.validation.wording import DASH, alone, count, share, shares, weights
from tools.weights import CLASSES

RIGHT, WRONG, SILENT = "right", "wrong", "not called"


def mark(scored: Scored) -> str:
    """Return whether the product's label is the label's heaviest engine, one of them in a tie."""
    label = scored.trial.episode.engine
    if scored.engine not in CLASSES:
        return SILENT
    return RIGHT if label.get(scored.engine, 0.0) >= max(label.values()) - 1e-9 else WRONG


def fall_table(run: Run) -> list[str]:
    """Return what was said of each fall at its trough."""
    head = ("fall", "peak", "trough", "label", "seen as", "verdict", "", *CLASSES, "why not called")
    rows = []
    for s in sorted(run.on(TROUGH).scored, key=lambda s: s.trial.episode.first):
        e = s.trial.episode
        rows.append(
            (
                escaped(e.name),
                str(e.peak),
                str(e.trough),
                weights(e.engine),
                s.trial.case.picture.selloff,
                s.engine,
                mark(s),
                *(share(p) for p in s.probability),
                _why(s),
            )
        )
    return grid(head, rows, texts=7, tail=1)


def rout_table(study: Study) -> list[str]:
    """Return what was seen and said of each rout beneath the index, on each day."""
    head = ("rout", "asset", "label", "scored", "seen as", "verdict", "", *CLASSES, "why")
    rows = []
    for s in study.of_kind("beneath"):
        e = s.trial.episode
        rows.append(
            (
                escaped(e.name),
                escaped(e.asset),
                weights(e.engine),
                f"{s.trial.when}, {s.trial.day}",
                s.trial.case.picture.selloff,
                s.engine,
                mark(s),
                *(share(p) for p in s.probability),
                _why(s),
            )
        )
    return grid(head, rows, texts=7, tail=1)


def _why(s: Scored) -> str:
    if s.engine == "none":
        return "nothing was seen to sell off"
    return "; ".join(s.label.abstained) or DASH


def control_table(study: Study) -> list[str]:
    """Return what was said of the controls, by type."""
    scored = study.of_kind("control")
    rows = []
    for kind in CONTROLS:
        own = [s for s in scored if s.trial.episode.type == kind]
        said: Counter[str] = Counter(s.engine for s in own)
        called = len(own) - sum(said[name] for name in UNCALLED)
        if own:
            rows.append((kind, str(len(own)), *(str(said[n]) for n in UNCALLED), str(called)))
    return grid(("type", "controls", *UNCALLED, "called"), rows)


def called_table(called: tuple[Scored, ...]) -> list[str]:
    """Return the controls to which an engine was given."""
    rows = [
        (escaped(s.trial.episode.name), str(s.trial.day), s.engine, *_shares(s)) for s in called
    ]
    return grid(("control", "day", "verdict", *CLASSES), rows, texts=3)


def _shares(s: Scored) -> list[str]:
    return [share(s.label.score.probability[c]) for c in CLASSES]


def check_table(checks: dict[str, GuardCheck]) -> list[str]:
    """Return the labels of each run that stand against a registered test."""
    head = (
        "run",
        "labels",
        "against a test",
        "macro without a macro test",
        "index tests set aside",
        "a guard not measured",
        "crowding voided",
    )
    rows = [
        (
            name,
            str(len(c.labelled)),
            str(len(c.against)),
            str(len(c.bare)),
            str(c.apart),
            str(c.unmeasured),
            str(c.crowded),
        )
        for name, c in checks.items()
    ]
    return grid(head, rows)


def trigger_tables(run: Run) -> list[str]:
    """Return how the likeliest trigger fares, by day and by trigger."""
    days = [
        (
            row.when,
            str(row.episodes),
            shares(row.right),
            f"{row.commonest}, {alone(row.commonest_right)}",
            share(row.unidentified),
        )
        for row in trigger_scores(run)
    ]
    head = ("scored", "falls", "right [95 %]", "the commonest always named", "left unidentified")
    kinds = [
        (row.trigger, count(row.cases), shares(row.recall), share(row.named))
        for row in trigger_recalls(run)
    ]
    return [
        *grid(head, days),
        *grid(("trigger", "n", "recognised [95 %]", "named on"), kinds),
    ]


def skipped_table(skipped: Mapping[str, str], episodes: tuple[Episode, ...]) -> list[str]:
    """Return what was left out, by reason."""
    reasons: dict[str, list[str]] = {}
    for name, why in skipped.items():
        reasons.setdefault(why, []).append(name)
    rows = [
        (why, "all" if len(names) == len(episodes) else "; ".join(names), str(len(names)))
        for why, names in reasons.items()
    ]
    return grid(("left out", "which", "n"), rows, texts=2)
