"""Reads of users, teams, tokens and the audit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import Count, Q, QuerySet

from innercircle.access.models import AuditEvent, Team, Token, User
from innercircle.access.rules import Role, digest, may_administer

_NAMED_AFTER: Final = {"directory.Affiliation": "contact"}  # a post has no name of its own


def user_of_token(key: str, *, at: datetime) -> tuple[User, Token] | None:
    """The active user a key belongs to, and the key's row; None when unknown, run out, or the user may not log in."""
    rows = Token.objects.select_related("user").filter(digest=digest(key), user__is_active=True)
    token = rows.filter(Q(expires_at=None) | Q(expires_at__gt=at)).first()
    return (token.user, token) if token else None


def users(user: User) -> QuerySet[User]:
    """Everybody who may log in; only administrators see the list."""
    return User.objects.all() if may_administer(user.role) else User.objects.none()


def teams(user: User) -> QuerySet[Team]:
    """All teams; names of teams are no secret inside the firm."""
    return Team.objects.all() if user.is_active else Team.objects.none()


def audit(user: User) -> QuerySet[AuditEvent]:
    """The audit, readable by administrators only."""
    return AuditEvent.objects.select_related("by") if may_administer(user.role) else AuditEvent.objects.none()


def user_list(user: User, *, words: str, sort: str, chosen: Mapping[str, str]) -> QuerySet[User]:
    """The users as their page lists them."""
    rows = users(user).select_related("colleague__team")
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if chosen.get("role"):
        rows = rows.filter(role=chosen["role"])
    if chosen.get("state"):
        rows = rows.filter(is_active=chosen["state"] == "open")
    return rows.order_by(sort, "pk")


def team_list(user: User) -> QuerySet[Any]:
    """The teams with their managers and how many colleagues and accounts each has."""
    counted = teams(user).annotate(people=Count("colleagues", distinct=True), clients=Count("accounts", distinct=True))
    return counted.prefetch_related("managers")


def audit_list(
    user: User, *, words: str, chosen: Mapping[str, str], saying: Callable[[str], Collection[str]] = lambda _word: ()
) -> QuerySet[AuditEvent]:
    """The audit as its page narrows it: by person, kind of thing, since when; words look in names and actions.

    `saying(word)` are the actions that the reader's language calls so.
    """
    rows = audit(user)
    for word in words.split():
        acts = Q(action__icontains=word) | Q(action__in=saying(word))
        rows = rows.filter(Q(target_name__icontains=word) | Q(by_name__icontains=word) | acts)
    names = {"by": "by", "kind": "target_kind", "since": "at__gte"}
    for key, column in names.items():
        if chosen.get(key):
            rows = rows.filter(**{column: chosen[key]})
    return rows.order_by("-at", "-pk")


def audit_kinds(user: User) -> list[str]:
    """The kinds of thing the audit tells of."""
    return sorted(audit(user).order_by().values_list("target_kind", flat=True).distinct())


def names_of(wanted: Mapping[str, Collection[int]]) -> dict[tuple[str, int], str]:
    """What the rows with these keys are called, by model and key; who is gone is missing. One question for a model."""
    return {
        (label, row.pk): str(getattr(row, _NAMED_AFTER[label]) if label in _NAMED_AFTER else row)
        for label, keys in wanted.items()
        for row in _rows_of(label).filter(pk__in=keys)
    }


def _rows_of(label: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model(label)._base_manager.all()
    return rows.select_related(_NAMED_AFTER[label]) if label in _NAMED_AFTER else rows


def own_tokens(user: User) -> QuerySet[Token]:
    """A person's own keys."""
    return Token.objects.filter(user=user)


def anybody() -> bool:
    """Whether anybody at all may log in; a new installation says how the first administrator comes in."""
    return User.objects.filter(is_active=True).exists()


def knows(email: str) -> bool:
    """Whether this address belongs to a user, whatever its case; for the operator's command line only."""
    return User.objects.filter(email__iexact=email).exists()


def user_named(email: str) -> User | None:
    """The user with this address who may log in, whatever its case; for the operator's command line only."""
    return User.objects.filter(email__iexact=email, is_active=True).first()


def first_administrator() -> User | None:
    """The administrator who was there first; in their name the terminal asks where nobody else is named."""
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()


def sample_data_present() -> bool:
    """Whether the demo firm is loaded, so that pages can say that their figures are invented."""
    return User.objects.filter(sample=True).exists()
