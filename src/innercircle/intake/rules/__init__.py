"""Decides, purely, what an import of the directory would do with every line of a file."""

from innercircle.intake.rules.accounts import AccountPlanner
from innercircle.intake.rules.colleagues import ColleaguePlanner
from innercircle.intake.rules.contacts import contact_planner
from innercircle.intake.rules.fields import FIELDS, Field, Kind, figure_field, guess_columns, is_field, looks_like
from innercircle.intake.rules.maps import coverage_planner
from innercircle.intake.rules.plans import Change, Line, Outcome, Plan, Planner, Reason, lean, shown

__all__ = [
    "FIELDS",
    "AccountPlanner",
    "Change",
    "ColleaguePlanner",
    "Field",
    "Kind",
    "Line",
    "Outcome",
    "Plan",
    "Planner",
    "Reason",
    "contact_planner",
    "coverage_planner",
    "figure_field",
    "guess_columns",
    "is_field",
    "lean",
    "looks_like",
    "shown",
]
