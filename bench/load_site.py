"""What the load test needs inside an installation: log-ins, addresses to open, and the long work that runs meanwhile.

    INNERCIRCLE_HOME=FOLDER python -m bench.load_site sessions 100      # JSON: who is logged in, what they open
    INNERCIRCLE_HOME=FOLDER python -m bench.load_site directory 200000  # imports that many contacts, as the page does
    python -m bench.load_site calendar FILE 20000                       # writes a calendar that concerns the firm

`bench.load` starts it in processes of its own; everything is seeded.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from innercircle.cli.ready import django_ready

KEPT = 40  # accounts and meetings that one reader wanders among
EXECUTIVES = 10  # one reader in so many sees the whole firm
OWNER = "person1@ours.example"


def sessions(number: int) -> list[dict[str, Any]]:
    """`number` readers with a session each: mostly account managers, now and then an executive; what each opens."""
    django_ready()
    models = import_module("innercircle.access.models")
    managers = list(models.User.objects.filter(email__startswith="person").order_by("pk"))
    executive = models.User.objects.get(email="executive@ours.example")
    for each in managers:
        _address(each)
    draw = random.Random(11)
    who = [executive if place % EXECUTIVES == 0 else managers[place % len(managers)] for place in range(number)]
    return [_reader(user, draw, writes=user is not executive) for user in who]


def _address(user: Any) -> None:
    """The colleague's e-mail address, by which a calendar knows them."""
    models = import_module("innercircle.directory.models")
    models.ColleagueEmail.objects.get_or_create(address=user.email, defaults={"colleague": user.colleague})


def _reader(user: Any, draw: random.Random, *, writes: bool) -> dict[str, Any]:
    visible = import_module("innercircle.directory.queries").visible_accounts(user)
    ids = list(visible.order_by("pk").values_list("pk", flat=True))
    accounts = draw.sample(ids, min(KEPT, len(ids)))
    rows = import_module("innercircle.calendars.models").Attendance.objects.filter(account__in=accounts)
    meetings = list(rows.order_by("-pk").values_list("account", "meeting")[: KEPT * 5])
    return {
        "session": _session(user),
        "accounts": accounts,
        "meetings": draw.sample(meetings, min(KEPT, len(meetings))),
        "writes": writes,
    }


def _session(user: Any) -> str:
    store = import_module("django.contrib.sessions.backends.db").SessionStore()
    auth = import_module("django.contrib.auth")
    store[auth.SESSION_KEY] = str(user.pk)
    store[auth.BACKEND_SESSION_KEY] = import_module("django.conf").settings.AUTHENTICATION_BACKENDS[0]
    store[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def directory(lines: int) -> dict[str, int]:
    """Import `lines` contacts, half of them new: read, planned and applied by the actions that the pages call."""
    django_ready()
    intake, kinds = import_module("innercircle.intake.actions"), import_module("innercircle.intake.rules")
    users = import_module("innercircle.access.models").User.objects
    add_user = import_module("innercircle.access.actions").add_user
    at, role = datetime.now(UTC), import_module("innercircle.access.rules").Role.ADMINISTRATOR
    by = users.filter(email="admin@ours.example").first() or add_user(
        by=None, at=at, email="admin@ours.example", name="Admin", role=role, password="bench-only-password"
    )
    table = import_module("innercircle.intake.reading").Table(
        headings=["name", "email", "account"], lines=list(enumerate(_contacts(lines), 2)), notes=[]
    )
    run = intake.stage(by=by, at=at, kind=kinds.Kind.CONTACTS, table=table, file_name="contacts.csv")
    intake.plan(by=by, at=at, run=run)
    intake.apply(by=by, at=at, run=run)
    return dict(run.counts)


def _contacts(lines: int) -> Iterator[list[str]]:
    names = import_module("innercircle.directory.models").Account.objects.order_by("pk").values_list("name", flat=True)
    accounts = list(names)
    stamp = int(datetime.now(UTC).timestamp())
    for number in range(lines):
        yield [f"Person {stamp} {number}", f"n{stamp}.{number}@client.example", accounts[number % len(accounts)]]


def calendar(file: Path, entries: int, contacts: int = 600) -> None:
    """A calendar of one colleague with `entries` meetings with contacts of the firm, over the last two years."""
    draw, now = random.Random(5), datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//bench//EN\r\n")
        for number in range(entries):
            start = now - timedelta(hours=draw.randint(1, 700 * 24))
            people = draw.sample(range(1, contacts + 1), draw.randint(1, 3))
            out.write(_entry(number, start, people))
        out.write("END:VCALENDAR\r\n")


def _entry(number: int, start: datetime, people: list[int]) -> str:
    theirs = "".join(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:c{pk}@client.example\r\n" for pk in people)
    return (
        f"BEGIN:VEVENT\r\nUID:load-{number}@bench\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\n"
        f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}\r\nSUMMARY:Load {number}\r\n"
        f"ORGANIZER:mailto:{OWNER}\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{OWNER}\r\n{theirs}END:VEVENT\r\n"
    )


def main() -> None:
    """Do what the command line names."""
    match sys.argv[1:]:
        case ["sessions", number]:
            print(json.dumps(sessions(int(number))))
        case ["directory", lines]:
            print(json.dumps(directory(int(lines))))
        case ["calendar", file, entries]:
            calendar(Path(file), int(entries))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
