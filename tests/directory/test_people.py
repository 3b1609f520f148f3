"""Contacts with dated posts, and colleagues."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Conflict, Refused, Role
from innercircle.directory import actions, queries
from innercircle.directory.models import Affiliation, Colleague, Contact
from tests.cast import Cast, contact

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
MARCH = date(2026, 3, 1)


def days(person: Contact) -> list[tuple[str, date | None, date | None]]:
    posts = person.affiliations.select_related("account").order_by("pk")
    return [(post.account.name, post.since, post.until) for post in posts]


def test_a_contact_is_added_with_addresses_and_a_post(cast: Cast) -> None:
    person = actions.add_contact(
        by=cast.anna,
        at=AT,
        account=cast.acme,
        values={"name": "Kim Lee", "phone": "+49 30 1"},
        emails=["Kim@Acme.example", "kim@acme.example"],
        post={"title": "Buyer", "level": "manager"},
    )
    assert [str(each) for each in person.emails.all()] == ["kim@acme.example"]
    assert person.affiliations.get().title == "Buyer"
    assert list(queries.marked().accounts) == [cast.acme.pk]


@pytest.mark.parametrize("name", ["cara", "dora", "eve", "ben", "stranger"])
def test_whoever_may_not_change_the_account_adds_nobody(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        actions.add_contact(by=getattr(cast, name), at=AT, account=cast.acme, values={"name": "Kim"})
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("kim", "no e-mail address"),
        ("kim@ours.example", "an address of our own"),
        ("one@acme.example", "already belongs to “One”"),
        ("three@gamma.example", "already belongs to another contact"),
    ],
)
def test_a_wrong_address_gets_a_sentence(cast: Cast, address: str, words: str) -> None:
    contact("One", cast.acme)
    contact("Three", cast.gamma)
    with pytest.raises(ValidationError, match=words):
        actions.add_contact(by=cast.anna, at=AT, account=cast.acme, values={"name": "Kim"}, emails=[address])
    assert not Contact.objects.filter(name="Kim").exists()


def test_a_new_job_ends_one_post_and_starts_a_second(cast: Cast) -> None:
    person = contact("Kim Lee", cast.acme)
    actions.move_contact(by=cast.anna, at=AT, contact=person, version=1, account=cast.beta, on=MARCH)
    assert days(person) == [("Acme", None, date(2026, 2, 28)), ("Beta", MARCH, None)]
    assert set(queries.marked().accounts) == {cast.acme.pk, cast.beta.pk}
    assert {event.account_id for event in AuditEvent.objects.all()} == {cast.acme.pk, cast.beta.pk}


def test_nobody_moves_a_person_out_of_or_into_an_account_they_may_not_change(cast: Cast) -> None:
    person = contact("Kim Lee", cast.gamma)
    with pytest.raises(Refused):
        actions.move_contact(by=cast.anna, at=AT, contact=person, version=1, account=cast.beta, on=MARCH)
    mine = contact("Lou", cast.acme)
    with pytest.raises(Refused):
        actions.move_contact(by=cast.anna, at=AT, contact=mine, version=1, account=cast.gamma, on=MARCH)
    assert days(person) == [("Gamma", None, None)]


def test_posts_do_not_overlap(cast: Cast) -> None:
    person = contact("Kim Lee", cast.acme, until=date(2026, 2, 28))
    with pytest.raises(ValidationError, match="at Acme"):
        actions.add_affiliation(
            by=cast.anna, at=AT, contact=person, version=1, account=cast.beta, values={"since": date(2026, 2, 1)}
        )
    actions.add_affiliation(by=cast.anna, at=AT, contact=person, version=1, account=cast.beta, values={"since": MARCH})
    assert len(days(person)) == 2


def test_an_overlap_that_is_there_can_be_mended_step_by_step(cast: Cast) -> None:
    person = contact("Kim Lee", cast.acme)
    second = Affiliation.objects.create(contact=person, account=cast.beta)
    actions.change_affiliation(
        by=cast.anna, at=AT, affiliation=second, version=1, values={"since": MARCH, "title": "Buyer"}
    )
    first = person.affiliations.get(account=cast.acme)
    actions.end_affiliation(by=cast.anna, at=AT, affiliation=first, version=2, last_day=date(2026, 2, 28))
    assert days(person) == [("Acme", None, date(2026, 2, 28)), ("Beta", MARCH, None)]


def test_a_post_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    person = contact("Kim Lee", cast.acme, since=MARCH)
    with pytest.raises(ValidationError):
        actions.end_affiliation(
            by=cast.anna, at=AT, affiliation=person.affiliations.get(), version=1, last_day=date(2026, 1, 1)
        )
    with pytest.raises(ValidationError):
        actions.change_affiliation(
            by=cast.anna, at=AT, affiliation=person.affiliations.get(), version=1, values={"until": date(2025, 1, 1)}
        )


def test_reporting_lines_make_no_circle_and_stay_in_the_house(cast: Cast) -> None:
    boss, worker, other = (
        contact(name, at).affiliations.get()
        for name, at in (("Boss", cast.acme), ("Worker", cast.acme), ("Other", cast.beta))
    )
    actions.change_affiliation(by=cast.anna, at=AT, affiliation=worker, version=1, values={"reports_to": boss})
    with pytest.raises(ValidationError, match="reports to the one"):
        actions.change_affiliation(by=cast.anna, at=AT, affiliation=boss, version=1, values={"reports_to": worker})
    with pytest.raises(ValidationError, match="another account"):
        actions.change_affiliation(by=cast.anna, at=AT, affiliation=boss, version=1, values={"reports_to": other})


def test_the_last_post_stays(cast: Cast) -> None:
    person = contact("Kim Lee", cast.acme)
    with pytest.raises(Refused, match="works nowhere else"):
        actions.remove_affiliation(by=cast.anna, at=AT, affiliation=person.affiliations.get(), version=1)


def test_two_editors_of_a_contact(cast: Cast) -> None:
    person = contact("Kim Lee", cast.acme)
    actions.change_contact(by=cast.anna, at=AT, contact=person, version=1, values={"phone": "1"}, emails=[])
    with pytest.raises(Conflict):
        actions.change_contact(by=cast.nora, at=AT, contact=person, version=1, values={"phone": "2"})
    assert not person.emails.exists()


def test_a_contact_is_deleted_with_posts_and_addresses(cast: Cast) -> None:
    person = contact("Kim Lee", cast.acme)
    with pytest.raises(Refused):
        actions.delete_contact(by=cast.cara, at=AT, contact=person)
    actions.delete_contact(by=cast.anna, at=AT, contact=person)
    assert not Contact.objects.exists()
    with pytest.raises(Conflict, match="deleted"):
        actions.change_contact(
            by=cast.adam, at=AT, contact=Contact(pk=person.pk or 1, name="Kim"), version=1, values={}
        )


def test_managers_and_administrators_keep_the_colleagues(cast: Cast) -> None:
    finn = actions.add_colleague(
        by=cast.nora, at=AT, values={"name": "Finn", "team": cast.north}, emails=["Finn@Ours.example"]
    )
    assert [str(each) for each in finn.emails.all()] == ["finn@ours.example"]
    with pytest.raises(Refused):
        actions.add_colleague(by=cast.anna, at=AT, values={"name": "Gus"})


def test_a_manager_fetches_nobody_into_their_team(cast: Cast) -> None:
    cara = cast.cara.colleague
    with pytest.raises(Refused, match="another team"):
        actions.change_colleague(by=cast.nora, at=AT, colleague=cara, version=1, values={"team": cast.north})
    with pytest.raises(Refused, match="logs in"):
        actions.change_colleague(by=cast.nora, at=AT, colleague=cara, version=1, values={"user": None})
    assert not queries.visible_accounts(cast.nora).filter(pk=cast.gamma.pk).exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("anna@ours.example", "another colleague"),
        ("kim@acme.example", "contact's address"),
        ("new@eu.acme.example", "client's domain"),
        ("nobody", "no e-mail address"),
    ],
)
def test_a_wrong_address_of_a_colleague_gets_a_sentence(cast: Cast, address: str, words: str) -> None:
    contact("Kim", cast.acme)
    with pytest.raises(ValidationError, match=words):
        actions.add_colleague(by=cast.adam, at=AT, values={"name": "Finn"}, emails=[address])


def test_a_new_domain_of_ours_concerns_every_account(cast: Cast) -> None:
    ben = cast.ben.colleague
    actions.change_colleague(by=cast.adam, at=AT, colleague=ben, version=1, values={}, emails=["ben@ours.example"])
    actions.change_colleague(
        by=cast.adam, at=AT, colleague=ben, version=2, values={}, emails=["ben@ours.example", "b@ours.example"]
    )
    assert list(queries.marked().accounts) == []
    actions.change_colleague(by=cast.adam, at=AT, colleague=ben, version=3, values={}, emails=["ben@new.example"])
    assert len(queries.marked().accounts) == 3


def test_a_person_with_a_log_in_becomes_the_colleague_with_that_address(cast: Cast) -> None:
    finn = actions.add_colleague(by=cast.adam, at=AT, values={"name": "Finn"}, emails=["finn@ours.example"])
    user = actions.add_person(
        by=cast.adam, at=AT, email="Finn@ours.example", name="Finn", role=Role.COLLEAGUE, password=None
    )
    finn.refresh_from_db()
    assert finn.user == user
    gus = actions.add_person(
        by=cast.adam, at=AT, email="gus@ours.example", name="Gus", role=Role.COLLEAGUE, password=None, team=cast.north
    )
    assert Colleague.objects.get(user=gus).team == cast.north
    with pytest.raises(Refused):
        actions.add_person(by=cast.nora, at=AT, email="x@ours.example", name="X", role=Role.COLLEAGUE, password=None)


def test_one_log_in_is_one_colleague(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="already belongs to “Anna”"):
        actions.link_user(by=cast.adam, at=AT, colleague=cast.ben.colleague, user=cast.anna)


def test_a_colleague_is_deleted_only_where_nothing_depends_on_them(cast: Cast) -> None:
    with pytest.raises(Refused, match="accounts looked after: 2"):
        actions.delete_colleague(by=cast.adam, at=AT, colleague=cast.anna.colleague)
    with pytest.raises(Refused, match="administrator"):
        actions.delete_colleague(by=cast.nora, at=AT, colleague=cast.ben.colleague)
    actions.delete_colleague(by=cast.adam, at=AT, colleague=cast.dora.colleague)
    assert not Colleague.objects.filter(name="Dora").exists()
    assert not queries.visible_accounts(cast.dora).exists()
