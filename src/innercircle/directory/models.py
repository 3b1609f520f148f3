"""Stored: accounts, contacts with dated affiliations, colleagues, and what was merged."""

from __future__ import annotations

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Segment(models.TextChoices):
    """How the firm means to deal with an account (spec 40, Segments)."""

    PARTNER = "partner", _("Partner")
    COULD_BECOME = "could_become", _("Could become a partner")
    REGULAR = "regular", _("Regular")


class Status(models.TextChoices):
    """Where the business stands."""

    PROSPECT = "prospect", _("Prospect")
    CLIENT = "client", _("Client")
    FORMER = "former", _("Former client")


class Level(models.TextChoices):
    """Where in their hierarchy a contact stands (spec 10)."""

    BOARD = "board", _("Board")
    C_LEVEL = "c_level", _("C-level")
    DIRECTOR = "director", _("VP or director")
    MANAGER = "manager", _("Manager")
    STAFF = "staff", _("Staff")


class Colleague(models.Model):
    """A person on our side; may or may not have a log-in."""

    name = models.CharField(_("Name"), max_length=200)
    team = models.ForeignKey(
        "access.Team",
        verbose_name=_("Team"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="colleagues",
    )
    function = models.CharField(_("Function"), max_length=200, blank=True)
    user = models.OneToOneField(
        "access.User",
        verbose_name=_("Log-in"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="colleague",
    )
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    external_id = models.CharField(_("Id in other systems"), max_length=100, blank=True)
    sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Ordering."""

        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class ColleagueEmail(models.Model):
    """An address of a colleague; its domain is one of our own."""

    colleague = models.ForeignKey(Colleague, on_delete=models.CASCADE, related_name="emails")
    address = models.EmailField(_("E-mail"), unique=True)

    class Meta:
        """Ordering and the rule that addresses are kept in lower case."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.address


class Account(models.Model):
    """A client organisation (may have a parent organisation)."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("Parent"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    industry = models.CharField(_("Industry"), max_length=200, blank=True)
    country = models.CharField(_("Country"), max_length=100, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=64, default="UTC")
    team = models.ForeignKey(
        "access.Team", verbose_name=_("Team"), on_delete=models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    account_manager = models.ForeignKey(
        Colleague,
        verbose_name=_("Account manager"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="managed_accounts",
    )
    members = models.ManyToManyField(
        Colleague, verbose_name=_("Account team"), related_name="team_accounts", blank=True
    )
    segment = models.CharField(_("Segment"), max_length=20, choices=Segment, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.CLIENT)
    currency = models.CharField(_("Currency"), max_length=3, default="EUR")
    focus = models.CharField(_("Strategic focus"), max_length=500, blank=True)
    external_id = models.CharField(_("Id in other systems"), max_length=100, blank=True)
    sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Ordering, named constraints, and the order in which lists show accounts."""

        ordering = ("name", "pk")
        indexes = (models.Index(Lower("name"), F("id"), name="account_by_name"),)
        constraints = (
            models.CheckConstraint(condition=~Q(parent=F("id")), name="account_not_its_own_parent"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="account_status_known"),
            models.CheckConstraint(condition=Q(segment__in=["", *Segment.values]), name="account_segment_known"),
        )

    def __str__(self) -> str:
        return self.name

    def absorb(self, other: Self) -> None:
        """In a merge: what this account lacks is taken from the other one."""
        names = ("parent_id", "industry", "country", "team_id", "account_manager_id", "segment", "focus", "external_id")
        _fill(self, other, names)


class AccountDomain(models.Model):
    """An e-mail domain of an account; subdomains match; never free-mail, never our own; claimed once."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("Domain"), max_length=253, unique=True)

    class Meta:
        """Ordering."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.domain


class AccountYear(models.Model):
    """Revenue and profit of an account in one year, actual and planned, in the account's currency."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("Year"))
    revenue = models.DecimalField(_("Revenue"), max_digits=16, decimal_places=2, null=True, blank=True)
    revenue_plan = models.DecimalField(_("Planned revenue"), max_digits=16, decimal_places=2, null=True, blank=True)
    profit = models.DecimalField(_("Profit"), max_digits=16, decimal_places=2, null=True, blank=True)
    profit_plan = models.DecimalField(_("Planned profit"), max_digits=16, decimal_places=2, null=True, blank=True)

    class Meta:
        """One row per account and year."""

        ordering = ("-year",)
        constraints = (models.UniqueConstraint(fields=["account", "year"], name="account_year_once"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.year}"

    def absorb(self, other: Self) -> None:
        """In a merge: figures this year lacks are taken from the other account's."""
        for name in ("revenue", "revenue_plan", "profit", "profit_plan"):
            if getattr(self, name) is None:
                setattr(self, name, getattr(other, name))


def _fill(row: models.Model, other: models.Model, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(row, name, getattr(row, name) or getattr(other, name))


class Contact(models.Model):
    """A person at a client. Where they work, and since when, stands in their affiliations."""

    name = models.CharField(_("Name"), max_length=200)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    location = models.CharField(_("Location"), max_length=200, blank=True)
    placeholder = models.BooleanField(_("Name still unknown"), default=False)
    discovered = models.BooleanField(_("Discovered in a calendar"), default=False)
    external_id = models.CharField(_("Id in other systems"), max_length=100, blank=True)
    sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Ordering, and the order in which lists show contacts: a page of tens of thousands is read, not sorted."""

        ordering = ("name", "pk")
        indexes = (models.Index(Lower("name"), F("id"), name="contact_by_name"),)

    def __str__(self) -> str:
        return self.name

    def absorb(self, other: Self) -> None:
        """In a merge: what this row lacks is taken from the other; a name somebody wrote beats one from a calendar."""
        if (self.placeholder, self.discovered) > (other.placeholder, other.discovered):
            self.name = other.name
        self.placeholder &= other.placeholder
        self.discovered &= other.discovered
        _fill(self, other, ("phone", "location", "external_id"))


class ContactEmail(models.Model):
    """An address of a contact, in lower case, of one person only."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="emails")
    address = models.EmailField(_("E-mail"), unique=True)

    class Meta:
        """Ordering."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.address


class Affiliation(models.Model):
    """A contact works at an account from-to; hours belong to the account of that day (spec 10, Contact)."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="affiliations")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="affiliations")
    since = models.DateField(_("Since"), null=True, blank=True)
    until = models.DateField(_("Until (last day)"), null=True, blank=True)
    title = models.CharField(_("Title"), max_length=200, blank=True)
    department = models.CharField(_("Department"), max_length=200, blank=True)
    level = models.CharField(_("Level"), max_length=20, choices=Level, blank=True)
    reports_to = models.ForeignKey(
        "self", verbose_name=_("Reports to"), on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )

    class Meta:
        """Ordering, constraints and the index the measure asks."""

        ordering = ("account_id", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="affiliation_not_reversed"
            ),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="affiliation_level_known"),
        )
        indexes = (models.Index(fields=["account", "contact"], name="affiliation_account_contact"),)

    def __str__(self) -> str:
        return f"{self.contact_id} at {self.account_id}"

    def overlaps(self, other: Affiliation) -> bool:
        """Whether there is a day both cover."""
        early = self.since is None or other.until is None or self.since <= other.until
        return early and (other.since is None or self.until is None or other.since <= self.until)

    def absorb(self, other: Self) -> None:
        """In a merge: cover the other's days too, and take the words this one lacks."""
        self.since = min(self.since, other.since) if self.since and other.since else None
        self.until = max(self.until, other.until) if self.until and other.until else None
        _fill(self, other, ("title", "department", "level", "reports_to_id"))


class Kind(models.TextChoices):
    """What can be merged."""

    ACCOUNT = "account", _("Account")
    CONTACT = "contact", _("Contact")


class Merge(models.Model):
    """Two rows that were made one, with everything needed to make them two again."""

    kind = models.CharField(max_length=10, choices=Kind)
    kept_id = models.BigIntegerField()
    gone_id = models.BigIntegerField()
    kept_name = models.CharField(max_length=200)
    gone_name = models.CharField(max_length=200)
    journal = models.JSONField(encoder=DjangoJSONEncoder)  # directory.actions.journal says what it holds
    by = models.ForeignKey("access.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")
        constraints = (models.CheckConstraint(condition=Q(kind__in=Kind.values), name="merge_kind_known"),)

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.kept_name}"


class Apart(models.Model):
    """Two rows somebody looked at and found to be different: never proposed as duplicates again."""

    kind = models.CharField(max_length=10, choices=Kind)
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()

    class Meta:
        """Said once; the smaller id first."""

        constraints = (
            models.UniqueConstraint(fields=["kind", "first_id", "second_id"], name="apart_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="apart_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} ≠ {self.second_id}"


class Touched(models.Model):
    """An account whose people, addresses or clock changed: what lies above has to be computed again.

    Or a contact who got a new address: then only what names that address. Written in the transaction of the change,
    taken away by whoever computed, so that nothing is forgotten in a crash.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="touched")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, related_name="touched")
    derived = True

    class Meta:
        """A mark is on one of the two."""

        constraints = (
            models.CheckConstraint(
                condition=Q(account=None, contact__isnull=False) | Q(account__isnull=False, contact=None),
                name="touched_one",
            ),
        )

    def __str__(self) -> str:
        return f"account {self.account_id}" if self.account_id else f"contact {self.contact_id}"
