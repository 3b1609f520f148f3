"""Imports of the directory, step by step: read, map, plan (nothing is written yet), apply, undo.

A short file goes through each step at once: `stage`, `plan`, `apply` (all of it in one transaction), `undo`. A long one
is received (`receive`) and every step of it is work for `jobs.intake`, which calls `read`, `plan`, `write_on` and
`take_back`: portion by portion, each an atomic transaction of its own, stopped (`halt`) and gone on with at will.
"""

from innercircle.intake.actions.applying import apply, begin_apply, write_on
from innercircle.intake.actions.gate import Superseded, halt
from innercircle.intake.actions.planning import begin_plan, choose_columns, plan
from innercircle.intake.actions.portions import PORTION
from innercircle.intake.actions.staging import discard, forget_lines, read, receive, stage
from innercircle.intake.actions.undoing import begin_undo, take_back, undo

__all__ = [
    "PORTION",
    "Superseded",
    "apply",
    "begin_apply",
    "begin_plan",
    "begin_undo",
    "choose_columns",
    "discard",
    "forget_lines",
    "halt",
    "plan",
    "read",
    "receive",
    "stage",
    "take_back",
    "undo",
    "write_on",
]
