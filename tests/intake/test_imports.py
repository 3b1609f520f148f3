"""Imports of the directory: dry run, one transaction, nothing twice, undo."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from innercircle.access.models import AuditEvent, Team, User
from innercircle.access.rules import Conflict, Refused
from innercircle.directory import actions as directory
from innercircle.directory import queries
from innercircle.directory.models import Account, Affiliation, Colleague, Contact
from innercircle.intake import actions
from innercircle.intake.actions import planning
from innercircle.intake.models import Import, Source, StagedLine
from innercircle.intake.queries import losses_of, rejected_rows, visible_imports
from innercircle.intake.reading import read_file
from innercircle.intake.rules import Kind
from tests import cast as standing
from tests.cast import Cast, contact
from tests.directory.test_merging import everything
from tests.intake.files import AT, imported, outcomes, reasons, staged
from tests.races import at_once, shared_database

__all__ = ["shared_database"]

COLLEAGUES = "name,email,team\nAnna Berg,anna.berg@ours.example,Key accounts\nBen Cole,ben.cole@ours.example,Delivery\n"
ACCOUNTS = (
    "Name;Domains;Time Zone;Parent;Account Manager;Revenue 2026;Umsatz Plan 2027\n"
    "Delta Labs;labs.example;Europe/Berlin;Delta;;;\n"
    "Delta;delta.example, delta2.example;America/New_York;;anna@ours.example;1.234.500,50;2000\n"
)
CONTACTS = (
    "account,name,email,title,department,level,reports_to,from\n"
    "Acme,One,one@acme.example,Buyer,Purchasing,Manager,two@acme.example,\n"
    "Acme,Two,two@acme.example two@acme2.example,CEO,,C-Level,,2024-01-01\n"
    ",Three,three@eu.beta.example,,,,,\n"
)


def test_a_first_import_is_previewed_before_anything_is_written(cast: Cast) -> None:
    before = everything()
    run = staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    assert run.counts == {"new": 2}
    state = everything()
    assert {label: rows for label, rows in state.items() if "intake" not in label} == {
        label: rows for label, rows in before.items() if "intake" not in label
    }
    changes = {change[0]: change[2] for change in run.lines.get(number=3).changes}
    assert changes["revenue 2026"] == "1234500.50"
    assert changes["account_manager"] == "Anna"


def test_accounts_are_written_with_parent_domains_years_and_manager(cast: Cast) -> None:
    imported(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    delta, labs = Account.objects.get(name="Delta"), Account.objects.get(name="Delta Labs")
    assert labs.parent == delta
    assert delta.account_manager == cast.anna.colleague
    assert (delta.time_zone, labs.time_zone) == ("America/New_York", "Europe/Berlin")
    assert {str(each) for each in delta.domains.all()} == {"delta.example", "delta2.example"}
    assert delta.years.get(year=2026).revenue == Decimal("1234500.50")
    assert delta.years.get(year=2027).revenue_plan == Decimal(2000)
    assert set(queries.marked().accounts) == {delta.pk, labs.pk}
    assert AuditEvent.objects.filter(action="directory.account.imported", account_id=delta.pk).count() == 1


@pytest.mark.parametrize(
    ("kind", "text"), [(Kind.ACCOUNTS, ACCOUNTS), (Kind.CONTACTS, CONTACTS), (Kind.COLLEAGUES, COLLEAGUES)]
)
def test_the_second_time_nothing_changes(cast: Cast, kind: Kind, text: str) -> None:
    first = imported(cast.adam, kind, text)
    assert set(first.counts) == {"new"}
    state = {label: rows for label, rows in everything().items() if "intake" not in label}
    second = imported(cast.adam, kind, text)
    assert set(second.counts) == {"unchanged"}
    assert {label: rows for label, rows in everything().items() if "intake" not in label} == state


@pytest.mark.parametrize(
    ("kind", "text"), [(Kind.ACCOUNTS, ACCOUNTS), (Kind.CONTACTS, CONTACTS), (Kind.COLLEAGUES, COLLEAGUES)]
)
def test_undoing_restores_the_directory_row_by_row(cast: Cast, kind: Kind, text: str) -> None:
    def state() -> object:
        return {label: rows for label, rows in everything().items() if "intake" not in label}

    before = state()
    run = imported(cast.adam, kind, text)
    assert state() != before
    assert sum(loss.removed for loss in losses_of(run)) >= 2
    actions.undo(by=cast.adam, at=AT, run=run)
    assert state() == before
    with pytest.raises(Refused, match="Only an applied import"):
        actions.undo(by=cast.adam, at=AT, run=run)


def test_contacts_get_posts_addresses_and_superiors(cast: Cast) -> None:
    imported(cast.adam, Kind.CONTACTS, CONTACTS)
    one, two, three = (Affiliation.objects.get(contact__name=name) for name in ("One", "Two", "Three"))
    assert (one.title, one.department, one.level, one.reports_to) == ("Buyer", "Purchasing", "manager", two)
    assert (two.level, two.since) == ("c_level", date(2024, 1, 1))
    assert two.contact.emails.count() == 2
    assert three.account == cast.beta


def test_a_known_person_at_another_account_has_moved(cast: Cast) -> None:
    kim = contact("Kim", cast.acme)
    run = imported(cast.adam, Kind.CONTACTS, "account,name,email,since\nBeta,Kim,kim@acme.example,01.03.2026\n")
    assert run.counts == {"changed": 1}
    posts = {post.account.name: (post.since, post.until) for post in kim.affiliations.select_related("account")}
    assert posts == {"Acme": (None, date(2026, 2, 28)), "Beta": (date(2026, 3, 1), None)}
    assert set(queries.marked().accounts) == {cast.acme.pk, cast.beta.pk}
    actions.undo(by=cast.adam, at=AT, run=run)
    assert [(post.account.name, post.until) for post in kim.affiliations.all()] == [("Acme", None)]


def test_two_lines_of_one_person_are_two_posts(cast: Cast) -> None:
    text = "account,name,email,from,to\nAcme,Kim,k@x.example,,2025-12-31\nBeta,Kim,k@x.example,2026-01-01,\n"
    run = imported(cast.adam, Kind.CONTACTS, text)
    assert run.counts == {"new": 2}
    assert Contact.objects.get(name="Kim").affiliations.count() == 2
    assert set(imported(cast.adam, Kind.CONTACTS, text).counts) == {"unchanged"}


def test_old_and_new_are_shown_for_what_changes(cast: Cast) -> None:
    Account.objects.filter(pk=cast.acme.pk).update(industry="Pumps")
    run = staged(cast.adam, Kind.ACCOUNTS, "name,industry,segment,domains\nacme,Valves,Could become,acme.example\n")
    line = run.lines.get()
    assert (line.outcome, line.target) == ("changed", cast.acme.pk)
    assert ["industry", "Pumps", "Valves"] in line.changes
    assert ["segment", "partner", "could_become"] in line.changes


def test_empty_cells_take_nothing_away(cast: Cast) -> None:
    Account.objects.filter(pk=cast.acme.pk).update(industry="Pumps", focus="More")
    imported(cast.adam, Kind.ACCOUNTS, "name,industry,focus,domains\nAcme,,,\n")
    cast.acme.refresh_from_db()
    assert (cast.acme.industry, cast.acme.focus, cast.acme.domains.count()) == ("Pumps", "More", 1)


BAD_ACCOUNTS = {
    "gmail": ("Delta,gmail.com,", "domains: gmail.com is a free-mail provider"),
    "ours": ("Delta,ours.example,", "domains: ours.example is our own domain"),
    "claimed": ("Delta,beta.example,", "domains: beta.example already belongs to “Beta”"),
    "zone": ("Delta,d.example,Europe/Atlantis", "time_zone: “Europe/Atlantis” is no time zone"),
    "no name": (",d.example,", "name: is empty"),
    "long name": ("D" * 201 + ",d.example,", "name: is longer than 200 characters"),
}


@pytest.mark.parametrize("case", BAD_ACCOUNTS)
def test_a_wrong_line_is_rejected_with_its_column_and_the_rest_is_taken(cast: Cast, case: str) -> None:
    row, words = BAD_ACCOUNTS[case]
    run = imported(cast.adam, Kind.ACCOUNTS, f"name,domains,time_zone\n{row}\nEpsilon,e.example,\n")
    assert run.counts == {"rejected": 1, "new": 1}
    assert words in reasons(run)[2]
    assert Account.objects.filter(name="Epsilon").exists()
    (rejected,) = rejected_rows(run, lambda column, sentence: f"{column}: {sentence}")
    assert rejected[:3] == row.split(",")


def test_one_name_twice_and_one_domain_twice_name_the_other_line(cast: Cast) -> None:
    text = "name,domains\nDelta,d.example\nDELTA,e.example\nEpsilon,d.example\n"
    found = reasons(staged(cast.adam, Kind.ACCOUNTS, text))
    assert found == {
        3: "name: “DELTA” stands in line 2 already",
        4: "domains: d.example belongs to the account in line 2 already; a domain can be one account's only",
    }


def test_parents_that_are_missing_or_make_a_circle_are_rejected(cast: Cast) -> None:
    text = "name,parent\nA,B\nB,A\nC,Nobody\nD,C\nE,Acne\n"
    found = reasons(staged(cast.adam, Kind.ACCOUNTS, text))
    assert found[3] == "parent: “A” lies below this account itself"
    assert "there is no account “Nobody”" in found[4]
    assert "there is no account “C”" in found[5]
    assert "(Acme?)" in found[6]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Acme,Kim,kim@ours.example,,", "an address of our own"),
        ("Acme,Kim,kim,,", "no e-mail address"),
        ("Nowhere,Kim,kim@acme.example,,", "there is no account “Nowhere”"),
        (",Kim,kim@elsewhere.example,,", "no account has the domain"),
        ("Acme,,,,", "every contact needs a name"),
        ("Acme,Kim,kim@acme.example,03/04/2026,", "can be read as two dates"),
        ("Acme,Kim,kim@acme.example,2026-13-01,", "is no date"),
        ("Acme,Kim,kim@acme.example,2026-02-01,2026-01-01", "lies before the first day"),
        ("Acme,Kim,one@acme.example two@acme.example,,", "fits several contacts"),
    ],
)
def test_a_wrong_contact_gets_a_sentence(cast: Cast, row: str, words: str) -> None:
    contact("One", cast.acme)
    contact("Two", cast.acme)
    run = staged(cast.adam, Kind.CONTACTS, f"account,name,email,from,to\n{row}\n")
    assert words in reasons(run)[2]


def test_a_line_that_leans_on_a_rejected_one_is_rejected_too(cast: Cast) -> None:
    text = "account,name,email,reports_to\nAcme,A,a@acme.example,b@acme.example\nAcme,B,b@acme.example,nobody\n"
    found = reasons(staged(cast.adam, Kind.CONTACTS, text))
    assert "there is no “nobody”" in found[3]
    assert "needs line 3" in found[2]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Finn,finn@acme.example,", "lies at the domain of “Acme”"),
        ("Finn,one@x.example,", "is a contact's address"),
        ("Finn,anna@ours.example cara@ours.example,", "addresses of different colleagues"),
    ],
)
def test_a_wrong_colleague_gets_a_sentence(cast: Cast, row: str, words: str) -> None:
    person = contact("One", cast.gamma)
    person.emails.update(address="one@x.example")
    run = staged(cast.adam, Kind.COLLEAGUES, f"name,email,team\n{row}\nGus,gus@ours.example,\n")
    assert words in reasons(run)[2]
    assert outcomes(run)[3] == "new"


def test_new_teams_are_made_and_known_ones_found_whatever_their_case(cast: Cast) -> None:
    imported(cast.adam, Kind.COLLEAGUES, "name,email,team\nFinn,finn@ours.example,NORTH\nGus,gus@ours.example,West\n")
    assert {team.name for team in Team.objects.all()} == {"North", "South", "West"}
    assert Colleague.objects.get(name="Finn").team == cast.north


def test_an_import_is_not_undone_once_something_leans_on_it(cast: Cast) -> None:
    run = imported(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    delta = Account.objects.get(name="Delta")
    kim = contact("Kim", delta)
    with pytest.raises(Refused, match="“Delta” is used since then"):
        actions.undo(by=cast.adam, at=AT, run=run)
    kim.delete()
    directory.change_account(by=cast.adam, at=AT, account=delta, version=1 + 0, values={"focus": "x"})
    with pytest.raises(Refused, match="“Delta” was changed since then"):
        actions.undo(by=cast.adam, at=AT, run=run)
    assert Account.objects.filter(name="Delta").exists()


def test_a_plan_that_grew_old_is_shown_again_before_it_is_applied(cast: Cast) -> None:
    run = staged(cast.adam, Kind.ACCOUNTS, "name,industry\nAcme,Valves\nDelta,\n")
    directory.add_account(by=cast.adam, at=AT, values={"name": "delta"})
    with pytest.raises(Conflict, match="Look at the new one"):
        actions.apply(by=cast.adam, at=AT, run=run)
    assert outcomes(run) == {2: "changed", 3: "unchanged"}
    directory.add_account(by=cast.adam, at=AT, values={"name": "Unrelated"})
    assert actions.apply(by=cast.adam, at=AT, run=run).stage == Import.Stage.APPLIED


def test_a_cut_off_plan_is_never_applied(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    run = staged(cast.adam, Kind.ACCOUNTS, "name,industry\nAcme,Valves\n")
    run.columns = {"0": "name", "1": "country"}
    run.save()

    def stop(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(planning, "keep_plans", stop)
    with pytest.raises(KeyboardInterrupt):
        actions.plan(by=cast.adam, at=AT, run=run)
    monkeypatch.undo()
    with pytest.raises(Conflict):
        actions.apply(by=cast.adam, at=AT, run=Import.objects.get(pk=run.pk))
    assert Account.objects.get(pk=cast.acme.pk).industry == ""


def test_columns_are_guessed_and_remembered_for_the_source(cast: Cast) -> None:
    text = "KUNDE,Mail-Domain,Sparte\nDelta,d.example,Pumps\n"
    table = read_file(text.encode(), "a.csv")
    run = actions.stage(by=cast.adam, at=AT, kind=Kind.ACCOUNTS, table=table, file_name="a.csv")
    assert run.columns == {"0": "name"}
    chosen = {0: "name", 1: "domains", 2: "industry"}
    actions.choose_columns(by=cast.adam, at=AT, run=run, columns=chosen, source="Old CRM")
    assert actions.plan(by=cast.adam, at=AT, run=run).counts == {"new": 1}
    again = actions.stage(by=cast.adam, at=AT, kind=Kind.ACCOUNTS, table=table, file_name="b.csv")
    assert again.columns == {"0": "name", "1": "domains", "2": "industry"}
    assert again.source == Source.objects.get()
    with pytest.raises(Refused, match="same field"):
        actions.choose_columns(by=cast.adam, at=AT, run=again, columns={0: "name", 1: "name"}, source="")


@pytest.mark.parametrize("name", ["nora", "anna", "dora", "eve", "stranger"])
def test_only_administrators_import_or_see_imports(cast: Cast, name: str) -> None:
    run = staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    user: User = getattr(cast, name)
    table = read_file(ACCOUNTS.encode(), "x.csv")
    for attempt in (
        lambda: actions.stage(by=user, at=AT, kind=Kind.ACCOUNTS, table=table, file_name="x"),
        lambda: actions.choose_columns(by=user, at=AT, run=run, columns={}, source=""),
        lambda: actions.plan(by=user, at=AT, run=run),
        lambda: actions.apply(by=user, at=AT, run=run),
        lambda: actions.undo(by=user, at=AT, run=run),
        lambda: actions.discard(by=user, at=AT, run=run),
    ):
        with pytest.raises(Refused, match="administrator"):
            attempt()
    assert not visible_imports(user).exists()


def test_an_import_that_was_never_applied_can_be_forgotten(cast: Cast) -> None:
    run = staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    actions.forget_lines(actions.discard(by=cast.adam, at=AT, run=run))
    assert not Import.objects.exists()
    assert not StagedLine.objects.exists()
    applied = imported(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    with pytest.raises(Refused):
        actions.discard(by=cast.adam, at=AT, run=applied)
    with pytest.raises(Conflict):
        actions.apply(by=cast.adam, at=AT, run=applied)


def test_the_same_import_at_the_same_moment_is_written_once(shared_database: None) -> None:  # THREATS S12
    cast = standing.build()
    run = staged(cast.adam, Kind.ACCOUNTS, ACCOUNTS)
    results = at_once(lambda _number: actions.apply(by=cast.adam, at=AT, run=Import.objects.get(pk=run.pk)))
    assert sorted(type(each).__name__ for each in results) == [*["Conflict"] * 5, "Import"]
    assert Account.objects.filter(name__startswith="Delta").count() == 2


def test_two_imports_of_one_file_at_the_same_moment_write_it_once(shared_database: None) -> None:  # THREATS S12
    cast = standing.build()
    runs = [staged(cast.adam, Kind.CONTACTS, CONTACTS) for _each in range(4)]
    results = at_once(lambda number: actions.apply(by=cast.adam, at=AT, run=runs[number]), 4)
    assert sum(isinstance(each, Import) for each in results) == 1
    assert all(isinstance(each, Import | Conflict) for each in results)
    assert Contact.objects.count() == 3
