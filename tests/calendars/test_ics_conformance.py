"""The contract of the reader: on every input the fast lanes give what the library lane gives, window or not.

Calendars are generated with the habits of several producers; a plain subset is also held against icalendar and
recurring-ical-events used as anybody would use them. Damaged bytes: `test_ics_damaged.py`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innercircle.calendars import ics
from innercircle.calendars.ics import reader
from innercircle.calendars.ics.library import touches
from innercircle.calendars.rules import Entry, Remark, Window

YEAR = Window(int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2027, 1, 1, tzinfo=UTC).timestamp()))
WIDE = Window(int(datetime(2020, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2032, 1, 1, tzinfo=UTC).timestamp()))
FILES = sorted((Path(__file__).parent / "traps").glob("*.ics"))
RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

DEFINITION = """BEGIN:VTIMEZONE
TZID:Somewhere
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
ZONES = ("Europe/Berlin", "America/New_York", "W. Europe Standard Time", "Somewhere", "Nowhere", "", "Z", "DATE")
PEOPLE = (
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.example",
    'ATTENDEE;CN="B, C: D";PARTSTAT=DECLINED:MAILTO:B@X.example',
    "ATTENDEE;CUTYPE=ROOM:mailto:room@x.example",
    "ATTENDEE;CN=c@x.example:invalid:nomail",
    "attendee;partstat=tentative:mailto:c@x.example",
    "ATTENDEE;X-NUM-GUESTS=2;PARTSTAT=ACCEPTED:mailto:d@x.example",
    "ORGANIZER;CN=Boss:mailto:boss@x.example",
    'ORGANIZER;SENT-BY="mailto:pa@x.example":mailto:a@x.example',
)
OTHERS = (
    "SUMMARY:A title\\, with signs",
    "LOCATION:Room 7",
    "DESCRIPTION:Join https://zoom.us/j/1234 now\\nor not " + "x" * 80,
    'SUMMARY;ALTREP="http://x.example/y":Other',
    "CLASS:PRIVATE",
    "STATUS:CANCELLED",
    "TRANSP:OPAQUE",
    "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    "LAST-MODIFIED:20260101T000000Z",
    "BEGIN:VALARM\nTRIGGER:-PT15M\nUID:alarm\nATTENDEE:mailto:alarm@x.example\nEND:VALARM",
    "a raw line: of a description",
    "",
)
PLAIN_RULES = ("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=WEEKLY;WKST=SU;BYDAY=SU,TU", "FREQ=YEARLY")
ODD_RULES = (
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYMONTHDAY=15",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=DAILY;BYHOUR=9,15",
    "FREQ=DAILY;BYDAY=MO,FR",
    "freq=weekly;byday=mo",
    "FREQ=SECONDLY",
    "FREQ=HOURLY;INTERVAL=30",
    "FREQ=NEVER",
)
MONTHLY_PARTS = {  # no month, day and interval among them that never meet: dateutil would look for them until 9999
    "BYMONTH": ("1", "2", "4", "11", "12"),
    "BYMONTHDAY": ("1", "13", "28", "-1", "-28"),
    "BYDAY": ("2TU", "-1FR", "+1MO", "4WE"),
    "WEEKDAY": ("MO", "FR", "SU"),
    "BYSETPOS": ("1", "-1"),
}
MONTHLY_RULES = (
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=3",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=1,-1",
    "FREQ=MONTHLY;BYDAY=2TU,4TU",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=MONTHLY;WKST=SU;BYDAY=MO",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYMONTH=1,6",
    "FREQ=YEARLY;BYMONTHDAY=15",
    "FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;INTERVAL=4",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "FREQ=YEARLY;BYMONTH=1,2,3;BYDAY=MO;BYSETPOS=2,-1",
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=HOURLY;INTERVAL=36",
    "FREQ=MONTHLY;COUNT=9\nRDATE;TZID=Europe/Berlin:20240303T090000,20260304T170000\nRDATE;VALUE=DATE:20250305",
)
moments = st.datetimes(datetime(2025, 6, 1), datetime(2026, 12, 1)).map(
    lambda moment: moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
)


