"""Events of Microsoft Graph (`events`, `calendarView`) and of Graph Data Connect, as entries.

Each occurrence of a series has an iCalUId of its own that carries its date; without that date it is the series' UID, as
an `.ics` of the same mailbox has it. Field by field: `docs/bulk.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from innercircle.calendars.exports.fields import (
    Context,
    Event,
    EventError,
    Everybody,
    Series,
    Time,
    bounds,
    inner,
    is_conference,
    listed,
    made_up_uid,
    stamp,
    text,
    time,
    truth,
    word,
)
from innercircle.calendars.ics.people import Person
from innercircle.calendars.ics.zones import Zones
from innercircle.calendars.rules import Answer, Entry

_ANSWERS = {
    "accepted": Answer.ACCEPTED,
    "organizer": Answer.ACCEPTED,
    "declined": Answer.DECLINED,
    "tentativelyaccepted": Answer.TENTATIVE,
}
_PRIVATE = frozenset({"private", "confidential", "personal"})
_OCCURRENCE = frozenset({"occurrence", "exception"})
_GLOBAL_ID = re.compile(r"(?i)(040000008200E00074C5B7101A82E008)([0-9A-F]{8})(.*)\Z", re.DOTALL)
_NO_DATE = "00000000"
_DAYS = {"monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR"}
_DAYS |= {"saturday": "SA", "sunday": "SU"}
_PLACES = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "-1"}
_FREQUENCIES = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "absolutemonthly": "MONTHLY",
    "relativemonthly": "MONTHLY",
    "absoluteyearly": "YEARLY",
    "relativeyearly": "YEARLY",
}


def is_event(event: Event) -> bool:
    """Whether it is one of Graph's: its times are objects with `dateTime`, its ids are its own."""
    return "iCalUId" in event or "isCancelled" in event or "isAllDay" in event or "seriesMasterId" in event


def read_event(event: Event, page: Event, line: int, context: Context) -> Entry | Series:
    """The entry, or the series that is still to be expanded; raises `EventError`."""
    zones = context.zones("")
    start, end = _moment(event, "start", zones), _moment(event, "end", zones)
    if start is None:
        raise EventError("It has no start.")
    begin, finish, all_day = bounds(start, end, whole_days=truth(event.get("isAllDay")))
    uid, slot = _key(event, begin, zones)
    people, guests = _people(event, context)
    if truth(event.get("hideAttendees")) and not truth(event.get("isOrganizer")):
        context.hidden += 1
    entry = Entry(
        uid=uid,
        original_start=slot,
        start=begin,
        end=finish,
        participants=people,
        all_day=all_day,
        cancelled=truth(event.get("isCancelled")),
        private=word(event.get("sensitivity")) in _PRIVATE,
        title=text(event.get("subject")),
        place=_place(event),
        conference=_is_online(event),
        modified=stamp(event.get("lastModifiedDateTime"), zones),
        unnamed_guests=guests,
    )
    recurrence = inner(event.get("recurrence"))
    if slot is None and recurrence:
        return Series(entry, _in_series_zone(start, recurrence, zones), end, _lines(recurrence, event), line)
    return entry


def _moment(event: Event, name: str, zones: Zones) -> Time | None:
    value = event.get(name)
    if isinstance(value, str) and not value.lstrip().startswith("{"):
        return time(value, "", zones)
    found = inner(value)
    return time(text(found["dateTime"]), text(found.get("timeZone")), zones) if found.get("dateTime") else None


def _key(event: Event, begin: int, zones: Zones) -> tuple[str, int | None]:
    """The UID, and for one of a series its original start.

    Where the original start is not told the whole iCalUId and the start are the key.
    """
    uid = text(event.get("iCalUId")) or text(event.get("uid")) or text(event.get("id")) or made_up_uid(event)
    found = _GLOBAL_ID.match(uid)
    if word(event.get("type")) not in _OCCURRENCE:
        return uid, None
    original = event.get("originalStart")
    if not original:
        return uid, begin
    plain = f"{found[1]}{_NO_DATE}{found[3]}" if found else uid
    return plain, stamp(original, zones) or begin


def stored_uid(event: Event) -> str:
    """The UID under which its entry would be kept, as far as it can be told of an event that cannot be read."""
    uid = text(event.get("iCalUId"))
    return series_of(uid) if word(event.get("type")) in _OCCURRENCE and event.get("originalStart") else uid


