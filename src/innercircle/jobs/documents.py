"""Account plans as files: gathered, worded and written in the background; the terminal does the same at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from innercircle.access.models import User
from innercircle.directory.models import Account
from innercircle.directory.queries import visible_accounts
from innercircle.documents.actions import Wanted, keep, order, remove
from innercircle.documents.models import Document
from innercircle.documents.queries import PANELS, document_of, gather
from innercircle.jobs.actions import enqueue, request_stop
from innercircle.jobs.context import Context
from innercircle.jobs.models import Job
from innercircle.jobs.queries import latest_job
from innercircle.jobs.rules import Failed
from innercircle.kit.child import ChildError, run
from innercircle.reports.blocks import Format
from innercircle.reports.composing import compose
from innercircle.reports.writers import WRITING, written

MAKE = "documents.make"
STEPS = PANELS + 2  # the panels, the words, the file
Tell = Callable[[int, int], None]


@transaction.atomic
def order_document(*, by: User, at: datetime, account: Account, wanted: Wanted) -> tuple[Document, Job]:
    """Ask for a document and queue the making of it."""
    row = order(by=by, at=at, account=account, wanted=wanted)
    return row, enqueue(by=by, at=at, kind=MAKE, subject=row.pk, total=STEPS)


@transaction.atomic
def remove_document(*, by: User, at: datetime, document: Document) -> None:
    """Take a document away; one that is being made is stopped."""
    job = latest_job(MAKE, document.pk)
    if job is not None and not job.ended:
        request_stop(at=at, job=job)
    remove(by=by, at=at, document=document)


def run_document(context: Context, subject: int) -> None:
    """Make one document; run again after it was killed it makes it anew."""
    row = document_of(subject)
    account = visible_accounts(row.by).filter(pk=row.account_id).first() if row else None
    if row is None or account is None:
        raise Failed(_("The account is no longer there, or no longer visible to who asked."))
    wanted = Wanted(Format(row.kind), row.language, row.one_page)

    def reached() -> None:
        context.reached("written")

    data = made_now(row.by, account, context.at, wanted, tell=context.progress, before_writing=reached)
    context.progress(STEPS, STEPS)
    keep(at=context.at, document=row, data=data)


def made_now(
    user: User,
    account: Account,
    at: datetime,
    wanted: Wanted,
    *,
    tell: Tell | None = None,
    before_writing: Callable[[], None] | None = None,
) -> bytes:
    """The file, made in this process but for the writing, which has a limited one of its own.

    Raises `jobs.rules.Failed` with a sentence where the limits do not allow it.
    """
    say: Tell = tell or (lambda _done, _total: None)
    with translation.override(wanted.language):  # some of what is read is worded already
        found = gather(user, account, at, lambda done, _panels: say(done, STEPS))
    document = compose(found, language=wanted.language, short=wanted.one_page)
    say(PANELS + 1, STEPS)
    if before_writing is not None:
        before_writing()
    try:
        pieces = run(written, document, wanted.kind, limits=WRITING, what="the document", chunk=1)
        return b"".join(piece for chunk in pieces for piece in chunk)
    except ChildError as fault:
        said = _("The document grew beyond what can be made (%(limit)s); try the one-page version.")
        raise Failed(said % {"limit": fault.limit}) from fault
