"""Whether what an import planned still holds, line by line, just before it is written: nothing is lost unseen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from innercircle.access.models import AuditEvent
from innercircle.directory.models import (
    Account,
    AccountDomain,
    Affiliation,
    Colleague,
    ColleagueEmail,
    Contact,
    ContactEmail,
)
from innercircle.directory.records import AccountLoad, ColleagueLoad, ContactLoad
from innercircle.kit.parts import parts
from innercircle.kit.words import Sentence
from innercircle.kit.words import gettext_noop as _

Fallen = dict[int, tuple[str, Sentence]]  # line -> column and why it can no longer be written
_CHANGED = Sentence(_("was changed or removed since the preview; nothing was overwritten"))
_CLAIMED = _("“%(value)s” was added by somebody since the preview")
_ABSENT = Sentence(_("needs something that was removed since the preview"))
_ADDED = Sentence(_("somebody added one of the same name or id since the preview"))


def changed_by_others(after: int, besides: Collection[datetime]) -> tuple[int, frozenset[str]]:
    """The last change of the directory, and what goes by which name or id of all that others changed since `after`.

    `besides` are the moments at which the import itself wrote.
    """
    events = AuditEvent.objects.filter(pk__gt=after, target_kind__startswith="directory.").order_by("pk")
    foreign = events.exclude(at__in=besides, action__endswith=".imported")
    found: dict[str, set[int]] = {}
    last = events.order_by("-pk").values_list("pk", flat=True).first() or after
    for kind, key in foreign.values_list("target_kind", "target_id"):
        found.setdefault(kind, set()).add(key or 0)
    return last, frozenset(_names(found))


def _names(found: Mapping[str, set[int]]) -> Iterator[str]:
    for model, word in ((Account, "account"), (Colleague, "colleague"), (Contact, "contact")):
        for keys in parts(sorted(found.get(model._meta.label, ()))):
            for name, external in model._base_manager.filter(pk__in=keys).values_list("name", "external_id"):
                yield f"{word} {name.casefold()}"
                yield f"{word} id {external}"
    for keys in parts(sorted(found.get(Contact._meta.label, ()))):
        at = Affiliation.objects.filter(contact__in=keys).values_list("contact__name", "account_id")
        yield from (f"{name.casefold()} @ {account}" for name, account in at)


def fallen_accounts(loads: Sequence[AccountLoad], others: frozenset[str]) -> Fallen:
    """Accounts that changed, whose name or domain somebody took, or whose people were removed."""
    fallen = _moved(Account, {load.line: (load.target, load.version) for load in loads if load.target})
    _note_claimed(fallen, Account, "name", {load.line: [load.columns.get("name")] for load in loads}, "name")
    _note_claimed(fallen, AccountDomain, "domain", {load.line: load.domains for load in loads}, "domains")
    people = {load.line: [*load.members, load.columns.get("account_manager_id")] for load in loads}
    _note_absent(fallen, Colleague, people, "account_manager")
    _note_added(fallen, "account", [load for load in loads if not load.target], others)
    return fallen


def fallen_colleagues(loads: Sequence[ColleagueLoad], others: frozenset[str]) -> Fallen:
    """Colleagues that changed, or whose address somebody took."""
    fallen = _moved(Colleague, {load.line: (load.target, load.version) for load in loads if load.target})
    for model in (ColleagueEmail, ContactEmail):
        _note_claimed(fallen, model, "address", {load.line: load.emails for load in loads}, "emails")
    _note_added(fallen, "colleague", [load for load in loads if not load.target], others)
    return fallen


def fallen_contacts(loads: Sequence[ContactLoad], others: frozenset[str], written: Collection[int]) -> Fallen:
    """People who changed, whose address somebody took, or whose account or post was removed.

    `written` are the lines of this import that are written already: the second line of a person finds them changed.
    """
    stored = {load.line: (load.target, load.version + (load.same_as in written)) for load in loads if load.target}
    fallen = _moved(Contact, stored)
    for model in (ContactEmail, ColleagueEmail):
        _note_claimed(fallen, model, "address", {load.line: load.emails for load in loads}, "emails")
    _note_absent(fallen, Account, {load.line: [load.account] for load in loads}, "account")
    posts = {load.line: [load.post, *map(int, load.ends)] for load in loads}
    _note_absent(fallen, Affiliation, posts, "account")
    for load in loads:
        name = str(load.columns.get("name", "")).casefold()
        keys = {f"{name} @ {load.account}", f"contact id {load.columns.get('external_id') or None}"}
        if not load.target and load.same_as is None and not keys.isdisjoint(others):
            fallen.setdefault(load.line, ("name", _ADDED))
    return fallen


def _moved(model: type[Any], wanted: Mapping[int, tuple[int | None, int]]) -> Fallen:
    versions: dict[int, int] = {}
    for keys in parts(sorted({key for key, _version in wanted.values() if key})):
        versions |= dict(model._base_manager.filter(pk__in=keys).values_list("pk", "version"))
    return {line: ("", _CHANGED) for line, (key, version) in wanted.items() if versions.get(key or 0) != version}


def _note_claimed(
    fallen: Fallen, model: type[models.Model], field: str, wanted: Mapping[int, Sequence[str | None]], column: str
) -> None:
    values = {value for each in wanted.values() for value in each if value}
    known: set[str] = set()
    for part in parts(sorted(values)):
        known |= set(model._base_manager.filter(**{f"{field}__in": part}).values_list(field, flat=True))
    for line, each in wanted.items() if known else ():
        taken = next((value for value in each if value in known), None)
        if taken is not None:
            fallen.setdefault(line, (column, Sentence(_CLAIMED, {"value": taken})))


def _note_absent(
    fallen: Fallen, model: type[models.Model], wanted: Mapping[int, Sequence[int | None]], column: str
) -> None:
    keys = {key for each in wanted.values() for key in each if key}
    known: set[int] = set()
    for part in parts(sorted(keys)):
        known |= set(model._base_manager.filter(pk__in=part).values_list("pk", flat=True))
    for line, each in wanted.items() if known != keys else ():
        if any(key and key not in known for key in each):
            fallen.setdefault(line, (column, _ABSENT))


def _note_added(
    fallen: Fallen, word: str, loads: Iterable[AccountLoad | ColleagueLoad], others: frozenset[str]
) -> None:
    for load in loads if others else ():
        name = str(load.columns.get("name", "")).casefold()
        keys = {f"{word} {name}", f"{word} id {load.columns.get('external_id') or None}"}
        if not keys.isdisjoint(others):
            fallen.setdefault(load.line, ("name", _ADDED))
