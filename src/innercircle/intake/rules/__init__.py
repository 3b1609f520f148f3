"""Decides, purely, what an import of the directory would do with every line of a file."""

from innercircle.intake.rules.accounts import plan_accounts
from innercircle.intake.rules.colleagues import plan_colleagues
from innercircle.intake.rules.contacts import plan_contacts
from innercircle.intake.rules.fields import FIELDS, Field, Kind, figure_field, guess_columns, is_field, looks_like
from innercircle.intake.rules.maps import plan_coverage
from innercircle.intake.rules.plans import Change, Line, Outcome, Plan, Reason

__all__ = [
    "FIELDS",
    "Change",
    "Field",
    "Kind",
    "Line",
    "Outcome",
    "Plan",
    "Reason",
    "figure_field",
    "guess_columns",
    "is_field",
    "looks_like",
    "plan_accounts",
    "plan_colleagues",
    "plan_contacts",
    "plan_coverage",
]
