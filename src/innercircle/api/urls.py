"""The API's addresses, put together from its areas."""

from __future__ import annotations

from django.urls import path

from innercircle.api import documents, imports
from innercircle.api.asset import assets, dependence
from innercircle.api.directory import accounts, colleagues, contacts
from innercircle.api.hours import closes, figures, meetings, words
from innercircle.api.maps import acquaintance, analysis, people
from innercircle.api.plans import activities, findings, goals, initiatives, objectives
from innercircle.api.v1 import api

for _area in (
    accounts,
    contacts,
    colleagues,
    figures,
    meetings,
    closes,
    words,
    people,
    analysis,
    acquaintance,
    objectives,
    goals,
    initiatives,
    activities,
    findings,
    assets,
    dependence,
    documents,
    imports,
):
    api.add_router("", _area.router)

urlpatterns = [path("", api.urls)]
