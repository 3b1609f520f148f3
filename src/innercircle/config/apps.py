"""The configuration as an app, so that its checks run wherever Django's do."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks

from innercircle.config import refusals


class ConfigApp(AppConfig):
    """Registers what an installation must not be started with."""

    name = "innercircle.config"
    label = "config"

    def ready(self) -> None:
        """Register the checks; `innercircle serve` and the WSGI application refuse to start on any of them."""
        for check in (refusals.hosts, refusals.plain_http, refusals.private_files):
            checks.register(check, checks.Tags.security, deploy=True)
        checks.register(refusals.sqlite_keeps_its_word, checks.Tags.database, deploy=True)
