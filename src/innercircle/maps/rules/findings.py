"""Findings: what is wrong or missing on a map, each with its rows and what to do next (spec 10; docs/rules/map.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from innercircle.kit.intervals import union_length
from innercircle.maps.rules.evidence import DAY, LONG, SILENT, Dispute, Together, dispute
from innercircle.maps.rules.levels import Core, Stance
from innercircle.maps.rules.outline import circles
from innercircle.maps.rules.values import Map, Person

THREAD = 0.6  # above this share everything hangs on one person


class Kind(StrEnum):
    """What a finding says."""

    BUDGET_UNCOVERED = "budget-uncovered"
    ROLE_MISSING = "role-missing"
    THREAD_OURS = "thread-ours"
    THREAD_THEIRS = "thread-theirs"
    LEVEL_UNMET = "level-unmet"
    OPPONENT = "opponent"
    COLLEAGUE_LEFT = "colleague-left"
    CONTACT_LEFT = "contact-left"
    DISPUTE = "dispute"
    STALE = "stale"
    CIRCLE = "circle"
    ELSEWHERE = "elsewhere"


class Matter(StrEnum):
    """What a finding, or anything else on a map, can become in the analysis."""

    ISSUE = "issue"
    PROBLEM = "problem"
    OPPORTUNITY = "opportunity"


NEXT = {
    Kind.BUDGET_UNCOVERED: Matter.PROBLEM,
    Kind.LEVEL_UNMET: Matter.OPPORTUNITY,
    Kind.DISPUTE: Matter.ISSUE,
    Kind.THREAD_OURS: Matter.PROBLEM,
    Kind.THREAD_THEIRS: Matter.PROBLEM,
    Kind.OPPONENT: Matter.PROBLEM,
    Kind.CONTACT_LEFT: Matter.PROBLEM,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `key` names it for good, so that it can be switched off; `word` is a role or level it is about."""

    kind: Kind
    key: str
    posts: tuple[int, ...] = ()
    colleagues: tuple[int, ...] = ()
    share: float | None = None
    word: str = ""
    disputes: Mapping[tuple[int, int], Dispute] | None = None

    @property
    def proposed(self) -> Matter:
        """What it is usually made of in the analysis."""
        return NEXT.get(self.kind, Matter.ISSUE)


def findings(found: Map, day: date, now: int, goals: frozenset[int] = frozenset()) -> tuple[Finding, ...]:
    """Everything to be said of this map on that day; `goals` are the posts for which a goal stands."""
    return tuple(
        finding
        for look in (_budget, _roles, _threads, _levels, _left, _disputes, _stale, _lines_of_report)
        for finding in look(found, day, now)
    ) + tuple(_opponents(found, day, goals))


def _budget(found: Map, day: date, _now: int) -> Iterator[Finding]:
    covered = found.covered(day)
    for person in found.present(day):
        if Core.BUDGET in person.roles and person.post not in covered:
            yield Finding(Kind.BUDGET_UNCOVERED, f"{Kind.BUDGET_UNCOVERED}:{person.post}", (person.post,))


def _roles(found: Map, day: date, _now: int) -> Iterator[Finding]:
    held = {role for person in found.present(day) for role in person.roles}
    for role in Core:
        if role not in held:
            yield Finding(Kind.ROLE_MISSING, f"{Kind.ROLE_MISSING}:{role}", word=role.value)


def _opponents(found: Map, day: date, goals: frozenset[int]) -> Iterator[Finding]:
    for person in found.present(day):
        if person.stance == Stance.OPPONENT and person.post not in goals:
            yield Finding(Kind.OPPONENT, f"{Kind.OPPONENT}:{person.post}", (person.post,))


def _threads(found: Map, _day: date, now: int) -> Iterator[Finding]:
    year = [row for row in found.together if now - row.start <= LONG * DAY]
    posts = {person.contact: person.post for person in found.people}
    for colleague, share in _over(ours_shares(year)):
        yield Finding(Kind.THREAD_OURS, f"{Kind.THREAD_OURS}:{colleague}", colleagues=(colleague,), share=share)
    for contact, share in _over(theirs_shares(year)):
        if contact in posts:
            yield Finding(Kind.THREAD_THEIRS, f"{Kind.THREAD_THEIRS}:{contact}", (posts[contact],), share=share)


