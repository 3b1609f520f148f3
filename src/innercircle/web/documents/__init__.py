"""Pages of documents: the account plan as a file, and in whose name it goes out."""

from __future__ import annotations

from django.urls import path

from innercircle.web.documents import firm, pages

urls = [
    path("accounts/<int:pk>/document/", pages.account_document, name="account-document"),
    path("accounts/<int:pk>/document/<int:row>/progress/", pages.progress, name="document-progress"),
    path("accounts/<int:pk>/document/<int:row>/file/", pages.download, name="document-file"),
    path("accounts/<int:pk>/document/<int:row>/remove/", pages.remove, name="document-remove"),
    path("firm/", firm.firm_page, name="firm"),
]
