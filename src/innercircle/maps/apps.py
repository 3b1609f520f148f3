"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """The relationship map."""

    name = "innercircle.maps"
    label = "maps"
