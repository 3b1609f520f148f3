"""What the calendars say of a colleague and a contact, and where it disagrees with what somebody thinks.

In plain words: docs/rules/map.md. Times are epoch seconds, hours are kept in seconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter, itemgetter
from typing import NamedTuple

from innercircle.kit.intervals import union_length
from innercircle.maps.rules.levels import Strength

DAY = 86_400
HOUR = 3_600
SHORT, LONG, SILENT = 90, 365, 180  # days
HALF_LIFE = 365.0  # days after which an hour counts half
_RECENT_MONTHS = 3  # spans of 30 days, each with a meeting: monthly meetings
_RECENT = frozenset(range(_RECENT_MONTHS))
_MONTH = 30
_HIGH, _LOW = Strength.SOLVER, Strength.VENDOR
_STEPS = ((40.0, Strength.ADVISER), (15.0, Strength.SOLVER), (6.0, Strength.CREDIBLE), (2.0, Strength.KNOWN))
LEAST = 0.25  # hours below which nothing is known


class Asked(StrEnum):
    """Who asked for a meeting: whoever organised it."""

    THEIRS = "theirs"
    OURS = "ours"
    UNKNOWN = "unknown"


class Together(NamedTuple):
    """One contact and one colleague in one meeting that has taken place; the times are the contact's.

    A tuple rather than a dataclass: the busiest account has a hundred thousand.
    """

    contact: int
    colleague: int
    meeting: int
    start: int
    end: int
    asked: Asked = Asked.UNKNOWN


Row = tuple[int, int, int, int, int, Asked]  # as of `Together`, for those who have very many


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
_START = attrgetter("start")


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


def evidence_by_pair(rows: Iterable[Row], now: int) -> dict[tuple[int, int], Evidence]:
    """The evidence of each (contact, colleague); what overlaps counts once."""
    gathering = Gathering(now)
    gathering.add(sorted(rows, key=itemgetter(Together._fields.index("start"))))
    return gathering.found()


def evidence_of(rows: Iterable[Together], now: int) -> Evidence:
    """The evidence of one pair's meetings that have begun: the definition, which `Gathering` follows row by row."""
    ordered = sorted(rows, key=_START)
    year = _since(ordered, now - LONG * DAY)
    asked = {row.meeting: row.asked for row in year}
    who = list(asked.values())
    return Evidence(
        last=ordered[-1].start,
        short=seconds(_since(year, now - SHORT * DAY)),
        long=seconds(year),
        meetings=len(asked),
        theirs=who.count(Asked.THEIRS),
        ours=who.count(Asked.OURS),
        monthly=_monthly(year, now),
        weight=sum((end - start) / HOUR * fading(now - start) for start, end in _spans(ordered)),
    )


def _since(ordered: Sequence[Together], start: int) -> Sequence[Together]:
    return ordered[bisect_left(ordered, start, key=_START) :]


def fading(age: int) -> float:
    """What an hour of that age (seconds) still counts: half for every year."""
    return float(0.5 ** (max(age, 0) / DAY / HALF_LIFE))


class _Pair:
    """What is known of a pair so far; `reach` is how far its time is counted, by what it is counted for."""

    __slots__ = ("asked", "first", "last", "long", "long_reach", "reach", "short", "short_reach", "spans", "weight")

    def __init__(self) -> None:
        self.last = self.first = self.reach = self.long_reach = self.short_reach = -1
        self.short = self.long = 0
        self.weight = 0.0
        self.asked: dict[int, Asked] = {}
        self.spans: set[int] = set()


class Gathering:
    """Evidence of many pairs in one pass, holding sums and never the rows; equal to `evidence_of` of each pair."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._year, self._quarter = now - LONG * DAY, now - SHORT * DAY
        self._pairs: dict[tuple[int, int], _Pair] = defaultdict(_Pair)

    def add(self, rows: Iterable[Row]) -> None:
        """Take in rows as of `Together`: meetings that have begun, those of a pair in the order of their starts."""
        now, pairs = self._now, self._pairs
        for contact, colleague, meeting, start, end, asked in rows:
            pair = pairs[contact, colleague]
            pair.last = start
            if start > pair.reach:
                pair.first = start
                pair.weight += (end - start) / HOUR * fading(now - start)
                pair.reach = end
            elif end > pair.reach:
                pair.weight += (end - pair.reach) / HOUR * fading(now - pair.first)
                pair.reach = end
            if start >= self._year:
                self._of_the_year(pair, start, end)
                pair.asked[meeting] = asked

    def _of_the_year(self, pair: _Pair, start: int, end: int) -> None:
        if end > pair.long_reach:
            pair.long += end - max(start, pair.long_reach)
            pair.long_reach = end
        if start >= self._quarter and end > pair.short_reach:
            pair.short += end - max(start, pair.short_reach)
            pair.short_reach = end
        pair.spans.add((self._now - start) // (_MONTH * DAY))

    def found(self) -> dict[tuple[int, int], Evidence]:
        """The evidence of each pair, in the order in which they came."""
        return {key: _evidence(pair) for key, pair in self._pairs.items()}


def _evidence(pair: _Pair) -> Evidence:
    who = list(pair.asked.values())
    return Evidence(
        last=pair.last,
        short=pair.short,
        long=pair.long,
        meetings=len(who),
        theirs=who.count(Asked.THEIRS),
        ours=who.count(Asked.OURS),
        monthly=pair.spans >= _RECENT,
        weight=pair.weight,
    )


def seconds(rows: Iterable[Together]) -> int:
    """Time of the contact, overlapping meetings once."""
    return union_length((row.start, row.end) for row in rows)


def _spans(ordered: Iterable[Together]) -> list[tuple[int, int]]:
    """When they sat together, in the order of time; what overlaps or follows at once is one."""
    spans: list[tuple[int, int]] = []
    first = reach = None
    for row in ordered:
        if first is None or reach is None or row.start > reach:
            if first is not None and reach is not None:
                spans.append((first, reach))
            first, reach = row.start, row.end
        elif row.end > reach:
            reach = row.end
    return spans if first is None or reach is None else [*spans, (first, reach)]


def _monthly(rows: Iterable[Together], now: int) -> bool:
    spans = {(now - row.start) // (_MONTH * DAY) for row in rows}
    return spans >= _RECENT
