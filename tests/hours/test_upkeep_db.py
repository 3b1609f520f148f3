"""The directory changes and the figures follow; the terminal proves and mends them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from typer.main import get_command

from innercircle.cli.hours_check import hours_check
from innercircle.cli.main import app
from innercircle.directory.actions.accounts import change_account
from innercircle.directory.actions.contacts import move_contact
from innercircle.directory.models import Contact, Touched
from innercircle.hours import actions, queries
from innercircle.hours.models import AccountMonth, Tracking
from tests.calendars.desk import calendar, done, event, load
from tests.cast import Cast, contact
from tests.hours.desk import CONFIRMED, HOUR, NOW, colleague, hours_of, meet, person

PEOPLE = ("anna@ours.example:ACCEPTED", "kim@acme.example:ACCEPTED")


@pytest.fixture
def kim(cast: Cast) -> Contact:
    """Kim of Acme, who met Anna for an hour at the end of March."""
    row = contact("Kim", cast.acme)
    done(load(calendar(event("one", "2026-03-31 23:30", "2026-04-01 00:30", *PEOPLE))))
    actions.upkeep(at=NOW)
    return row


def test_there_is_mostly_nothing_to_do(kim: Contact) -> None:
    with CaptureQueriesContext(connection) as caught:
        assert actions.upkeep(at=NOW) == 0
    assert len(caught) == 1


def test_a_new_clock_moves_hours_from_one_month_to_another(cast: Cast, kim: Contact) -> None:
    assert [hours_of(cast.acme, month)[0] for month in ("2026-03", "2026-04")] == [0.5, 0.5]
    change_account(by=cast.adam, at=NOW, account=cast.acme, version=None, values={"time_zone": "Europe/Berlin"})
    told: list[tuple[int, int]] = []
    assert actions.upkeep(at=NOW, progress=lambda *each: told.append(each)) == 1
    assert told == [*[(0, 1)] * (len(told) - 1), (1, 1)]  # a sign of life between any two transactions
    assert not AccountMonth.objects.filter(account=cast.acme, month=2026 * 12 + 2).exists()
    assert hours_of(cast.acme, "2026-04")[0] == 1
    assert Tracking.objects.get(account=cast.acme).time_zone == "Europe/Berlin"
    assert not Touched.objects.exists()
    assert list(queries.deviations()) == []


def test_a_new_job_leaves_past_hours_where_they_were_given(cast: Cast, kim: Contact) -> None:
    move_contact(by=cast.adam, at=NOW, contact=kim, version=None, account=cast.gamma, on=date(2026, 6, 1))
    actions.upkeep(at=NOW)
    assert hours_of(cast.acme, "2026-04")[0] == 0.5
    assert not cast.gamma.months.exists()


def test_a_job_that_began_before_takes_the_hours_along(cast: Cast, kim: Contact) -> None:
    move_contact(by=cast.adam, at=NOW, contact=kim, version=None, account=cast.gamma, on=date(2026, 1, 1))
    actions.upkeep(at=NOW)
    assert hours_of(cast.gamma, "2026-03")[0] == 0.5
    assert not cast.acme.months.exists()
    assert list(queries.deviations()) == []


def test_an_interrupted_upkeep_is_done_again(cast: Cast, kim: Contact) -> None:
    change_account(by=cast.adam, at=NOW, account=cast.acme, version=None, values={"time_zone": "Europe/Berlin"})

    def stop(done_: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.upkeep(at=NOW, progress=stop)
    assert Touched.objects.exists()
    assert actions.upkeep(at=NOW) == 1


@pytest.fixture
def measured(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr("innercircle.cli.hours_check.django_ready", lambda: None)
    meet("2026-03-10 10:00", 1, {person("Kim", cast.acme): CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    return cast


def test_the_terminal_says_that_all_is_right(measured: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    hours_check()
    assert capsys.readouterr().out == "Every stored figure follows from the meetings.\n"


def test_the_terminal_names_what_deviates_and_mends_it(measured: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    AccountMonth.objects.filter(policy="seen", high__gt=0).update(high=2 * HOUR)
    with pytest.raises(SystemExit) as ended:
        hours_check()
    assert ended.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"account {measured.acme.pk}, 2026-03: seen: high 7200 instead of 3600"
    assert "--rebuild" in lines[-1]
    hours_check(rebuild=True)
    assert capsys.readouterr().out.splitlines()[-1] == "Every stored figure follows from the meetings."


def test_hours_check_may_be_written_as_two_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    two = CliRunner().invoke(get_command(app), ["hours", "check", "--help"])
    assert two.output == CliRunner().invoke(get_command(app), ["hours-check", "--help"]).output
    (tmp_path / "check").touch()
    assert CliRunner().invoke(get_command(app), ["hours", "check", "--help"]).output != two.output


def test_many_deviations_are_counted(
    measured: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innercircle.cli.hours_check._SHOWN", 1)
    AccountMonth.objects.update(high=2 * HOUR, contacts=9)
    with pytest.raises(SystemExit):
        hours_check()
    assert "... and 3 more." in capsys.readouterr().out
