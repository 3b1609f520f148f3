"""Who reads users, teams and the audit, and how their pages narrow them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from innercircle.access import actions, queries
from innercircle.access.models import AuditEvent, Team, User
from innercircle.access.rules import Role
from innercircle.directory.models import Affiliation
from tests.cast import Cast, contact

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def names(rows: Any) -> list[str]:
    return [str(row) for row in rows]


def test_only_administrators_read_users_and_audit(cast: Cast) -> None:
    actions.record(by=cast.anna, at=AT, action="t", target=cast.acme)
    for user in (cast.nora, cast.anna, cast.dora, cast.eve, cast.stranger):
        assert (queries.users(user).count(), queries.audit(user).count(), queries.audit_kinds(user)) == (0, 0, [])
        assert not queries.user_list(user, words="", sort="name", chosen={}).exists()
        assert not queries.audit_list(user, words="", chosen={}).exists()
    assert queries.users(cast.adam).count() == User.objects.count()
    assert queries.audit_kinds(cast.adam) == ["directory.Account"]


def test_teams_are_known_to_whoever_may_log_in(cast: Cast) -> None:
    assert names(queries.teams(cast.stranger)) == ["North", "South"]
    cast.stranger.is_active = False
    assert names(queries.teams(cast.stranger)) == []
    north, south = queries.team_list(cast.adam)
    assert (north.people, north.clients, south.people, south.clients) == (3, 2, 2, 1)


@pytest.mark.parametrize(
    ("words", "chosen", "found"),
    [
        ("", {"role": "manager"}, ["Nora", "Sam"]),
        ("ours NOR", {}, ["Nora"]),
        ("nobody", {}, []),
        ("", {"state": "closed"}, ["Ben"]),
        ("", {"state": "open", "role": "account_manager"}, ["Anna", "Cara"]),
    ],
)
def test_users_are_narrowed(cast: Cast, words: str, chosen: dict[str, str], found: list[str]) -> None:
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert names(queries.user_list(cast.adam, words=words, sort="name", chosen=chosen)) == found


def test_users_are_ordered_as_asked(cast: Cast) -> None:
    found = names(queries.user_list(cast.adam, words="", sort="-name", chosen={"role": "account_manager"}))
    assert found == ["Cara", "Ben", "Anna"]


def test_the_audit_is_narrowed_by_person_kind_day_and_words(cast: Cast) -> None:
    for days, (by, action, target) in enumerate(
        [(cast.anna, "one.saved", cast.acme), (cast.cara, "two.saved", cast.gamma), (None, "three", cast.north)]
    ):
        actions.record(by=by, at=AT - timedelta(days=days), action=action, target=target)

    def found(words: str = "", saying: Any = None, **chosen: Any) -> list[str]:
        more = {"saying": saying} if saying else {}
        return [each.action for each in queries.audit_list(cast.adam, words=words, chosen=chosen, **more)]

    assert found() == ["one.saved", "two.saved", "three"]
    assert found(by=str(cast.cara.pk)) == ["two.saved"]
    assert found(kind="access.Team") == ["three"]
    assert found(since=AT - timedelta(hours=30)) == ["one.saved", "two.saved"]
    assert found("SAVED acme") == ["one.saved"]
    assert found("cara") == ["two.saved"]
    assert found("innercircle") == ["three"]
    assert found("drei", saying=lambda word: ["three"] if word == "drei" else []) == ["three"]


def test_names_of_rows_by_their_keys_and_of_a_post_its_person(cast: Cast) -> None:
    kim = contact("Kim", cast.acme)
    post = Affiliation.objects.get(contact=kim)
    wanted = {"access.Team": {cast.north.pk, 999_999}, "directory.Affiliation": [post.pk], "access.User": []}
    found = queries.names_of(wanted)
    assert found == {("access.Team", cast.north.pk): "North", ("directory.Affiliation", post.pk): "Kim"}


def test_what_the_terminal_asks_about_people(cast: Cast) -> None:
    assert queries.anybody()
    assert queries.first_administrator() == cast.adam
    assert queries.user_named("ANNA@ours.example") == cast.anna
    User.objects.update(is_active=False)
    assert queries.knows("Anna@Ours.Example")
    assert queries.user_named("anna@ours.example") is None
    assert not queries.anybody()
    assert queries.first_administrator() is None
    assert not queries.knows("nobody@ours.example")


def test_sample_data_is_told_by_its_people(cast: Cast) -> None:
    assert not queries.sample_data_present()
    User.objects.filter(pk=cast.eve.pk).update(sample=True)
    assert queries.sample_data_present()


def test_rows_say_who_they_are(cast: Cast) -> None:
    token, _key = actions.make_token(by=cast.anna, at=AT, name="Script", may_write=True)
    nameless = User(email="X@Y.example", role=Role.COLLEAGUE)
    nameless.clean()
    assert names([cast.anna, nameless, Team(name="West"), token]) == ["Anna", "x@y.example", "West", "Script"]
    assert str(AuditEvent.objects.get()) == "2026-11-22 12:00 Anna access.token.made Script"
