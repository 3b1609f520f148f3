"""A light plan is written and mended in one go, all of it or nothing, each row audited, by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Refused
from innercircle.plans import actions
from innercircle.plans.actions import Light
from innercircle.plans.models import Activity, Goal, Initiative
from tests.cast import Cast
from tests.hours.desk import NOW

GOAL = {"title": "Forecast"}
WAY = {"title": "Look together", "next_step": "Ask"}
STEPS = [{"title": "Half a day with their planners"}, {"title": "Bring two figures of peers"}]


def write(cast: Cast, **more: Any) -> Goal:
    said: dict[str, Any] = {"by": cast.anna, "held": Light(), "goal": GOAL, "initiative": WAY, "steps": STEPS, **more}
    return actions.write_light_plan(at=NOW, account=cast.acme, **said)


def test_goal_initiative_and_steps_hang_together(cast: Cast) -> None:
    goal = write(cast)
    initiative = Initiative.objects.get()
    assert list(initiative.goals.all()) == [goal]
    assert [step.initiative for step in Activity.objects.all()] == [initiative, initiative]
    assert AuditEvent.objects.filter(account_id=cast.acme.pk, action__startswith="plans.").count() == 4


def test_mending_keeps_the_rows(cast: Cast) -> None:
    goal = write(cast)
    held = Light(goal, Initiative.objects.get(), tuple(Activity.objects.all()))
    write(
        cast, held=held, goal={"title": "Better forecast"}, steps=[{"title": "A whole day"}, *STEPS[1:], {"title": "3"}]
    )
    assert (Goal.objects.get().title, Initiative.objects.count(), Activity.objects.count()) == ("Better forecast", 1, 3)
    assert Activity.objects.filter(title="A whole day").exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"goal": {"title": ""}}, "goal-title"),
        ({"initiative": {"title": ""}}, "initiative-title"),
        ({"steps": [STEPS[0], {"title": "x", "planned_minutes": -1}]}, "step2-planned_minutes"),
    ],
)
def test_a_fault_names_its_part_and_nothing_is_kept(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as fault:
        write(cast, **wrong)
    assert field in fault.value.message_dict
    assert [table.objects.count() for table in (Goal, Initiative, Activity)] == [0, 0, 0]


def test_who_may_not_change_the_account_is_refused(cast: Cast) -> None:
    for person in (cast.eve, cast.stranger, cast.dora, cast.sam):
        with pytest.raises(Refused):
            write(cast, by=person)
    assert not Goal.objects.exists()
