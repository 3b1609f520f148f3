"""Adding, changing, handing over and deleting accounts."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Conflict, Refused
from innercircle.directory import actions, queries
from innercircle.directory.models import Account, Touched
from tests.cast import Cast, contact

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def colleague_of(user: object) -> object:
    return user.colleague  # type: ignore[attr-defined]


def test_an_administrator_adds_an_account_and_the_audit_tells_of_it(cast: Cast) -> None:
    account = actions.add_account(by=cast.adam, at=AT, values={"name": " Delta "}, domains=["WWW.Delta.example"])
    assert (account.name, [str(each) for each in account.domains.all()]) == ("Delta", ["delta.example"])
    event = AuditEvent.objects.get(action="directory.account.added")
    assert (event.by, event.account_id, event.after["domains"]) == (cast.adam, account.pk, ["delta.example"])
    assert list(queries.marked().accounts) == [account.pk]


def test_signs_that_nobody_sees_are_not_kept(cast: Cast) -> None:  # they would turn or hide what others read
    values = {"name": "De\x07l\u202eta", "focus": "One\u2066,\ntwo"}
    account = actions.add_account(by=cast.adam, at=AT, values=values)
    assert (account.name, account.focus) == ("Delta", "One,\ntwo")


def test_an_account_manager_who_adds_one_becomes_its_manager(cast: Cast) -> None:
    account = actions.add_account(by=cast.anna, at=AT, values={"name": "Delta"})
    assert account.account_manager == cast.anna.colleague


@pytest.mark.parametrize("name", ["nora", "dora", "eve", "stranger"])
def test_nobody_adds_an_account_they_could_not_change(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        actions.add_account(by=getattr(cast, name), at=AT, values={"name": "Delta"})
    assert not Account.objects.filter(name="Delta").exists()


def test_a_manager_adds_one_for_a_team_of_theirs(cast: Cast) -> None:
    assert actions.add_account(by=cast.nora, at=AT, values={"name": "Delta", "team": cast.north}).team == cast.north
    with pytest.raises(Refused):
        actions.add_account(by=cast.nora, at=AT, values={"name": "Epsilon", "team": cast.south})


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("gmail.com", "free-mail"),
        ("mail.gmail.com", "free-mail"),
        ("ours.example", "our own domain"),
        ("eu.ours.example", "our own domain"),
        ("beta.example", "already belongs to “Beta”"),
        ("gamma.example", "already belongs to another account"),  # Anna does not see Gamma
        ("co.uk", "open to everybody"),
        ("acme", "reads like acme.example"),
    ],
)
def test_a_domain_that_cannot_be_the_accounts_gets_a_sentence(cast: Cast, domain: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.change_account(by=cast.anna, at=AT, account=cast.acme, version=1, values={}, domains=[domain])
    assert words in caught.value.message_dict["domains"][0]
    assert [str(each) for each in cast.acme.domains.all()] == ["acme.example"]


def test_two_editors_one_is_told_who_was_first(cast: Cast) -> None:
    actions.change_account(by=cast.anna, at=AT, account=cast.acme, version=1, values={"industry": "Pumps"})
    with pytest.raises(Conflict, match="Anna changed “Acme”"):
        actions.change_account(by=cast.nora, at=AT, account=cast.acme, version=1, values={"industry": "Valves"})
    cast.acme.refresh_from_db()
    assert (cast.acme.industry, cast.acme.version) == ("Pumps", 2)


@pytest.mark.parametrize("name", ["cara", "dora", "eve", "ben", "stranger", "sam"])
def test_whoever_may_not_change_it_changes_nothing(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        actions.change_account(by=getattr(cast, name), at=AT, account=cast.acme, version=1, values={"name": "X"})
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "beta"}, "name"),
        ({"name": ""}, "name"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
        ({"currency": "EURO"}, "currency"),
        ({"currency": "E1"}, "currency"),
        ({"segment": "friend"}, "segment"),
    ],
)
def test_a_wrong_fact_is_named(cast: Cast, values: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.change_account(by=cast.adam, at=AT, account=cast.acme, version=1, values=values)
    assert field in caught.value.message_dict


def test_parents_never_make_a_circle(cast: Cast) -> None:
    actions.change_account(by=cast.adam, at=AT, account=cast.beta, version=1, values={"parent": cast.acme})
    actions.change_account(by=cast.adam, at=AT, account=cast.gamma, version=1, values={"parent": cast.beta})
    with pytest.raises(ValidationError, match="lies below this account"):
        actions.change_account(by=cast.adam, at=AT, account=cast.acme, version=1, values={"parent": cast.gamma})


def test_only_what_changes_the_measure_marks_the_account(cast: Cast) -> None:
    actions.change_account(by=cast.adam, at=AT, account=cast.acme, version=1, values={"focus": "More"})
    assert not Touched.objects.exists()
    actions.change_account(by=cast.adam, at=AT, account=cast.acme, version=2, values={"time_zone": "Europe/Berlin"})
    (marks,) = queries.marked().accounts.values()
    assert list(queries.marked().accounts) == [cast.acme.pk]
    actions.settle(marks)
    assert not Touched.objects.exists()


def test_fields_outside_the_list_are_not_set(cast: Cast) -> None:
    with pytest.raises(TypeError, match="account_manager"):
        actions.change_account(by=cast.anna, at=AT, account=cast.acme, version=1, values={"account_manager": None})


def test_an_account_manager_chooses_members_but_hands_nothing_over(cast: Cast) -> None:
    ben = cast.ben.colleague
    care = {"team": cast.north, "account_manager": cast.anna.colleague, "members": [ben]}
    actions.assign_account(by=cast.anna, at=AT, account=cast.acme, version=1, **care)
    assert cast.acme in queries.visible_accounts(cast.ben)
    assert cast.acme not in queries.visible_accounts(cast.dora)
    with pytest.raises(Refused, match="hand an account over"):
        actions.assign_account(by=cast.anna, at=AT, account=cast.acme, version=2, **{**care, "account_manager": ben})
    actions.assign_account(by=cast.nora, at=AT, account=cast.acme, version=2, **{**care, "account_manager": ben})
    assert cast.acme not in queries.visible_accounts(cast.anna)


def test_a_manager_does_not_give_an_account_out_of_sight(cast: Cast) -> None:
    care = {"team": cast.south, "account_manager": cast.cara.colleague, "members": []}
    with pytest.raises(Refused, match="could not change"):
        actions.assign_account(by=cast.nora, at=AT, account=cast.acme, version=1, **care)
    cast.acme.refresh_from_db()
    assert cast.acme.team == cast.north


def test_years_are_set_as_a_whole(cast: Cast) -> None:
    first = [actions.YearFigures(2025, revenue=Decimal(10)), actions.YearFigures(2026, revenue_plan=Decimal("12.50"))]
    actions.set_years(by=cast.anna, at=AT, account=cast.acme, version=1, years=first)
    second = [actions.YearFigures(2026, revenue=Decimal(9)), actions.YearFigures(2027)]
    actions.set_years(by=cast.anna, at=AT, account=cast.acme, version=2, years=second)
    assert [(row.year, row.revenue, row.revenue_plan) for row in cast.acme.years.all()] == [(2026, Decimal(9), None)]
    event = AuditEvent.objects.filter(action="directory.account.years").first()
    assert event is not None
    assert set(event.before) == {"2025", "2026"}
    with pytest.raises(ValidationError):
        actions.set_years(by=cast.anna, at=AT, account=cast.acme, version=3, years=[first[0], first[0]])


def test_an_account_is_deleted_only_where_nothing_depends_on_it(cast: Cast) -> None:
    contact("Kim Lee", cast.acme)
    with pytest.raises(Refused, match=r"cannot be deleted.*people: 1"):
        actions.delete_account(by=cast.adam, at=AT, account=cast.acme)
    actions.delete_account(by=cast.adam, at=AT, account=cast.beta)
    assert not Account.objects.filter(name="Beta").exists()
    assert AuditEvent.objects.get(action="directory.account.deleted").before["domains"] == ["beta.example"]
