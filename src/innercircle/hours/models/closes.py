"""Stored: closed months with their locked figures, what changed after the close, and targets."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from innercircle.hours.rules import Policy, Verdict

_DECIDED = [Verdict.DEVELOPING, Verdict.NOT_DEVELOPING, Verdict.DORMANT]


class MonthClose(models.Model):
    """A month that the account manager closed: locked figures, who, when, with a note."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="closes", db_index=False)
    month = models.IntegerField()
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    note = models.TextField(blank=True, max_length=4000)
    target = models.BigIntegerField(null=True, blank=True)  # what had been aimed for in this month, client seconds

    class Meta:
        """A month is closed once."""

        verbose_name_plural = _("closed months")
        ordering = ("account_id", "-month")
        constraints = (models.UniqueConstraint(fields=["account", "month"], name="month_closed_once"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.month}"


class ClosedFigures(models.Model):
    """The figures at the moment of the close under one policy; never changed afterwards. Times are seconds.

    Every attendance is confirmed or absent, so there is one number of client seconds and no open verdict (spec 20).
    """

    close = models.ForeignKey(MonthClose, on_delete=models.CASCADE, related_name="figures")
    policy = models.CharField(max_length=10)
    client = models.BigIntegerField()
    before = models.BigIntegerField()  # client seconds of the month before, which the verdict compared with
    ours = models.BigIntegerField()
    prepared = models.BigIntegerField()
    in_person = models.BigIntegerField()
    meetings = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField()
    departments = models.JSONField(default=list)
    levels = models.JSONField(default=list)
    verdict = models.CharField(max_length=20)
    streak = models.IntegerField()

    class Meta:
        """Once per policy, and decided."""

        ordering = ("close_id", "pk")
        constraints = (
            models.UniqueConstraint(fields=["close", "policy"], name="closed_figures_once"),
            models.CheckConstraint(condition=Q(verdict__in=_DECIDED), name="closed_verdict_decided"),
            models.CheckConstraint(condition=Q(policy__in=list(Policy)), name="closed_policy_known"),
        )

    def __str__(self) -> str:
        return f"{self.close_id} {self.policy}"


class Amendment(models.Model):
    """A change of a closed month's figures: before, after, who and why (spec 20, Month close). Never changed.

    `before` and `after` hold, per policy, the figures that differ, by the names of `AccountMonth`.
    """

    close = models.ForeignKey(MonthClose, on_delete=models.CASCADE, related_name="amendments")
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    why = models.CharField(max_length=500)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        """Oldest first: the way the figures went."""

        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.why


class Target(models.Model):
    """What the account manager aims for in a month, in client seconds; compared when the month is closed."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="targets", db_index=False)
    month = models.IntegerField()
    seconds = models.BigIntegerField()
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One per month."""

        verbose_name_plural = _("targets")
        ordering = ("account_id", "-month")
        constraints = (
            models.UniqueConstraint(fields=["account", "month"], name="target_once"),
            models.CheckConstraint(condition=Q(seconds__gt=0), name="target_is_some_time"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.month}"
