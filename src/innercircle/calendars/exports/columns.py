"""Events in Parquet, row by row: what Graph Data Connect's JSON Lines hold, as a lake or a copy activity keeps it.

The columns are the events' fields by their names; objects and lists inside are structs and lists, or JSON written as
text. Needs the extra `parquet`; imported only where such a file is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from innercircle.calendars.exports.documents import Found

_AT_A_TIME = 1000  # rows: an event may hold thousands of people and a long text
_FIELDS = frozenset(
    {"iCalUId", "uid", "id", "type", "seriesMasterId", "originalStart", "start", "end", "isAllDay", "isCancelled"}
    | {"sensitivity", "subject", "location", "locations", "isOnlineMeeting", "onlineMeeting", "onlineMeetingUrl"}
    | {"body", "bodyPreview", "recurrence", "cancelledOccurrences", "responseStatus", "attendees", "organizer"}
    | {"lastModifiedDateTime", "hideAttendees", "isOrganizer"}
)


class DamagedError(ValueError):
    """The file is no Parquet that can be read; the text says why."""


def rows(source: Path | bytes, step: Callable[[int], None]) -> Iterator[Found]:
    """Every row as an event, its number as the line; `step` is told of the bytes read so far. Raises `DamagedError`."""
    pa.set_memory_pool(pa.system_memory_pool())  # the others ask for more room than the reading process has
    try:
        with pq.ParquetFile(pa.BufferReader(source) if isinstance(source, bytes) else source, pre_buffer=False) as file:
            names = [name for name in file.schema_arrow.names if name in _FIELDS]
            size = len(source) if isinstance(source, bytes) else source.stat().st_size
            number, total = 0, max(1, file.metadata.num_rows)
            for batch in file.iter_batches(_AT_A_TIME, columns=names, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield Found(number, {name: _plain(value) for name, value in row.items()}, {})
                step(size * number // total)
    except (pa.ArrowException, OSError) as error:
        raise DamagedError(f"This Parquet file cannot be read ({' '.join(str(error).split())[:160]}).") from None


def _plain(value: Any) -> Any:
    """As JSON would hold it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
