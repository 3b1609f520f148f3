"""What of the stored facts and figures no longer follows from the meetings; reads only, so that nobody waits for it.

Whoever finds something computes it again inside a transaction (`hours.actions.refresh`), so what changes in between
is never written over: here it is only decided where a transaction is needed at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Count

from innercircle.calendars.queries import meetings_touching, with_duplicates
from innercircle.directory.queries import directory_size
from innercircle.hours.models import AccountMonth, Fact
from innercircle.hours.queries.facts import COLUMNS_OF_FACT, as_values, facts_to_store, held
from innercircle.hours.queries.figures import Cell, Rows, columns_of, dense, preparation, totals
from innercircle.hours.rules import Policy
from innercircle.kit.parts import parts, portions

_EVER = 2**62
_MEETINGS_AT_A_TIME = 2_000
_FACTS_AT_A_TIME = 4_000
_QUICK = 4_000  # facts: about 0.2 s
_CONTACTS_QUICK = 10_000  # about 0.2 s


def is_quick(accounts: Collection[int]) -> bool:
    """Whether the directory is read and these accounts are computed in less time than a person minds to wait."""
    facts = Fact.objects.filter(account__in=accounts).order_by()[: _QUICK + 1]
    return directory_size() <= _CONTACTS_QUICK and facts.count() <= _QUICK


def outdated_meetings(account: int) -> Iterator[list[int]]:
    """The account's meetings whose facts are not what follows from them, in the order of time; part by part.

    A part may be empty: it is what was found among the next 2,000 meetings.
    """
    known = list(meetings_touching([account], -_EVER, _EVER).values_list("pk", flat=True))
    stored = Fact.objects.filter(account=account).order_by().values_list("meeting", flat=True).distinct()
    for part in parts([*known, *sorted(set(stored) - set(known))], _MEETINGS_AT_A_TIME):
        moved = _outdated(part)
        theirs = [pk for pk in part if pk in moved]
        yield [*theirs, *sorted(moved - set(theirs))]


def _outdated(meetings: Collection[int]) -> set[int]:
    ids = with_duplicates(meetings) | set(meetings)
    stored = Fact.objects.filter(meeting__in=ids).order_by().values_list(*COLUMNS_OF_FACT)
    return {fact.meeting for fact in set(as_values(stored)) ^ set(facts_to_store(held(ids)))}


def outdated_cells(account: int) -> Iterator[list[Cell]]:
    """The account's months whose figures are not what follows from the facts, some at a time by how much is in them."""
    counted = Fact.objects.filter(account=account).order_by().values_list("month").annotate(number=Count("pk"))
    weights = dict.fromkeys((cell.month for cell in preparation([account])), 0) | dict(counted)
    stored: Rows = {}
    for row in AccountMonth.objects.filter(account=account):
        stored[Policy(row.policy), row.month] = columns_of(row)
    fresh: Rows = {}
    for months in portions(sorted(weights.items()), _FACTS_AT_A_TIME):
        found = totals([account], [Cell(account, month) for month in months])
        fresh |= {(policy, month): each.columns() for (_account, month, policy), each in found.items()}
    expected = dense(fresh)
    wrong = {key[1] for key in {*stored, *expected} if stored.get(key) != expected.get(key)}
    for months in portions(((month, weights.get(month, 0)) for month in sorted(wrong)), _FACTS_AT_A_TIME):
        yield [Cell(account, month) for month in months]