def written(name: str, moment: datetime, zone: str, *, quoted: bool = False) -> str:
    """One property of time."""
    if zone == "DATE":
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    if zone in {"", "Z"}:
        return f"{name}:{moment:%Y%m%dT%H%M%S}{zone}"
    shown = '"' + zone + '"' if quoted else zone
    return f"{name};TZID={shown}:{moment:%Y%m%dT%H%M%S}"


@st.composite
def until(draw: st.DrawFn, begin: datetime) -> str:
    last = begin + timedelta(days=draw(st.integers(-3, 200)))
    return ";UNTIL=" + draw(
        st.sampled_from([f"{last:%Y%m%d}", f"{last:%Y%m%dT%H%M%S}Z", f"{last:%Y%m%dT%H%M%S}", f"{last:%Y%m%dT000000}"])
    )


@st.composite
def rules(draw: st.DrawFn, begin: datetime, choices: tuple[str, ...]) -> str:
    rule = draw(st.sampled_from(choices))
    interval = draw(st.sampled_from(["", "", ";INTERVAL=2", ";INTERVAL=3"])) if "INTERVAL" not in rule else ""
    end = draw(st.one_of(st.just(""), st.integers(0, 60).map(lambda count: f";COUNT={count}"), until(begin)))
    return f"RRULE:{rule}{interval}{end}"


@st.composite
def group(draw: st.DrawFn, number: int, choices: tuple[str, ...]) -> list[str]:
    """The VEVENTs of one UID, each as its lines joined by LF."""
    zone = draw(st.sampled_from(ZONES))
    begin = draw(moments)
    uid = f"uid-{number}-" + "0" * draw(st.sampled_from([0, 0, 70]))
    minutes = draw(st.sampled_from([0, 30, 60, 90, 1440, 60 * 50]))
    parts = [[f"UID:{uid}", *draw(body(begin, minutes, zone))]]
    if draw(st.booleans()):
        parts[0].append(draw(rules(begin, choices)))
        for _ in range(draw(st.integers(0, 3))):
            day = begin + timedelta(days=draw(st.integers(0, 60)))
            style = draw(st.sampled_from([zone, zone, "Z", "DATE", ""]))
            parts[0].append(written(draw(st.sampled_from(["EXDATE", "EXDATE", "RDATE"])), day, style))
        for _ in range(draw(st.integers(0, 3))):
            day = begin + timedelta(days=7 * draw(st.integers(0, 8)) + draw(st.sampled_from([0, 0, 0, 1])))
            style = draw(st.sampled_from([zone, zone, zone, "Z", "DATE"]))
            name = draw(st.sampled_from(["RECURRENCE-ID"] * 5 + ["RECURRENCE-ID;RANGE=THISANDFUTURE"]))
            moved = day + timedelta(minutes=draw(st.sampled_from([0, 60, -60, 1440, 4000])))
            sequence = f"SEQUENCE:{draw(st.integers(0, 2))}"
            other = draw(st.sampled_from([zone, zone, "Z"]))
            parts.append([f"UID:{uid}", sequence, written(name, day, style), *draw(body(moved, minutes, other))])
    elif draw(st.integers(0, 4)) == 0:
        other_day = begin + timedelta(days=draw(st.integers(0, 9)))
        parts.append([f"UID:{uid}", f"SEQUENCE:{draw(st.integers(0, 1))}", *draw(body(other_day, minutes, zone))])
    return ["\n".join(["BEGIN:VEVENT", *draw(st.permutations(part)), "END:VEVENT"]) for part in parts]


