"""Stored: users, teams, tokens, and the audit of every write."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from innercircle.access.rules import Role

ROLE_WORDS = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.MANAGER: _("Manager"),
    Role.ACCOUNT_MANAGER: _("Account manager"),
    Role.COLLEAGUE: _("Colleague"),
    Role.EXECUTIVE: _("Executive"),
}


class Users(BaseUserManager["User"]):
    """Finds a user by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with that address; Django's log-in asks this."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who may log in. Which accounts they see follows from role, teams and the directory."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=200)
    role = models.CharField(_("Role"), max_length=20, choices=ROLE_WORDS, default=Role.COLLEAGUE)
    is_active = models.BooleanField(_("May log in"), default=True)
    time_zone = models.CharField(_("Time zone"), max_length=64, default="UTC")
    language = models.CharField(_("Language"), max_length=8, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sample = models.BooleanField(default=False)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        """Ordering and named constraints."""

        ordering = ("name", "pk")
        constraints = (models.CheckConstraint(condition=models.Q(role__in=list(Role)), name="user_role_known"),)

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Addresses are kept in lower case."""
        self.email = self.email.lower()

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the address in lower case whoever saves."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched


class Team(models.Model):
    """A team of ours; its managers see the accounts of its account managers."""

    name = models.CharField(_("Name"), max_length=200, unique=True)
    managers = models.ManyToManyField(User, verbose_name=_("Managers"), related_name="managed_teams", blank=True)
    sample = models.BooleanField(default=False)

    class Meta:
        """Ordering."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """A person's key to the API; only its digest is stored, the key itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("Name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    may_write = models.BooleanField(_("May write"), default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("Valid until"), null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Ordering."""

        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """One write: who, when, what, before and after. Never changed, never deleted by the product (spec 90)."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    target_kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True)
    target_name = models.CharField(max_length=300)
    account_id = models.BigIntegerField(null=True, db_index=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        """Newest first."""

        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["target_kind", "target_id"], name="audit_target"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name} {self.action} {self.target_name}"
