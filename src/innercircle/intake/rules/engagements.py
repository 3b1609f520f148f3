"""Engagements in a table: which column is which, and what each line says or why it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from innercircle.intake.rules.fields import Field
from innercircle.intake.rules.values import CellFault, amount, at_most, day, yes_no
from innercircle.kit.table import normal_name
from innercircle.kit.words import Sentence
from innercircle.kit.words import gettext_noop as _

COLUMNS = (
    Field("name", ("engagement", "project", "order", "title", "auftrag", "projekt", "bezeichnung"), required=True),
    Field("kind", ("kind of work", "service", "type", "leistung", "art", "art der arbeit"), required=True),
    Field("start", ("began on", "from", "start date", "beginn", "von", "start am"), required=True),
    Field("end", ("last day", "to", "until", "end date", "ende", "bis")),
    Field("value", ("amount", "fee", "revenue", "wert", "betrag", "honorar", "umsatz")),
    Field("currency", ("währung", "waehrung")),
    Field("uncontested", ("won without competition", "without competition", "ohne wettbewerb")),
    Field("unasked", ("came unasked", "unsolicited", "kam ungefragt", "ungefragt")),
)
_LETTERS = {"name": 200, "kind": 100}


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line that cannot be taken: its number in the file, the column, and what would be right."""

    line: int
    column: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Read:
    """What a table holds: values by line, faults, and the needed columns that it lacks."""

    lines: tuple[tuple[int, Mapping[str, object]], ...] = ()
    faults: tuple[LineFault, ...] = ()
    lacking: tuple[str, ...] = ()


def read_engagements(headings: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]]) -> Read:
    """The engagements of a table; empty lines are passed over, a faulty one is told and not taken."""
    places = _places(headings)
    lacking = tuple(field.name for field in COLUMNS if field.required and field.name not in places)
    if lacking:
        return Read(lacking=lacking)
    found: list[tuple[int, Mapping[str, object]]] = []
    faults: list[LineFault] = []
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            values, wrong = _line(line, {name: cells[place].strip() for name, place in places.items()})
            found += [] if wrong else [(line, values)]
            faults += wrong
    return Read(tuple(found), tuple(faults))


def _places(headings: Sequence[str]) -> dict[str, int]:
    known = {normal_name(word): field.name for field in COLUMNS for word in (field.name, *field.aliases)}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = known.get(normal_name(heading))
        if name:
            found.setdefault(name, place)
    return found


def _line(line: int, cells: Mapping[str, str]) -> tuple[dict[str, object], list[LineFault]]:
    values: dict[str, object] = {}
    faults = []
    for field in COLUMNS:
        text = cells.get(field.name, "")
        if field.required and not text:
            faults.append(LineFault(line, field.name, Sentence(_("must not be empty"))))
        elif text:
            try:
                values[field.name] = _READERS.get(field.name, _word(field.name))(text)
            except CellFault as fault:
                faults.append(LineFault(line, field.name, fault.sentence))
    return values, faults


def _word(name: str) -> Callable[[str], object]:
    return at_most(_LETTERS.get(name, 3))


_READERS: Mapping[str, Callable[[str], object]] = {
    "start": lambda text: date.fromisoformat(day(text)),
    "end": lambda text: date.fromisoformat(day(text)),
    "value": lambda text: Decimal(amount(text)),
    "uncontested": yes_no,
    "unasked": yes_no,
}
