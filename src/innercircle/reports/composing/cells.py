"""Cells and columns in the reader's language, each with the figure or day behind it for formats that compute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import ngettext

from innercircle.kit.spread import Spread
from innercircle.reports.blocks import Cell, Column, Table, Tone
from innercircle.wording.figures import HOUR, hours_number, money, share

_LIST = 6  # names in one cell


def said(words: str, tone: Tone = Tone.PLAIN) -> Cell:
    """A text; a dash where there is none."""
    return Cell(words, tone=tone) if words else Cell("–", tone=Tone.QUIET)


def dated(day: date | None, *, late: date | None = None) -> Cell:
    """A day; marked where it lies before `late`."""
    if day is None:
        return said("")
    tone = Tone.BAD if late is not None and day < late else Tone.PLAIN
    return Cell(date_format(day, "SHORT_DATE_FORMAT").replace(" ", "\u00a0"), day, tone)


def hourly(seconds: Spread | int | None) -> Cell:
    """Seconds as hours; the upper bound stands for a spread where one computes."""
    if seconds is None:
        return said("")
    high = seconds.high if isinstance(seconds, Spread) else seconds
    return Cell(hours_number(seconds), round(high / HOUR, 2))


def amount(value: Decimal | None, currency: str) -> Cell:
    """An amount in the account's currency."""
    return said("") if value is None else Cell(money(value, currency), value)


def part(value: float | None) -> Cell:
    """A share between 0 and 1."""
    return said("") if value is None else Cell(share(value), round(value, 4))


def whole(value: int | None) -> Cell:
    """A count."""
    return said("") if value is None else Cell(str(value), value)


def several(names: Iterable[str]) -> str:
    """Names with commas, the first few where they are many."""
    known = [name for name in names if name]
    more = len(known) - _LIST
    words = ", ".join(known[:_LIST])
    if more <= 0:
        return words
    return f"{words} " + ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}


def words(label: str, wide: float = 1.0) -> Column:
    """A column of texts."""
    return Column(label, wide)


def figures(label: str, wide: float = 1.0) -> Column:
    """A column of figures."""
    return Column(label, wide, numeric=True)


def shortened(text: str, most: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…"


def first_rows(table: Table, most: int) -> Table:
    """The table with its first rows only."""
    return Table(table.key, table.title, table.columns, table.rows[:most], table.rest, table.note, most)
