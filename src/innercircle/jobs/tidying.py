"""What has to be cleared away from time to time: old jobs, ended sessions, imports nobody decided about, documents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from innercircle.calendars.actions.tidying import tidy_imports
from innercircle.documents.actions import tidy as tidy_documents
from innercircle.jobs.context import Context
from innercircle.jobs.models import Job

TIDY = "jobs.tidy"
KEPT = timedelta(days=30)
_AT_A_TIME = 500


def tidy(context: Context, subject: int) -> None:
    """Clear away what is no longer needed; may be run at any time."""
    at = context.at
    tidy_imports(at=at)
    context.reached("imports")
    tidy_documents(at=at)
    for rows in (
        Job.objects.filter(ended_at__lt=at - KEPT),
        DBTaskResult.objects.finished().filter(finished_at__lt=at - timedelta(days=1)),
        Session.objects.filter(expire_date__lt=at),
    ):
        _delete(rows, context)


def _delete(rows: QuerySet[Any], context: Context) -> None:
    """Delete in small transactions, so that nobody waits long for a week's sessions to go."""
    while keys := list(rows.order_by().values_list("pk", flat=True)[:_AT_A_TIME]):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=keys).delete()
        context.progress(0, 0)
