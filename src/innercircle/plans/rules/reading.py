"""What the words of one line say, as values: signals, where they stand, and what grammar took back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What an activity is (spec 30): it builds the relationship, it sells, or it is necessary administration."""

    RELATIONSHIP = "relationship"
    SALES = "sales"
    NEUTRAL = "neutral"


class Kind(StrEnum):
    """What a signal speaks of. `SALES` fails the illustration; `OWN`, `LEARN`, `USEFUL` speak for the three tests."""

    SALES = "sales"
    OWN = "own"  # unpaid time of ours
    LEARN = "learn"  # we want to know something about their business
    USEFUL = "useful"  # something for them beyond the present work
    PAID = "paid"  # delivery that is ordered, billed or owed
    ADMIN = "admin"  # necessary administration
    CHORE = "chore"  # administration that may serve any aim: scheduling, minutes, a room
    INTERNAL = "internal"  # among ourselves


@dataclass(frozen=True, slots=True)
class Signal:
    """One phrase found: its kind, rule code ("" for none), the words as read, its place in tokens (half open)."""

    kind: Kind
    code: str
    words: str
    start: int
    end: int
    weak: bool = False  # speaks only where nothing else does
    lifted: str = ""  # why grammar took it back ("" = it stands), such as `after "without"`
    governs: bool = False  # says what the whole line is, wherever it stands ("in the CRM", "internal")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says. `label` is what the words alone suggest; `settled_by` is signals, likeness or silence.

    `languages` are those it was read in.
    `likeness` is how much the wording as a whole resembles lines of that label (0..1), None where it was not asked.
    """

    text: str
    languages: tuple[str, ...]
    signals: tuple[Signal, ...]
    label: Label
    settled_by: str
    likeness: float | None = None
    guess: str = ""  # the rule a sales line without signals most likely falls under, told by its words' meaning

    @property
    def standing(self) -> tuple[Signal, ...]:
        """The signals that grammar left standing."""
        return tuple(signal for signal in self.signals if not signal.lifted)

    def of(self, *kinds: Kind) -> tuple[Signal, ...]:
        """The standing signals of the given kinds."""
        return tuple(signal for signal in self.standing if signal.kind in kinds)
