"""One rule of a proposed manifest, written as TOML."""

from __future__ import annotations

from collections.abc import Iterable
from glob import escape

from tools.market.describe import ISO, ColumnFound, Described
from tools.market.quoting import text


def rule_entry(described: Described, layout: str, **more: str) -> str:
    """Return a rule about a described file: its layout, its dates and whatever else is given."""
    fields = {"name": text(escape(described.file)), "layout": text(layout)}
    if described.date != "date":
        fields["date"] = text(described.date)
    if described.form != ISO:
        fields["date_form"] = text(described.form)
    fields |= more
    return "\n".join(["[[file]]", *(f"{k} = {v}" for k, v in fields.items())]) + "\n"


def percent_sign(found: Iterable[ColumnFound]) -> dict[str, str]:
    """Return what a rule says of columns whose cells carry a per cent sign."""
    return {"percent": "true  # cells such as 53.7%"} if any(f.percent for f in found) else {}
