"""All golden cases come out byte for byte through the real command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CASES = sorted((Path(__file__).parents[1] / "golden" / "hours").iterdir())


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command as a person calls it, in a process of its own."""
    environment = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "innercircle", "hours", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


def asked(case: Path) -> list[str | Path]:
    """The arguments of a golden case."""
    return [case / "calendars", "--directory", case, "--as-of", (case / "as-of.txt").read_text().strip()]


def test_there_are_nine_cases() -> None:
    assert len(CASES) == 9


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_csv(case: Path) -> None:
    done = run(*asked(case), "--format", "csv")
    assert done.stdout == (case / "expected.csv").read_text("utf-8")
    assert done.returncode == 0
    assert done.stderr.startswith("Read ")


@pytest.mark.parametrize("case", CASES[:1], ids=lambda case: case.name)
def test_json_has_the_same_columns_and_figures(case: Path) -> None:
    done = run(*asked(case), "--format", "json")
    header, *rows = [line.split(",") for line in (case / "expected.csv").read_text().splitlines()]
    found = json.loads(done.stdout)
    assert [list(each) for each in found] == [header] * len(rows)
    assert [[str(value) for value in each.values()] for each in found] == rows


def test_hours_imports_neither_django_nor_a_database() -> None:
    probe = (
        "import sys, innercircle.cli.hours, innercircle.cli.main\n"
        "print([name for name in ('django', 'sqlite3', 'psycopg') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
