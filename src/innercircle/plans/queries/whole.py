"""Whole plans as the values the linter looks at (`rules.values.Plan`): few queries, however many accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from innercircle.directory.queries import Columns, day_of, every_account, every_post, together
from innercircle.hours.queries import closed_in, months_to_close
from innercircle.maps.queries import maps_of
from innercircle.maps.rules.levels import Core, Stance
from innercircle.maps.rules.values import Line, Map, Person
from innercircle.plans import models
from innercircle.plans.queries.dependence import asked_by_the_linter, engagements_in, topics_in
from innercircle.plans.queries.judging import Switches, activity_value
from innercircle.plans.rules.lint.asset import BUDGET
from innercircle.plans.rules.priority import is_priority
from innercircle.plans.rules.progress import Measured
from innercircle.plans.rules.values import Activity, Contact, Goal, GoalState, Initiative, InitiativeState, Plan

if TYPE_CHECKING:
    from innercircle.directory.models import Account

Value = TypeVar("Value")
_THOUSANDTH = Decimal("0.001")  # what a figure of a goal is kept to
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
    named: Mapping[int, list[str]] = field(default_factory=dict)  # participants' names, by activity
    readings: Mapping[int, list[Measured]] = field(default_factory=dict)  # oldest first, by goal
    switches: Switches | None = None
    beside: Mapping[str, list[list[Any]]] = field(default_factory=dict)  # what `_beside` asked

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
    rows = stored_plans([account.pk], at, _since(at)) if stored is None else stored.since(_since(at))
    return _plans({account.pk: account.name}, rows, at)[account.pk]


def plans_of(accounts: Collection[int], at: datetime) -> dict[int, Plan]:
    """The plans of these accounts as of `at`: goals, initiatives, activities of a year back and all ahead."""
    names = dict(every_account().filter(pk__in=accounts).order_by().values_list("pk", "name"))
    return _plans({pk: names[pk] for pk in accounts if pk in names}, stored_plans(accounts, at, _since(at)), at)


def whole_plans(accounts: Collection[int], at: datetime) -> tuple[dict[int, Plan], dict[int, list[Activity]]]:
    """As `plans_of`, and beside them every activity of these accounts, however long ago; the queries of one of both."""
    names = dict(every_account().filter(pk__in=accounts).order_by().values_list("pk", "name"))
    stored = stored_plans(accounts, at)
    plans = _plans({pk: names[pk] for pk in accounts if pk in names}, stored.since(_since(at)), at)
    return plans, {pk: [stored.value(row) for row in stored.activities[pk]] for pk in accounts}


def _since(at: datetime) -> date:
    return at.date() - LOOKED_BACK


def _plans(names: Mapping[int, str], stored: Stored, at: datetime) -> dict[int, Plan]:
    accounts = list(names)
    beside = stored.beside
    maps = maps_of(accounts, at, evidence=False, year={row[0] for row in beside["engagements"]}.intersection(names))
    gone = _gone(stored, maps)
    said, reviewed, closed = _grouped_pairs(beside["said"]), dict(beside["reviewed"]), closed_in(beside["closed"], at)
    topics, engagements = topics_in(beside["topics"]), engagements_in(beside["engagements"], maps, at)
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
            reviewed_on=day_of(reviewed.get(pk)),
            month_closed=closed.get(pk),
        )
        for pk in accounts
    }


def stored_plans(accounts: Collection[int], at: datetime, since: date | None = None) -> Stored:
    """The rows of these plans and what stands beside them; of activities those of `since` on, and undated ones.

    Six queries: what has more than a few columns is read as rows, the rest together.
    """
    goals = models.Goal.objects.filter(account__in=accounts).select_related("contact", "objective", "owner")
    initiatives = models.Initiative.objects.filter(account__in=accounts).select_related("owner")
    ahead = Q() if since is None else Q(on=None) | Q(on__gte=since)
    activities = models.Activity.objects.filter(ahead, account__in=accounts).select_related("owner", "offer")
    corrections = models.Correction.objects.filter(activity__account__in=accounts)
    beside = together(_beside(accounts, at, since))
    return Stored(
        goals=_grouped((row.account_id, row) for row in goals),
        initiatives=_grouped((row.account_id, row) for row in initiatives),
        activities=_grouped((row.account_id, row) for row in activities),
        aims=_grouped((initiative, goal) for _pk, initiative, goal in sorted(beside["aims"])),
        people=_grouped((activity, contact) for _pk, activity, contact, _name in sorted(beside["people"])),
        corrections=_grouped((row.activity_id, row) for row in corrections),
        named=_grouped((activity, name) for _pk, activity, _contact, name in sorted(beside["people"], key=_by_name)),
        readings=_grouped(map(_reading, sorted(beside["readings"], key=_by_day))),
        switches=Switches(accounts),
        beside=beside,
    )


def _beside(accounts: Collection[int], at: datetime, since: date | None) -> dict[str, tuple[QuerySet[Any], Columns]]:
    here = Q(account__in=accounts)
    concerned = Q() if since is None else Q(activity__on=None) | Q(activity__on__gte=since)
    people = models.Participant.objects.filter(concerned, activity__account__in=accounts)
    aims = models.Initiative.goals.through.objects.filter(initiative__account__in=accounts)
    readings = models.GoalReading.objects.filter(goal__account__in=accounts)
    reviews = models.Review.objects.filter(here).order_by().values("account").annotate(last=Max("on"))
    return {
        "people": (people, ("pk", "activity", "contact", "contact__name")),
        "aims": (aims, ("pk", "initiative_id", "goal_id")),
        "readings": (readings, ("on", "pk", "goal", Cast("value", TextField()), "words")),
        "said": (models.Priority.objects.filter(here), ("account", "contact", "matters")),
        "reviewed": (reviews, ("account", "last")),
        "closed": months_to_close(accounts, at),
        "left": (every_post().filter(here, until__lt=at.date()), ("pk", "account", "contact", "contact__name")),
        **asked_by_the_linter(accounts, at),
    }


def _by_name(row: list[Any]) -> tuple[str, int]:
    return row[3], row[0]


def _by_day(row: list[Any]) -> tuple[str, int]:
    return row[0], row[1]


def _reading(row: list[Any]) -> tuple[int, Measured]:
    on, _pk, goal, figure, words = row
    value = None if figure is None else Decimal(figure).quantize(_THOUSANDTH)
    return goal, Measured(date.fromisoformat(on), value, words)


def _grouped_pairs(rows: Iterable[list[Any]]) -> defaultdict[int, dict[int, bool]]:
    found: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for account, contact, matters in rows:
        found[account][contact] = bool(matters)
    return found


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


def _gone(stored: Stored, maps: Mapping[int, Map]) -> Mapping[int, dict[int, str]]:
    """People whom plans name and maps no longer show, for they left long ago, by account."""
    shown = {(account, person.contact) for account, found in maps.items() for person in found.people}
    missing = {pair for pair in _named(stored) if pair not in shown}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for _pk, account, contact, name in sorted(stored.beside["left"]):
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
