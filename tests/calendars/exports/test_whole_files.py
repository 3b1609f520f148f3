"""What a whole export says: the zone of a page, what is no calendar at all, events in Parquet."""

from __future__ import annotations

import gzip
import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from innercircle.calendars import exports
from innercircle.calendars.exports import reader
from innercircle.calendars.ics.contained import read_contained
from innercircle.calendars.rules import Remark
from tests.calendars.exports.test_events import GOOGLE, GRAPH, WINDOW, at

READER = partial(exports.read, owner="")


def floating(number: int = 1) -> dict[str, Any]:
    """An event of Google's that leaves its zone to the page."""
    return GOOGLE | {"iCalUID": f"f{number}", "start": {"dateTime": "2026-03-10T10:00:00"}, "end": {}}


@pytest.mark.parametrize("layout", ["page", "pages", "list", "lines", "pretty"])
def test_a_pages_zone_counts_wherever_it_stands(layout: str) -> None:
    pages = [
        {"kind": "calendar#events", "items": [floating(1), GOOGLE], "timeZone": "America/New_York"},
        {"items": [floating(2)], "summary": "x", "timeZone": "Asia/Tokyo"},
    ]
    written = {
        "page": json.dumps(pages[0]),
        "pages": json.dumps(pages[0]) + json.dumps(pages[1]),
        "list": json.dumps(pages),
        "lines": "\n".join(map(json.dumps, pages)),
        "pretty": "\n".join(json.dumps(page, indent=2) for page in pages),
    }[layout]
    said: list[Remark] = []
    entries = exports.read(written.encode(), name="a", window=WINDOW, zone="UTC", remark=said.append)
    starts = {entry.uid: entry.start for entry in entries}
    assert starts["f1"] == at("2026-03-10T14:00")
    assert starts["g1@google.com"] == at("2026-03-10T09:00")
    if layout != "page":
        assert starts["f2"] == at("2026-03-10T01:00")


