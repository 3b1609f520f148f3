"""Pages of calendars: which there are, what came of each import, upload, and what was taken from them."""

from __future__ import annotations

from django.urls import path

from innercircle.web.calendars import pages, running

urls = [
    path("calendars/", pages.calendars, name="calendars"),
    path("calendars/add/", pages.upload, name="calendar-upload"),
    path("calendars/<int:pk>/", pages.calendar, name="calendar"),
    path("calendars/<int:pk>/delete/", pages.delete, name="calendar-delete"),
    path("calendars/imports/<int:pk>/", running.calendar_import, name="calendar-import"),
    path("calendars/imports/<int:pk>/progress/", running.progress, name="calendar-import-progress"),
    path("calendars/imports/<int:pk>/stop/", running.stop, name="calendar-import-stop"),
    path("calendars/imports/<int:pk>/decide/", running.decide, name="calendar-import-decide"),
]
