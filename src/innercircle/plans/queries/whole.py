"""Whole plans as the values the linter looks at (`rules.values.Plan`): few queries, however many accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Max, Q

from innercircle.directory.queries import every_account, every_post
from innercircle.hours.queries import last_month_closed
from innercircle.maps.queries import maps_of
from innercircle.maps.rules.levels import Core, Stance
from innercircle.maps.rules.values import Line, Map, Person
from innercircle.plans import models
from innercircle.plans.queries.dependence import engagements_in, topics_in
from innercircle.plans.queries.judging import Switches, activity_value
from innercircle.plans.rules.lint.asset import BUDGET
from innercircle.plans.rules.priority import is_priority
from innercircle.plans.rules.progress import Measured
from innercircle.plans.rules.values import Activity, Contact, Goal, GoalState, Initiative, InitiativeState, Plan

if TYPE_CHECKING:
    from innercircle.directory.models import Account
    from innercircle.directory.models import Contact as Contact_

Value = TypeVar("Value")
LOOKED_BACK = timedelta(days=365)
"""How far back a plan is judged and linted: what was done before is history, and stands in the trend."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The rows of several plans, by account."""

    goals: Mapping[int, list[models.Goal]]
    initiatives: Mapping[int, list[models.Initiative]]
    activities: Mapping[int, list[models.Activity]]
    aims: Mapping[int, list[int]]  # goals by initiative
    people: Mapping[int, list[int]]  # participants by activity
    corrections: Mapping[int, list[models.Correction]] = field(default_factory=dict)  # withdrawn ones too, by activity
    contacts: Mapping[int, list[Contact_]] = field(default_factory=dict)  # participants with their names
    readings: Mapping[int, list[Measured]] = field(default_factory=dict)  # oldest first, by goal
    switches: Switches | None = None

    def value(self, row: models.Activity) -> Activity:
        """An activity as the rules look at it."""
        off = self.switches.of(row) if self.switches else ()
        return activity_value(row, self.people.get(row.pk, ()), standing(self.corrections.get(row.pk, ())), off)

    def since(self, day: date) -> Stored:
        """The same with the activities of `day` on, and those without a day."""
        kept = _grouped(
            (pk, row) for pk, rows in self.activities.items() for row in rows if row.on is None or row.on >= day
        )
        return replace(self, activities=kept)


def plan_of(account: Account, at: datetime, stored: Stored | None = None) -> Plan:
    """The plan of an account the reader may see, as of `at`; from its rows where they were read already."""
    rows = stored_plans([account.pk], _since(at)) if stored is None else stored.since(_since(at))
    return _plans({account.pk: account.name}, rows, at)[account.pk]


def plans_of(accounts: Collection[int], at: datetime) -> dict[int, Plan]:
    """The plans of these accounts as of `at`: goals, initiatives, activities of a year back and all ahead."""
    names = dict(every_account().filter(pk__in=accounts).order_by().values_list("pk", "name"))
    return _plans({pk: names[pk] for pk in accounts if pk in names}, stored_plans(accounts, _since(at)), at)


def _since(at: datetime) -> date:
    return at.date() - LOOKED_BACK


def _plans(names: Mapping[int, str], stored: Stored, at: datetime) -> dict[int, Plan]:
    accounts = list(names)
    maps = maps_of(accounts, at, evidence=False)
    said, gone = _priorities(accounts), _gone(accounts, stored, maps, at.date())
    reviewed, closed = _reviewed(accounts), last_month_closed(accounts, at)
    topics, engagements = topics_in(accounts), engagements_in(maps, at)
    return {
        pk: Plan(
            account=names[pk],
            goals=tuple(_goal(row, stored) for row in stored.goals[pk]),
            initiatives=tuple(_initiative(row, stored) for row in stored.initiatives[pk]),
            activities=tuple(stored.value(row) for row in stored.activities[pk]),
            contacts=contacts_in(maps[pk], said[pk], gone[pk], at.date()),
            colleagues=len(_covering(maps[pk], at.date())) if maps[pk].people else None,
            topics=topics.get(pk, ()),
            engagements=engagements.get(pk, ()),
            begun_on=_begun(pk, stored),
            reviewed_on=reviewed.get(pk),
            month_closed=closed.get(pk),
        )
        for pk in accounts
    }


