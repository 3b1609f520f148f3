"""`innercircle hours` over attendance files and engines, and every way the answer can be written."""

from __future__ import annotations

import csv
import errno
import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from innercircle.cli.hours import reading
from innercircle.cli.main import app
from innercircle.hours.attendances import writing
from tests.hours.attendances.rows import csv as write_csv
from tests.hours.attendances.rows import parquet
from tests.hours.attendances.test_files import ROWS, TEXTS

CASES = sorted((Path(__file__).parents[1] / "golden" / "hours").iterdir())
HEAD = b"account,month,side,person,start,end,meeting,confirmed\n"
AS_OF = ("--as-of", "2026-04-15")


def ask(*arguments: str | Path, terminal: str = "") -> Result:
    environment = {"COLUMNS": "140", "FORCE_COLOR": terminal or None, "NO_COLOR": None}
    return CliRunner(env=environment).invoke(app, ["hours", *map(str, arguments)])


def golden(case: Path) -> list[str | Path]:
    return [case / "calendars", "--directory", case, "--as-of", (case / "as-of.txt").read_text().strip()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_month_through_parquet_csv_and_duckdb_is_the_same(case: Path, tmp_path: Path) -> None:
    expected = (case / "expected.csv").read_text("utf-8")
    as_of = ("--as-of", (case / "as-of.txt").read_text().strip(), "--format", "csv")
    for name in ("facts.parquet", "facts.csv"):
        done = ask(*golden(case), "--format", "csv", "--attendances", tmp_path / name)
        assert (done.stdout, done.exit_code) == (expected, 0)
        assert f"attendances to {tmp_path / name}" in done.stderr.replace("\n", "")
        assert ask(tmp_path / name, *as_of).stdout == expected
        assert ask(tmp_path / name, "--engine", "duckdb", *as_of).stdout == expected


def test_figures_as_parquet_json_and_csv_in_a_file(tmp_path: Path) -> None:
    case = CASES[0]
    for name in ("a.parquet", "a.json", "a.csv"):
        done = ask(*golden(case), "--output", tmp_path / name)
        assert (done.stdout, done.exit_code) == ("", 0)
    assert (tmp_path / "a.csv").read_text() == (case / "expected.csv").read_text()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text())))
    found = pq.read_table(tmp_path / "a.parquet").to_pylist()
    assert [{name: str(value) for name, value in row.items()} for row in found] == rows
    assert '"verdict": "developing"' in (tmp_path / "a.json").read_text()
    assert not list(tmp_path.glob("*.part"))


def test_parquet_through_a_pipe_but_not_onto_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    done = ask(*golden(CASES[0]), "--format", "parquet")
    assert pq.read_table(io.BytesIO(done.stdout_bytes)).num_rows == 5
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    done = ask(*golden(CASES[0]), "--format", "parquet")
    assert "name a file with --output FILE.parquet" in done.stderr


def test_attendances_need_no_directory(tmp_path: Path) -> None:
    done = ask(parquet(tmp_path / "a.parquet", TEXTS), *AS_OF)
    assert "Account 1" in done.stdout
    assert "Mar 2026" in done.stdout
    assert "needed" not in done.stdout
    assert "Read 1 file" in done.stderr
    assert "6 attendances, 0 left out." in done.stderr
    one = ask(tmp_path / "a.parquet", *AS_OF, "--account", "account 2", "--format", "csv")
    assert one.stdout.splitlines()[1:] == ["Account 2,2026-03,0.9833,0.9833,0.0,1,1,developing"]
    assert "Mar 2026" in ask(tmp_path / "a.parquet", *AS_OF, "--account", "account 2").stdout
    assert "No account gave client hours up to Jan 2026." in ask(tmp_path / "a.parquet", "--as-of", "2026-02-02").stdout


def test_a_folder_of_parts_is_one_table(tmp_path: Path) -> None:
    (tmp_path / "table").mkdir()
    for place in range(3):
        parquet(tmp_path / "table" / f"part-{place}.parquet", ROWS[place::3])
    (tmp_path / "table" / "_SUCCESS").write_text("")
    done = ask(tmp_path / "table", *AS_OF, "--format", "csv")
    assert done.stdout.splitlines()[1].startswith("1,2026-03,")
    assert "Read 3 files" in done.stderr


