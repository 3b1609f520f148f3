"""What plans say to the areas' pages below: steps 4 to 6 of the process, and who has a goal (spec 10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from innercircle.directory.queries import every_post
from innercircle.maps.rules.steps import Step
from innercircle.plans import models
from innercircle.plans.queries.whole import plans_of
from innercircle.plans.rules.steps import steps
from innercircle.plans.rules.values import GoalState


def steps_of(accounts: Collection[int], at: datetime) -> dict[int, tuple[Step, Step, Step]]:
    """Steps 4 (determine), 5 (implement) and 6 (review) of these accounts; a fixed number of queries."""
    posts: Mapping[int, dict[str, int]] = defaultdict(dict)
    rows = every_post().filter(account__in=accounts).order_by("pk").values_list("account_id", "contact_id", "pk")
    for account, contact, post in rows:
        posts[account][str(contact)] = post
    return {pk: steps(plan, posts[pk], at.date()) for pk, plan in plans_of(accounts, at).items()}


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