@st.composite
def body(draw: st.DrawFn, begin: datetime, minutes: int, zone: str) -> list[str]:
    quoted = draw(st.booleans())
    lines = [written("DTSTART", begin, zone, quoted=quoted)]
    end = draw(st.sampled_from(["DTEND", "DTEND", "DTEND", "DTEND", "DURATION", "none", "other"]))
    if end == "DTEND":
        lines.append(written("DTEND", begin + timedelta(minutes=minutes), zone, quoted=not quoted))
    elif end == "DURATION":
        lines.append(f"DURATION:PT{minutes}M")
    elif end == "other":
        lines.append(written("DTEND", begin + timedelta(minutes=minutes), "America/New_York"))
    lines += draw(st.lists(st.sampled_from(PEOPLE), max_size=5))
    lines += draw(st.lists(st.sampled_from(OTHERS), max_size=4, unique=True))
    return lines


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A whole file: calendars, zones, groups in mixed order, folded and broken as producers do."""
    groups = [draw(group(number, PLAIN_RULES * 3 + ODD_RULES)) for number in range(draw(st.integers(1, 4)))]
    events = draw(st.permutations([event for of_one in groups for event in of_one]))
    head = [
        "BEGIN:VCALENDAR",
        *draw(st.sampled_from([[], ["X-WR-TIMEZONE:Europe/London"], ["METHOD:CANCEL"]])),
        DEFINITION,
    ]
    middle = draw(st.sampled_from([[], ["END:VCALENDAR", *head]]))
    cut = draw(st.integers(0, len(events)))
    text = "\n".join([*head, *events[:cut], *middle, *events[cut:], "END:VCALENDAR", ""])
    return folded(text, draw(st.sampled_from([40, 75, 75, 1000])), draw(st.sampled_from([" ", " ", "\t"]))).replace(
        b"\n", draw(st.sampled_from([b"\r\n", b"\r\n", b"\n"]))
    )


def folded(text: str, width: int, sign: str) -> bytes:
    lines: list[bytes] = []
    for line in text.split("\n"):
        raw = line.encode()
        while len(raw) > width:
            lines.append(raw[:width])
            raw = sign.encode() + raw[width:]
        lines.append(raw)
    return b"\n".join(lines)


def read(data: bytes, window: Window, *, quick: bool = True) -> list[str]:
    remarks: list[Remark] = []
    reader = ics.read if quick else ics.read_by_library
    return sorted(map(repr, reader(data, name="x", window=window, zone="Europe/Berlin", remark=remarks.append)))


@RELAXED
@given(files())
def test_the_fast_lanes_give_what_the_library_gives(data: bytes) -> None:
    assert read(data, YEAR) == read(data, YEAR, quick=False)


@RELAXED
@given(files(), st.integers(0, 360), st.integers(1, 40))
def test_a_window_only_leaves_out(data: bytes, first: int, days: int) -> None:
    window = Window(YEAR.start + first * 86_400, YEAR.start + (first + days) * 86_400)
    remarks: list[Remark] = []
    everything = ics.read(data, name="x", window=WIDE, zone="Europe/Berlin", remark=remarks.append)
    if any("the limit" in remark.message for remark in remarks):
        return  # what is too much in twelve years may be little in a month
    assert read(data, window) == sorted(repr(entry) for entry in everything if touches(entry, window))


@st.composite
def monthly_series(draw: st.DrawFn) -> bytes:
    """One series by months or years, mostly from one of its own days on."""
    freq = draw(st.sampled_from(["FREQ=MONTHLY", "FREQ=MONTHLY", "FREQ=YEARLY"]))
    names = draw(st.sampled_from([(), ("BYMONTHDAY",), ("BYDAY",), ("WEEKDAY", "BYSETPOS"), ("WEEKDAY", "BYMONTHDAY")]))
    if freq == "FREQ=YEARLY" or draw(st.integers(0, 3)) == 0:
        names = "BYMONTH", *names
    values = {name: draw(st.lists(st.sampled_from(MONTHLY_PARTS[name]), min_size=1, max_size=3)) for name in names}
    parts = [f"{name.replace('WEEK', 'BY')}={','.join(chosen)}" for name, chosen in values.items()]
    rule = ";".join([freq, *parts, *draw(st.sampled_from([[], [], ["INTERVAL=5"], ["INTERVAL=7"]]))])
    begin = draw(st.datetimes(datetime(1996, 1, 1), datetime(2026, 12, 1))).replace(hour=9, microsecond=0)
    if draw(st.integers(0, 3)):  # else most likely on a day that is none of them
        begin = next(iter(rrulestr(rule, dtstart=begin)))
    zone = draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Z", "DATE"]))
    end = draw(st.one_of(st.just(""), st.integers(1, 200).map(lambda count: f";COUNT={count}"), until(begin)))
    out = begin + timedelta(days=draw(st.integers(0, 40)))
    lines = [
        "UID:m",
        written("DTSTART", begin, zone),
        "DURATION:P1D",
        f"RRULE:{rule}{end}",
        written("EXDATE", out, zone),
    ]
    return "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


@RELAXED
@given(monthly_series(), st.sampled_from([YEAR, WIDE, Window(YEAR.start + 40 * 86_400, YEAR.start + 47 * 86_400)]))
def test_months_and_years_are_counted_as_the_library_counts_them(data: bytes, window: Window) -> None:
    assert read(data, window) == read(data, window, quick=False)


@pytest.mark.parametrize("rule", MONTHLY_RULES, ids=range(len(MONTHLY_RULES)))
def test_plain_rules_and_further_dates_need_no_library(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would cost the loading of the libraries, and a hundred times an instance."""
    (first,) = rrulestr(f"{rule.partition(';COUNT')[0]};COUNT=1", dtstart=datetime(2020, 1, 1, 9))
    lines = ["UID:m", written("DTSTART", first, "Europe/Berlin"), "DURATION:PT1H", f"RRULE:{rule}"]
    data = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()
    expected = read(data, WIDE, quick=False)
    assert expected
    monkeypatch.setattr(reader, "expand_by_library", None)
    assert read(data, WIDE) == expected


