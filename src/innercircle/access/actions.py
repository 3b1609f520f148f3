"""Changes of users, teams and tokens; and `record`, which ends every action of every area."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from innercircle.access.models import AuditEvent, Team, Token, User
from innercircle.access.rules import Refused, Role, digest, may_administer

_TOKEN_BYTES = 32
_HINT = 8
_MANY = (
    *("at", "by_id", "by_name", "action", "target_kind", "target_id", "target_name", "account_id"),
    *("before", "after"),
)
_PASSWORD_BYTES = 12
_USE_GRAIN = timedelta(hours=1)


def record(
    *,
    by: User | None,
    at: datetime,
    action: str,
    target: models.Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    account_id: int | None = None,
) -> AuditEvent:
    """Write the audit line that ends an action: who (`by`, None for the system), when, what, before and after.

    Only what differs is kept. Called inside the action's own transaction, so a write without its line cannot be.
    """
    old, new = _plain(before or {}), _plain(after or {})
    return AuditEvent.objects.create(
        at=at,
        by=by,
        by_name=str(by) if by else "Innercircle",
        action=action,
        target_kind=target._meta.label,  # Django's public way to a model's name
        target_id=target.pk,
        target_name=str(target)[:300],
        account_id=account_id,
        before={key: value for key, value in old.items() if new.get(key) != value},
        after={key: value for key, value in new.items() if old.get(key) != value},
    )


def record_many(
    *,
    by: User | None,
    at: datetime,
    action: str,
    entries: Sequence[tuple[models.Model, Mapping[str, Any], Mapping[str, Any]]],
    accounts: Mapping[int, int] | None = None,
) -> None:
    """As `record`, for many rows at once: (row, before, after) each. An account's own line is found by the account.

    `accounts` gives the account of other rows, by their key.
    """
    columns = {field.attname: field for field in AuditEvent._meta.concrete_fields}
    name, by_id = str(by) if by else "Innercircle", by.pk if by else None
    moment, encode = columns["at"].get_db_prep_save(at, connection), columns["before"].get_db_prep_save
    rows = []
    for row, before, after in entries:
        label = row._meta.label
        account = row.pk if label == "directory.Account" else (accounts or {}).get(row.pk)
        told = (encode(_plain(before), connection), encode(_plain(after), connection))
        rows.append((moment, by_id, name, action, label, row.pk, str(row)[:300], account, *told))
    marks = ", ".join(["%s"] * len(_MANY))
    with connection.cursor() as cursor:  # three times as quick as bulk_create(), while everybody waits for the lock
        cursor.executemany(
            f"INSERT INTO {AuditEvent._meta.db_table} ({', '.join(_MANY)}) VALUES ({marks})",  # noqa: S608
            rows,
        )


def values_of(row: models.Model, *fields: str) -> dict[str, Any]:
    """The named fields of a row (all its columns where none is named), for `before` and `after` of `record`."""
    names = fields or [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name != "password"}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, set | tuple | list):
        return [_plain_value(each) for each in value]
    return value


@transaction.atomic
def add_user(
    *, by: User | None, at: datetime, email: str, name: str, role: Role, password: str | None, **more: Any
) -> User:
    """Add somebody who may log in; `password` None means they must use the reset link first.

    ValidationError, by field, where the address is none or somebody's already, the name empty or the role unknown.
    """
    _require_administrator(by)
    user = User(email=email.lower(), name=name, role=role, **more)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    record(by=by, at=at, action="access.user.added", target=user, after=values_of(user, "email", "name", "role"))
    return user


@transaction.atomic
def change_user(*, by: User | None, at: datetime, user: User, **changes: Any) -> User:
    """Change role, name, right to log in; whoever loses a right loses open sessions and keys at once (THREATS T5)."""
    _require_administrator(by)
    before = values_of(user, *changes)
    for name, value in changes.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save()
    _require_an_administrator_left()
    if {"role", "is_active"} & set(changes):
        end_sessions(user=user)
    if not user.is_active:
        user.tokens.all().delete()
    record(by=by, at=at, action="access.user.changed", target=user, before=before, after=values_of(user, *changes))
    return user


@transaction.atomic
def give_password(*, by: User | None, at: datetime, user: User) -> str:
    """A new password for somebody who has none or lost it; returned once, to be handed over and changed by them."""
    _require_administrator(by)
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user)
    record(by=by, at=at, action="access.user.password", target=user)
    return password


@transaction.atomic
def change_own_settings(*, by: User, at: datetime, time_zone: str, language: str) -> User:
    """A person's own display settings."""
    before = values_of(by, "time_zone", "language")
    by.time_zone, by.language = time_zone, language
    by.full_clean(exclude=["password"])
    by.save(update_fields=["time_zone", "language"])
    record(
        by=by,
        at=at,
        action="access.user.settings",
        target=by,
        before=before,
        after=values_of(by, "time_zone", "language"),
    )
    return by


