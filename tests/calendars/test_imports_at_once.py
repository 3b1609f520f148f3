"""Imports at the same moment: the same file twice, two calendars of one meeting; nothing doubled, nothing lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from innercircle.calendars.actions import carrying
from innercircle.calendars.actions.imports import Superseded, begin, stage
from innercircle.calendars.models import Import, Meeting, Sighting
from innercircle.directory.models import Colleague, Contact
from innercircle.jobs.importing import Wanted, import_later, import_now
from innercircle.jobs.models import Job
from innercircle.jobs.worker import run_worker
from tests import cast as standing
from tests.calendars.desk import NOW, calendar, changes, done, dump, event, load, weeks
from tests.races import at_once, shared_database

__all__ = ["shared_database"]

ANNA, KIM = "anna@ours.example:ACCEPTED", "kim@acme.example"
FILE = calendar(*weeks("w", 12, ANNA, KIM, "new@beta.example"))

pytestmark = pytest.mark.usefixtures("shared_database")


@pytest.fixture(autouse=True)
def _people(shared_database: None) -> None:
    standing.contact("Kim", standing.build().acme)


def bring(number: int, place: Path, owner: str = "Anna") -> Import:
    wanted = Wanted(Colleague.objects.get(name=owner), place, "work.ics")
    return import_now(wanted, by=None, at=NOW)


def test_the_same_file_twice_at_once_is_stored_once(tmp_path: Path) -> None:
    place = tmp_path / "work.ics"
    place.write_bytes(FILE)
    runs = at_once(lambda number: bring(number, place), 4)
    assert sum(changes(run)[0] for run in runs) == 12
    assert (Meeting.objects.count(), Sighting.objects.count()) == (12, 12)
    assert Contact.objects.filter(discovered=True).count() == 1


def test_two_calendars_at_once_come_to_the_same_as_one_after_the_other(tmp_path: Path) -> None:
    load(FILE, "Anna"), load(FILE, "Ben")
    expected = [line for line in dump() if not line.startswith(("Contact", "Affiliation"))]
    Meeting.objects.all().delete()
    Colleague.objects.get(name="Anna").calendars.all().delete()
    Colleague.objects.get(name="Ben").calendars.all().delete()
    place = tmp_path / "work.ics"
    place.write_bytes(FILE)
    owners = ["Anna", "Ben"]
    for run in at_once(lambda number: bring(number, place, owners[number]), 2):
        done(run)
    assert Meeting.objects.count() == 12
    assert Sighting.objects.count() == 24
    assert len([line for line in dump() if not line.startswith(("Contact", "Affiliation"))]) == len(expected)


def test_a_copy_changed_between_planning_and_writing_is_planned_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ben's newer copy comes in after Anna's was planned: the plan is made anew and decides from both."""
    newer = calendar(event("w-0", "2026-06-01 09:00", "2026-06-01 11:00", ANNA, KIM, sequence=5, title="Newer"))
    came: list[str] = []

    def meanwhile(step: str) -> None:
        if step == "prepared" and not came:
            came.append(step)
            load(newer, "Ben", name="ben.ics")

    done(load(FILE, step=meanwhile))
    assert came == ["prepared"]
    assert Meeting.objects.get(uid="w-0").title == "Newer"
    assert Sighting.objects.filter(uid="w-0").count() == 2


def test_where_others_are_always_faster_the_last_try_makes_them_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def meanwhile(step: str) -> None:
        if step == "prepared" and len(tries) < carrying._TRIES:
            tries.append(len(tries))
            other = event(f"b{len(tries)}", "2026-06-01 09:00", "2026-06-01 11:00", KIM)
            load(calendar(other), "Ben", name=f"ben-{len(tries)}.ics")

    done(load(FILE, step=meanwhile))
    assert len(tries) == carrying._TRIES
    assert Meeting.objects.count() == 12 + carrying._TRIES


def test_a_worker_that_comes_back_too_late_changes_nothing(tmp_path: Path) -> None:
    place = tmp_path / "work.ics"
    place.write_bytes(FILE)
    run, _job = import_later(Wanted(Colleague.objects.get(name="Anna"), place, "work.ics"), by=None, at=NOW)
    old = begin(run)
    begin(run)
    with pytest.raises(Superseded):
        stage(run, old, "work", [])


def test_two_workers_share_the_queue_without_doing_anything_twice(tmp_path: Path) -> None:
    for number in range(4):
        place = tmp_path / f"{number}.ics"
        place.write_bytes(calendar(*weeks(f"f{number}", 3, ANNA, KIM)))
        import_later(Wanted(Colleague.objects.get(name="Anna"), place, place.name), by=None, at=NOW)
    assert sum(at_once(lambda _: run_worker(once=True), 3)) >= 4
    assert [job.attempt for job in Job.objects.filter(kind="calendars.import")] == [1] * 4
    assert Meeting.objects.count() == 12
    assert threading.active_count() == 1
