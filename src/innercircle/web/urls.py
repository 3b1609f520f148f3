"""Addresses of the pages; each area adds its own in web/<area>.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from innercircle.web import (
    access,
    asset,
    calendars,
    directory,
    documents,
    gallery,
    hours,
    intake,
    maps,
    plans,
    preferences,
    rules,
    search,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *calendars.urls,
    *preferences.urls,
    *search.urls,
    *gallery.urls,
    *hours.urls,
    *directory.urls,
    *maps.urls,
    *plans.urls,
    *asset.urls,
    *documents.urls,
    *intake.urls,
    *access.urls,
    *rules.urls,
]
