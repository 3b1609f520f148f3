"""A line of the audit in the words that the pages use: names instead of keys, words instead of codes, dates as read.

`tellings(events)` reads what a page of lines refers to at once; `Telling.action`, `.kind`, `.name`, `.changes` say it.
What nobody has a word for is shown as it was stored: an audit hides nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.access import queries
from innercircle.access.models import AuditEvent
from innercircle.calendars.meetings import State
from innercircle.calendars.models import MODE_WORDS, STATE_WORDS
from innercircle.calendars.models import Import as CalendarImport
from innercircle.calendars.rules import Mode
from innercircle.directory.actions.accounts import FIGURES
from innercircle.directory.models import AccountYear
from innercircle.intake.models import KIND_WORDS
from innercircle.intake.rules import Kind
from innercircle.kit.month import Month
from innercircle.maps.models import PART_WORDS
from innercircle.maps.queries.people import role_names
from innercircle.maps.rules.levels import Part
from innercircle.maps.words import role_word, stance_word, strength_word, switched_title
from innercircle.web.access.audit_words import ACTIONS, FIELDS, KINDS, TELLS_OF
from innercircle.web.templatetags.directory_words import FIELDS as COLUMNS
from innercircle.web.templatetags.directory_words import field_word
from innercircle.wording.figures import hours, moment_short, month_name, verdict_word
from innercircle.wording.remarks import said

_MINUTE = 60
_YEAR = re.compile(r"\d{4}")
_WITHOUT_NAME: Final = {
    "maps.Coverage",
    "calendars.Attendance",
    "hours.MonthClose",
    "hours.Target",
    "hours.Interruption",
}
_DECIDED: Final = {"taken": lazy("Written down"), "refused": lazy("Refused")}
_PHASES: Final = {"rows": lazy("the lines"), "links": lazy("what points from line to line")}
_PLACES: Final = {
    "account": "directory.Account", "contact": "directory.Contact", "activity": "plans.Activity", "goal": "plans.Goal",
    "initiative": "plans.Initiative", "topic": "plans.KnowledgeTopic", "engagement": "plans.Engagement",
}  # fmt: skip
Names = Mapping[tuple[str, int], str]
Field = models.Field[Any, Any]


@dataclass(frozen=True, slots=True)
class Telling:
    """One line of the audit as a person reads it."""

    event: AuditEvent
    names: Names
    roles: Mapping[str, str]

    @property
    def action(self) -> str:
        """What was done."""
        return action_word(self.event.action)

    @property
    def kind(self) -> str:
        """What kind of thing it was done to."""
        return kind_word(self.event.target_kind)

    @property
    def name(self) -> str:
        """What it was done to; of what has no name of its own, the account's."""
        event = self.event
        if event.target_kind not in _WITHOUT_NAME:
            return event.target_name
        return self.names.get(("directory.Account", event.account_id or 0), self.kind)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """Each field that changed: its word, before, after; without those that were and are empty."""
        event = self.event
        told = {
            key: (self._value(key, event.before.get(key)), self._value(key, event.after.get(key)))
            for key in dict.fromkeys([*event.before, *event.after])
        }
        return [(field_name(event, key), *values) for key, values in told.items() if any(values)]

    def _value(self, key: str, value: Any) -> str:
        if key == "roles" and value:
            return ", ".join(role_word(str(each), self.roles) for each in value)
        field = _field(self.event, key)
        label, keys = _keys(field, value)
        if keys:
            gone = _("No. %(key)d, which is no longer there")
            return ", ".join(self.names.get((label, each)) or gone % {"key": each} for each in keys)
        return value_words(self.event.target_kind, key, value, field)


def tellings(events: Iterable[AuditEvent]) -> list[Telling]:
    """These lines, with the names of everything they refer to: one question for each kind of thing."""
    rows = list(events)
    wanted: dict[str, set[int]] = defaultdict(set)
    for label, key in (pair for event in rows for pair in _references(event)):
        wanted[label].add(key)
    names = queries.names_of(wanted)
    roles = role_names() if any("roles" in event.before | event.after for event in rows) else {}
    return [Telling(event, names, roles) for event in rows]


def actions_saying(word: str) -> list[str]:
    """The actions whose words hold this word, for a search by what the page shows."""
    return [action for action, said in ACTIONS.items() if word.casefold() in str(said).casefold()]


def action_word(action: str) -> str:
    """An action, `maps.line.drawn`, in words."""
    return str(ACTIONS.get(action, action))


def kind_word(label: str) -> str:
    """A kind of thing, `maps.Coverage`, in words."""
    return str(KINDS.get(label, label))


def field_name(event: AuditEvent, key: str) -> str:
    """What a field is called on the pages; the name it is stored under where nobody has a word for it."""
    return key if _YEAR.fullmatch(key) else str(_word_of(_field(event, key)) or _loose_word(key))


def _loose_word(key: str) -> Any:
    bare = key.removesuffix("_id")
    return FIELDS.get(key) or FIELDS.get(bare) or KINDS.get(f"directory.{bare.capitalize()}") or COLUMNS.get(bare, key)


def _word_of(field: Field | None) -> Any:
    """The word a form has for this field; None where its model says none."""
    word = field.verbose_name if field is not None else None
    return word if isinstance(word, Promise) and field is not None and not field.primary_key else None


def _field(event: AuditEvent, key: str) -> Field | None:
    """The column a stored key is of: of the model the action tells of, else of the thing itself."""
    labels = filter(None, (TELLS_OF.get(event.action), event.target_kind))
    for label, name in product(labels, dict.fromkeys([key, key.removesuffix("_id")])):
        try:
            found = apps.get_model(label)._meta.get_field(name)
        except (LookupError, ValueError, FieldDoesNotExist):
            continue
        if isinstance(found, models.Field):
            return found
    return None


