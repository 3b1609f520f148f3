"""Privacy at the door: of what is not a client's, and of what is private, no word is in any table or file after."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, connections

from innercircle.calendars.actions.carrying import uploads
from innercircle.calendars.models import Import, Meeting
from innercircle.directory.models import Colleague
from innercircle.jobs.importing import Wanted, import_later
from innercircle.jobs.worker import run_worker
from tests import cast as standing
from tests.calendars.desk import calendar, done, event, now
from tests.races import shared_database

__all__ = ["shared_database"]

ANNA, KIM = "anna@ours.example:ACCEPTED", "kim@acme.example"


class Canaries:
    """Words that stand nowhere else, and every one that was handed out."""

    def __init__(self) -> None:
        self.sung: list[str] = []

    def sing(self) -> str:
        self.sung.append(f"canary{len(self.sung):03}x")
        return self.sung[-1]


def foreign(number: int, canaries: Canaries) -> str:
    """An entry without a client, with a canary wherever a calendar can hold a word."""
    return event(
        canaries.sing(),
        f"2026-10-{number + 1:02} 09:00",
        f"2026-10-{number + 1:02} 10:00",
        "anna@ours.example",
        f"{canaries.sing()}@gmail.com",
        f"somebody@{canaries.sing()}.example",
        title=canaries.sing(),
        place=canaries.sing(),
        description=canaries.sing(),
        comment=canaries.sing(),
        **{f"organizer;cn={canaries.sing()}": f"mailto:{canaries.sing()}@other.example", "x_note": canaries.sing()},
    )


def private(number: int, canaries: Canaries) -> str:
    """A private entry with a client: it is stored, its words are not."""
    return event(
        f"private-{number}",
        f"2026-10-{number + 11:02} 09:00",
        f"2026-10-{number + 11:02} 10:00",
        ANNA,
        KIM,
        f"{canaries.sing()}@gmail.com",
        title=f"{canaries.sing()} with Kim, Acme",
        place=canaries.sing(),
        description=canaries.sing(),
        **{"class": "PRIVATE" if number % 2 else "CONFIDENTIAL"},
    )


def everything_stored() -> bytes:
    """All rows of all tables, and on SQLite the bytes of the database with its log; all files of the installation."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        rows += [repr(row) for row in model._default_manager.values_list()]
    heard = "\n".join(rows).encode()
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        heard += b"".join(file.read_bytes() for file in place.parent.glob(f"{place.name}*"))
    return heard + b"".join(file.read_bytes() for file in Path(settings.HOME).rglob("*") if file.is_file())


def test_no_word_of_what_is_not_a_clients_is_kept(shared_database: None) -> None:
    people = standing.build()
    standing.contact("Kim", people.acme)
    canaries = Canaries()
    entries = [*(foreign(n, canaries) for n in range(10)), *(private(n, canaries) for n in range(10))]
    broken = event(canaries.sing(), "2026-10-25 09:00", "2026-10-25 08:00", title=canaries.sing())
    client = event("client", "2026-10-26 09:00", "2026-10-26 10:00", ANNA, KIM, description=canaries.sing())
    uploads().mkdir(parents=True, exist_ok=True)
    place = uploads() / "upload"
    place.write_bytes(calendar(*entries, broken, client))
    assert canaries.sung[0].encode() in everything_stored()  # the scan hears them while the file is there
    import_later(Wanted(Colleague.objects.get(name="Anna"), place, "work.ics"), by=people.anna, at=now())
    run_worker(once=True)
    counts = done(Import.objects.get())
    assert (counts["read"], counts["kept"]) == (21, 11)
    assert Meeting.objects.filter(private=True, title="", place="").count() == 10
    heard = everything_stored()
    connections.close_all()  # the log is written back into the file
    heard += everything_stored()
    assert b"private-3" in heard
    assert [word for word in canaries.sung if word.encode() in heard] == []
    assert len(canaries.sung) > 100
