"""Which meetings to ask about when a month test is open: the fewest whose confirmation could settle it.

Plain words: `docs/rules/month-test.md`. Source: spec 20 (The month test). Confirming a meeting means to learn of
everybody presumed at it: either they came (the meeting is confirmed) or they did not (it is struck).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations
from math import comb
from operator import attrgetter

from innercircle.hours.rules.facts import Fact, Policy, Side
from innercircle.hours.rules.figures import seconds_by_person
from innercircle.hours.rules.verdicts import Verdict, verdict
from innercircle.kit.spread import NOTHING, Spread

MOST_TRIALS = 2_000  # how many sets of meetings are tried before the greedy answer is taken with its bound

_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Settling:
    """Meetings that settle an open month when all of them turn out as `confirmed` and `struck` say.

    No fewer than `at_least` meetings can settle it towards `verdict`; the answer is the fewest when it has that many.
    """

    verdict: Verdict
    confirmed: tuple[int, ...]
    struck: tuple[int, ...]
    at_least: int

    @property
    def meetings(self) -> tuple[int, ...]:
        """All meetings to ask about, in the order found."""
        return self.confirmed + self.struck

    @property
    def fewest(self) -> bool:
        """Whether it is proved that fewer meetings could not settle it."""
        return len(self.meetings) == self.at_least


@dataclass(frozen=True, slots=True)
class _Move:
    """One meeting, and whether it is supposed to have taken place as presumed."""

    meeting: int
    came: bool


class _Rows:
    """One month's counted facts of the client, ready to be summed again under a supposed outcome.

    Only the people at the meetings in question are summed anew.
    """

    def __init__(self, facts: Iterable[Fact], policy: Policy) -> None:
        self.rows = [fact for fact in facts if fact.side is Side.CLIENT and fact.mode in policy.modes]
        self.spreads = seconds_by_person(self.rows)
        self.total = sum(self.spreads.values(), NOTHING)
        self.by_person: dict[int, list[Fact]] = defaultdict(list)
        self.people: dict[int, set[int]] = defaultdict(set)
        self.presumed: dict[int, int] = defaultdict(int)
        for fact in sorted(self.rows, key=_START):
            self.by_person[fact.person].append(fact)
            self.people[fact.meeting].add(fact.person)
            self.presumed[fact.meeting] += 0 if fact.confirmed else fact.end - fact.start
        self._longest = max((fact.end - fact.start for fact in self.rows), default=0)
        self._beside: dict[int, list[list[Fact]]] = {}

    def beside(self, meeting: int) -> list[list[Fact]]:
        """Of each person at the meeting what they gave at its time, there or elsewhere: all that its outcome moves."""
        if meeting not in self._beside:
            self._beside[meeting] = [self._overlapping(meeting, person) for person in self.people.get(meeting, ())]
        return self._beside[meeting]

    def _overlapping(self, meeting: int, person: int) -> list[Fact]:
        theirs = self.by_person[person]
        there = [fact for fact in theirs if fact.meeting == meeting]
        since, until = there[0].start, max(fact.end for fact in there)
        first = bisect_left(theirs, since - self._longest, key=_START)
        return [fact for fact in theirs[first : bisect_left(theirs, until, key=_START)] if fact.end > since]

    def open(self) -> tuple[int, ...]:
        """The meetings at which somebody is presumed."""
        return tuple(dict.fromkeys(fact.meeting for fact in self.rows if not fact.confirmed))

    def spread(self, outcome: dict[int, bool]) -> Spread:
        """The month's client seconds once the meetings in `outcome` are decided."""
        touched = {person for meeting in outcome for person in self.people.get(meeting, ())}
        rows = (fact for person in touched for fact in self.by_person[person])
        anew = seconds_by_person(_decided(rows, outcome))
        low = sum(anew[person].low if person in anew else 0 for person in touched)
        high = sum(anew[person].high if person in anew else 0 for person in touched)
        gone = sum((self.spreads[person] for person in touched), NOTHING)
        return Spread(self.total.low - gone.low + low, self.total.high - gone.high + high)


@dataclass(frozen=True, slots=True)
class _Months:
    """The open month and the month before."""

    month: _Rows
    before: _Rows

    def after(self, moves: Iterable[_Move]) -> tuple[Spread, Spread]:
        """Both months' client seconds once the moves are made."""
        outcome = {move.meeting: move.came for move in moves}
        return self.month.spread(outcome), self.before.spread(outcome)

    def gap(self, towards: Verdict, moves: Iterable[_Move]) -> int:
        """How far the moves leave the verdict from being `towards`: settled where it is 0 or less. In seconds."""
        month, before = self.after(moves)
        if towards is Verdict.DEVELOPING:
            return before.high + 1 - month.low
        return month.high - before.low

    def moves(self, towards: Verdict) -> list[_Move]:
        """What helps: meetings of the month confirmed and of the month before struck, or the other way round.

        A meeting over the change of month lies in both and may help either way.
        """
        upward = towards is Verdict.DEVELOPING
        asked = [_Move(meeting, upward) for meeting in self.month.open()]
        return asked + [_Move(meeting, not upward) for meeting in self.before.open()]

    def presumed(self, meeting: int) -> int:
        """The whole presumed time of everybody at the meeting, in seconds."""
        return self.month.presumed[meeting] + self.before.presumed[meeting]


