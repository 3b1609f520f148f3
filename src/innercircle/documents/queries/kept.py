"""The documents that are kept, and in whose name they go out."""

from __future__ import annotations

from django.db.models import QuerySet

from innercircle.access.models import User
from innercircle.directory.queries import visible_accounts
from innercircle.documents.models import Document, Firm


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


def under_way(user: User) -> int:
    """How many documents of a person are still to be made."""
    return Document.objects.filter(by=user, made_at=None).count()


def firm() -> Firm:
    """The firm's name and logo; an empty one before somebody has set them."""
    return Firm.objects.first() or Firm()
