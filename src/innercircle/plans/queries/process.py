"""What plans say to the areas' pages below: steps 4 to 6 of the process, and who has a goal (spec 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from innercircle.directory.queries import every_post
from innercircle.maps import queries as maps
from innercircle.maps.rules.findings import Finding
from innercircle.maps.rules.steps import Step
from innercircle.maps.rules.values import Map
from innercircle.plans import models
from innercircle.plans.queries.whole import plans_of
from innercircle.plans.rules.steps import steps
from innercircle.plans.rules.values import GoalState

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def steps_of(accounts: Collection[int], at: datetime) -> dict[int, tuple[Step, Step, Step]]:
    """Steps 4 (determine), 5 (implement) and 6 (review) of these accounts; a fixed number of queries."""
    posts: Mapping[int, dict[str, int]] = defaultdict(dict)
    rows = every_post().filter(account__in=accounts).order_by("pk").values_list("account_id", "contact_id", "pk")
    for account, contact, post in rows:
        posts[account][str(contact)] = post
    return {pk: steps(plan, posts[pk], at.date()) for pk, plan in plans_of(accounts, at).items()}


def six_steps(account: Account, found: Map, at: datetime) -> tuple[Step, ...]:
    """All six steps of one account whose map was read already, with who and which goals are missing."""
    return (*maps.progress_of(account, found, at)[:3], *steps_of([account.pk], at)[account.pk])


def six_steps_of(accounts: Collection[int], at: datetime) -> dict[int, tuple[Step, ...]]:
    """All six steps of these accounts, without the names of who is missing in the first three."""
    first, last = maps.first_steps(accounts, at), steps_of(accounts, at)
    return {pk: (*first[pk], *last[pk]) for pk in accounts}


def open_findings(account: Account, found: Map, at: datetime) -> tuple[Finding, ...]:
    """The findings of a map that nobody switched off; an opponent for whom a goal stands is none."""
    return maps.open_findings(account, found, at, posts_with_goals([account.pk])[account.pk])


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
