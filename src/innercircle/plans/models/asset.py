"""Stored: what the relationship brought, who holds knowledge about the client's affairs, what was shared with them."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from innercircle.plans.models.aims import sane


class Engagement(models.Model):
    """Work a client gave us: its kind and days, its value, and how it came to us (docs/rules/asset.md).

    None in `uncontested` (won without competition) and `unasked` (the client came to us) says that nobody knows; an
    `end` of None that it is open. `sponsor` is whose work it is at the client.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="engagements")
    name = models.CharField(_("Engagement"), max_length=200)
    kind = models.CharField(_("Kind of work"), max_length=100)
    start = models.DateField(_("Began on"))
    end = models.DateField(_("Last day"), null=True, blank=True)
    value = models.DecimalField(
        _("Value"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    uncontested = models.BooleanField(_("Won without competition"), null=True, blank=True)
    unasked = models.BooleanField(_("Came unasked"), null=True, blank=True)
    sponsor = models.ForeignKey(
        "directory.Contact", verbose_name=_("Whose work it is at the client"), on_delete=models.SET_NULL, null=True,
        blank=True, related_name="sponsored",
    )  # fmt: skip
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """The latest first."""

        verbose_name_plural = _("engagements")
        ordering = ("-start", "-pk")
        constraints = (
            models.CheckConstraint(condition=sane("start", "end"), name="engagement_dates_sane"),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="engagement_not_reversed"),
            models.CheckConstraint(
                condition=Q(value=None) | (Q(value__gte=0) & ~Q(currency="")), name="engagement_value_in_a_currency"
            ),
        )

    def __str__(self) -> str:
        return self.name


class KnowledgeTopic(models.Model):
    """Knowledge we have about the client's affairs: who of ours holds it, who else knows it, when it was handed over.

    The last handing over counts; earlier ones stand in the audit.
    """

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="knowledge")
    topic = models.CharField(_("Topic"), max_length=300)
    holder = models.ForeignKey(
        "directory.Colleague",
        verbose_name=_("Who of ours holds it"),
        on_delete=models.PROTECT,
        related_name="knowledge",
    )
    second = models.ForeignKey(
        "directory.Colleague", verbose_name=_("Who else of ours knows it"), on_delete=models.PROTECT, null=True,
        blank=True, related_name="second_knowledge",
    )  # fmt: skip
    since = models.DateField(_("Since"))
    handed_over_to = models.ForeignKey(
        "directory.Contact", verbose_name=_("Handed over to"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="handed_over",
    )  # fmt: skip
    handed_over_words = models.CharField(_("To whom or how, in words"), max_length=300, blank=True)
    handed_over_on = models.DateField(_("Handed over on"), null=True, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Never handed over first, then the longest ago."""

        verbose_name_plural = _("topics of knowledge")
        ordering = (F("handed_over_on").asc(nulls_first=True), "since", "pk")
        constraints = (
            models.CheckConstraint(condition=sane("since", "handed_over_on"), name="topic_dates_sane"),
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("holder")), name="topic_second_is_another"),
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=False) | Q(handed_over_to=None, handed_over_words=""),
                name="topic_handed_over_on_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.topic


class TransparencyEntry(models.Model):
    """What was shared with the client's staff: when, what, with whom, by whom of ours."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="shared")
    on = models.DateField(_("Shared on"))
    what = models.CharField(_("What was shared"), max_length=500)
    contact = models.ForeignKey(
        "directory.Contact", verbose_name=_("With whom"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="shared",
    )  # fmt: skip
    with_words = models.CharField(_("With whom, in words"), max_length=300, blank=True)
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        """Newest first."""

        verbose_name_plural = _("entries of the transparency log")
        ordering = ("-on", "-pk")
        constraints = (models.CheckConstraint(condition=sane("on"), name="shared_day_sane"),)

    def __str__(self) -> str:
        return self.what
