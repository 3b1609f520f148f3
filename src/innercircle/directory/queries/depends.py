"""What would be lost with a row: the rows of any area that point at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from innercircle.directory.models import Account, Affiliation, Colleague, Contact

# What belongs to a row and goes with it; everything else that points at it keeps it from being deleted.
_PARTS = {
    Account: {"directory.AccountDomain", "directory.AccountYear", "directory.Account_members"},
    Contact: {"directory.ContactEmail", "directory.Affiliation"},
    Colleague: {"directory.ColleagueEmail", "directory.Account_members"},
}


@dataclass(frozen=True, slots=True)
class Dependent:
    """How many rows of one kind point at a row; `words` names the kind for people."""

    words: str
    count: int

    def __str__(self) -> str:
        return f"{self.words}: {self.count}"


def relations(
    model: type[models.Model],
) -> Iterator[tuple[type[models.Model], models.ForeignKey[models.Model, models.Model]]]:
    """Every foreign key, of any area, that points at `model`, hidden and many-to-many ones included.

    A model with the class attribute `derived = True` is left out: it can be computed again, nothing is lost with it.
    """
    for each in model._meta.get_fields(include_hidden=True):
        if isinstance(each, models.ManyToOneRel) and not getattr(each.related_model, "derived", False):
            yield each.related_model, each.field


def dependents(row: Account | Contact | Colleague) -> list[Dependent]:
    """The rows that keep `row` from being deleted, by kind; empty when nothing depends on it."""
    kept = [each for each in relations(type(row)) if each[0]._meta.label not in _PARTS[type(row)]]
    counts = [Coalesce(_count_of(*each), 0) for each in kept]
    numbers = type(row)._base_manager.filter(pk=row.pk).values_list(*counts)  # all in one query
    found = [
        Dependent(_words(model, row), number)
        for (model, _field), number in zip(kept, numbers.first() or (), strict=False)
        if number
    ]
    return sorted(found, key=lambda each: -each.count)


def _count_of(model: type[models.Model], field: models.ForeignKey[models.Model, models.Model]) -> Subquery:
    """How many rows of `model` point at the row of the outer query."""
    rows = model._base_manager.filter(**{field.attname: OuterRef("pk")}).order_by().values(field.attname)
    return Subquery(rows.annotate(number=Count("pk")).values("number"), output_field=models.IntegerField())


def refusal_to_delete(row: Account | Contact | Colleague) -> str | None:
    """Why `row` cannot be deleted, as a sentence; None when it can."""
    found = dependents(row)
    if not found:
        return None
    listed = ", ".join(map(str, found))
    return _("“%(name)s” cannot be deleted, because something depends on it (%(listed)s).") % {
        "name": row,
        "listed": listed,
    }


def _words(model: type[models.Model], row: models.Model) -> str:
    if model is Account:
        return str(_("accounts below it") if isinstance(row, Account) else _("accounts looked after"))
    if model is Affiliation:
        return str(_("people"))
    return str(model._meta.verbose_name_plural)
