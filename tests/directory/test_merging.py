"""Two made one, and two again: nothing is lost either way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Conflict, Refused
from innercircle.calendars.meetings import State
from innercircle.calendars.models import Attendance, Meeting
from innercircle.directory import actions, queries
from innercircle.directory.models import Account, AccountYear, Affiliation, Apart, Contact, ContactEmail, Merge
from tests import cast as standing
from tests.cast import Cast, contact
from tests.races import at_once, shared_database

__all__ = ["shared_database"]

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
_NOT_COMPARED = {"Merge", "AuditEvent", "Touched"}


def everything() -> dict[str, list[tuple[tuple[str, Any], ...]]]:
    """Every row of the product's tables, versions apart, so that two states can be compared whole."""
    state = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        known = model.__module__.startswith("innercircle.") or "Account_members" in label
        if known and model.__name__ not in _NOT_COMPARED:
            rows = model._base_manager.values()
            state[label] = sorted((tuple((k, v) for k, v in row.items() if k != "version") for row in rows), key=str)
    return state


def meeting(uid: str) -> Meeting:
    return Meeting.objects.create(uid=uid, start=1_790_000_000, end=1_790_003_600)


def attend(at: Meeting, who: Contact, account: Account, state: str) -> Attendance:
    return Attendance.objects.create(meeting=at, contact=who, account=account, source_state=state)


@pytest.fixture
def pair(cast: Cast) -> tuple[Contact, Contact]:
    kim = contact("Kim Lee", cast.acme, title="Buyer")
    double = contact("K Lee", cast.acme, department="Purchasing")
    contact("Boss", cast.acme)
    worker = contact("Worker", cast.acme).affiliations.get()
    worker.reports_to = double.affiliations.get()
    worker.save()
    first, second = meeting("one"), meeting("two")
    attend(first, kim, cast.acme, State.PRESUMED)
    attend(first, double, cast.acme, State.CONFIRMED)
    attend(second, double, cast.acme, State.ABSENT)
    return kim, double


def test_merged_contacts_bring_everything_together(cast: Cast, pair: tuple[Contact, Contact]) -> None:
    kim, double = pair
    actions.merge_contacts(by=cast.anna, at=AT, kept=kim, gone=double, versions=(1, 1))
    assert not Contact.objects.filter(pk=double.pk).exists()
    assert {str(each) for each in kim.emails.all()} == {"kim.lee@acme.example", "k.lee@acme.example"}
    post = kim.affiliations.get()
    assert (post.title, post.department) == ("Buyer", "Purchasing")
    assert Affiliation.objects.get(contact__name="Worker").reports_to == post
    states = {each.meeting.uid: each.source_state for each in Attendance.objects.filter(contact=kim)}
    assert states == {"one": State.CONFIRMED, "two": State.ABSENT}
    assert list(queries.marked().accounts) == [cast.acme.pk]
    assert AuditEvent.objects.get().action == "directory.contact.merged"


def test_undoing_a_merge_restores_every_row_of_every_table(cast: Cast, pair: tuple[Contact, Contact]) -> None:
    before = everything()
    merge = actions.merge_contacts(by=cast.anna, at=AT, kept=pair[0], gone=pair[1])
    assert everything() != before
    actions.undo_merge(by=cast.anna, at=AT, merge=merge)
    assert everything() == before
    with pytest.raises(Refused, match="undone already"):
        actions.undo_merge(by=cast.anna, at=AT, merge=merge)


def test_what_somebody_wrote_after_the_merge_outlives_its_undoing(cast: Cast, pair: tuple[Contact, Contact]) -> None:
    kim, double = pair
    merge = actions.merge_contacts(by=cast.anna, at=AT, kept=kim, gone=double)
    actions.change_affiliation(
        by=cast.anna, at=AT, affiliation=kim.affiliations.get(), version=None, values={"department": "Sales"}
    )
    ContactEmail.objects.create(contact=kim, address="new@acme.example")
    actions.undo_merge(by=cast.anna, at=AT, merge=merge)
    assert kim.affiliations.get().department == "Sales"
    assert {str(each) for each in kim.emails.all()} == {"kim.lee@acme.example", "new@acme.example"}
    assert double.affiliations.get().department == "Purchasing"


def test_posts_at_different_accounts_stay_two(cast: Cast) -> None:
    kim = contact("Kim Lee", cast.acme, until=date(2026, 2, 28))
    later = contact("Kim Lee", cast.beta, since=date(2026, 3, 1))
    actions.merge_contacts(by=cast.nora, at=AT, kept=kim, gone=later)
    assert kim.affiliations.count() == 2


