"""Pages of the relationship map: picture and matrix, findings and analysis, whom we cannot afford to lose."""

from __future__ import annotations

from django.urls import path

from innercircle.web.maps import (
    acquaintance,
    analysis,
    beside,
    catalogue,
    concentration,
    edits,
    files,
    picture,
    roles,
    steps,
    tables,
    then,
)

_MAP = "accounts/<int:pk>/map/"
_PERSON = f"{_MAP}people/<int:post>/"
_ANALYSIS = "accounts/<int:pk>/analysis/"

urls = [
    path(_MAP, picture.account_map, name="account-map"),
    path(f"{_MAP}beside/", beside.map_beside, name="account-map-beside"),
    path(f"{_MAP}then/", then.account_then, name="account-then"),
    path("accounts/<int:pk>/map.<str:kind>", files.map_file, name="account-map-file"),
    path(f"{_MAP}people/", edits.add_person, name="map-person-add"),
    path(f"{_PERSON}standing/", edits.set_standing, name="map-standing"),
    path(f"{_PERSON}place/", edits.set_place, name="map-place"),
    path(f"{_PERSON}lines/", edits.draw_line, name="map-line"),
    path(f"{_PERSON}values/", edits.add_value, name="map-value"),
    path(f"{_MAP}lines/<int:row>/delete/", edits.remove_line, name="map-line-delete"),
    path(f"{_MAP}values/<int:row>/delete/", edits.remove_value, name="map-value-delete"),
    path(_ANALYSIS, analysis.account_analysis, name="account-analysis"),
    path(f"{_ANALYSIS}summary/", analysis.write_summary, name="analysis-summary"),
    path(f"{_ANALYSIS}points/", analysis.add_point, name="point-add"),
    path(f"{_ANALYSIS}points/<int:row>/", analysis.change_point, name="point-change"),
    path(f"{_ANALYSIS}points/<int:row>/done/", analysis.finish_point, name="point-finish"),
    path(f"{_ANALYSIS}points/<int:row>/delete/", analysis.remove_point, name="point-delete"),
    path(f"{_ANALYSIS}off/", analysis.switch_off, name="finding-off"),
    path(f"{_ANALYSIS}off/<int:row>/delete/", analysis.switch_on, name="finding-on"),
    path("accounts/<int:pk>/tables/", tables.account_tables, name="account-tables"),
    path("accounts/<int:pk>/tables/<str:what>.<str:kind>", tables.account_table, name="account-table"),
    path("accounts/<int:pk>/who-knows/", acquaintance.account_ways, name="account-who-knows"),
    path("accounts/<int:pk>/who-knows.<str:kind>", acquaintance.account_ways_export, name="account-who-knows-export"),
    path("contacts/<int:pk>/who-knows/", acquaintance.contact_ways, name="contact-who-knows"),
    path("contacts/<int:pk>/who-knows.<str:kind>", acquaintance.contact_ways_export, name="contact-who-knows-export"),
    path("help/", catalogue.catalogue, name="help-catalogue"),
    path("help.<str:kind>", catalogue.catalogue_export, name="help-catalogue-export"),
    path("help/add/", catalogue.add, name="offer-add"),
    path("help/<int:pk>/", catalogue.offer, name="offer"),
    path("help/<int:pk>/edit/", catalogue.edit, name="offer-edit"),
    path("help/<int:pk>/retire/", catalogue.retire, name="offer-retire"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<int:pk>/rename/", roles.rename, name="role-rename"),
    path("roles/<int:pk>/retire/", roles.retire, name="role-retire"),
    path("accounts/<int:pk>/steps/", steps.account_steps, name="account-steps"),
    path("portfolio/steps/", steps.portfolio_steps, name="portfolio-steps"),
    path("portfolio/steps.<str:kind>", steps.portfolio_steps_export, name="portfolio-steps-export"),
    path("cannot-lose/", concentration.cannot_lose, name="cannot-lose"),
    path("cannot-lose.<str:kind>", concentration.cannot_lose_export, name="cannot-lose-export"),
]
