"""What goes into an account plan: everything of the account, nothing the reader may not see, few queries."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from innercircle.access.models import User
from innercircle.directory import actions as directory
from innercircle.directory.actions import YearFigures
from innercircle.documents.queries import PANELS, gather
from innercircle.plans.rules.reading import Label
from tests import cast as standing
from tests.cast import Cast
from tests.documents.desk import filled

pytestmark = pytest.mark.django_db


def test_everything_known_is_gathered(cast: Cast) -> None:
    filled(cast)
    found = gather(cast.anna, cast.acme, timezone.now())
    assert found.who.name == "Acme"
    assert found.who.manager == "Anna"
    assert found.who.team == ("Dora",)
    assert [person.name for person in found.map.people] == ["Kim"]
    assert [each.words for each in found.told] == ["Fewer stops"]
    assert found.analysis == "Thin at the top"
    assert [(goal.title, goal.who) for goal in found.plan.goals] == [("Kim sees every stop", "Kim")]
    (step,) = found.plan.activities
    assert (step.title, step.owner, step.people, step.hours_planned) == (
        "Stand at the line with Kim", "Anna", ("Kim",), 2.0,
    )  # fmt: skip
    assert step.judged.label is Label.RELATIONSHIP
    assert [int(each.number) for each in found.steps] == [1, 2, 3, 4, 5, 6]
    assert found.steps[3].share is not None


def test_the_day_is_that_of_the_accounts_clock(cast: Cast) -> None:
    cast.acme.time_zone = "Pacific/Auckland"
    cast.acme.save()
    at = timezone.now().replace(hour=20)
    found = gather(cast.anna, cast.acme, at)
    assert found.day > at.date()
    assert found.at == at


def test_shares_are_among_what_the_reader_sees(cast: Cast) -> None:
    for account, revenue in ((cast.acme, 300), (cast.beta, 100), (cast.gamma, 600)):
        years = [YearFigures(2025, Decimal(revenue))]
        directory.set_years(by=cast.adam, at=timezone.now(), account=account, version=None, years=years)
    assert _held(cast.anna, cast) == [("revenue", 0.75, 1, 2)]
    assert _held(cast.eve, cast) == [("revenue", 0.3, 2, 3)]


def _held(user: User, cast: Cast) -> list[tuple[str, float, int, int]]:
    found = gather(user, cast.acme, timezone.now())
    return [(each.measure, round(each.share, 2), each.place, each.of) for each in found.held]


def test_a_parent_one_may_not_see_is_not_named(cast: Cast) -> None:
    cast.acme.parent = cast.gamma
    cast.acme.save()
    assert gather(cast.anna, cast.acme, timezone.now()).who.parent == ""
    assert gather(cast.adam, cast.acme, timezone.now()).who.parent == "Gamma"


def test_it_says_how_many_panels_are_read(cast: Cast) -> None:
    told: list[tuple[int, int]] = []
    gather(cast.anna, cast.acme, timezone.now(), lambda done, total: told.append((done, total)))
    assert told == [(number, PANELS) for number in range(1, PANELS + 1)]


def test_more_people_and_steps_need_no_more_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    filled(cast)
    for number in range(30):
        standing.contact(f"Person {number}", cast.acme)
    with django_assert_max_num_queries(130):
        gather(cast.anna, cast.acme, timezone.now())
