"""What is exported can be imported again and changes nothing; into an empty house it brings the same back (S9, R8)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innercircle.access.models import User
from innercircle.access.rules import Role
from innercircle.directory import queries
from innercircle.directory.files import read_directory
from innercircle.directory.models import Account, AccountYear, Affiliation, Colleague, Contact
from innercircle.directory.tables import Table, accounts_table, colleagues_table, contacts_table
from innercircle.intake.rules import AccountPlanner, Kind, Line, Outcome, guess_columns
from innercircle.kit.cells import csv_lines
from innercircle.kit.sheet import write_sheet
from innercircle.maps import actions as maps
from innercircle.maps.queries import map_of
from innercircle.maps.rules.levels import Part, Strength
from innercircle.maps.tables import COVERAGE, coverage_table
from tests import cast as standing
from tests.cast import Cast, contact
from tests.hours.desk import CONFIRMED, meet
from tests.intake.files import AT, imported, outcomes, reasons, staged

ACCOUNTS = """name,domains,time_zone,parent
Acme,acme.example,America/New_York,
Acme Labs,labs.example,UTC,Acme
"""
COLLEAGUES = """name,email,team
Anna Berg,anna@ours.example,Key accounts
Ben Cole,ben@ours.example,Delivery
"""
CONTACTS = """account,name,email,title,department,level
Acme,One,one@acme.example,,,
Acme,Two,two@acme.example,Buyer,Purchasing,manager
Acme Labs,Three,three@labs.example,,,
"""


def tables() -> dict[Kind, Table]:
    records = queries.all_records()
    names = {each.id: each.name for each in records.accounts}
    return {
        Kind.COLLEAGUES: colleagues_table(records.colleagues),
        Kind.ACCOUNTS: accounts_table(records.accounts, names, {each.id: each for each in records.colleagues}),
        Kind.CONTACTS: contacts_table(records.contacts, names),
        Kind.COVERAGE: coverage(),
    }


def coverage() -> Table:
    """The columns that an import reads; evidence is exported beside them and passed over."""
    acme = Account.objects.get(name="Acme")
    header, rows = coverage_table(acme.name, map_of(acme, AT), int(AT.timestamp()))
    found = [row[: len(COVERAGE)] for row in rows]
    return header[: len(COVERAGE)], found


@pytest.fixture
def full(cast: Cast) -> Cast:
    boss, kim = contact("Boss", cast.acme, level="c_level"), contact("Kim Lee", cast.acme, title="=Buyer")
    Affiliation.objects.filter(contact=kim).update(reports_to=boss.affiliations.get(), until="2025-12-31")
    Affiliation.objects.create(contact=kim, account=cast.beta, since="2026-01-01", department="-1+1")
    Contact.objects.filter(pk=kim.pk).update(phone="+49 30 123", location="'quoted", external_id="@id")
    AccountYear.objects.create(account=cast.acme, year=2026, revenue="1234.50", profit_plan="-7")
    values = {"parent": cast.beta, "focus": "＝More, “better”; and\nmore", "industry": "-Pumps", "currency": "CHF"}
    Account.objects.filter(pk=cast.acme.pk).update(**values)
    line = {"wanted": Strength.ADVISER, "wanted_by": date(2027, 3, 31), "part": Part.LEAD}
    for name, assessed in (("Dora", Strength.SOLVER), ("Ben", None)):
        ours, more = Colleague.objects.get(name=name), line if name == "Dora" else {}
        post = boss.affiliations.get()
        maps.cover(by=cast.adam, at=AT, post=post, colleague=ours, assessed=assessed, **more)
    Colleague.objects.filter(name="Dora").update(left_on="2026-01-31")
    nora = Colleague.objects.get(name="Nora")  # who met Boss, and of whom nobody said that she covers Boss
    meet("2026-01-05 10:00", 1, {boss: CONFIRMED}, {nora: CONFIRMED}, account=cast.acme)
    assert {row[COVERAGE.index("covered")] for row in coverage()[1]} == {True, False}
    return cast


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_importing_an_export_changes_nothing(full: Cast, kind: Kind, form: str) -> None:
    header, rows = tables()[kind]
    if form == "csv":
        run = staged(full.adam, kind, b"".join(csv_lines(header, rows)))
    else:
        from innercircle.intake import actions
        from innercircle.intake.reading import read_file

        table = read_file(write_sheet(kind, header, rows), "x.xlsx")
        run = actions.stage(by=full.adam, at=AT, kind=kind, table=table, file_name="x.xlsx")
        actions.plan(by=full.adam, at=AT, run=run)
    assert len(run.columns) == len(header)
    assert set(outcomes(run).values()) == {"unchanged"}, (reasons(run), list(run.lines.values_list("changes")))


def test_an_empty_house_gets_the_same_back(full: Cast) -> None:
    before = tables()
    del before[Kind.COVERAGE]  # goes with the people it is about
    Contact.objects.all().delete()
    Account.objects.update(parent=None)
    Account.objects.all().delete()
    Colleague.objects.all().delete()
    for kind in (Kind.COLLEAGUES, Kind.ACCOUNTS, Kind.CONTACTS):
        run = imported(full.adam, kind, b"".join(csv_lines(*before[kind])))
        assert not reasons(run)
    after = tables()
    del after[Kind.COVERAGE]
    assert after == before


def test_the_files_of_the_golden_cases_are_taken_as_they_are(db: None, tmp_path: Path) -> None:
    adam: User = standing.user("Adam", Role.ADMINISTRATOR)
    for kind, text in ((Kind.COLLEAGUES, COLLEAGUES), (Kind.ACCOUNTS, ACCOUNTS), (Kind.CONTACTS, CONTACTS)):
        run = imported(adam, kind, text)
        assert set(run.counts) == {"new"}, reasons(run)
        assert len(run.columns) == len(run.headings)
        (tmp_path / f"{kind}.csv").write_text(text)
    folder = read_directory(tmp_path, print)
    stored = queries.all_records()
    assert {(each.name, each.domains) for each in folder.accounts} == {
        (each.name, each.domains) for each in stored.accounts
    }
    assert {each.name for each in folder.contacts} == {each.name for each in stored.contacts}
    shutil.rmtree(tmp_path)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(str.strip).filter(bool)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=1, max_size=10, unique_by=str.casefold), TEXT)
def test_any_text_survives_export_and_import(names: list[str], focus: str) -> None:
    from innercircle.directory.records import AccountRecord, Records
    from innercircle.kit.table import read_lines

    accounts = tuple(AccountRecord(number, name, focus=focus) for number, name in enumerate(names, 1))
    header, rows = accounts_table(accounts, {}, {})
    lines = list(read_lines(b"".join(csv_lines(header, rows)), "x.csv", print))
    columns = guess_columns(Kind.ACCOUNTS, lines[0][1])
    read = [Line(number, {field: texts[place] for place, field in columns.items()}) for number, texts in lines[1:]]
    planner = AccountPlanner(Records(accounts=accounts))
    plans = [planner.plan(line) for line in read]
    assert [(plan.outcome, plan.target) for plan in plans] == [(Outcome.UNCHANGED, each.id) for each in accounts]
