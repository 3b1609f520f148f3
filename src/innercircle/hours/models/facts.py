"""Stored: who was with whom and when, per account and month, and the figures that follow from it.

Derived: `hours.actions.refresh` writes them, `innercircle hours-check` proves them and can rebuild them.
Neither depends on the clock. A month's figures hold what has passed and what is booked; readers know what time it is.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from innercircle.calendars.rules import Mode
from innercircle.hours.rules import Policy, Side, Verdict

MODE_CODES = (Mode.IN_PERSON, Mode.VIDEO, Mode.PHONE, Mode.UNKNOWN)  # a fact stores the place in this row; append only


class Fact(models.Model):
    """One person's time in one counted meeting for one account, within one month of the account's time zone.

    A meeting over a month's end is two facts. `month` is `kit.month.Month.index`, times are epoch seconds, `person` the
    id of a contact (side client) or colleague (side ours), `mode` its place in `MODE_CODES`. `confirmed` is what makes
    the low figure. Read in the order (account, month, side, person, start): then every union is one pass.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.IntegerField()
    side = models.SmallIntegerField()  # hours.rules.Side
    person = models.BigIntegerField()
    meeting = models.ForeignKey("calendars.Meeting", on_delete=models.CASCADE, related_name="+", db_index=False)
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    confirmed = models.BooleanField()
    mode = models.SmallIntegerField()
    derived = True  # directory.queries.relations: computed again after a merge

    class Meta:
        """The index in which the measure reads, complete, so that the table itself is never touched."""

        ordering = ("account_id", "month", "side", "person", "start")
        constraints = (
            models.UniqueConstraint(fields=["meeting", "account", "side", "person", "month"], name="fact_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="fact_has_length"),
            models.CheckConstraint(condition=Q(side__in=[each.value for each in Side]), name="fact_side_known"),
        )
        indexes = (
            models.Index(
                fields=["account", "month", "side", "person", "start", "end", "confirmed", "mode", "meeting"],
                name="fact_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{Side(self.side).name} {self.person} in {self.meeting_id}"


class AccountMonth(models.Model):
    """An account's figures in one month under one policy: `hours.rules.Figures` as a row. Times are seconds.

    There is a row for every month from the first with any fact or logged preparation to the one after the last, so a
    finished month beyond the rows is dormant: neither it nor the month before has client hours. `verdict` and `streak`
    compare with the month before; they mean something once the month has finished.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="months", db_index=False)
    policy = models.CharField(max_length=10)
    month = models.IntegerField()
    low = models.BigIntegerField(default=0)  # client seconds, confirmed attendance
    high = models.BigIntegerField(default=0)  # client seconds, confirmed and presumed
    ours_low = models.BigIntegerField(default=0)  # our seconds, preparation included
    ours = models.BigIntegerField(default=0)
    prepared = models.BigIntegerField(default=0)  # the preparation in them
    in_person_low = models.BigIntegerField(default=0)  # the part of the client seconds not on a screen
    in_person = models.BigIntegerField(default=0)
    meetings = models.PositiveIntegerField(default=0)
    contacts = models.PositiveIntegerField(default=0)
    departments = models.JSONField(default=list)
    levels = models.JSONField(default=list)
    unconfirmed = models.PositiveIntegerField(default=0)  # meetings whose attendance a close asks about
    before_low = models.BigIntegerField(default=0)  # client seconds of the month before, which the verdict compares
    before_high = models.BigIntegerField(default=0)
    verdict = models.CharField(max_length=20)
    streak = models.IntegerField(default=0)  # months in a row developing, negative for not developing, 0 while open
    derived = True  # directory.queries.relations: computed again after a merge

    class Meta:
        """One row per account, policy and month; a list of all accounts reads one month by its hours."""

        ordering = ("account_id", "month")
        constraints = (
            models.UniqueConstraint(fields=["account", "policy", "month"], name="account_month_once"),
            models.CheckConstraint(condition=Q(low__gte=0, high__gte=F("low")), name="account_month_low_below_high"),
            models.CheckConstraint(condition=Q(in_person__lte=F("high")), name="account_month_in_person_within"),
            models.CheckConstraint(condition=Q(policy__in=list(Policy)), name="account_month_policy_known"),
            models.CheckConstraint(condition=Q(verdict__in=list(Verdict)), name="account_month_verdict_known"),
        )
        indexes = (
            models.Index(
                fields=["policy", "month", "-high", "-low", "account", "verdict", "before_low", "before_high"],
                name="account_month_by_hours",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.month} {self.policy}"


class Tracking(models.Model):
    """Since when an account is measured, and on which clock: the row a recomputation locks.

    `since` is the month in which the first figures were computed; months from the one before it on are due to be
    closed (nobody is asked to close the history that a first import brings).
    """

    account = models.OneToOneField("directory.Account", on_delete=models.CASCADE, related_name="tracking")
    since = models.IntegerField()
    time_zone = models.CharField(max_length=64)
    refreshed_at = models.DateTimeField()
    derived = True  # directory.queries.relations: computed again after a merge

    class Meta:
        """Ordering."""

        ordering = ("account_id",)

    def __str__(self) -> str:
        return f"{self.account_id} since {self.since}"
