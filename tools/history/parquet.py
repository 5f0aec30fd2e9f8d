"""A Parquet file of every reading on every session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tools.history.table import COLUMNS
from tools.outputs import replacing
from tools.records import UnwindError

_WORD, _DAY = pa.dictionary(pa.int32(), pa.string()), pa.date32()
_TYPES = {
    "id": _WORD,
    "missing": _WORD,
    "percentile_n": pa.int32(),
    "percentile_effective_n": pa.int32(),
    "age": pa.int32(),
    **dict.fromkeys(("session", "percentile_since", "at", "observed", "known"), _DAY),
}
SCHEMA = pa.schema([(name, _TYPES.get(name, pa.float64())) for name in COLUMNS])


def write_tables(tables: Iterator[pd.DataFrame], path: Path, about: Mapping[str, str]) -> int:
    """Write readings one after another into a Parquet file, whole or not at all.

    Parameters
    ----------
    tables : iterator of DataFrame
        From :func:`tools.history.table.reading_tables`.
    path : Path
        The file; it is replaced.
    about : mapping of str to str
        Kept in the file's metadata.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    UnwindError
        When the file cannot be written; an earlier one stays as it was.
    """
    if path.is_dir() or not path.parent.is_dir():
        why = "is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise UnwindError(f"{path}: cannot be written: {why}; name another file")
    rows = 0
    with (
        replacing(path) as parts,
        pq.ParquetWriter(parts[path], SCHEMA.with_metadata(dict(about)), compression="zstd") as out,
    ):
        for table in tables:
            out.write_table(_arrow(table))
            rows += len(table)
    return rows


def _arrow(table: pd.DataFrame) -> pa.Table:
    # A joined frame holds its texts in several pieces, one that was sent in a single one; as
    # objects they have one dictionary either way, and the file is the same to the byte.
    plain = table.astype({field.name: object for field in SCHEMA if field.type == _WORD})
    return pa.table(
        [pa.array(plain[field.name], field.type, from_pandas=True) for field in SCHEMA],
        schema=SCHEMA,
    )
