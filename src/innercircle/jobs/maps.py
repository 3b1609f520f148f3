"""The history of the maps: what the directory changed underneath is kept too, day by day."""

from __future__ import annotations

from innercircle.jobs.context import Context
from innercircle.maps.actions import keep_days

KEEP = "maps.keep"


def run_keep(context: Context, subject: int) -> None:
    """Keep the maps that changed; may be run at any time, and again after it was killed."""
    keep_days(at=context.at, progress=context.progress)
