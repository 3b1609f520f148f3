"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from innercircle.calendars.models import Meeting
from innercircle.hours.models import Amendment, ClosedFigures, Fact, Interruption, MonthClose, Statement, Target
from innercircle.hours.rules import Policy
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, NOW, colleague, meet, person

FIGURES = {
    "policy": Policy.SEEN,
    "client": 1,
    "before": 0,
    "ours": 1,
    "prepared": 0,
    "in_person": 1,
    "meetings": 1,
    "contacts": 1,
    "verdict": "developing",
    "streak": 1,
}


def close(cast: Cast) -> MonthClose:
    return MonthClose.objects.create(account=cast.acme, month=1, by_name="Anna", at=NOW)


def close_twice(cast: Cast) -> None:
    close(cast)
    close(cast)


def close_open(cast: Cast) -> None:
    ClosedFigures.objects.create(close=close(cast), **FIGURES | {"verdict": "open"})


def close_under_no_policy(cast: Cast) -> None:
    ClosedFigures.objects.create(close=close(cast), **FIGURES | {"policy": "any"})


def lock_twice(cast: Cast) -> None:
    closed = close(cast)
    for _ in range(2):
        ClosedFigures.objects.create(close=closed, **FIGURES)


def aim_for_nothing(cast: Cast) -> None:
    Target.objects.create(account=cast.acme, month=1, seconds=0, at=NOW)


def aim_twice(cast: Cast) -> None:
    for _ in range(2):
        Target.objects.create(account=cast.acme, month=1, seconds=1, at=NOW)


def say_anything(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    Statement.objects.create(account=cast.acme, contact=kim, day=NOW.date(), kind="mumbles", at=NOW)


def move_nowhere(cast: Cast) -> None:
    Interruption.objects.create(account=cast.acme, meeting=_meeting(cast), kind="moved", start=1, noticed_at=NOW)


def move_to_where_it_was(cast: Cast) -> None:
    row = {"kind": "moved", "start": 1, "moved_to": 1, "noticed_at": NOW}
    Interruption.objects.create(account=cast.acme, meeting=_meeting(cast), **row)


def count_twice(cast: Cast) -> None:
    _meeting(cast)
    fact = Fact.objects.filter(side=0).get()
    fact.pk = None
    fact.save(force_insert=True)


def give_no_time(cast: Cast) -> None:
    _meeting(cast)
    fact = Fact.objects.filter(side=0).get()
    Fact.objects.filter(pk=fact.pk).update(end=fact.start)


def sit_nowhere(cast: Cast) -> None:
    _meeting(cast)
    Fact.objects.update(side=2)


def _meeting(cast: Cast) -> Meeting:
    return meet("2026-03-10 10:00", 1, {person("Kim", cast.acme): CONFIRMED}, {colleague(cast.anna): CONFIRMED})


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (close_twice, "month_closed_once"),
        (close_open, "closed_verdict_decided"),
        (close_under_no_policy, "closed_policy_known"),
        (lock_twice, "closed_figures_once"),
        (aim_for_nothing, "target_is_some_time"),
        (aim_twice, "target_once"),
        (say_anything, "statement_kind_known"),
        (move_nowhere, "interruption_moved_somewhere"),
        (move_to_where_it_was, "interruption_moved_elsewhere"),
        (count_twice, "fact_once"),
        (give_no_time, "fact_has_length"),
        (sit_nowhere, "fact_side_known"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_database_refuses(cast: Cast, wrong: Callable[[Cast], None], name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        wrong(cast)
    assert name in str(refused.value) or "UNIQUE" in str(refused.value)


def test_an_amendment_goes_with_its_close(cast: Cast) -> None:
    closed = close(cast)
    Amendment.objects.create(close=closed, at=NOW, by_name="Anna", why="A test", before={}, after={})
    cast.acme.delete()
    assert not Amendment.objects.exists()
