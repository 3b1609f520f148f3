"""Calendars in, figures out, in memory: the whole measure for those who have neither server nor database.

A `Ledger` takes every copy of every entry; `book` merges them to meetings and posts their facts; the `Book` answers for
figures, for why an entry counts or not, and for what an open month hangs on. The rules are in `hours.rules` and
`calendars.meetings`; in plain words `docs/rules/client-hours.md`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import NamedTuple, cast

from innercircle.calendars.meetings import Meeting, Sighting, likely_duplicates, merge
from innercircle.directory.rules import Account, Directory, Matcher, Standing, family
from innercircle.hours.measure import measure
from innercircle.hours.rules import (
    Fact,
    Figures,
    Held,
    MonthTest,
    Policy,
    Profile,
    Running,
    Seat,
    Settling,
    Side,
    Why,
    active_since,
    facts_of,
    figures,
    held,
    month_pieces,
    month_tests,
    running,
    seats,
    settling,
    verdict_on,
)
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread


class Ledger:
    """Takes copies of entries as they are read."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.matcher = Matcher(directory)
        self.entries = 0
        self._copies: dict[str, list[Sighting]] = defaultdict(list)
        self._concerned: set[str] = set()  # UIDs with somebody of an account on any copy

    def take(self, sighting: Sighting) -> bool:
        """Keep the copy; tell whether somebody of an account is on it.

        Copies without such a person are kept too: one may be a meeting's newest copy, from which they were removed.
        """
        entry = sighting.entry
        self.entries += 1
        self._copies[entry.uid].append(sighting)
        is_theirs = self.matcher.is_theirs
        if any(is_theirs(each.address) for each in entry.participants):
            self._concerned.add(entry.uid)
            return True
        return False

    def book(self) -> Book:
        """Everything taken so far as meetings and facts."""
        book = Book(self.directory, self.matcher)
        copies = (copy for uid in self._concerned for copy in self._copies[uid])
        for meeting in merge(copies, ours=self.matcher.is_ours):
            book.post(meeting)
        book.facts.sort()
        return book


@dataclass(frozen=True, slots=True)
class Posting:
    """A meeting as it was judged: every seat at it, and what the measure sees of it."""

    meeting: Meeting
    seats: tuple[Seat, ...]
    held: Held


@dataclass(frozen=True, slots=True)
class Line:
    """Why one calendar's entry counts for an account in a month, or why it does not.

    `seconds` is what it gives alone; where meetings overlap, the month's figure is less than the sum of its lines.
    `counted_in` names the calendar of the copy that counts instead, "" otherwise; `twins` are likely duplicates of the
    meeting under other UIDs, by title and calendar.
    """

    posting: Posting
    copy: Sighting
    why: Why
    seconds: Spread
    counted_in: str = ""
    twins: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The entry's title, unless the meeting is private."""
        return "" if self.posting.meeting.private else self.copy.entry.title


