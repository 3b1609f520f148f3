"""What stands in the way of undoing a load, and what would be lost with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from innercircle.directory.queries.depends import relations
from innercircle.kit.parts import parts

Step = Mapping[str, Any]
_MAIN = ("directory.Account", "directory.Contact", "directory.Colleague", "directory.Affiliation", "access.Team")


@dataclass(frozen=True, slots=True)
class Loss:
    """How many rows of one kind an undoing removes, and how many it sets back."""

    model: str
    words: str
    removed: int
    set_back: int


def row_values(row: models.Model) -> dict[str, Any]:
    """Every column as it would stand in JSON, so that old and new can be compared after a round trip."""
    return {field.attname: _plain(field, row) for field in row._meta.concrete_fields}


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = getattr(row, field.attname)
    plain = value is None or isinstance(value, bool | int | str | list | dict)
    return value if plain else field.value_to_string(row)


def losses(steps: Iterable[Step]) -> list[Loss]:
    """What undoing these steps would take away, by kind; parts of a row (addresses, years) are not counted apart."""
    removed: defaultdict[str, int] = defaultdict(int)
    changed: defaultdict[str, set[int]] = defaultdict(set)
    for step in steps:
        if step["do"] == "created":
            removed[step["model"]] += len(step["rows"])
        else:
            changed[step["model"]].add(step["row"])
    return losses_named({label: [removed[label], len(changed[label])] for label in {**removed, **changed}})


def losses_named(numbers: Mapping[str, Sequence[int]]) -> list[Loss]:
    """Removed and set back by model, as lines for people; what belongs to a row is left out."""
    words = _words()
    above = [label for label in numbers if getattr(apps.get_model(label), "counted", False)]
    words |= {label: str(apps.get_model(label)._meta.verbose_name_plural).capitalize() for label in above}
    found = (Loss(label, words[label], *numbers.get(label, (0, 0))) for label in (*_MAIN, *sorted(above)))
    return [loss for loss in found if loss.removed or loss.set_back]


def _words() -> dict[str, str]:
    return {
        "directory.Account": _("Accounts"),
        "directory.Contact": _("Contacts"),
        "directory.Colleague": _("Colleagues"),
        "directory.Affiliation": _("Posts of contacts"),
        "access.Team": _("Teams"),
    }


@dataclass(slots=True)
class Own:
    """What the same import wrote in other portions: it does not stand in the way of undoing one of them."""

    created: dict[str, set[int]] = field(default_factory=dict)
    changed: set[tuple[str, int, str]] = field(default_factory=set)  # later: model, row, column

    def note_created(self, steps: Iterable[Step]) -> None:
        """Rows that a portion made."""
        for step in steps:
            if step["do"] == "created":
                self.created.setdefault(step["model"], set()).update(step["rows"])

    def note_changed(self, steps: Iterable[Step]) -> None:
        """Columns that a later portion wrote; they are undone first."""
        for step in steps:
            if step["do"] == "changed":
                self.changed.update((step["model"], step["row"], name) for name in step["new"])


def undo_blockers(steps: Sequence[Step], own: Own | None = None) -> list[str]:
    """Why these steps cannot be undone without losing something that came later, as sentences; empty when they can."""
    own = own or Own()
    created: defaultdict[str, set[int]] = defaultdict(set)
    wanted: defaultdict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for step in steps:
        if step["do"] == "created":
            created[step["model"]].update(step["rows"])
        else:
            wanted[step["model"]].setdefault(step["row"], {}).update(step["new"])
    for label, keys in created.items():
        for key in keys if _versioned(label) else ():
            wanted[label].setdefault(key, {}).setdefault("version", 1)
    return list(dict.fromkeys([*_missing(created), *_changed_since(wanted, own), *_leaning_on(created, own)]))


def _versioned(label: str) -> bool:
    return any(field.attname == "version" for field in apps.get_model(label)._meta.concrete_fields)


def _missing(created: Mapping[str, set[int]]) -> Iterator[str]:
    for label, keys in created.items():
        if label in _MAIN:
            manager = apps.get_model(label)._base_manager
            if sum(manager.filter(pk__in=each).count() for each in parts(sorted(keys))) < len(keys):
                yield _("something it added was deleted or merged since then")


def _changed_since(wanted: Mapping[str, Mapping[int, Mapping[str, Any]]], own: Own) -> Iterator[str]:
    for label, rows in wanted.items():
        manager = apps.get_model(label)._base_manager
        for keys in parts(sorted(rows)):
            found = manager.in_bulk(keys)
            for key in keys:
                later = {name for name in rows[key] if (label, key, name) in own.changed}
                if key in found and _differs(found[key], rows[key], later):
                    yield _("“%(name)s” was changed since then") % {"name": found[key]}


def _differs(row: models.Model, wanted: Mapping[str, Any], besides: set[str]) -> bool:
    now = row_values(row)
    return any(now[name] != value for name, value in wanted.items() if name not in besides)


def _leaning_on(created: Mapping[str, set[int]], own: Own) -> Iterator[str]:
    for label, keys in created.items():
        for model, key in relations(apps.get_model(label)):
            called = model._meta.label
            mine = created.get(called, set()) | own.created.get(called, set())
            for each in parts(sorted(keys)):
                rows = model._base_manager.filter(**{f"{key.attname}__in": each})
                later = [pk for pk in rows.values_list("pk", flat=True) if pk not in mine]
                if later:
                    name = getattr(model._base_manager.get(pk=later[0]), key.name)
                    yield _("“%(name)s” is used since then (%(kind)s: %(count)d)") % {
                        "name": name,
                        "kind": model._meta.verbose_name_plural,
                        "count": len(later),
                    }