def end_sessions(*, user: User) -> int:
    """Close every open session of a user; returns how many."""
    mine = [row.pk for row in Session.objects.all() if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=mine).delete()
    return len(mine)


@transaction.atomic
def save_team(*, by: User | None, at: datetime, team: Team, managers: list[User]) -> Team:
    """Add or change a team and who manages it."""
    _require_administrator(by)
    before = {"name": Team.objects.get(pk=team.pk).name, "managers": _names(team)} if team.pk else {}
    team.full_clean()
    team.save()
    team.managers.set(managers)
    after = {"name": team.name, "managers": _names(team)}
    record(by=by, at=at, action="access.team.saved", target=team, before=before, after=after)
    return team


@transaction.atomic
def make_token(
    *, by: User, at: datetime, name: str, may_write: bool, expires_at: datetime | None = None
) -> tuple[Token, str]:
    """A new key of the person's own; returns the stored row and the key, which is never shown again."""
    key = f"ic_{secrets.token_urlsafe(_TOKEN_BYTES)}"
    token = Token(user=by, name=name, digest=digest(key), hint=key[:_HINT], may_write=may_write, created_at=at)
    token.expires_at = expires_at
    token.full_clean()
    token.save()
    record(by=by, at=at, action="access.token.made", target=token, after=values_of(token, "name", "may_write"))
    return token, key


@transaction.atomic
def revoke_token(*, by: User, at: datetime, token: Token) -> None:
    """End a key of one's own; calls that use it are refused from now on."""
    if token.user_id != by.pk:
        raise Refused(_("This key belongs to somebody else."))
    record(by=by, at=at, action="access.token.revoked", target=token, before=values_of(token, "name", "may_write"))
    token.delete()


def _require_administrator(by: User | None) -> None:
    if by is not None and not may_administer(by.role):
        raise Refused(_("Only an administrator may change users and teams."))


def _require_an_administrator_left() -> None:
    if not User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        raise Refused(_("Somebody must remain administrator, or nobody could let people in."))


@transaction.atomic
def delete_team(*, by: User | None, at: datetime, team: Team) -> None:
    """Remove a team that has neither colleagues nor accounts; Refused otherwise."""
    _require_administrator(by)
    record(
        by=by, at=at, action="access.team.deleted", target=team, before={"name": team.name, "managers": _names(team)}
    )
    try:
        with transaction.atomic():
            team.delete()
    except models.ProtectedError as error:
        raise Refused(_("“%(name)s” still has colleagues or accounts; move them first.") % {"name": team}) from error


def _names(team: Team) -> list[str]:
    return sorted(str(user) for user in team.managers.all())


def note_use(*, token: Token, at: datetime) -> None:
    """Remember when a key was last used, to the hour: no write for every call."""
    if token.used_at is None or at - token.used_at > _USE_GRAIN:
        Token.objects.filter(pk=token.pk).update(used_at=at)
