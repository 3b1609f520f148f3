"""`innercircle calendars` and `innercircle work` as an operator calls them, on a database of their own."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.calendars.desk import calendar, event, wait_for, weeks

ANNA, KIM = "anna@ours.example:ACCEPTED", "kim@acme.example"
FILL = """
import django; django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from tests import cast
people = cast.build(); cast.contact("Kim", people.acme)
"""
COUNT = """
import django; django.setup()
from innercircle.calendars.models import Meeting, StagedEntry, Import
stages = Import.objects.order_by("pk").values_list("stage", flat=True)
print(Meeting.objects.count(), StagedEntry.objects.count(), *stages)
"""


class Installation:
    """A home folder with the standing cast in an SQLite of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = kept | {
            "INNERCIRCLE_HOME": str(folder / "home"),
            "INNERCIRCLE_HTTPS": "no",
            "DJANGO_SETTINGS_MODULE": "innercircle.config.settings",
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
            "COLUMNS": "200",
        }
        status, _, err = self.run("calendars", "list")  # brings the database up to date
        assert status == 0, err
        self.python(FILL)

    def python(self, code: str) -> str:
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "innercircle", *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder
        )

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def staged(self) -> int:
        """How many entries wait to be applied, seen from outside."""
        with closing(sqlite3.connect(self.folder / "home" / "innercircle.sqlite3")) as database:
            return int(database.execute("SELECT count(*) FROM calendars_stagedentry").fetchone()[0])

    def put(self, name: str, content: bytes) -> Path:
        place = self.folder / name
        place.write_bytes(content)
        return place


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("installation"))


def test_import_twice_and_list(here: Installation) -> None:
    place = here.put(
        "work.ics", calendar(*weeks("w", 3, ANNA, KIM), event("x", "2026-06-01 09:00", "2026-06-01 10:00"))
    )
    status, out, err = here.run("calendars", "import", place, "--owner", "ANNA@ours.example")
    assert (status, out) == (0, ""), err
    assert err == "work.ics: 4 entries read, 3 with clients; 3 new, 0 changed, 0 removed, 0 unchanged.\n"
    status, _, err = here.run("calendars", "import", place, "--owner", "anna@ours.example", "--as", "nora@ours.example")
    assert err == "work.ics: 4 entries read, 3 with clients; 0 new, 0 changed, 0 removed, 3 unchanged.\n"
    status, out, _ = here.run("calendars", "list")
    assert status == 0
    assert out.splitlines()[1].split()[:3] == ["work", "Anna", "3"]
    assert here.run("calendars", "list", "--as", "cara@ours.example")[1].startswith("There are no calendars yet")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("work.ics", "--owner", "nobody@ours.example"), "--owner: no colleague has the address"),
        (
            ("work.ics", "--owner", "anna@ours.example", "--as", "cara@ours.example"),
            "no colleague for whom cara@ours.example",
        ),
        (("work.ics", "--owner", "anna@ours.example", "--as", "x@y.example"), "--as: nobody logs in as"),
        (("missing.ics", "--owner", "anna@ours.example"), "missing.ics: it cannot be read: No such file or directory."),
        ((".", "--owner", "anna@ours.example"), "cannot be read: Is a directory."),
        (("empty.ics", "--owner", "anna@ours.example"), "empty.ics: The file is empty."),
        (("table.csv", "--owner", "anna@ours.example"), "This is not an iCalendar (.ics) file"),
        (("takeout.zip", "--owner", "anna@ours.example"), "takeout.zip: this zip archive is damaged"),
    ],
)
def test_what_cannot_be_used_ends_with_status_two_and_a_sentence(
    here: Installation, arguments: tuple[str, ...], word: str
) -> None:
    here.put("work.ics", calendar(*weeks("w", 3, ANNA, KIM)))
    here.put("empty.ics", b"")
    here.put("table.csv", b"a,b\n1,2\n")
    here.put("takeout.zip", b"PK\x03\x04 broken")
    status, out, err = here.run("calendars", "import", *arguments)
    assert (status, out) == (2, "")
    assert word in err
    assert "Traceback" not in err


def test_half_of_it_missing_is_asked_and_answered(here: Installation) -> None:
    every = list(weeks("h", 6, "ben@ours.example:ACCEPTED", KIM))
    here.run("calendars", "import", here.put("half.ics", calendar(*every)), "--owner", "ben@ours.example")
    place = here.put("half.ics", calendar(every[0], every[5]))
    status, _, err = here.run("calendars", "import", place, "--owner", "ben@ours.example")
    assert status == 2
    assert "4 of 6 entries that “half” had are missing" in err
    assert "--missing remove or --missing keep" in err
    status, _, err = here.run("calendars", "import", place, "--owner", "ben@ours.example", "--missing", "remove")
    assert (status, "4 removed" in err) == (0, True)


def test_remarks_name_file_and_line(here: Installation) -> None:
    bad = event("bad", "2026-06-01 10:00", "2026-06-01 09:00", "cara@ours.example", KIM)
    place = here.put("odd.ics", calendar(*weeks("o", 2, "cara@ours.example", KIM), bad))
    status, _, err = here.run("calendars", "import", place, "--owner", "cara@ours.example")
    assert status == 0
    assert "odd.ics, line" in err.splitlines()[1]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_in_the_middle_nothing_is_changed(tmp_path: Path, how: signal.Signals) -> None:
    here = Installation(tmp_path)
    place = here.put("large.ics", calendar(*(line for n in range(60) for line in weeks(f"{n}", 150, ANNA, KIM))))
    process = here.start("calendars", "import", place, "--owner", "anna@ours.example")
    wait_for(here.staged, 60)
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    if how == signal.SIGINT:
        assert process.returncode == 130, err
        assert "large.ics: stopped. Run it again: it takes what is still missing." in err
        assert here.python(COUNT).split() == ["0", "0", "stopped"]
    else:
        assert process.returncode == -signal.SIGKILL
        here.run("work", "--once")
        assert here.python(COUNT).split() == ["0", "0", "failed"]
    small = here.put("large.ics", calendar(*weeks("w", 2, ANNA, KIM)))
    assert here.run("calendars", "import", small, "--owner", "anna@ours.example")[0] == 0


def test_a_worker_ends_when_asked(here: Installation) -> None:
    process = here.start("work")
    wait_for(lambda: any((here.folder / "home" / "workers").glob("*")), 60)
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