def date_in(uid: str) -> str:
    """The date of an occurrence in its iCalUId as `20260310`, "" where there is none."""
    found = _GLOBAL_ID.match(uid)
    if found is None or found[2] == _NO_DATE:
        return ""
    return f"{int(found[2][:4], 16):04d}{int(found[2][4:6], 16):02d}{int(found[2][6:], 16):02d}"


def series_of(uid: str) -> str:
    """The UID of the series an occurrence's iCalUId belongs to."""
    found = _GLOBAL_ID.match(uid)
    return f"{found[1]}{_NO_DATE}{found[3]}" if found else uid


def _people(event: Event, context: Context) -> Everybody:
    own = _ANSWERS.get(word(inner(event.get("responseStatus")).get("response")))
    attendees = [_person(inner(each), context, own) for each in listed(event.get("attendees"))]
    return context.everybody(attendees, _person(inner(event.get("organizer")), context, None))


def _person(found: Mapping[str, object], context: Context, own: Answer | None) -> Person | None:
    mail = inner(found.get("emailAddress"))
    address, name = text(mail.get("address")), text(mail.get("name"))
    answer = _ANSWERS.get(word(inner(found.get("status")).get("response")), Answer.NEEDS_ACTION)
    if own and answer is Answer.NEEDS_ACTION and address.casefold() in context.owners:
        answer = own  # an attendee's own mailbox tells their answer beside the list
    kind = "ROOM" if word(found.get("type")) == "resource" else ""
    return context.person(address, name, kind, answer)


def _place(event: Event) -> str:
    several = [text(inner(each).get("displayName")) for each in listed(event.get("locations"))]
    return text(inner(event.get("location")).get("displayName")) or "; ".join(filter(None, several))


def _is_online(event: Event) -> bool:
    if truth(event.get("isOnlineMeeting")) or inner(event.get("onlineMeeting")) or event.get("onlineMeetingUrl"):
        return True
    return is_conference(inner(event.get("body")).get("content"), event.get("bodyPreview"), _place(event))


def _in_series_zone(start: Time, recurrence: Event, zones: Zones) -> Time:
    """The start on the clock the series follows; events are often told in UTC, their series lives in a zone."""
    name = text(inner(recurrence.get("range")).get("recurrenceTimeZone"))
    zone = zones.named(name) if name and not start.is_date else None
    return Time(zone.wall(start.epoch), zone) if zone else start


def _lines(recurrence: Event, event: Event) -> tuple[str, ...]:
    """The rule as RFC 5545 writes it; raises `EventError` when it is none."""
    pattern, span = inner(recurrence.get("pattern")), inner(recurrence.get("range"))
    frequency = _FREQUENCIES.get(word(pattern.get("type")))
    if frequency is None:
        raise EventError(f"Its pattern “{text(pattern.get('type'))[:40]}” is not known.")
    parts = [f"FREQ={frequency}", *_parts(pattern, word(pattern.get("type"))), *_span(span)]
    taken_out = [each.rpartition(".")[2].replace("-", "") for each in listed(event.get("cancelledOccurrences"))]
    exdates = [f"EXDATE;VALUE=DATE:{day}" for day in taken_out if re.fullmatch(r"\d{8}", day)]
    return f"RRULE:{';'.join(parts)}", *exdates


def _parts(pattern: Event, kind: str) -> list[str]:
    interval, month, day = (pattern.get(name) for name in ("interval", "month", "dayOfMonth"))
    parts = [f"INTERVAL={interval}"] if isinstance(interval, int) and interval != 1 else []
    if kind.endswith("yearly") and month:
        parts.append(f"BYMONTH={_whole(month)}")
    if kind.startswith("absolute") and day:
        parts.append(f"BYMONTHDAY={_whole(day)}")
    days = [_DAYS[word(each)] for each in listed(pattern.get("daysOfWeek")) if word(each) in _DAYS]
    if days and kind != "daily" and not kind.startswith("absolute"):
        parts.append(f"BYDAY={','.join(days)}")
    if kind.startswith("relative"):
        parts.append(f"BYSETPOS={_PLACES.get(word(pattern.get('index')), '1')}")
    first = _DAYS.get(word(pattern.get("firstDayOfWeek")))
    return [*parts, f"WKST={first}"] if first and kind == "weekly" else parts


def _span(span: Event) -> list[str]:
    kind = word(span.get("type"))
    if kind == "numbered":
        return [f"COUNT={_whole(span.get('numberOfOccurrences'))}"]
    day = text(span.get("endDate"))[:10].replace("-", "")
    return [f"UNTIL={day}"] if kind == "enddate" and re.fullmatch(r"\d{8}", day) else []


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise EventError(f"“{str(value)[:40]}” in its pattern is no whole number.")
    return value
