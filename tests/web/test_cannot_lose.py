"""Whom we cannot afford to lose: order and filter of every column, shares, and the file."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innercircle.access.models import AuditEvent
from innercircle.directory.models import Account, AccountYear, Colleague
from innercircle.hours.models import AccountMonth
from innercircle.hours.queries import Ask, portfolio
from innercircle.hours.rules import Policy, Verdict
from innercircle.kit.month import Month
from innercircle.maps import actions, queries
from innercircle.maps.rules.concentration import Ranked, Size, ranked
from innercircle.maps.rules.levels import Strength
from tests.cast import Cast
from tests.web.test_maps import browser, page, post_of


@pytest.fixture
def firm(cast: Cast) -> Cast:
    """Acme 600 and a loss, Beta 300 with the largest profit, Gamma 100 in all; Zeta pays in dollars, Nil not yet."""
    year = timezone.now().year - 1
    dollars = Account.objects.create(name="Zeta", currency="USD", segment="regular")
    Account.objects.create(name="Nil")
    rows = ((cast.acme, 600, -10), (cast.beta, 300, 90), (cast.gamma, 100, None), (dollars, 900, 9))
    for account, revenue, profit in rows:
        AccountYear.objects.create(account=account, year=year, revenue=revenue, profit=profit)
    for days, account in ((12, cast.acme), (120, cast.beta)):
        post, ours = post_of(f"Kim of {account}", account), Colleague.objects.get(user=cast.anna)
        at = timezone.now() - timedelta(days=days)
        actions.cover(by=cast.anna, at=at, post=post, colleague=ours, assessed=Strength.KNOWN)
    return cast


def names(cast: Cast, **query: str) -> list[str]:
    """The accounts on the page, from top to bottom."""
    shown = browser(cast.eve).get(reverse("cannot-lose"), query)
    found = [row.name for row in shown.context["page"]]
    assert re.findall(r'<tr><th scope="row"><a href="[^"]*">([^<]*)</a><small>', shown.content.decode()) == found
    return found


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Acme", "Beta", "Gamma", "Nil", "Zeta"]),
        ("-revenue", ["Zeta", "Acme", "Beta", "Gamma", "Nil"]),
        ("-share", ["Acme", "Beta", "Gamma", "Nil", "Zeta"]),
        ("together", ["Acme", "Beta", "Gamma", "Nil", "Zeta"]),
        ("-profit", ["Beta", "Zeta", "Acme", "Gamma", "Nil"]),
        ("profit", ["Acme", "Zeta", "Beta", "Gamma", "Nil"]),
        ("-map", ["Beta", "Acme", "Gamma", "Nil", "Zeta"]),
        ("-steps", ["Acme", "Beta", "Gamma", "Nil", "Zeta"]),
        ("segment", ["Acme", "Zeta", "Beta", "Gamma", "Nil"]),
        ("verdict", ["Acme", "Beta", "Gamma", "Nil", "Zeta"]),
    ],
)
def test_each_column_orders_and_the_unknown_stands_last(firm: Cast, sort: str, expected: list[str]) -> None:
    assert names(firm, sort=sort) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"size": "first80"}, {"Acme", "Beta"}),
        ({"size": "rest"}, {"Gamma"}),
        ({"size": "unknown"}, {"Nil", "Zeta"}),
        ({"size": "top10", "currency": "USD"}, {"Zeta"}),
        ({"profit": "loss"}, {"Acme"}),
        ({"profit": "unknown"}, {"Gamma", "Nil"}),
        ({"map": "fresh"}, {"Acme"}),
        ({"map": "stale"}, {"Beta"}),
        ({"map": "never"}, {"Gamma", "Nil", "Zeta"}),
        ({"steps": "1"}, {"Beta"}),
        ({"steps": "2"}, {"Acme", "Beta"}),
        ({"steps": "complete"}, set()),
        ({"segment": "partner"}, {"Acme"}),
        ({"verdict": "dormant"}, {"Acme", "Beta", "Gamma", "Nil", "Zeta"}),
        ({"q": "anna"}, {"Acme", "Beta"}),
    ],
)
def test_each_column_filters(firm: Cast, query: dict[str, str], expected: set[str]) -> None:
    assert set(names(firm, **query)) == expected


def test_the_file_holds_the_rows_of_the_page(firm: Cast) -> None:
    answer = browser(firm.eve).get(reverse("cannot-lose-export", args=["csv"]), {"map": "fresh"})
    header, row = answer.content.decode("utf-8-sig").splitlines()
    found = dict(zip(header.split(","), row.split(","), strict=True))
    assert (found["account"], found["share"], found["profit_share"], found["map_days"]) == ("Acme", "0.6", "", "12")
    assert (found["step_1"], found["step_4"], found["month_test"]) == ("1.0", "", "dormant")
    assert AuditEvent.objects.get(action="export").after["rows"] == 1
    assert browser(firm.eve).get(reverse("cannot-lose-export", args=["exe"])).status_code == 404


def test_one_sees_and_counts_only_ones_own(firm: Cast) -> None:
    found = queries.weights(firm.anna, timezone.now())
    assert [(row.name, row.place, row.verdict) for row in found.rows] == [
        ("Acme", 1, Verdict.DORMANT), ("Beta", 2, Verdict.DORMANT),
    ]  # fmt: skip
    assert found.by_revenue[0].share == pytest.approx(2 / 3)
    assert queries.weights(firm.stranger, timezone.now()).rows == ()
    assert "No accounts yet" in page(browser(firm.stranger), "cannot-lose")


@pytest.mark.parametrize("more", [0, 30])
def test_as_many_queries_for_few_as_for_many(firm: Cast, more: int) -> None:
    Account.objects.bulk_create(Account(name=f"More {each}") for each in range(more))
    with CaptureQueriesContext(connection) as asked:
        queries.weights(firm.eve, timezone.now())
    assert len(asked) <= 6


def test_sizes_part_the_accounts() -> None:
    rows = ranked([(1, Decimal(500)), (2, Decimal(300)), (3, Decimal(150)), (4, Decimal(50))])
    assert [Size.FIRST.holds(place, row) for place, row in enumerate(rows, 1)] == [True, True, False, False]
    assert [Size.REST.holds(place, row) for place, row in enumerate(rows, 1)] == [False, False, True, True]
    row = Ranked(1, Decimal(1), 0.1, 0.1)
    assert [Size.TOP_10.holds(place, row) for place in (10, 11)] == [True, False]
    assert [Size.TOP_20.holds(place, row) for place in (20, 21)] == [True, False]
    assert [Size.UNKNOWN.holds(*pair) for pair in ((None, None), (1, row))] == [True, False]


def test_a_row_says_how_far_each_step_is_and_below_what_the_numbers_stand_for(firm: Cast) -> None:
    html = page(browser(firm.eve), "cannot-lose")
    assert "1 Understand · 2 Identify · 3 Analyse · 4 Determine · 5 Implement · 6 Review" in html
    assert "<i class=full>1</i><i>2</i><i>3</i><i class=none>4</i>" in html  # Acme: everybody covered, no role known
    assert 'title="1: 1 of 1\n2: 0 of 1; nobody is Budget, Gatekeeper, User\n3: no analysis yet\n' in html


def test_a_name_is_written_as_text(firm: Cast) -> None:
    Account.objects.filter(name="Nil").update(name="<b>&amp;")
    assert "<b>&amp;<" not in page(browser(firm.eve), "cannot-lose")
    assert "&lt;b&gt;&amp;amp;" in page(browser(firm.eve), "cannot-lose")


def test_the_curve_goes_on_behind_its_points_to_all_others(firm: Cast) -> None:
    year = timezone.now().year - 1
    rows = Account.objects.bulk_create(Account(name=f"More {each:02}", currency="EUR") for each in range(70))
    AccountYear.objects.bulk_create(AccountYear(account=row, year=year, revenue=50) for row in rows)
    html = page(browser(firm.eve), "cannot-lose")
    assert html.count('class="stop"') == 21  # the 20 largest, and all others
    curve = next(part for part in re.findall(r' d="([^"]*)"', html) if part.startswith("M0,") and "z" not in part)
    assert len(curve.split()) == 62  # 60 accounts, all others, and where it begins


def test_the_verdict_is_that_of_the_month_over_on_the_accounts_own_clock(firm: Cast) -> None:
    Account.objects.filter(pk=firm.beta.pk).update(time_zone="Pacific/Auckland")
    october, november = Month(2026, 10).index, Month(2026, 11).index
    for account in (firm.acme, firm.beta):
        for month, verdict in ((october, Verdict.OPEN), (november, Verdict.DEVELOPING)):
            for policy in Policy:
                AccountMonth.objects.create(account=account, policy=policy, month=month, verdict=verdict)
    eve = datetime(2026, 11, 30, 12, tzinfo=UTC)  # December has begun in Auckland
    for user in (firm.eve, firm.anna):
        said = {row.name: row.verdict for row in queries.weights(user, eve).rows}
        assert (said["Acme"], said["Beta"]) == (Verdict.OPEN, Verdict.DEVELOPING)
        rows = portfolio(user, eve, policy=Policy.SEEN, ask=Ask(), page=1, per_page=50).rows
        assert {row.name: row.verdict for row in rows} == said
