"""Pages of imports and administration, and that nothing people type becomes markup."""

from __future__ import annotations

import pytest
from django.urls import reverse

from innercircle.access.models import AuditEvent, Team, Token, User
from innercircle.access.rules import Role
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.intake.models import Import
from tests.cast import Cast, contact
from tests.web.walk import account_form, as_, get, post, upload


def test_an_import_from_upload_to_undo(cast: Cast) -> None:
    answer = upload(cast.adam, "name,domains,time_zone,parent\nDelta,delta.example,UTC,\nBad,gmail.com,,\n")
    run = Import.objects.get()
    assert answer.url == reverse("import", args=[run.pk])
    page = get(cast.adam, "import", run.pk).content.decode()
    assert "Import 1 line" in page
    assert "free-mail provider" in page
    assert not Account.objects.filter(name="Delta").exists()
    rejected = get(cast.adam, "import-rejects", run.pk, "csv").content.decode("utf-8-sig")
    assert rejected.splitlines()[1].startswith("Bad,gmail.com")
    assert post(cast.adam, "import-apply", run.pk).status_code == 302
    assert post(cast.adam, "import-apply", run.pk).status_code == 409
    applied = get(cast.adam, "import", run.pk).content.decode()
    assert "Undo the import" in applied
    assert post(cast.adam, "import-undo", run.pk).status_code == 302
    assert not Account.objects.filter(name="Delta").exists()
    assert "Undone" in get(cast.adam, "import", run.pk).content.decode()


