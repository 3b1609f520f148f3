"""`innercircle hours` for people: tables, reasons, faults of input, owners, archives."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from innercircle.cli.main import app

GOLDEN = Path(__file__).parents[1] / "golden" / "hours"
FIRST = GOLDEN / "01-five-months"
OPEN = GOLDEN / "06-how-sure"
NOTHING_COUNTS = GOLDEN / "07-what-does-not-count"
GROUP = GOLDEN / "08-two-accounts-and-a-group"


def ask(
    *arguments: str | Path, columns: int = 160, given: bytes | None = None, unicode: bool = True, terminal: str = ""
) -> Result:
    environment = {"COLUMNS": str(columns), "FORCE_COLOR": terminal or None, "NO_COLOR": None}
    runner = CliRunner(charset="utf-8" if unicode else "ascii", env=environment)
    return runner.invoke(app, ["hours", *map(str, arguments)], input=given)


def case(folder: Path, *more: str | Path, columns: int = 160, unicode: bool = True, terminal: str = "") -> Result:
    as_of = () if "--as-of" in more else ("--as-of", (folder / "as-of.txt").read_text().strip())
    asked = (folder / "calendars", "--directory", folder, *as_of, *more)
    return ask(*asked, columns=columns, unicode=unicode, terminal=terminal)


def event(uid: str, *lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", ""))


def calendar(*events: str, name: str = "") -> str:
    head = f"X-WR-CALNAME:{name}\r\n" if name else ""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n{head}{''.join(events)}END:VCALENDAR\r\n"


CLIENT_ONLY = event(
    "c1",
    "DTSTART:20260310T100000Z",
    "DTEND:20260310T110000Z",
    "SUMMARY:Visit",
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:one@acme.example",
)


def test_portfolio_is_ordered_by_the_last_hours_and_says_what_runs() -> None:
    done = case(GROUP)
    lines = [line.split() for line in done.stdout.splitlines() if " developing" in line]
    assert [line[0] for line in lines] == ["Acme", "Beta", "Acme"]
    assert "May 2026" in done.stdout
    assert "> 2.0" in done.stdout
    assert "Acme with the organisations below it: 3.0 client hours in Apr 2026." in done.stdout
    assert done.exit_code == 0


def test_portfolio_names_what_an_open_verdict_hangs_on() -> None:
    done = case(OPEN, "--as-of", "2026-05-05")
    assert "Acme, Apr 2026: 0.0–2.0 client hours after 1.0–2.0: open until somebody says who came." in done.stdout
    assert "1 meeting settles it as “not developing”:" in done.stdout
    assert "2026-04-15 10:00 to 11:00 “Meeting” with Two, Three, if they did not" in done.stdout


@pytest.mark.parametrize("columns", [40, 55, 70, 90, 110, 160])
def test_any_width_shows_account_hours_and_verdict_and_runs_over_no_edge(columns: int) -> None:
    done = case(GROUP, columns=columns)
    assert "Acme" in done.stdout
    assert "2.0" in done.stdout
    assert "▲ developing" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "…" not in done.stdout


def test_colour_only_where_wanted() -> None:
    assert "\x1b[" not in case(GROUP).stdout
    assert "\x1b[32m" in case(GROUP, terminal="1").stdout


@pytest.mark.parametrize("columns", [40, 60, 160])
def test_one_account_month_by_month(columns: int) -> None:
    done = case(OPEN, "--account", "acme", columns=columns)
    assert "Feb 2026" in done.stdout
    assert "1.0–2.0" in done.stdout
    assert "– dormant" in done.stdout
    assert ("░░░" in done.stdout) == (columns == 160)


def test_context_of_one_account() -> None:
    done = case(FIRST, "--account", "Acme", columns=200)
    assert "Last month: 100% in person; 2.0 client hours for each of ours." in done.stdout
    assert "Jun 2026: 0.0 client hours so far, 0.0 booked; more than 8.0 still needed" in done.stdout
    done = case(OPEN, "--account", "Acme")
    assert "Last 3 months: 0.0–2.0 client hours, after 3.0–5.0 in the 3 months before." in done.stdout


def test_a_month_that_already_beats_the_last_needs_nothing() -> None:
    done = case(FIRST, "--as-of", "2026-05-12", "--account", "Acme")
    assert "May 2026: 0.0 client hours so far, 8.0 booked: more than the 6.0 of the month before." in done.stdout
    assert "nothing" in case(FIRST, "--as-of", "2026-05-13").stdout


def test_without_as_of_it_is_now() -> None:
    assert ask(FIRST / "calendars", "--directory", FIRST).exit_code == 0


def test_month_and_account_choose_rows() -> None:
    done = case(GROUP, "--month", "2026-04", "--account", "beta", "--format", "json")
    assert [(row["account"], row["month"]) for row in json.loads(done.stdout)] == [("Beta", "2026-04")]
    assert case(FIRST, "--month", "2026-03", "--format", "csv").stdout.splitlines()[1:] == [
        "Acme,2026-03,2.0,2.0,1.0,1,2,developing"
    ]
    assert "Mar 2026" in case(FIRST, "--month", "2026-03").stdout
    assert "No account gave client hours up to Dec 2025." in case(FIRST, "--month", "2025-12").stdout


def test_strict_policy() -> None:
    seen = case(GOLDEN / "09-outlook", "--format", "csv")
    strict = case(GOLDEN / "09-outlook", "--format", "csv", "--policy", "in-person")
    assert len(seen.stdout.splitlines()) == 2
    assert len(strict.stdout.splitlines()) == 1


def test_accounts_without_hours_are_named(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("name,domains\nAcme,acme.example\nQuiet,quiet.example\n")
    shutil.copy(FIRST / "colleagues.csv", tmp_path)
    done = ask(FIRST / "calendars", "--directory", tmp_path, "--as-of", "2026-06-15")
    assert "No client hours at all: Quiet" in done.stdout


def test_every_entry_is_explained() -> None:
    done = case(NOTHING_COUNTS, "--explain", "Acme", "2026-03")
    for sentence in (
        "An all-day entry has no hours.",
        "The meeting was cancelled.",
        "None of our people took part: every colleague listed declined.",
        "None of our people is listed, and the calendar's owner is not known.",
        "It begins and ends at the same moment.",
        "not counted: room7@acme.example (room), beamer@acme.example (resource), all-staff@acme.example (list), ",
        "someone@gmail.com (free-mail address)",
        "1 counted, 5 left out.",
    ):
        assert sentence in done.stdout
    assert "2026-03-03 all day  Meeting  [anna.ics]" in done.stdout


def test_copies_and_overlap_are_explained() -> None:
    done = case(GOLDEN / "05-one-meeting-many-calendars", "--explain", "Acme", "2026-02")
    assert "A newer copy of the same meeting replaces it. See ben.ics." in done.stdout
    assert "The same meeting is counted from another calendar. See ben.ics." in done.stdout
    done = case(GOLDEN / "02-overlap", "--explain", "Acme", "2026-03")
    assert "The entries add up to 4.0 h; time that overlaps counts once: 3.5 h." in done.stdout


def test_reasons_as_csv_and_json() -> None:
    done = case(NOTHING_COUNTS, "--explain", "Acme", "2026-03", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["result"] for row in rows] == [
        "all-day",
        "cancelled",
        "all of ours declined",
        "nobody of ours",
        "zero length",
        "counted",
    ]
    assert (rows[0]["start"], rows[5]["high_hours"]) == ("2026-03-03T00:00+00:00", "0.5")
    done = case(NOTHING_COUNTS, "--explain", "Acme", "2026-03", "--format", "json")
    assert [row["uid"] for row in json.loads(done.stdout)] == ["x1", "x2", "x3", "x4", "x5", "x6"]


def test_explaining_an_empty_or_a_running_month() -> None:
    assert "No entry of that month names anybody" in case(FIRST, "--explain", "Acme", "2025-03").stdout
    running = case(FIRST, "--as-of", "2026-05-10", "--explain", "Acme", "2026-05").stdout
    assert "the month is not over, so there is no verdict" in running
    assert "8.0 client hours" in running


def test_a_title_from_a_stranger_can_neither_steer_the_terminal_nor_run_in_a_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "a.ics"
    people = ("ORGANIZER:mailto:anna@ours.example", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:one@acme.example")
    when = ("DTSTART:20260310T100000Z", "DTEND:20260310T110000Z")
    file.write_text(calendar(event("e", *when, "SUMMARY:=cmd()\x1b[2J[red]\u202e", *people)), "utf-8")
    asked = (file, "--directory", FIRST, "--as-of", "2026-06-15", "--explain", "Acme", "2026-03")
    assert "\x1b[2J" not in ask(*asked).stdout
    assert "[red]" in ask(*asked).stdout
    (row,) = csv.DictReader(io.StringIO(ask(*asked, "--format", "csv").stdout))
    assert row["title"] == "'=cmd() [2J[red]"


@pytest.mark.parametrize(
    ("name", "inside", "options"),
    [
        ("anna@ours.example.ics", "", ()),
        ("work.ics", "Anna@Ours.example", ()),
        ("work.ics", "", ("--owner", "work.ics=anna@ours.example")),
    ],
)
def test_a_known_owner_is_presumed_to_have_taken_part(
    tmp_path: Path, name: str, inside: str, options: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(calendar(CLIENT_ONLY, name=inside))
    done = ask(tmp_path / name, "--directory", FIRST, "--as-of", "2026-04-02", "--format", "csv", *options)
    assert done.stdout.splitlines()[1:] == ["Acme,2026-03,0.0,1.0,1.0,1,1,open"]


@pytest.mark.parametrize(
    ("name", "inside"), [("anna.ics", ""), ("Anna Berg.ics", "Anna"), ("zoe@ours.example.ics", "")]
)
def test_a_name_alone_is_no_owner(tmp_path: Path, name: str, inside: str) -> None:
    (tmp_path / name).write_text(calendar(CLIENT_ONLY, name=inside))
    done = ask(tmp_path / name, "--directory", FIRST, "--as-of", "2026-04-02", "--format", "csv")
    assert done.stdout.splitlines()[1:] == []


def test_zip_folder_and_standard_input_give_the_same(tmp_path: Path) -> None:
    text = (FIRST / "calendars" / "anna.ics").read_bytes()
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        archive.writestr("Takeout/Calendar/anna.ics", text)
    options = ("--directory", FIRST, "--as-of", "2026-06-15", "--format", "csv")
    expected = (FIRST / "expected.csv").read_text()
    assert ask(tmp_path / "takeout.zip", *options).stdout == expected
    assert ask("-", *options, given=text).stdout == expected


def test_two_files_of_one_name_are_two_calendars(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        shutil.copy(FIRST / "calendars" / "anna.ics", tmp_path / folder)
    done = ask(
        tmp_path / "one",
        tmp_path / "two",
        "--directory",
        FIRST,
        "--as-of",
        "2026-06-15",
        "--explain",
        "Acme",
        "2026-01",
    )
    assert "See anna.ics." in done.stdout
    assert "[anna.ics (2)]" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("missing.ics", "--directory", FIRST), "missing.ics: there is no such file or folder"),
        ((FIRST / "calendars", "--directory", "nowhere"), "nowhere is no folder; --directory names the folder"),
        ((FIRST / "README.md", "--directory", FIRST), "No calendar could be read. README.md: This is not an iCalendar"),
        (
            (FIRST, "--directory", FIRST, "--as-of", "15.6.2026"),
            "--as-of: “15.6.2026” is no date; it reads like 2026-06-15.",
        ),
        ((FIRST, "--directory", FIRST, "--month", "2026-13"), "--month: 2026-13 is no month"),
        ((FIRST, "--directory", FIRST, "--explain", "Acme", "May"), "--explain: “May” is no month"),
        (
            (FIRST, "--directory", FIRST, "--account", "Acmee"),
            "There is no account “Acmee” in accounts.csv (did you mean Acme?).",
        ),
        ((FIRST, "--directory", FIRST, "--explain", "Zzz", "2026-01"), "There is no account “Zzz” in accounts.csv."),
        (
            (FIRST, "--directory", FIRST, "--zone", "Berlin"),
            "--zone: “Berlin” is no time zone (did you mean Europe/Berlin?).",
        ),
        ((FIRST, "--directory", FIRST, "--owner", "anna.ics"), "it reads like --owner anna.ics=anna@ours.example"),
        ((FIRST, "--directory", FIRST, "--owner", "anna.ics=x@y"), "“x@y” is no colleague's address in colleagues.csv"),
        (
            (FIRST, "--directory", FIRST, "--owner", "b.ics=anna@ours.example"),
            "--owner b.ics=anna@ours.example: none of the calendars is called b.ics",
        ),
        (
            (FIRST, "--directory", FIRST, "--as-of", "2026-06-15", "--month", "2026-06"),
            "--month 2026-06: on 2026-06-15 that month was not over",
        ),
    ],
)
def test_input_that_cannot_be_used(arguments: tuple[str | Path, ...], sentence: str) -> None:
    done = ask(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_faulty_entries_and_files_are_told_and_the_rest_is_taken(tmp_path: Path) -> None:
    good = event(
        "g",
        "DTSTART:20260310T100000Z",
        "DTEND:20260310T110000Z",
        "ORGANIZER:mailto:anna@ours.example",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:one@acme.example",
    )
    bad = event("b", "DTSTART:20260310T100000Z", "DTEND:20260309T110000Z", "ATTENDEE:mailto:one@acme.example")
    (tmp_path / "a.ics").write_text(calendar(good, bad))
    (tmp_path / "b.ics").write_text("")
    done = ask(tmp_path, "--directory", FIRST, "--as-of", "2026-04-02", "--format", "csv")
    assert done.stdout.splitlines()[1:] == ["Acme,2026-03,1.0,1.0,1.0,1,1,developing"]
    assert "b.ics: The file is empty." in done.stderr
    assert "a.ics, line " in done.stderr
    assert "Skipped." in done.stderr
    assert done.exit_code == 0


def test_many_remarks_are_cut_unless_asked_for(tmp_path: Path) -> None:
    bad = [event(f"b{number}", "DTSTART:20260310T100000Z", "DTEND:20260309T110000Z") for number in range(40)]
    (tmp_path / "a.ics").write_text(calendar(*bad))
    options = (tmp_path, "--directory", FIRST, "--as-of", "2026-04-02", "--format", "csv")
    assert "and 10 more (a.ics: 10); --verbose shows all" in ask(*options).stderr
    assert ask(*options, "--verbose").stderr.count("(UID b") == 40


def test_wrong_cells_of_the_directory_are_told(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text("name,domains,revenue\nAcme,acme.example,1\nAcme,x.example,2\n")
    shutil.copy(FIRST / "colleagues.csv", tmp_path)
    done = ask(FIRST / "calendars", "--directory", tmp_path, "--as-of", "2026-06-15", "--format", "csv")
    assert "Note: accounts.csv, line 1: further columns are ignored: revenue" in done.stderr
    assert "accounts.csv, line 3, column name: Acme stands in line 2 already" in done.stderr
    assert done.exit_code == 0


def test_people_in_no_list_are_named() -> None:
    assert "2 addresses not in contacts.csv, counted by their e-mail domain: lab@labs.example," in case(GROUP).stderr


def test_an_ascii_terminal_gets_the_nearest_characters() -> None:
    done = case(OPEN, "--as-of", "2026-05-05", unicode=False)
    assert "0.0-2.0 client hours after 1.0-2.0" in done.stdout
    assert "?" not in done.stdout.replace("? open", "")
