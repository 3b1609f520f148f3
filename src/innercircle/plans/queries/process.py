"""What plans say to the areas' pages below: steps 4 to 6 of the process, and who has a goal (spec 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q, QuerySet

from innercircle.directory.queries import Columns, day_of, every_post, together
from innercircle.maps import queries as maps
from innercircle.maps.rules.findings import Finding
from innercircle.maps.rules.steps import Step
from innercircle.maps.rules.values import Map
from innercircle.plans import models
from innercircle.plans.queries.whole import contacts_in
from innercircle.plans.rules.steps import steps
from innercircle.plans.rules.values import Goal, GoalState, Initiative, InitiativeState, Plan

if TYPE_CHECKING:
    from innercircle.directory.models import Account
    from innercircle.maps.models import SwitchedOff


def steps_of(accounts: Collection[int], at: datetime) -> dict[int, tuple[Step, Step, Step]]:
    """Steps 4 (determine), 5 (implement) and 6 (review) of these accounts; two queries."""
    read = together(_asked(accounts))
    return _last_steps(maps.assessed_people(accounts, at.date(), {row[1] for row in read["said"]}), read, at)


def _last_steps(
    charts: Mapping[int, Map], read: Mapping[str, list[list[Any]]], at: datetime
) -> dict[int, tuple[Step, Step, Step]]:
    return {pk: steps(plan, _posts(charts[pk]), at.date()) for pk, plan in _aims(charts, read, at).items()}


def _posts(chart: Map) -> dict[str, int]:
    """The latest affiliation of each contact on a map, by the contact's key."""
    return {str(each.contact): each.post for each in sorted(chart.people, key=lambda each: each.post)}


def _asked(accounts: Collection[int]) -> dict[str, tuple[QuerySet[Any], Columns]]:
    """Of each plan what the steps look at: goals, initiatives, people who matter, the last review."""
    here = Q(account__in=accounts)
    aims = models.Initiative.goals.through.objects.filter(initiative__account__in=accounts)
    readings = models.GoalReading.objects.filter(goal__account__in=accounts, goal__state=GoalState.OPEN)
    moving = models.Initiative.objects.filter(here, state=InitiativeState.OPEN, owner__isnull=False)
    reviews = models.Review.objects.filter(here).order_by().values("account").annotate(last=Max("on"))
    goals = models.Goal.objects.filter(here, state=GoalState.OPEN)
    return {
        "goals": (goals, ("account", "priority", "due", "pk", "contact", "target", "target_value")),
        "moving": (moving, ("account", "pk", "next_step", "next_step_on")),
        "aims": (aims, ("initiative_id", "goal_id")),
        "measured": (readings.order_by().values("goal").annotate(last=Max("on")), ("goal", "last")),
        "reviewed": (reviews, ("account", "last")),
        "said": (models.Priority.objects.filter(here), ("account", "contact", "matters")),
    }


def _aims(charts: Mapping[int, Map], read: Mapping[str, list[list[Any]]], at: datetime) -> dict[int, Plan]:
    goals, moving, said = (_grouped(read[name]) for name in ("goals", "moving", "said"))
    measured, reviewed, served = dict(read["measured"]), dict(read["reviewed"]), _grouped(read["aims"])
    return {
        pk: Plan(
            account="",
            goals=tuple(_goal(row, measured) for row in sorted(goals[pk], key=_place)),
            initiatives=tuple(_initiative(row, served[row[0]]) for row in moving[pk]),
            contacts=contacts_in(chart, {contact: bool(matters) for contact, matters in said[pk]}, {}, at.date()),
            reviewed_on=day_of(reviewed.get(pk)),
        )
        for pk, chart in charts.items()
    }


def _place(goal: list[Any]) -> tuple[int, str, int]:
    """Where a goal stands in its plan: by priority, then by its day."""
    return goal[0], goal[1] or "", goal[2]


def _grouped(rows: Iterable[list[Any]]) -> defaultdict[int, list[list[Any]]]:
    groups: defaultdict[int, list[list[Any]]] = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(rest)
    return groups


def _goal(row: list[Any], measured: Mapping[int, str]) -> Goal:
    priority, due, pk, contact, target, figure = row
    return Goal(
        key=str(pk),
        title="",
        contact=str(contact) if contact else None,
        priority=priority,
        target=target or ("" if figure is None else str(figure)),
        due=day_of(due),
        measured_on=day_of(measured.get(pk)),
    )


def _initiative(row: list[Any], goals: Iterable[list[Any]]) -> Initiative:
    pk, step, on = row
    return Initiative(str(pk), "", tuple(str(goal) for (goal,) in goals), "somebody", step, day_of(on))


def six_steps(account: Account, found: Map, at: datetime) -> tuple[Step, ...]:
    """All six steps of one account whose map was read already, with who and which goals are missing; one query."""
    charts = {account.pk: found}
    read = together({**maps.asked_of_progress(charts.keys()), **_asked(charts.keys())})
    first, last = maps.progress_from(read, charts.keys(), charts, at), _last_steps(charts, read, at)
    return (*first[account.pk][:3], *last[account.pk])


def six_steps_of(accounts: Collection[int], at: datetime) -> dict[int, tuple[Step, ...]]:
    """All six steps of these accounts, without the names of who is missing in the first three."""
    first, last = maps.first_steps(accounts, at), steps_of(accounts, at)
    return {pk: (*first[pk], *last[pk]) for pk in accounts}


def open_findings(
    account: Account, found: Map, at: datetime, off: Iterable[SwitchedOff] | None = None
) -> tuple[Finding, ...]:
    """The findings of a map that nobody switched off (`off`, if read); an opponent for whom a goal stands is none."""
    aimed = goals_for([account.pk])[account.pk]
    posts = frozenset(each.post for each in found.people if each.contact in aimed)
    return maps.open_findings(account, found, at, posts, off)


def goals_for(accounts: Collection[int]) -> dict[int, frozenset[int]]:
    """The contacts for whom an open goal stands, by account."""
    found: dict[int, set[int]] = {pk: set() for pk in accounts}
    rows = models.Goal.objects.filter(account__in=accounts, state=GoalState.OPEN, contact__isnull=False).order_by()
    for account, contact in rows.values_list("account_id", "contact_id"):
        found[account].add(contact)
    return {pk: frozenset(contacts) for pk, contacts in found.items()}


def posts_with_goals(accounts: Collection[int]) -> dict[int, frozenset[int]]:
    """The affiliations for which an open goal stands, by account: what the map's finding of an opponent asks."""
    contacts = goals_for(accounts)
    found: dict[int, set[int]] = {pk: set() for pk in accounts}
    for account, contact, post in (
        every_post().filter(account__in=accounts).values_list("account_id", "contact_id", "pk")
    ):
        if contact in contacts[account]:
            found[account].add(post)
    return {pk: frozenset(posts) for pk, posts in found.items()}
