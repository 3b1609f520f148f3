"""Keeps what the linter says of every plan, so that the firm's pages read it (`queries.linted`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from innercircle.calendars.bulk import insert
from innercircle.directory.queries import every_account
from innercircle.kit.parts import parts
from innercircle.plans.models import LintedPlan
from innercircle.plans.queries.linted import fresh, linted_accounts, stale
from innercircle.plans.queries.trail import newest
from innercircle.plans.rules.version import rules_version

_AT_A_TIME = 50  # accounts to a transaction; linting them is done before it begins
_AGE = timedelta(hours=1)
_COLUMNS = ("account_id", "day", "at", "rules", "trail", "content")


def keep_findings(*, at: datetime, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Lint the plans of which what is stored does not hold, or is an hour old; returns how many. For the timer.

    May be stopped and run again: what was not reached yet is linted where somebody asks for it.
    """
    trail = newest(at)
    todo = stale(at, _AGE)
    for number, part in enumerate(parts(todo, _AT_A_TIME)):
        progress(number * _AT_A_TIME, len(todo))
        _keep([(pk, at.date(), at, rules_version(), trail, text) for pk, text in fresh(part, at)])
    _tidy(trail)
    return len(todo)


@transaction.atomic
def _keep(rows: list[tuple[object, ...]]) -> None:
    insert(LintedPlan, _COLUMNS, rows, unless=("account_id",), update=_COLUMNS[1:])


@transaction.atomic
def _tidy(trail: int) -> None:
    """What was found untouched up to this event need not be held against older ones again."""
    LintedPlan.objects.exclude(account__in=every_account().filter(linted_accounts())).delete()
    LintedPlan.objects.filter(trail__lt=trail).update(trail=trail)
