"""Reads of the map; every account was fetched through `directory.queries.visible_accounts`."""

from innercircle.maps.queries.acquaintance import Way, people_reached, present_post, who_knows, who_knows_all
from innercircle.maps.queries.brief import assessed_people, first_steps
from innercircle.maps.queries.help import (
    Help,
    help_for,
    help_for_posts,
    keeps_the_catalogue,
    offers,
    offers_on,
    people_helped,
)
from innercircle.maps.queries.history import days_kept, map_on
from innercircle.maps.queries.people import (
    assessments_of,
    lines_of,
    role,
    role_holders,
    role_names,
    roles,
    values_at,
    values_of_people,
    values_of_person,
)
from innercircle.maps.queries.picture import map_of, maps_of
from innercircle.maps.queries.process import (
    analysis_of,
    asked_of_progress,
    map_age,
    open_findings,
    points_of,
    progress,
    progress_from,
    progress_of,
    rewordings,
    switched_off,
)
from innercircle.maps.queries.stored import accounts_written, stored_maps
from innercircle.maps.queries.weights import Weight, Weights, weights

__all__ = [
    "Help",
    "Way",
    "Weight",
    "Weights",
    "accounts_written",
    "analysis_of",
    "asked_of_progress",
    "assessed_people",
    "assessments_of",
    "days_kept",
    "first_steps",
    "help_for",
    "help_for_posts",
    "keeps_the_catalogue",
    "lines_of",
    "map_age",
    "map_of",
    "map_on",
    "maps_of",
    "offers",
    "offers_on",
    "open_findings",
    "people_helped",
    "people_reached",
    "points_of",
    "present_post",
    "progress",
    "progress_from",
    "progress_of",
    "rewordings",
    "role",
    "role_holders",
    "role_names",
    "roles",
    "stored_maps",
    "switched_off",
    "values_at",
    "values_of_people",
    "values_of_person",
    "weights",
    "who_knows",
    "who_knows_all",
]
