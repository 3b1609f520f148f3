"""Reading many and large calendars: progress on a terminal, sizes in words, archives that cannot be used."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from innercircle.calendars.rules import Window
from innercircle.calendars.sources import CalendarFile
from innercircle.cli.hours import reading
from innercircle.cli.hours.reading import Owners, Tally, UnusableInputError, read_into, tell
from innercircle.cli.main import app
from innercircle.cli.terminal import count, plain
from innercircle.directory.files import read_directory
from innercircle.hours.ledger import Ledger

GOLDEN = Path(__file__).parents[1] / "golden" / "hours" / "01-five-months"
EVER = Window(0, 2_000_000_000)


def screen(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=120, color_system=None)


def read(path: Path, target: Console) -> str:
    """What the console shows while `path` is read."""
    directory = read_directory(GOLDEN, lambda _: None)
    read_into(Ledger(directory), [str(path)], owners=Owners(directory, ()), window=EVER, zone=UTC, screen=target)
    shown = target.file
    assert isinstance(shown, io.StringIO)
    return shown.getvalue()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar at once, and at every step."""
    monkeypatch.setattr(reading, "_PATIENCE", 0.0)
    monkeypatch.setattr(reading, "_BETWEEN", 0.0)


@pytest.mark.usefixtures("impatient")
def test_progress_with_size_rate_and_time_left_on_a_terminal() -> None:
    shown = read(GOLDEN / "calendars", screen(terminal=True))
    assert "anna.ics" in shown
    assert "kB" in shown
    assert ":" in shown


@pytest.mark.usefixtures("impatient")
def test_no_progress_where_nobody_looks() -> None:
    assert read(GOLDEN / "calendars", screen(terminal=False)) == ""


def test_no_progress_for_what_is_quick() -> None:
    assert read(GOLDEN / "calendars", screen(terminal=True)) == ""


def test_an_archive_without_a_calendar_cannot_be_used(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("one.jpg", b"")
    with pytest.raises(UnusableInputError, match=r"photos\.zip: this archive holds no calendar"):
        read(tmp_path / "photos.zip", screen(terminal=False))


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (2_400, "2.4 kB"), (88_500_000, "88.5 MB"), (3_000_000_000, "3.0 GB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    target = screen(terminal=False)
    book = Ledger(read_directory(GOLDEN, lambda _: None)).book()
    tell(Tally(files=1, bytes=size), book, target, every_remark=False)
    assert isinstance(target.file, io.StringIO)
    assert f"Read 1 calendar ({words}): 0 entries" in target.file.getvalue()


def test_counts_and_plain_text() -> None:
    assert (count(1, "entry", "entries"), count(1200, "entry", "entries"), count(2, "file")) == (
        "1 entry",
        "1,200 entries",
        "2 files",
    )
    assert plain("a\x1b[31m\n b\u202e\u2028c") == "a [31m b c"
    assert plain("x" * 300, 10) == "x" * 9 + "…"


def test_many_open_accounts_and_many_addresses_are_cut_short(tmp_path: Path) -> None:
    numbers = range(12)
    accounts = "".join(f"Account {number:02},a{number}.example\n" for number in numbers)
    (tmp_path / "accounts.csv").write_text("name,domains\n" + accounts)
    (tmp_path / "colleagues.csv").write_text("email\nanna@ours.example\n")
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:u{number}-{day}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:202603{day:02}T100000Z\r\n"
        f"DTEND:202603{day:02}T110000Z\r\nSUMMARY:S\r\nORGANIZER:mailto:anna@ours.example\r\n"
        f"ATTENDEE;PARTSTAT={answer}:mailto:kim@a{number}.example\r\nATTENDEE:mailto:zoe@ours.example\r\nEND:VEVENT\r\n"
        for number in numbers
        for day, answer in [(2, "ACCEPTED"), *((day, "NEEDS-ACTION") for day in range(3, 10))]
    )
    before = events.replace("202603", "202602").replace("UID:u", "UID:b").replace("NEEDS-ACTION", "ACCEPTED")
    (tmp_path / "a.ics").write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{before}{events}END:VCALENDAR\r\n")
    asked = ["hours", str(tmp_path / "a.ics"), "--directory", str(tmp_path), "--as-of", "2026-04-02"]
    done = CliRunner(env={"COLUMNS": "160"}).invoke(app, asked)
    assert "No account" not in done.stdout
    assert "not developing" in done.stdout
    assert "12 addresses not in contacts.csv" in done.stderr
    assert "kim@a2.example and 7 more" in done.stderr
    assert "1 address not in colleagues.csv, counted as ours by their e-mail domain: zoe@ours.example" in done.stderr
    (tmp_path / "a.ics").write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}{_ask_many(before)}END:VCALENDAR\r\n")
    done = CliRunner(env={"COLUMNS": "160"}).invoke(app, asked)
    assert "2 more accounts with an open verdict; --account NAME names what each hangs on." in done.stdout
    done = CliRunner(env={"COLUMNS": "160"}).invoke(app, [*asked, "--account", "Account 00"])
    assert "and 2 more; --explain lists every entry of a month" in done.stdout


def _ask_many(before: str) -> str:
    """The month before with seven sure hours: seven of March's must be asked about."""
    return before.replace("20260209T", "20260109T")


def test_a_meeting_written_twice_is_told_as_a_likely_duplicate(tmp_path: Path) -> None:
    event = (GOLDEN / "calendars" / "anna.ics").read_text()
    (tmp_path / "anna.ics").write_text(event)
    (tmp_path / "crm.ics").write_text(event.replace("UID:", "UID:crm-"))
    asked = [
        "hours",
        str(tmp_path),
        "--directory",
        str(GOLDEN),
        "--as-of",
        "2026-06-15",
        "--explain",
        "Acme",
        "2026-01",
    ]
    done = CliRunner(env={"COLUMNS": "160"}).invoke(app, asked)
    assert "It counts. Probably the same meeting as: Meeting, crm.ics; its time counts once." in done.stdout


def test_what_comes_of_it_does_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    """Files, an archive with a calendar too large for memory, one name twice, and one that cannot be read."""
    calendars = sorted((GOLDEN / "calendars").glob("*.ics"))
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        for path in calendars:
            archive.write(path, path.name)
    (tmp_path / "broken.ics").write_text("no calendar", encoding="utf-8")
    shown = []
    for processes in (None, "1", "2", "3"):
        asked = ["hours", *map(str, calendars), str(tmp_path), "--directory", str(GOLDEN), "--format", "csv"]
        more = ["--processes", processes] if processes else []
        result = CliRunner().invoke(app, [*asked, "--as-of", "2026-06-15", "--verbose", *more])
        assert result.exit_code == 0, result.stderr
        shown.append((result.stdout, result.stderr))
    assert all(each == shown[0] for each in shown)
    assert "broken.ics: This is not an iCalendar" in shown[0][1]


def test_batches_end_where_what_is_held_would_go_away_or_be_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_HELD", 10)
    monkeypatch.setattr(reading, "_AT_ONCE", 3)
    files = [CalendarFile(str(number), Path("x"), 1) for number in range(4)]
    files += [CalendarFile("large", b"x" * 11, 11), CalendarFile("gone soon", Path("y"), 1, fleeting=True), files[0]]
    shown = [[file.name for file in batch] for batch in reading._batches(files)]
    assert shown == [["0", "1", "2"], ["3", "large"], ["gone soon"], ["0"]]


def test_a_number_of_processes_that_cannot_be() -> None:
    result = CliRunner().invoke(app, ["hours", str(GOLDEN / "calendars"), "--processes", "0"])
    assert result.exit_code == 2
