"""Stored: roles and standing of people, who covers whom, what they value and what we offer, analysis, history."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from innercircle.maps.rules.findings import Matter
from innercircle.maps.rules.levels import Part, Stance, Strength

STRENGTH_WORDS = {
    Strength.NONE: _("None"),
    Strength.VENDOR: _("Vendor"),
    Strength.KNOWN: _("Known"),
    Strength.CREDIBLE: _("Credible source"),
    Strength.SOLVER: _("Problem solver"),
    Strength.ADVISER: _("Trusted adviser"),
}
STANCE_WORDS = {
    Stance.OPPONENT: _("Opponent"),
    Stance.CRITIC: _("Critic"),
    Stance.NEUTRAL: _("Neutral"),
    Stance.SUPPORTER: _("Supporter"),
    Stance.ADVOCATE: _("Advocate"),
}
PART_WORDS = {Part.LEAD: _("Lead"), Part.DEPUTY: _("Deputy")}
MATTER_WORDS = {Matter.ISSUE: _("Issue"), Matter.PROBLEM: _("Problem"), Matter.OPPORTUNITY: _("Opportunity")}


class Aim(models.TextChoices):
    """What an entry about a person's values says (spec 10, Value to the person)."""

    ACHIEVE = "achieve", _("Tries to achieve")
    STRUGGLE = "struggle", _("Struggles with")
    HELP = "help", _("Would count as help")


class Source(models.TextChoices):
    """Where it is known from."""

    MEETING = "meeting", _("Meeting")
    DEBRIEF = "debrief", _("Debrief")
    COLLEAGUE = "colleague", _("Colleague")


class BuyingRole(models.Model):
    """What a contact decides: the core three, and those the firm adds.

    A role that is no longer wanted is retired, never deleted: whoever holds it keeps it, and the history names it.
    """

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=40)
    core = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=100)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        """The core roles first."""

        ordering = ("place", "name")

    def __str__(self) -> str:
        return self.name


class Standing(models.Model):
    """How a person stands at an account: roles, influence, stance, and what a competitor is to them."""

    affiliation = models.OneToOneField("directory.Affiliation", on_delete=models.CASCADE, related_name="standing")
    roles = models.JSONField(default=list, blank=True)  # keys of BuyingRole
    influence = models.PositiveSmallIntegerField(_("Influence"), null=True, blank=True)
    stance = models.SmallIntegerField(_("Stance"), null=True, blank=True)
    stance_on = models.DateField(null=True, blank=True)
    stance_by = models.CharField(max_length=200, blank=True)
    rival = models.CharField(_("Competitor"), max_length=200, blank=True)
    rival_strength = models.PositiveSmallIntegerField(_("How strong"), null=True, blank=True)
    counted = True  # directory.queries.losses: named where an import is undone

    class Meta:
        """Figures within their scales."""

        verbose_name_plural = _("roles and standing of people")
        constraints = (
            models.CheckConstraint(condition=Q(influence=None) | Q(influence__range=(1, 5)), name="influence_known"),
            models.CheckConstraint(condition=Q(stance=None) | Q(stance__range=(-2, 2)), name="stance_known"),
            models.CheckConstraint(
                condition=Q(rival_strength=None) | Q(rival_strength__range=(0, 5)), name="rival_strength_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.affiliation_id}"

    def absorb(self, other: Standing) -> None:
        """In a merge: what this one lacks is taken from the other."""
        self.roles = list(dict.fromkeys([*self.roles, *other.roles]))
        for name in ("influence", "stance", "stance_on", "stance_by", "rival", "rival_strength"):
            if getattr(self, name) in (None, ""):
                setattr(self, name, getattr(other, name))


class Coverage(models.Model):
    """A colleague covers a contact: what somebody thinks of it, what is wanted by when, lead and deputy."""

    affiliation = models.ForeignKey("directory.Affiliation", on_delete=models.CASCADE, related_name="coverage")
    colleague = models.ForeignKey("directory.Colleague", on_delete=models.CASCADE, related_name="coverage")
    assessed = models.PositiveSmallIntegerField(null=True)
    assessed_on = models.DateField(null=True)
    assessed_by = models.CharField(max_length=200, blank=True)
    wanted = models.PositiveSmallIntegerField(null=True)
    wanted_by = models.DateField(null=True)
    part = models.CharField(max_length=10, blank=True)
    counted = True  # directory.queries.losses: named where an import is undone

    class Meta:
        """Once per pair; one lead per person."""

        verbose_name_plural = _("lines of the relationship map")
        constraints = (
            models.UniqueConstraint(fields=["affiliation", "colleague"], name="coverage_once"),
            models.UniqueConstraint(fields=["affiliation"], condition=Q(part="lead"), name="coverage_one_lead"),
            models.CheckConstraint(condition=Q(assessed=None) | Q(assessed__range=(0, 5)), name="coverage_assessed"),
            models.CheckConstraint(condition=Q(wanted=None) | Q(wanted__range=(0, 5)), name="coverage_wanted"),
            models.CheckConstraint(condition=Q(part__in=["", *Part]), name="coverage_part_known"),
        )

    def __str__(self) -> str:
        return f"{self.colleague_id} covers {self.affiliation_id}"

    def absorb(self, other: Coverage) -> None:
        """In a merge: the later assessment counts, a lead stays lead."""
        names = ("assessed", "assessed_on", "assessed_by")
        if other.assessed_on and (self.assessed_on is None or other.assessed_on > self.assessed_on):
            for name in names:
                setattr(self, name, getattr(other, name))
        self.wanted, self.wanted_by = self.wanted or other.wanted, self.wanted_by or other.wanted_by
        self.part = self.part or other.part


class Assessment(models.Model):
    """What somebody thought of a line on a day; never changed."""

    coverage = models.ForeignKey(Coverage, on_delete=models.CASCADE, related_name="assessments")
    strength = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.strength} on {self.at:%Y-%m-%d}"


class Value(models.Model):
    """What a person is trying to achieve, struggles with, or would count as help; dated, with its source."""

    affiliation = models.ForeignKey("directory.Affiliation", on_delete=models.CASCADE, related_name="values_told")
    kind = models.CharField(_("What"), max_length=10, choices=Aim)
    words = models.CharField(_("In words"), max_length=500)
    day = models.DateField(_("When"))
    source = models.CharField(_("Known from"), max_length=10, choices=Source)
    by = models.CharField(max_length=200)

    class Meta:
        """Newest first."""

        verbose_name_plural = _("entries about what people value")
        ordering = ("-day", "-pk")

    def __str__(self) -> str:
        return self.words


class Help(models.TextChoices):
    """What a firm can help with (spec 10, Help catalogue)."""

    EXPERTISE = "expertise", _("Expertise")
    RESEARCH = "research", _("Research")
    INTRODUCTION = "introduction", _("Introduction")
    EXPERIENCE = "experience", _("Experience")
    OTHER = "other", _("Other help")


class Offer(models.Model):
    """One entry of the help catalogue: what our firm can do for a person beside selling, and who of us offers it.

    An entry that is no longer offered is retired by `until` (its last day), never deleted: activities point at it.
    """

    kind = models.CharField(_("Kind"), max_length=12, choices=Help)
    name = models.CharField(_("Name"), max_length=200, unique=True)
    gives = models.TextField(_("What it gives"), max_length=2000, blank=True)
    tags = models.JSONField(_("Tags"), default=list, blank=True)  # words and short phrases, as somebody wrote them
    colleagues = models.ManyToManyField(
        "directory.Colleague", verbose_name=_("Offered by"), through="OfferedBy", related_name="offers"
    )
    since = models.DateField(_("Offered since"), null=True, blank=True)
    until = models.DateField(_("Offered until (last day)"), null=True, blank=True)
    sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """By name."""

        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Help.values), name="offer_kind_known"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="offer_not_reversed"
            ),
        )

    def __str__(self) -> str:
        return self.name


