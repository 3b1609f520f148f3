"""Lines and roles by the area's own actions, for tests against the database."""

from __future__ import annotations

from datetime import timedelta

from innercircle.access.models import User
from innercircle.directory.models import Account, Affiliation, Colleague
from innercircle.maps import actions
from innercircle.maps.models import Coverage
from innercircle.maps.rules.levels import Part, Strength
from tests.hours.desk import NOW, person

__all__ = ["NOW", "draw", "post", "role"]


def post(name: str, account: Account, **more: object) -> Affiliation:
    """A new contact's post."""
    return person(name, account, **more).affiliations.get()


def draw(
    by: User, place: Affiliation, who: User, level: int | None = 3, part: Part | None = None, days: int = 0
) -> Coverage:
    """A line drawn so many days ago."""
    return actions.cover(
        by=by,
        at=NOW - timedelta(days=days),
        post=place,
        colleague=Colleague.objects.get(user=who),
        assessed=None if level is None else Strength(level),
        part=part,
    )


def role(by: User, place: Affiliation, *keys: str) -> None:
    """What somebody decides."""
    actions.set_standing(by=by, at=NOW, post=place, values={"roles": list(keys)})
