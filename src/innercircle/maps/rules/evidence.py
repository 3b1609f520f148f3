"""What the calendars say of a colleague and a contact, and where it disagrees with what somebody thinks.

In plain words: docs/rules/map.md. Times are epoch seconds, hours are kept in seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from innercircle.maps.rules.levels import Strength

DAY = 86_400
HOUR = 3_600
SHORT, LONG, SILENT = 90, 365, 180  # days
HALF_LIFE = 365.0  # days after which an hour counts half
_RECENT_MONTHS = 3  # spans of 30 days, each with a meeting: monthly meetings
_MONTH = 30
_HIGH, _LOW = Strength.SOLVER, Strength.VENDOR
_STEPS = ((40.0, Strength.ADVISER), (15.0, Strength.SOLVER), (6.0, Strength.CREDIBLE), (2.0, Strength.KNOWN))
LEAST = 0.25  # hours below which nothing is known


class Asked(StrEnum):
    """Who asked for a meeting: whoever organised it."""

    THEIRS = "theirs"
    OURS = "ours"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Together:
    """One contact and one colleague in one meeting that has taken place; the times are the contact's."""

    contact: int
    colleague: int
    meeting: int
    start: int
    end: int
    asked: Asked = Asked.UNKNOWN


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a line: never typed by anybody."""

    last: int | None = None
    short: int = 0  # client seconds in the last 90 days
    long: int = 0  # client seconds in the last 365 days
    meetings: int = 0  # in the last 365 days
    theirs: int = 0  # of those, how many they asked for
    ours: int = 0
    monthly: bool = False  # a meeting in each of the last three spans of 30 days
    weight: float = 0.0  # client hours, each counting half for every year that has passed

    @property
    def strength(self) -> Strength:
        """The level the hours speak for; see the table in docs/rules/map.md."""
        return level_of(self.weight)


def level_of(weight: float) -> Strength:
    """The level that so many weighted hours speak for."""
    if weight < LEAST:
        return Strength.NONE
    return next((level for least, level in _STEPS if weight >= least), Strength.VENDOR)


NOTHING_KNOWN = Evidence()


class Dispute(StrEnum):
    """How opinion and evidence disagree (spec 10, Coverage)."""

    TOO_HIGH = "assessed high, not met"
    TOO_LOW = "assessed low, met monthly"


def dispute(assessed: Strength | None, evidence: Evidence, now: int) -> Dispute | None:
    """Assessed 4 or 5 with no meeting for 180 days, or 0 or 1 with monthly meetings; None where they agree."""
    if assessed is None:
        return None
    silent = evidence.last is None or now - evidence.last > SILENT * DAY
    if assessed >= _HIGH and silent:
        return Dispute.TOO_HIGH
    return Dispute.TOO_LOW if assessed <= _LOW and evidence.monthly else None


def evidence_by_pair(rows: Iterable[Together], now: int) -> dict[tuple[int, int], Evidence]:
    """The evidence of each (contact, colleague); what overlaps counts once."""
    groups: dict[tuple[int, int], list[Together]] = defaultdict(list)
    for row in rows:
        groups[row.contact, row.colleague].append(row)
    return {pair: evidence_of(group, now) for pair, group in groups.items()}


def evidence_of(rows: list[Together], now: int) -> Evidence:
    """The evidence of meetings that have begun."""
    year = [row for row in rows if now - row.start <= LONG * DAY]
    asked = {row.meeting: row.asked for row in year}
    return Evidence(
        last=max(row.start for row in rows),
        short=seconds(row for row in rows if now - row.start <= SHORT * DAY),
        long=seconds(year),
        meetings=len(asked),
        theirs=sum(who is Asked.THEIRS for who in asked.values()),
        ours=sum(who is Asked.OURS for who in asked.values()),
        monthly=_monthly(rows, now),
        weight=sum((end - start) / HOUR * fading(now - start) for start, end in _spans(rows)),
    )


def fading(age: int) -> float:
    """What an hour of that age (seconds) still counts: half for every year."""
    return float(0.5 ** (max(age, 0) / DAY / HALF_LIFE))


def seconds(rows: Iterable[Together]) -> int:
    """Time of the contact, overlapping meetings once."""
    return sum(end - start for start, end in _spans(rows))


def _spans(rows: Iterable[Together]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted((row.start, row.end) for row in rows):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _monthly(rows: list[Together], now: int) -> bool:
    spans = {(now - row.start) // (_MONTH * DAY) for row in rows}
    return spans >= set(range(_RECENT_MONTHS))
