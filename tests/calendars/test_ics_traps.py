"""Every trap seen in real calendars (CALENDARS.md), one file each: what must come out stands in it, and why.

`X-TRAP-EXPECT:uid start minutes flags` is an entry (start in UTC), `X-TRAP-REMARK:` a part of what must be said. A file
without remarks expects none. The fast lanes, the library lane and the reader in a child all have to agree.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.calendars import ics
from innercircle.calendars.ics import definitions, source
from innercircle.calendars.ics.definitions import repeated
from innercircle.calendars.ics.limits import DEFAULT
from innercircle.calendars.ics.reader import owner_zone
from innercircle.calendars.ics.zones import is_available
from innercircle.calendars.rules import Answer, Entry, Kind, Participant, Remark, Window

TRAPS = sorted((Path(__file__).parent / "traps").glob("*.ics"))
YEARS = Window(int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()))
Reader = Callable[..., Iterator[Entry]]


def outcome(reader: Reader, source: Path | bytes, window: Window = YEARS) -> tuple[list[Entry], list[Remark]]:
    remarks: list[Remark] = []
    entries = reader(source, name="trap.ics", window=window, zone="Europe/Berlin", remark=remarks.append)
    return sorted(entries, key=lambda entry: (entry.start, entry.end, entry.uid)), remarks


def said(file: Path, what: str) -> list[str]:
    return re.findall(rf"^X-TRAP-{what}:(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)


def instant(digits: str) -> int:
    return int(datetime.strptime(digits, "%Y%m%dT%H%M").replace(tzinfo=UTC).timestamp())


def person(participant: Participant) -> str:
    parts = [participant.address, participant.answer.value]
    parts += [participant.kind.value] * (participant.kind is not Kind.PERSON) + ["organizer"] * participant.organizer
    return ":".join(parts)


def shown(entry: Entry, expected: str) -> str:
    """The entry in the words of an expectation, as far as that one goes."""
    start = datetime.fromtimestamp(entry.start, UTC).strftime("%Y%m%dT%H%M")
    words = ["?" if expected.startswith("? ") else entry.uid, start, str((entry.end - entry.start) // 60)]
    words += ["allday"] * entry.all_day + ["private"] * entry.private + ["cancelled"] * entry.cancelled
    words += ["conference"] * entry.conference
    if "original=" in expected:
        assert entry.original_start is not None
        words.append(f"original={datetime.fromtimestamp(entry.original_start, UTC):%Y%m%dT%H%M}")
    if "guests=" in expected:
        words.append(f"guests={entry.unnamed_guests}")
    if "people=" in expected:
        words.append("people=" + ",".join(map(person, entry.participants)))
    return " ".join(words)


@pytest.mark.parametrize("file", TRAPS, ids=lambda file: file.stem)
def test_a_trap(file: Path) -> None:
    assert said(file, "REASON")
    expected = said(file, "EXPECT")
    entries, remarks = outcome(ics.read, file)
    assert len(entries) == len(expected), remarks
    assert [shown(entry, words) for entry, words in zip(entries, expected, strict=True)] == expected
    wanted = said(file, "REMARK")
    assert all(any(part in remark.message for remark in remarks) for part in wanted)
    assert bool(wanted) == bool(remarks), remarks
    assert all(remark.file == "trap.ics" and remark.line > 0 for remark in remarks)


@pytest.mark.parametrize("file", TRAPS, ids=lambda file: file.stem)
def test_the_lanes_agree(file: Path) -> None:
    quick, quick_remarks = outcome(ics.read, file)
    slow, slow_remarks = outcome(ics.read_by_library, file)
    assert quick == slow
    assert {remark.message for remark in quick_remarks} == {remark.message for remark in slow_remarks}


@pytest.mark.parametrize("file", TRAPS, ids=lambda file: file.stem)
@pytest.mark.parametrize("breaks", [b"\r\n", b"\r", b"\r\r\n"], ids=["crlf", "cr", "crcrlf"])
def test_line_ends_do_not_matter(file: Path, breaks: bytes) -> None:
    plain = file.read_bytes()
    written = plain.replace(b"\n", breaks)
    found = {entry.uid if not entry.uid.startswith("no-uid") else "": entry for entry in outcome(ics.read, written)[0]}
    assert {entry.start for entry in found.values()} <= {entry.start for entry in outcome(ics.read, plain)[0]}
    assert outcome(ics.read, written)[0] == outcome(ics.read_by_library, written)[0]
    assert len(outcome(ics.read, written)[0]) == len(outcome(ics.read, plain)[0])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nSUMMARY:Gespräch in Zürich\r\nDTSTART:20260304T100000Z\r\n"
        "DTEND:20260304T110000Z\r\nATTENDEE;CN=Jürgen Groß:mailto:j@x.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    for reader in (ics.read, ics.read_by_library):
        (entry,), remarks = outcome(reader, text.encode(encoding))
        assert (entry.title, entry.participants[0].name, remarks) == ("Gespräch in Zürich", "Jürgen Groß", [])


def test_one_spoiled_sign_spoils_no_others() -> None:
    """Text in UTF-8 that was cut inside a sign stays UTF-8; it is not taken for Windows-1252 as a whole."""
    raw = "日本国際博覧会 Tōkyō".encode().replace("際".encode(), b"\xe9\x9a?")
    text = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20260304T100000Z\r\nSUMMARY:%b\r\n" % raw
    for reader in (ics.read, ics.read_by_library):
        (entry,), _ = outcome(reader, text + b"END:VEVENT\r\nEND:VCALENDAR\r\n")
        assert entry.title == "日本国\ufffd?博覧会 Tōkyō"


def test_a_fold_inside_a_sign() -> None:
    """Outlook folds at 75 bytes, also in the middle of a sign of two bytes."""
    text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20260304T100000Z\r\nDURATION:PT1H\r\nSUMMARY:Zürich"
    raw = text.encode().replace("ü".encode(), b"\xc3\r\n \xbc") + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for reader in (ics.read, ics.read_by_library):
        assert outcome(reader, raw)[0][0].title == "Zürich"


def test_a_folded_uid_keeps_its_series_together() -> None:
    uid = "0400000082" * 10
    event = "BEGIN:VEVENT\r\nUID:%s\r\n%s\r\nEND:VEVENT\r\n"
    series = "DTSTART:20260304T100000Z\r\nDTEND:20260304T110000Z\r\nRRULE:FREQ=WEEKLY;COUNT=2"
    moved = "RECURRENCE-ID:20260311T100000Z\r\nDTSTART:20260311T140000Z\r\nDTEND:20260311T150000Z"
    text = "BEGIN:VCALENDAR\r\n" + event % (uid[:60] + "\r\n " + uid[60:], series)
    text += event % (uid[:50] + "\r\n\t" + uid[50:], moved) + "END:VCALENDAR\r\n"
    entries, _ = outcome(ics.read, text.encode())
    assert [(entry.uid, entry.start % 86_400 // 3600) for entry in entries] == [(uid, 10), (uid, 14)]


@pytest.mark.parametrize(
    ("plain", "odd"),
    [
        ("UID:", "UID\r\n :"),
        ("UID:", "U\r\n ID:"),
        ("UID:", "uid:"),
        ("UID:", "UID;X-OF=1:"),
        ("METHOD:", "METHOD\r\n :"),
        ("METHOD:", "MET\r\n HOD:"),
        ("METHOD:CANCEL", "METHOD:CAN\r\n CEL"),
        ("X-WR-TIMEZONE:Asia/Tokyo", "X-WR-TIMEZONE:Asia/\r\n\tTokyo"),
    ],
)
def test_what_holds_a_file_together_is_found_however_it_is_written(plain: str, odd: str) -> None:
    """What the fast index takes from a line it takes from every spelling; such names and folds are in real files."""
    text = (
        "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nX-WR-TIMEZONE:Asia/Tokyo\r\n"
        "BEGIN:VEVENT\r\nUID:u\r\nDTSTART:20260304T100000\r\nDTEND:20260304T110000\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\n"
        "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:u\r\nRECURRENCE-ID:20260311T100000\r\nDTSTART:20260311T140000\r\n"
        "DTEND:20260311T150000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    hours = [(1, True), (5, True)]  # 10 and 14 o'clock in Tokyo, called off
    for written in (text, text.replace(plain, odd)):
        entries, _ = outcome(ics.read, written.encode())
        assert [(entry.start % 86_400 // 3600, entry.cancelled) for entry in entries] == hours


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=0", "FREQ=WEEKLY;COUNT=0", "FREQ=MONTHLY;COUNT=0"])
def test_a_rule_that_counts_to_nought_leaves_its_start(rule: str) -> None:
    """As the library reads it: the first instance is the entry itself."""
    event = f"UID:u\nDTSTART:20260304T100000Z\nDURATION:PT1H\nRRULE:{rule}\n"
    text = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{event}END:VEVENT\nEND:VCALENDAR\n"
    for reader in (ics.read, ics.read_by_library):
        assert len(outcome(reader, text.encode())[0]) == 1


def test_several_calendars_in_one_file() -> None:
    """A master in one and its override in another are one series; each calendar has its own METHOD and zones."""
    files = [
        (Path(__file__).parent / "traps" / name).read_bytes() for name in ("zone_customised.ics", "method_cancel.ics")
    ]
    both = files[0].replace(b"UID:d1", b"UID:other") + files[1]
    entries, _ = outcome(ics.read, both)
    assert [(entry.uid, entry.cancelled) for entry in entries] == [("other", False), ("d1", True), ("other", False)]
    master, _, override = (Path(__file__).parent / "traps" / "rid_date.ics").read_bytes().partition(b"END:VEVENT\n")
    entries, _ = outcome(ics.read, master + b"END:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR\n" + override)
    assert len(entries) == 2


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\r\n \n", "empty"),
        (b"<html>", "a web page"),
        (b"PK\x03\x04rest", "a zip archive"),
        (b"%PDF-1.7", "a PDF"),
        (b'{"events": []}', "JSON"),
        (b"Subject,Start Date\r\n", "nowhere at its beginning"),
    ],
)
def test_what_is_no_calendar_is_one_remark(data: bytes, word: str) -> None:
    for reader in (ics.read, ics.read_by_library, ics.read_contained):
        entries, (remark,) = outcome(reader, data)
        assert entries == []
        assert word in remark.message
        assert (remark.line, remark.skipped) == (0, True)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    entries, (remark,) = outcome(ics.read, tmp_path / "gone.ics")
    assert (entries, "cannot be opened" in remark.message) == ([], True)


def test_a_file_cut_off_keeps_what_came_before() -> None:
    data = (Path(__file__).parent / "traps" / "same_uid_twice.ics").read_bytes()
    cut = data[: data.rindex(b"DTEND")]
    entries, remarks = outcome(ics.read, cut)
    assert len(entries) == 1
    assert "ends in the middle" in remarks[0].message


def test_a_missing_end_costs_nothing() -> None:
    data = (Path(__file__).parent / "traps" / "same_uid_twice.ics").read_bytes()
    entries, remarks = outcome(ics.read, data.replace(b"END:VEVENT\n", b"", 1))
    assert len(entries) == 2
    assert "END:VEVENT is missing" in remarks[0].message


def test_remarks_tell_the_line() -> None:
    data = (Path(__file__).parent / "traps" / "no_start_beside_good.ics").read_bytes()
    _, (remark,) = outcome(ics.read, data)
    assert data.split(b"\n")[remark.line - 1] == b"BEGIN:VEVENT"
    assert data.split(b"\n")[remark.line + 1] == b"UID:other"
    assert (remark.uid, remark.skipped) == ("other", True)


def test_lines_are_counted_on_from_the_last_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "BLOCK", 64)
    data = b"BEGIN:VCALENDAR\n" + b"".join(b"x" * (number % 23) + b"\n" for number in range(60))
    reporter = source.Reporter("x", source.Source(data, -1, len(data), DEFAULT), lambda remark: None)
    for offset in (5, 40, 300, 310, 310, 64, 63, 500, 128, 700, 20):
        assert reporter.line(offset) == data.count(b"\n", 0, offset) + 1


def test_an_entry_without_uid_keeps_its_name_when_read_again() -> None:
    file = Path(__file__).parent / "traps" / "no_uid.ics"
    first, again = outcome(ics.read, file)[0], outcome(ics.read, file)[0]
    assert [entry.uid for entry in first] == [entry.uid for entry in again]
    assert len({entry.uid for entry in first}) == 2


def test_answers_are_told_from_every_known_word() -> None:
    for answer in Answer:
        line = f"ATTENDEE;PARTSTAT={answer.value.upper()}:mailto:a@x.example"
        data = (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART:20260304T100000Z\nDTEND:20260304T110000Z\n"
            f"{line}\nEND:VEVENT\nEND:VCALENDAR\n"
        )
        (entry,), _ = outcome(ics.read, data.encode())
        assert entry.participants[0].answer is answer


def test_a_zone_of_the_owner_that_nobody_knows_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="not the name of a time zone"):
        list(ics.read(b"BEGIN:VCALENDAR", name="x", window=YEARS, zone="Nowhere", remark=print))


@pytest.mark.parametrize("more", ["", ";INTERVAL=1", ";WKST=MO;INTERVAL=1", ";INTERVAL=1;"])
def test_a_definition_as_exchange_writes_it_needs_no_library(more: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With INTERVAL=1 from 1601 on: dateutil would walk through five centuries, for each zone of each file."""
    monkeypatch.setattr(definitions, "_RULES", "innercircle.no_such_module")
    written = "BEGIN:VTIMEZONE\nTZID:W. Europe\n"
    parts = {"STANDARD": ("03", "+0200", "+0100", "10"), "DAYLIGHT": ("02", "+0100", "+0200", "3")}
    for kind, (hour, before, after, month) in parts.items():
        written += f"BEGIN:{kind}\nDTSTART:16010101T{hour}0000\nTZOFFSETFROM:{before}\nTZOFFSETTO:{after}\n"
        written += f"RRULE:FREQ=YEARLY{more};BYDAY=-1SU;BYMONTH={month}\nEND:{kind}\n".replace(";;", ";")
    zone = definitions.defined_zone("W. Europe", (written + "END:VTIMEZONE\n").encode())
    assert zone is not None
    known = owner_zone("Europe/Berlin")
    days = [YEARS.start + 3 * 86_400 * day + 43_200 for day in range(240)]
    assert [zone.epoch(day) for day in days] == [known.epoch(day) for day in days]


