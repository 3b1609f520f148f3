"""Pages of the directory, imports and administration: who gets what, and that forms do what they say."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from innercircle.access.models import AuditEvent, Team, Token, User
from innercircle.access.rules import Role
from innercircle.directory.models import Account, Colleague, Contact, Merge
from innercircle.intake.models import Import
from innercircle.kit.sheet import read_sheet
from tests.cast import Cast, contact

PEOPLE = ("nora", "sam", "anna", "ben", "cara", "dora", "eve", "adam", "stranger")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, name: str, *args: Any, query: str = "") -> Any:
    return as_(user).get(reverse(name, args=args) + query)


def post(user: User, name: str, /, *args: Any, **data: Any) -> Any:
    return as_(user).post(reverse(name, args=args), data)


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
    answer = get(getattr(cast, name), page)
    assert answer.status_code == 403
    assert "administrator" in answer.content.decode()


def account_form(account: Account, **changes: Any) -> dict[str, Any]:
    return {
        "version": account.version,
        "name": account.name,
        "domains": "acme.example",
        "status": "client",
        "time_zone": "UTC",
        "currency": "EUR",
        **changes,
    }


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


def upload(user: User, text: str, name: str = "accounts.csv", **data: Any) -> Any:
    return post(user, "imports", file=SimpleUploadedFile(name, text.encode()), **data)


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
    assert "directory.account.changed" in text
    assert "Pumps" in text
    for query in (f"?by={cast.anna.pk}", "?kind=directory.Account", "?days=1", "?q=acme+pumps", "?q=acme"):
        shown = "directory.account.changed" in get(cast.adam, "audit", query=query).content.decode()
        assert shown == ("pumps" not in query)
    assert "directory.account.changed" not in get(cast.adam, "audit", query=f"?by={cast.cara.pk}").content.decode()


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
