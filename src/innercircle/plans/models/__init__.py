"""Stored: the plan, from the firm's objectives down to single steps, what was decided about it, what it brought."""

from __future__ import annotations

from innercircle.plans.models.aims import GOAL_STATE_WORDS, Goal, GoalReading, Objective, Priority
from innercircle.plans.models.asset import Engagement, KnowledgeTopic, TransparencyEntry
from innercircle.plans.models.decided import Correction, Review, SwitchedOff
from innercircle.plans.models.linted import LintedPlan
from innercircle.plans.models.steps import (
    INITIATIVE_STATE_WORDS,
    LABEL_WORDS,
    STATE_WORDS,
    Activity,
    Initiative,
    Participant,
)

__all__ = [
    "GOAL_STATE_WORDS",
    "INITIATIVE_STATE_WORDS",
    "LABEL_WORDS",
    "STATE_WORDS",
    "Activity",
    "Correction",
    "Engagement",
    "Goal",
    "GoalReading",
    "Initiative",
    "KnowledgeTopic",
    "LintedPlan",
    "Objective",
    "Participant",
    "Priority",
    "Review",
    "SwitchedOff",
    "TransparencyEntry",
]
