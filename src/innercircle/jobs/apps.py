"""How Django knows this area."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The area `jobs`."""

    name = "innercircle.jobs"
    label = "jobs"
