"""What tests of documents need: an account with a person, a meeting, a goal and a step."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from innercircle.directory.models import Affiliation, Contact
from innercircle.maps import actions as maps
from innercircle.maps.rules.levels import Strength
from innercircle.plans import actions as plans
from tests import cast as standing
from tests.cast import Cast


def filled(cast: Cast) -> Contact:
    """Acme with Kim on the map, what Kim values, an analysis, a goal and a step for Kim; returns Kim."""
    us = {"by": cast.anna, "at": timezone.now()}
    kim = standing.contact("Kim", cast.acme, title="Plant manager", department="Production", level="manager")
    post = Affiliation.objects.get(contact=kim)
    maps.set_standing(post=post, values={"roles": ["user"], "influence": 4}, **us)
    maps.cover(post=post, colleague=cast.anna.colleague, assessed=Strength.CREDIBLE, **us)
    maps.add_value(post=post, kind="achieve", words="Fewer stops", day=date(2026, 1, 5), source="meeting", **us)
    maps.write_analysis(account=cast.acme, words="Thin at the top", **us)
    goal = plans.add_goal(
        account=cast.acme, values={"title": "Kim sees every stop", "contact": kim, "priority": 1}, **us
    )
    plans.add_activity(
        account=cast.acme,
        values={"title": "Stand at the line with Kim", "goal": goal, "on": timezone.now().date(),
                "planned_minutes": 120, "participants": [kim], "owner": cast.anna.colleague,
                "want_to_learn": "What stops the line", "useful": "Our notes of every stop"},
        **us,
    )  # fmt: skip
    return kim
