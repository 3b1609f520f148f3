"""Events of Google's Calendar API (`events.list`), with the instances of series expanded by Google or by us."""

from __future__ import annotations

import re

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
    is_floating,
    listed,
    made_up_uid,
    number,
    stamp,
    text,
    time,
    truth,
    word,
)
from innercircle.calendars.ics.people import Person
from innercircle.calendars.ics.zones import Zones
from innercircle.calendars.rules import Answer, Entry

_ANSWERS = {"accepted": Answer.ACCEPTED, "declined": Answer.DECLINED, "tentative": Answer.TENTATIVE}
_MOMENTS = ("start", "end", "originalStartTime")
_PRIVATE = frozenset({"private", "confidential"})
_RULE = re.compile(r"(?:RRULE|EXRULE|RDATE|EXDATE)[;:][\x21-\x7e]{1,60000}", re.IGNORECASE)
_OMITTED = (
    "The export leaves people out (attendeesOmitted), so nobody knows who was there; "
    "export it again with a larger maxAttendees."
)


def is_event(event: Event) -> bool:
    """Whether it is one of Google's."""
    return event.get("kind") == "calendar#event" or "iCalUID" in event or "originalStartTime" in event


def needs_zone(event: Event, page: Event) -> bool:
    """Whether a time of it names neither offset nor zone, and its page has not told one (yet)."""
    if page.get("timeZone"):
        return False
    moments = (inner(event.get(name)) for name in _MOMENTS)
    return any(not text(each.get("timeZone")) and is_floating(text(each.get("dateTime"))) for each in moments)


def read_event(event: Event, page: Event, line: int, context: Context) -> Entry | Series:
    """The entry, or the series that is still to be expanded; raises `EventError`."""
    zones = context.zones(text(page.get("timeZone")))
    cancelled = word(event.get("status")) == "cancelled"
    if truth(event.get("attendeesOmitted")) and not cancelled:
        raise EventError(_OMITTED)
    original = _moment(event, "originalStartTime", zones)
    start, end = _moment(event, "start", zones) or original, _moment(event, "end", zones)
    if start is None:
        raise EventError("It has no start.")
    if not cancelled and _hides_people(event):
        context.hidden += 1
    begin, finish, all_day = bounds(start, None if truth(event.get("endTimeUnspecified")) else end, whole_days=False)
    people, guests = _people(event, context)
    entry = Entry(
        uid=_uid(event),
        original_start=_slot(original),
        start=begin,
        end=finish,
        participants=people,
        all_day=all_day,
        cancelled=cancelled,
        private=word(event.get("visibility")) in _PRIVATE,
        title=text(event.get("summary")),
        place=text(event.get("location")),
        conference=_is_online(event),
        sequence=number(event.get("sequence")),
        modified=stamp(event.get("updated"), zones),
        unnamed_guests=guests,
    )
    rules = tuple(each for each in listed(event.get("recurrence")) if isinstance(each, str) and _RULE.fullmatch(each))
    return Series(entry, start, end, rules, line) if rules and original is None else entry


def _hides_people(event: Event) -> bool:
    """Whether only the organizer sees who else is invited, and this is another's calendar."""
    seen = event.get("guestsCanSeeOtherGuests")
    return (seen is False or word(seen) == "false") and not truth(inner(event.get("organizer")).get("self"))


def _uid(event: Event) -> str:
    """The UID; that of a cancelled instance, of which Google keeps little, is its series' id at Google."""
    if uid := text(event.get("iCalUID")):
        return uid
    google = text(event.get("recurringEventId")) or text(event.get("id"))
    return f"{google}@google.com" if google else made_up_uid(event)


def _slot(original: Time | None) -> int | None:
    if original is None:
        return None
    return original.wall if original.is_date else original.epoch


def _moment(event: Event, name: str, zones: Zones) -> Time | None:
    found = inner(event.get(name))
    written = text(found.get("dateTime")) or text(found.get("date"))
    return time(written, text(found.get("timeZone")), zones) if written else None


def _people(event: Event, context: Context) -> Everybody:
    attendees = [_attendee(inner(each), context) for each in listed(event.get("attendees"))]
    chief = inner(event.get("organizer"))
    organizer = context.person(text(chief.get("email")), text(chief.get("displayName")), "", Answer.NEEDS_ACTION)
    return context.everybody(attendees, organizer)


def _attendee(found: Event, context: Context) -> Person | None:
    answer = _ANSWERS.get(word(found.get("responseStatus")), Answer.NEEDS_ACTION)
    kind = "RESOURCE" if truth(found.get("resource")) else ""
    guests = min(number(found.get("additionalGuests")), 1000)
    return context.person(text(found.get("email")), text(found.get("displayName")), kind, answer, guests)


def _is_online(event: Event) -> bool:
    if event.get("hangoutLink") or inner(event.get("conferenceData")):
        return True
    return is_conference(event.get("location"), event.get("description"))
