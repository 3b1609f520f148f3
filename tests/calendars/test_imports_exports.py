"""Imports of JSON and Parquet exports: the same states, copies and figures as those of an `.ics`."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from innercircle.calendars import ics
from innercircle.calendars.models import Calendar, Meeting, Sighting
from innercircle.calendars.rules import Window
from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy, hours
from innercircle.kit.month import Month
from tests import cast as standing
from tests.calendars.desk import changes, done, load
from tests.calendars.exports.written import write
from tests.calendars.test_imports_golden import CASES, fill, rows

EVER = Window(1_600_000_000, 1_900_000_000)


@pytest.fixture
def kim(cast: standing.Cast) -> str:
    """The address of a contact."""
    standing.contact("Kim", cast.acme)
    return "kim@acme.example"


def graph(uid: str, *people: str, day: str = "10", **more: Any) -> dict[str, Any]:
    """An hour in June with these people."""
    attendees = [
        {"type": "required", "status": {"response": "accepted"}, "emailAddress": {"address": each}} for each in people
    ]
    start, end = ({"dateTime": f"2026-06-{day}T{hour}:00:00.0000000", "timeZone": "UTC"} for hour in ("09", "10"))
    return {"iCalUId": uid, "type": "singleInstance", "start": start, "end": end, "attendees": attendees} | more


def page(*events: dict[str, Any], **more: Any) -> bytes:
    return json.dumps(more | {"value": list(events)}).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["graph", "data-connect", "google"])
def test_a_golden_case_gives_its_figures(kind: str, tmp_path: Path) -> None:
    case = CASES[0]
    fill(case)
    at = datetime.fromisoformat((case / "as-of.txt").read_text().strip()).replace(tzinfo=UTC)
    for place in sorted((case / "calendars").rglob("*.ics")):
        entries = ics.read(place, name="x", window=EVER, zone="UTC", remark=lambda _: None)
        write(tmp_path / "x.json", kind, list(entries))
        done(load((tmp_path / "x.json").read_bytes(), None, name=f"{place.stem}.json", at=at))
    found = {
        (row.account.name, str(Month.from_index(row.month))): (hours(row.low), hours(row.high))
        for row in AccountMonth.objects.filter(policy=Policy.SEEN, high__gt=0)
    }
    expected = {
        (row["account"], row["month"]): (float(row["low_hours"]), float(row["high_hours"]))
        for row in rows(case / "expected.csv")
        if float(row["high_hours"])
    }
    assert found == expected


@pytest.mark.django_db
def test_what_is_new_changed_or_gone_is_told_apart(kim: str) -> None:
    events = [graph(f"u{number}", kim, day=f"{number + 10}") for number in range(4)]
    assert changes(load(page(*events), name="work.json")) == (4, 0, 0)
    assert changes(load(page(*events), name="work.json")) == (0, 0, 0)
    moved = events[1] | {"subject": "Moved"}
    assert changes(load(page(events[0], moved, events[3]), name="work.json")) == (0, 1, 1)
    assert Calendar.objects.get().name == "work"
    assert Meeting.objects.filter(cancelled=False).count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["next page", "cut", "damaged", "skipped"])
def test_what_an_incomplete_export_lacks_is_not_taken_to_be_removed(kim: str, why: str) -> None:
    events = [graph(f"u{number}", kim, day=f"{number + 10}") for number in range(6)]
    lines = "\n".join(map(json.dumps, events)).encode()
    assert changes(load(lines, name="work.json")) == (6, 0, 0)
    part = {
        "next page": page(*events[:4], **{"@odata.nextLink": "more"}),
        "cut": lines[:-60],
        "damaged": lines.replace(b'{"iCalUId": "u2"', b'{"iCalUId: "u2"'),
        "skipped": page(*events[:5], events[5] | {"start": None}),
    }[why]
    assert changes(load(part, name="work.json")) == (0, 0, 0)
    assert Sighting.objects.count() == 6


@pytest.mark.django_db
def test_a_mailbox_tells_its_owners_answer(cast: standing.Cast, kim: str) -> None:
    anna = cast.anna.email
    event = graph("u1", kim, responseStatus={"response": "declined"})
    event["attendees"].append({"status": {"response": "none"}, "emailAddress": {"address": anna}})
    done(load(page(event), name="work.json"))
    packed = Sighting.objects.get().entry["people"]
    assert [answer for address, _, answer, *_ in packed if address == anna] == ["declined"]


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


def in_parquet(*events: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(events)), file)
    return file.getvalue()


@pytest.mark.django_db
def test_any_packing_is_told_by_content(kim: str) -> None:
    event = graph("u1", kim)
    for data, name in (
        (gzip.compress(page(event)), "work.json.gz"),
        (zipped("work.jsonl", json.dumps(event).encode()), "takeout.zip"),
        (in_parquet(event), "work.parquet"),
        (page(event), "work.ics"),
    ):
        assert done(load(data, name=name))["read"] == 1
    assert Calendar.objects.get().name == "work"
    others = gzip.compress(page(graph("u0", kim, day="09"), graph("u2", kim, day="12")))
    assert changes(load(others, name="work.json.gz", removals="remove")) == (2, 0, 1)


@pytest.mark.django_db
def test_what_is_no_calendar_is_refused_with_a_sentence(kim: str) -> None:
    for data in (b'{"hello": "world"}', b'{"value": [{"iCal'):
        run = load(data, name="x.json")
        assert run.stage == "failed"
        assert run.message