def test_a_series_without_a_zone_of_its_own_follows_its_pages() -> None:
    series = floating() | {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"], "end": {"dateTime": "2026-03-10T11:00:00"}}
    page = json.dumps({"items": [series], "timeZone": "Europe/Berlin"}).encode()
    found = [each.start for each in exports.read(page, name="a", window=WINDOW, zone="UTC", remark=lambda _: None)]
    assert found == [at("2026-03-10T09:00"), at("2026-03-17T09:00"), at("2026-03-24T09:00")]
    late = [at("2026-03-31T08:00")]
    longer = page.replace(b"COUNT=3", b"COUNT=4")
    every = [each.start for each in exports.read(longer, name="a", window=WINDOW, zone="UTC", remark=lambda _: None)]
    assert every == found + late


def test_events_that_wait_for_their_pages_zone_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_MOST_WAITING", 2)
    page = json.dumps({"items": [floating(number) for number in range(4)], "timeZone": "Europe/Berlin"}).encode()
    said: list[Remark] = []
    entries = list(exports.read(page, name="a", window=WINDOW, zone="UTC", remark=said.append))
    assert [entry.uid for entry in entries] == ["f0", "f1"]
    assert [each.skipped for each in said[:2]] == [True, True]
    assert "put timeZone before items" in said[0].message


@pytest.mark.parametrize(
    ("data", "first"),
    [
        (b'{"hello": "world"}', "This is no event of Microsoft Graph or of Google Calendar."),
        (b'{"name": "x", "dependencies": {"a": "1"}}', "This is no event of"),
        (b"[1, 2]", "Something in the list is no event"),
        (b'{"value": [{"iCalUId"', "The file breaks off here"),
        (b"{broken", "The file breaks off here"),
        (json.dumps([GOOGLE | {"attendeesOmitted": True}]).encode(), "The export leaves people out"),
        (b'{"hello": 1}\n' * 1_500, "This is no event of"),
    ],
)
def test_a_file_without_anything_usable_is_no_calendar(data: bytes, first: str) -> None:
    said: list[Remark] = []
    assert list(exports.read(data, name="a", window=WINDOW, zone="UTC", remark=said.append)) == []
    assert (said[-1].line, said[-1].uid, said[-1].skipped) == (0, "", True)
    assert said[-1].message.startswith(f"Nothing in it could be read as a calendar's event; the first fault: {first}")


@pytest.mark.parametrize("data", [b'{"items": []}', b'{"value": []}', b"[]"])
def test_an_empty_calendar_is_one(data: bytes) -> None:
    said: list[Remark] = []
    assert list(exports.read(data, name="a", window=WINDOW, zone="UTC", remark=said.append)) == []
    assert said == []


def test_a_page_that_names_a_next_one_counts_and_is_told() -> None:
    page = json.dumps({"value": [GRAPH], "@odata.nextLink": "x"}).encode()
    said: list[Remark] = []
    assert len(list(exports.read(page, name="a", window=WINDOW, zone="UTC", remark=said.append))) == 1
    assert [(each.line, each.skipped) for each in said] == [(0, False)]
    assert "names a next one" in said[0].message


def as_json(event: dict[str, Any]) -> dict[str, Any]:
    """The event with its objects written as text, as some copies into a lake do."""
    return {name: json.dumps(each) if isinstance(each, dict | list) else each for name, each in event.items()}


@pytest.mark.parametrize("written", [dict, as_json], ids=["structs", "text"])
def test_events_in_parquet_are_those_in_json_lines(tmp_path: Path, written: Any) -> None:
    wrapped = GRAPH["attendees"][0] | {"status": {"response": "microsoft.graph.responseType'accepted'"}}
    found = [GRAPH | {"iCalUId": f"u{number % 1500}", "attendees": [wrapped]} for number in range(2_000)]
    found.append(GRAPH | {"iCalUId": "bad", "start": None})
    table = pa.Table.from_pylist([written(each) | {"puser": "x"} for each in found])
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=700)
    lines = "\n".join(map(json.dumps, found)).encode()
    answers = []
    for source in (lines, tmp_path / "a.parquet", (tmp_path / "a.parquet").read_bytes()):
        said: list[Remark] = []
        entries = list(read_contained(source, name="a", window=WINDOW, zone="UTC", remark=said.append, reader=READER))
        answers.append((entries, [(each.line, each.uid, each.message) for each in said]))
    assert len(answers[0][0]) == 1_500
    assert answers[0][1] == [(2_001, "bad", "It has no start.")]
    assert answers[0] == answers[1] == answers[2]


def test_moments_of_parquet_are_read_too(tmp_path: Path) -> None:
    event = GRAPH | {"lastModifiedDateTime": datetime(2026, 3, 1, tzinfo=UTC)}
    pq.write_table(pa.Table.from_pylist([event]), tmp_path / "a.parquet")
    (entry,) = exports.read(tmp_path / "a.parquet", name="a", window=WINDOW, zone="UTC", remark=lambda _: None)
    assert entry.modified == at("2026-03-01T00:00")


@pytest.mark.parametrize("damage", ["cut", "packed", "missing"])
def test_parquet_that_cannot_be_read_ends_with_a_word(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq.write_table(pa.Table.from_pylist([GRAPH]), tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    if damage == "missing":
        monkeypatch.setitem(sys.modules, "innercircle.calendars.exports.columns", None)
    said: list[Remark] = []
    bad = {"cut": data[:-20], "packed": gzip.compress(data), "missing": data}[damage]
    assert list(exports.read(bad, name="a", window=WINDOW, zone="UTC", remark=said.append)) == []
    words = {"cut": "cannot be read", "packed": "unpack it", "missing": "pip install 'innercircle[parquet]'"}[damage]
    assert [(each.line, each.skipped, words in each.message) for each in said] == [(0, True, True)]
