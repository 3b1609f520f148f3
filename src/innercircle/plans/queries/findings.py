"""The linter over plans as they are now: of one account, or of many (docs/rules/plan/README.md)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from innercircle.plans import models
from innercircle.plans.queries.judging import Switches, read
from innercircle.plans.queries.whole import plans_of
from innercircle.plans.rules.lint import Linted, Place, SwitchedOff, lint
from innercircle.plans.rules.values import Plan

if TYPE_CHECKING:
    from innercircle.directory.models import Account


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
