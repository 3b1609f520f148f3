"""Writes the drawing of a map as SVG: on a page, where places across follow the screen, and as a file of its own.

On a page the three columns are drawings of their own, which the style sheet sets narrower on a phone. Without the style
sheet (in a file) the colours written here hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from innercircle.maps.rules.drawing import (
    COLOURS,
    DASHES,
    FADED,
    HEAD,
    PLAIN,
    ROW,
    SIDE,
    WIDTH,
    WIDTHS,
    Band,
    Card,
    Drawing,
    Link,
    Mark,
    beneath,
    fitted,
)
from innercircle.web.svg import element, percent

_INK, _QUIET, _FONT = "#1a2333", "#56627a", "Inter, system-ui, sans-serif"
_NARROW = 66.0  # pixels: what the name of one of ours has on a phone
DISPUTED = "disputed"
SIGNS: Mapping[str, str] = {
    DISPUTED: "≠",
    Mark.ADDED: "+",
    Mark.GONE: "×",
    Mark.CHANGED: "~",
    Mark.STRONGER: "▲",
    Mark.WEAKER: "▼",
}
_TOP, _FOOT, _EDGE = 64.0, 56.0, 24.0  # pixels around the picture in a file
_FILE_STYLE = "text{font-family:Inter,system-ui,sans-serif}.compact{display:none}"


@dataclass(frozen=True, slots=True)
class Around:
    """What a page adds to a drawing: its name, each card in words, where things lead (nowhere in a file)."""

    title: str
    said: Mapping[str, str]  # by `p<post>` and `c<colleague>`
    href: Callable[[str], str] | None = None
    fold_href: Callable[[str], str] | None = None
    chosen: str = ""
    strengths: Sequence[str] = ()
    kind: str = ""  # a class of its own for the style sheet
    column: float = 196.0  # pixels: what a card of theirs has on a usual screen
    ours_column: float = 196.0


def draw(drawing: Drawing, around: Around) -> SafeString:
    """The whole picture for a page: three drawings beside each other."""
    return element(
        "div",
        *(element("svg", *parts, class_=kind, height=drawing.height, font_family=_FONT)
          for kind, _x, _width, parts in _columns(drawing, around)),
        class_=" ".join(["map-picture", *filter(None, (around.kind, "dense" if drawing.dense else ""))]),
        role="group",
        aria_label=around.title,
        data_strengths="|".join(around.strengths) or None,
    )  # fmt: skip


def _columns(drawing: Drawing, around: Around) -> list[tuple[str, float, float, list[SafeString]]]:
    """Kind, place and width (of the whole) of each column, and what is drawn in it."""
    theirs = [*(_band(each, around) for each in drawing.bands), *(_person(each, around) for each in drawing.theirs)]
    return [
        ("map-ours", 0, SIDE, [_ours(each, around) for each in drawing.ours]),
        ("map-lines", SIDE, 1 - 2 * SIDE, [_link(each, drawing) for each in drawing.links]),
        ("map-theirs", 1 - SIDE, SIDE, theirs),
    ]


def draw_file(drawing: Drawing, around: Around, under: str, legend: Sequence[tuple[int, str]]) -> SafeString:
    """The picture with its heading and legend, to keep and to print."""
    height, width = drawing.height + _TOP + _FOOT, WIDTH + 2 * _EDGE
    return element(
        "svg",
        element("style", text=_FILE_STYLE),
        element("rect", width="100%", height="100%", fill="#fff"),
        element("text", text=around.title, x=_EDGE, y=30, font_size=20, font_weight=600, fill=_INK),
        element("text", text=under, x=_EDGE, y=50, font_size=12.5, fill=_QUIET),
        *(element("svg", *parts, class_=kind, x=_EDGE + x * WIDTH, y=_TOP, width=part * WIDTH, height=drawing.height)
          for kind, x, part, parts in _columns(drawing, around)),
        *(_legend_key(level, word, place, height - 24) for place, (level, word) in enumerate(legend)),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        view_box=f"0 0 {width:g} {height:g}",
        font_family=_FONT,
    )  # fmt: skip


def legend_line(level: int) -> SafeString:
    """A line as it is drawn at that strength, for the legend of a page."""
    stroke = element("line", class_=f"s{level}", x1=2, y1=7, x2=42, y2=7, **_stroke(level))
    return element("svg", stroke, class_="map-key", width=44, height=14, aria_hidden="true")


def _legend_key(level: int, word: str, place: int, y: float) -> SafeString:
    x = _EDGE + place * 180
    line = element("line", x1=x, y1=y, x2=x + 40, y2=y, **_stroke(level))
    return element("g", line, element("text", text=word, x=x + 48, y=y + 4, font_size=12, fill=_QUIET))


def _stroke(level: int) -> dict[str, Any]:
    dash = " ".join(f"{each:g}" for each in DASHES[level]) or None
    return {"stroke": COLOURS[level], "stroke_width": WIDTHS[level], "stroke_dasharray": dash}


def _link(each: Link, drawing: Drawing) -> SafeString:
    marks = [f"s{each.level}", *(["faded"] if each.faded else []), *(["disputed"] if each.disputed else [])]
    line = element(
        "line",
        class_=" ".join([*marks, *([f"mark-{each.mark}"] if each.mark else [])]),
        data_post=each.post,
        data_colleague=each.colleague,
        x1="0",
        y1=each.start,
        x2="100%",
        y2=each.end,
        stroke_opacity=None if (opacity := drawing.opacity(each)) == 1 else opacity,
        **_stroke(each.level) | {"stroke_width": drawing.widths[each.level]},
    )
    kind = each.mark or (DISPUTED if each.disputed else None)
    return line if kind is None else element("g", line, _sign(kind, "50%", (each.start + each.end) / 2))


def _sign(mark: str, x: str, y: float) -> SafeString:
    """A difference between two days, or a disagreement, told by a sign as well as by a colour."""
    ground = element("circle", cx=x, cy=y, r=9, fill="#fff", stroke=_INK, stroke_width=1.5)
    sign = element(
        "text", text=SIGNS[mark], x=x, y=y + 4, text_anchor="middle", font_size=11, font_weight=700, fill=_INK
    )
    return element("g", ground, sign, class_=f"map-sign sign-{mark}", aria_hidden="true")


def _ours(each: Card, around: Around) -> SafeString:
    first, _space, rest = each.name.partition(" ")
    return element(
        "svg",
        _node(
            around,
            f"c{each.key}",
            each,
            _card("ours", PLAIN, dashed=False),
            _text(fitted(each.name, 13.5, around.ours_column - 28), 18, "name wide"),
            _text(fitted(each.under, 11.5, around.ours_column - 28), 34, "sub wide"),
            _text(fitted(first, 12, _NARROW), 19, "name compact", x=8),
            _text(fitted(rest, 12, _NARROW), 34, "name compact", x=8),
            data_colleague=each.key,
        ),
        y=each.top,
        width="100%",
        height=ROW,
    )


def _node(around: Around, key: str, each: Card, *children: SafeString, **more: Any) -> SafeString:
    """A link on a page; in a file, which leads nowhere, a group."""
    return element(
        "a" if around.href else "g",
        *children,
        href=around.href(key) if around.href else None,
        aria_label=around.said.get(key, each.name),
        aria_current="true" if around.chosen == key else None,
        class_="node" + (" faded" if each.faded else "") + (f" mark-{each.mark}" if each.mark else ""),
        opacity=FADED if each.faded else None,
        **more,
    )


def _band(each: Band, around: Around) -> SafeString:
    name, sign = each.name or "–", ("  +" if each.folded else "  −") if around.fold_href else ""
    words = element("text", text=f"{fitted(name, 13, around.column - 60)} · {each.count}{sign}", x="100%", dx=-12, y=23,
                    text_anchor="end", font_size=13, font_weight=600, fill=_QUIET)  # fmt: skip
    ground = element("rect", width="100%", height=HEAD, rx=6, fill="#eef1f6")
    if around.fold_href is None:
        return element("svg", element("g", ground, words, class_="heading"), y=each.top, width="100%", height=HEAD)
    link = element(
        "a", ground, words, href=around.fold_href(each.name), class_="heading",
        aria_label=f"{name}, {each.count}", aria_expanded="false" if each.folded else "true", role="button",
    )  # fmt: skip
    return element("svg", link, y=each.top, width="100%", height=HEAD)


def _person(each: Card, around: Around) -> SafeString:
    kind = "theirs" + (f" stance{int(each.stance)}" if each.stance is not None else "") + (" hole" if each.hole else "")
    badges = each.badges[:3]
    room = around.column * each.width - 28 - 23 * (len(badges) + bool(each.mark))
    return element(
        "svg",
        _node(
            around,
            f"p{each.key}",
            each,
            _card(kind, each.border, dashed=each.hole),
            *([_sign(each.mark, "18", ROW / 2)] if each.mark else []),
            *(_badge(key, word, place + bool(each.mark)) for place, (key, word) in enumerate(badges)),
            _text(fitted(each.name, 13.5, room), 18, "name", end=True),
            _text(beneath(each, 11.5, room), 34, "sub", end=True),
            data_post=each.key,
        ),
        y=each.top,
        width=percent(each.width * 100),
        height=ROW,
    )


def _card(kind: str, border: str, *, dashed: bool) -> SafeString:
    return element(
        "rect", class_=f"card-box {kind}", x=1.5, y=1.5, width="98.5%", height=ROW - 3, rx=8, fill="#fff",
        stroke=border, stroke_width=2, stroke_dasharray="5 4" if dashed else None,
    )  # fmt: skip


def _text(text: str, y: int, kind: str, *, x: int = 14, end: bool = False) -> SafeString:
    name, compact = "name" in kind, "compact" in kind
    return element(
        "text", text=text, class_=kind, x="100%" if end else "0", dx=-x if end else x, y=y,
        text_anchor="end" if end else None, font_size=12 if compact else 13.5 if name else 11.5,
        font_weight=600 if name else None, fill=_INK if name else _QUIET,
    )  # fmt: skip


def _badge(key: str, word: str, place: int) -> SafeString:
    x = 18 + place * 23
    return element(
        "g",
        element("title", text=word),
        element("circle", cx=x, cy=ROW / 2, r=10, fill="#e2eafb", class_="badge-ground"),
        element("text", text=word[:1], x=x, y=ROW / 2 + 4, text_anchor="middle", font_size=11.5,
                font_weight=700, fill="#1f4ba5", class_="badge-letter"),
        class_=f"map-badge role-{key}",
    )  # fmt: skip
