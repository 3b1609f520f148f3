"""Addresses of the pages; each area adds its own in web/<area>.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from innercircle.web import calendars, gallery, hours, preferences, rules, search

urlpatterns: list[URLPattern | URLResolver] = [
    *calendars.urls,
    *preferences.urls,
    *search.urls,
    *gallery.urls,
    *hours.urls,
    *rules.urls,
]
