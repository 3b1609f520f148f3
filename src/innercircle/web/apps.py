"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The area `web`."""

    name = "innercircle.web"
    label = "web"
