"""Stored: calendars, the meetings they tell of, who was there, and each import.

Only entries with a person of a known account are stored, and of those only what the measure needs (spec 80, Privacy at
the door). Times are epoch seconds, as in `calendars.rules`.

No row depends on the clock. A state says what the attendance is once the meeting has passed: “presumed” on a meeting
that is still to come means invited and not yet answered, “confirmed” means accepted. Readers compare the meeting's end
with their `at`: what ends later is booked, not given. So the passing of time rewrites nothing.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from innercircle.calendars.meetings import State
from innercircle.calendars.rules import Mode

MODE_WORDS = {
    Mode.IN_PERSON: _("In person"),
    Mode.VIDEO: _("Video"),
    Mode.PHONE: _("Phone"),
    Mode.UNKNOWN: _("Not known"),
}


STATE_WORDS = {
    State.CONFIRMED: _("Confirmed"),
    State.PRESUMED: _("Presumed"),
    State.ABSENT: _("Absent"),
}


class Calendar(models.Model):
    """A source of entries: one file name of one owner. Importing it again updates it."""

    name = models.CharField(_("Name"), max_length=200)
    owner = models.ForeignKey(
        "directory.Colleague",
        verbose_name=_("Owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calendars",
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    imported_at = models.DateTimeField(null=True)  # when it was last applied
    sample = models.BooleanField(default=False)

    class Meta:
        """A calendar is known by its owner and name."""

        verbose_name_plural = _("calendars")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["owner", "name"], name="calendar_of_owner_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(owner=None), name="calendar_of_nobody_once"),
        )

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One occurrence, whoever's calendars it lies in; keyed by UID and, in a series, its original start (spec 20)."""

    uid = models.CharField(max_length=500)
    instance = models.CharField(max_length=40, blank=True)  # "" for a single entry, see calendars.rules
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    all_day = models.BooleanField(default=False)
    cancelled = models.BooleanField(default=False)
    private = models.BooleanField(default=False)
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300, blank=True)
    source_mode = models.CharField(max_length=10, choices=MODE_WORDS, default=Mode.UNKNOWN)
    mode_by_hand = models.CharField(max_length=10, blank=True)
    by_hand = models.BooleanField(default=False)  # written down by a person, no calendar tells of it
    unnamed_guests = models.PositiveIntegerField(default=0)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    sample = models.BooleanField(default=False)

    class Meta:
        """Ordering, key and constraints."""

        ordering = ("start", "pk")
        constraints = (
            models.UniqueConstraint(fields=["uid", "instance"], name="meeting_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="meeting_not_reversed"),
        )
        indexes = (models.Index(fields=["start"], name="meeting_start"),)

    def __str__(self) -> str:
        return self.title or self.uid

    @property
    def mode(self) -> Mode:
        """How it was held: what a person said, else what the entry says."""
        return Mode(self.mode_by_hand or self.source_mode)


class Sighting(models.Model):
    """One calendar's copy of an entry, reduced at the door; a meeting is decided from all copies of its UID."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="sightings")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sightings")
    uid = models.CharField(max_length=500)
    copy = models.CharField(max_length=60)  # tells apart what one calendar holds under the UID, see calendars.door
    start = models.BigIntegerField()
    digest = models.CharField(max_length=32)  # of the copy as read: an equal digest means nothing to do
    stamped = models.BigIntegerField(default=0)  # DTSTAMP, not part of the digest: exports set it to their own time
    gone = models.BooleanField(default=False)  # a later full export no longer had it
    entry = models.JSONField()  # the copy as a calendars.rules.Entry, see calendars.packing
    run = models.ForeignKey(
        "Import", on_delete=models.SET_NULL, null=True, related_name="changed"
    )  # that wrote it last

    class Meta:
        """A copy lies in a calendar once."""

        constraints = (models.UniqueConstraint(fields=["calendar", "uid", "copy"], name="sighting_once"),)
        indexes = (models.Index(fields=["uid"], name="sighting_uid"),)

    def __str__(self) -> str:
        return f"{self.uid} in {self.calendar_id}"


class Attendance(models.Model):
    """A person at a meeting: what the calendars say, and what a person corrected (which outlives the next import)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    contact = models.ForeignKey(
        "directory.Contact", on_delete=models.CASCADE, null=True, blank=True, related_name="attendances"
    )
    colleague = models.ForeignKey(
        "directory.Colleague", on_delete=models.CASCADE, null=True, blank=True, related_name="attendances"
    )
    account = models.ForeignKey(  # of the contact on that day
        "directory.Account", on_delete=models.CASCADE, null=True, blank=True, related_name="attendances"
    )
    source_state = models.CharField(max_length=10, choices=STATE_WORDS, blank=True)  # "" when no calendar names them
    because = models.CharField(max_length=60, blank=True)  # calendars.meetings.Because: what source_state rests on
    state_by_hand = models.CharField(max_length=10, choices=STATE_WORDS, blank=True)

    class Meta:
        """A person is at a meeting once, and is one of theirs or one of ours."""

        verbose_name_plural = _("attendances")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["meeting", "contact"], name="attendance_contact_once"),
            models.UniqueConstraint(fields=["meeting", "colleague"], name="attendance_colleague_once"),
            models.CheckConstraint(
                condition=Q(contact=None, colleague__isnull=False, account=None)
                | Q(contact__isnull=False, colleague=None, account__isnull=False),
                name="attendance_of_one_person",
            ),
            models.CheckConstraint(condition=~Q(source_state="", state_by_hand=""), name="attendance_has_a_state"),
        )
        indexes = (models.Index(fields=["account", "meeting"], name="attendance_account_meeting"),)

    def __str__(self) -> str:
        return f"{self.contact_id or self.colleague_id} at {self.meeting_id}"

    def absorb(self, other: Attendance) -> None:
        """In a merge of two contacts who were at one meeting: the surer state counts, a correction by hand stays."""
        order = ("", State.ABSENT, State.PRESUMED, State.CONFIRMED)
        if order.index(other.source_state) > order.index(self.source_state):
            self.source_state, self.because = other.source_state, other.because
        self.state_by_hand = self.state_by_hand or other.state_by_hand

    @property
    def state(self) -> State:
        """What counts: the correction by hand, else what the calendars say."""
        return State(self.state_by_hand or self.source_state)


