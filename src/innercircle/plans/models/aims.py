"""Stored: the firm's business objectives, goals for people and accounts, their measured history, and priorities."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from innercircle.plans.rules.values import GoalState

GOAL_STATE_WORDS = {
    GoalState.OPEN: _("Open"),
    GoalState.REACHED: _("Reached"),
    GoalState.DROPPED: _("Dropped"),
}
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)  # beyond these a date is a slip of the keyboard


def sane(*names: str) -> Q:
    """A condition for the database: each of these dates is unknown or within years a plan can speak of."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (FIRST, LAST)})
    return condition


def figure(words: Any) -> models.DecimalField[Any, Any]:
    """A measured figure or a target, in the unit that stands beside it."""
    return models.DecimalField(words, max_digits=18, decimal_places=3, null=True, blank=True)


class Objective(models.Model):
    """A business objective of our firm, from its business plan: what should be reached in a year, by whom.

    `target` says it in words, `target_value` and `unit` as a figure. A closed one (`closed_on`) is offered no more.
    """

    name = models.CharField(_("Objective"), max_length=200)
    year = models.PositiveSmallIntegerField(_("Year"))
    target = models.CharField(_("Target in words"), max_length=500, blank=True)
    target_value = figure(_("Target as a figure"))
    unit = models.CharField(_("Unit"), max_length=40, blank=True)
    owner = models.ForeignKey(
        "directory.Colleague", verbose_name=_("Owner"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="objectives",
    )  # fmt: skip
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The latest year first; a name once a year."""

        verbose_name_plural = _("business objectives")
        ordering = ("-year", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["name", "year"], name="objective_once_a_year"),
            models.CheckConstraint(condition=Q(year__range=(FIRST.year, LAST.year)), name="objective_year_sane"),
            models.CheckConstraint(condition=sane("closed_on"), name="objective_closed_sane"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"


class Goal(models.Model):
    """What should be better for a contact (None: for the whole account), where it stands, its target and date.

    `baseline` is where it stood when the goal was written, in words and as `baseline_value`; what was measured since
    stands in its readings. Priority 1 is the highest. `why` says why it was dropped.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="goals")
    contact = models.ForeignKey(
        "directory.Contact", verbose_name=_("For whom"), on_delete=models.CASCADE, null=True, blank=True,
        related_name="goals",
    )  # fmt: skip
    title = models.CharField(_("Goal"), max_length=300)
    priority = models.PositiveSmallIntegerField(_("Priority"), default=2)
    baseline = models.CharField(_("Where it stands now"), max_length=500, blank=True)
    baseline_value = figure(_("Now, as a figure"))
    target = models.CharField(_("Target"), max_length=500, blank=True)
    target_value = figure(_("Target as a figure"))
    unit = models.CharField(_("Unit"), max_length=40, blank=True)
    due = models.DateField(_("By when"), null=True, blank=True)
    objective = models.ForeignKey(
        Objective, verbose_name=_("Business objective"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="goals",
    )  # fmt: skip
    owner = models.ForeignKey(
        "directory.Colleague", verbose_name=_("Owner"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="goals",
    )  # fmt: skip
    state = models.CharField(_("State"), max_length=10, choices=GOAL_STATE_WORDS, default=GoalState.OPEN)
    why = models.CharField(_("Why"), max_length=300, blank=True)
    at = models.DateTimeField()  # when it was written
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The most important first."""

        verbose_name_plural = _("goals")
        ordering = ("priority", "due", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(priority__range=(1, 3)), name="goal_priority_known"),
            models.CheckConstraint(condition=Q(state__in=list(GoalState)), name="goal_state_known"),
            models.CheckConstraint(condition=sane("due"), name="goal_due_sane"),
        )

    def __str__(self) -> str:
        return self.title


class GoalReading(models.Model):
    """Where a goal stood on a day, measured or in words: progress against its target. Never changed, only added."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField(_("On"))
    value = figure(_("Figure"))
    words = models.CharField(_("In words"), max_length=500, blank=True)
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        """The oldest first; a figure or words, never neither."""

        verbose_name_plural = _("readings of goals")
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(condition=sane("on"), name="reading_day_sane"),
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(words=""), name="reading_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.words or self.value}"


class Priority(models.Model):
    """Whether somebody at an account matters most, said by hand; without a row the rule decides.

    The rule is `plans.rules.priority`: who holds the Budget role, or has influence 4 or 5.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="priorities")
    contact = models.ForeignKey("directory.Contact", on_delete=models.CASCADE, related_name="priorities")
    matters = models.BooleanField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        """Said once per person and account."""

        verbose_name_plural = _("priorities set by hand")
        constraints = (models.UniqueConstraint(fields=["account", "contact"], name="priority_once"),)

    def __str__(self) -> str:
        return f"{self.contact_id} at {self.account_id}: {self.matters}"

    def absorb(self, other: Priority) -> None:
        """In a merge: whom anybody called a priority stays one."""
        self.matters = self.matters or other.matters
