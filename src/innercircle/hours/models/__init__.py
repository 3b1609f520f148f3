"""Stored: facts, figures per account and month, closes, amendments, statements, work."""

from __future__ import annotations

from innercircle.hours.models.closes import Amendment, ClosedFigures, MonthClose, Target
from innercircle.hours.models.facts import MODE_CODES, AccountMonth, Fact, Tracking
from innercircle.hours.models.words import Interruption, Statement, Work

__all__ = [
    "MODE_CODES",
    "AccountMonth",
    "Amendment",
    "ClosedFigures",
    "Fact",
    "Interruption",
    "MonthClose",
    "Statement",
    "Target",
    "Tracking",
    "Work",
]
