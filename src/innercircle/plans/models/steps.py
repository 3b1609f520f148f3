"""Stored: initiatives, and activities with the fields that answer the three tests (spec 30)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from innercircle.plans.models.aims import Goal, sane
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import InitiativeState, State

STATE_WORDS = {State.PLANNED: _("Planned"), State.DONE: _("Done"), State.DROPPED: _("Dropped")}
INITIATIVE_STATE_WORDS = {
    InitiativeState.OPEN: _("Open"),
    InitiativeState.DONE: _("Done"),
    InitiativeState.DROPPED: _("Dropped"),
}
LABEL_WORDS = {
    Label.RELATIONSHIP: _("Builds the relationship"),
    Label.SALES: _("Sells"),
    Label.NEUTRAL: _("Neutral"),
}


class Initiative(models.Model):
    """What accomplishes one or more goals of an account: an owner, a beginning and an end, the next step and its day.

    `why` says why it was dropped.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="initiatives")
    goals = models.ManyToManyField(Goal, verbose_name=_("Goals"), related_name="initiatives", blank=True)
    title = models.CharField(_("Initiative"), max_length=300)
    owner = models.ForeignKey(
        "directory.Colleague", verbose_name=_("Owner"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="initiatives",
    )  # fmt: skip
    start = models.DateField(_("Start"), null=True, blank=True)
    end = models.DateField(_("End"), null=True, blank=True)
    next_step = models.CharField(_("Next step"), max_length=300, blank=True)
    next_step_on = models.DateField(_("Next step on"), null=True, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=INITIATIVE_STATE_WORDS, default=InitiativeState.OPEN)
    why = models.CharField(_("Why"), max_length=300, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """By start."""

        verbose_name_plural = _("initiatives")
        ordering = ("start", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(InitiativeState)), name="initiative_state_known"),
            models.CheckConstraint(condition=sane("start", "end", "next_step_on"), name="initiative_dates_sane"),
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")), name="initiative_not_reversed"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Activity(models.Model):
    """One dated step: whose time, who of theirs takes part, what we want to learn, what useful thing they get.

    It hangs at an initiative, or directly at a goal, or (both None) at the account: the light one-page plan.
    Minutes are ours; None says that nobody wrote any. `why` says why it was dropped.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="activities")
    initiative = models.ForeignKey(
        Initiative, verbose_name=_("Initiative"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="activities",
    )  # fmt: skip
    goal = models.ForeignKey(
        Goal, verbose_name=_("Goal"), on_delete=models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    title = models.CharField(_("Activity"), max_length=300)
    on = models.DateField(_("On"), null=True, blank=True)
    owner = models.ForeignKey(
        "directory.Colleague", verbose_name=_("Owner"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="activities",
    )  # fmt: skip
    participants = models.ManyToManyField(
        "directory.Contact", verbose_name=_("Who of theirs takes part"), through="Participant",
        related_name="activities", blank=True,
    )  # fmt: skip
    planned_minutes = models.PositiveIntegerField(_("Planned time"), null=True, blank=True)
    spent_minutes = models.PositiveIntegerField(_("Spent time"), null=True, blank=True)
    billable = models.BooleanField(_("Billable"), default=False)
    want_to_learn = models.CharField(_("What we want to learn"), max_length=1000, blank=True)
    learned = models.TextField(_("What we learned"), max_length=4000, blank=True)
    useful = models.CharField(_("What useful thing they get"), max_length=1000, blank=True)
    in_paid_scope = models.BooleanField(_("Part of what they pay for"), default=False)
    offer = models.ForeignKey(
        "maps.Offer", verbose_name=_("Help from the catalogue"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="activities",
    )  # fmt: skip
    state = models.CharField(_("State"), max_length=10, choices=STATE_WORDS, default=State.PLANNED)
    why = models.CharField(_("Why"), max_length=300, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """By day; those without one last."""

        verbose_name_plural = _("activities")
        ordering = (F("on").asc(nulls_last=True), "pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=list(State)), name="activity_state_known"),
            models.CheckConstraint(condition=sane("on"), name="activity_day_sane"),
            models.CheckConstraint(
                condition=Q(planned_minutes=None) | Q(planned_minutes__gte=0), name="activity_planned_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(spent_minutes=None) | Q(spent_minutes__gte=0), name="activity_spent_not_negative"
            ),
            models.CheckConstraint(condition=Q(initiative=None) | Q(goal=None), name="activity_hangs_at_one"),
        )
        indexes = (models.Index(fields=["account", "on"], name="activity_account_day"),)

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """A contact who takes part in an activity."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="taking_part")
    contact = models.ForeignKey("directory.Contact", on_delete=models.CASCADE, related_name="taking_part")

    class Meta:
        """Once per pair."""

        verbose_name_plural = _("steps of a plan")
        constraints = (models.UniqueConstraint(fields=["activity", "contact"], name="participant_once"),)

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.activity_id}"
