"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The area `access`."""

    name = "innercircle.access"
    label = "access"
