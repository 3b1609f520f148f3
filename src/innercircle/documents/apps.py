"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The area `documents`."""

    name = "innercircle.documents"
    label = "documents"