@st.composite
def plain_files(draw: st.DrawFn) -> bytes:
    """What needs none of the corrections, so that the libraries alone are right."""
    events: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        zone = draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Z", "Asia/Tokyo"]))
        begin = draw(moments).replace(hour=10)
        lines = [f"UID:{number}", written("DTSTART", begin, zone), written("DTEND", begin + timedelta(hours=1), zone)]
        lines += draw(st.lists(st.sampled_from(PEOPLE[:3]), max_size=3, unique=True))
        moved: list[str] = []
        if draw(st.booleans()):
            weeks = draw(st.integers(2, 30))
            lines.append(f"RRULE:FREQ=WEEKLY;COUNT={weeks}")
            out, other = draw(st.permutations(range(weeks)))[:2]
            lines.append(written("EXDATE", begin + timedelta(weeks=out), zone))
            day = begin + timedelta(weeks=other)
            status = draw(st.sampled_from(["CONFIRMED", "CANCELLED"]))
            moved = [f"UID:{number}", written("RECURRENCE-ID", day, zone), f"STATUS:{status}", "SEQUENCE:1"]
            later = day + timedelta(hours=draw(st.integers(0, 5)))
            moved += [written("DTSTART", later, zone), written("DTEND", later + timedelta(hours=2), zone)]
        events += ["\n".join(["BEGIN:VEVENT", *part, "END:VEVENT"]) for part in (lines, moved) if part]
    return folded("\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR", ""]), 75, " ").replace(b"\n", b"\r\n")


def by_the_libraries(data: bytes) -> list[tuple[object, ...]]:
    first, last = (datetime.fromtimestamp(edge, UTC) for edge in (YEAR.start, YEAR.end))
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(first, last)
    return sorted(
        (
            str(event["UID"]),
            int(event["DTSTART"].dt.timestamp()),
            int(event["DTEND"].dt.timestamp()),
            event.get("STATUS") == "CANCELLED",
            sorted((str(one).lower().removeprefix("mailto:"), _partstat(one)) for one in _attendees(event)),
        )
        for event in found
    )


def _attendees(event: icalendar.Event) -> list[icalendar.vCalAddress]:
    attendees = event.get("ATTENDEE", [])
    return attendees if isinstance(attendees, list) else [attendees]


def _partstat(attendee: icalendar.vCalAddress) -> str:
    return str(attendee.params.get("PARTSTAT", "NEEDS-ACTION")).lower()


@RELAXED
@given(plain_files())
def test_plain_calendars_are_read_as_the_libraries_read_them(data: bytes) -> None:
    entries: list[Entry] = list(ics.read(data, name="x", window=YEAR, zone="UTC", remark=lambda remark: None))
    ours = sorted(
        (
            entry.uid,
            entry.start,
            entry.end,
            entry.cancelled,
            sorted((person.address, person.answer.value) for person in entry.participants),
        )
        for entry in entries
    )
    assert ours == by_the_libraries(data)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_trap_with_every_window(file: Path) -> None:
    data = file.read_bytes()
    whole = list(ics.read(data, name="x", window=WIDE, zone="Europe/Berlin", remark=lambda remark: None))
    for day in (date(2026, 1, 1) + timedelta(days=3 * step) for step in range(100)):
        start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        window = Window(start, start + 3 * 86_400)
        assert read(data, window) == sorted(repr(entry) for entry in whole if touches(entry, window))
