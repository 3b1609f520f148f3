"""An account's quarters from meetings, assessments, steps and engagements; accounts as points; permissions; queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from innercircle.access.models import User
from innercircle.directory.models import Account, AccountYear, Colleague
from innercircle.directory.queries import together
from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy, Verdict
from innercircle.kit.month import Month
from innercircle.kit.quarter import Quarter
from innercircle.maps.queries import maps_of
from innercircle.plans.models import Activity
from innercircle.plans.queries import assets as queries
from innercircle.plans.queries import behind, dependence, points
from innercircle.plans.queries.invested import invested
from innercircle.plans.rules.asset import Cause, Effect, Known, Side
from innercircle.plans.rules.values import State
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, PRESUMED, meet
from tests.maps.desk import draw, post, role
from tests.plans.asset.test_brought_db import work
from tests.plans.desk_db import NOW, SALES, colleague, day, person, step

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)


def asset_of(user: User, account: Account) -> queries.AccountAsset:
    """The asset of an account the user sees."""
    found = queries.account_asset(user, account, NOW)
    assert found
    return found


def figures(found: queries.AccountAsset, quarter: Quarter) -> dict[str, float | None]:
    """What is known of one quarter."""
    each = found.quarter(quarter)
    assert each
    return {of.value: each.figure(of) for of in (*Cause, *Effect)}


def done(user: User, account: Account, days: int, **values: Any) -> Activity:
    """A step that is done."""
    row = step(user, account, on=day(days), learned="They do not trust the forecast", **values)
    Activity.objects.filter(pk=row.pk).update(state=State.DONE)
    return row


def test_a_quarter_is_made_of_everything_known(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    role(cast.anna, kim, "budget")
    lee = post("Lee", cast.acme)
    draw(cast.anna, kim, cast.anna, 2, days=100)
    draw(cast.anna, lee, cast.anna, 4, days=60)
    meet("2026-08-03 10:00", 2, {kim.contact: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    meet("2026-09-03 10:00", 1, {kim.contact: PRESUMED}, {colleague(cast.anna): CONFIRMED})
    done(cast.anna, cast.acme, -60, spent_minutes=90)
    done(cast.anna, cast.acme, -59, **SALES)
    work(cast.anna, cast.acme, start=day(-80), end=day(-61), value=Decimal(2000), uncontested=True)
    work(cast.anna, cast.acme, start=day(-70), kind="Audit", value=Decimal(9), currency="USD", uncontested=False)
    found = asset_of(cast.anna, cast.acme)
    assert figures(found, Q3) == {
        "hours": 3.0, "strength": 2.5, "invested": 1.5, "engagements": 2.0, "kinds": 2.0, "revenue": 2000.0,
        "uncontested": 0.5, "unasked": None,
    }  # fmt: skip
    each = found.quarter(Q3)
    assert each
    assert each.hours
    assert (each.hours.low, each.over, found.elsewhere) == (7200, True, 1)
    running = found.quarters[-1]
    assert (running.quarter, running.over, running.figure(Effect.ENGAGEMENTS)) == (Q4, False, 0)
    assert found.quarters[0].quarter == Q3, "the quarters begin with the first of which anything is known"


def test_nothing_known_is_no_quarter(cast: Cast) -> None:
    assert asset_of(cast.anna, cast.beta).quarters == ()
    assert asset_of(cast.anna, cast.beta).years == ()


def test_nothing_of_a_foreign_account(cast: Cast) -> None:
    work(cast.anna, cast.acme)
    assert queries.account_asset(cast.cara, cast.acme, NOW) is None
    assert {each.name for each in queries.assets(cast.eve, NOW)} == {"Acme", "Beta", "Gamma"}
    assert [each.name for each in queries.assets(cast.cara, NOW)] == ["Gamma"]
    assert queries.assets(cast.stranger, NOW) == ()


def test_years_stand_beside_what_was_booked(cast: Cast) -> None:
    AccountYear.objects.create(account=cast.acme, year=2024, revenue=500, profit=None)
    work(cast.anna, cast.acme, start=day(-400))
    draw(cast.anna, post("Kim", cast.acme), cast.anna, 3, days=10)
    years = {each.year: each for each in asset_of(cast.anna, cast.acme).years}
    assert list(years) == [2026, 2025, 2024]
    assert (years[2025].engagements, years[2025].strength, years[2026].strength) == (1, None, 3.0)
    assert years[2024].revenue == 500
    assert (years[2024].profit, years[2024].hours) == (None, None)


def test_a_colleague_who_left_and_a_person_who_left_count_no_longer(cast: Cast) -> None:
    kim, lee = post("Kim", cast.acme, until=day(-60)), post("Lee", cast.acme)
    draw(cast.anna, kim, cast.anna, 5, days=120)
    draw(cast.anna, lee, cast.ben, 1, days=120)
    Colleague.objects.filter(user=cast.ben).update(left_on=day(-30))
    found = asset_of(cast.anna, cast.acme)
    assert [figures(found, quarter)["strength"] for quarter in (Q3, Q4)] == [1.0, None]


def test_the_rows_behind_a_quarter(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    role(cast.anna, kim, "budget")
    role(cast.anna, post("Pat", cast.acme), "user")
    draw(cast.anna, kim, cast.anna, 2, days=100)
    each = asset_of(cast.anna, cast.acme).quarter(Q3)
    assert each
    parts = [
        (part.name, part.part.weight, part.colleague, part.product) for part in behind.strength_parts(each.strength)
    ]
    assert parts == [("Kim", 3, "Anna", 6), ("Pat", 2, "", 0)]
    assert behind.strength_parts(None) == []
    old = work(cast.anna, cast.acme, name="Old", start=day(-300), end=day(-60), value=Decimal(100))
    new = work(cast.anna, cast.acme, name="New", start=day(-60))
    work(cast.anna, cast.acme, name="Later")
    found = behind.works_in(cast.anna, cast.acme, Q3)
    assert [(row.engagement, row.begun) for row in found] == [(new, True), (old, False)]
    assert found[1].part == behind.engagement_value(old).within(Q3) > 0
    assert behind.works_in(cast.cara, cast.acme, Q3) == []


def test_hours_of_ours_count_when_done_spent_before_planned(cast: Cast) -> None:
    done(cast.anna, cast.acme, -60, spent_minutes=30)
    done(cast.anna, cast.acme, -50)
    step(cast.anna, cast.acme, on=day(-40))
    rows = invested([cast.acme.pk])[cast.acme.pk]
    assert sorted((row.hours, row.builds) for row in rows) == [(0.5, True), (2.0, True)]


def test_accounts_as_points(cast: Cast) -> None:
    for account, months in ((cast.acme, 18), (cast.beta, 18), (cast.gamma, 2)):
        someone = post("Kim", account)
        for back in range(months):
            moment = f"{NOW - timedelta(days=30 * back + 60):%Y-%m-%d} 10:00"
            meet(moment, 1 + (account == cast.acme), {someone.contact: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
        work(cast.adam, account, start=day(-500), end=day(-10))
        AccountYear.objects.create(account=account, year=2025, revenue=100, profit=None)
    work(cast.adam, cast.acme, start=day(-80))
    found = queries.assets(cast.eve, NOW)
    shown = pictured(found, Cause.HOURS, Effect.ENGAGEMENTS, 0)
    assert (shown.early, shown.late, shown.left_out) == (Q3, Q3, 1)
    assert {point.name: point.y for point in shown.points} == {"Acme": 1.0, "Beta": 0.0}
    assert {point.name: point.x for point in shown.points}["Acme"] > 20
    assert shown.correlation.known is Known.TOO_FEW
    for lag in (0, 2):
        for cause in Cause:
            for effect in (*Effect, *points.Booked):
                less = points.compared(cast.eve, NOW, cause, effect, lag)
                assert sum(less.accounts.values()) == len(found)
                assert less.points == points.points_of(found, cause, effect, lag, NOW)
    booked = pictured(found, Cause.HOURS, points.Booked.REVENUE, 0)
    assert (booked.late, [point.y for point in booked.points]) == (Quarter(2025, 4), [])
    later = pictured(found, Cause.STRENGTH, points.Booked.PROFIT, 4)
    assert (later.early, later.points, later.left_out) == (Quarter(2024, 4), (), 3)


def pictured(
    found: Sequence[queries.AccountAsset], cause: Cause, effect: Effect | points.Booked, lag: int
) -> points.Picture:
    """The accounts as points, each worked out from all its quarters."""
    return points.picture(points.points_of(found, cause, effect, lag, NOW), effect, lag, NOW, len(found))


@pytest.mark.parametrize("lag", [0, 1, 4])
@pytest.mark.parametrize("who", ["eve", "anna", "stranger"])
def test_hours_beside_what_was_booked_are_summed_as_the_rules_sum_them(cast: Cast, who: str, lag: int) -> None:
    """Accounts from whose first month of client time on nothing, a gap, or too little is known; one lost money."""
    late = Month(2025, 12)
    begun = {"Long ago": (30, 1), "Gap": (30,), "Half": (10, 1), "Young": (2,), "Next year": (-1,), "Now": (9, 5)}
    for name, months_back in begun.items():  # months of client time before December 2025
        row = Account.objects.create(name=name, account_manager=colleague(cast.anna))
        AccountYear.objects.create(account=row, year=2025, revenue=len(name), profit=-1)
        AccountYear.objects.create(account=row, year=2024, revenue=7)
        AccountMonth.objects.bulk_create(
            AccountMonth(account=row, policy=policy, month=late.index - back, high=1000 + back, verdict=Verdict.OPEN)
            for back in months_back
            for policy in Policy
        )
    Account.objects.create(name="Nothing booked", account_manager=colleague(cast.anna))
    user = getattr(cast, who)
    for effect in points.Booked:
        fast = points.compared(user, NOW, Cause.HOURS, effect, lag).points
        assert fast == points.points_of(queries.assets(user, NOW), Cause.HOURS, effect, lag, NOW)
        assert ("Gap" in {point.name for point in fast}) == (who != "stranger")


def test_the_last_full_year_is_this_one_in_january(cast: Cast) -> None:
    january = NOW.replace(year=2027, month=1)
    assert points.picture((), points.Booked.REVENUE, 1, january, 0).late == Quarter(2026, 4)
    assert points.picture((), Effect.KINDS, 1, january, 0).early == Q3


def test_work_that_hangs_on_one_person_names_them(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    anna, dora = colleague(cast.anna), colleague(cast.dora)
    row = work(cast.anna, cast.acme)
    assert dependence.hanging(cast.anna, cast.acme, NOW) == []
    meet("2026-08-03 10:00", 5, {kim: CONFIRMED}, {anna: CONFIRMED})
    meet("2026-08-04 10:00", 3, {lee: CONFIRMED}, {dora: CONFIRMED})
    found = dependence.hanging(cast.anna, cast.acme, NOW)
    told = [(each.thread.side, each.name, round(each.thread.share or 0, 3)) for each in found[0].threads]
    assert (found[0].engagement, told) == (row, [(Side.OURS, "Anna", 0.625), (Side.THEIRS, "Kim", 0.625)])
    assert dependence.hanging(cast.cara, cast.acme, NOW) == []
    accounts = [cast.acme.pk, cast.beta.pk]
    charts = maps_of(accounts, NOW, evidence=False, year=accounts)
    named = dependence.engagements_in(
        together(dependence.asked_by_the_linter(accounts, NOW))["engagements"], charts, NOW
    )
    assert [(pk, each.hangs_on) for pk, (each,) in named.items()] == [(cast.acme.pk, "Anna or Kim")]


@pytest.mark.parametrize("many", [1, 6])
def test_few_queries_however_many_accounts(cast: Cast, many: int, django_assert_max_num_queries: object) -> None:
    for number in range(many):
        account = Account.objects.create(name=f"Account {number}", account_manager=colleague(cast.anna))
        draw(cast.anna, post("Kim", account), cast.anna, 3, days=10)
        work(cast.anna, account)
        done(cast.anna, account, -60)
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(14) as told:
        assert len(queries.assets(cast.anna, NOW)) == many + 2
    assert isinstance(told, CaptureQueriesContext)
