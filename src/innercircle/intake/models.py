"""Stored: imports of the directory with every line as it was read, and how each source's columns were mapped."""

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
    """One file: read, previewed, applied in one transaction, and perhaps undone."""

    class Stage(models.TextChoices):
        """How far it is."""

        READ = "read", _("Columns to be checked")
        PLANNED = "planned", _("To be applied")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Undone")

    kind = models.CharField(max_length=20, choices=KIND_WORDS)
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
    journal = models.JSONField(default=list, encoder=DjangoJSONEncoder)  # directory.actions.journal
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name


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

    class Meta:
        """In the order of the file."""

        ordering = ("run", "number")
        constraints = (models.UniqueConstraint(fields=["run", "number"], name="staged_line_once"),)
        indexes = (models.Index(fields=["run", "outcome"], name="staged_outcome"),)

    def __str__(self) -> str:
        return f"{self.number}"
