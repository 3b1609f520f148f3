"""Health of dependence: topics of knowledge, their handing over, and what was shared with the client's staff (spec 30).

Whoever sees an account may write down what they hold or shared, except executives, who read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.directory.queries import changeable_accounts
from innercircle.hours.actions.words import require_writer
from innercircle.plans.actions.gate import apply, name_of, require, require_before, save, take
from innercircle.plans.actions.keeping import require_here, require_known, require_past
from innercircle.plans.models import KnowledgeTopic, TransparencyEntry

if TYPE_CHECKING:
    from innercircle.directory.models import Account, Contact

TOPIC_FIELDS = ("topic", "holder", "second", "since")
_TOPIC = ("topic", "holder_id", "second_id", "since")
_HANDED = ("handed_over_on", "handed_over_to_id", "handed_over_words")
_SHARED = ("on", "what", "contact_id", "with_words")


@transaction.atomic
def add_topic(*, by: User | None, at: datetime, account: Account, values: Mapping[str, Any]) -> KnowledgeTopic:
    """Write down something about the client's affairs that we know, and who of ours holds it."""
    require_writer(by, account)
    row = KnowledgeTopic(account=account, at=at)
    _write(row, values, at)
    after = values_of(row, *_TOPIC)
    record(by=by, at=at, action="plans.topic.added", target=row, after=after, account_id=account.pk)
    return row


@transaction.atomic
def change_topic(
    *, by: User | None, at: datetime, topic: KnowledgeTopic, version: int | None, values: Mapping[str, Any]
) -> KnowledgeTopic:
    """Say who else of ours knows it, or mend it."""
    require_writer(by, topic.account)
    row = take(topic, version)
    before = values_of(row, *_TOPIC)
    _write(row, values, at)
    after = values_of(row, *_TOPIC)
    record(
        by=by, at=at, action="plans.topic.changed", target=row, before=before, after=after, account_id=row.account_id
    )  # fmt: skip
    return row


@transaction.atomic
def hand_over(
    *,
    by: User | None,
    at: datetime,
    topic: KnowledgeTopic,
    on: date | None,
    to: Contact | None = None,
    words: str = "",
) -> KnowledgeTopic:
    """Knowledge was handed over to the client, to a person or as the words say; `on` None takes it back."""
    require_writer(by, topic.account)
    row = take(topic, None)
    before = values_of(row, *_HANDED)
    if on is None:
        to, words = None, ""
    else:
        _require_receiver(row, on, to, words, at)
    row.handed_over_on, row.handed_over_to, row.handed_over_words = on, to, words.strip()
    save(row)
    after = values_of(row, *_HANDED)
    record(
        by=by, at=at, action="plans.topic.handed_over", target=row, before=before, after=after,
        account_id=row.account_id,
    )  # fmt: skip
    return row


@transaction.atomic
def remove_topic(*, by: User | None, at: datetime, topic: KnowledgeTopic) -> None:
    """Take a topic away that was written down by mistake."""
    require(by, topic.account)
    row = take(topic, None)
    before = values_of(row, *_TOPIC, *_HANDED)
    record(by=by, at=at, action="plans.topic.removed", target=row, before=before, account_id=row.account_id)
    row.delete()


@transaction.atomic
def share(
    *,
    by: User | None,
    at: datetime,
    account: Account,
    on: date,
    what: str,
    contact: Contact | None = None,
    with_words: str = "",
) -> TransparencyEntry:
    """Keep in the transparency log what was shared with the client's staff."""
    require_writer(by, account)
    row = TransparencyEntry(
        account=account, on=on, what=what.strip(), contact=contact, with_words=with_words.strip(), by=by,
        by_name=name_of(by), at=at,
    )  # fmt: skip
    require_past("on", on, at)
    if contact is not None:
        require_known(account, contact, "contact")
    elif not row.with_words:
        raise ValidationError({"contact": _("Say with whom: choose a person, or say it in words.")})
    row.full_clean(exclude=["account", "contact", "by"], validate_constraints=False)
    row.save()
    after = values_of(row, *_SHARED)
    record(by=by, at=at, action="plans.shared", target=row, after=after, account_id=account.pk)
    return row


@transaction.atomic
def unshare(*, by: User | None, at: datetime, entry: TransparencyEntry) -> None:
    """Take an entry of the log back: one's own, or any of an account one may change; the audit keeps it."""
    own = by is not None and entry.by_id == by.pk and not changeable_accounts(by).filter(pk=entry.account_id).exists()
    (require_writer if own else require)(by, entry.account)
    before = values_of(entry, *_SHARED)
    record(by=by, at=at, action="plans.unshared", target=entry, before=before, account_id=entry.account_id)
    entry.delete()


def _write(row: KnowledgeTopic, values: Mapping[str, Any], at: datetime) -> None:
    holders = (row.holder_id, row.second_id)
    apply(row, values, TOPIC_FIELDS)
    for name, before, colleague in zip(("holder", "second"), holders, (row.holder, row.second), strict=True):
        if colleague is not None and colleague.pk != before:
            require_here(colleague, at, name)
    if row.second_id is not None and row.second_id == row.holder_id:
        raise ValidationError({"second": _("Choose somebody else: this is who holds it.")})
    require_past("since", row.since, at)
    require_before(row.since, row.handed_over_on, "since")
    save(row)


def _require_receiver(row: KnowledgeTopic, on: date, to: Contact | None, words: str, at: datetime) -> None:
    require_past("on", on, at)
    require_before(row.since, on, "on")
    if to is not None:
        require_known(row.account, to, "to")
    elif not words.strip():
        raise ValidationError({"to": _("Say to whom: choose a person, or say it in words.")})
