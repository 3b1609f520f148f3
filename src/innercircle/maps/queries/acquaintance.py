"""Who of ours gets to whom of theirs, across all accounts the reader may see (docs/rules/who-knows-whom.md).

Asked from the contact outwards: the contact's own meetings, who else sat there, and those people's own meetings. What
is read grows with these few people, not with the firm; nothing is kept, so it is what the calendars say right now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from innercircle.access.models import User
from innercircle.directory.queries import every_colleague, every_post, visible_accounts, visible_posts
from innercircle.hours.queries.company import Company, Seat, attended, company, ours_beside, seats
from innercircle.kit.month import Month
from innercircle.maps.queries.picture import MONTHS
from innercircle.maps.rules.acquaintance import Path, Report, Tie, strongest, worth_asking
from innercircle.maps.rules.evidence import Asked, Row, evidence_by_pair
from innercircle.maps.rules.outline import LEVELS

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Affiliation, Colleague
    from innercircle.hours.models import Fact

BEST = 10  # ways shown to one contact
_AMONG = 3  # ways shown to each of many


@dataclass(frozen=True, slots=True)
class Way:
    """A path with its people as rows; `via` is the introducer's present post."""

    path: Path
    colleague: Colleague
    via: Affiliation | None


def who_knows(user: User, contact: int, at: datetime, *, best: int = BEST) -> tuple[Way, ...]:
    """The strongest ways of our colleagues to this contact (whom the reader may see), at most `best`."""
    return who_knows_all(user, [contact], at, best=best)[contact]


def who_knows_all(
    user: User, contacts: Collection[int], at: datetime, *, best: int = _AMONG
) -> dict[int, tuple[Way, ...]]:
    """As `who_knows` for several contacts at once; a number of queries that does not depend on how many."""
    asked = _Asked(user, at)
    near, around = asked.company(contacts)
    direct = asked.ties(_ours(near), among_us=True)
    known = asked.ties(_theirs(near.theirs, around))
    for contact, other, report in asked.lines(contacts):
        known[contact][other] = replace(known[contact].get(other, Tie()), reports=report)
    wanted = {key: worth_asking(direct[key], known[key], best) for key in contacts}
    posts = asked.posts(set().union(*wanted.values()))
    met = asked.met(posts)
    found = {key: strongest(direct[key], _only(known[key], wanted[key]), met)[:best] for key in contacts}
    return _named(found, posts)


def _only(ties: Mapping[int, Tie], wanted: Collection[int]) -> dict[int, Tie]:
    return {key: tie for key, tie in ties.items() if key in wanted}


def _named(found: Mapping[int, tuple[Path, ...]], posts: Mapping[int, Affiliation]) -> dict[int, tuple[Way, ...]]:
    keys = {path.colleague for paths in found.values() for path in paths}
    ours = every_colleague().in_bulk(keys) if keys else {}
    return {
        contact: tuple(Way(path, ours[path.colleague], posts.get(path.via or 0)) for path in paths)
        for contact, paths in found.items()
    }


