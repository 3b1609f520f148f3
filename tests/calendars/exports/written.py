"""Entries written as the exports of Microsoft and Google write them: what the golden cases are read back from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from innercircle.calendars.rules import Answer, Entry, Kind, Participant

Event = dict[str, Any]
_GRAPH = {
    Answer.ACCEPTED: "accepted",
    Answer.DECLINED: "declined",
    Answer.TENTATIVE: "tentativelyAccepted",
    Answer.NEEDS_ACTION: "notResponded",
    Answer.DELEGATED: "declined",
}
_GOOGLE = {
    Answer.ACCEPTED: "accepted",
    Answer.DECLINED: "declined",
    Answer.TENTATIVE: "tentative",
    Answer.NEEDS_ACTION: "needsAction",
    Answer.DELEGATED: "declined",
}


def moment(epoch: int) -> str:
    return f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%dT%H:%M:%S}"


def graph(entry: Entry) -> Event:
    """An event as `calendarView` gives it."""
    event: Event = {
        "@odata.etag": 'W/"x"',
        "id": f"AAMk{abs(hash((entry.uid, entry.start)))}",
        "iCalUId": entry.uid,
        "subject": entry.title,
        "isAllDay": entry.all_day,
        "isCancelled": entry.cancelled,
        "sensitivity": "private" if entry.private else "normal",
        "type": "singleInstance" if entry.original_start is None else "occurrence",
        "isOnlineMeeting": entry.conference,
        "location": {"displayName": entry.place},
        # Graph tells no SEQUENCE; a newer copy is one that was changed later.
        "lastModifiedDateTime": f"{moment(1_700_000_000 + entry.sequence)}.0000000Z",
        "start": {"dateTime": f"{moment(entry.start)}.0000000", "timeZone": "UTC"},
        "end": {"dateTime": f"{moment(entry.end)}.0000000", "timeZone": "UTC"},
        "attendees": [_graph_attendee(each) for each in entry.participants if not _is_silent_organizer(each)],
    }
    if entry.original_start is not None:
        event["originalStart"] = f"{moment(entry.original_start)}Z"
    for each in entry.participants:
        if each.organizer:
            event["organizer"] = {"emailAddress": {"name": each.name, "address": each.address}}
    return event


def _is_silent_organizer(each: Participant) -> bool:
    return each.organizer and each.answer is Answer.ACCEPTED


def _graph_attendee(each: Participant) -> Event:
    # Graph knows no distribution list; its address tells nothing, so the test gives it as a resource.
    kind = "required" if each.kind is Kind.PERSON else "resource"
    return {
        "type": kind,
        "status": {"response": _GRAPH[each.answer], "time": "0001-01-01T00:00:00Z"},
        "emailAddress": {"name": each.name or each.address, "address": each.address},
    }


def data_connect(entry: Entry) -> Event:
    """The same as Graph Data Connect writes it: enums in wrappers."""
    event = graph(entry)
    event["type"] = f"microsoft.graph.eventType'{event['type']}'"
    event["sensitivity"] = f"microsoft.graph.sensitivity'{event['sensitivity']}'"
    for each in event["attendees"]:
        each["type"] = f"microsoft.graph.attendeeType'{each['type']}'"
        each["status"]["response"] = f"microsoft.graph.responseType'{each['status']['response']}'"
    return event | {"puser": "7c0b", "ptenant": "t"}


def google(entry: Entry) -> Event:
    """An event of `events.list` with singleEvents."""
    event: Event = {
        "kind": "calendar#event",
        "id": f"g{abs(hash((entry.uid, entry.start)))}",
        "status": "cancelled" if entry.cancelled else "confirmed",
        "iCalUID": entry.uid,
        "summary": entry.title,
        "location": entry.place,
        "sequence": entry.sequence,
        "visibility": "private" if entry.private else "default",
        "updated": "2026-01-01T00:00:00.000Z",
        "start": _google_moment(entry, entry.start),
        "end": _google_moment(entry, entry.end),
        "attendees": [_google_attendee(each) for each in entry.participants if not _is_silent_organizer(each)],
    }
    if entry.original_start is not None:
        event |= {"recurringEventId": "g1", "originalStartTime": _google_moment(entry, entry.original_start)}
    if entry.conference:
        event["hangoutLink"] = "https://meet.google.com/abc"
    for each in entry.participants:
        if each.organizer:
            event["organizer"] = {"email": each.address, "displayName": each.name}
    return event


def _google_moment(entry: Entry, epoch: int) -> Event:
    if entry.all_day:
        return {"date": moment(epoch)[:10]}
    return {"dateTime": f"{moment(epoch)}Z", "timeZone": "Europe/Berlin"}


def _google_attendee(each: Participant) -> Event:
    found = {"email": each.address, "displayName": each.name, "responseStatus": _GOOGLE[each.answer]}
    return found | ({"resource": True} if each.kind is not Kind.PERSON else {})


def write(path: Path, kind: str, entries: Iterable[Entry]) -> Path:
    """A file of one mailbox's entries in that form: graph, data-connect or google."""
    if kind == "data-connect":
        text = "".join(json.dumps(data_connect(each)) + "\n" for each in entries)
    elif kind == "graph":
        page = {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users('x')/calendarView"}
        text = json.dumps(page | {"value": [graph(each) for each in entries]}, indent=2)
    else:
        page = {"kind": "calendar#events", "timeZone": "UTC", "accessRole": "owner"}
        text = json.dumps(page | {"items": [google(each) for each in entries]})
    path.write_text(text, encoding="utf-8")
    return path
