"""Pages of calendars: who sees and may do what, uploads good and bad, progress, stop, questions, deletion."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from innercircle.access.models import AuditEvent, User
from innercircle.calendars.actions.carrying import uploads
from innercircle.calendars.models import Calendar, Import, Meeting
from innercircle.directory.models import Colleague
from innercircle.jobs.models import Job
from innercircle.jobs.rules import State
from innercircle.jobs.worker import run_worker
from tests import cast as standing
from tests.calendars.desk import calendar, done, event, load, weeks

ANNA, KIM = "anna@ours.example:ACCEPTED", "kim@acme.example"
ONE = event("one", "2026-11-10 09:00", "2026-11-10 10:00", ANNA, KIM)
BOMBS = sorted((Path(__file__).parents[1] / "calendars" / "traps").glob("bomb_*.ics"))
SECRET = event("two", "2026-11-11 09:00", "2026-11-11 10:00", ANNA, "canary@gamma.example", title="Canary talk")


def enter(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def colleague(name: str) -> Colleague:
    return Colleague.objects.get(name=name)


def send(client: Client, *contents: bytes, owner: str = "Anna", name: str = "work.ics", **more: object) -> str:
    """Upload and let the worker work; returns the page one ends on."""
    files = [SimpleUploadedFile(name, content) for content in contents]
    data = {"exports": files, "owner": colleague(owner).pk, **more}
    answer = client.post(reverse("calendar-upload"), data, follow=True)
    run_worker(once=True)
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _clean(cast: standing.Cast) -> None:
    shutil.rmtree(uploads(), ignore_errors=True)
    standing.contact("Kim", cast.acme)


def test_an_upload_becomes_meetings_and_its_file_is_deleted(cast: standing.Cast) -> None:
    client = enter(cast.anna)
    page = send(client, calendar(ONE))
    assert "import-progress" in page
    run = Import.objects.get()
    assert done(run)["new"] == 1
    assert not any(uploads().iterdir())
    page = client.get(reverse("calendar-import", args=[run.pk])).content.decode()
    assert "1 of 1 entries concern a client" in page
    assert reverse("meeting", args=[cast.acme.pk, Meeting.objects.get().pk]) in page
    assert "work" in client.get(reverse("calendars")).content.decode()


def test_an_upload_of_json_is_told_by_its_content(cast: standing.Cast) -> None:
    start, end = ({"dateTime": f"2026-06-10T{hour}:00:00", "timeZone": "UTC"} for hour in ("09", "10"))
    kim = {"status": {"response": "accepted"}, "emailAddress": {"address": "kim@acme.example"}}
    event = {"iCalUId": "j1", "start": start, "end": end, "attendees": [kim]}
    client = enter(cast.anna)
    send(client, json.dumps({"value": [event]}).encode(), name="work.json")
    assert done(Import.objects.get())["new"] == 1
    page = client.get(reverse("calendar-upload")).content.decode()
    assert "Google Calendar API" in page
    assert ".jsonl" in page
    answer = send(client, b'"only a text"', name="x.json")
    assert "not an iCalendar (.ics) file" in answer


def test_several_files_at_once_are_several_imports(cast: standing.Cast) -> None:
    assert "2 calendars are being imported" in send(enter(cast.adam), calendar(ONE), calendar(ONE))
    assert [done(run)["new"] for run in Import.objects.order_by("pk")] == [1, 0]


def test_a_named_calendar_is_updated_whatever_the_file_is_called(cast: standing.Cast) -> None:
    client = enter(cast.anna)
    send(client, calendar(ONE))
    send(client, calendar(ONE), name="export-7.ics", calendar=Calendar.objects.get().pk)
    assert Calendar.objects.get().imports.count() == 2


@pytest.mark.parametrize(
    ("actor", "owner", "allowed"),
    [
        ("adam", "Anna", True),
        ("adam", "Cara", True),
        ("anna", "Anna", True),
        ("anna", "Ben", False),
        ("nora", "Ben", True),
        ("nora", "Cara", False),
        ("eve", "Anna", False),
        ("stranger", "Stranger", True),
        ("stranger", "Anna", False),
    ],
)
def test_who_may_import_for_whom(cast: standing.Cast, actor: str, owner: str, allowed: bool) -> None:
    send(enter(getattr(cast, actor)), calendar(ONE), owner=owner)
    assert Import.objects.exists() is allowed
    assert Meeting.objects.exists() is allowed


@pytest.mark.parametrize(
    ("actor", "status"),
    [("anna", 200), ("nora", 200), ("adam", 200), ("ben", 404), ("sam", 404), ("eve", 404), ("dora", 404)],
)
def test_a_calendar_and_its_imports_are_seen_by_owner_manager_administrator(
    cast: standing.Cast, actor: str, status: int
) -> None:
    run = load(calendar(ONE))
    client = enter(getattr(cast, actor))
    row = Calendar.objects.get()
    assert client.get(reverse("calendar", args=[row.pk])).status_code == status
    assert client.get(reverse("calendar-import", args=[run.pk])).status_code == status
    listed = client.get(reverse("calendars")).content.decode()
    assert (reverse("calendar", args=[row.pk]) in listed) is (status == 200)
    if status == 404:
        for name, pk in (
            ("calendar-delete", row.pk),
            ("calendar-import-stop", run.pk),
            ("calendar-import-decide", run.pk),
        ):
            assert client.post(reverse(name, args=[pk])).status_code == 404
        assert client.get(reverse("calendar-import-progress", args=[run.pk])).status_code == 404
        assert Calendar.objects.exists()


def test_a_manager_sees_of_a_calendar_only_accounts_of_their_own(cast: standing.Cast) -> None:
    load(calendar(ONE, SECRET))
    address = reverse("calendar", args=[Calendar.objects.get().pk])
    assert "Canary" in enter(cast.anna).get(address).content.decode()
    nora = enter(cast.nora)
    seen = nora.get(address).content.decode()
    assert "Kim" in seen
    assert "anary" not in seen
    assert "No entry fits" in nora.get(f"{address}?q=canary").content.decode()
    written = reverse("calendar-import", args=[Import.objects.get().pk])
    assert "anary" not in nora.get(written).content.decode()


def test_somebody_without_a_colleague_is_told_what_to_do(cast: standing.Cast) -> None:
    assert "not tied to a colleague" in enter(cast.eve).get(reverse("calendars")).content.decode()
    assert "not tied to a colleague" in enter(cast.eve).get(reverse("calendar-upload")).content.decode()


def zipped(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 nothing", "it looks like a PDF"),
        (b"Subject,Start Date\r\n", "BEGIN:VCALENDAR is nowhere at its beginning"),
        (b"<html>", "it looks like a web page"),
    ],
    ids=["empty", "a PDF", "a CSV", "a web page"],
)
def test_what_is_no_calendar_is_refused_at_once(cast: standing.Cast, content: bytes, word: str) -> None:
    assert word in send(enter(cast.anna), content)
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04 not really", "damaged"),
        (zipped("a.txt", b"x"), "holds no calendar"),
        (zipped("inner.zip", zipped("a.ics", calendar(ONE))), "archive inside an archive"),
        (zipped("a.ics", b"BEGIN:VCALENDAR" + b" " * 30_000_000), "times its size"),
        (calendar(event("x", "2026-11-10 09:00", "2026-11-10 10:00", ANNA, KIM, rrule="FREQ=SECONDLY")), "SECONDLY"),
        (calendar(event("x", "2026-11-10 11:00", "2026-11-10 10:00", ANNA, KIM)), "before"),
    ],
    ids=[
        "a damaged zip",
        "a zip without calendars",
        "a zip in a zip",
        "a zip bomb",
        "every second",
        "end before start",
    ],
)
def test_what_cannot_be_used_fails_with_a_sentence(cast: standing.Cast, content: bytes, word: str) -> None:
    client = enter(cast.anna)
    send(client, content)
    run = Import.objects.get()
    page = client.get(reverse("calendar-import", args=[run.pk])).content.decode()
    assert word in page
    assert "Traceback" not in page
    assert not Meeting.objects.exists()


def test_every_bomb_ends_with_a_word_and_costs_only_itself(cast: standing.Cast) -> None:
    """THREATS.md T10, over the page: what cannot be expanded is said, what stands beside it is read."""
    bombs = {file.stem: file.read_bytes() for file in BOMBS}
    parts = [content.replace(b"UID:d1", b"UID:" + name.encode()) for name, content in bombs.items()]
    words = [word for content in bombs.values() for word in re.findall(rb"X-TRAP-REMARK:(.*)", content)]
    client = enter(cast.anna)
    send(client, b"".join([*parts, calendar(ONE)]))
    run = Import.objects.get()
    page = html.unescape(client.get(reverse("calendar-import", args=[run.pk])).content.decode())
    assert len(words) >= len(bombs) > 5
    assert [word for word in words if word.decode().strip() not in page] == []
    assert Meeting.objects.count() == 1


def test_a_file_over_the_limit_is_refused(cast: standing.Cast, settings: Settings) -> None:
    settings.UPLOAD_LIMIT = 100
    assert "is larger than 100" in send(enter(cast.anna), calendar(ONE)).replace("\xa0", " ")
    assert not Import.objects.exists()


def test_progress_is_asked_every_second_until_all_is_over(cast: standing.Cast) -> None:
    client = enter(cast.anna)
    data = {"exports": SimpleUploadedFile("work.ics", calendar(ONE)), "owner": colleague("Anna").pk}
    client.post(reverse("calendar-upload"), data)
    run, job = Import.objects.get(), Job.objects.get()
    address = reverse("calendar-import-progress", args=[run.pk])
    without_script = '<noscript><meta http-equiv="refresh" content="5"></noscript>'
    assert without_script in client.get(reverse("calendar-import", args=[run.pk])).content.decode()
    assert "every 1s" in client.get(address).content.decode()
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, done=50, total=200, started_at=job.at)
    assert 'value="50" max="200"' in client.get(address).content.decode()
    Job.objects.filter(pk=job.pk).update(state=State.WAITING)
    run_worker(once=True)
    assert client.get(address).headers["HX-Refresh"] == "true"
    assert without_script not in client.get(reverse("calendar-import", args=[run.pk])).content.decode()


def test_stopped_before_a_worker_came(cast: standing.Cast) -> None:
    client = enter(cast.anna)
    data = {"exports": SimpleUploadedFile("work.ics", calendar(ONE)), "owner": colleague("Anna").pk}
    client.post(reverse("calendar-upload"), data)
    run = Import.objects.get()
    page = client.post(reverse("calendar-import-stop", args=[run.pk]), follow=True).content.decode()
    assert "Stopped. Nothing was changed." in page
    assert not any(uploads().iterdir())
    run_worker(once=True)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(("answer", "cancelled"), [("keep", 0), ("remove", 5), ("give-up", 0)])
def test_the_question_of_missing_entries_is_answered_on_the_page(
    cast: standing.Cast, answer: str, cancelled: int
) -> None:
    every = list(weeks("w", 8, ANNA, KIM))
    load(calendar(*every), name="work.ics")
    client = enter(cast.anna)
    send(client, calendar(every[0], *every[6:]))
    run = Import.objects.latest("pk")
    page = client.get(reverse("calendar-import", args=[run.pk])).content.decode()
    assert "5 of 8 entries" in page
    client.post(reverse("calendar-import-decide", args=[run.pk]), {"answer": answer})
    run_worker(once=True)
    assert Meeting.objects.filter(cancelled=True).count() == cancelled
    again = client.post(reverse("calendar-import-decide", args=[run.pk]), {"answer": answer}, follow=True)
    assert "does not wait for a decision" in again.content.decode()


def test_deleting_says_what_is_lost_and_keeps_what_others_hold(cast: standing.Cast) -> None:
    shared = event("both", "2026-11-12 09:00", "2026-11-12 10:00", ANNA, "ben@ours.example", KIM)
    load(calendar(ONE, shared), name="work.ics")
    load(calendar(shared), "Ben", name="ben.ics")
    client = enter(cast.anna)
    row = Calendar.objects.get(name="work")
    page = client.get(reverse("calendar", args=[row.pk])).content.decode()
    assert "2 entries are forgotten" in page
    assert "1 meeting is told of by no other calendar" in page
    client.post(reverse("calendar-delete", args=[row.pk]))
    assert list(Meeting.objects.values_list("uid", flat=True)) == ["both"]
    assert AuditEvent.objects.filter(action="calendars.calendar.deleted", by=cast.anna).exists()


def test_rights_lost_before_the_worker_comes_are_lost(cast: standing.Cast) -> None:
    data = {"exports": SimpleUploadedFile("work.ics", calendar(ONE)), "owner": colleague("Ben").pk}
    enter(cast.nora).post(reverse("calendar-upload"), data)
    cast.north.managers.clear()
    run_worker(once=True)
    run = Import.objects.get()
    assert (run.stage, Meeting.objects.exists()) == (Import.Stage.FAILED, False)
    assert "only for yourself" in run.message


def test_uploads_are_private(cast: standing.Cast) -> None:
    data = {"exports": SimpleUploadedFile("../../etc/work.ics", calendar(ONE)), "owner": colleague("Anna").pk}
    enter(cast.anna).post(reverse("calendar-upload"), data)
    (place,) = uploads().iterdir()
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.name.isalnum()
    assert Path(Import.objects.get().place) == place
    run_worker(once=True)