def test_a_merge_that_touches_a_foreign_account_is_refused_without_naming_it(cast: Cast) -> None:
    kim, foreign = contact("Kim Lee", cast.acme), contact("Kim Lee", cast.gamma)
    with pytest.raises(Refused) as caught:
        actions.merge_contacts(by=cast.anna, at=AT, kept=kim, gone=foreign)
    assert "Gamma" not in str(caught.value)
    assert Contact.objects.count() == 2


def test_merges_are_undone_in_the_opposite_order(cast: Cast) -> None:
    one, two, three = (contact(name, cast.acme) for name in ("One", "Two", "Three"))
    before = everything()
    first = actions.merge_contacts(by=cast.anna, at=AT, kept=two, gone=three)
    second = actions.merge_contacts(by=cast.anna, at=AT, kept=one, gone=two)
    with pytest.raises(Refused, match="does not exist any more"):
        actions.undo_merge(by=cast.anna, at=AT, merge=first)
    actions.undo_merge(by=cast.anna, at=AT, merge=second)
    actions.undo_merge(by=cast.anna, at=AT, merge=first)
    assert everything() == before


def test_a_later_merge_into_the_same_row_is_named(cast: Cast) -> None:
    one, two, three = (contact(name, cast.acme) for name in ("One", "Two", "Three"))
    first = actions.merge_contacts(by=cast.anna, at=AT, kept=one, gone=two)
    actions.merge_contacts(by=cast.anna, at=AT, kept=one, gone=three)
    with pytest.raises(Refused, match="Three → One"):
        actions.undo_merge(by=cast.anna, at=AT, merge=first)


def test_an_address_used_elsewhere_since_then_stops_the_undoing_as_a_whole(cast: Cast) -> None:
    one, two = contact("One", cast.acme), contact("Two", cast.acme)
    merge = actions.merge_contacts(by=cast.anna, at=AT, kept=one, gone=two)
    Account.objects.filter(pk=cast.acme.pk).update(version=5)
    other = meeting("x")
    attend(other, one, cast.acme, State.PRESUMED)
    Contact.objects.create(pk=two.pk or 10_000, name="Somebody else")
    Merge.objects.filter(pk=merge.pk).update(gone_id=Contact.objects.get(name="Somebody else").pk)
    merge.refresh_from_db()
    merge.journal[-2]["values"]["id"] = merge.gone_id
    merge.save()
    before = everything()
    with pytest.raises(Refused, match="no longer be undone"):
        actions.undo_merge(by=cast.anna, at=AT, merge=merge)
    assert everything() == before


def test_merged_accounts_bring_people_domains_years_children_and_members(cast: Cast) -> None:
    kim, lou = contact("Kim", cast.acme, title="Buyer"), contact("Lou", cast.beta)
    Affiliation.objects.create(contact=kim, account=cast.beta, department="Purchasing")
    AccountYear.objects.create(account=cast.acme, year=2026, revenue=5)
    AccountYear.objects.create(account=cast.beta, year=2026, revenue=7, profit=1)
    AccountYear.objects.create(account=cast.beta, year=2025, revenue=3)
    child = Account.objects.create(name="Beta Labs", parent=cast.beta)
    cast.beta.members.add(cast.dora.colleague, cast.ben.colleague)
    shared = meeting("shared")
    attend(shared, lou, cast.beta, State.CONFIRMED)
    before = everything()
    merge = actions.merge_accounts(by=cast.anna, at=AT, kept=cast.acme, gone=cast.beta)
    child.refresh_from_db()
    assert child.parent == cast.acme
    assert {each.name for each in cast.acme.members.all()} == {"Dora", "Ben"}
    assert {str(each) for each in cast.acme.domains.all()} == {"acme.example", "beta.example"}
    years = {year.year: (year.revenue, year.profit) for year in cast.acme.years.all()}
    assert years == {2026: (5, 1), 2025: (3, None)}
    assert [(post.title, post.department) for post in kim.affiliations.all()] == [("Buyer", "Purchasing")]
    assert Attendance.objects.get().account == cast.acme
    actions.undo_merge(by=cast.anna, at=AT, merge=merge)
    assert everything() == before


