"""What a document is made of, before anybody decides how it looks: chapters of texts, figures, tables, charts, maps.

Every text is ready to be read, in one language; values beside it are for formats that compute (XLSX). Plain values
without Django, so that the writers can work in a process of their own (`kit.child`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from innercircle.maps.rules.drawing import Drawing


class Format(StrEnum):
    """What a document can be: to read, to edit, to present, to compute with."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"


class Tone(StrEnum):
    """What a text means, beside what it says; every writer has a colour for it, and the words say it too."""

    PLAIN = "plain"
    QUIET = "quiet"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Points:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence the reader must not miss, with its heading."""

    title: str
    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are: `(label, text)`."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its unit in the text, what it is, and one short line beside it."""

    label: str
    text: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of figures."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its part of the width (relative), and whether it holds figures."""

    label: str
    part: float = 1.0
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it says, and the figure or day behind it where there is one."""

    text: str
    value: int | float | Decimal | date | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. `key` names it for a sheet; `most` is how many rows a document to be read shows.

    `rest` is what stands below where there are more, with `%(count)s` for how many.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rest: str = ""
    note: str = ""
    most: int = 200

    def left_out(self, most: int) -> str:
        """What to say of the rows beyond `most`; nothing where all are shown."""
        more = len(self.rows) - most
        return self.rest % {"count": more} if more > 0 else ""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures of a chart, one per category; None leaves a gap. A `line` lies over the stacked columns.

    `colour` is six hexadecimal digits.
    """

    name: str
    values: tuple[float | None, ...]
    line: bool = False
    colour: str = "1F4BA5"


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked columns and lines over them, with unit and source; `alt` says in words what it shows."""

    key: str
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    source: str
    alt: str
    top: float = 1.0  # where the axis ends
    ticks: tuple[tuple[float, str], ...] = ()  # the lines of the axis, each with its label


@dataclass(frozen=True, slots=True)
class Maps:
    """Pictures of the relationship map, each fit for a page, with what the signs mean."""

    title: str
    pictures: tuple[Drawing, ...]
    alt: str
    ours: str
    theirs: str
    legend: tuple[tuple[int, str], ...]  # strength of a line, its word
    signs: str
    note: str = ""


Block = Text | Points | Notice | Facts | Figures | Table | Chart | Maps


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with what stands below it; `lead` is one sentence saying what it answers."""

    title: str
    blocks: tuple[Block, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a writer itself must say: table of contents, page of pages, table continued."""

    contents: str
    page: str  # with %(page)s and %(of)s
    continued: str
    overview: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a writer needs. `logo` is a PNG or nothing; `moment` is when the figures were taken, in UTC."""

    title: str
    subtitle: str
    firm: str
    as_of: str
    made_by: str
    language: str
    chapters: tuple[Chapter, ...]
    words: Words
    moment: str
    confidential: str
    one_page: bool = False
    logo: bytes = b""
    facts: Facts = field(default_factory=lambda: Facts(()))
