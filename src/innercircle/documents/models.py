"""Stored: in whose name documents go out, and the documents somebody asked for, for a week."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from innercircle.reports.blocks import Format

FORMAT_WORDS = {
    Format.PDF: _("PDF, to read and print"),
    Format.DOCX: _("Word, to edit"),
    Format.PPTX: _("PowerPoint, to present and edit"),
    Format.XLSX: _("Excel, to compute with"),
}


class Firm(models.Model):
    """The firm's name and logo (a PNG of our own making, or nothing); one row at most."""

    only = models.BooleanField(default=True, unique=True)
    name = models.CharField(_("Name of the firm"), max_length=200, blank=True)
    logo = models.BinaryField(null=True)

    class Meta:
        """There is one firm."""

        constraints = (models.CheckConstraint(condition=Q(only=True), name="firm_only_one"),)

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """An account plan somebody asked for; `content` is there once it is made. It can be made again at any time."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(_("Format"), max_length=4, choices=FORMAT_WORDS)
    language = models.CharField(_("Language"), max_length=8)
    one_page = models.BooleanField(_("On one page"), default=False)
    made_at = models.DateTimeField(null=True)
    size = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)
    derived = True  # nothing is lost with it, so it keeps no account from being deleted

    class Meta:
        """Newest first."""

        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=list(Format)), name="document_format_known"),
            models.CheckConstraint(
                condition=Q(made_at=None, content=None) | Q(made_at__isnull=False, content__isnull=False),
                name="document_made_with_content",
            ),
        )
        indexes = (models.Index(fields=["by", "account"], name="document_of_person"),)

    def __str__(self) -> str:
        return f"{self.account} ({self.kind.upper()})"
