"""The rows behind the figures as values of the rules: meetings with their people, facts, posts, figures of a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from django.db.models import ExpressionWrapper, F, Field

from innercircle.calendars.queries import Known, known_people, meetings_of
from innercircle.directory.queries import Post, clocks, posts
from innercircle.hours import rules
from innercircle.hours.models import MODE_CODES, AccountMonth, Fact
from innercircle.hours.rules import Figures, Held, Policy, Presence, Profile, Side, Streak, seconds_in_order
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread

_SIDES = tuple(Side)  # looking up is quicker than calling the enumeration, and facts are many
# Whether it is confirmed, as the database has it (0 or 1 in SQLite): facts are many, and converting each one costs.
_AS_STORED = ExpressionWrapper(F("confirmed"), output_field=Field())
COLUMNS_OF_FACT = ("account", "month", "side", "person", "start", "end", "meeting", _AS_STORED, "mode")


def held(ids: Collection[int], known: Iterable[Known] | None = None) -> list[Held]:
    """The meetings with these ids as the rules see them; a duplicate's people stand on the meeting it duplicates.

    Give duplicates together with what they duplicate (`calendars.queries.with_duplicates`), and the people on them
    where they are `known` already.
    """
    people = _people(known_people(ids) if known is None else known)
    return [
        Held(
            meeting=row.pk,
            start=row.start,
            end=row.end,
            mode=row.mode,
            people=tuple(people.get(row.pk, ())),
            all_day=row.all_day,
            cancelled=row.cancelled,
        )
        for row in meetings_of(ids).filter(duplicate_of=None).order_by("pk")
    ]


def _people(known: Iterable[Known]) -> dict[int, list[Presence]]:
    """Everybody by the meeting that counts; of two mentions the meeting's own stands, not its duplicate's."""
    found: dict[tuple[int, Side, int], Known] = {}
    for each in known:
        side, person = side_of(each), each.contact or each.colleague or 0
        key = (each.kept, side, person)
        if key not in found or each.meeting == each.kept:
            found[key] = each
    people: dict[int, list[Presence]] = defaultdict(list)
    for (kept, side, person), each in found.items():
        people[kept].append(Presence(person, side, each.account, each.state, by_hand=each.state_by_hand is not None))
    return people


def side_of(known: Known) -> Side:
    """On which side the person sits."""
    return Side.CLIENT if known.contact is not None else Side.OURS


def facts_to_store(rows: Iterable[Held]) -> list[rules.Fact]:
    """What these meetings give to each account, in the order of the measure, months cut on each account's clock."""
    meetings = list(rows)
    zones = clocks({each.account for row in meetings for each in row.people if each.account is not None})
    return sorted(fact for row in meetings for fact in rules.facts_of(row, lambda account: zones[account]))


def facts(
    accounts: Collection[int], months: Collection[int] | tuple[int, int], *, side: Side | None = None
) -> Iterator[rules.Fact]:
    """The stored facts of these accounts in these months (a tuple is first and last), in the order of the measure.

    Of one side where one is named: what the client gave can be measured without ours.
    """
    rows = Fact.objects.filter(account__in=accounts)
    if isinstance(months, tuple):
        rows = rows.filter(month__gte=months[0], month__lte=months[1])
    else:
        rows = rows.filter(month__in=months)
    return as_values(
        rows.order_by("account", "month", "side", "person", "start").values_list(*COLUMNS_OF_FACT).iterator(5_000)
    )


def as_values(rows: Iterable[tuple[int, int, int, int, int, int, int, bool, int]]) -> Iterator[rules.Fact]:
    """Rows of the columns of `Fact` as the rules' facts."""
    fact = rules.Fact
    for account, month, side, person, start, end, meeting, confirmed, mode in rows:
        yield fact(account, month, _SIDES[side], person, start, end, meeting, bool(confirmed), MODE_CODES[mode])


def client_seconds(
    accounts: Collection[int], months: Collection[int], policy: Policy, now: int, *, ahead: bool
) -> dict[tuple[int, int], Spread]:
    """Client seconds of these accounts by account and month, of what lies ahead of `now` or (not `ahead`) behind it."""
    codes = [code for code, mode in enumerate(MODE_CODES) if mode in policy.modes]
    rows = Fact.objects.filter(account__in=accounts, month__in=months, side=Side.CLIENT.value, mode__in=codes)
    rows = rows.filter(end__gt=now) if ahead else rows.filter(start__lt=now)
    ordered = rows.order_by("account", "month", "side", "person", "start")
    told = ordered.values_list("account", "month", "person", "start", "end", _AS_STORED).iterator(5_000)
    return seconds_in_order(told, since=now) if ahead else seconds_in_order(told, until=now)


class Posts:
    """Who stood where, by account and month; a person who changed posts stands in the last one of the month."""

    def __init__(self, accounts: Collection[int]) -> None:
        self._by_account: dict[int, list[Post]] = defaultdict(list)
        for post in posts(accounts):
            self._by_account[post.account].append(post)

    def at(self, account: int, month: int) -> dict[int, Post]:
        """Each contact's post at the account in that month (`Month.index`); the nearest one where none covers it."""
        last = Month.from_index(month).plus(1).first_day - timedelta(1)
        found: dict[int, Post] = {}
        for post in self._by_account[account]:
            if post.contact not in found or _begun(post, last):
                found[post.contact] = post
        return found

    def profiles(self, account: int, month: int) -> dict[int, Profile]:
        """Department and level of each contact in that month."""
        return {pk: Profile(post.department, post.level) for pk, post in self.at(account, month).items()}


def _begun(post: Post, day: date) -> bool:
    return post.since is None or post.since <= day


def figures_of(row: AccountMonth) -> Figures:
    """A stored row as the rules' figures."""
    return Figures(
        client=Spread(row.low, row.high),
        ours=Spread(row.ours_low, row.ours),
        in_person=Spread(row.in_person_low, row.in_person),
        meetings=row.meetings,
        contacts=row.contacts,
        departments=tuple(row.departments),
        levels=tuple(row.levels),
    )


def streak_of(months: int) -> Streak | None:
    """A stored streak (positive developing, negative not, 0 none) as the rules' value."""
    return Streak(months > 0, abs(months)) if months else None
