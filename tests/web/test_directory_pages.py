"""Pages of the directory, imports and administration: who gets what, and that forms do what they say."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from innercircle.access.models import AuditEvent
from innercircle.directory.models import Account, Colleague, Contact, Merge
from innercircle.directory.queries import marked
from innercircle.jobs.models import Job
from innercircle.kit.sheet import read_sheet
from innercircle.web.directory import frame
from tests.cast import Cast, contact
from tests.web.walk import account_form, get, post

PEOPLE = ("nora", "sam", "anna", "ben", "cara", "dora", "eve", "adam", "stranger")


@pytest.fixture
def kim(cast: Cast) -> Contact:
    return contact("Kim Lee", cast.acme, title="Buyer", level="manager")


@pytest.fixture
def lou(cast: Cast) -> Contact:
    return contact("Lou Canary", cast.gamma)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("page", ["accounts", "contacts", "colleagues", "duplicates", "keys"])
def test_lists_open_for_everybody_and_show_only_what_one_sees(
    cast: Cast, kim: Contact, lou: Contact, name: str, page: str
) -> None:
    user = getattr(cast, name)
    answer = get(user, page)
    assert answer.status_code == 200
    text = answer.content.decode()
    if page in {"accounts", "contacts"}:
        assert ("Gamma" in text) == (name in {"sam", "cara", "eve", "adam"})
        assert ("Lou Canary" in text) == (page == "contacts" and name in {"sam", "cara", "eve", "adam"})


@pytest.mark.parametrize(
    "query", ["?q=kim", "?sort=-account", "?state=here", "?level=manager", "?page=99", "?q=%00&sort=x"]
)
def test_contacts_can_be_searched_sorted_and_narrowed(cast: Cast, kim: Contact, lou: Contact, query: str) -> None:
    text = get(cast.anna, "contacts", query=query).content.decode()
    assert "Kim Lee" in text
    assert "Lou Canary" not in text


@pytest.mark.parametrize("sort", ["name", "manager", "team", "segment", "status", "people", "revenue"])
def test_accounts_sort_by_every_column_both_ways(cast: Cast, sort: str) -> None:
    for sign in ("", "-"):
        assert get(cast.adam, "accounts", query=f"?sort={sign}{sort}&team=none").status_code == 200
        assert "Beta" in get(cast.adam, "accounts", query=f"?sort={sign}{sort}&q=beta").content.decode()


FOREIGN = ["account", "account-edit", "account-team", "account-years", "contact-add"]
FOREIGN_CONTACT = ["contact", "contact-edit", "contact-move"]


@pytest.mark.parametrize("name", ["anna", "nora", "dora", "ben", "stranger"])
def test_a_foreign_page_answers_like_a_missing_one(cast: Cast, kim: Contact, lou: Contact, name: str) -> None:
    user = getattr(cast, name)
    for page, pk in [*((page, cast.gamma.pk) for page in FOREIGN), *((page, lou.pk) for page in FOREIGN_CONTACT)]:
        foreign, missing = get(user, page, pk), get(user, page, 987_654)
        assert (foreign.status_code, missing.status_code) == (404, 404), page
        assert "Gamma" not in foreign.content.decode()


@pytest.mark.parametrize("name", ["dora", "eve"])
def test_who_may_only_look_gets_the_sentence(cast: Cast, kim: Contact, name: str) -> None:
    user = getattr(cast, name)
    assert get(user, "account", cast.acme.pk).status_code == 200
    assert get(user, "contact", kim.pk).status_code == 200
    for page in FOREIGN[1:]:
        answer = get(user, page, cast.acme.pk)
        assert answer.status_code == 403, page
        assert "may see" in answer.content.decode()
    assert get(user, "contact-edit", kim.pk).status_code == 403
    before = AuditEvent.objects.count()
    for page in ("account-delete",):
        assert post(user, page, cast.acme.pk).status_code == 403
    assert post(user, "contact-delete", kim.pk).status_code == 403
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "adam"])
@pytest.mark.parametrize("page", ["users", "user-add", "teams", "team-add", "audit", "imports"])
def test_administration_is_for_administrators(cast: Cast, name: str, page: str) -> None:
    assert get(getattr(cast, name), page).status_code == 404


def test_an_account_is_added_edited_and_deleted(cast: Cast) -> None:
    answer = post(
        cast.anna,
        "account-add",
        name="Delta",
        domains="delta.example",
        status="client",
        time_zone="UTC",
        currency="EUR",
    )
    delta = Account.objects.get(name="Delta")
    assert answer.url == reverse("account", args=[delta.pk])
    assert delta.account_manager == cast.anna.colleague
    assert (
        post(cast.anna, "account-edit", delta.pk, **account_form(delta, domains="d.example\ne.example")).status_code
        == 302
    )
    assert {str(each) for each in delta.domains.all()} == {"d.example", "e.example"}
    assert post(cast.anna, "account-delete", delta.pk).status_code == 302
    assert not Account.objects.filter(pk=delta.pk).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"domains": "gmail.com"}, "free-mail"),
        ({"domains": "beta.example"}, "already belongs to “Beta”"),
        ({"domains": "gamma.example"}, "already belongs to another account"),
        ({"name": "beta"}, "There is already"),
        ({"name": ""}, "required"),
        ({"time_zone": "Nowhere"}, "valid choice"),
        ({"version": 99}, "while you were editing"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    answer = post(cast.anna, "account-edit", cast.acme.pk, **account_form(cast.acme, focus="typed by hand") | changes)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "typed by hand" in answer.content.decode()
    cast.acme.refresh_from_db()
    assert cast.acme.focus == ""


def test_who_looks_after_an_account_and_its_years(cast: Cast) -> None:
    ben = cast.ben.colleague
    data = {"version": 1, "team": cast.north.pk, "account_manager": ben.pk, "members": [cast.dora.colleague.pk]}
    assert post(cast.nora, "account-team", cast.acme.pk, **data).status_code == 302
    cast.acme.refresh_from_db()
    assert cast.acme.account_manager == ben
    rows = {
        "form-TOTAL_FORMS": 2,
        "form-INITIAL_FORMS": 0,
        "form-0-year": 2026,
        "form-0-revenue": "1200.50",
        "version": 2,
    }
    assert post(cast.nora, "account-years", cast.acme.pk, **rows).status_code == 302
    assert "1,20" in get(cast.nora, "account", cast.acme.pk).content.decode()
    assert "while you were editing" in post(cast.nora, "account-years", cast.acme.pk, **rows).content.decode()


def test_an_account_manager_is_not_asked_for_the_team(cast: Cast) -> None:
    text = get(cast.anna, "account-team", cast.acme.pk).content.decode()
    assert 'name="team"' not in text
    data = {"version": 1, "team": cast.south.pk, "account_manager": cast.cara.colleague.pk, "members": []}
    assert post(cast.anna, "account-team", cast.acme.pk, **data).status_code == 302
    cast.acme.refresh_from_db()
    assert (cast.acme.team, cast.acme.account_manager) == (cast.north, cast.anna.colleague)


def test_a_contact_is_added_moves_and_leaves(cast: Cast) -> None:
    post(cast.anna, "contact-add", cast.acme.pk, name="New Person", emails="new@acme.example", title="Buyer")
    person = Contact.objects.get(name="New Person")
    assert "Buyer" in get(cast.anna, "contact", person.pk).content.decode()
    post(cast.anna, "contact-edit", person.pk, version=1, name="New Name", emails="new@acme.example", phone="+49")
    assert Contact.objects.get(pk=person.pk).name == "New Name"
    answer = post(cast.anna, "contact-move", person.pk, version=2, account=cast.beta.pk, on="2026-03-01")
    assert answer.status_code == 302
    first, second = person.affiliations.order_by("pk")
    assert (str(first.until), second.account) == ("2026-02-28", cast.beta)
    version = Contact.objects.get(pk=person.pk).version
    assert post(cast.anna, "post-leave", person.pk, second.pk, version=version, on="2026-06-30").status_code == 302
    assert (
        post(cast.anna, "post", person.pk, first.pk, version=version + 1, title="Boss", until="2026-02-28").status_code
        == 302
    )
    assert get(cast.anna, "post-add", person.pk, cast.acme.pk).status_code == 200
    assert post(cast.anna, "post-remove", person.pk, second.pk).status_code == 302
    assert person.affiliations.count() == 1


def test_a_post_at_an_account_one_does_not_see_is_not_there(cast: Cast, kim: Contact) -> None:
    kim.affiliations.create(account=cast.gamma, until="2020-01-01", title="Canary")
    hidden = kim.affiliations.get(account=cast.gamma)
    assert "Canary" not in get(cast.anna, "contact", kim.pk).content.decode()
    assert get(cast.anna, "post", kim.pk, hidden.pk).status_code == 404
    assert b"Canary" not in get(cast.anna, "contacts-export", "csv").content


def test_colleagues_are_kept_by_managers_but_log_ins_by_administrators(cast: Cast) -> None:
    assert get(cast.anna, "colleague-add").status_code == 403
    assert get(cast.stranger, "colleague", cast.cara.colleague.pk).status_code == 200
    assert 'name="user"' not in get(cast.nora, "colleague-add").content.decode()
    post(cast.nora, "colleague-add", name="Finn", emails="finn@ours.example", team=cast.north.pk)
    finn = Colleague.objects.get(name="Finn")
    post(
        cast.adam, "colleague-edit", finn.pk, version=1, name="Finn B", emails="finn@ours.example", left_on="2026-01-31"
    )
    finn.refresh_from_db()
    assert (finn.name, str(finn.left_on)) == ("Finn B", "2026-01-31")
    assert post(cast.nora, "colleague-delete", finn.pk).status_code == 302


def test_duplicates_are_shown_merged_and_undone(cast: Cast, kim: Contact) -> None:
    twin = Contact.objects.create(name="Lee Kim")
    twin.affiliations.create(account=cast.acme)
    text = get(cast.anna, "duplicates").content.decode()
    assert "Lee Kim" in text
    assert "Lee Kim" in get(cast.anna, "merge", "contact", query=f"?keep={kim.pk}&q=Lee").content.decode()
    assert "stays" in get(cast.anna, "merge", "contact", query=f"?keep={kim.pk}&other={twin.pk}").content.decode()
    data = {"keep": kim.pk, "other": twin.pk, "keep_version": 1, "other_version": 1}
    assert post(cast.eve, "merge", "contact", **data).status_code == 403
    assert post(cast.anna, "merge", "contact", **data).url == reverse("contact", args=[kim.pk])
    assert post(cast.anna, "merge", "contact", **data).status_code == 404
    merge = Merge.objects.get()
    assert "Undo merging" in get(cast.anna, "contact", kim.pk).content.decode()
    assert post(cast.cara, "merge-undo", merge.pk).status_code == 404
    assert post(cast.anna, "merge-undo", merge.pk).status_code == 302
    assert Contact.objects.filter(pk=twin.pk).exists()
    assert post(cast.anna, "duplicates-apart", "contact", keep=kim.pk, other=twin.pk).status_code == 302
    assert get(cast.anna, "merge", "nonsense", query="?keep=1").status_code == 404


def test_a_merge_of_what_somebody_changed_meanwhile_is_a_conflict(cast: Cast, kim: Contact) -> None:
    twin = contact("Twin", cast.acme)
    data = {"keep": kim.pk, "other": twin.pk, "keep_version": 7, "other_version": 1}
    answer = post(cast.anna, "merge", "contact", **data)
    assert answer.status_code == 409
    assert "Look at it again" in answer.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("page", ["accounts", "contacts", "colleagues", "users", "teams", "audit"])
def test_every_list_is_exported_with_safe_cells_and_audited(
    cast: Cast, kim: Contact, lou: Contact, page: str, kind: str
) -> None:
    Account.objects.filter(pk=cast.acme.pk).update(focus="=cmd|' /C calc'!A0")
    post(cast.anna, "account-edit", cast.acme.pk, **account_form(cast.acme, industry="=1+1"))
    answer = get(cast.adam, f"{page}-export", kind)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    else:
        rows = [texts for _line, texts in read_sheet(answer.content, 1000)]
    assert len(rows) > 1
    assert kind == "xlsx" or not any(cell[:1] in "=+@" for row in rows for cell in row if cell)
    assert AuditEvent.objects.filter(action="export", by=cast.adam).count() == 1
    assert get(cast.adam, f"{page}-export", "exe").status_code == 404


def test_an_export_holds_what_the_reader_sees_and_the_filter_leaves(cast: Cast, kim: Contact, lou: Contact) -> None:
    assert b"Gamma" not in get(cast.anna, "accounts-export", "csv").content
    assert b"Lou" not in get(cast.nora, "contacts-export", "csv").content
    narrowed = get(cast.adam, "contacts-export", "csv", query="?q=lou").content
    assert b"Lou" in narrowed
    assert b"Kim" not in narrowed


def test_figures_that_take_long_follow_in_the_background_and_are_asked_for_once(
    cast: Cast, kim: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "is_quick", lambda accounts: False)
    for zone in ("Europe/Berlin", "Europe/Paris"):
        account = Account.objects.get(pk=cast.acme.pk)
        answer = post(cast.anna, "account-edit", account.pk, **account_form(account, time_zone=zone))
        assert answer.status_code == 302
    assert list(Job.objects.filter(kind="hours.upkeep").values_list("state", flat=True)) == ["waiting"]
    assert list(marked().accounts) == [cast.acme.pk]
