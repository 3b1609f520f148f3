"""Files and pictures of documents as a browser takes them."""

from __future__ import annotations

import base64
from datetime import datetime

from django.http import HttpResponse

from innercircle.access.models import User
from innercircle.documents.actions import note_download
from innercircle.documents.models import Document, Firm
from innercircle.documents.queries import content_of, file_name
from innercircle.reports.blocks import Format
from innercircle.reports.kinds import CONTENT_TYPES


def as_file(document: Document, *, by: User, at: datetime) -> HttpResponse:
    """The document to be saved under its name; who took it away is noted."""
    note_download(by=by, at=at, document=document)
    place = f'attachment; filename="{file_name(document)}"'
    headers = {"Content-Disposition": place, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content_of(document), content_type=CONTENT_TYPES[Format(document.kind)], headers=headers)


def logo_address(firm: Firm) -> str:
    """The logo as an address that holds it; nothing where there is none."""
    return f"data:image/png;base64,{base64.b64encode(bytes(firm.logo)).decode()}" if firm.logo else ""
