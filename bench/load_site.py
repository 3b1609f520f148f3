"""What the load test needs inside an installation: log-ins, addresses to open, and the long work that runs meanwhile.

    INNERCIRCLE_HOME=FOLDER python -m bench.load_site sessions 100      # JSON: who is logged in, what they open
    INNERCIRCLE_HOME=FOLDER python -m bench.load_site directory 200000  # imports that many contacts, as the pages do
    python -m bench.load_site calendar FILE 20000                       # writes a calendar that concerns the firm

`bench.load` starts it in processes of its own; everything is seeded.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from innercircle.cli.ready import django_ready

KEPT = 40  # accounts and meetings that one reader wanders among
EXECUTIVES = 10  # one reader in so many sees the whole firm
OWNER = "person1@ours.example"
BETWEEN = 0.5  # seconds between two looks at a job that a worker has


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


def directory(lines: int) -> dict[str, Any]:
    """Import `lines` new contacts from one file, as the pages do: received, then read, planned and written as a job.

    Where a server runs over the same home, its workers do the work; else this process does. Seconds of each step, and
    the most memory that this process took.
    """
    django_ready()
    jobs = import_module("innercircle.jobs.intake")
    kind = import_module("innercircle.intake.rules").Kind.CONTACTS
    by, began = _administrator(), time.monotonic()
    place = _uploaded(lines)
    run, _job = jobs.read_later(by=by, at=datetime.now(UTC), kind=kind, place=place, file_name="contacts.csv")
    run, planned = _carried(run), time.monotonic()
    if run.stage != "planned":
        sys.exit(f"the file was not planned: {run.stage}, {run.message}")
    run = _carried(jobs.apply_import(by=by, at=datetime.now(UTC), run=run))
    seconds = {"planning": round(planned - began, 1), "writing": round(time.monotonic() - planned, 1)}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"stage": run.stage, **run.counts, **seconds, "MB": memory, "message": run.message}


def _administrator() -> Any:
    users = import_module("innercircle.access.models").User.objects
    add_user = import_module("innercircle.access.actions").add_user
    found = users.filter(email="admin@ours.example").first()
    role = import_module("innercircle.access.rules").Role.ADMINISTRATOR
    names = {"email": "admin@ours.example", "name": "Admin", "password": "bench-only-password"}
    return found or add_user(by=None, at=datetime.now(UTC), role=role, **names)


def _uploaded(lines: int) -> Path:
    """The file in the private folder, as an upload leaves it."""
    folder: Path = import_module("innercircle.calendars.actions.carrying").uploads()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / f"bench-{os.getpid()}"
    with place.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["name", "email", "account"])
        rows.writerows(_contacts(lines))
    return place


def _carried(run: Any) -> Any:
    """The import after its job, which this process does unless a worker has it already."""
    jobs = import_module("innercircle.jobs.intake")
    job = jobs.running(run)
    while job is not None:
        import_module("innercircle.jobs.performing").perform(job.pk)
        job = jobs.running(run)
        time.sleep(BETWEEN if job else 0)
    run.refresh_from_db()
    return run


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