@pytest.mark.parametrize("shape", ["kept below gone", "gone below kept", "one between"])
def test_merging_relatives_leaves_no_circle(cast: Cast, shape: str) -> None:
    acme, beta, gamma = cast.acme, cast.beta, cast.gamma
    lines = {
        "kept below gone": {acme: beta, beta: gamma},
        "gone below kept": {beta: acme, acme: gamma},
        "one between": {acme: gamma, gamma: beta},
    }
    for account, parent in lines[shape].items():
        Account.objects.filter(pk=account.pk).update(parent=parent)
    before = everything()
    merge = actions.merge_accounts(by=cast.adam, at=AT, kept=acme, gone=beta)
    parents = dict(Account.objects.values_list("pk", "parent_id"))
    assert (
        parents == {acme.pk: None, gamma.pk: acme.pk} if shape == "one between" else {acme.pk: gamma.pk, gamma.pk: None}
    )
    actions.undo_merge(by=cast.adam, at=AT, merge=merge)
    assert everything() == before


def test_a_row_is_not_merged_with_itself_or_with_what_somebody_changed(cast: Cast) -> None:
    kim, lou = contact("Kim", cast.acme), contact("Lou", cast.acme)
    with pytest.raises(Refused, match="one and the same"):
        actions.merge_contacts(by=cast.anna, at=AT, kept=kim, gone=kim)
    actions.change_contact(by=cast.anna, at=AT, contact=lou, version=1, values={"phone": "1"})
    with pytest.raises(Conflict):
        actions.merge_contacts(by=cast.anna, at=AT, kept=kim, gone=lou, versions=(1, 1))


def test_duplicates_are_proposed_among_what_one_may_change(cast: Cast) -> None:
    contact("Kim Lee", cast.acme)
    Affiliation.objects.create(contact=Contact.objects.create(name="Lee, Kim"), account=cast.acme)
    contact("Someone Else", cast.acme)
    contact("Kim Lee", cast.gamma)
    (proposal,) = queries.duplicate_contacts(cast.anna)
    assert (proposal.keep.name, proposal.other.name, proposal.pair.score) == ("Kim Lee", "Lee, Kim", 100)
    assert queries.duplicate_contacts(cast.eve) == []
    actions.keep_apart(by=cast.anna, at=AT, first=proposal.other, second=proposal.keep)
    actions.keep_apart(by=cast.anna, at=AT, first=proposal.keep, second=proposal.other)
    assert queries.duplicate_contacts(cast.anna) == []
    assert Apart.objects.count() == 1


def test_duplicate_accounts_are_told_by_name_and_domain(cast: Cast) -> None:
    Account.objects.create(name="ACME GmbH & Co. KG", team=cast.north)
    (proposal,) = queries.duplicate_accounts(cast.nora)
    assert (proposal.keep.name, proposal.other.name) == ("Acme", "ACME GmbH & Co. KG")


def test_only_merges_of_rows_one_sees_are_listed(cast: Cast) -> None:
    one, two = contact("One", cast.acme), contact("Two", cast.acme)
    actions.merge_contacts(by=cast.anna, at=AT, kept=one, gone=two)
    assert queries.visible_merges(cast.nora).count() == 1
    assert queries.visible_merges(cast.cara).count() == 0


@pytest.mark.parametrize("turned", [False, True])
def test_one_of_many_simultaneous_merges_wins(shared_database: None, turned: bool) -> None:  # THREATS S12
    cast = standing.build()
    kim, lou = contact("Kim", cast.acme), contact("Lou", cast.acme)

    def merge(number: int) -> Merge:
        kept, gone = (lou, kim) if turned and number % 2 else (kim, lou)
        return actions.merge_contacts(by=cast.anna, at=AT, kept=kept, gone=gone, versions=(1, 1))

    kinds = sorted(type(result).__name__ for result in at_once(merge))
    assert kinds == [*["Conflict"] * 5, "Merge"]
    assert (Contact.objects.count(), ContactEmail.objects.count(), Merge.objects.count()) == (1, 2, 1)


def test_of_two_editors_at_the_same_moment_one_is_told(shared_database: None) -> None:  # THREATS S12
    cast = standing.build()

    def edit(number: int) -> Account:
        return actions.change_account(
            by=cast.anna, at=AT, account=cast.acme, version=1, values={"industry": str(number)}
        )

    results = at_once(edit)
    (winner,) = (each for each in results if isinstance(each, Account))
    assert sum(isinstance(each, Conflict) for each in results) == 5
    assert Account.objects.get(pk=cast.acme.pk).industry == winner.industry
