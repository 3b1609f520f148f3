"""Changes of contacts: who they are, where they work from-to, a new job, leaving, deletion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.access.rules import Refused
from innercircle.directory.actions.addresses import set_contact_emails
from innercircle.directory.actions.gate import (
    apply,
    hold_reporting_lines,
    name_for,
    require_account,
    require_accounts,
    require_contact,
    take,
    touch,
)
from innercircle.directory.models import Account, Affiliation, Contact
from innercircle.directory.queries import refusal_to_delete
from innercircle.directory.rules import in_circle
from innercircle.kit.text import seen

PERSON = ("name", "phone", "location", "placeholder", "discovered", "external_id")
POST = ("since", "until", "title", "department", "level", "reports_to")
_POST_AUDITED = ("account_id", "since", "until", "title", "department", "level", "reports_to_id")


@transaction.atomic
def add_contact(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    values: Mapping[str, Any],
    emails: Sequence[str] = (),
    post: Mapping[str, Any] | None = None,
) -> Contact:
    """A new person at an account; `post` says since when, as what, in which department."""
    require_account(by, account)
    contact = Contact()
    apply(contact, values, PERSON)
    contact.full_clean()
    contact.save()
    addresses = set_contact_emails(contact, emails, by)
    affiliation = _write_post(by, Affiliation(contact=contact, account=account), post or {})
    touch([account.pk])
    after = _person(contact) | {"emails": addresses} | _post(affiliation)
    record(by=by, at=at, action="directory.contact.added", target=contact, after=after, account_id=account.pk)
    return contact


@transaction.atomic
def change_contact(
    *,
    by: User | None,
    at: datetime,
    contact: Contact,
    version: int | None,
    values: Mapping[str, Any],
    emails: Sequence[str] | None = None,
) -> Contact:
    """Change the person; Conflict when somebody else changed them since `version`."""
    row = take(contact, version)
    require_contact(by, row)
    before = _person(row) | {"emails": _emails(row)}
    apply(row, values, PERSON)
    row.full_clean()
    _save(row)
    if emails is not None:
        set_contact_emails(row, emails, by)
    after = _person(row) | {"emails": _emails(row)}
    if before["emails"] != after["emails"]:
        touch(_accounts(row))
    record(by=by, at=at, action="directory.contact.changed", target=row, before=before, after=after)
    return row


@transaction.atomic
def add_affiliation(
    *, by: User | None, at: datetime, contact: Contact, version: int | None, account: Account, values: Mapping[str, Any]
) -> Affiliation:
    """A further post of the same person, earlier or later; ValidationError when it overlaps one that is there."""
    require_account(by, account)
    row = take(contact, version)
    affiliation = _write_post(by, Affiliation(contact=row, account=account), values)
    _save(row)
    touch([account.pk])
    _record_post(by, at, row, affiliation, {})
    return affiliation


@transaction.atomic
def change_affiliation(
    *, by: User | None, at: datetime, affiliation: Affiliation, version: int | None, values: Mapping[str, Any]
) -> Affiliation:
    """Change days, title, department, level or superior of a post."""
    require_account(by, affiliation.account)
    row = take(affiliation.contact, version)
    fresh = Affiliation.objects.select_related("account").get(pk=affiliation.pk)
    before = _post(fresh)
    _write_post(by, fresh, values)
    _save(row)
    touch([fresh.account_id])
    _record_post(by, at, row, fresh, before)
    return fresh


@transaction.atomic
def remove_affiliation(*, by: User | None, at: datetime, affiliation: Affiliation, version: int | None) -> None:
    """Remove a post that was entered by mistake; Refused for the only one, for then nobody could see the person."""
    require_account(by, affiliation.account)
    row = take(affiliation.contact, version)
    if row.affiliations.exclude(pk=affiliation.pk).first() is None:
        raise Refused(_("“%(name)s” works nowhere else; say until when, or delete the person.") % {"name": row})
    before = _post(affiliation)
    affiliation.delete()
    _save(row)
    touch([affiliation.account_id])
    record(
        by=by,
        at=at,
        action="directory.contact.post_removed",
        target=row,
        before=before,
        account_id=affiliation.account_id,
    )


@transaction.atomic
def move_contact(
    *,
    by: User | None,
    at: datetime,
    contact: Contact,
    version: int | None,
    account: Account,
    on: date,
    values: Mapping[str, Any] | None = None,
) -> Affiliation:
    """A new job: the post of that day ends the day before `on`, a second begins; past hours stay where they were."""
    require_account(by, account)
    row = take(contact, version)
    running = _running(by, row, on)
    require_accounts(by, [old.account_id for old in running])
    for old in running:
        _end(by, at, row, old, on - timedelta(days=1))
    affiliation = _write_post(by, Affiliation(contact=row, account=account), {**(values or {}), "since": on})
    _save(row)
    touch([account.pk])
    _record_post(by, at, row, affiliation, {})
    return affiliation


@transaction.atomic
def end_affiliation(
    *, by: User | None, at: datetime, affiliation: Affiliation, version: int | None, last_day: date
) -> Affiliation:
    """The person left the account; they are kept, with `last_day` as their last."""
    require_account(by, affiliation.account)
    row = take(affiliation.contact, version)
    fresh = Affiliation.objects.select_related("account").get(pk=affiliation.pk)
    _end(by, at, row, fresh, last_day)
    _save(row)
    return fresh


@transaction.atomic
def delete_contact(*, by: User | None, at: datetime, contact: Contact, version: int | None = None) -> None:
    """Remove a person nothing depends on; Refused with what does depend on them otherwise."""
    row = take(contact, version)
    require_contact(by, row)
    require_accounts(by, _accounts(row))
    refusal = refusal_to_delete(row)
    if refusal:
        raise Refused(refusal)
    touch(_accounts(row))
    before = _person(row) | {"emails": _emails(row)}
    record(by=by, at=at, action="directory.contact.deleted", target=row, before=before)
    row.delete()


def _write_post(by: User | None, post: Affiliation, values: Mapping[str, Any]) -> Affiliation:
    others = list(Affiliation.objects.filter(contact_id=post.contact_id).exclude(pk=post.pk).select_related("account"))
    already = {other.pk for other in others if post.pk and other.overlaps(post)}
    superior = post.reports_to_id if post.pk else None
    for name, value in values.items():
        if name not in POST:
            raise TypeError(f"not to be set here: {name}")
        setattr(post, name, seen(value) if isinstance(value, str) else value)
    post.full_clean(validate_constraints=False)
    _check_days(by, post, [other for other in others if other.pk not in already])
    if post.reports_to_id != superior:  # one that stands is flagged on the map, and does not hold up other changes
        _check_superior(post)
    post.save()
    return post


def _check_days(by: User | None, post: Affiliation, others: Iterable[Affiliation]) -> None:
    if post.since and post.until and post.until < post.since:
        raise ValidationError({"until": _("The last day lies before the first.")})
    for other in others:
        if post.overlaps(other):
            sentence = _("On some of these days the person is at %(account)s (%(days)s); end that post first.")
            raise ValidationError(
                {"since": sentence % {"account": name_for(by, other.account), "days": days_of(other)}}
            )


def _check_superior(post: Affiliation) -> None:
    superior = post.reports_to
    if superior is None:
        return
    if superior.account_id != post.account_id:
        raise ValidationError({"reports_to": _("The superior works at another account.")})
    hold_reporting_lines(post.account_id)
    lines = dict(Affiliation.objects.filter(account_id=post.account_id).values_list("pk", "reports_to_id"))
    if in_circle(lines | {post.pk: superior.pk}, post.pk):
        raise ValidationError({"reports_to": _("This person reports to the one you are editing, directly or not.")})


def days_of(post: Affiliation) -> str:
    """From-to in words, in the reader's language."""
    since = date_format(post.since, "SHORT_DATE_FORMAT") if post.since else "…"
    return f"{since} – {date_format(post.until, 'SHORT_DATE_FORMAT') if post.until else '…'}"


