"""The scores for machines: plain JSON types, null where there is no figure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from tools.episodes import KINDS
from tools.records import jsonable
from tools.validation.figures import NAMED, RunFigures
from tools.validation.findings import findings
from tools.validation.fit import Fit
from tools.validation.runs import Run
from tools.validation.study import Study, kinds
from tools.validation.targets import targets
from tools.validation.triggers import likeliest_trigger, trigger_recalls, trigger_scores
from tools.validation.walk import Scored
from tools.weights import CLASSES

DIGITS = 6


def as_json(study: Study) -> dict[str, Any]:
    """Return all that a study scored; an interval is ``{"value", "low", "high", "n"}``."""
    about = study.scope
    quiet = study.quiet()
    body = {
        "schema": 1,
        "market": jsonable(about.market),
        "sessions": {"first": about.first, "last": about.last},
        "episodes": {
            "source": about.source,
            "held": kinds(about.episodes),
            "scored": {kind: dict(study.halves(kind)) for kind in KINDS},
            "skipped": about.skipped,
        },
        "targets": targets(study),
        "findings": findings(study),
        "runs": {key: _run(figures) for key, figures in study.figures.items()},
        "fit_of_all_falls": study.fit_all,
        "controls": {
            "n": quiet.n,
            "none_or_mixed": quiet.share,
            "called": [_said(s) for s in quiet.called],
        },
        "tests": {key: study.check(key) for key in study.runs},
        "trials": _trials(study),
    }
    made: dict[str, Any] = plain(body)
    return made


def _run(figures: RunFigures) -> dict[str, Any]:
    own = {f.name: getattr(figures, f.name) for f in fields(figures) if f.name != "run"}
    table = {
        label: dict(zip(NAMED, row, strict=True))
        for label, row in zip(CLASSES, figures.confusion, strict=True)
    }
    return own | {
        "confusion": table,
        "fits": _fits(figures.run),
        "triggers": trigger_scores(figures.run),
        "trigger_recall": trigger_recalls(figures.run),
    }


def _fits(run: Run) -> list[dict[str, Any]]:
    """Return each fit that the run used, with the first peak from which it was."""
    out: list[dict[str, Any]] = []
    last: Fit | None = None
    for day in sorted(run.fits):
        if run.fits[day] != last:
            last = run.fits[day]
            out.append({"from": day, "fit": last})
    return out


def _trials(study: Study) -> list[dict[str, Any]]:
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for key, run in study.runs.items():
        for s in run.scored:
            where = (s.trial.episode.id, s.trial.when)
            said.setdefault(where, {})[key] = _said(s) | {"rules": s.rivals}
    return [
        {
            "episode": t.episode.id,
            "kind": t.episode.kind,
            "asset": t.episode.asset,
            "when": t.when,
            "date": t.day,
            "label": t.episode.engine,
            "trigger_label": t.episode.trigger,
            "trigger": likeliest_trigger(t),
            "selloff": t.case.picture.selloff,
            "vix": t.vix,
            "runs": said.get((t.episode.id, t.when), {}),
        }
        for t in study.trials
    ]


def _said(s: Scored) -> dict[str, Any]:
    return {
        "episode": s.trial.episode.id,
        "engine": s.engine,
        "probability": dict(zip(CLASSES, s.probability, strict=True)),
        "abstained": s.label.abstained,
    }


def plain(value: Any) -> Any:
    """Return a value in plain JSON types; what is not finite becomes None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, DIGITS) if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    raise TypeError(f"no JSON form for {type(value).__name__}")
