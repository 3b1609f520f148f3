"""The help catalogue in the database and on pages: who keeps it, what is refused, whom it helps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from innercircle.access.models import AuditEvent, User
from innercircle.access.rules import Conflict, Refused
from innercircle.directory import actions as directory
from innercircle.directory.models import Affiliation, Colleague
from innercircle.maps import actions, queries
from innercircle.maps.models import Offer, Value
from tests.cast import Cast
from tests.maps.desk import NOW, post
from tests.web.test_maps import browser, page

AUDITS = {"kind": "expertise", "name": "Supplier audits", "tags": ["supply chain", "Supply  Chain", "Lieferkette"]}


def offer(by: User, *givers: User, **more: object) -> Offer:
    """An entry given by these colleagues."""
    rows = [Colleague.objects.get(user=user) for user in givers]
    return actions.add_offer(by=by, at=NOW, values=AUDITS | more, colleagues=rows)


def need(by: User, place: Affiliation, words: str = "wants the supply chain audited") -> Value:
    """Something a person said they need."""
    return actions.add_value(by=by, at=NOW, post=place, kind="achieve", words=words, day=NOW.date(), source="meeting")


def test_administrators_and_managers_keep_it_and_nobody_else(cast: Cast) -> None:
    row = offer(cast.nora, cast.anna)
    assert row.tags == ["supply chain", "Lieferkette"]
    before = AuditEvent.objects.count()
    for other in (cast.anna, cast.dora, cast.eve, cast.stranger):
        with pytest.raises(Refused, match="keep the help catalogue"):
            offer(other, name="Other")
        with pytest.raises(Refused):
            actions.retire_offer(by=other, at=NOW, offer=row, until=NOW.date())
    assert (AuditEvent.objects.count(), Offer.objects.count()) == (before, 1)


def test_each_change_is_told(cast: Cast) -> None:
    row = offer(cast.adam, cast.anna)
    ben = Colleague.objects.get(user=cast.ben)
    actions.change_offer(by=cast.nora, at=NOW, offer=row, version=1, values={"gives": "Visits"}, colleagues=[ben])
    actions.retire_offer(by=cast.nora, at=NOW, offer=row, until=NOW.date())
    lines = AuditEvent.objects.filter(action__startswith="maps.offer").order_by("pk")
    assert [line.action.rpartition(".")[2] for line in lines] == ["added", "changed", "changed"]
    assert lines[1].before == {"gives": "", "colleagues": ["Anna"]}
    assert lines[1].after == {"gives": "Visits", "colleagues": ["Ben"]}
    assert lines[2].after == {"until": "2026-11-22"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "gift"}, "kind"),
        ({"tags": ["x" * 61]}, "tags"),
        ({"tags": [str(each) for each in range(31)]}, "tags"),
        ({"since": date(2026, 5, 2), "until": date(2026, 5, 1)}, "until"),
        ({"name": "Known already"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(cast: Cast, values: dict[str, object], field: str) -> None:
    offer(cast.adam, name="Known already")
    with pytest.raises(ValidationError) as fault:
        offer(cast.adam, **values)
    assert list(fault.value.message_dict) == [field]
    assert Offer.objects.count() == 1


def test_nothing_else_is_set(cast: Cast) -> None:
    with pytest.raises(TypeError, match="sample"):
        offer(cast.adam, sample=True)


def test_whoever_was_faster_wins(cast: Cast) -> None:
    row = offer(cast.adam)
    actions.change_offer(by=cast.adam, at=NOW, offer=row, version=1, values={"gives": "first"})
    with pytest.raises(Conflict, match="Supplier audits"):
        actions.change_offer(by=cast.nora, at=NOW, offer=row, version=1, values={"gives": "second"})
    assert Offer.objects.get().gives == "first"


def test_help_for_a_person_is_what_is_offered_that_day_by_who_is_here(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    need(cast.anna, kim)
    offer(cast.adam, cast.anna, cast.ben)
    offer(cast.adam, name="Audits of old", until=NOW.date() - timedelta(days=1))
    Colleague.objects.filter(user=cast.ben).update(left_on=NOW.date() - timedelta(days=1))
    (found,) = queries.help_for(kim.pk, NOW.date())
    assert (found.offer.name, [each.name for each in found.givers]) == ("Supplier audits", ["Anna"])
    assert [value.words for value in found.needs] == ["wants the supply chain audited"]
    assert queries.help_for(post("Lee", cast.acme).pk, NOW.date()) == []


def test_many_people_cost_as_much_as_one(cast: Cast, django_assert_num_queries: object) -> None:
    people = [post(f"Person {each}", cast.acme) for each in range(6)]
    for each in people:
        need(cast.anna, each)
    offer(cast.adam, cast.anna)
    with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's fixture
        found = queries.help_for_posts([each.pk for each in people], NOW.date())
    assert all(len(rows) == 1 for rows in found.values())


def test_whom_it_would_help_names_only_people_the_reader_sees(cast: Cast) -> None:
    kim, gina = post("Kim", cast.acme), post("Gina", cast.gamma)
    need(cast.anna, kim)
    need(cast.cara, gina)
    row = offer(cast.adam, cast.anna)
    seen = {user: {value.affiliation.contact.name for value, _ in queries.people_helped(user, row)}
            for user in (cast.anna, cast.cara, cast.eve, cast.stranger)}  # fmt: skip
    assert seen == {cast.anna: {"Kim"}, cast.cara: {"Gina"}, cast.eve: {"Kim", "Gina"}, cast.stranger: set()}


def test_a_colleague_who_gives_help_is_not_deleted(cast: Cast) -> None:
    helper = Colleague.objects.create(name="Helper")
    actions.add_offer(by=cast.adam, at=NOW, values=AUDITS, colleagues=[helper])
    with pytest.raises(Refused, match="entries of the help catalogue: 1"):
        directory.delete_colleague(by=cast.adam, at=NOW, colleague=helper)


def test_the_pages_keep_the_catalogue(cast: Cast) -> None:
    nora, anna = browser(cast.nora), browser(cast.anna)
    assert "The catalogue is still empty" in page(nora, "help-catalogue")
    ours = Colleague.objects.get(user=cast.anna)
    sent = {"kind": "research", "name": "Market study", "gives": "Figures", "tags": "Markt\nmarket, demand",
            "colleagues": [ours.pk]}  # fmt: skip
    boxes = page(nora, "offer-add").partition("Offered by")[2].partition("</fieldset>")[0]
    assert f'name="colleagues" value="{ours.pk}" class="form-check-input"' in boxes  # each in a line of its own
    assert boxes.count('<label class="form-check">') == Colleague.objects.count()
    answer = nora.post(reverse("offer-add"), sent)
    row = Offer.objects.get()
    assert answer["Location"] == reverse("offer", args=[row.pk])
    assert row.tags == ["Markt", "market", "demand"]
    assert "already exists" in nora.post(reverse("offer-add"), sent).content.decode()
    assert nora.post(reverse("offer-edit", args=[row.pk]), sent | {"name": "Study", "version": 1}).status_code == 302
    assert (
        "Somebody was faster"
        in nora.post(reverse("offer-edit", args=[row.pk]), sent | {"name": "Late", "version": 1}).content.decode()
    )
    assert "Edit" not in page(anna, "offer", row.pk).partition("<main")[2]
    assert anna.post(reverse("offer-retire", args=[row.pk])).status_code == 403
    nora.post(reverse("offer-retire", args=[row.pk]))
    row.refresh_from_db()
    assert (row.name, row.until) == ("Study", timezone.localdate())


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Audits", "Study"]),
        ({"sort": "-name"}, ["Study", "Audits"]),
        ({"sort": "since"}, ["Study", "Audits"]),
        ({"sort": "kind"}, ["Audits", "Study"]),
        ({"q": "anna"}, ["Audits"]),
        ({"kind": "research"}, ["Study"]),
        ({"state": "retired"}, ["Study"]),
        ({"state": "nobody"}, ["Study"]),
        ({"state": "offered", "kind": "research"}, []),
    ],
)
def test_the_list_is_narrowed_sorted_and_taken_away(cast: Cast, query: dict[str, str], names: list[str]) -> None:
    offer(cast.adam, cast.anna, name="Audits", since=date(2026, 2, 1))
    offer(cast.adam, name="Study", kind="research", since=date(2026, 1, 1), until=date(2026, 3, 1))
    taken = browser(cast.anna).get(reverse("help-catalogue-export", args=["csv"]), query).content.decode("utf-8-sig")
    assert [line.split(",")[1] for line in taken.splitlines()[1:]] == names
    text = page(browser(cast.anna), "help-catalogue", **query)
    assert all(name in text for name in names)
    assert ("No help fits" in text) is not bool(names)


def test_no_other_kind_of_file(cast: Cast) -> None:
    assert browser(cast.anna).get(reverse("help-catalogue-export", args=["doc"])).status_code == 404


def test_the_person_shows_what_we_could_help_with_and_why(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    need(cast.anna, kim)
    offer(cast.adam, cast.anna)
    anna = browser(cast.anna)
    for text in (page(anna, "account-map", cast.acme.pk, person=kim.pk), page(anna, "contact", kim.contact_id)):
        assert "Supplier audits" in text
        assert "“supply chain” (tag)" in text
