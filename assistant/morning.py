"""A morning: pull, brief, what is new since it was last told, a short note and a line in the log.

What a run told is read from the log of runs, so that what has fired is told once. Without an
earlier run, and in a rehearsal of a past date, the session before is what the last is held against.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from assistant.age import now, sessions_since
from assistant.alerts import State, changes, moved, state_of
from assistant.questions import Question
from assistant.recalls import with_recalls
from assistant.settings import DEMO, Settings
from assistant.told import last_told
from assistant.workspace import Progress, Workspace, open_workspace
from assistant.writing.morning import Line, News, lines
from tools.records import Brief, UnwindError

if TYPE_CHECKING:
    from assistant.paths import History
    from tools.sources.outcome import Pulled
    from tools.sources.pull import Progress as Steps

LATEST_NOTE = 120  # days after which a note is no longer what the desk last said
NOTHING = "no source gave anything; what the market held is as it was"
ALERT = 3


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a morning's pull.

    Attributes
    ----------
    states : mapping of str to str
        By source, its state; empty where none was asked.
    failures : tuple of str
        What failed, a line each.
    behind : tuple of str
        Sources that answered, and gave nothing as new as they should by now.
    changed : bool or None
        Whether the market is another than before, None where nothing was pulled.
    trouble : str
        Why nothing came at all, empty where something did.
    dead : bool
        Whether that is a failure: a simulated market has nothing to pull.
    """

    states: Mapping[str, str] = field(default_factory=dict)
    failures: tuple[str, ...] = ()
    changed: bool | None = None
    trouble: str = ""
    dead: bool = False
    behind: tuple[str, ...] = ()

    def failure(self, *, strict: bool = False) -> str:
        """Return what makes a run a failed one, empty where nothing does.

        Parameters
        ----------
        strict : bool
            Whether one source that failed, or is behind, is enough.
        """
        if self.dead:
            return self.trouble
        late = (f"{source}: behind" for source in self.behind)
        return "; ".join([*self.failures, *late]) if strict else ""


@dataclass(frozen=True, slots=True)
class Morning:
    """What a run found.

    Attributes
    ----------
    news : News
        The briefs and what is new.
    drawn : Drawn
        The pull.
    history : callable
        Reads an earlier day's reading through the same wall.
    age : int or None
        Sessions that New York has closed since the market's last, None for a simulated market.
    """

    news: News
    drawn: Drawn
    history: History
    age: int | None = None

    @property
    def brief(self) -> Brief:
        """The last session's brief."""
        return self.news.now

    @property
    def note(self) -> list[Line]:
        """The short note, line by line, with references."""
        return lines(self.news)

    @property
    def status(self) -> int:
        """The exit status where alerts are asked for."""
        return ALERT if self.news.changes.alerts else 0


def look(workspace: Workspace, as_of: date | None = None, told: State | None = None) -> News:
    """Return what is new in a market at a date.

    Parameters
    ----------
    workspace : Workspace
        The market.
    as_of : date, optional
        Its last session by default.
    told : State, optional
        What an earlier run told; one of a later session, or from before the market, is not used.

    Raises
    ------
    UnwindError
        When the date lies outside the market.
    """
    now = _with_note(workspace.brief(as_of), workspace)
    view = workspace.market.view(now.as_of)
    if told is not None and not view.sessions[0].date() <= told.session <= now.session:
        told = None
    repeated = told is not None and told.session == now.session
    earlier = view.sessions[max(len(view.sessions) - 2, 0)].date()
    if told is not None and not repeated:
        earlier = told.session
    then = workspace.brief(earlier)
    return News(
        now,
        then,
        changes(told or state_of(then), now),
        () if repeated else moved(then, now),
        repeated,
    )


def _with_note(brief: Brief, workspace: Workspace) -> Brief:
    """Return a brief with the last note alone, where it is not long past, and its fate."""
    notes = tuple(n for n in brief.notes[:1] if (brief.as_of - n.as_of).days <= LATEST_NOTE)
    asked = Question("What did our last note say?", "said")
    return with_recalls(asked, replace(brief, notes=notes), workspace)


def draw(
    settings: Settings,
    market: str,
    only: Sequence[str] = (),
    steps: Steps = lambda *step: None,
    progress: Progress = lambda name, done, total: None,
    clock: Callable[[], datetime] = now,
    provisional: bool = False,
) -> Drawn:
    """Pull a market, and say what became of it; a pull that cannot be made is no failure here.

    Raises
    ------
    UnwindError
        When there is no source of a name that the user gave.
    """
    from assistant.live import addresses, pull_market

    known = sorted(source.id for source in addresses(settings))
    for name in only:
        if name not in known:
            raise UnwindError(f"no source {name!r}: {', '.join(known)}")
    if market == DEMO:
        return Drawn(trouble="demo is simulated: there is nothing to pull")
    try:
        pulled, _ = pull_market(
            settings,
            market,
            only=only,
            provisional=provisional,
            steps=steps,
            progress=progress,
            clock=clock,
        )
    except UnwindError as error:
        return Drawn(trouble=str(error), dead=True)
    return _drawn(pulled)


def _drawn(pulled: Pulled) -> Drawn:
    return Drawn(
        {o.source.id: o.state for o in pulled.outcomes},
        tuple(o.failures[0] if o.failures else o.source.id for o in pulled.failed),
        pulled.changed,
        NOTHING if pulled.nothing else "",
        pulled.nothing,
        tuple(o.source.id for o in pulled.outcomes if o.state == "behind"),
    )


def run(
    settings: Settings,
    market: str,
    *,
    pull: bool = True,
    only: Sequence[str] = (),
    as_of: date | None = None,
    provisional: bool = False,
    steps: Steps = lambda *step: None,
    progress: Progress = lambda name, done, total: None,
    clock: Callable[[], datetime] = now,
) -> Morning:
    """Pull a market, and return what is new in it.

    With ``provisional`` the bars of sessions that still run count until the next pull. A date
    rehearses a morning of the past: nothing is pulled, and no earlier run counts.

    Raises
    ------
    UnwindError
        When no market can be asked.
    """
    drawn = Drawn()
    if pull and as_of is None:
        drawn = draw(settings, market, only, steps, progress, clock, provisional)
    try:
        workspace = open_workspace(settings, market, progress)
        told = None if as_of else last_told(settings, market)
        news = look(workspace, as_of, told)
    except UnwindError as error:
        if (
            drawn.dead
            and drawn.failures
            and not (settings.folder(market) / "manifest.json").exists()
        ):
            none = f"no source gave anything, and there is no market {market} yet"
            raise UnwindError(f"{none}: {drawn.failures[0]}") from error
        why = drawn.trouble or "; ".join(drawn.failures[:1])
        raise UnwindError(f"{error}; {why}" if why and why != str(error) else str(error)) from error
    age = None
    if not (news.now.market.simulated or as_of):
        age = sessions_since(news.now.session, clock())
    history = workspace.lookup(workspace.market.view(news.now.as_of))
    return Morning(news, drawn, history, age)
