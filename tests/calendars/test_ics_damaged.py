"""Calendars whose bytes are damaged at random: both lanes read them alike, and none raises."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.calendars.test_ics_conformance import FILES, RELAXED, YEAR, read

FOLDS = b"\r\n ", b"\n\t", b"\r\n\r\n ", b"\n"
LINES = (
    b"RRULE:FREQ=WEEKLY;COUNT=5",
    b"EXDATE;VALUE=DATE:20260311",
    b"RDATE:20260312T090000",
    b"RECURRENCE-ID:20260311T090000Z",
    b"DTEND;VALUE=DATE:20260330",
    b"DURATION:PT1H",
    b"UID:d1",
    b"X-WR-TIMEZONE:America/New_York",
    b"BEGIN:VALARM",
    b"END:VALARM",
    b"",
)


def cut(data: bytes, at: int, number: int, what: bytes) -> bytes:
    return data[:at] + what + data[at + number :]


def at_line(data: bytes, at: int, number: int, what: bytes) -> bytes:
    """Something done to the line that holds `at`: dropped, doubled, moved, in other letters, beside another."""
    lines = data.split(b"\n")
    here = data.count(b"\n", 0, at)
    line = lines.pop(here)
    other = (here + number) % (len(lines) + 1)
    kind = number % 5
    if kind == 0:
        return b"\n".join(lines)
    lines.insert(other if kind in {1, 2} else here, line.swapcase() if kind == 3 else line)
    if kind in {2, 4}:
        lines.insert(here, line if kind == 2 else what or LINES[number % len(LINES)])
    return b"\n".join(lines)


def folded_at(data: bytes, at: int, number: int, _what: bytes) -> bytes:
    return data[:at] + FOLDS[number % len(FOLDS)] + data[at:]


def other_digit(data: bytes, at: int, number: int, _what: bytes) -> bytes:
    found = re.compile(rb"\d").search(data, at)
    return data if found is None else data[: found.start()] + b"%d" % (number % 10) + data[found.end() :]


DAMAGES = (cut, at_line, at_line, folded_at, other_digit)


@RELAXED
@given(
    st.sampled_from(FILES),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(DAMAGES), st.integers(0, 40), st.binary(max_size=3)), max_size=4
    ),
)
def test_damaged_files_are_read_alike_and_never_raise(
    file: Path, damages: list[tuple[float, Callable[[bytes, int, int, bytes], bytes], int, bytes]]
) -> None:
    data = file.read_bytes()
    for where, how, number, what in damages:
        data = how(data, int(where * len(data)), number, what)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read(data, YEAR) == read(data, YEAR, quick=False)
