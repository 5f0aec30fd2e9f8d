"""Names and values written as TOML, and names made of what users call their columns."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePath

LONGEST = 80  # letters of a series' name


def plain(text: str) -> str:
    """Return a name in capitals, digits and single underscores, as ids are written."""
    bare = unicodedata.normalize("NFKD", text.replace("%", " pct ")).encode("ascii", "ignore")
    return re.sub(r"[^A-Z0-9]+", "_", bare.decode().upper()).strip("_")


def stem(file: str) -> str:
    """Return a file's name without its endings."""
    return PurePath(file).name.split(".")[0]


def free(name: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken."""
    held = set(taken)
    while name in held:
        name += "_"
    return name


def one_line(text: str) -> str:
    """Return a text on one line, marks that cannot be printed replaced."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))


def title(text: str) -> str:
    """Return a name made of what users call files and columns, as plain text of one line.

    Letters, digits, blanks and ``&/%-.,()`` stay, so that it is no reference, no markup and no
    command to a terminal; what is longer than a label is cut.
    """
    kept = "".join(c if c.isalnum() or c in "&/%-.,()" else " " for c in text)
    return " ".join(kept.split())[:LONGEST].strip()


def shown(text: str) -> str:
    """Return a column's name as a comment gives it."""
    return f"“{one_line(text)}”"


def text(value: str) -> str:
    """Return a basic string of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def array(values: Iterable[str]) -> str:
    """Return an array of TOML."""
    return f"[{', '.join(map(text, values))}]"


def table(values: Mapping[str, str]) -> str:
    """Return an inline table of TOML."""
    return f"{{ {', '.join(f'{text(k)} = {text(v)}' for k, v in values.items())} }}"
