"""Stored: what the linter said of each plan, so that the firm's pages need not lint every plan at every view."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LintedPlan(models.Model):
    """What the linter found in an account's plan on a day, and what its activities count (`queries.linted`).

    Good as long as its day lasts, the same `rules` read it, and the audit trail holds nothing later than event `trail`
    that concerns the account. `content` is JSON in the form of `rules.written`.
    """

    derived = True
    """directory.queries.relations: computed again."""

    account = models.OneToOneField("directory.Account", on_delete=models.CASCADE, related_name="linted_plan")
    day = models.DateField()
    at = models.DateTimeField()
    rules = models.CharField(max_length=16)
    trail = models.BigIntegerField()
    content = models.TextField()

    class Meta:
        """One for each account."""

        verbose_name_plural = _("findings in plans")
        ordering = ("account",)

    def __str__(self) -> str:
        return f"{self.account_id}: {self.day}"
