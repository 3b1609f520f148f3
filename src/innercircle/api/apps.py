"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The area `api`."""

    name = "innercircle.api"
    label = "api"
