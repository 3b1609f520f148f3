"""What a form of the plan begins with: defaults that make sense, so that a plan is written in one sitting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from innercircle.directory.models import Colleague
from innercircle.maps.models import Offer
from innercircle.web.plans.forms import Offered

_AHEAD = timedelta(days=14)
_MINUTES = 120  # of ours, where nobody says otherwise


def first_goal(me: Colleague | None, contact: str = "") -> dict[str, Any]:
    """A goal of one's own."""
    return {"owner": _key(me), "contact": contact}


def first_initiative(me: Colleague | None, goals: Sequence[str], today: date) -> dict[str, Any]:
    """An initiative of one's own that starts today."""
    return {"owner": _key(me), "goals": list(goals), "start": today, "next_step_on": today + _AHEAD}


def first_step(
    choices: Offered,
    me: Colleague | None,
    place: str,
    today: date,
    people: Sequence[str] = (),
    help_: Offer | None = None,
) -> dict[str, Any]:
    """The initiative's owner and next day, the goal's person, two hours of ours; what an offered help gives."""
    initiative = next((each for each in choices.initiatives if f"i{each.pk}" == place), None)
    goals = list(initiative.goals.all()) if initiative else [each for each in choices.goals if f"g{each.pk}" == place]
    day = initiative.next_step_on if initiative else None
    named = [str(goal.contact_id) for goal in goals if goal.contact_id]
    return {
        "place": place,
        "owner": _key((initiative.owner if initiative else None) or me),
        "on": day if day and day >= today else today + _AHEAD,
        "planned_minutes": _MINUTES,
        "participants": list(dict.fromkeys([*named, *people])),
        "offer": str(help_.pk) if help_ else "",
        "title": help_.name if help_ else "",
        "useful": (help_.gives or help_.name)[:1000] if help_ else "",
    }


def _key(row: Colleague | None) -> str:
    return str(row.pk) if row else ""
