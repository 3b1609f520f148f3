"""`./start test` fails when any run fails or is killed, and says in its closing words what was not run."""

from __future__ import annotations

import pytest

from tests import everything, machine


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without browser and without PostgreSQL."""
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


@pytest.mark.usefixtures("bare")
def test_where_everything_is_asked_for_a_missing_browser_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNERCIRCLE_TEST_ALL", "yes")
    assert everything.main() == 3
