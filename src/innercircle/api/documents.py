"""Account plans as documents over the API: order one, ask how far it is, take it away."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.errors import HttpError

from innercircle.api.v1 import PROBLEMS, Text, caller, now, writer
from innercircle.directory.queries import visible_accounts
from innercircle.documents import queries
from innercircle.documents.actions import KEPT, Wanted, note_download
from innercircle.documents.models import Document
from innercircle.jobs.documents import MAKE, order_document, remove_document
from innercircle.jobs.queries import latest_job
from innercircle.jobs.rules import State
from innercircle.reports.blocks import Format
from innercircle.reports.kinds import CONTENT_TYPES

router = Router(tags=["Documents"])
_FILE = {
    "description": "The file",
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in CONTENT_TYPES.values()},
}


class DocumentIn(Schema):
    """Which document to make."""

    format: Format = Format.PDF
    language: Text = "en"
    one_page: bool = False


class DocumentOut(Schema):
    """A document: `state` is that of its making, `size` in bytes once made, `kept_until` when it is cleared away."""

    id: int
    account: int
    format: Format
    language: str
    one_page: bool
    ordered_at: datetime
    kept_until: datetime
    state: State
    done: int
    total: int
    message: str
    size: int


@router.get("/accounts/{account_id}/documents", response={200: list[DocumentOut], **PROBLEMS})
def list_documents(request: HttpRequest, account_id: int) -> list[DocumentOut]:
    """Your documents of an account, newest first; what is in one depends on what you may see, so each has their own."""
    by = caller(request)
    account = get_object_or_404(visible_accounts(by), pk=account_id)
    return [_show(each) for each in queries.visible_documents(by).filter(account=account)]


@router.post("/accounts/{account_id}/documents", response={202: DocumentOut, **PROBLEMS})
def add_document(request: HttpRequest, account_id: int, given: DocumentIn) -> Status[DocumentOut]:
    """Order the account plan; it is made in the background from the figures of that moment."""
    by = writer(request)
    account = get_object_or_404(visible_accounts(by), pk=account_id)
    wanted = Wanted(given.format, given.language, given.one_page)
    return Status(202, _show(order_document(by=by, at=now(), account=account, wanted=wanted)[0]))


@router.get("/documents/{document_id}", response={200: DocumentOut, **PROBLEMS})
def get_document(request: HttpRequest, document_id: int) -> DocumentOut:
    """How far a document of yours is."""
    return _show(_own(request, document_id))


@router.get("/documents/{document_id}/file", response=PROBLEMS, openapi_extra={"responses": {200: _FILE}})
def get_file(request: HttpRequest, document_id: int) -> HttpResponse:
    """The file; 409 while it is being made."""
    document = _own(request, document_id)
    if document.made_at is None:
        raise HttpError(409, "It is not made yet; ask for its state.")
    note_download(by=caller(request), at=now(), document=document)
    place = f'attachment; filename="{queries.file_name(document)}"'
    kind = CONTENT_TYPES[Format(document.kind)]
    return HttpResponse(queries.content_of(document), content_type=kind, headers={"Content-Disposition": place})


@router.delete("/documents/{document_id}", response={204: None, **PROBLEMS})
def delete_document(request: HttpRequest, document_id: int) -> Status[None]:
    """Take a document of yours away, or stop the making of it."""
    by = writer(request)
    remove_document(by=by, at=now(), document=_own(request, document_id))
    return Status(204, None)


def _own(request: HttpRequest, document_id: int) -> Document:
    return get_object_or_404(queries.visible_documents(caller(request)), pk=document_id)


def _show(row: Document) -> DocumentOut:
    job = latest_job(MAKE, row.pk)
    state = State.DONE if row.made_at else State(job.state) if job else State.FAILED
    return DocumentOut(
        id=row.pk, account=row.account_id, format=Format(row.kind), language=row.language, one_page=row.one_page,
        ordered_at=row.at, kept_until=row.at + KEPT, state=state, done=job.done if job else 0,
        total=job.total if job else 0, message=job.message if job else "", size=row.size,
    )  # fmt: skip