def test_a_zone_is_known_exactly_when_the_system_lists_it() -> None:
    listed = available_timezones()
    assert all(map(is_available, listed))
    names = ("europe/berlin", "Europe/berlin", "Europe", "", "..", "../UTC", "Europe//Berlin", "posix/UTC", "zone.tab")
    assert [
        name for name in (*names, "posixrules", "right/UTC", "W. Europe Standard Time", "a\0b") if is_available(name)
    ] == []


def test_the_libraries_are_loaded_only_for_what_needs_them() -> None:
    """They take longer to load than most calendars take to read."""
    trap = Path(__file__).parent / "traps" / "{}.ics"
    script = (
        "import sys; from innercircle.calendars import ics; from innercircle.calendars.rules import Window\n"
        "for name in sys.argv[2:]:\n"
        "    list(ics.read(sys.argv[1].format(name), name='x', window=Window(0, 2**31), zone='UTC', remark=id))\n"
        "    print('icalendar' in sys.modules, 'dateutil' in sys.modules)\n"
    )
    asked = [sys.executable, "-c", script, str(trap), "people_spellings", "until_utc", "this_and_future"]
    shown = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split("\n")
    assert shown[:2] == ["False False", "False False"]
    assert shown[2] == "True True"


@settings(deadline=None)  # five centuries by dateutil, on a busy machine
@given(
    begin=st.datetimes(datetime(1601, 1, 1), datetime(2099, 12, 1)).map(lambda each: each.replace(microsecond=0)),
    month=st.integers(1, 12),
    nth=st.sampled_from(["1", "+2", "3", "4", "5", "-1", "-2", "-4", "-5"]),
    day=st.sampled_from(["MO", "WE", "SU"]),
    order=st.permutations([0, 1, 2]),
)
def test_clocks_change_where_the_library_says(
    begin: datetime, month: int, nth: str, day: str, order: list[int]
) -> None:
    parts = ["FREQ=YEARLY", f"BYMONTH={month}", f"BYDAY={nth}{day}"]
    rule = ";".join(parts[position] for position in order)
    begin = begin.replace(day=min(begin.day, 28))
    last = datetime(2100, 1, 1)
    assert list(repeated(rule, begin)) == rrulestr(rule, dtstart=begin, ignoretz=True).between(begin, last, inc=True)
