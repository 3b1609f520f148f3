"""The documents that are kept, and in whose name they go out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.text import slugify

from innercircle.access.models import User
from innercircle.directory.queries import visible_accounts
from innercircle.documents.models import Document, Firm
from innercircle.reports.blocks import Format

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def visible_documents(user: User) -> QuerySet[Document]:
    """One's own documents of accounts one may still see: what is in one depends on who asked for it."""
    rows = Document.objects.filter(by=user, account__in=visible_accounts(user))
    return rows.select_related("account").defer("content")


def document_of(pk: int) -> Document | None:
    """A document by its number, for the job that makes it."""
    return Document.objects.select_related("account", "by").defer("content").filter(pk=pk).first()


def content_of(document: Document) -> bytes:
    """The file of a document that is made."""
    return bytes(Document.objects.values_list("content", flat=True).get(pk=document.pk) or b"")


def file_name(document: Document) -> str:
    """Under which name a document is saved."""
    return name_of_file(document.account, document.at, Format(document.kind), one_page=document.one_page)


def name_of_file(account: Account, at: datetime, kind: Format, *, one_page: bool) -> str:
    """Account, extent, day, format; ASCII only."""
    name = slugify(account.name)[:80] or f"account-{account.pk}"
    return f"{name}-{'one-page' if one_page else 'plan'}-{at:%Y-%m-%d}.{kind}"


def under_way(user: User) -> int:
    """How many documents of a person are still to be made."""
    return Document.objects.filter(by=user, made_at=None).count()


def firm() -> Firm:
    """The firm's name and logo; an empty one before somebody has set them."""
    return Firm.objects.first() or Firm()
