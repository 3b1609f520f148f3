"""The picture of a map as a value: where everybody stands and what each line says.

A page, a PDF, an image and a slide draw the same value. Down, places are points of the picture; across there are three
columns (ours, the lines, theirs), and a card takes a part of its column. In plain words: docs/rules/map.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from innercircle.maps.rules.evidence import dispute
from innercircle.maps.rules.levels import Stance
from innercircle.maps.rules.outline import Row, facing
from innercircle.maps.rules.values import Line, Map, Ours, Person

ROW, HEAD, GAP = 46.0, 36.0, 8.0  # heights
WIDTH = 1120.0  # of the picture, where it has to have one
SIDE = 0.36  # of the width: each column of people; the lines take what is between
INDENT, LEAST_WIDTH = 0.07, 0.6  # of the column: for each step down the reporting line; the narrowest card
# Strength, told by colour, dash and width at once: 0 none … 5 trusted adviser.
COLOURS = ("#7d8799", "#8a6d3b", "#8250b5", "#2166c4", "#0b7a85", "#0b6b3f")
WIDTHS = (1.0, 1.5, 2.0, 2.75, 3.5, 5.0)
DASHES: tuple[tuple[float, ...], ...] = ((1, 7), (2, 5), (7, 6), (16, 6), (20, 5, 4, 5), ())
BORDERS = {
    Stance.OPPONENT: "#ad1f2d",
    Stance.CRITIC: "#c77700",
    Stance.NEUTRAL: "#9aa5b8",
    Stance.SUPPORTER: "#2c9a62",
    Stance.ADVOCATE: "#0b6b3f",
}
PLAIN = "#c3cbd8"  # the border of whoever has no stance
FADED = 0.45
DENSE = 120  # above so many lines each is drawn at half its width, and lets others shine through
THIN, SHEER = 0.5, 0.6
_NARROW, _WIDE = "fijlrtI.,:;'’|()[]!- ", "mwMW@%–—"


class Show(StrEnum):
    """Which strength the lines show."""

    ASSESSED = "assessed"
    EVIDENCED = "evidenced"
    WANTED = "wanted"

    def level(self, line: Line) -> int | None:
        """The strength of a line as shown; None where there is nothing to draw."""
        if self is Show.WANTED:
            return line.wanted
        if self is Show.EVIDENCED:
            return int(line.evidence.strength) or None
        return line.assessed


class Mark(StrEnum):
    """What happened to a person or a line between two days."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"
    STRONGER = "stronger"
    WEAKER = "weaker"


@dataclass(frozen=True, slots=True)
class Words:
    """What the picture says itself, in the reader's language; `roles` are the names of roles by key."""

    roles: Mapping[str, str] = field(default_factory=dict)
    left: str = "left"
    elsewhere: str = "reports elsewhere"
    circle: str = "reporting line in a circle"


