"""The measure in one streaming pass, for many accounts and months at once.

Facts come clustered as `Fact` sorts: by account, month, side, person, start. Then the union of a person's intervals is
a running maximum, and memory holds one account's month. Equal to `hours.rules.figures`, which is the definition
(`docs/rules/client-hours.md`); tests compare the two on random data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from innercircle.calendars.rules import Mode
from innercircle.hours.rules import Fact, Figures, Policy, Profile, Side, distinct
from innercircle.kit.spread import Spread


class Cell(NamedTuple):
    """One account's figures of one month (`Month.index`)."""

    account: int
    month: int
    figures: Figures


class UnclusteredError(ValueError):
    """The facts did not come in their order; the figures would be wrong."""


def measure(facts: Iterable[Fact], policy: Policy, profiles: Mapping[int, Profile] | None = None) -> Iterator[Cell]:
    """Figures of every account and month that `facts` tell of, in the order of the facts.

    Raises `UnclusteredError` when a fact comes before one it should follow. Months without a counted fact are not told.
    """
    modes, known = policy.modes, profiles or {}
    cell: _Cell | None = None
    last: tuple[int, int, int, int, int] | None = None
    for fact in facts:
        if fact.mode not in modes:
            continue
        place = fact[:5]
        if last is not None and place < last:
            raise UnclusteredError("facts must be sorted by account, month, side, person and start")
        if cell is None or last is None or place[:2] != last[:2]:
            if cell is not None:
                yield cell.done(known)
            cell = _Cell(fact.account, fact.month)
        cell.take(fact, new_person=last is None or place[:4] != last[:4])
        last = place
    if cell is not None:
        yield cell.done(known)


@dataclass(slots=True)
class _Reach:
    """Seconds so far, and how far on the clock they reach for the person in hand."""

    total: int = 0
    until: int | None = None

    def take(self, start: int, end: int) -> None:
        """Add what lies beyond the reach."""
        until = self.until
        if until is None or start >= until:
            self.total += end - start
            self.until = end
        elif end > until:
            self.total += end - until
            self.until = end


@dataclass(slots=True)
class _Sum:
    """Low and high seconds of one kind."""

    low: _Reach = field(default_factory=_Reach)
    high: _Reach = field(default_factory=_Reach)

    def take(self, fact: Fact) -> None:
        """Add a fact to the high figure and, where it is confirmed, to the low one."""
        self.high.take(fact.start, fact.end)
        if fact.confirmed:
            self.low.take(fact.start, fact.end)

    def next_person(self) -> None:
        """Forget how far the last person's time reached."""
        self.low.until = self.high.until = None

    @property
    def spread(self) -> Spread:
        """Both totals."""
        return Spread(self.low.total, self.high.total)


@dataclass(slots=True)
class _Cell:
    """One account's month while its facts pass by."""

    account: int
    month: int
    client: _Sum = field(default_factory=_Sum)
    ours: _Sum = field(default_factory=_Sum)
    in_person: _Sum = field(default_factory=_Sum)
    meetings: set[int] = field(default_factory=set)
    contacts: list[int] = field(default_factory=list)

    def take(self, fact: Fact, *, new_person: bool) -> None:
        """Add one fact; `new_person` when it is the first of its person on its side."""
        if fact.side is Side.OURS:
            if new_person:
                self.ours.next_person()
            self.ours.take(fact)
            return
        if new_person:
            self.client.next_person()
            self.in_person.next_person()
            self.contacts.append(fact.person)
        self.client.take(fact)
        if fact.mode is not Mode.VIDEO:
            self.in_person.take(fact)
        self.meetings.add(fact.meeting)

    def done(self, profiles: Mapping[int, Profile]) -> Cell:
        """The figures of the month that has passed by."""
        known = [profiles[person] for person in self.contacts if person in profiles]
        figures = Figures(
            client=self.client.spread,
            ours=self.ours.spread,
            in_person=self.in_person.spread,
            meetings=len(self.meetings),
            contacts=len(self.contacts),
            departments=distinct(profile.department for profile in known),
            levels=distinct(profile.level for profile in known),
        )
        return Cell(self.account, self.month, figures)
