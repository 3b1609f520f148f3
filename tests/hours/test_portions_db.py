"""Long work holds the write lock shortly: it looks first, writes little at a time, and may be cut off anywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from innercircle.access.models import AuditEvent
from innercircle.calendars.actions import imports
from innercircle.calendars.models import Calendar, Meeting, Sighting
from innercircle.directory.actions.accounts import change_account
from innercircle.directory.actions.contacts import change_contact, move_contact
from innercircle.directory.actions.gate import touch
from innercircle.directory.actions.loading import load_colleagues, load_contacts
from innercircle.directory.models import Account, Contact, Touched
from innercircle.directory.queries import marked
from innercircle.directory.records import ColleagueLoad, ContactLoad
from innercircle.hours import actions, queries
from innercircle.hours.models import AccountMonth
from innercircle.hours.queries import outdated
from tests.calendars.desk import calendar, done, dump, event, load, weeks
from tests.cast import Cast, contact
from tests.hours.desk import NOW, hours_of

ANNA, KIM = "anna@ours.example:ACCEPTED", "kim@acme.example:ACCEPTED"
OVER_THE_MONTH = event("o", "2026-05-31 23:30", "2026-06-01 00:30", ANNA, KIM)
POINTS = 12


class Cut:
    """Fails one statement, as a full disk does; without a number it only counts them."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.count = at, 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.count += 1
        if self.count == self.at:
            raise OperationalError("disk I/O error")
        return execute(sql, params, many, context)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of everything in a transaction."""
    monkeypatch.setattr(imports, "DECIDED_AT_A_TIME", 2)
    # Functions bear the names of these modules.
    for module, name in (
        ("upkeep", "DECIDED_AT_A_TIME"),
        ("refresh", "_WRITTEN_AT_A_TIME"),
    ):
        monkeypatch.setattr(import_module(f"innercircle.hours.actions.{module}"), name, 2)
    monkeypatch.setattr(outdated, "_FACTS_AT_A_TIME", 4)


@pytest.fixture
def kim(cast: Cast) -> Contact:
    """Kim of Acme, who met Anna seven times in June and July."""
    row = contact("Kim", cast.acme)
    done(load(calendar(OVER_THE_MONTH, *weeks("w", 6, ANNA, KIM))))
    actions.upkeep(at=NOW)
    return row


def cut_anywhere(work: Callable[[], object], judge: Callable[[], None]) -> None:
    """Fail the work at many places, judge what is there, let it run to its end: it must be the end of an even run."""
    counted = Cut()
    with transaction.atomic():
        with connection.execute_wrapper(counted):
            work()
        expected = dump()
        transaction.set_rollback(True)
    for point in sorted({1 + round(place * (counted.count - 1) / (POINTS - 1)) for place in range(POINTS)}):
        with transaction.atomic():
            with pytest.raises(OperationalError), connection.execute_wrapper(Cut(point)):
                work()
            transaction.set_rollback(False)  # outside of a test nothing is left open here
            judge()
            work()
            assert dump() == expected, point
            transaction.set_rollback(True)


def figures_follow_from_facts() -> None:
    for account in Account.objects.all():
        assert list(outdated.outdated_cells(account.pk)) == []


def test_upkeep_cut_off_at_any_statement_leaves_what_belongs_together(cast: Cast, kim: Contact, few: None) -> None:
    change_account(by=cast.adam, at=NOW, account=cast.acme, version=None, values={"time_zone": "Europe/Berlin"})
    move_contact(by=cast.adam, at=NOW, contact=kim, version=None, account=cast.gamma, on=date(2026, 6, 20))

    def judge() -> None:
        assert Touched.objects.exists() or not list(queries.deviations())
        figures_follow_from_facts()

    cut_anywhere(lambda: actions.upkeep(at=NOW), judge)
    actions.upkeep(at=NOW)
    assert hours_of(cast.acme, "2026-06")[0] == 4
    assert hours_of(cast.gamma, "2026-06")[0] == 2
    assert list(queries.deviations()) == []


def test_a_calendar_is_deleted_little_by_little_and_last(cast: Cast, kim: Contact, few: None) -> None:
    (row,) = Calendar.objects.all()

    def delete() -> None:
        for left in Calendar.objects.all():
            actions.delete_calendar(by=cast.anna, at=NOW, calendar=left)

    def judge() -> None:
        assert Calendar.objects.exists() or not Meeting.objects.exists()
        assert list(queries.deviations()) == []

    cut_anywhere(delete, judge)
    delete()
    assert not Sighting.objects.exists()
    assert not AccountMonth.objects.exists()
    (told,) = AuditEvent.objects.filter(action="calendars.calendar.deleted")
    assert told.before == {"name": row.name, "owner": "Anna", "entries": 7}


def test_where_nothing_differs_nobody_is_kept_waiting(cast: Cast, kim: Contact) -> None:
    touch([cast.acme.pk])
    with CaptureQueriesContext(connection) as caught:
        assert actions.upkeep(at=NOW) == 1
    written = [each["sql"] for each in caught if not each["sql"].startswith(("SELECT", "DECLARE"))]
    assert len(written) == 1
    assert "directory_touched" in written[0]
    with CaptureQueriesContext(connection) as caught:
        assert actions.rebuild(at=NOW) == Account.objects.count()
    assert all(each["sql"].startswith(("SELECT", "DECLARE")) for each in caught)


def test_a_transaction_holds_as_many_meetings_as_it_may(cast: Cast, kim: Contact, few: None) -> None:
    change_account(by=cast.adam, at=NOW, account=cast.acme, version=None, values={"time_zone": "Asia/Tokyo"})
    move_contact(by=cast.adam, at=NOW, contact=kim, version=None, account=cast.gamma, on=date(2026, 1, 1))
    told: list[tuple[int, int]] = []
    with CaptureQueriesContext(connection) as caught:
        actions.upkeep(at=NOW, progress=lambda *each: told.append(each))
    begun = [each for each in caught if each["sql"].startswith("SAVEPOINT")]
    assert len(begun) >= 4  # seven meetings, two at a time
    assert len(told) > 4
    assert hours_of(cast.gamma, "2026-06")[0] == 5.5


def test_an_imported_newcomer_marks_only_themselves(cast: Cast, kim: Contact) -> None:
    lee = ContactLoad(line=1, columns={"name": "Lee"}, emails=["lee@acme.example"], account=cast.acme.pk)
    silent = ContactLoad(line=2, columns={"name": "Ann"}, account=cast.acme.pk)
    load_contacts(by=cast.adam, at=NOW, loads=[lee, silent])
    assert dict(marked().accounts) == {}
    assert [Contact.objects.get(pk=pk).name for pk in marked().people] == ["Lee"]
    with CaptureQueriesContext(connection) as caught:
        assert actions.upkeep(at=NOW) == 0
    assert sum(not each["sql"].startswith(("SELECT", "DECLARE")) for each in caught) == 1  # the mark goes
    assert not marked()


def test_a_further_post_or_other_days_mark_the_account(cast: Cast, kim: Contact) -> None:
    known = {"line": 1, "target": kim.pk, "version": kim.version}
    load_contacts(by=cast.adam, at=NOW, loads=[ContactLoad(**known, columns={"phone": "1"}, post=_post(kim))])
    assert not marked()
    kim.refresh_from_db()
    known["version"] = kim.version
    days = {"department": "Buying"}
    load_contacts(by=cast.adam, at=NOW, loads=[ContactLoad(**known, post=_post(kim), post_columns=days)])
    assert list(marked().accounts) == [cast.acme.pk]


def _post(who: Contact) -> int:
    return who.affiliations.get().pk


def test_a_newcomer_takes_over_the_meetings_that_name_their_address(cast: Cast, kim: Contact) -> None:
    lee = contact("Lee", cast.acme)
    address = "lee@else.example"
    change_contact(by=cast.adam, at=NOW, contact=lee, version=None, values={}, emails=[address])
    actions.upkeep(at=NOW)
    met = event("m", "2026-08-03 10:00", "2026-08-03 12:00", ANNA, f"{address}:ACCEPTED")
    done(load(calendar(met), name="more.ics"))
    assert hours_of(cast.acme, "2026-08")[0] == 2
    change_contact(by=cast.adam, at=NOW, contact=lee, version=None, values={}, emails=[])
    actions.upkeep(at=NOW)
    assert not AccountMonth.objects.filter(account=cast.acme, month=2026 * 12 + 7, high__gt=0).exists()
    lena = ContactLoad(line=1, columns={"name": "Lena"}, emails=[address], account=cast.gamma.pk)
    load_contacts(by=cast.adam, at=NOW, loads=[lena])
    actions.upkeep(at=NOW)
    assert hours_of(cast.gamma, "2026-08")[0] == 2
    assert list(queries.deviations()) == []


def test_colleagues_mark_every_account_only_with_a_domain_that_was_not_ours(cast: Cast) -> None:
    def loaded(address: str) -> int:
        load = ColleagueLoad(line=1, columns={"name": address}, emails=[address])
        load_colleagues(by=cast.adam, at=NOW, loads=[load])
        return len(marked().accounts)

    assert loaded("new@ours.example") == 0
    assert loaded("new@bought.example") == Account.objects.count()


def test_what_takes_long_is_not_waited_for_on_a_page(cast: Cast, kim: Contact, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outdated.is_quick([cast.acme.pk])
    monkeypatch.setattr(outdated, "_QUICK", 13)
    assert not outdated.is_quick([cast.acme.pk])
    assert outdated.is_quick([cast.gamma.pk])
    monkeypatch.setattr(outdated, "_CONTACTS_QUICK", 0)
    assert not outdated.is_quick([cast.gamma.pk])