def test_columns_are_mapped_by_hand_where_headings_say_nothing(cast: Cast) -> None:
    upload(cast.adam, "A,B\nDelta,delta.example\n", kind="accounts", source="Old CRM")
    run = Import.objects.get()
    page = as_(cast.adam).get(reverse("import", args=[run.pk]), follow=True).content.decode()
    assert "Which column is what?" in page
    data = {"column-0": "name", "column-1": "name", "source": "Old CRM"}
    assert "same field" in post(cast.adam, "import-columns", run.pk, **data).content.decode()
    assert post(cast.adam, "import-columns", run.pk, **data | {"column-1": "domains"}).status_code == 302
    assert post(cast.adam, "import-apply", run.pk).status_code == 302
    assert [str(each) for each in Account.objects.get(name="Delta").domains.all()] == ["delta.example"]
    upload(cast.adam, "A,B\nEpsilon,e.example\n", kind="accounts", source="Old CRM")
    assert Import.objects.latest("pk").counts == {"new": 1}


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [("", "a.csv", "empty"), ("x,y\n1,2\n", "a.csv", "headings do not tell"), ("PK\x03\x04", "a.xlsx", "damaged")],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(cast: Cast, text: str, name: str, words: str) -> None:
    answer = upload(cast.adam, text, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Import.objects.exists()


def test_an_import_that_was_not_applied_is_forgotten_and_a_foreign_one_is_not_there(cast: Cast) -> None:
    upload(cast.adam, "name\nDelta\n", kind="accounts")
    run = Import.objects.get()
    assert get(cast.nora, "import", run.pk).status_code == 404
    assert post(cast.nora, "import-apply", run.pk).status_code == 404
    assert post(cast.adam, "import-discard", run.pk).status_code == 302
    assert not Import.objects.exists()


def test_users_are_let_in_changed_and_shut_out(cast: Cast) -> None:
    answer = post(
        cast.adam, "user-add", name="Finn", email="Finn@ours.example", role="account_manager", team=cast.north.pk
    )
    finn = User.objects.get(email="finn@ours.example")
    assert finn.colleague.team == cast.north
    word = answer.content.decode().split('user-select-all">')[1].split("<")[0]
    assert finn.check_password(word)
    assert (
        "may log in already"
        in post(cast.adam, "user-add", name="X", email="finn@ours.example", role="colleague").content.decode()
    )
    session = as_(finn)
    assert session.get(reverse("accounts")).status_code == 200
    post(cast.adam, "user", finn.pk, name="Finn", email="finn@ours.example", role="colleague")
    assert session.get(reverse("accounts")).status_code == 302
    finn.refresh_from_db()
    assert (finn.is_active, finn.role) == (False, "colleague")
    old = finn.password
    assert post(cast.adam, "user-password", finn.pk).status_code == 200
    finn.refresh_from_db()
    assert finn.password != old
    assert word not in str(list(AuditEvent.objects.values_list("before", "after")))


def test_somebody_remains_administrator(cast: Cast) -> None:
    answer = post(
        cast.adam, "user", cast.adam.pk, name="Adam", email="adam@ours.example", role="colleague", is_active="on"
    )
    assert answer.status_code == 403
    cast.adam.refresh_from_db()
    assert cast.adam.role == Role.ADMINISTRATOR


def test_teams_are_added_managed_and_deleted_when_empty(cast: Cast) -> None:
    post(cast.adam, "team-add", name="West", managers=[cast.sam.pk])
    west = Team.objects.get(name="West")
    assert list(west.managers.all()) == [cast.sam]
    assert "already exists" in post(cast.adam, "team-add", name="West").content.decode()
    post(cast.adam, "team", west.pk, name="Far West", managers=[])
    west.refresh_from_db()
    assert (west.name, west.managers.count()) == ("Far West", 0)
    assert post(cast.adam, "team-delete", cast.north.pk).status_code == 403
    assert post(cast.adam, "team-delete", west.pk).status_code == 302


def test_the_audit_tells_before_and_after_and_is_narrowed(cast: Cast) -> None:
    post(cast.anna, "account-edit", cast.acme.pk, **account_form(cast.acme, industry="Pumps"))
    text = get(cast.adam, "audit").content.decode()
    assert "Account changed" in text
    assert "Pumps" in text
    for query in (f"?by={cast.anna.pk}", "?kind=directory.Account", "?days=1", "?q=acme+pumps", "?q=acme"):
        shown = "Account changed" in get(cast.adam, "audit", query=query).content.decode()
        assert shown == ("pumps" not in query)
    assert "Account changed" not in get(cast.adam, "audit", query=f"?by={cast.cara.pk}").content.decode()


def test_keys_are_shown_once_and_revoked_by_their_owner(cast: Cast) -> None:
    text = post(cast.anna, "keys", name="Script", may_write="on", days="30").content.decode()
    assert "ic_" in text
    key = Token.objects.get()
    assert (key.may_write, key.expires_at is not None) == (True, True)
    assert "ic_" + "x" not in get(cast.anna, "keys").content.decode()
    assert post(cast.adam, "key-revoke", key.pk).status_code == 404
    assert post(cast.anna, "key-revoke", key.pk).status_code == 302
    assert not Token.objects.exists()


XSS = '<script>alert("x")</script>'


def test_what_people_type_never_becomes_markup(cast: Cast) -> None:  # THREATS S8
    Account.objects.filter(pk=cast.acme.pk).update(name=XSS, focus=XSS, industry=XSS, country=XSS)
    person = contact(f"{XSS} Lee", cast.beta, title=XSS, department=XSS)
    Contact.objects.filter(pk=person.pk).update(phone=XSS, location=XSS)
    Team.objects.filter(pk=cast.north.pk).update(name=XSS)
    Colleague.objects.filter(name="Dora").update(name=XSS, function=XSS)
    upload(cast.adam, f"name,{XSS}\n{XSS},{XSS}\n", name=f"{XSS}.csv", kind="accounts")
    run = Import.objects.get()
    pages = [
        ("accounts",),
        ("account", cast.acme.pk),
        ("account-edit", cast.acme.pk),
        ("account-team", cast.acme.pk),
        ("account-years", cast.acme.pk),
        ("contacts",),
        ("contact", person.pk),
        ("contact-edit", person.pk),
        ("contact-move", person.pk),
        ("colleagues",),
        ("colleague", cast.dora.colleague.pk),
        ("teams",),
        ("team", cast.north.pk),
        ("users",),
        ("audit",),
        ("imports",),
        ("import", run.pk),
        ("import-columns", run.pk),
    ]
    for page in pages:
        answer = get(cast.adam, *page)
        assert answer.status_code == 200, page
        assert XSS not in answer.content.decode(), page