@dataclass(frozen=True, slots=True)
class Marks:
    """The differences to another day: by post, and by (post, colleague)."""

    people: dict[int, Mark] = field(default_factory=dict)
    lines: dict[tuple[int, int], Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """What of a map is drawn: their rows, on which day, by which strength; `ours` None is everybody of ours.

    `now` (epoch seconds) judges whether evidence and opinion agree; 0 for a past day, of which no evidence is kept.
    """

    rows: Sequence[Row]
    found: Map
    day: date
    now: int
    show: Show = Show.ASSESSED
    ours: Collection[int] | None = None
    words: Words = Words()
    marks: Marks = Marks()
    least: int = 0  # lines below that strength are left out

    def level(self, line: Line) -> int | None:
        """The strength of a line as drawn; None where it is not."""
        level = self.show.level(line)
        return None if level is None or level < self.least else level


@dataclass(frozen=True, slots=True)
class Card:
    """A person, theirs or ours: `key` is the post or the colleague, `width` a part of the column."""

    key: int
    name: str
    under: str
    top: float
    above: str = ""  # a superior to whom no step of the outline leads
    width: float = 1.0
    badges: tuple[tuple[str, str], ...] = ()  # key and name of each role
    stance: Stance | None = None
    hole: bool = False
    faded: bool = False
    mark: Mark | None = None

    @property
    def border(self) -> str:
        """The colour of the stance."""
        return PLAIN if self.stance is None else BORDERS[self.stance]


@dataclass(frozen=True, slots=True)
class Band:
    """The heading of a department."""

    name: str
    count: int
    top: float
    folded: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A line from `start` down the left to `end` down the right."""

    post: int
    colleague: int
    level: int
    start: float
    end: float
    faded: bool = False
    disputed: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything there is to draw, weak lines first."""

    ours: tuple[Card, ...]
    theirs: tuple[Card, ...]
    bands: tuple[Band, ...]
    links: tuple[Link, ...]
    height: float

    @property
    def dense(self) -> bool:
        """Whether there are so many lines that each has to be finer."""
        return len(self.links) > DENSE

    @property
    def widths(self) -> tuple[float, ...]:
        """How wide a line of each strength is here."""
        return tuple(width * THIN for width in WIDTHS) if self.dense else WIDTHS

    def opacity(self, link: Link) -> float:
        """How much of a line is seen."""
        return 0.35 if link.faded else SHEER if self.dense else 1.0


def beneath(card: Card, size: float, room: float) -> str:
    """What stands below the name, with as much of the superior's as has its place: all, the last word, or nothing."""
    for name in (card.above, card.above.rpartition(" ")[2]) if card.above else ():
        text = f"{card.under} · ↑ {name}" if card.under else f"↑ {name}"
        if fitted(text, size, room) == text:
            return text
    return fitted(card.under, size, room)


def drawing(view: View) -> Drawing:
    """Places for everybody, in one pass over people and lines."""
    tops, places, height = _heights(view.rows)
    shown = [each for each in view.found.ours if view.ours is None or each.colleague in view.ours]
    room = max(height, (ROW + GAP) * len(shown))
    beside = facing(_narrowed(view, shown), places, room, ROW + GAP)
    covered = view.found.covered(view.day)
    people = {each.post: each for each in view.found.people}
    rows = list(zip(view.rows, tops, strict=True))
    return Drawing(
        ours=tuple(_ours(view, each, beside[each.colleague]) for each in shown),
        theirs=tuple(_theirs(view, row, row.person, top, covered, people) for row, top in rows if row.person),
        bands=tuple(Band(row.department, row.count, top, row.folded) for row, top in rows if not row.person),
        links=tuple(_links(view, places, beside)),
        height=room,
    )


def fitted(text: str, size: float, room: float) -> str:
    """The text, cut with an ellipsis where letters of that size would need more than `room`."""
    used, most = 0.0, room / size
    for place, letter in enumerate(text):
        used += _letter(letter)
        if used > most:
            return text[: max(1, place - 1)].rstrip() + "…"
    return text


def _letter(letter: str) -> float:
    """About how wide a letter is, in parts of the size of the type."""
    if letter in _NARROW:
        return 0.34
    return 0.9 if letter in _WIDE or ord(letter) > 0x2E00 else 0.7 if letter.isupper() else 0.58


def _narrowed(view: View, shown: Sequence[Ours]) -> Map:
    """Only the lines that are drawn pull a colleague towards whom they know."""
    lines = tuple(line for line in view.found.lines if view.level(line) is not None)
    return Map(view.found.people, tuple(shown), lines)


def _heights(rows: Sequence[Row]) -> tuple[list[float], dict[int, float], float]:
    """The top of each row, of each post (of a folded department's people: the heading's), and the whole height."""
    tops: list[float] = []
    places: dict[int, float] = {}
    y = 0.0
    for row in rows:
        tops.append(y)
        if row.person:
            places[row.person.post] = y
        for post in row.hidden:
            places[post] = y - (ROW - HEAD) / 2
        y += (ROW if row.person else HEAD) + GAP
    return tops, places, y


def _links(view: View, places: Mapping[int, float], beside: Mapping[int, float]) -> list[Link]:
    """Weak lines first; where a folded department puts lines upon each other, the strongest stands for all."""
    drawn = [
        _link(view, line, level, beside[line.colleague] + ROW / 2, places[line.post] + ROW / 2)
        for line in view.found.lines
        if (level := view.level(line)) is not None and line.post in places and line.colleague in beside
    ]
    return list({(each.start, each.end): each for each in sorted(drawn, key=lambda each: each.level)}.values())


def _link(view: View, line: Line, level: int, start: float, end: float) -> Link:
    return Link(
        line.post,
        line.colleague,
        level,
        start,
        end,
        faded=view.show is Show.ASSESSED and line.stale(view.day),
        disputed=_is_disputed(view, line),
        mark=view.marks.lines.get((line.post, line.colleague)),
    )


def _is_disputed(view: View, line: Line) -> bool:
    if view.show is Show.WANTED or not view.now:
        return False
    return dispute(line.assessed, line.evidence, view.now) is not None


def _ours(view: View, each: Ours, top: float) -> Card:
    gone = not each.here(view.day)
    under = [view.words.left] if gone else []
    under += [each.function or each.team] if each.function or each.team else []
    return Card(each.colleague, each.name, " · ".join(under), top, faded=gone)


def _theirs(
    view: View, row: Row, person: Person, top: float, covered: Collection[int], people: Mapping[int, Person]
) -> Card:
    return Card(
        person.post,
        person.name,
        " · ".join(_under(view, row, person)),
        top,
        above=_above(row, person, people.get(person.reports_to or 0)),
        width=max(LEAST_WIDTH, 1 - INDENT * row.depth),
        badges=tuple((key, view.words.roles.get(key, key)) for key in person.roles),
        stance=person.stance,
        hole=person.here(view.day) and (person.placeholder or person.post not in covered),
        faded=not person.here(view.day),
        mark=view.marks.people.get(person.post),
    )


def _above(row: Row, person: Person, superior: Person | None) -> str:
    """The superior where the outline does not show them: of another department, or in a circle."""
    return superior.name if superior and (row.circle or superior.department != person.department) else ""


def _under(view: View, row: Row, person: Person) -> list[str]:
    """What stands below the name: first what is wrong."""
    warnings = (
        (view.words.left, not person.here(view.day)),
        (f"↻ {view.words.circle}", row.circle),
        (f"↗ {view.words.elsewhere}", person.reports_elsewhere),
    )
    said = [words for words, holds in warnings if holds]
    return [*said, *([person.title or person.department] if person.title or person.department else [])]
