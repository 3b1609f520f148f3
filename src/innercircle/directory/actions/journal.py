"""Making two rows one, and two again: every step is written down, whatever area the rows that point at them belong to.

Any model that points at a contact or an account is moved without knowing of it. A model says more by pull:
`absorb(self, other)` where two of its rows collide (two attendances at one meeting), `derived = True` where its rows
are computed again anyway, `named_as = (kind, key)` where it names rows of other models by text (the model in lower
case, the number). The journal is a list of steps, replayed backwards to undo:

    {"do": "moved", "model": L, "field": F, "old": pk, "new": pk, "rows": [pk, ...]}
    {"do": "changed", "model": L, "row": pk, "old": {field: value}, "new": {field: value}}
    {"do": "removed", "model": L, "values": {field: value}}
    {"do": "created", "model": L, "rows": [pk, ...]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from innercircle.access.rules import Refused
from innercircle.directory.queries import relations, row_values
from innercircle.kit.parts import parts

Step = dict[str, Any]
_Key = models.ForeignKey[models.Model, models.Model]


class Journal:
    """Writes down what it moves, changes and removes."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def absorb(self, kept: models.Model, gone: models.Model) -> None:
        """Make `gone` part of `kept`: all that points at it is moved, it gives what `kept` lacks, and it is removed."""
        for model, field in list(relations(type(gone))):
            self._move_all(model, field, kept.pk, gone.pk)
        self._move_named(str(gone._meta.model_name), str(kept.pk), str(gone.pk))
        kept.refresh_from_db()
        gone.refresh_from_db()
        before = row_values(kept)
        _cut_references(kept, gone.pk)
        if hasattr(kept, "absorb"):
            kept.absorb(gone)
        self.changed(kept, before)
        self.remove(gone)

    def remove(self, row: models.Model) -> None:
        """Remove a row to which nothing points any more."""
        self.steps.append({"do": "removed", "model": _label(row), "values": row_values(row)})
        row.delete()

    def changed(self, row: models.Model, before: dict[str, Any]) -> None:
        """Save a row and note what differs from `before`, by column."""
        _cut_references(row, row.pk)
        after = row_values(row)
        names = [name for name in after if after[name] != before[name]]
        if names:
            row.save(update_fields=names)
            old, new = ({name: side[name] for name in names} for side in (before, after))
            self.steps.append({"do": "changed", "model": _label(row), "row": row.pk, "old": old, "new": new})

    def _move_all(self, model: type[models.Model], field: _Key, new: int, old: int) -> None:
        rows = model._base_manager.filter(**{field.attname: old})
        if model is field.remote_field.model:
            rows = rows.exclude(pk=new)  # the kept row never points at itself; absorb() deals with it
        for kept, gone in _collisions(model, field, new, old):
            self.absorb(kept, gone)
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            rows.update(**{field.attname: new})
            step = {"do": "moved", "model": model._meta.label, "field": field.attname, "old": old, "new": new}
            self.steps.append({**step, "rows": keys})

    def _move_named(self, called: str, new: str, old: str) -> None:
        """What names the row by text goes along too; where the kept one is named alike, one of the two is enough."""
        for model in apps.get_models():
            if named := getattr(model, "named_as", None):
                self._rename((model, *named), called, new, old)

    def _rename(self, where: tuple[type[models.Model], str, str], called: str, new: str, old: str) -> None:
        model, kind, key = where
        rows = model._base_manager.filter(**{kind: called})
        for others, _condition in _unique_with(model, key):
            kept = {_key(row, others): row for row in rows.filter(**{key: new})}
            for row in rows.filter(**{key: old}):
                if _key(row, others) in kept:
                    self.absorb(kept[_key(row, others)], row)
        keys = list(rows.filter(**{key: old}).values_list("pk", flat=True))
        if keys:
            rows.filter(pk__in=keys).update(**{key: new})
            step = {"do": "moved", "model": model._meta.label, "field": key, "old": old, "new": new}
            self.steps.append({**step, "rows": keys})


def undo(steps: list[Step]) -> None:
    """Replay a journal backwards. What somebody changed by hand since then stays; Refused where it cannot be done."""
    try:
        with transaction.atomic():
            for step in reversed(steps):
                _UNDO[step["do"]](step)
    except IntegrityError as error:
        raise Refused(
            _("This can no longer be undone: something that belonged to the row is used elsewhere by now.")
        ) from error


