"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The area `plans`."""

    name = "innercircle.plans"
    label = "plans"
