"""The map of an account, with the evidence from the calendars: a fixed number of queries, however many people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from innercircle.calendars.queries import organised
from innercircle.directory.queries import day_of, every_account, every_colleague, every_post, together
from innercircle.hours.queries.company import company_of
from innercircle.kit.month import Month
from innercircle.maps.models import Coverage
from innercircle.maps.rules.evidence import DAY, LONG, NOTHING_KNOWN, Asked, Evidence, Gathering, Row, Together
from innercircle.maps.rules.levels import Part, Stance, Strength
from innercircle.maps.rules.values import Line, Map, Ours, Person

if TYPE_CHECKING:
    from innercircle.directory.models import Account

MONTHS = 36  # further back nothing is looked for: an hour of then counts an eighth
_YEAR = 13  # months that hold the last 365 days on every clock
_ASKED_DAYS = LONG + 62  # who asked is told of a year's meetings; one over a month's end began earlier than its piece
_ASKED = {True: Asked.THEIRS, False: Asked.OURS, None: Asked.UNKNOWN}
_MEETING, _START = Together._fields.index("meeting"), Together._fields.index("start")
_LEFT_SHOWN = timedelta(days=365)
_POST = ("pk", "contact", "contact__name", "title", "department", "level", "reports_to", "reports_to__account",
         "since", "until", "contact__placeholder", "account", "standing__roles", "standing__influence",
         "standing__stance", "standing__stance_on", "standing__stance_by", "standing__rival",
         "standing__rival_strength")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Met:
    """What the calendars say of an account's pairs, by contact and colleague, and the meetings of the last 365 days."""

    evidence: Mapping[tuple[int, int], Evidence] = field(default_factory=dict)
    year: list[Together] = field(default_factory=list)


def map_of(account: Account, at: datetime) -> Map:
    """The map of an account the reader may see, as of `at`."""
    return maps_of([account.pk], at)[account.pk]


def maps_of(
    accounts: Collection[int], at: datetime, *, evidence: bool = True, year: Collection[int] = ()
) -> dict[int, Map]:
    """The maps of these accounts; five queries together. Without `evidence` the calendars are not asked: three.

    Those of `year` then have the meetings of the last 365 days and all of ours in them (four queries), but no evidence
    on their lines; who asked for a meeting is not looked up.
    """
    people = _people(accounts, at.date())
    met = _met(accounts, at) if evidence else {account: _Met() for account in accounts}
    beside = _together(year, at, _YEAR) if year else {}
    said, team = _coverage_and_team(accounts)
    named = _named(met.values(), beside.values(), said.values())
    ours = _ours({*(key for keys in team.values() for key in keys), *named})
    found = {account: _map(people[account], met[account], said[account], team[account], ours) for account in accounts}
    return found | {pk: _with_meetings(found[pk], beside[pk], ours) for pk in year}


def _with_meetings(found: Map, met: list[Together], known: Mapping[int, Ours]) -> Map:
    keys = {each.colleague for each in found.ours} | {row.colleague for row in met}
    ours = tuple(each for key, each in known.items() if key in keys)
    return Map(found.people, ours, found.lines, tuple(met))


def _map(
    people: list[Person],
    met: _Met,
    said: dict[tuple[int, int], Line],
    team: set[int],
    ours: dict[int, Ours],
) -> Map:
    posts = {person.contact: person.post for person in people}
    evidence = {
        (posts[contact], colleague): found for (contact, colleague), found in met.evidence.items() if contact in posts
    }
    shown = {person.post for person in people}
    pairs = {pair for pair in said if pair[0] in shown} | evidence.keys()
    lines = tuple(_line(pair, said.get(pair), evidence) for pair in sorted(pairs))
    keys = team | {line.colleague for line in lines}
    return Map(tuple(people), tuple(each for key, each in ours.items() if key in keys), lines, tuple(met.year))


def _line(pair: tuple[int, int], said: Line | None, evidence: Mapping[tuple[int, int], Evidence]) -> Line:
    return replace(said or Line(*pair), evidence=evidence.get(pair, NOTHING_KNOWN))


def _named(
    met: Iterable[_Met], beside: Iterable[list[Together]], said: Iterable[dict[tuple[int, int], Line]]
) -> Iterator[int]:
    for each in met:
        yield from {colleague for _contact, colleague in each.evidence}
    for rows in beside:
        yield from {row.colleague for row in rows}
    for lines in said:
        yield from (colleague for _post, colleague in lines)


