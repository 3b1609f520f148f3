"""A calendar file of whatever kind: known by its content, packed, cut off, missing, read in a process of its own."""

from __future__ import annotations

import gzip
import json
from functools import partial
from pathlib import Path

import pytest

from innercircle.calendars import exports, ics
from innercircle.calendars.ics.contained import read_contained
from innercircle.calendars.rules import Remark
from tests.calendars.exports.test_events import GRAPH, WINDOW


def test_any_calendar_file_by_its_content(tmp_path: Path) -> None:
    event = ("BEGIN:VEVENT", "UID:i", "DTSTART:20260310T090000Z", "DTEND:20260310T100000Z", "END:VEVENT")
    ical = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR", ""]).encode()
    whole = json.dumps([GRAPH]).encode()
    packed = gzip.compress(ical), gzip.compress(whole)
    for name, data, uid in (
        ("a.txt", ical, "i"),
        ("b", packed[0], "i"),
        ("c.ics", whole, "u1"),
        ("d", packed[1], "u1"),
    ):
        (tmp_path / name).write_bytes(data)
        for source in (tmp_path / name, data):
            (entry,) = exports.read(source, name=name, window=WINDOW, zone="UTC", remark=lambda _: None)
            assert entry.uid == uid
    told: list[Remark] = []
    assert list(exports.read(b"hello", name="x", window=WINDOW, zone="UTC", remark=told.append)) == []
    assert "not an iCalendar" in told[0].message


@pytest.mark.parametrize("inside", [b"[" + b" " * 20_000_000, b"BEGIN:VCALENDAR\n" + b"\n" * 20_000_000])
def test_a_packed_bomb_and_a_cut_one_end_with_a_word(tmp_path: Path, inside: bytes) -> None:
    for data in (gzip.compress(inside), gzip.compress(json.dumps([GRAPH]).encode())[:-12]):
        told: list[Remark] = []
        list(exports.read(data, name="x.gz", window=WINDOW, zone="UTC", remark=told.append))
        assert [each.skipped for each in told] == [True]
        assert "The file cannot be read" in told[0].message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    told: list[Remark] = []
    assert list(exports.read(tmp_path / "none", name="none", window=WINDOW, zone="UTC", remark=told.append)) == []
    assert "No such file" in told[0].message


def test_it_runs_in_a_limited_process_with_its_progress(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        "\n".join(json.dumps(GRAPH | {"iCalUId": f"u{number}"}) for number in range(3_000))
    )
    steps: list[tuple[int, int]] = []
    entries = list(
        read_contained(
            tmp_path / "a.json", name="a", window=WINDOW, zone="UTC", remark=lambda _: None,
            progress=lambda *step: steps.append(step), reader=partial(exports.read, owner="x"),
        )
    )  # fmt: skip
    assert len(entries) == 3_000
    assert steps[-1][0] == steps[-1][1] > 0
    assert ics.read is not exports.read
