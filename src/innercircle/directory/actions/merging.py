"""Merging two contacts or two accounts, undoing it, and saying that two rows are not the same."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.access.models import User
from innercircle.access.rules import Refused
from innercircle.directory.actions import journal
from innercircle.directory.actions.gate import hold_parents, require_accounts, take, touch
from innercircle.directory.models import Account, Affiliation, Apart, Contact, Kind, Merge
from innercircle.directory.queries import row_values
from innercircle.directory.rules import in_circle

Row = TypeVar("Row", Account, Contact)


@transaction.atomic
def merge_contacts(
    *, by: User | None, at: datetime, kept: Contact, gone: Contact, versions: tuple[int, int] | None = None
) -> Merge:
    """Make `gone` part of `kept`: posts, addresses, meetings, whatever points at it; `undo_merge` takes it back."""
    kept, gone = _pair(kept, gone, versions)
    accounts: set[int | None] = set(
        Affiliation.objects.filter(contact__in=(kept, gone)).values_list("account_id", flat=True)
    )
    require_accounts(by, accounts)
    book = journal.Journal()
    name, kept_before = gone.name, kept.name
    book.absorb(kept, _copy(gone))
    _join_posts(book, [kept.pk])
    return _finish(by, at, Kind.CONTACT, book, kept, (kept_before, gone.pk, name), accounts)


@transaction.atomic
def merge_accounts(
    *, by: User | None, at: datetime, kept: Account, gone: Account, versions: tuple[int, int] | None = None
) -> Merge:
    """Make `gone` part of `kept`: people, domains, years, children, meetings and whatever else points at it."""
    require_accounts(by, [kept.pk, gone.pk])
    hold_parents()
    kept, gone = _pair(kept, gone, versions)
    people = list(Affiliation.objects.filter(account=gone).values_list("contact_id", flat=True))
    accounts = {kept.pk, gone.pk, kept.parent_id, gone.parent_id}
    book = journal.Journal()
    name, kept_before = gone.name, kept.name
    book.absorb(kept, _copy(gone))
    _join_posts(book, people)
    _break_circle(book, kept)
    return _finish(by, at, Kind.ACCOUNT, book, kept, (kept_before, gone.pk, name), accounts)


@transaction.atomic
def undo_merge(*, by: User | None, at: datetime, merge: Merge) -> None:
    """Make two rows again of what `merge` made one; what was added since then stays with the kept one."""
    row = Merge.objects.select_for_update().get(pk=merge.pk)
    if row.undone_at is not None:
        raise Refused(_("This merge was undone already."))
    model = Account if row.kind == Kind.ACCOUNT else Contact
    kept = model.objects.filter(pk=row.kept_id).first()
    if kept is None:
        raise Refused(_("This can no longer be undone: “%(name)s” does not exist any more.") % {"name": row.kept_name})
    require_accounts(by, _accounts_of(kept))
    _refuse_out_of_order(row)
    journal.undo(row.journal)
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    gone = model.objects.get(pk=row.gone_id)
    model.objects.filter(pk__in=(kept.pk, gone.pk)).update(version=kept.version + gone.version + 1)
    touch([*_accounts_of(kept), *_accounts_of(gone)])
    record(by=by, at=at, action=f"directory.{row.kind}.merge_undone", target=kept, after={"apart": row.gone_name})


@transaction.atomic
def keep_apart(*, by: User | None, at: datetime, first: Account | Contact, second: Account | Contact) -> None:
    """Say that two rows are not the same, so that they are not proposed again."""
    require_accounts(by, [*_accounts_of(first), *_accounts_of(second)])
    low, high = sorted((first.pk, second.pk))
    Apart.objects.get_or_create(kind=_kind(first), first_id=low, second_id=high)
    record(by=by, at=at, action=f"directory.{_kind(first)}.kept_apart", target=first, after={"other": str(second)})


def _copy(row: Account | Contact) -> Account | Contact:
    """A second instance of the same row, for deleting an instance takes its key away."""
    return type(row).objects.get(pk=row.pk)


def _pair(kept: Row, gone: Row, versions: tuple[int, int] | None) -> tuple[Row, Row]:
    if kept.pk == gone.pk:
        raise Refused(_("These are one and the same already."))
    first, second = versions or (None, None)
    # Locked in the order of their keys, so that two people merging the same pair the other way round do not deadlock.
    taken = {
        row.pk: take(row, version)
        for row, version in sorted(((kept, first), (gone, second)), key=lambda each: each[0].pk)
    }
    return taken[kept.pk], taken[gone.pk]


def _join_posts(book: journal.Journal, people: list[int]) -> None:
    """Two posts of one person at one account on the same days become one."""
    posts = Affiliation.objects.filter(contact__in=people).order_by("contact_id", "account_id", "pk")
    last: Affiliation | None = None
    for post in posts:
        same = last and (last.contact_id, last.account_id) == (post.contact_id, post.account_id)
        if last is not None and same and last.overlaps(post):
            book.absorb(last, post)
        else:
            last = post


def _break_circle(book: journal.Journal, kept: Account) -> None:
    """An account that lay between the two would now be above and below the kept one: the kept one goes to the top."""
    parents = dict(Account.objects.values_list("pk", "parent_id"))
    if in_circle(parents, kept.pk):
        before = row_values(kept)
        kept.parent = None
        book.changed(kept, before)


def _finish(
    by: User | None,
    at: datetime,
    kind: Kind,
    book: journal.Journal,
    kept: Account | Contact,
    before: tuple[str, int, str],
    accounts: set[int | None],
) -> Merge:
    kept_name, gone_id, gone_name = before
    kept.version += 1
    kept.save(update_fields=["version"])
    merge = Merge.objects.create(
        kind=kind,
        kept_id=kept.pk,
        gone_id=gone_id,
        kept_name=kept_name,
        gone_name=gone_name,
        journal=book.steps,
        by=by,
        at=at,
    )
    touch(accounts - {gone_id} if kind == Kind.ACCOUNT else accounts)
    account_id = kept.pk if kind == Kind.ACCOUNT else None
    after = {"merged_in": gone_name}
    record(by=by, at=at, action=f"directory.{kind}.merged", target=kept, after=after, account_id=account_id)
    return merge


def _refuse_out_of_order(row: Merge) -> None:
    both = (row.kept_id, row.gone_id)
    later = Merge.objects.filter(kind=row.kind, undone_at=None, pk__gt=row.pk)
    other = later.filter(Q(kept_id__in=both) | Q(gone_id__in=both)).first()
    if other is not None:
        raise Refused(_("Undo the later merge first: %(merge)s.") % {"merge": other})


def _accounts_of(row: Account | Contact) -> list[int]:
    if isinstance(row, Account):
        return [row.pk]
    return list(Affiliation.objects.filter(contact=row).values_list("account_id", flat=True))


def _kind(row: Account | Contact) -> Kind:
    return Kind.ACCOUNT if isinstance(row, Account) else Kind.CONTACT
