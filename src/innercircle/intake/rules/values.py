"""What the cells of people's files mean: dates, amounts, choices, yes and no, several in one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from innercircle.kit.table import normal_name
from innercircle.kit.words import Sentence
from innercircle.kit.words import gettext_noop as _

_SEVERAL = re.compile(r"[\s,;|]+")
_LISTED = re.compile(r"[,;|\n]+")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"[T ]00:00(:00)?(\.0+)?(Z|[+-]00:?00)?$")
_AMOUNT = re.compile(r"[+\-−]?\d+(\.\d+)?")
_BLANK = re.compile(r"[\s\u00a0\u202f'’€$£]|EUR|USD|CHF|GBP", re.IGNORECASE)
_LARGEST = Decimal(10) ** 13

SEGMENTS: Mapping[str, str] = {
    "partner": "partner",
    "couldbecomeapartner": "could_become",
    "couldbecome": "could_become",
    "potentialpartner": "could_become",
    "prospectivepartner": "could_become",
    "kannpartnerwerden": "could_become",
    "regular": "regular",
    "standard": "regular",
    "normal": "regular",
}
STATUSES: Mapping[str, str] = {
    "client": "client",
    "customer": "client",
    "kunde": "client",
    "active": "client",
    "prospect": "prospect",
    "lead": "prospect",
    "interessent": "prospect",
    "former": "former",
    "formerclient": "former",
    "formercustomer": "former",
    "inactive": "former",
    "ehemalig": "former",
    "ehemaligerkunde": "former",
}
LEVELS: Mapping[str, str] = {
    "board": "board",
    "supervisoryboard": "board",
    "aufsichtsrat": "board",
    "owner": "board",
    "clevel": "c_level",
    "clevelexecutive": "c_level",
    "cxo": "c_level",
    "executive": "c_level",
    "geschaeftsfuehrung": "c_level",
    "geschäftsführung": "c_level",
    "geschäftsleitung": "c_level",
    "vorstand": "c_level",
    "director": "director",
    "vp": "director",
    "vicepresident": "director",
    "vpordirector": "director",
    "vp/director": "director",
    "head": "director",
    "bereichsleitung": "director",
    "direktor": "director",
    "manager": "manager",
    "lead": "manager",
    "abteilungsleitung": "manager",
    "staff": "staff",
    "employee": "staff",
    "specialist": "staff",
    "mitarbeiter": "staff",
}
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "wahr"})
_NO = frozenset({"no", "n", "false", "0", "nein", "falsch"})


class CellFault(ValueError):
    """A cell that cannot be read; `sentence` says what would be right."""

    def __init__(self, text: str, /, **values: str) -> None:
        self.sentence = Sentence(text, values)
        super().__init__(str(self.sentence))


def several(text: str) -> list[str]:
    """Addresses or domains of one cell, parted by blanks, commas, semicolons or bars."""
    return [part for part in _SEVERAL.split(text) if part]


def listed(text: str) -> list[str]:
    """Names of one cell, parted by commas, semicolons or bars."""
    return [part.strip() for part in _LISTED.split(text) if part.strip()]


def day(text: str) -> str:
    """A day as ISO text; 2026-03-31, 31.03.2026 and, where only one reading is possible, 31/03/2026."""
    bare = _TIME.sub("", text.strip())
    try:
        return date.fromisoformat(bare).isoformat()
    except ValueError:
        pass
    found = _DAY_FIRST.fullmatch(bare)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        slashed = _SLASHED.fullmatch(bare)
        if slashed:
            return _slashed(bare, int(slashed[1]), int(slashed[2]), int(slashed[3]))
    except CellFault:
        raise
    except ValueError:
        pass
    raise CellFault(_("“%(text)s” is no date; it reads like 2026-03-31"), text=text)


def _slashed(text: str, one: int, two: int, year: int) -> str:
    if one <= 12 and two <= 12 and one != two:
        raise CellFault(_("“%(text)s” can be read as two dates; write it like 2026-03-31"), text=text)
    month, number = (one, two) if one <= 12 else (two, one)
    return date(year, month, number).isoformat()


def amount(text: str) -> str:
    """An amount as plain decimal text; 1,234.50, 1.234,50 and 1 234,5 are understood, what is ambiguous is refused."""
    bare = _BLANK.sub("", text)
    marks = [mark for mark in bare if mark in ",."]
    if len(set(marks)) == 2:
        bare = bare.replace(marks[0], "").replace(marks[-1], ".") if marks.count(marks[-1]) == 1 else "?"
    elif len(marks) > 1:
        bare = bare.replace(marks[0], "")
    elif len(marks) == 1:
        before, after = bare.split(marks[0])
        if len(after) == 3 and 1 <= len(before.lstrip("+-−")) <= 3 and before.lstrip("+-−") != "0":
            raise CellFault(_("“%(text)s” can be read in two ways; write 1234 or 1234.00"), text=text)
        bare = bare.replace(",", ".")
    if not _AMOUNT.fullmatch(bare):
        raise CellFault(_("“%(text)s” is no amount; it reads like 1234.50"), text=text)
    value = Decimal(bare.replace("−", "-")).quantize(Decimal("0.01"))
    if abs(value) >= _LARGEST:
        raise CellFault(_("“%(text)s” is larger than can be stored"), text=text)
    return str(value)


def choice(text: str, words: Mapping[str, str], names: str) -> str:
    """One of the known words, whatever its case and blanks; `names` lists them for the sentence."""
    found = words.get(normal_name(text).replace(".", ""))
    if found is None:
        raise CellFault(_("“%(text)s” is not known; write one of %(names)s"), text=text, names=names)
    return found


def yes_no(text: str) -> bool:
    """Yes or no, in English or German."""
    bare = text.strip().casefold()
    if bare in _YES:
        return True
    if bare in _NO:
        return False
    raise CellFault(_("“%(text)s” is neither yes nor no"), text=text)


def at_most(limit: int) -> Callable[[str], str]:
    """A reader of texts no longer than `limit`."""
    return lambda text: short(text, limit)


def short(text: str, limit: int) -> str:
    """A text no longer than its column."""
    clean = text.replace("\0", "").strip()
    if len(clean) > limit:
        raise CellFault(_("is longer than %(limit)s characters"), limit=str(limit))
    return clean