@dataclass(slots=True)
class Book:
    """The meetings that concern an account, and the facts they give, sorted as the measure wants them."""

    directory: Directory
    matcher: Matcher
    postings: list[Posting] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    _zones: Mapping[int, tzinfo] = field(init=False)

    def __post_init__(self) -> None:
        """Note each account's zone."""
        self._zones = {account.id: account.zone for account in self.directory.accounts}

    def post(self, meeting: Meeting) -> None:
        """Judge a meeting and note the facts it gives."""
        everybody = tuple(seats(meeting, self.matcher))
        seen = held(len(self.postings), meeting, everybody)
        self.postings.append(Posting(meeting, everybody, seen))
        self.facts.extend(facts_of(seen, self._zones.__getitem__))

    def unlisted(self, standing: Standing) -> list[str]:
        """Addresses that took part though no list has them: discovered people of accounts, or further ones of ours."""
        people = {
            seat.participant.address
            for posting in self.postings
            for seat in posting.seats
            if seat.match.standing is standing and seat.takes_part and not seat.match.listed
        }
        return sorted(people)

    def cells(self, policy: Policy) -> dict[int, dict[int, Figures]]:
        """Figures by account and `Month.index`."""
        found: dict[int, dict[int, Figures]] = defaultdict(dict)
        for cell in measure(self.facts, policy, self.profiles()):
            found[cell.account][cell.month] = cell.figures
        return found

    def profiles(self) -> dict[int, Profile]:
        """Each listed contact's department and level."""
        return {each.id: Profile(each.department, each.level) for each in self.directory.contacts}

    def facts_of(self, account: int, month: Month) -> list[Fact]:
        """One account's facts of one month."""
        first = bisect_left(self.facts, (account, month.index))
        until = bisect_left(self.facts, (account, month.index + 1))
        return self.facts[first:until]

    def group_figures(self, root: int, month: Month, policy: Policy) -> Figures:
        """The account with all organisations below it, each person once, in the month of each one's own zone."""
        members = family(self.directory.accounts, root)
        return figures((fact for member in members for fact in self.facts_of(member, month)), policy, self.profiles())

    def settling(self, account: int, month: Month, policy: Policy) -> tuple[Settling, ...]:
        """What could settle the account's open month, see `hours.rules.settling`."""
        return settling(self.facts_of(account, month), self.facts_of(account, month.plus(-1)), policy)

    def running(self, account: int, month: Month, policy: Policy, at: int) -> Running:
        """Where the account's running month stands at `at` (epoch seconds)."""
        before = figures(self.facts_of(account, month.plus(-1)), policy)
        return running(self.facts_of(account, month), before.client, policy, at)

    def explain(self, account: Account, month: Month, policy: Policy) -> list[Line]:
        """Every entry that touches the account's people in the month, counted or left out, in order of time."""
        touching = [each for each in self.postings if _touches(each, account.id)]
        twins = self._twins(touching)
        lines = [
            self._line(posting, copy, account, month, policy, twins)
            for posting in touching
            for copy in posting.meeting.copies
            if _falls_in(posting.meeting.kept, account.zone, month) or _falls_in(copy, account.zone, month)
        ]
        return sorted(lines, key=lambda line: (line.copy.entry.start, line.copy.entry.uid, line.copy.calendar))

    def _line(  # one value from six facets
        self,
        posting: Posting,
        copy: Sighting,
        account: Account,
        month: Month,
        policy: Policy,
        twins: Mapping[int, tuple[str, ...]],
    ) -> Line:
        kept = posting.meeting.kept
        if copy is not kept:
            why = Why.DUPLICATE if copy.entry.sequence == kept.entry.sequence else Why.OLDER_COPY
            return Line(posting, copy, why, Spread(0, 0), counted_in=kept.calendar)
        why = _why(posting, account.id, policy)
        own = facts_of(posting.held, self._zones.__getitem__)
        in_month = (fact for fact in own if fact.account == account.id and fact.month == month.index)
        return Line(posting, copy, why, figures(in_month, policy).client, twins=twins.get(posting.held.meeting, ()))

    def _twins(self, postings: list[Posting]) -> dict[int, tuple[str, ...]]:
        """For each counting meeting, its likely duplicates under other UIDs, in words."""
        by_number = {each.held.meeting: each for each in postings}
        groups = likely_duplicates(
            (each.held.meeting, each.held.start, each.held.end, _client_people(each))
            for each in postings
            if facts_of(each.held, self._zones.__getitem__)
        )
        found: dict[int, tuple[str, ...]] = {}
        for group in groups:
            for number in group:
                others = (by_number[cast("int", other)].meeting for other in group if other != number)
                found[cast("int", number)] = tuple(
                    f"{each.title or 'no title'}, {each.kept.calendar}" for each in others
                )
        return found


def _client_people(posting: Posting) -> frozenset[object]:
    return frozenset(each.person for each in posting.held.people if each.side is Side.CLIENT)


def _touches(posting: Posting, account: int) -> bool:
    return any(seat.match.account == account for seat in posting.seats)


def _falls_in(copy: Sighting, zone: tzinfo, month: Month) -> bool:
    """Whether the copy touches the month on the account's clock; an entry without length does where it begins."""
    entry = copy.entry
    days_of = UTC if entry.all_day else zone
    pieces = month_pieces(entry.start, max(entry.end, entry.start + 1), days_of)
    return any(index == month.index for index, _, _ in pieces)


def _why(posting: Posting, account: int, policy: Policy) -> Why:
    """The rule's reason; where no person of the account was on the entry, what was there instead."""
    why = verdict_on(posting.held, account, policy)
    if why is not Why.NOBODY_OF_THEIRS:
        return why
    instead = (seat.left_out for seat in posting.seats if seat.match.account == account and seat.left_out)
    return next(instead, why)


def finished_months(cells: Mapping[int, Figures], last: Month) -> tuple[MonthTest, ...]:
    """The account's month tests from its first month with client hours to `last`, the last finished month."""
    since = active_since(cells)
    return month_tests(cells, since, last) if since else ()


def names_of(directory: Directory) -> dict[tuple[Standing, int], str]:
    """What the directory calls its people, by standing and id."""
    names = {(Standing.CONTACT, each.id): each.name for each in directory.contacts}
    return names | {(Standing.COLLEAGUE, each.id): each.name for each in directory.colleagues}


class NamesInFiles(NamedTuple):
    """What the numbers of facts are called in an attendance file."""

    account: Callable[[int], str]
    person: Callable[[Fact], str]
    meeting: Callable[[int], str]


def names_in_files(book: Book) -> NamesInFiles:
    """Accounts by name, people by their first address, meetings by their UID and the place in their series."""
    accounts = {each.id: each.name for each in book.directory.accounts}
    people = {(Side.CLIENT, each.id): each.emails[0] for each in book.directory.contacts if each.emails}
    people |= {(Side.OURS, each.id): each.emails[0] for each in book.directory.colleagues if each.emails}
    unlisted = {number: address for address, number in book.matcher.unlisted().items()}

    def person(fact: Fact) -> str:
        return people.get((fact.side, fact.person)) or unlisted.get(fact.person) or f"{fact.side.name} {fact.person}"

    def meeting(number: int) -> str:
        key = book.postings[number].meeting.key
        return f"{key.uid} {key.instance}".strip()

    return NamesInFiles(accounts.__getitem__, person, meeting)
