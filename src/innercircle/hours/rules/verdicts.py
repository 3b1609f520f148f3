"""The month test: did the client invest more hours with us than in the month before?

Plain words and the worked example: `docs/rules/month-test.md`. Source: spec 20 (The month test; Month close).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from innercircle.calendars.meetings import State
from innercircle.hours.rules.facts import Fact, Policy, Presence, Side
from innercircle.hours.rules.figures import NO_FIGURES, Figures, figures
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread


class Verdict(StrEnum):
    """The answer of the month test."""

    DEVELOPING = "developing"
    NOT_DEVELOPING = "not developing"
    DORMANT = "dormant"
    OPEN = "open"


def verdict(month: Spread, before: Spread) -> Verdict:
    """The month test for a finished month's client seconds against those of the month before.

    Equal hours are not developing; two empty months are dormant; what still hangs on unconfirmed attendance is open.
    """
    if month.high == 0 and before.high == 0:
        return Verdict.DORMANT
    if month.low > before.high:
        return Verdict.DEVELOPING
    if month.high <= before.low:
        return Verdict.NOT_DEVELOPING
    return Verdict.OPEN


@dataclass(frozen=True, slots=True)
class MonthTest:
    """A finished month with its figures, those of the month before, and the verdict."""

    month: Month
    figures: Figures
    before: Figures

    @property
    def verdict(self) -> Verdict:
        """The month test's answer."""
        return verdict(self.figures.client, self.before.client)


def month_tests(cells: Mapping[int, Figures], first: Month, last: Month) -> tuple[MonthTest, ...]:
    """The test for every month from `first` to `last`; `cells` holds figures by `Month.index`, missing means none."""
    return tuple(
        MonthTest(
            month=Month.from_index(index),
            figures=cells.get(index, NO_FIGURES),
            before=cells.get(index - 1, NO_FIGURES),
        )
        for index in range(first.index, last.index + 1)
    )


def active_since(cells: Mapping[int, Figures]) -> Month | None:
    """The first month in which somebody of the account gave us time, even if only presumed; None when nobody did."""
    active = [index for index, each in cells.items() if each.client.high]
    return Month.from_index(min(active)) if active else None


@dataclass(frozen=True, slots=True)
class Streak:
    """How many months in a row, up to the last finished one, developed or did not; open months end a streak."""

    developing: bool
    months: int


def streak(verdicts: Sequence[Verdict]) -> Streak | None:
    """The streak at the end of `verdicts` (oldest first); None without months or when the last one is open.

    Dormant months count as not developing.
    """
    if not verdicts or verdicts[-1] is Verdict.OPEN:
        return None
    developing = verdicts[-1] is Verdict.DEVELOPING
    months = 0
    for each in reversed(verdicts):
        if each is Verdict.OPEN or (each is Verdict.DEVELOPING) != developing:
            break
        months += 1
    return Streak(developing, months)


@dataclass(frozen=True, slots=True)
class Change:
    """Client seconds of some months against as many before them: context, which never overrules the test."""

    now: Spread
    before: Spread

    @property
    def least(self) -> int:
        """The smallest difference that the open attendances allow, in seconds."""
        return self.now.low - self.before.high

    @property
    def most(self) -> int:
        """The largest difference that the open attendances allow, in seconds."""
        return self.now.high - self.before.low


def change(client: Sequence[Spread], months: int) -> Change | None:
    """The last `months` (3 or 12) of monthly client seconds, oldest first, against the same number before.

    None when the record does not reach back far enough to compare.
    """
    if len(client) < 2 * months:
        return None
    return Change(sum(client[-months:], NOTHING), sum(client[-2 * months : -months], NOTHING))


@dataclass(frozen=True, slots=True)
class Running:
    """A month that is not over: hours so far, hours booked, and what is still needed. All in seconds.

    `needed` is what must still be given so that the month beats the one before: `high` to be sure of it, `low` if every
    open attendance turns out in favour; 0 when nothing is needed. Equal hours do not beat.
    """

    so_far: Spread
    booked: Spread
    to_beat: Spread
    needed: Spread


def running(facts: Iterable[Fact], before: Spread, policy: Policy, at: int) -> Running:
    """Where one account's running month stands at `at` (epoch seconds), from its facts and the month before."""
    rows = list(facts)
    so_far = figures((fact._replace(end=min(fact.end, at)) for fact in rows if fact.start < at), policy).client
    booked = figures((fact._replace(start=max(fact.start, at)) for fact in rows if fact.end > at), policy).client
    return running_of(so_far, booked, before)


def running_of(so_far: Spread, booked: Spread, before: Spread) -> Running:
    """Where a running month stands whose hours so far and booked are known already."""
    planned = so_far + booked
    needed = Spread(_still_needed(planned.high, before.low), _still_needed(planned.low, before.high))
    return Running(so_far, booked, before, needed)


def _still_needed(planned: int, to_beat: int) -> int:
    """Seconds until `planned` is above `to_beat`, 0 when it is."""
    return max(0, to_beat + 1 - planned)


@dataclass(frozen=True, slots=True)
class StillPresumedError(Exception):
    """A month cannot be closed while attendances are neither confirmed nor struck."""

    presumed: int

    def __str__(self) -> str:
        """The sentence for the user."""
        people = "attendance is" if self.presumed == 1 else "attendances are"
        return f"{self.presumed} {people} still presumed; confirm or strike each before closing the month"


def presumed(people: Iterable[Presence]) -> tuple[Presence, ...]:
    """Whom the month close asks about: everybody, theirs and ours, who is neither confirmed nor absent."""
    return tuple(each for each in people if each.state is State.PRESUMED)


def closed(people: Sequence[Presence], came: Mapping[tuple[Side, int], bool]) -> tuple[Presence, ...]:
    """A meeting's people after the close's answers, by `(side, person)`: every presumed one is confirmed or absent.

    Raises `StillPresumedError` when an answer is missing, because a closed month has one figure: low = high.
    """
    missing = [each for each in presumed(people) if (each.side, each.person) not in came]
    if missing:
        raise StillPresumedError(len(missing))
    return tuple(_answered(each, came) for each in people)


def _answered(presence: Presence, came: Mapping[tuple[Side, int], bool]) -> Presence:
    if presence.state is not State.PRESUMED:
        return presence
    state = State.CONFIRMED if came[presence.side, presence.person] else State.ABSENT
    return Presence(presence.person, presence.side, presence.account, state, by_hand=True)


def amends(locked: Figures, now: Figures) -> bool:
    """Whether today's figures differ from a closed month's, so that the difference is kept as an amendment."""
    return (locked.client, locked.ours, locked.meetings, locked.contacts) != (
        now.client,
        now.ours,
        now.meetings,
        now.contacts,
    )