def _running(by: User | None, row: Contact, on: date) -> list[Affiliation]:
    """The posts that reach the day `on` or lie behind it without an end."""
    posts = row.affiliations.select_related("account").filter(Q(until=None) | Q(until__gte=on))
    late = [post for post in posts if post.since and post.since >= on]
    if late:
        sentence = _("A post at %(account)s begins on that day or later (%(days)s).")
        words = {"account": name_for(by, late[0].account), "days": days_of(late[0])}
        raise ValidationError({"on": sentence % words})
    return list(posts)


def _end(by: User | None, at: datetime, row: Contact, post: Affiliation, last_day: date) -> None:
    before = _post(post)
    post.until = last_day
    if post.since and last_day < post.since:
        raise ValidationError({"on": _("The last day lies before the first.")})
    post.save(update_fields=["until"])
    touch([post.account_id])
    _record_post(by, at, row, post, before)


def _record_post(by: User | None, at: datetime, row: Contact, post: Affiliation, before: Mapping[str, Any]) -> None:
    action = "directory.contact.post_changed" if before else "directory.contact.post_added"
    record(by=by, at=at, action=action, target=row, before=before, after=_post(post), account_id=post.account_id)


def _save(row: Contact) -> None:
    row.version += 1
    row.save()


def _person(row: Contact) -> dict[str, Any]:
    return values_of(row, *PERSON)


def _post(row: Affiliation) -> dict[str, Any]:
    return values_of(row, *_POST_AUDITED)


def _emails(row: Contact) -> list[str]:
    return sorted(row.emails.values_list("address", flat=True))


def _accounts(row: Contact) -> list[int]:
    return list(row.affiliations.values_list("account_id", flat=True))
