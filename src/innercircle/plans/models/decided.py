"""Stored: what people decided about a plan: labels corrected by hand, rules switched off, reviews held."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from innercircle.plans.models.aims import sane
from innercircle.plans.models.steps import LABEL_WORDS, Activity
from innercircle.plans.rules.reading import Label


class Correction(models.Model):
    """A label of an activity set by hand, with its reason; a withdrawn one is kept, the standing one counts.

    `read_as` is what the rules had said at that moment.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="corrections")
    label = models.CharField(_("What it really is"), max_length=20, choices=LABEL_WORDS)
    read_as = models.CharField(max_length=20, choices=LABEL_WORDS)
    reason = models.CharField(_("Reason"), max_length=300)
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    class Meta:
        """Newest first; one stands at a time."""

        verbose_name_plural = _("corrected labels")
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["activity"], condition=Q(withdrawn_at=None), name="correction_one_stands"),
            models.CheckConstraint(condition=Q(label__in=list(Label)), name="correction_label_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.label}: {self.reason}"


class SwitchedOff(models.Model):
    """A rule of the linter that does not count: in the whole firm (`account` None), or at one place of an account.

    The place is `plans.rules.lint.Place`: `kind` (activity, goal, initiative, contact, topic, engagement, account) and
    `key`, the row's number as text ("" where the place is the account itself).
    """

    named_as = ("kind", "key")
    """In a merge a place goes along with its row."""

    account = models.ForeignKey(
        "directory.Account", on_delete=models.CASCADE, null=True, blank=True, related_name="rules_off"
    )
    code = models.CharField(_("Rule"), max_length=8)
    kind = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=40, blank=True)
    reason = models.CharField(_("Reason"), max_length=300)
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        """Newest first; once per rule and place."""

        verbose_name_plural = _("rules switched off")
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["account", "code", "kind", "key"], condition=Q(account__isnull=False), name="rule_off_once"
            ),
            models.UniqueConstraint(fields=["code"], condition=Q(account=None), name="rule_off_once_in_the_firm"),
            models.CheckConstraint(
                condition=Q(account=None, kind="", key="") | (Q(account__isnull=False) & ~Q(kind="")),
                name="rule_off_somewhere",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rule_off_has_a_reason"),
        )

    def __str__(self) -> str:
        return self.code

    def absorb(self, other: SwitchedOff) -> None:
        """In a merge: one reason is enough."""


class Review(models.Model):
    """Somebody went through an account's plan on a day, and what came of it (rule RV01; step 6 of spec 10)."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="plan_reviews")
    on = models.DateField(_("Reviewed on"))
    words = models.CharField(_("What came of it"), max_length=1000, blank=True)
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        """Newest first."""

        verbose_name_plural = _("reviews of the plan")
        ordering = ("-on", "-pk")
        constraints = (models.CheckConstraint(condition=sane("on"), name="plan_review_day_sane"),)

    def __str__(self) -> str:
        return f"{self.on}"