class _Asked:
    """What one question reads: the reader, the moment, and nothing of accounts that the reader does not see."""

    def __init__(self, user: User, at: datetime) -> None:
        self.user, self.day, self.now = user, at.date(), int(at.timestamp())
        last = Month.of_day(at.date()).index
        self.months = range(last - MONTHS, last + 2)
        gone = every_colleague().filter(left_on__lt=self.day)
        self.gone = frozenset(gone.values_list("pk", flat=True))

    def meetings_of(self, contacts: Collection[int]) -> QuerySet[Fact]:
        """The meetings of these contacts at the accounts where they work or worked."""
        rows = visible_posts(self.user).filter(contact__in=contacts).order_by()
        accounts = set(rows.values_list("account", flat=True))
        return attended(accounts, contacts, self.months, self.now)

    def company(self, contacts: Collection[int]) -> tuple[Company, list[Seat]]:
        """The meetings of these contacts with ours who sat there, and all of theirs, at accounts the reader sees."""
        rows = self.meetings_of(contacts)
        near, found = seats(rows), company(rows, self.now)
        known = {seat[0] for seat in near}
        others = {seat[0] for seat in found.theirs} - known
        if others:
            known.update(visible_accounts(self.user).order_by().filter(pk__in=others).values_list("pk", flat=True))
        return Company(near, found.ours), [seat for seat in found.theirs if seat[0] in known]

    def lines(self, contacts: Collection[int]) -> Iterator[tuple[int, int, Report]]:
        """Who reports to these contacts, and to whom they report, at present: (contact, other, which way)."""
        names = ("contact", "reports_to__contact", "reports_to__until")
        either = Q(contact__in=contacts) | Q(reports_to__contact__in=contacts)
        for one, boss, boss_until in self._present().filter(either, reports_to__isnull=False).values_list(*names):
            if boss_until is None or boss_until >= self.day:
                if boss in contacts:
                    yield boss, one, Report.TO
                if one in contacts:
                    yield one, boss, Report.FROM

    def posts(self, contacts: Collection[int]) -> dict[int, Affiliation]:
        """The present post of each, where the reader sees it; whoever works nowhere we know of introduces nobody."""
        rows = self._present().filter(contact__in=contacts, contact__placeholder=False)
        return {row.contact_id: row for row in rows.select_related("contact", "account").order_by("-pk")}

    def ties(self, rows: Iterable[Row], *, among_us: bool = False) -> dict[int, dict[int, Tie]]:
        """By contact, everybody they sat with; of us only who is still here."""
        found: dict[int, dict[int, Tie]] = defaultdict(dict)
        for (contact, other), evidence in evidence_by_pair(rows, self.now).items():
            if not among_us or other not in self.gone:
                found[contact][other] = Tie(evidence)
        return found

    def met(self, contacts: Collection[int]) -> dict[tuple[int, int], Tie]:
        """Which of our colleagues who are still here met which of these, as (contact, colleague)."""
        if not contacts:
            return {}
        found = self.ties(_ours(ours_beside(self.meetings_of(contacts))), among_us=True)
        return {(contact, other): tie for contact, ties in found.items() for other, tie in ties.items()}

    def _present(self) -> QuerySet[Affiliation]:
        return visible_posts(self.user).filter(_running(self.day))


def _ours(there: Company) -> Iterator[Row]:
    """Contact and colleague in one meeting, as on the map: of one account and month."""
    return ((*pair, Asked.UNKNOWN) for pair in there.pairs())


def _theirs(near: Iterable[Seat], around: Iterable[Seat]) -> Iterator[Row]:
    """Contact and contact in one meeting with us, for as long as both were there."""
    there: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for _account, meeting, _month, _side, other, start, end in around:
        there[meeting].append((other, start, end))
    for _account, meeting, _month, _side, contact, since, until in near:
        for other, start, end in there.get(meeting, ()):
            if other != contact and min(until, end) > max(since, start):
                yield contact, other, meeting, max(since, start), min(until, end), Asked.UNKNOWN


def present_post(user: User, contact: int, day: date) -> Affiliation | None:
    """Where the contact works on that day, as far as the reader sees it."""
    rows = visible_posts(user).filter(_running(day), contact=contact)
    return rows.select_related("account", "contact").order_by("-pk").first()


def people_reached(account: Account, day: date) -> list[Affiliation]:
    """Who works at an account the reader sees and has a name; the highest level first."""
    places = {level: place for place, level in enumerate(LEVELS)}
    rows = every_post().filter(_running(day), account=account, contact__placeholder=False).select_related("contact")
    return sorted(rows, key=lambda post: (places.get(post.level, len(places)), post.contact.name, post.pk))


def _running(day: date) -> Q:
    return (Q(until=None) | Q(until__gte=day)) & (Q(since=None) | Q(since__lte=day))
