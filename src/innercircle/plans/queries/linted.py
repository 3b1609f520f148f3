"""What the linter said of the firm's plans, as it is stored: what still holds is read, the rest is linted anew.

Stored rows are made by `plans.actions.keep_findings`, which the timer runs. A row holds while its day lasts, for at
most two hours, under the same rules, and as long as the audit trail has nothing later about its account
(`queries.trail`). What does not hold is never shown: it is computed, as if nothing were stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from innercircle.directory.queries import every_account, visible_accounts
from innercircle.kit.parts import parts
from innercircle.plans import models
from innercircle.plans.queries.findings import linted_plans
from innercircle.plans.queries.judging import counted
from innercircle.plans.queries.trail import Changes, changes
from innercircle.plans.queries.values import AccountFindings
from innercircle.plans.queries.verdicts import plan_verdict
from innercircle.plans.queries.whole import whole_plans
from innercircle.plans.rules.lint import Linted
from innercircle.plans.rules.version import rules_version
from innercircle.plans.rules.written import Written, read_all, write

if TYPE_CHECKING:
    from innercircle.access.models import User

AT_A_TIME = 200
WANT_A_PLAN = ("partner", "could_become")
"""Segments whose accounts are linted although nobody has begun a plan."""
HOLDS = timedelta(hours=2)
_STORED = ("linted_plan__day", "linted_plan__at", "linted_plan__rules", "linted_plan__trail", "linted_plan__content")


@dataclass(frozen=True, slots=True)
class Entry:
    """An account whose plan is linted, with what the linter said of it; `stored` is whether that was read."""

    account: int
    name: str
    manager: int | None
    manager_name: str
    written: Written
    stored: bool


def entries(user: User | None, at: datetime, *, only: Q | None = None) -> Iterator[Entry]:
    """Every account the user may see whose plan is linted, by name; without a user (the terminal) all of them.

    Three queries where everything stored still holds; a dozen for each two hundred accounts where it does not. `only`
    narrows the accounts.
    """
    seen = every_account() if user is None else visible_accounts(user)
    wanted = seen.filter(linted_accounts() if only is None else only).order_by("name", "pk")
    names = ("pk", "name", "account_manager", "account_manager__name")
    rows = list(wanted.values_list(*names, *_STORED))
    known = _holding([(row[0], row[len(names) :]) for row in rows], at)
    anew = fresh([row[0] for row in rows if row[0] not in known], at)
    for pk, name, manager, manager_name, *_rest in rows:
        stored = pk in known
        said = known[pk] if stored else read_all([next(anew)[1]])[0]
        yield Entry(pk, name, manager, manager_name or "", said, stored)


def _holding(rows: Sequence[tuple[int, Sequence[Any]]], at: datetime) -> dict[int, Written]:
    """What is stored and holds, by account."""
    there = [(pk, *row) for pk, row in rows if row[0] == at.date() and row[2] == rules_version()]
    good = [(pk, trail, text) for pk, _day, made, _rules, trail, text in there if abs(at - made) <= HOLDS]
    since = changes(min(trail for _pk, trail, _text in good)) if good else Changes()
    kept = [(pk, text) for pk, trail, text in good if not since.since(pk, trail)]
    return dict(zip((pk for pk, _text in kept), read_all(text for _pk, text in kept), strict=True))


def stale(at: datetime, age: timedelta = HOLDS) -> list[int]:
    """The accounts whose plans want linting anew: nothing is stored, or it does not hold, or it is older than `age`."""
    rows = every_account().filter(linted_accounts()).order_by("pk").values_list("pk", *_STORED)
    found = [(pk, row) for pk, *row in rows]
    good = _holding([(pk, row) for pk, row in found if row[1] is not None and abs(at - row[1]) < age], at)
    return [pk for pk, _row in found if pk not in good]


def fresh(accounts: Sequence[int], at: datetime) -> Iterator[tuple[int, str]]:
    """These plans linted now, as text to be stored; in their order, as it goes."""
    for part in parts(accounts, AT_A_TIME):
        plans, steps = whole_plans(part, at)
        linted = linted_plans(plans, at)
        yield from ((pk, write(linted.get(pk, Linted(())), counted(steps[pk]))) for pk in part)


def portfolio_findings(user: User | None, at: datetime) -> Iterator[AccountFindings]:
    """The findings of every account the user may see that has a plan, or whose segment says it wants one; by name.

    Without a user (the terminal, which acts for the firm) of all of them. As `entries` reads them.
    """
    planned = set(every_account().filter(planned_accounts()).order_by().values_list("pk", flat=True))
    return (_account(each, at, planned=each.account in planned) for each in entries(user, at))


def findings_for(names: Mapping[int, str], at: datetime) -> Iterator[AccountFindings]:
    """The findings of these accounts, in their order, linted now."""
    planned = set(every_account().filter(planned_accounts(), pk__in=names).order_by().values_list("pk", flat=True))
    for pk, text in fresh(list(names), at):
        (said,) = read_all([text])
        yield _account(Entry(pk, names[pk], None, "", said, stored=False), at, planned=pk in planned)


def _account(each: Entry, at: datetime, *, planned: bool) -> AccountFindings:
    said = each.written
    return AccountFindings(each.account, each.name, said.linted, plan_verdict(said.counted, at).verdict, planned)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many plans are linted, of how many what is stored holds, and the names of those where it is not the truth."""

    plans: int
    stored: int
    wrong: tuple[str, ...]


def compare_stored(at: datetime) -> Checked:
    """Lint every plan whose stored findings would be shown, and say where they differ."""
    every = list(entries(None, at))
    known = {each.account: each for each in every if each.stored}
    anew = ((known[pk], read_all([text])[0]) for pk, text in fresh(list(known), at))
    return Checked(len(every), len(known), tuple(each.name for each, said in anew if said != each.written))


def linted_accounts() -> Q:
    """The condition that an account's plan is linted: it has one, or its segment says it wants one."""
    return planned_accounts() | Q(segment__in=WANT_A_PLAN)


def planned_accounts() -> Q:
    """The condition that an account has a plan: any goal, initiative or activity."""
    tables = (models.Goal, models.Initiative, models.Activity)
    condition = Q()
    for table in tables:
        condition |= Q(pk__in=table._base_manager.values("account"))
    return condition