class Suggestion(models.Model):
    """An entry without outside attendees whose title or place names an account: offered at the close, never counted."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="suggestions")
    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="suggestions")
    contact = models.ForeignKey("directory.Contact", on_delete=models.CASCADE, null=True, blank=True)
    uid = models.CharField(max_length=500)
    copy = models.CharField(max_length=60)
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=32)
    decided = models.CharField(max_length=10, blank=True)  # "", "taken", "refused"

    class Meta:
        """Offered once per account."""

        verbose_name_plural = _("suggested meetings")
        ordering = ("start", "pk")
        constraints = (
            models.UniqueConstraint(fields=["calendar", "uid", "copy", "account"], name="suggestion_once"),
            models.CheckConstraint(condition=Q(decided__in=["", "taken", "refused"]), name="suggestion_decision_known"),
        )
        indexes = (models.Index(fields=["account", "start"], name="suggestion_account_start"),)

    def __str__(self) -> str:
        return self.title


class Import(models.Model):
    """One file (a calendar, or a zip of calendars) on its way into the database: its outcome and its remarks.

    How far it is while it runs is its job's business (`jobs`); here stands what became of it.
    """

    class Stage(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Reading")
        APPLYING = "applying", _("Applying")
        HELD = "held", _("Held back: please decide")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    class Removals(models.TextChoices):
        """What to do with entries that the calendar had and the new export has not."""

        ASK = "ask", _("Ask when half or more are missing")
        REMOVE = "remove", _("They were removed")
        KEEP = "keep", _("Keep them")

    owner = models.ForeignKey(
        "directory.Colleague",
        verbose_name=_("Owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    calendar = models.ForeignKey(Calendar, on_delete=models.SET_NULL, null=True, related_name="imports")  # to update
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=300)
    place = models.CharField(max_length=1000, blank=True)  # of the private copy, "" once it is deleted
    size = models.BigIntegerField(default=0)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    attempt = models.PositiveIntegerField(default=0)  # whoever stages or applies for an older attempt has lost
    removals = models.CharField(max_length=10, choices=Removals, default=Removals.ASK)
    message = models.CharField(max_length=500, blank=True)
    counts = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)  # the first thousand calendars.rules.Remark as dicts
    sources = models.JSONField(default=list)  # each calendar in the file: name, calendar id, exported window, complete
    sample = models.BooleanField(default=False)

    class Meta:
        """Newest first."""

        verbose_name_plural = _("imports of calendars")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.stage in {self.Stage.DONE, self.Stage.FAILED, self.Stage.STOPPED}


class StagedEntry(models.Model):
    """An entry read but not yet applied; written in small transactions, gone when the import is applied.

    `offered` is one that may only become a suggestion; `named` says for whom: `[[account id, contact id or null], …]`.
    """

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="staged")
    source = models.CharField(max_length=200)  # the calendar's name
    uid = models.CharField(max_length=500)
    copy = models.CharField(max_length=60)
    start = models.BigIntegerField()
    digest = models.CharField(max_length=32)
    stamped = models.BigIntegerField(default=0)
    entry = models.JSONField()
    offered = models.BooleanField(default=False)
    named = models.JSONField(default=list)

    class Meta:
        """Read by import and calendar."""

        indexes = (models.Index(fields=["run", "source", "uid"], name="staged_of_run"),)

    def __str__(self) -> str:
        return self.uid


class Revision(models.Model):
    """How often sightings were changed, in its one row: who worked out a change outside the transaction checks it."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