def test_what_was_odd_is_told(tmp_path: Path) -> None:
    rows = [row | {"note": "x"} for row in (TEXTS[2], *TEXTS[:2], TEXTS[0] | {"side": "both"})]
    said = ask(write_csv(tmp_path / "a.csv", rows), *AS_OF).stderr
    assert "Note: a.csv: further columns are ignored: note" in said
    assert "The rows are not in their order: row 2 comes before one it should follow" in said
    assert "a.csv, row 4, column side: “both” is not client or ours (0 or 1). Left out." in said
    assert "4 attendances, 1 left out" in said


def test_progress_with_rate_and_time_left_on_a_terminal_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PATIENCE", 0.0)
    monkeypatch.setattr(reading, "_BETWEEN", 0.0)
    for place in range(2):
        parquet(tmp_path / f"{place}.parquet", ROWS[place::2])
    shown = ask(tmp_path, *AS_OF, terminal="1").stderr
    assert "2 files" in shown
    assert "kB" in shown
    assert ":" in shown
    assert "2 files" not in ask(tmp_path, *AS_OF).stderr.partition("Read")[0]


def test_undecided_rows_are_written_decided(tmp_path: Path) -> None:
    raw = [{name: value for name, value in row.items() if name != "month"} for row in TEXTS[::-1]]
    source = parquet(tmp_path / "raw.parquet", raw)
    done = ask(source, "--attendances", tmp_path / "out.parquet", *AS_OF, "--format", "csv")
    assert "Wrote 6 attendances" in done.stderr
    again = ask(tmp_path / "out.parquet", "--engine", "duckdb", *AS_OF, "--format", "csv")
    assert again.stdout == done.stdout
    assert len(again.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("{dir}/calendars",), "--directory is missing: the folder with accounts.csv and colleagues.csv"),
        (
            ("{tmp}/a.parquet", "{dir}/calendars"),
            "is no attendance file but a.parquet is; read calendars and attendances",
        ),
        (
            ("{tmp}/a.parquet", "--explain", "Acme", "2026-03"),
            "--explain needs calendars: attendances hold no reasons.",
        ),
        (
            ("{tmp}/a.parquet", "--account", "Account 3"),
            "no account “Account 3” in the attendances (did you mean Account",
        ),
        (("{tmp}/bad.parquet",), "bad.parquet: the columns account, side, person"),
        (("{tmp}/a.parquet", "--output", "{tmp}/a.txt"), "the name should end in .csv, .json or .parquet"),
        (("{tmp}/a.parquet", "--output", "{tmp}/none/a.csv"), "a.csv: cannot be written (No such file or directory)"),
        (("{tmp}/a.parquet", "--format", "csv", "--output", "{tmp}"), "this is a folder; name a file in it"),
        (("{tmp}/a.parquet", "--attendances", "{tmp}"), "this is a folder; name a file in it"),
        (("{tmp}/a.parquet", "--format", "table", "--output", "{tmp}/t"), "a table for people goes to standard output"),
        (("{tmp}/a.parquet", "--attendances", "{tmp}/none/a.csv"), "a.csv: cannot be written"),
        (("{tmp}/none.parquet", "--engine-url", "x.duckdb"), "--engine duckdb, postgres or spark says which."),
        (("{tmp}/x.parquet", "--engine", "duckdb"), "DuckDB could not compute the measure:"),
        (("t", "--engine", "duckdb", "--attendances", "{tmp}/b.csv"), "an engine has its attendances already"),
        (("t", "--engine", "postgres"), "PostgreSQL needs --engine-url"),
        pytest.param(
            ("t", "--engine", "spark", "--engine-url", "spark://127.0.0.1:8173"),
            "Spark cannot be reached",
            marks=pytest.mark.spark,
        ),
        (("t", "--engine", "oracle"), "Invalid value for '--engine'"),
    ],
)
def test_input_that_cannot_be_used(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    parquet(tmp_path / "a.parquet", TEXTS)
    parquet(tmp_path / "bad.parquet", [{"a": 1}])
    done = ask(*(each.format(tmp=tmp_path, dir=CASES[0]) for each in arguments), *AS_OF)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("missing", "arguments", "sentence"),
    [
        ("pyarrow", ("{tmp}/a.csv",), "pip install 'innercircle[parquet]'"),
        ("pyarrow", ("{tmp}/a.csv", "--engine", "duckdb"), "pip install 'innercircle[engines]'"),
        ("ibis", ("{tmp}/a.csv", "--engine", "duckdb"), "pip install 'innercircle[engines]'"),
        (
            "pyarrow",
            ("{dir}/calendars", "--directory", "{dir}", "--format", "parquet"),
            "pip install 'innercircle[parquet]'",
        ),
        ("pyarrow", ("{dir}/calendars", "--directory", "{dir}", "--attendances", "{tmp}/o"), "'innercircle[parquet]'"),
    ],
)
def test_a_missing_extra_is_named(tmp_path: Path, missing: str, arguments: tuple[str, ...], sentence: str) -> None:
    write_csv(tmp_path / "a.csv", TEXTS)
    without = f"import sys; sys.modules[{missing!r}] = None; from innercircle.cli.main import main; main()"
    words = [each.format(tmp=tmp_path, dir=CASES[0]) for each in arguments]
    done = subprocess.run(
        [sys.executable, "-c", without, "hours", *words, *AS_OF], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_attendances_of_calendars_are_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(path: Path, _: object) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "Error writing bytes to file. Detail: ...")

    monkeypatch.setattr(writing, "_write_csv", breaks)
    (tmp_path / "a.csv").write_text("as it was")
    done = ask(*golden(CASES[0]), "--attendances", tmp_path / "a.csv")
    assert done.exit_code == 2
    assert "a.csv: cannot be written (No space left on device)." in done.stderr.replace("\n", " ")
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"a.csv": "as it was"}


