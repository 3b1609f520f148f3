"""Figures that follow a change of the directory: accounts that were marked are computed anew in the background."""

from __future__ import annotations

from innercircle.hours.actions import upkeep
from innercircle.jobs.context import Context

UPKEEP = "hours.upkeep"


def run_upkeep(context: Context, subject: int) -> None:
    """Compute what the directory marked; may be run at any time, and again after it was killed."""
    upkeep(at=context.at, progress=context.progress)
