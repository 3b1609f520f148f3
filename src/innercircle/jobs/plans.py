"""What the linter says of every plan is kept, so that the firm's pages need not lint them at every view."""

from __future__ import annotations

from innercircle.jobs.context import Context
from innercircle.plans.actions import keep_findings

KEEP = "plans.lint"


def run_keep(context: Context, subject: int) -> None:
    """Lint what changed; may be run at any time, and again after it was killed."""
    keep_findings(at=context.at, progress=context.progress)
