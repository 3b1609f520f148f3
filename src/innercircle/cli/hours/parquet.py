"""Records as Parquet. Imported only when Parquet is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from innercircle.cli.hours.records import Record

_NUMBERS = {"meetings": pa.int64(), "contacts": pa.int64()}


def as_parquet(columns: Sequence[str], records: Sequence[Record]) -> bytes:
    """A Parquet file with these columns: hours as doubles, counts as integers, all else as text."""
    kinds = {name: _NUMBERS.get(name, pa.float64() if name.endswith("hours") else pa.string()) for name in columns}
    table = pa.Table.from_arrays(
        [pa.array([record[name] for record in records], kind) for name, kind in kinds.items()], names=list(columns)
    )
    file = pa.BufferOutputStream()
    pq.write_table(table, file)
    written: bytes = file.getvalue().to_pybytes()
    return written
