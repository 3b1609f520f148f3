"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class HoursConfig(AppConfig):
    """The area `hours`."""

    name = "innercircle.hours"
    label = "hours"
