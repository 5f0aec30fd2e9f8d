"""What tests of the official and academic sources share: standing, reading, altered bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.sources.recorded import FETCHED, payload, recorded
from tools.market.catalogue import catalogue
from tools.market.dataset import Dataset
from tools.market.importer import read_file
from tools.market.manifest import load_manifest
from tools.market.report import FileReport
from tools.sources.request import Failure, Payload, Request
from tools.sources.sessions import last_closed
from tools.sources.table import sources


@dataclass
class Held:
    """What a connector may know; nothing by default."""

    now: datetime = FETCHED
    since: date | None = None
    lasts: Mapping[tuple[str, str], date] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    running: bool = False

    def last(self, series: str, vendor: str) -> date | None:
        return self.lasts.get((series, vendor))

    def asked(self, key: str) -> bool:
        return key in self.keys

    def members(self) -> tuple[str, ...]:
        return ()

    def last_price(self, ticker: str) -> date | None:
        return None

    @property
    def session(self) -> date:
        return last_closed(self.now)


def asked(
    source: str, held: Held, answers: Callable[[Request], bytes | None] = lambda _: b"x"
) -> list[Request]:
    """Return what a source's connector asks for, its requests answered in turn."""
    asking = sources()[source].load().ask(held)
    found: list[Request] = []
    try:
        request = next(asking)
        while True:
            found.append(request)
            body = answers(request)
            answer = None if body is None else payload(source, request.key, body, held.now)
            request = asking.send(answer)
    except StopIteration:
        return found


def reading(
    source: str, key: str, body: bytes, fetched: datetime = FETCHED
) -> tuple[Dataset, FileReport]:
    """Return what a body says, and what was refused of it."""
    report = FileReport(key)
    found = sources()[source].load().read(Payload(source, key, body, fetched), report)
    for frame in found.series.values():
        assert frame.index.is_monotonic_increasing and frame.index.is_unique
        assert str(frame.index.dtype) == "datetime64[us]" and frame.index.notna().all()
        assert (frame.dtypes == "float64").all() and frame.notna().any(axis=1).all()
    return found, report


@cache
def whole(source: str, key: str, file: str) -> tuple[Dataset, FileReport]:
    """Return what a recorded body says; do not change it."""
    return reading(source, key, recorded(file))


def refusal(source: str, key: str, body: bytes) -> Failure:
    """Return the failure with which a body is refused; it names where, in one line."""
    with pytest.raises(Failure) as caught:
        reading(source, key, body)
    message = str(caught.value)
    assert "\n" not in message and len(message) < 400
    assert message.startswith(f"{source} {key}")
    return caught.value


def only(data: Dataset) -> pd.DataFrame:
    """Return the one series of a body."""
    (frame,) = data.series.values()
    return frame


def workbook(rows: Iterable[Iterable[object]], title: str = "Data") -> bytes:
    """Return an .xlsx workbook of one sheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def imported(folder: Path, file: str) -> Mapping[str, pd.DataFrame]:
    """Return the series of one file of the market that is imported, as the import makes them."""
    found: dict[str, pd.DataFrame] = {}
    for rule in load_manifest().rules:
        if rule.matches(file):
            report = FileReport(file)
            data = read_file(folder / file, rule, catalogue(), FETCHED.date(), report)
            found |= {sid: frame for (sid, _), frame in data.series.items()}
    return found


def agreeing(live: pd.Series, held: pd.Series, within: float) -> tuple[int, int]:
    """Return how many dates two series share, and on how many they agree."""
    both = pd.concat([live, held], axis=1, join="inner").dropna()
    near = (both.iloc[:, 0] - both.iloc[:, 1]).abs() <= within
    return len(both), int(near.sum())