class OfferedBy(models.Model):
    """A colleague who gives a help of the catalogue."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="offered_by")
    colleague = models.ForeignKey("directory.Colleague", on_delete=models.CASCADE, related_name="+")

    class Meta:
        """Once per pair."""

        verbose_name_plural = _("entries of the help catalogue")
        constraints = (models.UniqueConstraint(fields=["offer", "colleague"], name="offered_by_once"),)

    def __str__(self) -> str:
        return f"{self.colleague_id} offers {self.offer_id}"


class Point(models.Model):
    """An issue, a problem or an opportunity of an account's analysis; from a finding, or free."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="points")
    matter = models.CharField(_("What it is"), max_length=12, choices=MATTER_WORDS)
    words = models.CharField(_("In words"), max_length=500)
    owner = models.ForeignKey(
        "directory.Colleague", verbose_name=_("Owner"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    due = models.DateField(_("By when"), null=True)
    finding = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Open ones by date, done ones last."""

        verbose_name_plural = _("points of the analysis")
        ordering = ("done_at", "due", "pk")

    def __str__(self) -> str:
        return self.words


class Analysis(models.Model):
    """The summary of an account's analysis in words, and when it was written."""

    account = models.OneToOneField("directory.Account", on_delete=models.CASCADE, related_name="analysis")
    words = models.TextField(_("Summary"), max_length=5000)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        """What it is called where it stands in the way."""

        verbose_name_plural = _("analyses")

    def __str__(self) -> str:
        return self.words[:60]

    def absorb(self, other: Analysis) -> None:
        """In a merge: both summaries are kept."""
        self.words = f"{self.words}\n\n{other.words}"


class SwitchedOff(models.Model):
    """A finding somebody does not want to see again, with the reason."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="switched_off")
    key = models.CharField(max_length=60)
    reason = models.CharField(_("Reason"), max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        """Once per finding."""

        verbose_name_plural = _("findings switched off")
        ordering = ("-at",)
        constraints = (models.UniqueConstraint(fields=["account", "key"], name="switched_off_once"),)

    def __str__(self) -> str:
        return self.key

    def absorb(self, other: SwitchedOff) -> None:
        """In a merge: one reason is enough."""


class Kept(models.Model):
    """The whole map of an account as it stood at the end of a day on which it changed (`rules.changes.keep`)."""

    account = models.ForeignKey("directory.Account", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        """Newest first; one per day."""

        verbose_name_plural = _("days of the map kept")
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=["account", "day"], name="kept_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.account_id} on {self.day}"

    def absorb(self, other: Kept) -> None:
        """In a merge: the kept account's own day stands."""
