"""Asking for a document, keeping and clearing it away, and the firm's name and logo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.access.actions import record, values_of
from innercircle.access.models import User
from innercircle.access.rules import Refused, may_administer
from innercircle.documents.models import Document, Firm
from innercircle.documents.queries import firm, under_way
from innercircle.kit.child import ChildError, run
from innercircle.kit.picture import READING, NoPictureError, Unfit, read_logo
from innercircle.reports.blocks import Format

if TYPE_CHECKING:
    from innercircle.directory.models import Account

KEPT = timedelta(days=7)
MOST_KEPT = 20  # of one person
MOST_UNDER_WAY = 5  # of one person
_WHY = {
    Unfit.HEAVY: lazy("it is larger than 2 MB; save it smaller"),
    Unfit.NO_PICTURE: lazy("it is no PNG or JPEG picture"),
    Unfit.MANY_PIXELS: lazy("it has too many pixels; save it smaller"),
    Unfit.FEW_PIXELS: lazy("it has fewer than 16 by 16 pixels"),
    Unfit.DAMAGED: lazy("the picture is damaged"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of document: format, language (`en`, `de`), the full plan or one page."""

    kind: Format
    language: str
    one_page: bool = False


@transaction.atomic
def order(*, by: User, at: datetime, account: Account, wanted: Wanted) -> Document:
    """Ask for the plan of an account the user may see; somebody else's job makes it. Older ones make room."""
    if wanted.language not in dict(settings.LANGUAGES):
        languages = ", ".join(code for code, _name in settings.LANGUAGES)
        raise ValidationError({"language": _("Documents can be made in: %(languages)s.") % {"languages": languages}})
    if under_way(by) >= MOST_UNDER_WAY:
        raise Refused(
            _("%(count)d documents of yours are still being made; wait for them or stop one.")
            % {"count": MOST_UNDER_WAY}
        )
    row = Document.objects.create(
        account=account, by=by, at=at, kind=wanted.kind, language=wanted.language, one_page=wanted.one_page
    )
    kept = Document.objects.filter(by=by, made_at__isnull=False).values_list("pk", flat=True)[MOST_KEPT:]
    Document.objects.filter(pk__in=list(kept)).delete()
    after = values_of(row, "kind", "language", "one_page")
    record(by=by, at=at, action="documents.document.ordered", target=row, after=after, account_id=account.pk)
    return row


@transaction.atomic
def keep(*, at: datetime, document: Document, data: bytes) -> None:
    """Put the file that was made to its document."""
    document.content, document.size, document.made_at = data, len(data), at
    document.save(update_fields=["content", "size", "made_at"])
    after = {"kind": document.kind, "size": document.size}
    record(
        by=document.by, at=at, action="documents.document.made", target=document, after=after,
        account_id=document.account_id,
    )  # fmt: skip


@transaction.atomic
def note_download(*, by: User, at: datetime, document: Document) -> None:
    """Remember who took a document away, as for every list that leaves the house."""
    after = {"kind": document.kind, "size": document.size}
    record(by=by, at=at, action="export", target=document, after=after, account_id=document.account_id)


@transaction.atomic
def remove(*, by: User, at: datetime, document: Document) -> None:
    """Take a document away, made or not."""
    before = values_of(document, "kind", "language", "one_page")
    record(
        by=by, at=at, action="documents.document.removed", target=document, before=before,
        account_id=document.account_id,
    )  # fmt: skip
    document.delete()


@transaction.atomic
def tidy(*, at: datetime) -> int:
    """Take away what is older than a week, whether it was ever made or not; returns how many."""
    return Document.objects.filter(at__lt=at - KEPT).delete()[0]


@transaction.atomic
def save_firm(*, by: User | None, at: datetime, name: str, logo: bytes | None = None, no_logo: bool = False) -> Firm:
    """Set the firm's name and, where one is given, its logo (a PNG or JPEG from outside); `no_logo` takes it away.

    Raises `Refused` unless an administrator asks, `ValidationError` for what is no picture.
    """
    if by is not None and not may_administer(by.role):
        raise Refused(_("Only an administrator may change the firm's name and logo."))
    row = firm()
    before = {"name": row.name, "logo": len(row.logo or b"")}
    row.name = name.strip()
    if logo is not None:
        row.logo = logo_from(logo)
    elif no_logo:
        row.logo = None
    row.full_clean(exclude=["only"])
    row.save()
    after = {"name": row.name, "logo": len(row.logo or b"")}
    record(by=by, at=at, action="documents.firm.saved", target=row, before=before, after=after)
    return row


def logo_from(data: bytes) -> bytes:
    """A logo from outside as a PNG of our own making; ValidationError with a sentence for what is no picture."""
    try:
        found = [each for chunk in run(read_logo, data, limits=READING, what=_("the logo")) for each in chunk]
    except NoPictureError as fault:
        raise ValidationError({"logo": _("The logo cannot be used: %(why)s.") % {"why": _WHY[fault.why]}}) from None
    except ChildError:
        raise ValidationError({"logo": _("The logo cannot be used: %(why)s.") % {"why": _WHY[Unfit.DAMAGED]}}) from None
    return found[0]
