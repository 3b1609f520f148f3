"""The picture of a map: two facing outlines and the lines between them, drawn in one pass as SVG.

Across, places are percentages, so that names keep their size on every screen. Strength is told by colour, dash and
width at once. Without the style sheet (an exported file) the colours written here hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.safestring import SafeString

from innercircle.maps.rules.evidence import dispute
from innercircle.maps.rules.levels import Stance
from innercircle.maps.rules.outline import Row, facing
from innercircle.maps.rules.values import Line, Map, Ours, Person
from innercircle.maps.words import person_words, role_word
from innercircle.web.svg import element, percent

ROW, HEAD, GAP = 46, 34, 8  # pixels
SIDE, INDENT, LEAST_WIDTH = 36.0, 2.5, 22.0  # percent
COLOURS = ("#9aa5b8", "#9aa5b8", "#6f8fd0", "#3f6fd1", "#1f4ba5", "#0b6b3f")
WIDTHS = (1.0, 1.5, 2.0, 2.5, 3.5, 5.0)
DASHES = ("1 6", "2 5", "8 5", None, None, None)
BORDERS = {
    Stance.OPPONENT: "#ad1f2d", Stance.CRITIC: "#c77700", Stance.NEUTRAL: "#9aa5b8", Stance.SUPPORTER: "#2c9a62",
    Stance.ADVOCATE: "#0b6b3f",
}  # fmt: skip


class Show(StrEnum):
    """Which strength the lines show."""

    ASSESSED = "assessed"
    EVIDENCED = "evidenced"
    WANTED = "wanted"


@dataclass(frozen=True, slots=True)
class Picture:
    """What to draw: their rows, the whole map, the day, which strength, where things lead, and who is chosen."""

    rows: Sequence[Row]
    found: Map
    day: date
    now: int
    show: Show
    title: str
    person_href: Callable[[Person], str]
    colleague_href: Callable[[Ours], str]
    fold_href: Callable[[str], str]
    chosen: str = ""
    ours: frozenset[int] | None = None  # only these of ours; None for all
    roles: Mapping[str, str] = field(default_factory=dict)

    def level(self, line: Line) -> int | None:
        """The strength of a line as shown."""
        if self.show is Show.WANTED:
            return line.wanted
        if self.show is Show.EVIDENCED:
            return int(line.evidence.strength) or None
        return line.assessed


def draw(picture: Picture, *, width: str = "100%", style: str = "") -> SafeString:
    """The whole picture."""
    tops, places, height = _heights(picture.rows)
    shown = [each for each in picture.found.ours if picture.ours is None or each.colleague in picture.ours]
    room = max(height, (ROW + GAP) * len(shown))
    beside = facing(_narrowed(picture, shown), places, room, ROW + GAP)
    return element(
        "svg",
        element("title", text=picture.title),
        *([element("style", text=style)] if style else []),
        element("g", *_lines(picture, places, beside), class_="map-lines"),
        *(_ours(picture, each, beside[each.colleague]) for each in shown),
        *(_row(picture, row, top) for row, top in zip(picture.rows, tops, strict=True)),
        xmlns="http://www.w3.org/2000/svg",
        class_="map-picture",
        width=width,
        height=float(room),
        role="group",
        aria_label=picture.title,
        font_family="Inter, system-ui, sans-serif",
    )


def _narrowed(picture: Picture, shown: Sequence[Ours]) -> Map:
    """Only the lines that are drawn pull a colleague towards whom they know."""
    lines = tuple(line for line in picture.found.lines if picture.level(line) is not None)
    return Map(picture.found.people, tuple(shown), lines)


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
            places[post] = y - GAP / 2
        y += (ROW if row.person else HEAD) + GAP
    return tops, places, y


def _lines(picture: Picture, places: Mapping[int, float], beside: Mapping[int, float]) -> list[SafeString]:
    drawn = []
    for line in sorted(picture.found.lines, key=lambda each: picture.level(each) or 0):
        level = picture.level(line)
        if level is not None and line.post in places and line.colleague in beside:
            drawn.append(_line(picture, line, level, beside[line.colleague] + ROW / 2, places[line.post] + ROW / 2))
    return drawn


def _line(picture: Picture, line: Line, level: int, y1: float, y2: float) -> SafeString:
    faded = picture.show is Show.ASSESSED and line.stale(picture.day)
    disputed = dispute(line.assessed, line.evidence, picture.now) is not None
    marks = [f"s{level}", *(["faded"] if faded else []), *(["disputed"] if disputed else [])]
    return element(
        "line", class_=" ".join(marks), data_post=line.post, data_colleague=line.colleague,
        x1=percent(SIDE), y1=y1, x2=percent(100 - SIDE), y2=y2, stroke=COLOURS[level], stroke_width=WIDTHS[level],
        stroke_dasharray=DASHES[level], stroke_opacity=0.35 if faded else None,
    )  # fmt: skip


def _ours(picture: Picture, each: Ours, top: float) -> SafeString:
    gone = not each.here(picture.day)
    return element(
        "svg",
        element(
            "a",
            _card("ours" + (" faded" if gone else ""), "#9aa5b8", dashed=False),
            _text(each.name, 18, "name"),
            _text(each.function or each.team, 34, "sub"),
            href=picture.colleague_href(each),
            aria_label=", ".join(filter(None, (each.name, each.function, each.team))),
            aria_current="true" if picture.chosen == f"c{each.colleague}" else None,
            data_colleague=each.colleague,
            class_="node" + (" faded" if gone else ""),
        ),
        x="0", y=top, width=percent(SIDE), height=ROW,
    )  # fmt: skip


def _row(picture: Picture, row: Row, top: float) -> SafeString:
    return _theirs(picture, row, row.person, top) if row.person else _heading(picture, row, top)


def _heading(picture: Picture, row: Row, top: float) -> SafeString:
    name = row.department or "–"
    sign = "+" if row.folded else "−"
    words = element("text", text=f"{name} · {row.count}  {sign}", x="100%", dx=-12, y=22, text_anchor="end",
                    font_size=13, font_weight=600, fill="#56627a")  # fmt: skip
    ground = element("rect", width="100%", height=HEAD, rx=6, fill="#eef1f6")
    link = element(
        "a", ground, words, href=picture.fold_href(row.department), class_="heading",
        aria_label=f"{name}, {row.count}", aria_expanded="false" if row.folded else "true", role="button",
    )  # fmt: skip
    return element("svg", link, x=percent(100 - SIDE), y=top, width=percent(SIDE), height=HEAD)


def _theirs(picture: Picture, row: Row, person: Person, top: float) -> SafeString:
    wide = max(LEAST_WIDTH, SIDE - INDENT * row.depth)
    left = not person.here(picture.day)
    hole = person.placeholder or person.post not in picture.found.covered(picture.day)
    border = BORDERS.get(person.stance, "#c3cbd8") if person.stance is not None else "#c3cbd8"
    kind = f"theirs stance{int(person.stance)}" if person.stance is not None else "theirs"
    sub = ("↻ " if row.circle else "") + (person.title or person.department)
    link = element(
        "a",
        _card(kind + (" hole" if hole else ""), border, dashed=hole),
        *(_badge(key, place) for place, key in enumerate(person.roles[:3])),
        _text(person.name, 18, "name", end=True),
        _text(sub, 34, "sub", end=True),
        href=picture.person_href(person),
        aria_label=person_words(person),
        aria_current="true" if picture.chosen == f"p{person.post}" else None,
        data_post=person.post,
        class_="node" + (" faded" if left else ""),
        opacity=0.45 if left else None,
    )
    return element("svg", link, x=percent(100 - SIDE), y=top, width=percent(wide), height=ROW)


def _card(kind: str, border: str, *, dashed: bool) -> SafeString:
    return element(
        "rect", class_=f"card-box {kind}", x=1.5, y=1.5, width="98.5%", height=ROW - 3, rx=8, fill="#fff",
        stroke=border, stroke_width=2, stroke_dasharray="5 4" if dashed else None,
    )  # fmt: skip


def _text(text: str, y: int, kind: str, *, end: bool = False) -> SafeString:
    name = kind == "name"
    return element(
        "text", text=text, class_=kind, x="100%" if end else "0", dx=-14 if end else 14, y=y,
        text_anchor="end" if end else "start", font_size=13.5 if name else 11.5, font_weight=600 if name else 400,
        fill="#1a2333" if name else "#56627a",
    )  # fmt: skip


def _badge(key: str, place: int) -> SafeString:
    x = 18 + place * 23
    return element(
        "g",
        element("title", text=role_word(key)),
        element("circle", cx=x, cy=ROW / 2, r=10, fill="#e2eafb", class_="badge-ground"),
        element("text", text=role_word(key)[:1], x=x, y=ROW / 2 + 4, text_anchor="middle", font_size=11.5,
                font_weight=700, fill="#1f4ba5", class_="badge-letter"),
        class_=f"map-badge role-{key}",
    )  # fmt: skip
