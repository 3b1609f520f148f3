"""Reads of documents, and what goes into one."""

from innercircle.documents.queries.gathering import PANELS, gather
from innercircle.documents.queries.kept import (
    content_of,
    document_of,
    file_name,
    firm,
    name_of_file,
    under_way,
    visible_documents,
)

__all__ = [
    "PANELS",
    "content_of",
    "document_of",
    "file_name",
    "firm",
    "gather",
    "name_of_file",
    "under_way",
    "visible_documents",
]