def _keys(field: Field | None, value: Any) -> tuple[str, list[int]]:
    """The kind of thing that a column refers to, and the keys that this value holds of it."""
    model = field.related_model if isinstance(field, models.ForeignKey | models.ManyToManyField) else None
    values = value if isinstance(value, list) else [value]
    if not isinstance(model, type) or not all(isinstance(each, int) for each in values):
        return "", []
    return model._meta.label, values


def _references(event: AuditEvent) -> Iterator[tuple[str, int]]:
    if event.target_kind in _WITHOUT_NAME and event.account_id:
        yield "directory.Account", event.account_id
    for key, value in [*event.before.items(), *event.after.items()]:
        label, keys = _keys(_field(event, key), value)
        yield from ((label, each) for each in keys)


def value_words(kind: str, key: str, value: Any, field: Field | None = None) -> str:
    """A stored value as the pages say it."""
    if value is None or value in ("", [], {}):
        return ""
    special = _READERS.get((kind, key)) or _READERS.get(("", key))
    if special is not None:
        try:
            return str(special(value))
        except (ValueError, KeyError, TypeError, OverflowError):
            return str(value)
    return _chosen(field, value) or _plain(kind, key, value, field)


def _chosen(field: Field | None, value: Any) -> str:
    choices = dict(field.flatchoices) if field is not None and field.choices else {}
    return str(choices[value]) if isinstance(value, str | int) and value in choices else ""


def _plain(kind: str, key: str, value: Any, field: Field | None) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict | list) and _YEAR.fullmatch(key):
        return _figures(value)
    if isinstance(value, list):
        return ", ".join("–" if each is None else value_words(kind, "", each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{_part(name)}: {value_words(kind, name, each) or '–'}" for name, each in value.items())
    if isinstance(value, int) and key != "year":
        return number_format(value, use_l10n=True, force_grouping=True)
    return _text(str(value), field)


def _part(name: str) -> str:
    return name if _YEAR.fullmatch(name) else str(_loose_word(name))


def _text(text: str, field: Field | None) -> str:
    """A stored text; a moment, a day or an amount as the reader's language writes it."""
    try:
        if isinstance(field, models.DateTimeField):
            return date_format(localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")
        if isinstance(field, models.DateField):
            return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
        if isinstance(field, models.DecimalField):
            return number_format(Decimal(text).normalize(), use_l10n=True, force_grouping=True)
    except (ValueError, InvalidOperation):
        return text
    return text


def _month(index: int) -> str:
    return month_name(Month.from_index(index))


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")


def _columns(chosen: Mapping[str, str]) -> str:
    return "; ".join(f"{heading} → {field_word(name)}" for heading, name in chosen.items() if name)


def _place(kind: str) -> str:
    return str(KINDS[_PLACES[kind]])


def _figures(year: Mapping[str, Any] | list[Any]) -> str:
    """The figures of a year as amounts with their words; a list is in the order of FIGURES."""
    named = dict(zip(FIGURES, year, strict=False)) if isinstance(year, list) else year
    fields = {field.name: field for field in AccountYear._meta.concrete_fields if field.name in FIGURES}
    known = {name: amount for name, amount in named.items() if name in fields and amount not in (None, "")}
    return ", ".join(
        f"{fields[name].verbose_name} {_text(str(amount), fields[name])}" for name, amount in known.items()
    )


def _minutes(value: int) -> str:
    return hours(value * _MINUTE)


# By the kind of thing ("" is any) and the name a value is stored under; seconds, month numbers and codes need one.
_READERS: Final[Mapping[tuple[str, str], Callable[[Any], Any]]] = {
    ("", "seconds"): hours,
    ("", "client"): hours,
    ("hours.MonthClose", "target"): hours,
    ("hours.MonthClose", "month"): _month,
    ("hours.Target", "month"): _month,
    ("", "verdict"): verdict_word,
    ("calendars.Meeting", "start"): moment_short,
    ("calendars.Meeting", "end"): moment_short,
    ("calendars.Meeting", "mode"): lambda value: MODE_WORDS[Mode(value)],
    ("calendars.Attendance", "state"): lambda value: STATE_WORDS[State(value)],
    ("calendars.Suggestion", "decided"): lambda value: _DECIDED[value],
    ("calendars.Import", "removals"): lambda value: CalendarImport.Removals(value).label,
    ("intake.Import", "kind"): lambda value: KIND_WORDS[Kind(value)],
    ("intake.Import", "columns"): _columns,
    ("maps.Coverage", "assessed"): strength_word,
    ("maps.Coverage", "wanted"): strength_word,
    ("maps.Coverage", "part"): lambda value: PART_WORDS[Part(value)],
    ("maps.Coverage", "assessed_on"): _day,
    ("maps.Coverage", "wanted_by"): _day,
    ("", "stance"): stance_word,
    ("", "rival_strength"): strength_word,
    ("", "finding"): switched_title,
    ("directory.Account", "key"): switched_title,
    ("plans.SwitchedOff", "kind"): _place,
    ("", "planned_minutes"): _minutes,
    ("", "spent_minutes"): _minutes,
    ("", "language"): lambda value: _(str(dict(settings.LANGUAGES)[value])),
    ("", "message"): said,
    ("", "size"): filesizeformat,
    ("", "bytes"): filesizeformat,
    ("intake.Import", "what"): lambda value: _PHASES[value],
    ("", "logo"): filesizeformat,
}
