"""Stored: jobs with their lease and progress, and when work by the clock was last started."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from innercircle.jobs.rules import ATTEMPTS, State

STATE_WORDS = {
    State.WAITING: _("Waiting"),
    State.RUNNING: _("Running"),
    State.DONE: _("Done"),
    State.FAILED: _("Failed"),
    State.STOPPED: _("Stopped"),
}


class Job(models.Model):
    """A piece of long work: what (`kind` and the id of its `subject`), for whom, how far, and what became of it.

    `done` of `total` is in the unit of the kind (bytes for an import). `worker` names the process that has it until
    `lease_until`; each taking up counts as an attempt, and only the latest may report.
    """

    kind = models.CharField(max_length=60)
    subject = models.BigIntegerField(null=True)
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATE_WORDS, default=State.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=ATTEMPTS)
    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    stop_requested = models.BooleanField(default=False)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-pk",)
        constraints = (models.CheckConstraint(condition=Q(state__in=[*State]), name="job_state_known"),)
        indexes = (
            models.Index(fields=["kind", "subject"], name="job_of_subject"),
            models.Index(fields=["state", "lease_until"], name="job_lease"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject or ''}".strip()

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return State(self.state).ended


class Recurrence(models.Model):
    """When work by the clock was last started."""

    kind = models.CharField(max_length=60, unique=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
