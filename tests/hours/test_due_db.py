"""Which months wait, for whom, page by page: counted and read in parts, the same as all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innercircle.access.models import User
from innercircle.directory.models import Account
from innercircle.hours import queries
from innercircle.hours.models import AccountMonth, Tracking
from innercircle.hours.queries.values import DueMonth
from innercircle.hours.rules import Policy, Verdict
from innercircle.kit.month import Month
from tests import cast as standing
from tests.cast import Cast
from tests.hours.desk import NOW, colleague

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


def months(account: Account, since: Month, *indexes: int) -> None:
    """Figures of these months, of an account that is measured since `since`."""
    Tracking.objects.create(account=account, since=since.index, time_zone=account.time_zone, refreshed_at=NOW)
    AccountMonth.objects.bulk_create(
        AccountMonth(account=account, policy=policy, month=index, verdict=Verdict.OPEN)
        for index in indexes
        for policy in Policy
    )


@pytest.fixture
def firm(cast: Cast) -> Cast:
    """Seven accounts whose managers take turns in the order of names, one of them without any, one far in the east."""
    anna, ben = colleague(cast.anna), colleague(cast.ben)
    for place, manager in enumerate((ben, anna, None, ben, anna, None, ben)):
        row = standing.account(f"Many {place}", manager, cast.acme.team)
        months(row, OCTOBER, *range(OCTOBER.index - 2, NOVEMBER.index + 2))
    east = standing.account("Many east", anna, cast.acme.team, time_zone="Pacific/Auckland")
    months(east, NOVEMBER, OCTOBER.index, NOVEMBER.index)
    return cast


def by_pages(user: User, at: datetime, size: int) -> Iterator[DueMonth]:
    waiting = queries.due_by_manager(user, at)
    for first in range(0, sum(each.number for each in waiting), size):
        yield from queries.due_page(user, at, waiting, first, size)


@pytest.mark.parametrize("size", [1, 3, 5, 50])
@pytest.mark.parametrize("who", ["eve", "anna", "nora", "stranger"])
def test_the_pages_together_are_every_month_that_waits(firm: Cast, who: str, size: int) -> None:
    user = getattr(firm, who)
    waiting = queries.due_by_manager(user, NOW)
    order = [each.manager_id for each in waiting]
    every = sorted(queries.due_closes(user, NOW), key=lambda each: order.index(each.manager_id))
    assert list(by_pages(user, NOW, size)) == every
    assert [each.number for each in waiting] == [sum(due.manager_id == key for due in every) for key in order]


def test_managers_stand_in_the_order_of_their_first_account(firm: Cast) -> None:
    assert [(each.manager, each.number) for each in queries.due_by_manager(firm.eve, NOW)] == [
        ("Ben", 6), ("Anna", 5), ("", 4)
    ]  # fmt: skip


def test_each_account_has_the_months_over_on_its_own_clock(firm: Cast) -> None:
    eve = datetime(2026, 11, 30, 12, tzinfo=UTC)  # December has begun in Auckland
    due = queries.due_closes(firm.eve, eve)
    assert [str(each.month) for each in due if each.name == "Many east"] == ["2026-10", "2026-11"]
    assert [str(each.month) for each in due if each.name == "Many 0"] == ["2026-09", "2026-10"]


def test_the_next_month_is_ones_own_then_the_accounts_then_none(firm: Cast) -> None:
    anna, many = colleague(firm.anna).pk, Account.objects.get(name="Many 3").pk
    found = queries.next_due(firm.eve, NOW, manager=anna, account=many)
    assert found is not None
    assert (found.name, str(found.month)) == ("Many 1", "2026-09")
    other = queries.next_due(firm.eve, NOW, manager=0, account=many)
    assert other is not None
    assert (other.name, other.manager) == ("Many 3", "Ben")
    assert queries.next_due(firm.eve, NOW, manager=0) is None
    assert queries.next_due(firm.stranger, NOW, manager=anna, account=many) is None


def test_nobody_measured_nothing_due(cast: Cast) -> None:
    assert queries.due_by_manager(cast.eve, NOW) == ()
    assert queries.due_page(cast.eve, NOW, (), 0, 50) == ()


def test_the_page_of_closes_reads_only_what_it_shows(firm: Cast, client: Client) -> None:
    client.force_login(firm.eve)
    client.get(reverse("closes"))
    running = Month.at(int(datetime.now(UTC).timestamp()), UTC)
    for place in range(60):
        row = standing.account(f"Few {place:02}", colleague(firm.ben), firm.acme.team)
        months(row, running.plus(-6), *range(running.index - 6, running.index - 1))
    with CaptureQueriesContext(connection) as seen:
        html = client.get(reverse("closes"), {"page": "3"}).content.decode()
    assert html.count('<tr><th scope="row">') == 50
    assert len(seen) <= 10