def _people(accounts: Collection[int], day: date) -> dict[int, list[Person]]:
    """Who works there, and who left within a year."""
    rows = every_post().filter(Q(until=None) | Q(until__gte=day - _LEFT_SHOWN), account__in=accounts)
    rows = rows.filter(Q(since=None) | Q(since__lte=day)).order_by("contact__name", "pk")
    found: dict[int, list[Person]] = defaultdict(list)
    for (
        pk,
        contact,
        name,
        title,
        department,
        level,
        boss,
        boss_at,
        since,
        until,
        hidden,
        account,
        *standing,
    ) in rows.values_list(*_POST):
        roles, influence, stance, stance_on, stance_by, rival, rival_strength = standing
        found[account].append(
            Person(
                post=pk, contact=contact, name=name, title=title, department=department, level=level, reports_to=boss,
                reports_elsewhere=boss is not None and boss_at != account, since=since, until=until,
                placeholder=hidden, roles=tuple(roles or ()), influence=influence,
                stance=None if stance is None else Stance(stance), stance_on=stance_on, stance_by=stance_by or "",
                rival=rival or "", rival_strength=rival_strength,
            )
        )  # fmt: skip
    return found


_LINE = ("affiliation__account", "affiliation", "colleague", "pk", "assessed", "assessed_on", "assessed_by", "wanted",
         "wanted_by", "part")  # fmt: skip


def _coverage_and_team(
    accounts: Collection[int],
) -> tuple[dict[int, dict[tuple[int, int], Line]], dict[int, set[int]]]:
    """What somebody said of each pair, and account manager and account team, by account; one query."""
    lines = Coverage.objects.filter(affiliation__account__in=accounts)
    teams = every_account().filter(pk__in=accounts)
    read = together({"lines": (lines, _LINE), "teams": (teams, ("pk", "account_manager", "members"))})
    said: dict[int, dict[tuple[int, int], Line]] = defaultdict(dict)
    for account, post, colleague, pk, assessed, on, who, wanted, by, part in sorted(
        read["lines"], key=lambda row: row[3]
    ):
        said[account][post, colleague] = Line(
            post, colleague, pk, _level(assessed), day_of(on), who, _level(wanted), day_of(by),
            Part(part) if part else None,
        )  # fmt: skip
    team: dict[int, set[int]] = defaultdict(set)
    for account, manager, member in read["teams"]:
        team[account] |= {key for key in (manager, member) if key is not None}
    return said, team


def _level(value: int | None) -> Strength | None:
    return None if value is None else Strength(value)


def _ours(keys: set[int]) -> dict[int, Ours]:
    rows = every_colleague().filter(pk__in=keys).values_list("pk", "name", "function", "team__name", "left_on")
    return {pk: Ours(pk, name, function, team or "", left) for pk, name, function, team, left in rows}


def _met(accounts: Collection[int], at: datetime) -> dict[int, _Met]:
    """What the calendars say of each account: two queries, in one pass that holds a month at a time."""
    now = int(at.timestamp())
    asked, year = organised(accounts, now - _ASKED_DAYS * DAY), now - LONG * DAY
    gathered = {account: Gathering(now) for account in accounts}
    recent: dict[int, list[Row]] = {account: [] for account in accounts}
    for account, there in company_of(accounts, _last(MONTHS, at), now):
        rows = [(*pair, _ASKED[asked.get(pair[_MEETING])]) for pair in there.pairs()]
        gathered[account].add(rows)
        recent[account] += [row for row in rows if row[3] >= year]
    return {
        account: _Met(gathered[account].found(), [Together(*row) for row in recent[account]]) for account in accounts
    }


def _together(accounts: Collection[int], at: datetime, months: int) -> dict[int, list[Together]]:
    """Who of theirs sat with whom of ours, face to face, in meetings of these last months that have begun."""
    found: dict[int, list[Together]] = {account: [] for account in accounts}
    for account, there in company_of(accounts, _last(months, at), int(at.timestamp())):
        found[account] += [Together(*pair) for pair in there.pairs()]
    return found


def _last(months: int, at: datetime) -> tuple[int, int]:
    month = Month.of_day(at.date()).index
    return month - months, month + 1
