"""Stored: imports of the directory with every line as it was read, the portions written, the mapping of each source."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from innercircle.intake.rules import Kind, Outcome

KIND_WORDS = {
    Kind.ACCOUNTS: _("Accounts"),
    Kind.CONTACTS: _("Contacts"),
    Kind.COLLEAGUES: _("Colleagues"),
    Kind.COVERAGE: _("Coverage of contacts"),
}


class Source(models.Model):
    """Where files come from (“Salesforce export”): remembers which heading is which field."""

    kind = models.CharField(max_length=20, choices=KIND_WORDS)
    name = models.CharField(_("Source"), max_length=100)
    columns = models.JSONField(default=dict)  # heading as compared -> field, "" for a column that is left out

    class Meta:
        """A source is known by its name, for each kind."""

        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="source_once"),)

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file: read, previewed, applied portion by portion, and perhaps undone.

    `phase` and `through` say how far applying is: first the rows of all lines, then what points from row to row, each
    in the order of the file, up to the line `through`. They change in the transaction of a portion, so whoever goes on
    after a kill goes on there.
    """

    class Stage(models.TextChoices):
        """How far it is; READING, PLANNING, APPLYING and UNDOING are worked on."""

        READING = "reading", _("Being read")
        READ = "read", _("Columns to be checked")
        PLANNING = "planning", _("Being compared with the directory")
        PLANNED = "planned", _("To be applied")
        APPLYING = "applying", _("Being applied")
        STOPPED = "stopped", _("Stopped part way")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Being undone")
        HALTED = "halted", _("Undone in part")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Not read")
        FORGOTTEN = "forgotten", _("Forgotten")

    class Phase(models.TextChoices):
        """What the portions write at the moment."""

        ROWS = "rows"
        LINKS = "links"

    kind = models.CharField(max_length=20, choices=KIND_WORDS, blank=True)  # empty until it is told from the headings
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="imports")
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=300)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.READ)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # place of a heading, as text -> field
    notes = models.JSONField(default=list)  # what reading had to say, as [line, column, sentence]
    counts = models.JSONField(default=dict)  # outcome -> lines
    revision = models.BigIntegerField(default=0)  # directory.queries.directory_revision when planned
    digest = models.CharField(max_length=64, blank=True)  # of the plan
    place = models.CharField(max_length=300, blank=True)  # of a long file, until it is read
    size = models.BigIntegerField(default=0)  # bytes
    total = models.PositiveIntegerField(default=0)  # lines
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.ROWS)
    through = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # lines that were to be written and are dealt with
    message = models.CharField(max_length=500, blank=True)  # why it stands where it does
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name


class Portion(models.Model):
    """A part of an import that was written in one transaction, and what is needed to take it back."""

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="portions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    first = models.PositiveIntegerField(default=0)  # line
    last = models.PositiveIntegerField(default=0)
    journal = models.JSONField(default=list, encoder=DjangoJSONEncoder)  # directory.actions.journal
    losses = models.JSONField(default=dict)  # model -> rows that undoing removes and sets back
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """In the order of writing."""

        ordering = ("run", "number")
        constraints = (models.UniqueConstraint(fields=["run", "number"], name="portion_once"),)

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class Turn(models.Model):
    """One row: whoever writes a portion holds it, so that two imports never write at the same moment."""

    def __str__(self) -> str:
        return "turn"


class StagedLine(models.Model):
    """A line of a file and what is to become of it; kept with its import: before and after can be read later."""

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    texts = models.JSONField()  # as read, in the order of the headings
    outcome = models.CharField(max_length=10, blank=True, choices=[(each.value, each.value) for each in Outcome])
    name = models.CharField(max_length=300, blank=True)
    target = models.BigIntegerField(null=True)
    reasons = models.JSONField(default=list)  # [column, sentence, values]
    changes = models.JSONField(default=list)  # [column, old, new]
    load = models.JSONField(default=dict)  # what directory.actions.loading is to write
    links = models.BooleanField(default=False)  # whether it points at another row
    row = models.BigIntegerField(null=True)  # what was written: the account, contact or colleague
    post = models.BigIntegerField(null=True)  # and the post that is new

    class Meta:
        """In the order of the file."""

        ordering = ("run", "number")
        constraints = (models.UniqueConstraint(fields=["run", "number"], name="staged_line_once"),)
        indexes = (models.Index(fields=["run", "outcome"], name="staged_outcome"),)

    def __str__(self) -> str:
        return f"{self.number}"
