"""Activities and pages of plans, for tests of what the pages do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from innercircle.access.models import User
from innercircle.plans import actions
from innercircle.plans.models import Activity
from tests.cast import Cast
from tests.web.walk import as_

TODAY = timezone.now().date()
SOON = str(TODAY + timedelta(days=7))
SELLS, BUILDS = "Quarterly catch-up with Kim", "Half a day with their planners on forecast error, unbilled"
GOOD = {
    "title": BUILDS, "on": SOON, "planned_minutes": "2,5", "want_to_learn": "Where is it lost?", "useful": "A sheet",
}  # fmt: skip


def page(user: User, name: str, *keys: Any, **query: Any) -> str:
    """The page as text."""
    return as_(user).get(reverse(name, args=keys), query).content.decode()


def part(user: User, name: str, *keys: Any, **data: Any) -> Any:
    """What htmx is answered."""
    return as_(user).post(reverse(name, args=keys), data, headers={"HX-Request": "true"})


def add(cast: Cast, **values: Any) -> Activity:
    """An activity of Anna's at Acme."""
    said = {"title": BUILDS, "owner": cast.anna.colleague, "planned_minutes": 60, **values}
    return actions.add_activity(by=cast.anna, at=timezone.now(), account=cast.acme, values=said)