def settling(month: Iterable[Fact], before: Iterable[Fact], policy: Policy) -> tuple[Settling, ...]:
    """The ways to settle an open verdict, fewest meetings first: one towards developing, one towards the contrary.

    Takes one account's facts of the month and of the one before; gives () when the verdict is not open. Exact while the
    number of sets to try stays within `MOST_TRIALS`; beyond it meetings are taken greedily, largest gain first, and
    `at_least` says how few could do at best.
    """
    months = _Months(_Rows(month, policy), _Rows(before, policy))
    if verdict(*months.after(())) is not Verdict.OPEN:
        return ()
    found = (_towards(months, towards) for towards in (Verdict.DEVELOPING, Verdict.NOT_DEVELOPING))
    return tuple(sorted((each for each in found if each), key=lambda each: len(each.meetings)))


def _decided(facts: Iterable[Fact], outcome: dict[int, bool]) -> Iterator[Fact]:
    """The facts as they are once the meetings in `outcome` are decided."""
    for fact in facts:
        came = outcome.get(fact.meeting)
        if fact.confirmed or came is None:
            yield fact
        elif came:
            yield fact._replace(confirmed=True)


def _towards(months: _Months, towards: Verdict) -> Settling | None:
    greedy = _greedy(months, towards)
    if greedy is None:
        return None
    at_least = _at_least(months, towards)
    chosen, proved = _fewest(months, towards, greedy, at_least)
    return Settling(
        verdict=verdict(*months.after(chosen)),
        confirmed=tuple(move.meeting for move in chosen if move.came),
        struck=tuple(move.meeting for move in chosen if not move.came),
        at_least=len(chosen) if proved else at_least,
    )


class _Course:
    """Moves made one after the other; each touches only the people at its meeting, and of these only its time.

    A person's score is what narrows the gap: their low seconds where the verdict needs much, else what is gone of their
    high ones.
    """

    def __init__(self, months: _Months, towards: Verdict) -> None:
        upward = towards is Verdict.DEVELOPING
        self.outcome: dict[int, bool] = {}
        self._sides = ((months.month, upward), (months.before, not upward))

    def gain(self, move: _Move) -> int:
        """By how many seconds the move would narrow the gap now."""
        outcome = {**self.outcome, move.meeting: move.came}
        return self._around(move.meeting, outcome) - self._around(move.meeting, self.outcome)

    def make(self, move: _Move) -> None:
        """Suppose the move from here on."""
        self.outcome[move.meeting] = move.came

    def _around(self, meeting: int, outcome: dict[int, bool]) -> int:
        return sum(
            _score(_person(facts, outcome), wants_much=wants_much)
            for rows, wants_much in self._sides
            for facts in rows.beside(meeting)
        )


def _score(spread: Spread, *, wants_much: bool) -> int:
    return spread.low if wants_much else -spread.high


def _person(rows: Iterable[Fact], outcome: dict[int, bool]) -> Spread:
    return sum(seconds_by_person(_decided(rows, outcome)).values(), NOTHING)


def _greedy(months: _Months, towards: Verdict) -> list[_Move] | None:
    """Take the move that narrows the gap most until it is closed; None when no moves close it.

    Gains are looked at again only when a move comes up: others' choices mostly make them smaller.
    """
    course, chosen = _Course(months, towards), list[_Move]()
    moves = months.moves(towards)
    waiting = [(-course.gain(move), index) for index, move in enumerate(moves)]
    heapify(waiting)
    gap = months.gap(towards, ())
    while gap > 0 and waiting:
        _, index = heappop(waiting)
        if moves[index].meeting in course.outcome:
            continue
        gain = course.gain(moves[index])
        if waiting and gain < -waiting[0][0]:
            heappush(waiting, (-gain, index))
            continue
        course.make(moves[index])
        chosen.append(moves[index])
        gap -= gain
    return chosen if gap <= 0 else None


def _at_least(months: _Months, towards: Verdict) -> int:
    """How many meetings at best close the gap, if each gave all it could.

    Confirming gives the most when it comes first (time already confirmed is not gained again); striking may give more
    later (time is gone only when nothing else covers it), but never more than all that is presumed there.
    """
    course, gap = _Course(months, towards), months.gap(towards, ())
    moves = months.moves(towards)
    gains = sorted((course.gain(each) if each.came else months.presumed(each.meeting) for each in moves), reverse=True)
    count = 0
    while gap > 0 and count < len(gains):
        gap -= gains[count]
        count += 1
    return count


def _fewest(months: _Months, towards: Verdict, greedy: Sequence[_Move], at_least: int) -> tuple[Sequence[_Move], bool]:
    """The smallest closing set and whether that is proved: every smaller size is tried while trials last."""
    moves, trials = months.moves(towards), 0
    for size in range(at_least, len(greedy)):
        trials += comb(len(moves), size)
        if trials > MOST_TRIALS:
            return greedy, False
        for chosen in combinations(moves, size):
            if months.gap(towards, chosen) <= 0:
                return chosen, True
    return greedy, True
