"""Users, teams and keys: who may, what is refused, what is told, and what nobody ever reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from innercircle.access import actions, queries
from innercircle.access.models import AuditEvent, Team, Token, User
from innercircle.access.rules import Refused, Role, digest
from innercircle.directory.models import Account
from tests.cast import Cast

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def told() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def of_user(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_only_an_administrator_changes_users_and_teams(cast: Cast) -> None:
    west = Team.objects.create(name="West")
    attempts: tuple[Callable[[User], object], ...] = (
        lambda by: actions.add_user(by=by, at=AT, email="x@y.example", name="X", role=Role.COLLEAGUE, password=None),
        lambda by: actions.change_user(by=by, at=AT, user=cast.ben, role=Role.ADMINISTRATOR),
        lambda by: actions.give_password(by=by, at=AT, user=cast.ben),
        lambda by: actions.save_team(by=by, at=AT, team=Team(name="East"), managers=[]),
        lambda by: actions.delete_team(by=by, at=AT, team=west),
    )
    for by in (cast.nora, cast.anna, cast.dora, cast.eve, cast.stranger):
        for attempt in attempts:
            with pytest.raises(Refused, match="Only an administrator"):
                attempt(by)
    assert not AuditEvent.objects.exists()
    assert (of_user(cast.ben).role, User.objects.filter(email="x@y.example").exists()) == (Role.ACCOUNT_MANAGER, False)
    for attempt in attempts:
        attempt(cast.adam)
    assert AuditEvent.objects.count() == len(attempts)
    assert not Team.objects.filter(name="West").exists()


def test_a_new_user_without_password_cannot_log_in_yet_and_no_password_is_told(cast: Cast) -> None:
    one = actions.add_user(by=None, at=AT, email="Zoe@Ours.Example", name="Zoe", role=Role.MANAGER, password=None)
    assert (one.email, one.has_usable_password()) == ("zoe@ours.example", False)
    assert (told().by, told().by_name, told().after["role"]) == (None, "Innercircle", "manager")
    actions.add_user(by=cast.adam, at=AT, email="yan@ours.example", name="Yan", role=Role.MANAGER, password="hush-hush")
    word = actions.give_password(by=cast.adam, at=AT, user=one)
    assert of_user(one).check_password(word)
    for event in AuditEvent.objects.all():
        for text in ("hush", word, "pbkdf2", "password"):
            assert text not in f"{event.before} {event.after}"


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.COLLEAGUE}])
def test_who_loses_a_right_loses_open_sessions(cast: Cast, change: dict[str, Any]) -> None:
    mine, other = Client(), Client()
    mine.force_login(cast.ben)
    other.force_login(cast.anna)
    Token.objects.create(user=cast.ben, name="k", digest="d", hint="h", created_at=AT)
    actions.change_user(by=cast.adam, at=AT, user=cast.ben, **change)
    assert (mine.get("/accounts/").status_code, other.get("/accounts/").status_code) == (302, 200)
    assert actions.end_sessions(user=cast.ben) == 0  # none is left that would open again with the right to log in
    assert Token.objects.exists() is ("role" in change)  # a key follows the person's rights; who is shut out has none


def test_a_new_name_ends_no_session(cast: Cast) -> None:
    mine = Client()
    mine.force_login(cast.ben)
    actions.change_user(by=cast.adam, at=AT, user=cast.ben, name="Benedict")
    assert mine.get("/accounts/").status_code == 200
    assert (told().before, told().after) == ({"name": "Ben"}, {"name": "Benedict"})


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": Role.EXECUTIVE}])
def test_the_last_administrator_stays_and_nothing_is_half_done(cast: Cast, change: dict[str, Any]) -> None:
    mine = Client()
    mine.force_login(cast.adam)
    with pytest.raises(Refused, match="Somebody must remain administrator"):
        actions.change_user(by=cast.adam, at=AT, user=cast.adam, **change)
    assert (of_user(cast.adam).role, of_user(cast.adam).is_active) == (Role.ADMINISTRATOR, True)
    assert mine.get("/accounts/").status_code == 200
    assert not AuditEvent.objects.exists()
    actions.change_user(by=of_user(cast.adam), at=AT, user=cast.eve, role=Role.ADMINISTRATOR)
    actions.change_user(by=cast.eve, at=AT, user=of_user(cast.adam), **change)  # now there are two


def test_a_shut_out_administrator_does_not_count(cast: Cast) -> None:
    actions.change_user(by=cast.adam, at=AT, user=cast.eve, role=Role.ADMINISTRATOR, is_active=False)
    with pytest.raises(Refused):
        actions.change_user(by=cast.adam, at=AT, user=cast.adam, is_active=False)


def test_wrong_values_of_a_user_are_refused_by_field(cast: Cast) -> None:
    for change in ({"email": "nobody"}, {"email": "ANNA@ours.example"}, {"role": "king"}, {"name": ""}):
        with pytest.raises(ValidationError) as fault:
            actions.change_user(by=cast.adam, at=AT, user=of_user(cast.ben), **change)
        assert set(fault.value.message_dict) == set(change)
    assert of_user(cast.ben).email == "ben@ours.example"


def test_wrong_values_of_a_new_user_are_refused_by_field(cast: Cast) -> None:
    right: dict[str, Any] = {"email": "zoe@ours.example", "name": "Zoe", "role": Role.MANAGER}
    count = User.objects.count()
    for wrong in ({"email": "nobody"}, {"email": "ANNA@ours.example"}, {"role": "king"}, {"name": ""}):
        with pytest.raises(ValidationError) as fault:
            actions.add_user(by=cast.adam, at=AT, password=None, **right | wrong)
        assert set(fault.value.message_dict) == set(wrong)
    assert (User.objects.count(), AuditEvent.objects.exists()) == (count, False)


def test_an_address_is_known_whatever_its_case(cast: Cast) -> None:
    assert User.objects.get_by_natural_key("ANNA@ours.example") == cast.anna


def test_ones_own_settings(cast: Cast) -> None:
    actions.change_own_settings(by=cast.anna, at=AT, time_zone="Europe/Vienna", language="de")
    assert (of_user(cast.anna).time_zone, of_user(cast.anna).language) == ("Europe/Vienna", "de")
    assert told().before == {"time_zone": "UTC", "language": ""}


def test_a_team_says_who_managed_it_before_and_after(cast: Cast) -> None:
    actions.save_team(by=cast.adam, at=AT, team=cast.north, managers=[cast.sam, cast.nora])
    assert (told().before, told().after) == ({"managers": ["Nora"]}, {"managers": ["Nora", "Sam"]})
    with pytest.raises(ValidationError, match="already exists"):
        actions.save_team(by=cast.adam, at=AT, team=Team(name="South"), managers=[])
    count = AuditEvent.objects.count()
    with pytest.raises(Refused, match="“North” still has colleagues or accounts; move them first"):
        actions.delete_team(by=cast.adam, at=AT, team=cast.north)
    assert (Team.objects.count(), AuditEvent.objects.count()) == (2, count)


def test_a_key_lets_its_owner_in_until_it_runs_out_and_only_a_digest_is_kept(cast: Cast) -> None:
    row, key = actions.make_token(
        by=cast.anna, at=AT, name="Script", may_write=False, expires_at=AT + timedelta(hours=1)
    )
    assert (row.digest, row.hint) == (digest(key), key[:8])
    assert key not in str(list(Token.objects.values())) + str(list(AuditEvent.objects.values("before", "after")))
    assert queries.user_of_token(key, at=AT) == (cast.anna, row)
    assert queries.user_of_token(key + "x", at=AT) is None
    assert queries.user_of_token(row.digest, at=AT) is None  # what is stored opens nothing
    assert queries.user_of_token(key, at=AT + timedelta(hours=1)) is None
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    assert queries.user_of_token(key, at=AT) is None


def test_a_key_is_revoked_by_its_owner_alone(cast: Cast) -> None:
    row, key = actions.make_token(by=cast.anna, at=AT, name="Script", may_write=True)
    for other in (cast.adam, cast.nora, cast.ben):
        with pytest.raises(Refused, match="belongs to somebody else"):
            actions.revoke_token(by=other, at=AT, token=row)
    assert (list(queries.own_tokens(cast.anna)), list(queries.own_tokens(cast.adam))) == ([row], [])
    actions.revoke_token(by=cast.anna, at=AT, token=row)
    assert queries.user_of_token(key, at=AT) is None
    with pytest.raises(ValidationError):
        actions.make_token(by=cast.anna, at=AT, name="", may_write=True)


def test_the_use_of_a_key_is_noted_once_an_hour(cast: Cast) -> None:
    row, _key = actions.make_token(by=cast.anna, at=AT, name="Script", may_write=True)
    seen = []
    for minutes in (0, 30, 60, 61):
        row.refresh_from_db()
        actions.note_use(token=row, at=AT + timedelta(minutes=minutes))
        row.refresh_from_db()
        seen.append(row.used_at)
    assert seen == [AT, AT, AT, AT + timedelta(minutes=61)]


def test_a_line_of_the_audit_keeps_only_what_differs_and_in_plain_words(cast: Cast) -> None:
    before = {"a": 1, "day": date(2026, 1, 2), "sum": Decimal("1.50"), "who": cast.anna, "many": {2}, "gone": "x"}
    after = before | {"day": AT, "sum": Decimal("1.51"), "who": cast.ben, "many": (1, cast.acme), "new": None}
    del after["gone"]
    event = actions.record(by=cast.anna, at=AT, action="t", target=cast.acme, before=before, after=after)
    event.refresh_from_db()
    assert event.before == {"day": "2026-01-02", "sum": "1.50", "who": "Anna", "many": [2], "gone": "x"}
    assert event.after == {"day": AT.isoformat(), "sum": "1.51", "who": "Ben", "many": [1, "Acme"]}
    assert (event.target_kind, event.target_id, event.target_name) == ("directory.Account", cast.acme.pk, "Acme")


def test_many_lines_at_once_say_what_single_ones_say(cast: Cast) -> None:
    long = Account(pk=cast.acme.pk + 1_000, name="Delta" * 70)  # longer than a name may be stored
    actions.record_many(
        by=cast.anna, at=AT, action="t", entries=[(cast.acme, {"a": 1}, {"a": 2}), (long, {}, {"d": AT})]
    )
    actions.record_many(by=None, at=AT, action="u", entries=[(cast.ben, {}, {})], accounts={cast.ben.pk: cast.acme.pk})
    first, second, third = AuditEvent.objects.order_by("pk")
    single = actions.record(
        by=cast.anna, at=AT, action="t", target=cast.acme, before={"a": 1}, after={"a": 2}, account_id=cast.acme.pk
    )
    fields = [field.attname for field in AuditEvent._meta.concrete_fields if field.attname != "id"]
    assert [getattr(first, name) for name in fields] == [getattr(single, name) for name in fields]
    assert (second.target_name, second.after) == (("Delta" * 70)[:300], {"d": AT.isoformat()})
    assert (third.by_name, third.by_id, third.account_id, third.target_kind) == (
        "Innercircle", None, cast.acme.pk, "access.User"
    )  # fmt: skip


def test_values_never_hold_a_password(cast: Cast) -> None:
    assert "password" not in actions.values_of(cast.anna)
    assert actions.values_of(cast.anna, "name", "password") == {"name": "Anna"}