def _put_back(step: Step) -> None:
    model = apps.get_model(step["model"])
    columns = {name: column(model, name).to_python(raw) for name, raw in step["values"].items()}
    for field in model._meta.concrete_fields:
        target = field.remote_field.model if field.remote_field else None
        key = columns[field.attname]
        if target is not None and key is not None and not target._base_manager.filter(pk=key).exists():
            if not field.null:
                raise Refused(_("This can no longer be undone: a row it needs was deleted since then."))
            columns[field.attname] = None
    model(**columns).save_base(raw=True, force_insert=True)


def _change_back(step: Step) -> None:
    row = apps.get_model(step["model"])._base_manager.filter(pk=step["row"]).first()
    if row is None:
        return
    now = row_values(row)
    mine = [name for name in step["old"] if now[name] == step["new"][name]]
    for name in mine:
        setattr(row, name, column(type(row), name).to_python(step["old"][name]))
    if mine:
        row.save(update_fields=mine)


def _move_back(step: Step) -> None:
    manager = apps.get_model(step["model"])._base_manager
    for part in parts(step["rows"]):
        manager.filter(pk__in=part, **{step["field"]: step["new"]}).update(**{step["field"]: step["old"]})


def _uncreate(step: Step) -> None:
    manager = apps.get_model(step["model"])._base_manager
    for part in parts(step["rows"]):
        manager.filter(pk__in=part).delete()


_UNDO = {"removed": _put_back, "changed": _change_back, "moved": _move_back, "created": _uncreate}


def changes(row: models.Model, columns: Mapping[str, Any]) -> Step | None:
    """Set columns (given as they stand in JSON) on `row`; the step that tells of it, None where nothing differs."""
    before = row_values(row)
    for name, value in columns.items():
        setattr(row, name, column(type(row), name).to_python(value))
    after = row_values(row)
    names = [name for name in columns if after[name] != before[name]]
    if not set(names) - {"version"}:
        return _only_version(row, before, after) if names else None
    old, new = ({name: side[name] for name in names} for side in (before, after))
    return {"do": "changed", "model": _label(row), "row": row.pk, "old": old, "new": new}


def _only_version(row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]) -> Step:
    # The row itself stays, but something that belongs to it (an address, a year) is written with it.
    old, new = {"version": before["version"]}, {"version": after["version"]}
    return {"do": "changed", "model": _label(row), "row": row.pk, "old": old, "new": new}


def _collisions(
    model: type[models.Model], field: _Key, new: int, old: int
) -> Iterator[tuple[models.Model, models.Model]]:
    """Pairs of rows (of the kept one, of the other) that could not both point at the kept one."""
    for others, condition in _unique_with(model, field.name, alone=field.unique):
        rows = model._base_manager.filter(condition)
        theirs = {key: row for row in rows.filter(**{field.attname: new}) if None not in (key := _key(row, others))}
        for row in rows.filter(**{field.attname: old}) if theirs else ():
            rival = theirs.get(_key(row, others))
            if rival is not None and model._base_manager.filter(pk=row.pk).exists():
                yield rival, row


def _unique_with(model: type[models.Model], field: str, *, alone: bool = False) -> Iterator[tuple[list[str], models.Q]]:
    """Each rule that lets a value of `field` stand once beside the other named columns, and for which rows it holds."""
    meta = model._meta
    if alone:
        yield [], models.Q()
    sets: list[tuple[Sequence[str], models.Q]] = [(names, models.Q()) for names in meta.unique_together]
    sets += [
        (rule.fields, rule.condition or models.Q())
        for rule in meta.constraints
        if isinstance(rule, models.UniqueConstraint)
    ]
    for names, condition in sets:
        if field in names:
            yield [_column(model, name) for name in names if name != field], condition


def _key(row: models.Model, names: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _cut_references(row: models.Model, key: int) -> None:
    """Clear the fields by which a row points at the row `key` of its own model."""
    for field in row._meta.concrete_fields:
        if field.remote_field and field.remote_field.model is type(row) and getattr(row, field.attname) == key:
            setattr(row, field.attname, None)


def _column(model: type[models.Model], name: str) -> str:
    return next(field.attname for field in model._meta.concrete_fields if field.name == name)


def column(model: type[models.Model], attname: str) -> models.Field[Any, Any]:
    """The field behind a column, `account` for `account_id`."""
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _label(row: models.Model) -> str:
    return row._meta.label
