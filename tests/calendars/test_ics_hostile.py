"""Hostile calendars (THREATS.md T10, S11): each ends within its limits with a clear word, and costs only itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from innercircle.calendars import ics
from innercircle.calendars.ics import contained
from innercircle.calendars.ics.limits import DEFAULT
from innercircle.calendars.rules import Entry, Remark, Window
from innercircle.kit import child

YEARS = Window(1_735_689_600, 1_798_761_600)  # 2025 and 2026
GOOD = "BEGIN:VEVENT\r\nUID:good\r\nDTSTART:20260304T100000Z\r\nDTEND:20260304T110000Z\r\nEND:VEVENT\r\n"
RULES = {
    "every second": ("20160101T100000Z", "FREQ=SECONDLY", "a meeting does not"),
    "every minute": ("20160101T100000Z", "FREQ=MINUTELY", "a meeting does not"),
    "every hour since the first year": ("00010101T100000Z", "FREQ=HOURLY", "followed through"),
    "no interval": ("20160101T100000Z", "FREQ=WEEKLY;INTERVAL=0", "INTERVAL 0"),
    "negative interval": ("20160101T100000Z", "FREQ=WEEKLY;INTERVAL=-1", "INTERVAL -1"),
    "no frequency": ("20160101T100000Z", "BYDAY=MO", "no frequency"),
    "30 February": ("20160101T100000Z", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never has"),
    "a day no year has": ("20160101T100000Z", "FREQ=DAILY;BYYEARDAY=400", "cannot be"),
    "dense": (
        "20160101T100000Z",
        "FREQ=DAILY;UNTIL=99991231T000000Z;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,1,2,3,4,5;BYSECOND=0,1,2,3,4,5,6,7",
        "multiplies to",
    ),
    "everything": (
        "20160101T100000Z",
        "FREQ=YEARLY;BYMONTH=1,2,3;BYWEEKNO=1,2,3;BYYEARDAY=1,2,3;BYMONTHDAY=1,2,3;BYDAY=MO,TU;BYHOUR=1,2;BYMINUTE=1,2",
        "multiplies to",
    ),
    "a rule as a poem": ("20160101T100000Z", "FREQ=WEEKLY;BYDAY=" + "MO," * 5000 + "XX", "cannot be"),
    "many hours": (
        "20240101T000000Z",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,15,30,45",
        "instances in the time",
    ),
    "an UNTIL that is no date": ("20160101T100000Z", "FREQ=DAILY;UNTIL=tomorrow", "UNTIL"),
    "a COUNT that is no number": ("20160101T100000Z", "FREQ=DAILY;COUNT=many", "COUNT"),
    "an unknown part": ("20160101T100000Z", "FREQ=DAILY;BYEASTER=1", "not known"),
    "another calendar": ("20160101T100000Z", "RSCALE=CHINESE;FREQ=YEARLY", "another calendar"),
}


def outcome(data: bytes, window: Window = YEARS, **more: object) -> tuple[list[Entry], list[Remark]]:
    remarks: list[Remark] = []
    reader = ics.read_contained
    entries = list(reader(data, name="x.ics", window=window, zone="UTC", remark=remarks.append, **more))  # type: ignore[arg-type] # tests pass limits
    return entries, remarks


def calendar(*events: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\n" + "".join(events) + GOOD + "END:VCALENDAR\r\n").encode()


def event(*lines: str, uid: str = "bad") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""])


def refused(data: bytes, word: str) -> None:
    """The good entry is read, the other is left out with the word."""
    entries, remarks = outcome(data)
    assert [entry.uid for entry in entries] == ["good"]
    assert [remark.skipped for remark in remarks if word in remark.message] == [True], remarks


@pytest.mark.parametrize("kind", RULES)
def test_a_rule_that_bombs(kind: str) -> None:
    start, rule, word = RULES[kind]
    refused(calendar(event(f"DTSTART:{start}", f"RRULE:{rule}")), word)


@pytest.mark.parametrize("kind", ["every second", "no interval", "30 February"])
def test_an_exrule_that_bombs(kind: str) -> None:
    start, rule, word = RULES[kind]
    refused(calendar(event(f"DTSTART:{start}", "RRULE:FREQ=WEEKLY", f"EXRULE:{rule}")), word)


def test_two_hundred_rules() -> None:
    rules = [f"RRULE:FREQ=DAILY;COUNT={number}" for number in range(1, 201)]
    refused(calendar(event("DTSTART:20160101T100000Z", *rules)), "200 recurrence rules")


@pytest.mark.parametrize("name", ["RDATE", "EXDATE"])
def test_a_hundred_thousand_dates(name: str) -> None:
    dates = ",".join(["20260304T100000Z"] * 40_000)
    refused(calendar(event("DTSTART:20160101T100000Z", f"{name}:{dates}")), "dates (RDATE or EXDATE)")


def test_a_line_of_ten_megabytes() -> None:
    refused(calendar(event("DTSTART:20260304T100000Z", "SUMMARY:" + "x" * 10_000_000)), "longer than 1,048,576 bytes")


def test_a_folded_line_of_ten_megabytes() -> None:
    folds = "\r\n ".join(["x" * 70] * 150_000)
    refused(calendar(event("DTSTART:20260304T100000Z", "LOCATION:" + folds)), "longer than")


def test_a_large_attachment_costs_nothing() -> None:
    entries, remarks = outcome(calendar(event("DTSTART:20260304T100000Z", "ATTACH;VALUE=BINARY:" + "QUJD" * 1_000_000)))
    assert ({entry.uid for entry in entries}, remarks) == ({"good", "bad"}, [])


def test_an_entry_of_forty_megabytes() -> None:
    more = ["X-FILL:" + "x" * 1000] * 40_000
    refused(calendar(event("DTSTART:20260304T100000Z", *more)), "larger than 32 MiB")


def test_too_many_people() -> None:
    people = [f"ATTENDEE:mailto:{number}@x.example" for number in range(5_001)]
    refused(calendar(event("DTSTART:20260304T100000Z", *people)), "More than 5,000 people")
    entries, _ = outcome(calendar(event("DTSTART:20260304T100000Z", *people[:5_000])))
    assert max(len(entry.participants) for entry in entries) == 5_000


def test_components_in_components() -> None:
    entries, remarks = outcome(calendar("BEGIN:VALARM\r\n" * 1000 + "END:VALARM\r\n" * 1000))
    assert [entry.uid for entry in entries] == ["good"]
    assert [remark.message.partition(";")[0] for remark in remarks] == ["Components lie more than 10 deep"]  # said once
    entries, remarks = outcome(calendar(event("DTSTART:20260304T100000Z", *["BEGIN:X-A"] * 500, *["END:X-A"] * 500)))
    assert "good" in {entry.uid for entry in entries}


def test_entries_that_never_end() -> None:
    entries, remarks = outcome(calendar("BEGIN:VEVENT\r\n" * 20_000))
    assert [entry.uid for entry in entries] == ["good"]
    assert len(remarks) <= 1001  # the rest is counted
    assert "further remarks" in remarks[-1].message


def test_a_uid_shared_by_all() -> None:
    events = [event(f"DTSTART:202603{day % 28 + 1:02}T{day % 24:02}0000Z", uid="one") for day in range(300)]
    entries, remarks = outcome(calendar(*events), limits=replace(DEFAULT, per_series=100))
    assert len(entries) <= 101
    assert any("share one UID" in remark.message for remark in remarks)


def test_more_entries_than_a_file_may_give() -> None:
    daily = event("DTSTART:20250101T100000Z", "DTEND:20250101T110000Z", "RRULE:FREQ=DAILY")
    entries, remarks = outcome(calendar(daily), limits=replace(DEFAULT, file_occurrences=100))
    assert len(entries) == 100
    assert any("more than 100 entries" in remark.message for remark in remarks)
    entries, remarks = outcome(calendar(*[daily] * 10), limits=replace(DEFAULT, components=5))
    assert (entries, "more than 5 entries" in remarks[0].message) == ([], True)


def test_a_zone_with_a_wild_rule() -> None:
    wild = "FREQ=SECONDLY", "FREQ=YEARLY;INTERVAL=0", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    for rule in wild:
        zone = (
            "BEGIN:VTIMEZONE\r\nTZID:Wild\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
            f"TZOFFSETTO:+0100\r\nRRULE:{rule}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        )
        entries, remarks = outcome(calendar(zone, event("DTSTART;TZID=Wild:20260304T100000")))
        assert {entry.uid for entry in entries} == {"good", "bad"}
        assert any("cannot be used" in remark.message for remark in remarks)


@pytest.mark.parametrize("noise", [b"\0" * 5000, b"\xff\xfe\xfd" * 1000, b"\r" * 5000, b"\n" * 5000, b" \r\n" * 2000])
def test_noise_between_entries(noise: bytes) -> None:
    data = calendar(event("DTSTART:20260304T100000Z", "DTEND:20260304T110000Z"))
    entries, _ = outcome(data.replace(b"END:VEVENT\r\n", b"END:VEVENT\r\n" + noise + b"\r\n", 1))
    assert {entry.uid for entry in entries} >= {"good"}


def test_dates_at_the_ends_of_time() -> None:
    for start in ("00010101T000000", "99991231T235959", "00000101T000000", "99991231"):
        bad = event(f"DTSTART;TZID=America/New_York:{start}", "RRULE:FREQ=YEARLY")
        entries, _ = outcome(calendar(bad), Window(-(2**40), 2**40))
        assert "good" in {entry.uid for entry in entries}


def test_a_rule_that_never_matches_costs_only_itself() -> None:
    """Week 53 never lies in June: the library looks for it until the year 9999, or is interrupted on the way."""
    entries, _ = outcome(calendar(event("DTSTART:20160101T100000Z", "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6")))
    assert [entry.uid for entry in entries] == ["good"]


def test_a_rule_without_an_end_in_a_thread_still_ends() -> None:
    """Only a main thread can be interrupted; elsewhere the checks before and the year 9999 are the end."""
    found: list[Entry] = []
    data = calendar(event("DTSTART:20160101T100000Z", "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;COUNT=3"))
    reader = ics.read(data, name="x", window=YEARS, zone="UTC", remark=lambda remark: None)
    thread = threading.Thread(target=lambda: found.extend(reader))
    thread.start()
    thread.join()
    assert "good" in {entry.uid for entry in found}


def endless(*_arguments: object) -> Iterator[object]:
    yield Remark("x.ics", 1, "", "before", skipped=False)
    while True:
        pass


def test_what_nobody_thought_of_ends_in_one_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "work", endless)
    monkeypatch.setattr(contained, "_CPU", 1.0)
    entries, remarks = outcome(calendar())
    assert entries == []
    assert "x.ics” needed more than 1 seconds of computing" in remarks[-1].message
    assert (remarks[-1].line, remarks[-1].skipped) == (0, True)


def test_contained_gives_what_read_gives(tmp_path: Path) -> None:
    path = tmp_path / "x.ics"
    weekly = event(
        "DTSTART:20250101T100000Z", "DTEND:20250101T110000Z", "RRULE:FREQ=WEEKLY", "ATTENDEE:mailto:a@x.example"
    )
    path.write_bytes(calendar(weekly, event("SUMMARY:no start", uid="none")))
    plain: list[Remark] = []
    apart: list[Remark] = []
    seen: list[tuple[int, int]] = []
    told: list[tuple[int, int]] = []

    def told_progress(done: int, total: int) -> None:
        told.append((done, total))

    def seen_progress(done: int, total: int) -> None:
        seen.append((done, total))

    ours = list(ics.read(path, name="x", window=YEARS, zone="UTC", remark=plain.append, progress=told_progress))
    theirs = list(
        ics.read_contained(path, name="x", window=YEARS, zone="UTC", remark=apart.append, progress=seen_progress)
    )
    assert (ours, plain) == (theirs, apart)
    assert seen[-1] == told[-1] == (path.stat().st_size, path.stat().st_size)
    assert child.Limits().cpu > 0
