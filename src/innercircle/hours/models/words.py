"""Stored: what somebody at the client said, work we did for them, meetings they cancelled or moved."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from innercircle.hours.rules.words import InterruptionKind, StatementKind, WorkKind

STATEMENT_WORDS = {
    StatementKind.WANTS_PARTNERSHIP: _("Wants a partnership"),
    StatementKind.TOO_BUSY: _("Too busy to meet"),
    StatementKind.SEND_SLIDES: _("Send the slides instead"),
    StatementKind.WANTS_VIEW: _("Wants our market view"),
    StatementKind.OTHER: _("Other"),
}
WORK_WORDS = {
    WorkKind.PREPARATION: _("Preparation"),
    WorkKind.FREE_WORK: _("Free work"),
    WorkKind.MATERIAL: _("Material sent on request"),
}
INTERRUPTION_WORDS = {
    InterruptionKind.CANCELLED: _("Cancelled"),
    InterruptionKind.MOVED: _("Moved"),
    InterruptionKind.DECLINED: _("Declined by everybody at the client"),
}


class Statement(models.Model):
    """What somebody at the client said or asked: words, with a date and a person, never counted as action."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="statements")
    contact = models.ForeignKey("directory.Contact", on_delete=models.CASCADE, related_name="statements")
    day = models.DateField(_("Said on"))
    kind = models.CharField(_("Kind"), max_length=20, choices=STATEMENT_WORDS)
    words = models.CharField(_("In their words"), max_length=1000, blank=True)
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Newest first."""

        verbose_name_plural = _("statements")
        ordering = ("-day", "-pk")
        constraints = (models.CheckConstraint(condition=Q(kind__in=list(StatementKind)), name="statement_kind_known"),)

    def __str__(self) -> str:
        return self.words or self.get_kind_display()


class Work(models.Model):
    """Work logged for a client: preparation or free work with its time, or material sent on request without one."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="work")
    colleague = models.ForeignKey("directory.Colleague", on_delete=models.PROTECT, related_name="work")
    contact = models.ForeignKey(
        "directory.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="work"
    )
    day = models.DateField(_("Done on"))
    kind = models.CharField(_("Kind"), max_length=20, choices=WORK_WORDS)
    seconds = models.PositiveIntegerField(null=True, blank=True)
    what = models.CharField(_("What"), max_length=500, blank=True)
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Newest first; time belongs to work and not to material."""

        verbose_name_plural = _("entries of own work")
        ordering = ("-day", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=list(WorkKind)), name="work_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="material", seconds=None) | (~Q(kind="material") & Q(seconds__gt=0)),
                name="work_has_time_material_has_none",
            ),
        )

    def __str__(self) -> str:
        return self.what or self.get_kind_display()


class Interruption(models.Model):
    """A meeting with an account that was cancelled, moved, or declined by everybody at the client, and by whom.

    Noticed while figures are computed; `by_client` says what the calendar says (the organizer is theirs, or they
    declined), `by_client_by_hand` what a person said since. `start` is when it was to begin, `moved_to` where it went.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="interruptions")
    meeting = models.ForeignKey("calendars.Meeting", on_delete=models.CASCADE, related_name="interruptions")
    kind = models.CharField(max_length=10, choices=INTERRUPTION_WORDS)
    start = models.BigIntegerField()
    moved_to = models.BigIntegerField(null=True, blank=True)
    by_client = models.BooleanField(default=False)
    by_client_by_hand = models.BooleanField(null=True)
    noticed_at = models.DateTimeField()

    class Meta:
        """Each change of a meeting once per account."""

        verbose_name_plural = _("meetings that fell through")
        ordering = ("-start", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["account", "meeting", "kind", "start"], name="interruption_once"),
            models.CheckConstraint(condition=Q(kind__in=list(InterruptionKind)), name="interruption_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="moved", moved_to__isnull=False) | (~Q(kind="moved") & Q(moved_to=None)),
                name="interruption_moved_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(moved_to=None) | ~Q(moved_to=F("start")), name="interruption_moved_elsewhere"
            ),
        )

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.kind}"

    @property
    def theirs(self) -> bool:
        """Whether the client cancelled or moved it: what a person said, else what the calendar says."""
        return self.by_client if self.by_client_by_hand is None else self.by_client_by_hand
