"""The golden months through Graph, Graph Data Connect and Google give the same figures as through `.ics`."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from typer.testing import CliRunner

from innercircle.calendars import ics
from innercircle.calendars.rules import Window
from innercircle.cli.main import app
from tests.calendars.exports.written import write

CASES = sorted((Path(__file__).parents[2] / "golden" / "hours").iterdir())
EVER = Window(1_600_000_000, 1_900_000_000)


def exported(case: Path, folder: Path, kind: str) -> Path:
    """Every calendar of the case as an export of its mailbox, under the same name."""
    folder.mkdir()
    for calendar in sorted((case / "calendars").rglob("*.ics")):
        entries = list(ics.read(calendar, name="x", window=EVER, zone="UTC", remark=lambda _: None))
        write(folder / f"{calendar.stem}.json", kind, entries)
    return folder


def figures(case: Path, calendars: Path) -> str:
    as_of = (case / "as-of.txt").read_text().strip()
    asked = ["hours", str(calendars), "--directory", str(case), "--as-of", as_of, "--format", "csv"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["graph", "data-connect", "google"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_golden_month_through_an_export_is_the_same(case: Path, kind: str, tmp_path: Path) -> None:
    assert figures(case, exported(case, tmp_path / "x", kind)) == (case / "expected.csv").read_text("utf-8")


def test_one_file_of_all_mailboxes_is_the_same_as_many(tmp_path: Path) -> None:
    """Graph Data Connect puts every mailbox's copy of a meeting into one file."""
    case = CASES[4]
    lines = [file.read_text() for file in sorted(exported(case, tmp_path / "x", "data-connect").iterdir())]
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "part-0.json.gz").write_bytes(gzip.compress("".join(lines * 2).encode()))
    found = figures(case, tmp_path / "all" / "part-0.json.gz")
    # Told by UID and start: the copies of a meeting that was moved since are another meeting, as the contract says.
    assert found.splitlines()[0] == (case / "expected.csv").read_text().splitlines()[0]
    assert float(found.splitlines()[1].split(",")[3]) >= 3.0
