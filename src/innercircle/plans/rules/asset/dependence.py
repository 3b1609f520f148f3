"""Health of dependence: knowledge that one of us holds alone, work that hangs on one person (docs/rules/asset.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from innercircle.maps.rules.evidence import DAY, LONG
from innercircle.maps.rules.findings import THREAD, ours_shares, theirs_shares
from innercircle.maps.rules.values import Map

HANDED_OVER_DAYS = 365  # knowledge wants handing over again after a year (rule DP02)


class Side(StrEnum):
    """Whose person it is."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything hangs on one person: a colleague's key on our side, a contact's on theirs.

    `share` is the part of the client hours of a year that they carry; None where there were no hours and they are the
    only one on the map.
    """

    side: Side
    person: int
    share: float | None = None


def threads(found: Map, day: date, now: int, sponsor: int | None = None) -> tuple[Thread, ...]:
    """On whom a piece of work hangs, on either side.

    Somebody who carries over 60 % of the client hours of the last 365 days, as the map's single thread; with a
    `sponsor` (a contact who has met us) our side is judged by the hours with them alone. Without any hours the lines
    of the map decide: one who is the only one there.
    """
    year = [row for row in found.together if now - row.start <= LONG * DAY]
    if not year:
        return tuple(_only(found, day))
    with_sponsor = [row for row in year if row.contact == sponsor]
    ours = _over(ours_shares(with_sponsor or year), Side.OURS)
    return (*ours, *_over(theirs_shares(year), Side.THEIRS))


def _over(shares: Mapping[int, float], side: Side) -> tuple[Thread, ...]:
    return tuple(Thread(side, person, share) for person, share in shares.items() if share > THREAD)


def _only(found: Map, day: date) -> Iterable[Thread]:
    """Who is alone on the map: the lines assessed above 0, of colleagues and to people who are still there."""
    here = {each.colleague for each in found.ours if each.here(day)}
    contacts = {person.post: person.contact for person in found.present(day)}
    lines = [line for line in found.lines if line.assessed and line.colleague in here and line.post in contacts]
    ours, theirs = {line.colleague for line in lines}, {contacts[line.post] for line in lines}
    if len(ours) == 1:
        yield Thread(Side.OURS, *ours)
    if len(theirs) == 1:
        yield Thread(Side.THEIRS, *theirs)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A topic of the client's affairs: who of ours holds it, who else of ours knows it, and its handing over."""

    holder: int | None
    second: int | None
    since: date
    handed_over_on: date | None = None

    @property
    def alone(self) -> bool:
        """Whether only one of us holds it, and the client has never been given it."""
        return self.second is None and self.handed_over_on is None

    def overdue(self, day: date) -> bool:
        """Whether a year has passed since it began or was last handed over (rule DP02)."""
        return (day - (self.handed_over_on or self.since)).days > HANDED_OVER_DAYS
