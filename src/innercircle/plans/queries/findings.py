"""The linter over stored plans: of one account, of many, and of the whole portfolio (docs/rules/plan/README.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from innercircle.calendars.bulk import parts
from innercircle.directory.queries import every_account, visible_accounts
from innercircle.plans import models
from innercircle.plans.queries.judging import Switches, counted, read
from innercircle.plans.queries.values import AccountFindings
from innercircle.plans.queries.whole import plans_of
from innercircle.plans.rules.lint import Linted, Place, SwitchedOff, lint
from innercircle.plans.rules.values import Plan
from innercircle.plans.rules.verdict import verdict

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

_AT_A_TIME = 200
WANT_A_PLAN = ("partner", "could_become")
"""Segments whose accounts are linted although nobody has begun a plan."""


def findings_of(account: Account, at: datetime) -> Linted:
    """What the linter says of the plan of an account the reader may see."""
    return findings_in([account.pk], at)[account.pk]


def findings_in(accounts: Collection[int], at: datetime) -> dict[int, Linted]:
    """What the linter says of these plans; a fixed number of queries."""
    return linted_plans(plans_of(accounts, at), at)


def linted_plans(
    plans: Mapping[int, Plan], at: datetime, rows: Sequence[models.SwitchedOff] | None = None
) -> dict[int, Linted]:
    """Plans that were read already, with the rules that somebody switched off: `rows` where those were read too."""
    off = switches_of(plans, Switches(plans.keys()).rows if rows is None else rows)
    return {pk: lint(plan, read, at=at.date(), off=off[pk]) for pk, plan in plans.items()}


def switches_of(plans: Mapping[int, Plan], rows: Sequence[models.SwitchedOff]) -> dict[int, list[SwitchedOff]]:
    """Of these rows the rules that do not count in each of these plans: in the whole firm, and at single places."""
    firm = [SwitchedOff(row.code, row.reason) for row in rows if row.account_id is None]
    found = {pk: list(firm) for pk in plans}
    for row in rows:
        if row.account_id is not None:
            key = plans[row.account_id].account if row.kind == "account" else row.key
            found[row.account_id].append(SwitchedOff(row.code, row.reason, Place(row.kind, key)))
    return found


def portfolio_findings(user: User | None, at: datetime) -> Iterator[AccountFindings]:
    """The findings of every account the user may see that has a plan, or whose segment says it wants one; by name.

    Without a user (the terminal, which acts for the firm) of all of them.
    Yields as it goes, so that the caller can show how far it is.
    """
    seen = every_account() if user is None else visible_accounts(user)
    rows = seen.filter(planned_accounts() | Q(segment__in=WANT_A_PLAN)).order_by("name", "pk")
    pairs = rows.values_list("pk", "name")
    for part in parts(pairs.iterator(_AT_A_TIME), _AT_A_TIME):
        yield from findings_for(dict(part), at)


def findings_for(names: Mapping[int, str], at: datetime) -> Iterator[AccountFindings]:
    """The findings of these accounts, in their order."""
    plans = plans_of(names.keys(), at)
    linted = linted_plans(plans, at)
    for pk, name in names.items():
        plan = plans[pk]
        planned = bool(plan.goals or plan.initiatives or plan.activities)
        yield AccountFindings(pk, name, linted[pk], verdict(counted(plan.activities)), planned)


def planned_accounts() -> Q:
    """The condition that an account has a plan: any goal, initiative or activity."""
    tables = (models.Goal, models.Initiative, models.Activity)
    condition = Q()
    for table in tables:
        condition |= Q(pk__in=table._base_manager.values("account"))
    return condition
