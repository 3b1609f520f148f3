"""`./start test` fails when any run fails or is killed, and says in its closing words what was not run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import everything, machine


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without browser, without PostgreSQL, without Spark."""
    monkeypatch.setattr(machine, "no_spark", lambda: machine.NO_JAVA)
    monkeypatch.setattr(machine, "no_browser", lambda: machine.NO_BROWSER)
    monkeypatch.setattr(machine, "postgres", lambda: None)
    monkeypatch.delenv("INNERCIRCLE_TEST_ALL", raising=False)


@pytest.mark.parametrize(("status", "ends"), [(0, 0), (1, 1), (-9, 1)])
@pytest.mark.usefixtures("bare")
def test_a_run_that_failed_or_was_killed_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int, ends: int
) -> None:
    monkeypatch.setattr(everything, "_pytest", lambda *_: status)
    assert everything.main() == ends
    said = capsys.readouterr().out
    assert f"Tests on SQLite: {'passed' if status == 0 else 'FAILED'}" in said
    assert "NOT RUN: the browser tests: no Chromium" in said
    assert "NOT RUN: the tests on PostgreSQL: no PostgreSQL" in said
    assert "NOT RUN: THE MEASURE ON SPARK WAS NOT TRIED: no Java 17 or newer was found" in said


def test_all_that_drives_the_browser_stands_in_the_folder_that_is_run_with_it() -> None:
    tests = Path(everything.__file__).parent
    marked = {path.parent for path in tests.rglob("*.py") if ".browser" in path.read_text(encoding="utf-8")}
    assert marked - {Path(__file__).parent} == {tests / "browser"}
    assert everything._BROWSER[-1] == "tests/browser"


@pytest.mark.usefixtures("bare")
def test_spark_is_tried_where_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(machine, "no_spark", lambda: "")
    monkeypatch.setattr(everything, "_pytest", lambda _, __, *more: int("spark" in more))
    assert everything.main() == 1
    assert "Tests on Spark: FAILED" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ('openjdk version "17.0.15" 2025-04-15', ""),
        ('openjdk version "21" 2023-09-19', ""),
        ('java version "1.8.0_392"', machine.NO_JAVA),
        ("The operation couldn’t be completed.", machine.NO_JAVA),
    ],
)
def test_an_old_java_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, missing: str) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(machine, "find_spec", lambda _: object())
    assert machine.no_spark.__wrapped__() == missing
    monkeypatch.setattr(machine, "find_spec", lambda _: None)
    assert machine.no_spark.__wrapped__() == machine.NO_PYSPARK


@pytest.mark.usefixtures("bare")
def test_where_everything_is_asked_for_a_missing_browser_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNERCIRCLE_TEST_ALL", "yes")
    assert everything.main() == 3