def ours_shares(rows: Iterable[Together]) -> dict[int, float]:
    """Part of the client hours each colleague carries; where several were there, they carry an equal part each."""
    carriers: dict[tuple[int, int], set[int]] = defaultdict(set)
    pieces: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for contact, colleague, meeting, start, end, _asked in rows:
        carriers[contact, meeting].add(colleague)
        pieces[contact, meeting].add((start, end))
    sums: dict[int, float] = defaultdict(float)
    for key, there in carriers.items():
        part = union_length(pieces[key]) / len(there)
        for colleague in there:
            sums[colleague] += part
    return _shares(sums)


def theirs_shares(rows: Iterable[Together]) -> dict[int, float]:
    """Part of the client hours each contact gives."""
    given: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for row in rows:
        given[row.contact].add((row.start, row.end))
    return _shares({contact: float(union_length(pieces)) for contact, pieces in given.items()})


def _shares(sums: Mapping[int, float]) -> dict[int, float]:
    total = sum(sums.values())
    return {key: value / total for key, value in sums.items()} if total else {}


def _over(shares: Mapping[int, float]) -> list[tuple[int, float]]:
    return [(key, share) for key, share in shares.items() if share > THREAD]


def _levels(found: Map, day: date, now: int) -> Iterator[Finding]:
    met = {row.contact for row in found.together if now - row.start <= SILENT * DAY}
    levels: dict[str, list[Person]] = defaultdict(list)
    for person in found.present(day):
        levels[person.level].append(person)
    for level, people in levels.items():
        if level and not any(person.contact in met for person in people):
            posts = tuple(person.post for person in people)
            yield Finding(Kind.LEVEL_UNMET, f"{Kind.LEVEL_UNMET}:{level}", posts, word=level)


def _left(found: Map, day: date, _now: int) -> Iterator[Finding]:
    people = {person.post: person for person in found.people}
    for each in found.ours:
        posts = tuple(
            line.post
            for line in found.lines
            if line.colleague == each.colleague and line.coverage is not None and people[line.post].here(day)
        )
        if posts and not each.here(day):
            yield Finding(Kind.COLLEAGUE_LEFT, f"{Kind.COLLEAGUE_LEFT}:{each.colleague}", posts, (each.colleague,))
    for person in found.people:
        mattered = person.roles or any(line.coverage is not None for line in found.lines_of(person.post))
        if mattered and not person.here(day):
            yield Finding(Kind.CONTACT_LEFT, f"{Kind.CONTACT_LEFT}:{person.post}", (person.post,))


def _disputes(found: Map, day: date, now: int) -> Iterator[Finding]:
    here = {person.post for person in found.present(day)}
    said = {
        (line.post, line.colleague): why
        for line in found.lines
        if line.post in here and (why := dispute(line.assessed, line.evidence, now))
    }
    for (post, colleague), why in said.items():
        key = f"{Kind.DISPUTE}:{post}:{colleague}"
        yield Finding(Kind.DISPUTE, key, (post,), (colleague,), disputes={(post, colleague): why})


def _stale(found: Map, day: date, _now: int) -> Iterator[Finding]:
    here = {person.post for person in found.present(day)}
    posts = tuple(dict.fromkeys(line.post for line in found.lines if line.post in here and line.stale(day)))
    if posts:
        yield Finding(Kind.STALE, Kind.STALE.value, posts)


def _lines_of_report(found: Map, day: date, _now: int) -> Iterator[Finding]:
    people = found.present(day)
    for circle in circles({person.post: person.reports_to for person in people}):
        yield Finding(Kind.CIRCLE, f"{Kind.CIRCLE}:{min(circle)}", circle)
    for person in people:
        if person.reports_elsewhere:
            yield Finding(Kind.ELSEWHERE, f"{Kind.ELSEWHERE}:{person.post}", (person.post,))
