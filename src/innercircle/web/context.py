"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from innercircle.access import queries
from innercircle.access.models import User
from innercircle.web.navigation import own_menu, side_menu
from innercircle.web.preferences import theme_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values for base.html; asked only when the frame is drawn, so parts of pages pay nothing."""
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) and user.is_authenticated else None
    return {
        "person": person,
        "theme": theme_of(request),
        "side_places": SimpleLazyObject(lambda: side_menu(person, request.path) if person else SafeString()),
        "own_places": SimpleLazyObject(lambda: own_menu(request.path)),
        "sample_data": SimpleLazyObject(
            lambda: person is not None and (person.sample or queries.sample_data_present())
        ),
    }