def stored_plans(accounts: Collection[int], since: date | None = None) -> Stored:
    """The rows of these plans; of activities those of `since` on, and those without a day. Eight queries.

    Without `since` the people who take part come with their names.
    """
    goals = models.Goal.objects.filter(account__in=accounts).select_related("contact", "objective", "owner")
    initiatives = models.Initiative.objects.filter(account__in=accounts).select_related("owner")
    activities = models.Activity.objects.filter(account__in=accounts).select_related("owner", "offer")
    ahead = Q() if since is None else Q(on=None) | Q(on__gte=since)
    concerned = Q() if since is None else Q(activity__on=None) | Q(activity__on__gte=since)
    people = models.Participant.objects.filter(concerned, activity__account__in=accounts).order_by("pk")
    named = list(people.select_related("contact")) if since is None else []
    pairs = (
        people.values_list("activity_id", "contact_id")
        if since
        else ((row.activity_id, row.contact_id) for row in named)
    )
    corrections = models.Correction.objects.filter(activity__account__in=accounts)
    aims = models.Initiative.goals.through.objects.filter(initiative__account__in=accounts).order_by("pk")
    read = models.GoalReading.objects.filter(goal__account__in=accounts).order_by("on", "pk")
    readings = read.values_list("goal_id", "on", "value", "words")
    return Stored(
        goals=_grouped((row.account_id, row) for row in goals),
        initiatives=_grouped((row.account_id, row) for row in initiatives),
        activities=_grouped((row.account_id, row) for row in activities.filter(ahead)),
        aims=_grouped(aims.values_list("initiative_id", "goal_id")),
        people=_grouped(pairs),
        corrections=_grouped((row.activity_id, row) for row in corrections),
        contacts=_grouped((row.activity_id, row.contact) for row in sorted(named, key=lambda row: row.contact.name)),
        readings=_grouped((goal, Measured(*said)) for goal, *said in readings),
        switches=Switches(accounts),
    )


def standing(rows: Iterable[models.Correction]) -> models.Correction | None:
    """The correction that counts: the one nobody withdrew."""
    return next((row for row in rows if row.withdrawn_at is None), None)


def stored_activities(accounts: Collection[int]) -> dict[int, list[Activity]]:
    """Every activity of these accounts, however long ago, as the rules look at it; four queries."""
    rows = models.Activity.objects.filter(account__in=accounts).select_related("owner", "offer")
    links = models.Participant.objects.filter(activity__account__in=accounts).order_by("pk")
    people = _grouped(links.values_list("activity_id", "contact_id"))
    corrections = models.Correction.objects.filter(activity__account__in=accounts, withdrawn_at=None)
    stand, off = {row.activity_id: row for row in corrections}, Switches(accounts)
    return _grouped(
        (row.account_id, activity_value(row, people.get(row.pk, ()), stand.get(row.pk), off.of(row))) for row in rows
    )


def contacts_in(found: Map, said: Mapping[int, bool], gone: Mapping[int, str], day: date) -> tuple[Contact, ...] | None:
    """The people of an account as the linter looks at them; None where nobody is known. Who left stands with `left`."""
    known: dict[int, Contact] = {key: Contact(str(key), name, left=True) for key, name in gone.items()}
    lines = _lines(found, day)
    for person in found.people:
        if person.contact not in known or known[person.contact].left:
            known[person.contact] = _contact(person, lines.get(person.post, ()), day, said=said.get(person.contact))
    return tuple(known.values()) or None


