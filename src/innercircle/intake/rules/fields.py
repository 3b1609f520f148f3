"""The columns an import of the directory knows, and how they are told from the headings of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from innercircle.kit.table import normal_name


class Kind(StrEnum):
    """What a file holds, one thing a line."""

    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    COLLEAGUES = "colleagues"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name in our own files, other headings it goes by, and whether a new row needs it."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


_EMAILS = ("email", "e-mail", "mail", "email address", "email addresses", "E-Mail-Adresse", "E-Mail-Adressen")
_ID = ("id", "crm id", "record id", "nummer", "kundennummer")

# Columns of the map, of a person's post and of the colleague who covers them.
_STANDING = (
    Field("roles", ("buying role", "buying roles", "buyer role", "contact role", "decision role", "role in decision",
                    "persona", "rolle", "rollen", "kaufrolle")),
    Field("influence", ("power", "influence level", "einfluss")),
    Field("stance", ("attitude", "support", "sentiment", "relationship status", "haltung", "einstellung")),
    Field("rival", ("competitor", "incumbent", "wettbewerber", "mitbewerber")),
    Field("rival_strength", ("competitor strength", "competitor relationship", "stärke des wettbewerbers")),
)  # fmt: skip
_COVERAGE = (
    Field("assessed", ("coverage", "strength", "relationship strength", "relationship level", "relationship",
                       "current level", "beziehungsstärke", "stärke", "beziehung")),
    Field("wanted", ("target level", "target strength", "wanted level", "desired level", "gewünscht", "zielstärke")),
    Field("wanted_by", ("by when", "target date", "bis wann", "zieldatum")),
    Field("part", ("lead or deputy", "coverage role", "lead", "verantwortung")),
)  # fmt: skip
_COVERED_BY = ("covered by", "relationship owner", "contact owner", "our contact", "betreut von")

FIELDS: Mapping[Kind, tuple[Field, ...]] = {
    Kind.ACCOUNTS: (
        Field(
            "name",
            ("account", "account name", "client", "company", "company name", "firma", "kunde", "konto"),
            required=True,
        ),
        Field(
            "domains", ("domain", "email domain", "email domains", "website", "web", "company domain name", "webseite")
        ),
        Field("parent", ("parent account", "parent name", "parent company", "mutter", "konzern")),
        Field("industry", ("branche", "sector")),
        Field("country", ("land", "billing country", "country/region")),
        Field("time_zone", ("zone", "tz", "zeitzone")),
        Field("team", ("sales team", "gruppe")),
        Field("account_manager", ("owner", "account owner", "company owner", "manager", "kundenbetreuer", "betreuer")),
        Field("members", ("account team", "team members", "kundenteam")),
        Field("segment", ("tier", "category", "klasse")),
        Field("status", ("type", "account type", "lifecycle stage")),
        Field("currency", ("waehrung", "währung", "account currency")),
        Field("focus", ("strategic focus", "strategie", "schwerpunkt")),
        Field("external_id", (*_ID, "account id", "company id")),
    ),
    Kind.CONTACTS: (
        Field("account", ("account name", "client", "company", "company name", "associated company", "firma", "kunde")),
        Field("name", ("contact", "full name", "contact name", "kontakt", "ansprechpartner")),
        Field("first_name", ("given name", "vorname")),
        Field("last_name", ("surname", "family name", "nachname")),
        Field("emails", _EMAILS),
        Field("phone", ("phone number", "telephone", "mobile", "telefon", "mobil")),
        Field("title", ("job title", "position", "funktion", "titel")),
        Field("department", ("abteilung", "bereich")),
        Field("level", ("seniority", "ebene", "hierarchy")),
        Field("location", ("city", "ort", "standort", "mailing city")),
        Field("reports_to", ("reports to", "superior", "manager", "vorgesetzter", "vorgesetzte")),
        Field("since", ("from", "valid from", "start date", "von", "seit")),
        Field("until", ("to", "valid to", "end date", "bis")),
        Field("placeholder", ("name unknown", "platzhalter")),
        *_STANDING,
        Field("covered_by", _COVERED_BY),
        *_COVERAGE,
        Field("external_id", (*_ID, "contact id")),
    ),
    Kind.COLLEAGUES: (
        Field("name", ("colleague", "full name", "employee", "mitarbeiter", "kollege")),
        Field("first_name", ("given name", "vorname")),
        Field("last_name", ("surname", "family name", "nachname")),
        Field("emails", _EMAILS),
        Field("team", ("group", "gruppe")),
        Field("function", ("role", "job title", "position", "funktion")),
        Field("left_on", ("left", "leaving date", "ausgeschieden", "austritt")),
        Field("external_id", (*_ID, "employee id", "personalnummer")),
    ),
    Kind.COVERAGE: (
        Field("covered_by", ("colleague", *_COVERED_BY, "kollege", "mitarbeiter"), required=True),
        Field("contact", ("contact name", "contact email", "kontakt", "ansprechpartner"), required=True),
        Field("account", ("account name", "client", "company", "firma", "kunde")),
        *_COVERAGE,
        Field("covered", ("is covered", "abgedeckt", "betreut")),
    ),
}

_FIGURE = re.compile(
    r"(revenue|umsatz|profit|gewinn)(plan|planned|geplant|target)?((?:19|20)\d\d)(plan|planned|geplant|target)?"
)
_FIGURE_FIRST = re.compile(r"(plan|planned|geplant)(revenue|umsatz|profit|gewinn)((?:19|20)\d\d)")
_WORDS = {"umsatz": "revenue", "gewinn": "profit"}


def figure_field(heading: str) -> str | None:
    """`Revenue 2026`, `Umsatz Plan 2026`, `profit_plan_2026` as `revenue 2026`, `revenue_plan 2026`; else None."""
    bare = normal_name(heading)
    found = _FIGURE.fullmatch(bare)
    if found:
        plan, word, year = found[2] or found[4], found[1], found[3]
    else:
        turned = _FIGURE_FIRST.fullmatch(bare)
        if not turned:
            return None
        plan, word, year = turned[1], turned[2], turned[3]
    return f"{_WORDS.get(word, word)}{'_plan' if plan else ''} {year}"


def is_field(kind: Kind, name: str) -> bool:
    """Whether an import of this kind knows a column of that name."""
    if kind is Kind.ACCOUNTS and figure_field(name) == name:
        return True
    return any(field.name == name for field in FIELDS[kind])


def guess_columns(kind: Kind, headings: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[int, str]:
    """Which place of the file is which field: as remembered from the last file of this source, else by its heading.

    Headings are compared without regard to case, blanks, underscores and hyphens. A field is taken once; what fits
    nothing is left out.
    """
    found: dict[int, str] = {}
    known = {
        normal_name(alias): field.name for field in reversed(FIELDS[kind]) for alias in (*field.aliases, field.name)
    }
    known |= {normal_name(field.name): field.name for field in FIELDS[kind]}
    for place, heading in enumerate(headings):
        bare = normal_name(heading)
        name = (remembered or {}).get(bare)
        if name is None:
            name = known.get(bare) or (figure_field(heading) if kind is Kind.ACCOUNTS else None)
        if name and name not in found.values() and is_field(kind, name):
            found[place] = name
    return found


def looks_like(headings: Sequence[str]) -> Kind | None:
    """What a file most probably holds, by how many of its headings each kind knows; None when no kind stands out."""
    counts = sorted(((len(guess_columns(kind, headings)), kind) for kind in Kind), reverse=True)
    (most, kind), (second, _other) = counts[0], counts[1]
    return kind if most > second else None
