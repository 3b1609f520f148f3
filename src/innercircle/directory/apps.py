"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The area `directory`."""

    name = "innercircle.directory"
    label = "directory"
