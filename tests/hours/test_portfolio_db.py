"""The portfolio: what each row says, how it is sorted and filtered, whose accounts it shows, in how many queries."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from innercircle.directory.models import Account, AccountYear
from innercircle.hours import actions, queries
from innercircle.hours.queries import Ask
from innercircle.hours.queries.facts import facts
from innercircle.hours.queries.values import PortfolioRow
from innercircle.hours.rules import Policy, Streak, Verdict, running
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, HOUR, NOW, PRESUMED, colleague, meet, person

OCTOBER = Month(2026, 10)
SORTS = ("name", "segment", "manager", "verdict", "streak", "hours", "change", "needed", "revenue")


@pytest.fixture
def firm(cast: Cast) -> Cast:
    """Acme develops, Beta hangs on an answer, Gamma fell silent in August; Acme has an hour booked in November."""
    kim, bob, guy = (person(name, at) for name, at in (("Kim", cast.acme), ("Bob", cast.beta), ("Guy", cast.gamma)))
    anna, cara = {colleague(cast.anna): CONFIRMED}, {colleague(cast.cara): CONFIRMED}
    meet("2026-09-10 10:00", 1, {kim: CONFIRMED}, anna)
    meet("2026-10-10 10:00", 2, {kim: CONFIRMED}, anna)
    meet("2026-11-10 10:00", 0.5, {kim: CONFIRMED}, anna)
    meet("2026-11-28 10:00", 1, {kim: PRESUMED}, anna)
    meet("2026-10-12 10:00", 4, {bob: PRESUMED}, anna)
    meet("2026-07-10 10:00", 3, {guy: CONFIRMED}, cara)
    for account, revenue in ((cast.acme, 300), (cast.beta, 100), (cast.gamma, 600)):
        AccountYear.objects.create(account=account, year=2025, revenue=Decimal(revenue))
    return cast


def rows(cast: Cast, who: str = "eve", **ask: object) -> dict[str, PortfolioRow]:
    found = queries.portfolio(getattr(cast, who), NOW, ask=Ask(**ask))
    return {row.name: row for row in found.rows}


def names(cast: Cast, **ask: object) -> list[str]:
    return list(rows(cast, **ask))


def test_a_row_says_what_the_account_is_about(firm: Cast) -> None:
    acme = rows(firm)["Acme"]
    assert (acme.month, acme.client, acme.before) == (OCTOBER, Spread(2 * HOUR, 2 * HOUR), Spread(HOUR, HOUR))
    assert (acme.verdict, acme.streak, acme.unconfirmed) == (Verdict.DEVELOPING, Streak(developing=True, months=2), 0)
    assert (acme.manager, acme.team, acme.segment) == ("Anna", "North", "partner")
    assert [each.high // HOUR for each in acme.bars] == [0] * 11 + [1, 2]
    running = acme.running
    assert (running.so_far, running.booked) == (Spread(HOUR // 2, HOUR // 2), Spread(0, HOUR))
    assert running.needed == Spread(HOUR // 2 + 1, HOUR * 3 // 2 + 1)


def test_open_and_silent_accounts(firm: Cast) -> None:
    found = rows(firm)
    assert (found["Beta"].verdict, found["Beta"].streak, found["Beta"].unconfirmed) == (Verdict.OPEN, None, 1)
    assert (found["Gamma"].verdict, found["Gamma"].streak) == (Verdict.DORMANT, Streak(developing=False, months=3))
    assert found["Gamma"].client == Spread(0, 0)


def test_an_account_nobody_ever_met(firm: Cast) -> None:
    Account.objects.create(name="Quiet")
    quiet = rows(firm)["Quiet"]
    assert (quiet.verdict, quiet.streak, quiet.bars) == (Verdict.DORMANT, None, (Spread(0, 0),) * 13)


def test_totals_count_verdicts_hours_and_what_is_not_closed(firm: Cast) -> None:
    totals = queries.portfolio(firm.eve, NOW).totals
    assert totals.accounts == 3
    assert totals.verdicts == {Verdict.DEVELOPING: 1, Verdict.OPEN: 1, Verdict.DORMANT: 1}
    assert (totals.client, totals.before) == (Spread(2 * HOUR, 6 * HOUR), Spread(HOUR, HOUR))
    assert totals.unclosed == 3
    actions.close_month(by=firm.anna, at=NOW, account=firm.acme, month=OCTOBER)
    assert queries.portfolio(firm.eve, NOW).totals.unclosed == 2
    assert rows(firm)["Acme"].closed
    assert names(firm, unclosed=True, sort="name", descending=False) == ["Beta", "Gamma"]


def test_amended_closes_are_marked(firm: Cast) -> None:
    actions.close_month(by=firm.anna, at=NOW, account=firm.acme, month=OCTOBER)
    assert not rows(firm)["Acme"].amended
    meet("2026-10-20 10:00", 1, {person("Lee", firm.acme): CONFIRMED}, {colleague(firm.anna): CONFIRMED})
    assert rows(firm)["Acme"].amended


@pytest.mark.parametrize(
    ("sort", "ascending"),
    [
        ("name", ["Acme", "Beta", "Gamma"]),
        ("verdict", ["Beta", "Gamma", "Acme"]),
        ("streak", ["Gamma", "Beta", "Acme"]),
        ("hours", ["Gamma", "Acme", "Beta"]),
        ("change", ["Gamma", "Acme", "Beta"]),
        ("needed", ["Gamma", "Acme", "Beta"]),
        ("revenue", ["Beta", "Acme", "Gamma"]),
        ("manager", ["Acme", "Beta", "Gamma"]),
        ("no such thing", ["Acme", "Beta", "Gamma"]),
    ],
)
def test_sorting(firm: Cast, sort: str, ascending: list[str]) -> None:
    assert names(firm, sort=sort, descending=False) == ascending
    assert len(names(firm, sort=sort, descending=True)) == 3


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        ({"words": "bet"}, {"Beta"}),
        ({"words": "anna"}, {"Acme", "Beta"}),
        ({"words": "anna beta"}, {"Beta"}),
        ({"verdict": Verdict.OPEN}, {"Beta"}),
        ({"segment": "partner"}, {"Acme"}),
        ({"words": "%"}, set()),
    ],
)
def test_filters(firm: Cast, ask: dict[str, object], expected: set[str]) -> None:
    assert set(names(firm, **ask)) == expected


def test_filters_by_people(firm: Cast) -> None:
    assert set(names(firm, manager=colleague(firm.cara).pk)) == {"Gamma"}
    assert set(names(firm, team=firm.north.pk)) == {"Acme", "Beta"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("anna", {"Acme", "Beta"}),
        ("nora", {"Acme", "Beta"}),
        ("cara", {"Gamma"}),
        ("dora", {"Acme"}),
        ("stranger", set()),
        ("adam", {"Acme", "Beta", "Gamma"}),
    ],
)
def test_what_one_may_not_see_is_in_no_row_total_or_share(firm: Cast, who: str, expected: set[str]) -> None:
    found = queries.portfolio(getattr(firm, who), NOW)
    assert {row.name for row in found.rows} == expected
    assert found.totals.accounts == len(expected)
    assert sum(found.totals.verdicts.values()) == len(expected)
    shares = [row.revenue_share for row in found.rows]
    assert sum(share or 0 for share in shares) == pytest.approx(1 if expected else 0)


def test_shares_are_within_one_currency_and_the_last_full_year(firm: Cast) -> None:
    Account.objects.filter(pk=firm.gamma.pk).update(currency="CHF")
    AccountYear.objects.create(account=firm.acme, year=2026, revenue=Decimal(9999))
    found = rows(firm)
    assert (found["Acme"].revenue, found["Acme"].revenue_share) == (Decimal(300), 0.75)
    assert found["Gamma"].revenue_share == 1


def test_the_strict_policy_reads_its_own_rows(firm: Cast) -> None:
    found = {row.name: row for row in queries.portfolio(firm.eve, NOW, policy=Policy.IN_PERSON).rows}
    assert found["Acme"].client == Spread(2 * HOUR, 2 * HOUR)
    meet(
        "2026-10-20 10:00",
        5,
        {person("Lee", firm.acme): CONFIRMED},
        {colleague(firm.anna): CONFIRMED},
        source_mode="video",
    )
    strict = {row.name: row for row in queries.portfolio(firm.eve, NOW, policy=Policy.IN_PERSON).rows}
    assert (strict["Acme"].client.high, rows(firm)["Acme"].client.high) == (2 * HOUR, 7 * HOUR)


def test_at_the_turn_of_the_month_each_clock_has_its_own_month(firm: Cast) -> None:
    Account.objects.filter(pk=firm.gamma.pk).update(time_zone="Pacific/Auckland")
    Account.objects.filter(pk=firm.beta.pk).update(time_zone="America/Los_Angeles")
    found = queries.portfolio(firm.eve, datetime(2026, 10, 31, 20, tzinfo=UTC), ask=Ask(sort="name", descending=False))
    assert [str(row.month) for row in found.rows] == ["2026-09", "2026-09", "2026-10"]
    assert [row.client.high // HOUR for row in found.rows] == [1, 0, 0]
    assert [row.verdict for row in found.rows] == [Verdict.DEVELOPING, Verdict.DORMANT, Verdict.DORMANT]


def test_pages(firm: Cast) -> None:
    found = queries.portfolio(firm.eve, NOW, ask=Ask(sort="name", descending=False), page=2, per_page=2)
    assert ([row.name for row in found.rows], found.page, found.pages, found.count) == (["Gamma"], 2, 2, 3)
    beyond = queries.portfolio(firm.eve, NOW, page=99, per_page=2)
    assert (beyond.page, len(beyond.rows)) == (2, 1)


def test_nothing_to_see(cast: Cast) -> None:
    found = queries.portfolio(cast.stranger, NOW)
    assert (found.rows, found.count, found.pages, found.totals.accounts) == ((), 0, 1, 0)


def test_the_number_of_queries_does_not_grow(firm: Cast) -> None:
    def count(who: str, sort: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.portfolio(getattr(firm, who), NOW, ask=Ask(sort=sort))
        return len(caught)

    asked = [(who, sort) for who in ("eve", "nora") for sort in SORTS]
    before = [count(*each) for each in asked]
    for number in range(5):
        account = Account.objects.create(name=f"More {number}", team=firm.north)
        meet("2026-10-10 10:00", 1, {person("Sue", account): CONFIRMED}, {colleague(firm.anna): CONFIRMED})
    assert [count(*each) for each in asked] == before
    assert max(before) <= 11  # a page has at most 15, see tests/web/test_account_pages.py


@pytest.mark.parametrize("day", [8, 22])
@pytest.mark.parametrize("policy", list(Policy))
def test_a_running_month_cut_at_a_moment_is_what_the_rule_says(firm: Cast, day: int, policy: Policy) -> None:
    """Read is one side of the moment only, in the first half of a month the hours behind, then those ahead."""
    at = datetime(2026, 11, day, 10, 30, tzinfo=UTC)
    kim, lee = person("Kim2", firm.acme), person("Lee2", firm.acme)
    anna = {colleague(firm.anna): CONFIRMED}
    meet(f"2026-11-{day:02} 10:00", 2, {kim: CONFIRMED, lee: PRESUMED}, anna)  # runs at that moment
    meet(f"2026-11-{day:02} 11:00", 3, {kim: PRESUMED}, anna)  # overlaps with it
    meet("2026-11-03 09:00", 1, {lee: CONFIRMED}, anna, source_mode="video")
    meet("2026-11-29 09:00", 1, {lee: CONFIRMED}, anna, source_mode="phone")
    (acme,) = (row for row in queries.portfolio(firm.eve, at, policy=policy).rows if row.name == "Acme")
    november = facts([firm.acme.pk], (Month(2026, 11).index, Month(2026, 11).index))
    assert acme.running == running(november, acme.client, policy, int(at.timestamp()))


def test_the_shortest_way_to_a_page_shows_the_same_rows(firm: Cast) -> None:
    """By hours, the most first, a page is read from the index of months; the same rows as looking at each account."""
    for number in range(7):
        quiet = Account.objects.create(name=f"Quiet {number}", team=firm.north)
        if number % 2:
            meet("2026-10-10 10:00", number, {person("Sue", quiet): PRESUMED}, {colleague(firm.anna): CONFIRMED})
    for who in ("eve", "nora", "cara"):
        user = getattr(firm, who)
        slow = queries.portfolio(user, NOW, ask=Ask(sort="hours", descending=False), per_page=100)
        expected = sorted(slow.rows, key=lambda row: (-row.client.high, -row.client.low, row.name))
        pages = [queries.portfolio(user, NOW, page=page, per_page=3) for page in range(1, 5)]
        assert [row for found in pages[: pages[0].pages] for row in found.rows] == expected
        turned = queries.portfolio(user, datetime(2026, 10, 31, 20, tzinfo=UTC)).totals
        one = queries.portfolio(user, datetime(2026, 10, 30, 20, tzinfo=UTC)).totals
        assert pages[0].totals == slow.totals
        assert turned == one
        for verdict, number in pages[0].totals.verdicts.items():
            assert queries.portfolio(user, NOW, ask=Ask(verdict=verdict)).totals.accounts == number


@pytest.mark.parametrize("sort", SORTS)
def test_an_order_from_the_months_is_the_order_of_the_accounts(firm: Cast, sort: str) -> None:
    """A list of what is not closed, here everything, looks at each account; others read the index of one month."""
    for number in range(6):
        more = Account.objects.create(name=f"More {number}", team=firm.north, segment="regular" if number % 2 else "")
        for month, hours in (("2026-10", number % 3), ("2026-11", number)):
            if hours:
                meet(f"{month}-10 10:00", hours, {person("Sue", more): CONFIRMED}, {colleague(firm.anna): CONFIRMED})
    for who, verdicts in (("eve", (None, *Verdict)), ("nora", (None, Verdict.DORMANT))):
        for descending in (True, False):
            for verdict in verdicts:
                asked = [
                    Ask(sort=sort, descending=descending, verdict=verdict, unclosed=unclosed)
                    for unclosed in (False, True)
                ]
                short, long = (queries.portfolio(getattr(firm, who), NOW, ask=ask) for ask in asked)
                assert [row.name for row in short.rows] == [row.name for row in long.rows]
                assert short == long
