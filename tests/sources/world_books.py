"""Workbooks and archives in the layouts of their sources, made from a market's frames."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from io import BytesIO

import pandas as pd

from tests.sources.official import workbook
from tests.sources.world_past import Past
from tools.market.lags import known_dates

_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
NAAIM = "/wp-content/uploads/USE_Data-since-Inception.xlsx"
SHILLER = "/blobby/go/downloads/ie_data.xls"


def xls(rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet as Excel 5 wrote it: numbers and texts, no styles."""
    cells = bytearray(_record(0x809, struct.pack("<4H", 0x500, 0x10, 0, 0)))
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                text = cell.encode("latin-1")
                cells += _record(0x204, struct.pack("<4H", y, x, 0, len(text)) + text)
            elif cell is not None and cell == cell:
                cells += _record(0x203, struct.pack("<3Hd", y, x, 0, cell))
    cells += _record(0x0A, b"")
    name = b"Data"
    head = _record(0x809, struct.pack("<4H", 0x500, 0x05, 0, 0))
    place = len(head) + 4 + 7 + len(name) + 4
    head += _record(0x85, struct.pack("<IBBB", place, 0, 0, len(name)) + name)
    return _compound("Book", bytes(head + _record(0x0A, b"") + cells))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def _compound(name: str, stream: bytes) -> bytes:
    """Return a compound file of one stream, in sectors of 512 bytes."""
    stream = stream.ljust(max(len(stream), 4096), b"\0")
    body = stream.ljust(-(-len(stream) // _SECTOR) * _SECTOR, b"\0")
    n = len(body) // _SECTOR
    fats = -(-(n + 1) // 127)  # each table names itself among its 128 sectors
    table = [*range(1, n), _END, _END, *[_FAT] * fats]
    table += [_FREE] * (fats * 128 - len(table))
    head = _OLE + bytes(16)
    head += struct.pack("<5H6x3I", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, n)
    head += struct.pack("<6I", 0, 4096, _END, 0, _END, 0)
    places = [n + 1 + i for i in range(fats)]
    head += struct.pack("<109I", *places, *[_FREE] * (109 - fats))
    root = _entry("Root Entry", 5, 1, _END, 0)
    folder = (root + _entry(name, 2, _FREE, 0, len(stream))).ljust(_SECTOR, b"\0")
    return head + body + folder + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    out = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text), kind, 1, _FREE, _FREE, child)
    return out + bytes(36) + struct.pack("<3I", start, size, 0)


def gpr(past: Past) -> bytes:
    """Return the workbook of geopolitical risk; the day is a number."""
    frame = past.series("GPR", "gpr")
    head = ("DAY", "N10D", "GPRD", "GPRD_ACT", "GPRD_THREAT")
    days = pd.DatetimeIndex(frame.index).strftime("%Y%m%d").astype(float)
    columns = (frame[c] for c in ("gprd", "gprd_act", "gprd_threat"))
    return xls([head, *zip(days, [100.0] * len(frame), *columns, strict=True)])


def shiller(past: Past) -> bytes:
    """Return the workbook of Shiller's months; earnings end earlier than prices."""
    frame = past.series("SHILLER", "shiller")
    earnings = past.series("SHILLER_EARNINGS", "shiller")["close"].reindex(frame.index)
    days = pd.DatetimeIndex(frame.index)
    head = ("Date", "P", "D", "E", "CPI", "Rate GS10", "CAPE")
    months = [float(f"{day:%Y.%m}") for day in days]
    cells = (frame.price, frame.dividend, earnings, frame.cpi, frame.long_rate, frame.cape)
    title = ["Stock Market Data Used in 'Irrational Exuberance'"]
    return xls([title, [], head, *zip(months, *cells, strict=True)])


def shiller_page(past: Past) -> bytes:
    """Return the page that links to the workbook, its version that of the last month."""
    version = f"{past.series('SHILLER', 'shiller').index[-1]:%Y%m}"
    link = f"//img1.wsimg.com{SHILLER}?ver={version}"
    return f'<html><body><a href="{link}">U.S. Stock Markets</a></body></html>'.encode()


def sentiment(past: Past) -> bytes:
    """Return the workbook of news sentiment."""
    frame = past.series("NEWS_SENTIMENT", "sffed")
    days = pd.DatetimeIndex(frame.index).to_pydatetime()
    return workbook([("date", "News Sentiment"), *zip(days, frame["close"], strict=True)])


def margins(past: Past) -> bytes:
    """Return the workbook of margin debt, newest month first."""
    frame = past.series("MARGIN_DEBT", "finra").iloc[::-1]
    debit = "Debit Balances in Customers' Securities Margin Accounts"
    months = [f"{day:%Y-%m}" for day in pd.DatetimeIndex(frame.index)]
    return workbook([("Year-Month", debit), *zip(months, frame["close"], strict=True)])


def naaim(past: Past) -> bytes:
    """Return the workbook of the NAAIM survey, newest week first."""
    frame = past.series("NAAIM", "naaim").iloc[::-1]
    days = pd.DatetimeIndex(frame.index).to_pydatetime()
    return workbook([("Date", "NAAIM Number"), *zip(days, frame["close"], strict=True)])


def naaim_page(past: Past) -> bytes:
    """Return the page that links to the survey."""
    return f'<html><body><a href="https://naaim.org{NAAIM}">data</a></body></html>'.encode()


def french(past: Past, names: dict[str, str]) -> bytes:
    """Return an archive of daily factors in percent, a preamble above and a notice below."""
    frame = past.series("FRENCH", "french")[list(names)].dropna(how="all")
    months = known_dates(pd.DatetimeIndex(frame.index), "month+28d")
    frame = frame[months <= pd.Timestamp(past.day) + timedelta()]
    percent = (frame * 100.0).round(4).set_axis(list(names.values()), axis=1)
    percent.index = pd.DatetimeIndex(frame.index).strftime("%Y%m%d")
    table = percent.to_csv(index_label="", lineterminator="\r\n")
    text = f"This file was created from the CRSP database.\r\n\r\n{table}\r\nCopyright Fama French"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("factors.csv", text)
    return out.getvalue()
