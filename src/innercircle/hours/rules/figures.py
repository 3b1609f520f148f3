"""The measure: client hours, our hours and what stands beside them, for one account and month.

This is the definition (docs/rules/client-hours.md); `hours.measure` computes the same in one pass and is tested
against it. Source: spec 20 (What counts).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from innercircle.calendars.rules import Mode
from innercircle.hours.rules.facts import Fact, Policy, Side
from innercircle.kit.intervals import union_length
from innercircle.kit.spread import NOTHING, Spread

SECONDS_AN_HOUR = 3600
FOREVER = 10**12  # seconds; beyond every moment
_DECIMALS = 4  # a second is 0.00028 hours: four places keep figures apart that differ by one second


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a contact stands in their organisation; "" where the directory does not say."""

    department: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an account's people gave in a month. Times in seconds, `low` confirmed, `high` with the presumed.

    Meetings, contacts, departments and levels are those of the high figure. Preparation is ours, logged by hand, and
    already part of `ours`.
    """

    client: Spread = NOTHING
    ours: Spread = NOTHING
    in_person: Spread = NOTHING  # of the client's seconds, those not on a screen
    meetings: int = 0
    contacts: int = 0
    departments: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    @property
    def share_in_person(self) -> float | None:
        """In-person client hours / client hours (high); None without client hours."""
        return self.in_person.high / self.client.high if self.client.high else None

    @property
    def reciprocity(self) -> float | None:
        """Client hours / our hours (high); None without our hours."""
        return self.client.high / self.ours.high if self.ours.high else None


NO_FIGURES = Figures()


def hours(seconds: int) -> float:
    """Seconds as hours, to four decimals, so that two figures a second apart stay apart."""
    return round(seconds / SECONDS_AN_HOUR, _DECIMALS)


def figures(
    facts: Iterable[Fact], policy: Policy, profiles: Mapping[int, Profile] | None = None, *, preparation: int = 0
) -> Figures:
    """The measure over the facts of one account and month, or of several accounts (each person once, see `family`).

    `profiles` tells contacts' departments and levels; `preparation` are seconds our people logged for the account.
    """
    counted = [fact for fact in facts if fact.mode in policy.modes]
    theirs = [fact for fact in counted if fact.side is Side.CLIENT]
    contacts = {fact.person for fact in theirs}
    known = [(profiles or {})[person] for person in contacts if person in (profiles or {})]
    logged = Spread(preparation, preparation)
    return Figures(
        client=_spread(theirs),
        ours=_spread([fact for fact in counted if fact.side is Side.OURS]) + logged,
        in_person=_spread([fact for fact in theirs if fact.mode is not Mode.VIDEO]),
        meetings=len({fact.meeting for fact in theirs}),
        contacts=len(contacts),
        departments=distinct(profile.department for profile in known),
        levels=distinct(profile.level for profile in known),
    )


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    """The non-empty words, each once, sorted."""
    return tuple(sorted({word for word in words if word}))


def seconds_by_person(facts: Iterable[Fact]) -> dict[int, Spread]:
    """Each person's union, low over confirmed facts and high over all; the facts must be of one side."""
    low: dict[int, list[tuple[int, int]]] = defaultdict(list)
    high: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for fact in facts:
        high[fact.person].append((fact.start, fact.end))
        if fact.confirmed:
            low[fact.person].append((fact.start, fact.end))
    return {person: Spread(union_length(low[person]), union_length(all_)) for person, all_ in high.items()}


def seconds_in_order(
    rows: Iterable[tuple[int, int, int, int, int, bool]], *, since: int = -FOREVER, until: int = FOREVER
) -> dict[tuple[int, int], Spread]:
    """Client seconds by account and month, for lists of many accounts: the same unions as `figures` in one pass.

    `rows` are account, month, person, start, end and whether it is confirmed, ordered by the first four. Counted is
    what lies between `since` and `until` (epoch seconds).
    """
    found: dict[tuple[int, int], Spread] = {}
    whose: tuple[int, int, int] | None = None
    low = high = reach_low = reach_high = 0
    for account, month, person, start, end, confirmed in rows:
        if (account, month, person) != whose:
            if whose is not None and whose[:2] != (account, month):
                found[whose[:2]] = Spread(low, high)
                low = high = 0
            whose, reach_low, reach_high = (account, month, person), since, since
        if end > until:
            end = max(start, until)  # noqa: PLW2901  the same time, cut
        if end > reach_high:
            high += end - max(start, reach_high)
            reach_high = end
        if confirmed and end > reach_low:
            low += end - max(start, reach_low)
            reach_low = end
    if whose is not None:
        found[whose[:2]] = Spread(low, high)
    return found


def _spread(facts: Iterable[Fact]) -> Spread:
    return sum(seconds_by_person(facts).values(), NOTHING)
