"""Changes of plans, all keyword-only, atomic, audited; `innercircle.plans` lists them with their arguments."""

from innercircle.plans.actions.activities import (
    add_activity,
    change_activity,
    move_activity,
    offer_help,
    record_outcome,
    remove_activity,
)
from innercircle.plans.actions.aims import (
    add_goal,
    change_goal,
    move_goal,
    record_reading,
    remove_goal,
    remove_reading,
    set_priority,
)
from innercircle.plans.actions.copying import carry_steps, copy_activity, copy_goal
from innercircle.plans.actions.decided import (
    correct,
    record_review,
    remove_review,
    switch_off,
    switch_on,
    withdraw,
)
from innercircle.plans.actions.initiatives import (
    add_initiative,
    change_initiative,
    move_initiative,
    name_next_step,
    remove_initiative,
)
from innercircle.plans.actions.light import Light, write_light_plan
from innercircle.plans.actions.linting import keep_findings
from innercircle.plans.actions.objectives import (
    add_objective,
    change_objective,
    close_objective,
    remove_objective,
)

__all__ = [
    "Light",
    "add_activity",
    "add_goal",
    "add_initiative",
    "add_objective",
    "carry_steps",
    "change_activity",
    "change_goal",
    "change_initiative",
    "change_objective",
    "close_objective",
    "copy_activity",
    "copy_goal",
    "correct",
    "keep_findings",
    "move_activity",
    "move_goal",
    "move_initiative",
    "name_next_step",
    "offer_help",
    "record_outcome",
    "record_reading",
    "record_review",
    "remove_activity",
    "remove_goal",
    "remove_initiative",
    "remove_objective",
    "remove_reading",
    "remove_review",
    "set_priority",
    "switch_off",
    "switch_on",
    "withdraw",
    "write_light_plan",
]
