"""What the address says about a list (words, sorting, filters, page), and the addresses that change one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

PAGE_SIZE = 50
MOST_CHOICES = 80  # of a filter; more help nobody
SEARCH, SORT, PAGE = "q", "sort", "page"


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above a list; `choices` are value and label, `every` is the label for no choice."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    every: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter as the page shows it."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """A filter with its options as the page shows it."""

    name: str
    label: str
    every: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A sortable column: the address that sorts by it or turns it, and `ascending`, `descending` or nothing."""

    href: str
    direction: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The state of one list; what the address holds that the list does not know is left out."""

    words: str
    sort: str
    page: int
    chosen: Mapping[str, str]
    filters: tuple[Filter, ...]
    default_sort: str

    @property
    def order(self) -> str:
        """The column to sort by, without direction."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")

    @property
    def narrowed(self) -> bool:
        """Whether words or filters hide rows, so that an empty list can say so."""
        return bool(self.words or self.chosen)

    def href(self, **changes: str | int) -> str:
        """The address of the same list with something changed; an empty value leaves a part out."""
        parts: dict[str, str | int] = {SEARCH: self.words, **self.chosen, SORT: self.sort, PAGE: self.page, **changes}
        if parts[SORT] == self.default_sort:
            parts[SORT] = ""
        if parts[PAGE] in (1, "1"):
            parts[PAGE] = ""
        return "?" + urlencode({name: value for name, value in parts.items() if value != ""})

    def heading(self, name: str, *, largest_first: bool = False) -> Heading:
        """How the column `name` stands; figures are most useful with the largest first."""
        turned = f"-{name}" if (self.sort == name or (largest_first and self.order != name)) else name
        direction = ("descending" if self.descending else "ascending") if self.order == name else ""
        return Heading(self.href(sort=turned, page=1), direction)

    @property
    def pickers(self) -> tuple[Picker, ...]:
        """The filters with what is chosen in them."""
        return tuple(
            Picker(each.name, each.label, each.every, _options(each, self.chosen.get(each.name, "")))
            for each in self.filters
        )

    @property
    def chips(self) -> tuple[Chip, ...]:
        """Every filter in force, each removable by its address."""
        words = [Chip("", f"“{self.words}”", self.href(q="", page=1))] if self.words else []
        known = [each for each in self.filters if each.name in self.chosen]
        return (
            *words,
            *(Chip(each.label, self._label(each), self.href(**{each.name: "", PAGE: ""})) for each in known),
        )

    @property
    def cleared(self) -> str:
        """The address without words and filters, the sorting kept."""
        return self.href(**dict.fromkeys([SEARCH, PAGE, *self.chosen], ""))

    def _label(self, each: Filter) -> str:
        return next(str(label) for value, label in each.choices if str(value) == self.chosen[each.name])

    def page_of(self, rows: Any, size: int = PAGE_SIZE) -> Page[Any]:
        """The asked page of `rows` (a sequence or a queryset); the nearest one where there is no such page.

        What a search finds is often one page that is not full; then the database need not count it as well.
        """
        if self.page > 1 or not isinstance(rows, QuerySet):
            return Paginator(rows, size).get_page(self.page)
        first = list(rows[: size + 1])
        return Page(first[:size], 1, Paginator(rows if len(first) > size else first, size))


def page_number(query: QueryDict, name: str = PAGE) -> int:
    """The page the address asks for; the first for what is no number."""
    page = query.get(name, "1")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1


@dataclass(frozen=True, slots=True)
class Pages:
    """The addresses of a long list's pages that keep the rest of the address; what `<c-pagination>` asks a listing."""

    query: QueryDict
    name: str = PAGE

    def href(self, *, page: int) -> str:
        """The address of another page."""
        query = self.query.copy()
        query.pop(self.name, None)
        if page > 1:
            query[self.name] = str(page)
        return f"?{query.urlencode()}"


def read_listing(query: QueryDict, *, sorts: Sequence[str], default: str, filters: Sequence[Filter] = ()) -> Listing:
    """Read the address of a list that may be sorted by `sorts`; `default` is one of them, with `-` for largest first.

    Whatever is unknown (a column, a choice, a page that is no number) counts as not said: a mistyped address answers.
    """
    sort = query.get(SORT, default)
    asked = {each.name: query.get(each.name, "") for each in filters}
    known = {each.name: {str(value) for value, _ in each.choices} for each in filters}
    return Listing(
        words=query.get(SEARCH, "").replace("\x00", "").strip()[:200],
        sort=sort if sort.removeprefix("-") in sorts else default,
        page=page_number(query),
        chosen={name: value for name, value in asked.items() if value and value in known[name]},
        filters=tuple(filters),
        default_sort=default,
    )


def _options(each: Filter, chosen: str) -> tuple[Option, ...]:
    return tuple(Option(str(value), str(label), str(value) == chosen) for value, label in each.choices if str(value))
