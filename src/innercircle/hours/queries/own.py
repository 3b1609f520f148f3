"""A person's own time with clients: shown to that person, to nobody else, and never beside anybody's (THREATS P16)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q

from innercircle.directory.queries import visible_colleagues
from innercircle.hours.models import Fact, Work
from innercircle.hours.queries.facts import COLUMNS_OF_FACT, as_values
from innercircle.hours.queries.months import BARS
from innercircle.hours.queries.values import OwnMonth
from innercircle.hours.rules import Fact as FactValue
from innercircle.hours.rules import Policy, Side, seconds_by_person
from innercircle.hours.rules.words import WorkKind
from innercircle.kit.month import Month, months_between
from innercircle.kit.spread import NOTHING

if TYPE_CHECKING:
    from innercircle.access.models import User


def own_hours(user: User, at: datetime) -> tuple[OwnMonth, ...]:
    """The reader's own thirteen months up to the running one, oldest first; () for who is no colleague.

    Months are those of the accounts met; of a meeting with two accounts the time counts once.
    """
    own = visible_colleagues(user).filter(user=user).first()
    if own is None:
        return ()
    last = Month.at(int(at.timestamp()), ZoneInfo(user.time_zone))
    first = last.plus(1 - BARS)
    there = own.attendances.values("meeting")
    twice = own.attendances.filter(meeting__duplicate_of__isnull=False).values("meeting__duplicate_of")
    stored = Fact.objects.filter(
        Q(meeting__in=there) | Q(meeting__in=twice),
        side=Side.OURS.value,
        person=own.pk,
        month__gte=first.index,
        month__lte=last.index,
    ).order_by("month", "start")
    rows: dict[int, list[FactValue]] = defaultdict(list)
    for fact in as_values(stored.values_list(*COLUMNS_OF_FACT)):
        if fact.mode in Policy.SEEN.modes:
            rows[fact.month].append(fact)
    prepared: dict[int, int] = defaultdict(int)
    work = Work.objects.filter(colleague=own, kind=WorkKind.PREPARATION, day__gte=first.first_day)
    for day, seconds in work.values_list("day", "seconds"):
        prepared[Month.of_day(day).index] += seconds or 0
    return tuple(
        OwnMonth(
            month=month,
            meetings=seconds_by_person(rows[month.index]).get(own.pk, NOTHING),
            prepared=prepared[month.index],
            count=len({fact.meeting for fact in rows[month.index]}),
        )
        for month in months_between(first, last)
    )