def test_a_table_for_people_has_no_file_and_nothing_is_read_first(tmp_path: Path) -> None:
    done = ask(*golden(CASES[0]), "--format", "table", "--output", tmp_path / "t")
    assert done.exit_code == 2
    assert done.stderr.startswith("--output writes csv, json or parquet")


@pytest.mark.parametrize("option", ["--output", "--attendances"])
def test_a_folder_that_takes_nothing_is_refused_before_anything_is_read(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda place, mode, **_: mode != os.W_OK and allowed(place, mode))
    done = ask(*golden(CASES[0]), option, tmp_path / "a.csv")
    assert done.exit_code == 2
    assert "nothing may be written into the folder" in done.stderr
    assert "Read " not in done.stderr


def test_options_that_do_nothing_with_attendances_are_told(tmp_path: Path) -> None:
    facts = parquet(tmp_path / "a.parquet", TEXTS)
    done = ask(facts, "--directory", CASES[0], "--processes", "2", *AS_OF)
    assert done.exit_code == 0
    assert "Note: --directory, --processes: for calendars only, not used here." in done.stderr


@pytest.mark.parametrize("option", ["--output", "--attendances"])
@pytest.mark.parametrize("through", ["file", "folder"])
def test_what_is_read_is_never_written_over(tmp_path: Path, option: str, through: str) -> None:
    facts = write_csv(tmp_path / "facts.csv", TEXTS)
    before = facts.read_bytes()
    done = ask(facts if through == "file" else tmp_path, option, facts)
    assert done.exit_code == 2
    assert f"{option} " in done.stderr
    assert "this file is read; name another to write to." in done.stderr.replace("\n", " ")
    assert facts.read_bytes() == before


def test_an_answer_goes_into_a_pipe_as_it_is(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    try:
        done = ask(parquet(tmp_path / "a.parquet", ROWS), "--format", "csv", "--output", f"/dev/fd/{writer}", *AS_OF)
        assert (done.exit_code, os.read(reader, 8)) == (0, b"account,")
    finally:
        os.close(reader)
        os.close(writer)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.json", b'{"hello": "world"}', "first fault: This is no event of Microsoft Graph or of Google Calendar."),
        ("a.csv", b"konto,monat\n", "its name says that it is a table, its content does not"),
        ("a.csv", HEAD, "a.csv: there is no attendance in it"),
        ("a.csv", HEAD + b'"Acme,2026-03,client\n', "No attendance could be used"),
        ("a.csv", HEAD + "Müller,2026-03,client,p,1,2,m,1".encode("latin-1"), "it is not written in UTF-8; save it so"),
        ("a.csv", HEAD + b"A,2026-03,client,p,-5,99999999999999999999999,m,1\n", "row 1, column end: “9999999"),
        ("a.csv", gzip.compress((HEAD + b"A,2026-03,client,p,1,2,m,1\n" * 3)[:90])[:-6], "a.csv: cannot be read"),
        ("a.bin", bytes(range(256)), "It is neither JSON nor Parquet either"),
    ],
)
def test_a_file_of_which_nothing_can_be_used_ends_with_a_sentence(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(data)
    done = ask(tmp_path / name, "--directory", CASES[0], "--format", "csv", *AS_OF)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_rows_that_are_all_left_out_are_no_answer(tmp_path: Path) -> None:
    done = ask(parquet(tmp_path / "a.parquet", [row | {"end": row["start"]} for row in ROWS]), "--format", "csv")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "No attendance could be used" in done.stderr
