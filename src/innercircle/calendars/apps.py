"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """The area `calendars`."""

    name = "innercircle.calendars"
    label = "calendars"
