"""Next month: what it takes to beat this one, what is booked, and who at the client has not met us for long.

Source: spec 20 (Next month).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from innercircle.directory.queries import Post
from innercircle.hours.models import MODE_CODES, Fact, Target
from innercircle.hours.queries.facts import Posts
from innercircle.hours.queries.months import Ground, running_month
from innercircle.hours.queries.values import Ahead, NextMonth, Quiet
from innercircle.hours.rules import Policy, Side, running
from innercircle.kit.month import Month

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

QUIET = timedelta(days=90)
_LEVELS = ("board", "c_level", "director", "manager", "staff", "")  # directory.models.Level, highest first


def next_month(
    user: User, account: Account, at: datetime, *, policy: Policy = Policy.SEEN, ground: Ground | None = None
) -> NextMonth:
    """What this month and the next need: hours to beat, booked, still needed, the target; and the people to meet again.

    The next month compares with this one as it stands, booked meetings included. `account` is one the user may see.
    """
    del user  # the account was fetched through what they may see
    ground, now = ground or Ground(account), running_month(account, at)
    record, rows = ground.record, ground.facts(now.index, now.index + 1)
    targets = dict(Target.objects.filter(account=account, month__gte=now.index).values_list("month", "seconds"))
    this, coming = (
        Ahead(
            month=month,
            running=running(
                [fact for fact in rows if fact.month == month.index],
                record.client(policy, month.index - 1),
                policy,
                int(at.timestamp()),
            ),
            target=targets.get(month.index),
        )
        for month in (now, now.plus(1))
    )
    return NextMonth(this, coming, quiet(account, at, policy=policy, posts=ground.posts))


def quiet(
    account: Account, at: datetime, *, policy: Policy = Policy.SEEN, posts: Posts | None = None
) -> tuple[Quiet, ...]:
    """Who works at the account today, has not met us for 90 days and has nothing booked; highest level first."""
    last = dict(_last_seen(account, policy))
    since = int((at - QUIET).timestamp())
    people = (post for post in _today(account, at, posts or Posts([account.pk])) if last.get(post.contact, 0) < since)
    ordered = sorted(people, key=lambda post: (_LEVELS.index(post.level), post.department, post.name))
    return tuple(
        Quiet(post.contact, post.name, post.title, post.department, post.level, last.get(post.contact))
        for post in ordered
    )


def _last_seen(account: Account, policy: Policy) -> list[tuple[int, int]]:
    """When each contact's last counted meeting began, one that is still to come included."""
    codes = [code for code, mode in enumerate(MODE_CODES) if mode in policy.modes]
    rows = Fact.objects.filter(Q(account=account, side=Side.CLIENT.value, mode__in=codes))
    return list(rows.order_by().values_list("person").annotate(last=Max("start")))


def _today(account: Account, at: datetime, posts: Posts) -> list[Post]:
    day = at.astimezone(ZoneInfo(account.time_zone)).date()
    there = posts.at(account.pk, Month.of_day(day).index).values()
    return [post for post in there if (post.since or day) <= day <= (post.until or day)]
