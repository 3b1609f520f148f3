"""Who sat with whom face to face, read as narrow rows: found by the people and their accounts, or of whole accounts.

One row is a person's piece of a meeting in one month of an account, as `hours.models.Fact`; of the columns only those
that tell who was there and when. The busiest account has more than a hundred thousand of them, hence plain tuples: they
cost half as much to make as named ones, and the garbage collector lets them alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet

from innercircle.hours.models import MODE_CODES, Fact
from innercircle.hours.rules import Policy, Side

_SEEN = [code for code, mode in enumerate(MODE_CODES) if mode in Policy.SEEN.modes]
_OURS = Side.OURS.value
_COLUMNS = ("account", "meeting", "month", "side", "person", "start", "end")
Seat = tuple[int, int, int, int, int, int, int]  # as `_COLUMNS`: month is `Month.index`, times are epoch seconds
Place = tuple[int, int, int]  # account, meeting and month: all pieces of a meeting there have the same times
Pair = tuple[int, int, int, int, int]  # contact, colleague, meeting, start and end


@dataclass(frozen=True, slots=True)
class Company:
    """The seats of theirs, and the colleagues by place."""

    theirs: list[Seat] = field(default_factory=list)
    ours: dict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))

    def pairs(self) -> Iterator[Pair]:
        """Every seat of theirs with each colleague who sat there for the same account."""
        ours = self.ours
        for account, meeting, month, _side, contact, start, end in self.theirs:
            for colleague in ours.get((account, meeting, month), ()):
                yield contact, colleague, meeting, start, end


def company_of(accounts: Collection[int], months: tuple[int, int], now: int) -> Iterator[tuple[int, Company]]:
    """Everybody at the meetings of these accounts in these months (first and last) that began before `now`; one query.

    A month of an account at a time, in the order of time, so that few rows are held at once; each contact's seats are
    in the order of their starts.
    """
    rows = _begun(now).filter(account__in=accounts, month__gte=months[0], month__lte=months[1])
    ordered = rows.order_by("account", "month", "side", "person", "start").values_list(*_COLUMNS).iterator(5_000)
    for (account, _month), group in groupby(ordered, key=itemgetter(0, 2)):
        yield account, _company(group)


def attended(accounts: Collection[int], people: Collection[int], months: range, now: int) -> QuerySet[Fact]:
    """When these contacts met us face to face at these accounts, in meetings that began before `now`.

    `months` are `Month.index`; named one by one, so that the index leads to the rows without reading others.
    """
    wanted = {"account__in": accounts, "month__in": list(months), "person__in": people}
    return _begun(now).filter(side=Side.CLIENT.value, **wanted)


def seats(rows: QuerySet[Fact]) -> list[Seat]:
    """What was `attended`, read."""
    return list(rows.values_list(*_COLUMNS))


def company(rows: QuerySet[Fact], now: int) -> Company:
    """Everybody at the meetings of `rows`, of whatever account; the caller leaves out what the reader does not see."""
    return _company(_begun(now).filter(meeting__in=rows.values("meeting")).values_list(*_COLUMNS).iterator(5_000))


def ours_beside(rows: QuerySet[Fact]) -> Company:
    """What was `attended`, with those of ours who sat there."""
    found = Company(seats(rows))
    ours = Fact.objects.filter(meeting__in=rows.values("meeting"), side=_OURS).order_by()
    for account, meeting, month, colleague in ours.values_list("account", "meeting", "month", "person").iterator(5_000):
        found.ours[account, meeting, month].append(colleague)
    return found


def _begun(now: int) -> QuerySet[Fact]:
    return Fact.objects.filter(mode__in=_SEEN, start__lte=now).order_by()


def _company(rows: Iterable[Seat]) -> Company:
    found = Company()
    for seat in rows:
        account, meeting, month, side, person, _start, _end = seat
        if side == _OURS:
            found.ours[account, meeting, month].append(person)
        else:
            found.theirs.append(seat)
    return found
