"""What has to be cleared away from time to time: old jobs, ended sessions, imports nobody decided about, documents."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from innercircle.calendars.actions.tidying import tidy_imports
from innercircle.documents.actions import tidy as tidy_documents
from innercircle.jobs.context import Context
from innercircle.jobs.models import Job

TIDY = "jobs.tidy"
KEPT = timedelta(days=30)


def tidy(context: Context, subject: int) -> None:
    """Clear away what is no longer needed; may be run at any time."""
    at = context.at
    tidy_imports(at=at)
    context.reached("imports")
    tidy_documents(at=at)
    with transaction.atomic():
        Job.objects.filter(ended_at__lt=at - KEPT).delete()
        DBTaskResult.objects.finished().filter(finished_at__lt=at - timedelta(days=1)).delete()
        Session.objects.filter(expire_date__lt=at).delete()