def _contact(person: Person, lines: Collection[Line], day: date, *, said: bool | None) -> Contact:
    assessed = [line.assessed_on for line in lines if line.assessed_on]
    return Contact(
        key=str(person.contact),
        name=person.name,
        priority=is_priority(person.roles, person.influence, said=said),
        roles=frozenset(BUDGET if role == Core.BUDGET else role for role in person.roles),
        opponent=person.stance == Stance.OPPONENT,
        left=not person.here(day),
        assessed_on=max(assessed, default=None),
        colleagues=len(lines),
    )


def _lines(found: Map, day: date) -> dict[int, list[Line]]:
    """The lines by which a colleague who is still here covers somebody, by post."""
    here = {each.colleague for each in found.ours if each.here(day)}
    lines = [
        line for line in found.lines if line.coverage is not None and line.colleague in here and line.assessed != 0
    ]
    return _grouped((line.post, line) for line in lines)


def _covering(found: Map, day: date) -> set[int]:
    present = {person.post for person in found.present(day)}
    return {line.colleague for post, lines in _lines(found, day).items() if post in present for line in lines}


def _goal(row: models.Goal, stored: Stored) -> Goal:
    target = row.target or (f"{row.target_value:f} {row.unit}".strip() if row.target_value is not None else "")
    return Goal(
        key=str(row.pk),
        title=row.title,
        contact=str(row.contact_id) if row.contact_id else None,
        priority=row.priority,
        target=target,
        due=row.due,
        objective=row.objective.name if row.objective else "",
        open=row.state == GoalState.OPEN,
        measured_on=readings[-1].on if (readings := stored.readings.get(row.pk)) else None,
    )


def _initiative(row: models.Initiative, stored: Stored) -> Initiative:
    return Initiative(
        key=str(row.pk),
        title=row.title,
        goals=tuple(map(str, stored.aims.get(row.pk, ()))),
        owner=row.owner.name if row.owner else "",
        next_step=row.next_step,
        next_on=row.next_step_on,
        end=row.end,
        open=row.state == InitiativeState.OPEN,
    )


def _begun(account: int, stored: Stored) -> date | None:
    tables: tuple[Mapping[int, Iterable[models.Goal | models.Initiative | models.Activity]], ...]
    tables = (stored.goals, stored.initiatives, stored.activities)
    return min((row.at.date() for rows in tables for row in rows.get(account, ())), default=None)


def _priorities(accounts: Collection[int]) -> Mapping[int, dict[int, bool]]:
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    rows = models.Priority.objects.filter(account__in=accounts).values_list("account_id", "contact_id", "matters")
    for account, contact, matters in rows:
        found[account][contact] = matters
    return found


def _reviewed(accounts: Collection[int]) -> dict[int, date]:
    rows = models.Review.objects.filter(account__in=accounts).order_by().values_list("account")
    return dict(rows.annotate(last=Max("on")))


def _gone(
    accounts: Collection[int], stored: Stored, maps: Mapping[int, Map], day: date
) -> Mapping[int, dict[int, str]]:
    """People whom plans name and maps no longer show, for they left long ago, by account."""
    shown = {(account, person.contact) for account, found in maps.items() for person in found.people}
    missing = {pair for pair in _named(stored) if pair not in shown}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    if missing:
        rows = every_post().filter(account__in=accounts, contact__in={contact for _account, contact in missing})
        rows = rows.filter(until__lt=day).order_by("pk")
        for account, contact, name in rows.values_list("account_id", "contact_id", "contact__name"):
            if (account, contact) in missing:
                found[account][contact] = name
    return found


def _named(stored: Stored) -> Iterator[tuple[int, int]]:
    for account, goals in stored.goals.items():
        yield from ((account, goal.contact_id) for goal in goals if goal.contact_id)
    for account, activities in stored.activities.items():
        yield from ((account, contact) for row in activities for contact in stored.people.get(row.pk, ()))


def _grouped(pairs: Iterable[tuple[int, Value]]) -> defaultdict[int, list[Value]]:
    groups: defaultdict[int, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
