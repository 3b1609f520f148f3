"""The meetings of an account in parts that fit a page: those that count, found by their facts, and those left out.

A meeting counts under a policy exactly where a person of the account has a fact of such a mode (`hours.rules.facts_of`
and `verdict_on` ask the same), so what is shown is chosen from facts, and only the meetings shown are read in full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from innercircle.calendars.queries import meetings_of, meetings_touching
from innercircle.hours.queries.meetings import Desk
from innercircle.hours.queries.months import Ground
from innercircle.hours.queries.values import MeetingView
from innercircle.hours.rules import Fact, Policy, Side
from innercircle.kit.month import Month

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

PER_PAGE = 50
_Key = tuple[int, int]  # `Month.index` and the meeting's id: what lies in two months is listed in both


@dataclass(frozen=True, slots=True)
class Only:
    """Which meetings: those of one contact, department, level, colleague (ids as text) or mode.

    `since` and `until` are moments (epoch seconds, both included) within which it began for that contact, or for any.
    """

    contact: str = ""
    department: str = ""
    level: str = ""
    colleague: str = ""
    mode: str = ""
    since: int | None = None
    until: int | None = None

    def begun(self, theirs: Iterable[Fact]) -> bool:
        """Whether one of these times of theirs begins between the two moments."""
        first, last = self.since, self.until
        rows = (fact for fact in theirs if not self.contact or str(fact.person) == self.contact)
        return any((first is None or fact.start >= first) and (last is None or fact.start <= last) for fact in rows)


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Some of the meetings that fit; `page` is the nearest there is to the one asked for, `count` all that fit."""

    views: tuple[MeetingView, ...]
    page: int
    count: int


def counted_meetings(
    user: User,
    account: Account,
    first: Month,
    last: Month,
    *,
    policy: Policy = Policy.SEEN,
    only: Only | None = None,
    page: int = 1,
) -> MeetingPage:
    """The meetings that count in these months, the latest month first, in a month the oldest first."""
    ground = Ground(account)
    cells = _cells(ground.facts(first.index, last.index), policy)
    keys = [key for key, rows in cells.items() if only is None or _takes(only, key[0], rows, ground)]
    chosen = _Chosen.of(_in_order(keys, cells), page)
    return chosen.page(_views(user, ground, policy, chosen.keys, cells))


def month_meetings(
    user: User,
    ground: Ground,
    month: Month,
    *,
    policy: Policy = Policy.SEEN,
    page: int = 1,
    left_out_page: int = 1,
) -> tuple[MeetingPage, MeetingPage]:
    """The entries of a month that touch the account's people: counted, and left out with the reason; oldest first."""
    account = ground.account
    cells = _cells(ground.facts(month.index, month.index), policy)
    touching = meetings_touching([account.pk], *month.bounds(ZoneInfo(account.time_zone)))
    keys = [(month.index, pk) for pk in touching.values_list("pk", flat=True)]
    counted = _Chosen.of(_in_order(cells, cells), page)
    left_out = _Chosen.of([key for key in keys if key not in cells], left_out_page)
    views = _views(user, ground, policy, [*counted.keys, *left_out.keys], cells)
    return counted.page(views), left_out.page(views)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What one page of a list shows."""

    keys: list[_Key]
    number: int
    count: int

    @classmethod
    def of(cls, keys: list[_Key], asked: int) -> _Chosen:
        number = min(max(1, asked), max(1, -(-len(keys) // PER_PAGE)))
        return cls(keys[(number - 1) * PER_PAGE : number * PER_PAGE], number, len(keys))

    def page(self, views: Mapping[_Key, MeetingView]) -> MeetingPage:
        return MeetingPage(tuple(views[key] for key in self.keys if key in views), self.number, self.count)


def _cells(rows: Iterable[Fact], policy: Policy) -> dict[_Key, list[Fact]]:
    """The facts of each month's meetings that count under the policy, ours and theirs."""
    found: dict[_Key, list[Fact]] = defaultdict(list)
    for fact in rows:
        if fact.mode in policy.modes:
            found[fact.month, fact.meeting].append(fact)
    return found


def _in_order(keys: Iterable[_Key], cells: Mapping[_Key, list[Fact]]) -> list[_Key]:
    return sorted(keys, key=lambda key: (-key[0], cells[key][0].start, key[1]))


def _views(
    user: User, ground: Ground, policy: Policy, keys: Sequence[_Key], cells: Mapping[_Key, list[Fact]]
) -> dict[_Key, MeetingView]:
    rows = {row.pk: row for row in meetings_of({meeting for _month, meeting in keys})}
    desk = Desk(user, ground.account, list(rows.values()), policy, brief=True)
    return {
        key: desk.view(rows[key[1]], Month.from_index(key[0]), _side(cells.get(key, ()), Side.CLIENT))
        for key in keys
        if key[1] in rows
    }


def _side(rows: Iterable[Fact], side: Side) -> list[Fact]:
    return [fact for fact in rows if fact.side is side]


def _takes(only: Only, month: int, rows: list[Fact], ground: Ground) -> bool:
    """Whether somebody who fits was there; nobody who was absent has a fact."""
    if not only.begun(_side(rows, Side.CLIENT)):
        return False
    theirs = {fact.person for fact in _side(rows, Side.CLIENT)}
    ours = {str(fact.person) for fact in _side(rows, Side.OURS)}
    wanted = [(only.contact, set(map(str, theirs))), (only.colleague, ours), (only.mode, {rows[0].mode.value})]
    if only.department or only.level:
        posts = [post for pk, post in ground.posts.at(ground.account.pk, month).items() if pk in theirs]
        wanted += [
            (only.department, {post.department for post in posts}),
            (only.level, {post.level for post in posts}),
        ]
    return all(not word or word in there for word, there in wanted)
