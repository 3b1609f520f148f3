"""Stored: facts, figures per account and month, closes, amendments, statements, work."""

from __future__ import annotations

from innercircle.hours.models.closes import Amendment, ClosedFigures, MonthClose, Target
from innercircle.hours.models.facts import MODE_CODES, AccountMonth, Fact, Tracking
from innercircle.hours.models.words import STATEMENT_WORDS, WORK_WORDS, Interruption, Statement, Work
from innercircle.hours.rules.words import StatementKind, WorkKind

__all__ = [
    "MODE_CODES",
    "STATEMENT_WORDS",
    "WORK_WORDS",
    "AccountMonth",
    "Amendment",
    "ClosedFigures",
    "Fact",
    "Interruption",
    "MonthClose",
    "Statement",
    "StatementKind",
    "Target",
    "Tracking",
    "Work",
    "WorkKind",
]
