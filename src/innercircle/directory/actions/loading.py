"""Writing many rows at once, as an import planned them, in one transaction; and taking all of it back.

Rows are written in bulk, so that the lock on the database is held shortly (THREATS, finding 4). A long import calls
these portion by portion: first the rows of all portions, then what points from row to row (`link_accounts`,
`link_contacts`), for that may point at a later portion. Every row has its audit line; the journal
(`directory.actions.journal`) knows how to undo a portion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record_many
from innercircle.access.models import Team, User
from innercircle.access.rules import Conflict, Refused, may_administer
from innercircle.directory.actions.addresses import ours, touch_where_it_matters
from innercircle.directory.actions.gate import touch, touch_people
from innercircle.directory.actions.journal import Step, changes, column, undo
from innercircle.directory.models import (
    Account,
    AccountDomain,
    AccountYear,
    Affiliation,
    Colleague,
    ColleagueEmail,
    Contact,
    ContactEmail,
)
from innercircle.directory.queries import undo_blockers
from innercircle.directory.records import AccountLoad, ColleagueLoad, ContactLoad
from innercircle.kit.parts import parts

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Written:
    """What a load wrote: the journal, and by line the row it is about and the post that is new."""

    steps: list[Step]
    rows: dict[int, int]
    posts: dict[int, int] = field(default_factory=dict)


@transaction.atomic
def load_accounts(*, by: User | None, at: datetime, loads: Sequence[AccountLoad]) -> Written:
    """Write these accounts, their parents apart; Conflict when one of them changed since it was planned."""
    _require_importer(by)
    book = _Book(Account, loads)
    teams = _teams(book, {load.team for load in loads if load.team})
    columns = [load.columns | ({"team_id": teams[load.team]} if load.team else {}) for load in loads]
    keys = book.write(columns)
    pairs = list(zip(loads, keys, strict=True))
    book.add(AccountDomain(account_id=pk, domain=each) for load, pk in pairs for each in load.domains)
    book.note((pk, "domains", load.domains) for load, pk in pairs)
    book.note((pk, "years", load.years) for load, pk in pairs)
    book.note((pk, "members", load.members) for load, pk in pairs)
    book.add(Account.members.through(account_id=pk, colleague_id=each) for load, pk in pairs for each in load.members)
    _years(book, pairs)
    touch(pk for load, pk in pairs if _moves_hours(load))
    record_many(by=by, at=at, action="directory.account.imported", entries=book.entries())
    return Written(book.steps, _by_line(loads, keys))


def _moves_hours(load: AccountLoad) -> bool:
    """Whether anything computed can change; with an account that is new nobody met yet."""
    return bool(load.domains) or (load.target is not None and (bool(load.parent) or "time_zone" in load.columns))


@transaction.atomic
def link_accounts(*, by: User | None, at: datetime, parents: Mapping[int, int]) -> list[Step]:
    """Put accounts below their parents; returns the journal."""
    _require_importer(by)
    book = _Book(Account, ())
    book.rows = dict(_locked(Account, parents))
    for key, parent in parents.items():
        book.change(book.rows[key], {"parent_id": parent})
    touch(book.before)
    record_many(by=by, at=at, action="directory.account.imported", entries=book.entries(changed=True))
    return book.steps


@transaction.atomic
def load_colleagues(*, by: User | None, at: datetime, loads: Sequence[ColleagueLoad]) -> Written:
    """Write these colleagues."""
    _require_importer(by)
    book = _Book(Colleague, loads)
    teams = _teams(book, {load.team for load in loads if load.team})
    keys = book.write([load.columns | ({"team_id": teams[load.team]} if load.team else {}) for load in loads])
    pairs = list(zip(loads, keys, strict=True))
    book.note((pk, "emails", load.emails) for load, pk in pairs)
    known = ours()
    book.add(ColleagueEmail(colleague_id=pk, address=each) for load, pk in pairs for each in load.emails)
    touch_where_it_matters((each for load in loads for each in load.emails), known)
    record_many(by=by, at=at, action="directory.colleague.imported", entries=book.entries())
    return Written(book.steps, _by_line(loads, keys))


@transaction.atomic
def load_contacts(
    *, by: User | None, at: datetime, loads: Sequence[ContactLoad], known: Mapping[int, int] | None = None
) -> Written:
    """Write these people and their posts, superiors apart; `known` are the people that earlier portions wrote."""
    _require_importer(by)
    people = [load for load in loads if load.same_as is None]
    book = _Book(Contact, people)
    keys = book.write([load.columns for load in people])
    by_line = {**(known or {}), **_by_line(people, keys)}
    who = {load.line: load.target or by_line[load.same_as or load.line] for load in loads}
    book.rows |= _missing_rows(Contact, set(who.values()) - set(book.rows))
    book.note((who[load.line], "emails", load.emails) for load in loads)
    book.note((who[load.line], "post", load.post_columns) for load in loads)
    book.add(ContactEmail(contact_id=who[load.line], address=each) for load in loads for each in load.emails)
    touch_people({who[load.line] for load in loads if load.emails})
    new = _posts(book, loads, who, {who[load.line] for load in people if load.target is None})
    record_many(by=by, at=at, action="directory.contact.imported", entries=book.entries())
    return Written(book.steps, who, new)


@transaction.atomic
def link_contacts(*, by: User | None, at: datetime, superiors: Mapping[int, int]) -> list[Step]:
    """Say of posts which post they report to; returns the journal."""
    _require_importer(by)
    posts = _locked(Affiliation, superiors)
    book = _Book(Affiliation, ())
    for key, superior in superiors.items():
        book.change(posts[key], {"reports_to_id": superior})
    people = Contact.objects.in_bulk([posts[key].contact_id for key in book.before])
    told = [(people[posts[key].contact_id], book.before[key], book.after[key]) for key in book.before]
    record_many(by=by, at=at, action="directory.contact.imported", entries=told)
    return book.steps


@transaction.atomic
def undo_load(*, by: User | None, at: datetime, steps: Sequence[Step]) -> None:
    """Take back what a load wrote; Refused, naming it, where something later depends on it."""
    _require_importer(by)
    blockers = undo_blockers(steps)
    if blockers:
        raise Refused(_("This import can no longer be undone: %(why)s.") % {"why": "; ".join(blockers[:3])})
    touch(_accounts_of(steps))
    entries = _entries_of_undo(steps)
    Account.objects.filter(pk__in=_created(steps, Account)).update(parent=None)
    undo(list(steps))
    record_many(by=by, at=at, action="directory.import_undone", entries=entries)


class _Book:
    """Writes rows of one kind in bulk and keeps the journal of it."""

    def __init__(self, model: type[Any], loads: Sequence[AccountLoad | ContactLoad | ColleagueLoad]) -> None:
        self.model = model
        self.loads = loads
        self.steps: list[Step] = []
        self.rows: dict[int, Any] = {}
        self.before: dict[int, dict[str, Any]] = {}
        self.after: dict[int, dict[str, Any]] = {}

    def write(self, columns: Sequence[Mapping[str, Any]]) -> list[int]:
        """Create or change one row per load; the keys in the order of the loads."""
        news = [self.model(**values) for load, values in zip(self.loads, columns, strict=True) if load.target is None]
        self.add(news)
        fresh = iter(news)
        made = [load.target or next(fresh).pk for load in self.loads]
        for row in news:
            self.rows[row.pk], self.after[row.pk] = row, {"name": row.name}
        olds = zip(self.loads, columns, strict=True)
        self._change({load.target: (load.version, values) for load, values in olds if load.target is not None})
        return made

    def _change(self, wanted: Mapping[int, tuple[int, Mapping[str, Any]]]) -> None:
        rows: dict[int, Any] = {}
        rows |= _locked(self.model, wanted)
        for key, (version, values) in wanted.items():
            row = rows.get(key)
            if row is None or row.version != version:
                raise Conflict(_("The directory changed since this preview was made; look at the new one."))
            self.change(row, {**values, "version": version + 1})
            self.rows[key] = row

    def change(self, row: models.Model, columns: Mapping[str, Any]) -> None:
        """Change some columns of a row and note it."""
        step = changes(row, columns)
        if step is not None:
            self.steps.append(step)
            _update(row, step["new"])
            kept = {name: value for name, value in step["new"].items() if name != "version"}
            if isinstance(row, self.model):
                self.before[row.pk] = {name: step["old"][name] for name in kept}
                self.after[row.pk] = kept

    def add(self, rows: Iterable[models.Model]) -> None:
        """Create rows and note it."""
        wanted = list(rows)
        if wanted:
            model = type(wanted[0])
            model._base_manager.bulk_create(wanted, batch_size=_BATCH)
            self.steps.append({"do": "created", "model": model._meta.label, "rows": [row.pk for row in wanted]})

    def note(self, parts: Iterable[tuple[int, str, Any]]) -> None:
        """What was written beside a row itself, for its line in the audit."""
        for key, name, value in parts:
            if value:
                self.after[key] = {**self.after.get(key, {}), name: value}

    def entries(self, *, changed: bool = False) -> list[tuple[models.Model, dict[str, Any], dict[str, Any]]]:
        """Every row written (only those `changed`), with before and after, for the audit."""
        rows = self.before if changed else self.rows
        return [(self.rows[key], self.before.get(key, {}), self.after.get(key, {})) for key in rows]


def _by_line(loads: Sequence[AccountLoad | ContactLoad | ColleagueLoad], keys: Sequence[int]) -> dict[int, int]:
    return {load.line: key for load, key in zip(loads, keys, strict=True)}


def _locked(model: type[Any], wanted: Iterable[int]) -> dict[int, Any]:
    """The rows, nobody else's to change until the end of the transaction; locked in one order, so that none waits
    for another that waits for it.
    """
    found: dict[int, Any] = {}
    for part in parts(sorted(wanted), _BATCH):
        rows = model.objects.select_for_update().order_by("pk").filter(pk__in=part)
        found |= {row.pk: row for row in rows}
    return found


def _missing_rows(model: type[Any], keys: Iterable[int]) -> dict[int, Any]:
    return dict(model.objects.in_bulk(sorted(keys))) if keys else {}


def _update(row: models.Model, columns: Mapping[str, Any]) -> None:
    names = [name for name in columns if name != row._meta.pk.attname]
    fields = [column(type(row), name) for name in names]
    quote = connection.ops.quote_name
    marks = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:  # four times as quick as save(), which matters while everybody waits
        cursor.execute(
            f"UPDATE {quote(row._meta.db_table)} SET {marks} WHERE {quote(str(row._meta.pk.column))} = %s",  # noqa: S608
            [*values, row.pk],
        )


def _require_importer(by: User | None) -> None:
    if by is not None and not may_administer(by.role):
        raise Refused(_("Only an administrator imports the directory."))


def _teams(book: _Book, names: Iterable[str]) -> dict[str, int]:
    known = {name.casefold(): pk for name, pk in Team.objects.values_list("name", "pk")}
    wanted = {name.casefold(): name for name in names if name}
    new = [Team(name=name) for folded, name in wanted.items() if folded not in known]
    book.add(new)
    known |= {team.name.casefold(): team.pk for team in new}
    return {name: known[name.casefold()] for name in names}


def _years(book: _Book, pairs: Sequence[tuple[AccountLoad, int]]) -> None:
    wanted = {(pk, int(year)): figures for load, pk in pairs for year, figures in load.years.items()}
    if not wanted:
        return
    rows = (
        AccountYear.objects.filter(account_id__in={pk for pk, _year in wanted})
        if len(wanted) < _BATCH
        else AccountYear.objects.all()
    )
    known = {(row.account_id, row.year): row for row in rows}
    for key, figures in wanted.items():
        if key in known:
            book.change(known[key], figures)
    book.add(
        AccountYear(account_id=key[0], year=key[1], **figures) for key, figures in wanted.items() if key not in known
    )


def _posts(
    book: _Book, loads: Sequence[ContactLoad], who: Mapping[int, int], newcomers: Collection[int]
) -> dict[int, int]:
    """Write the posts; those of newcomers, who are on no meeting yet, change nothing that was computed."""
    ending = {int(pk) for load in loads for pk in load.ends}
    old = _locked(Affiliation, ending | {load.post for load in loads if load.post})
    touched: set[int] = set()
    for load in loads:
        for pk, last_day in load.ends.items():
            touched.add(old[int(pk)].account_id)
            book.change(old[int(pk)], {"until": last_day})
        if load.post:
            if load.post_columns:
                touched.add(old[load.post].account_id)
            book.change(old[load.post], load.post_columns)
    new = {load.line: _new_post(load, who) for load in loads if load.account and not load.post}
    book.add(new.values())
    touch(touched | {post.account_id for post in new.values() if post.contact_id not in newcomers})
    return {line: post.pk for line, post in new.items()}


def _new_post(load: ContactLoad, who: Mapping[int, int]) -> Affiliation:
    post = Affiliation(contact_id=who[load.line], account_id=load.account or 0)
    for name, value in load.post_columns.items():
        setattr(post, name, column(Affiliation, name).to_python(value))
    return post


def _created(steps: Iterable[Step], model: type[models.Model]) -> list[int]:
    label = model._meta.label
    return [pk for step in steps if step["do"] == "created" and step["model"] == label for pk in step["rows"]]


def _accounts_of(steps: Sequence[Step]) -> set[int]:
    touched = set(
        Account.objects.filter(pk__in=_keys(steps, Account) - set(_created(steps, Account))).values_list(
            "pk", flat=True
        )
    )
    newcomers = set(_created(steps, Contact))  # on no meeting, or this could not be undone
    posts = Affiliation.objects.exclude(contact__in=newcomers)
    others = ContactEmail.objects.filter(pk__in=_created(steps, ContactEmail)).exclude(contact__in=newcomers)
    changed = posts.filter(pk__in=_keys(steps, Affiliation)) | posts.filter(contact__in=others.values("contact"))
    touched |= set(changed.values_list("account_id", flat=True))
    touched |= set(
        AccountDomain.objects.filter(pk__in=_keys(steps, AccountDomain)).values_list("account_id", flat=True)
    )
    if _created(steps, ColleagueEmail):
        touched |= set(Account.objects.values_list("pk", flat=True))
    return touched - set(_created(steps, Account))


def _keys(steps: Iterable[Step], model: type[models.Model]) -> set[int]:
    label = model._meta.label
    mine = [step for step in steps if step["model"] == label]
    return {pk for step in mine for pk in (step["rows"] if step["do"] == "created" else [step["row"]])}


def _entries_of_undo(steps: Sequence[Step]) -> list[tuple[models.Model, dict[str, Any], dict[str, Any]]]:
    entries: list[tuple[models.Model, dict[str, Any], dict[str, Any]]] = []
    for model in (Account, Contact, Colleague):
        rows = model._base_manager.in_bulk(list(_keys(steps, model)))
        entries += [(rows[pk], {"name": str(rows[pk])}, {}) for pk in _created(steps, model) if pk in rows]
        label = model._meta.label
        back: defaultdict[int, dict[str, Any]] = defaultdict(dict)
        for step in steps:
            if step["do"] == "changed" and step["model"] == label and step["row"] in rows:
                back[step["row"]] |= step
        entries += [(rows[pk], step["new"], step["old"]) for pk, step in back.items()]
    return entries
