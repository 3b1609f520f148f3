"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The area `intake`."""

    name = "innercircle.intake"
    label = "intake"
