"""Calendar files written for a test, imported the real way, and the database as text."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from innercircle.access.models import User
from innercircle.calendars.models import Import
from innercircle.directory.models import Colleague, Contact
from innercircle.jobs.importing import Wanted, import_now

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
# Whatever counts or dates an import itself is left out: two ways to one state must give one text.
_VOLATILE = frozenset({"id", "imported_at", "at", "created_at", "refreshed_at", "noticed_at", "since"})
_STATE = ("calendars", "directory", "hours")
_NOT_STATE = frozenset({"Import", "Revision", "StagedEntry"})


def stamp(text: str) -> str:
    """`2026-03-02 10:00` as iCalendar writes it, in UTC."""
    return datetime.fromisoformat(text).strftime("%Y%m%dT%H%M%SZ")


def event(
    uid: str, start: str, end: str, *people: str, title: str = "Review", place: str = "Room 4", **more: str | int
) -> str:
    """A VEVENT. People are `address` or `address:PARTSTAT`; further properties are given in lower case."""
    lines = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{stamp(start)}", f"DTEND:{stamp(end)}", f"SUMMARY:{title}"]
    if "dtstamp" not in more:
        lines.append("DTSTAMP:20260101T000000Z")
    if place:
        lines.append(f"LOCATION:{place}")
    for person in people:
        address, _, answer = person.partition(":")
        lines.append(f"ATTENDEE{f';PARTSTAT={answer}' if answer else ''}:mailto:{address}")
    lines += [f"{name.upper().replace('_', '-')}:{value}" for name, value in more.items()]
    return "\r\n".join([*lines, "END:VEVENT"])


def calendar(*events: str, head: str = "") -> bytes:
    """A whole export."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *filter(None, [head]), *events, "END:VCALENDAR"]
    return ("\r\n".join(lines) + "\r\n").encode()


def load(
    content: bytes,
    owner: str | None = "Anna",
    *,
    name: str = "calendar.ics",
    by: User | None = None,
    at: datetime = NOW,
    removals: str = "ask",
    step: Callable[[str], None] | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> Import:
    """Import the file for the colleague of that name, as the terminal does."""
    colleague = Colleague.objects.get(name=owner) if owner else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        wanted = Wanted(colleague, path, name, removals=removals)
        return import_now(wanted, by=by, at=at, step=step, tell=tell)


def done(run: Import) -> dict[str, int]:
    """The counts of an import that went well."""
    assert run.stage == Import.Stage.DONE, (run.stage, run.message)
    return dict(run.counts)


def changes(run: Import) -> tuple[int, int, int]:
    """New, changed and removed entries."""
    counts = done(run)
    return counts["new"], counts["changed"], counts["removed"]


def dump() -> list[str]:
    """All of the state in the areas an import writes, as sorted lines without ids: equal states give equal lists."""
    lines = []
    for area in _STATE:
        for model in apps.get_app_config(area).get_models():
            if model.__name__ not in _NOT_STATE:
                lines += [_line(model, row) for row in model._default_manager.all()]
    return sorted(lines)


def _line(model: type[models.Model], row: models.Model) -> str:
    values = {}
    for field in model._meta.concrete_fields:
        if field.name not in _VOLATILE and not isinstance(field, models.DateTimeField):
            value = getattr(row, field.name)
            values[field.name] = f"<{value}>" if isinstance(value, models.Model) else value
    if "person" in values:  # a contact's or a colleague's id, by the side
        values["person"] = str((Colleague if values["side"] else Contact).objects.get(pk=values["person"]))
    return f"{model.__name__} {values}"


def wait_for(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """The first true answer, asked again and again; fails after a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def weeks(uid: str, count: int, *people: str, first: str = "2026-06-01 09:00") -> Iterable[str]:
    """Single weekly meetings with UIDs of their own."""
    begin = datetime.fromisoformat(first).replace(tzinfo=UTC).timestamp()
    for number in itertools.islice(itertools.count(), count):
        start = datetime.fromtimestamp(begin + number * 7 * 86_400, UTC)
        end = datetime.fromtimestamp(begin + number * 7 * 86_400 + 3600, UTC)
        yield event(f"{uid}-{number}", f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", *people)


def now() -> datetime:
    """The clock, where a test needs the real one."""
    return timezone.now()
