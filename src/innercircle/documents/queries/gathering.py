"""Everything known about an account at one moment, as far as one person may see it: a query for each panel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from innercircle.access.models import User
from innercircle.directory.queries import revenue_of, visible_accounts, worth_of
from innercircle.documents.queries.kept import firm
from innercircle.documents.queries.planned import planned
from innercircle.hours import queries as hours
from innercircle.hours.rules import Policy
from innercircle.maps import queries as maps
from innercircle.maps.rules.concentration import ranked
from innercircle.maps.rules.findings import Matter
from innercircle.plans.queries import open_findings, six_steps
from innercircle.plans.queries.dependence import visible_topics
from innercircle.reports.account_plan import AccountPlan, Firm, Held, Point, Told, Topic, Who, Year

if TYPE_CHECKING:
    from innercircle.directory.models import Account

PANELS = 11
_TOLD, _SAID, _TOPICS = 60, 60, 200  # rows at most
Value = TypeVar("Value")
Tell = Callable[[int, int], None]


class _Steps:
    """Says after each panel how many are read."""

    def __init__(self, tell: Tell | None) -> None:
        self._tell, self._done = tell, 0

    def __call__(self, value: Value) -> Value:
        self._done += 1
        if self._tell is not None:
            self._tell(self._done, PANELS)
        return value


def gather(user: User, account: Account, at: datetime, tell: Tell | None = None) -> AccountPlan:
    """The plan of an account the user may see, from live data as of `at`; `tell(done, PANELS)` after each panel."""
    local = at.astimezone(ZoneInfo(account.time_zone))
    read = _Steps(tell)
    found = read(maps.map_of(account, at))
    analysis = read(maps.analysis_of(account))
    return AccountPlan(
        firm=_firm(),
        who=read(_who(user, account)),
        at=local,
        day=local.date(),
        made_by=str(user),
        years=tuple(_years(account)),
        held=read(tuple(_held(user, account, at))),
        hours=read(hours.account_hours(user, account, at, policy=Policy.SEEN)),
        flags=read(hours.flags(user, account, at, policy=Policy.SEEN)),
        statements=read(hours.statements(user, account)[:_SAID]),
        map=found,
        map_findings=read(open_findings(account, found, at)),
        steps=read(six_steps(account, found, at)),
        told=tuple(_told(account)),
        plan=read(planned(user, account, at)),
        topics=read(tuple(_topics(user, account))),
        analysis=analysis.words if analysis else "",
        analysed_at=analysis.at.astimezone(local.tzinfo) if analysis else None,
        points=tuple(_points(account)),
        roles={role.key: role.name for role in maps.roles()},
    )


def _firm() -> Firm:
    row = firm()
    return Firm(row.name, bytes(row.logo or b""))


def _who(user: User, account: Account) -> Who:
    parent = visible_accounts(user).filter(pk=account.parent_id).first() if account.parent_id else None
    return Who(
        name=account.name,
        segment=account.segment,
        status=account.status,
        industry=account.industry,
        country=account.country,
        parent=str(parent or ""),
        manager=str(account.account_manager or ""),
        team=tuple(str(each) for each in account.members.order_by("name")),
        focus=account.focus,
        currency=account.currency,
    )


def _years(account: Account) -> list[Year]:
    rows = account.years.order_by("year")
    return [Year(row.year, row.revenue, row.revenue_plan, row.profit, row.profit_plan) for row in rows]


def _held(user: User, account: Account, at: datetime) -> list[Held]:
    """Shares of the year that compares, among the accounts of the same currency this user sees."""
    seen = visible_accounts(user)
    year = revenue_of(seen, at.year).year
    if year is None:
        return []
    worth = [row for row in worth_of(seen, year) if row[2] == account.currency]
    found = []
    for measure, column in (("revenue", 3), ("profit", 4)):
        places = ranked((row[0], row[column]) for row in worth)  # type: ignore[misc]  # a row's columns by place
        found += [
            Held(measure, year, each.share, place, len(places))
            for place, each in enumerate(places, 1)
            if each.key == account.pk
        ]
    return found


def _told(account: Account) -> list[Told]:
    rows = maps.values_at(account).select_related("affiliation__contact")[:_TOLD]
    return [Told(str(row.affiliation.contact), row.kind, row.words, row.day) for row in rows]


def _topics(user: User, account: Account) -> list[Topic]:
    return [
        Topic(
            row.topic,
            str(row.holder),
            str(row.second or ""),
            str(row.handed_over_to or row.handed_over_words),
            row.handed_over_on,
        )
        for row in visible_topics(user).filter(account=account)[:_TOPICS]
    ]


def _points(account: Account) -> list[Point]:
    rows = maps.points_of(account).filter(done_at=None)
    return [Point(Matter(row.matter), row.words, str(row.owner or ""), row.due) for row in rows]
