"""Whether a body is what was asked for: a status of 200 says nothing of that."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

from tools.sources.request import Failure, Form

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the first bytes of every .xls workbook
_BLOCKED = "is a web page, not {form}: the source blocks this machine or has moved the file"


def check_body(name: str, body: bytes, form: Form) -> None:
    """Refuse a body that cannot be of a form.

    Raises
    ------
    Failure
        "empty", "page" for a web page where data are due, "cut" for a body that ends too early,
        "changed" for another content.
    """
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise Failure("empty", f"{name}: an empty body: ask again later")
    if form != "html" and (start.startswith((b"<!doctype html", b"<html", b"<head", b"<script"))):
        raise Failure("page", f"{name} {_BLOCKED.format(form=form)}")
    match form:
        case "json":
            _json(name, body, start)
        case "zip" | "xlsx":
            _zip(name, body, form)
        case "xls":
            if not body.startswith(_OLE):
                raise Failure("changed", f"{name} is no .xls workbook any more")
        case "xml":
            if not start.startswith(b"<"):
                raise Failure("changed", f"{name} is no XML any more")
            if not body.rstrip().endswith(b">"):
                raise Failure("cut", f"{name} ends too early")
        case "html":
            if not start.startswith(b"<"):
                raise Failure("changed", f"{name} is no web page any more")
        case "csv":
            if b"," not in body or b"\x00" in body[:512]:
                raise Failure("changed", f"{name} is no CSV any more: it begins {body[:40]!r}")


def _json(name: str, body: bytes, start: bytes) -> None:
    if not start.startswith((b"{", b"[")):
        raise Failure("changed", f"{name} is no JSON any more: it begins {body[:40]!r}")
    try:
        json.loads(body)
    except (ValueError, RecursionError) as error:
        why = f"{name}: JSON ends too early or is damaged ({str(error)[:80]})"
        raise Failure("cut", why) from error


def _zip(name: str, body: bytes, form: Form) -> None:
    if not body.startswith(b"PK"):
        raise Failure("changed", f"{name} is no {form} file any more")
    try:
        with zipfile.ZipFile(BytesIO(body)) as packed:
            broken = packed.testzip()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise Failure("cut", f"{name} ends too early or is damaged") from error
    if broken:
        raise Failure("cut", f"{name}: {broken} in it is damaged")
