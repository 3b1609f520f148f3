"""Imports of what stands on the map: roles, stances, coverage; words of other products; bad input by row and column."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from innercircle.access.models import AuditEvent, User
from innercircle.access.rules import Refused
from innercircle.directory.models import Affiliation, Colleague, Contact
from innercircle.intake import actions
from innercircle.intake.queries import losses_of, sentence_of
from innercircle.intake.rules import Kind, guess_columns, looks_like
from innercircle.maps import actions as maps
from innercircle.maps.models import Assessment, Coverage, Kept, Standing
from innercircle.maps.rules.levels import Part, Strength
from tests.cast import Cast, contact
from tests.directory.test_merging import everything
from tests.intake.files import AT, imported, outcomes, reasons, staged

CONTACTS = (
    "account,name,email,buying role,influence,stance,competitor,competitor strength,covered by,relationship strength,"
    "wanted level,by when,lead or deputy\n"
    "Acme,Kim,kim@acme.example,Economic buyer; end user,high,mentor,Rivalis,credible source,anna@ours.example,"
    "trusted advisor,5,2027-03-31,lead\n"
    "Acme,Lee,lee@acme.example,blocker,2,non-supporter,,,Ben,vendor,,,deputy\n"
    "Acme,Max,max@acme.example,,,,,,,,,,\n"
)
COVERAGE = "colleague,contact,account,strength,target level,bis wann,lead\n"


def line_of(contact_name: str, colleague: str) -> Coverage:
    """The line between the two."""
    return Coverage.objects.get(affiliation__contact__name=contact_name, colleague__name=colleague)


def test_contacts_come_with_role_stance_and_who_covers_them(cast: Cast) -> None:
    run = imported(cast.adam, Kind.CONTACTS, CONTACTS)
    assert run.counts == {"new": 3}
    kim = Standing.objects.get(affiliation__contact__name="Kim")
    assert (kim.roles, kim.influence, kim.stance, kim.rival, kim.rival_strength) == (
        ["budget", "user"], 4, 2, "Rivalis", 3,
    )  # fmt: skip
    assert (kim.stance_on, kim.stance_by) == (AT.date(), "Adam")
    line = line_of("Kim", "Anna")
    assert (line.assessed, line.wanted, line.wanted_by, line.part) == (5, 5, date(2027, 3, 31), "lead")
    assert (line.assessed_on, line.assessed_by) == (AT.date(), "Adam")
    assert line_of("Lee", "Ben").assessed == Strength.VENDOR
    assert not Standing.objects.filter(affiliation__contact__name="Max").exists()
    assert Assessment.objects.count() == 2
    assert [each["roles"] for each in Kept.objects.get(account=cast.acme).content["people"]].count(["gatekeeper"]) == 1


def test_a_preview_writes_nothing_and_says_what_it_would(cast: Cast) -> None:
    before = everything()
    run = staged(cast.adam, Kind.CONTACTS, CONTACTS)
    state = everything()
    assert {label: rows for label, rows in state.items() if "intake" not in label} == {
        label: rows for label, rows in before.items() if "intake" not in label
    }
    changes = {column: new for column, _old, new in run.lines.get(number=2).changes}
    assert (changes["roles"], changes["covered_by"], changes["assessed"]) == ("budget, user", "Anna", "5")


def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    imported(cast.adam, Kind.CONTACTS, CONTACTS)
    again = imported(cast.adam, Kind.CONTACTS, CONTACTS)
    assert again.counts == {"unchanged": 3}
    assert (Assessment.objects.count(), Coverage.objects.count()) == (2, 2)


def test_only_what_differs_is_changed_and_told(cast: Cast) -> None:
    imported(cast.adam, Kind.CONTACTS, CONTACTS)
    run = imported(cast.adam, Kind.CONTACTS, "account,name,stance,covered by,strength\nAcme,Lee,neutral,Ben,3\n")
    assert [(column, old, new) for column, old, new in run.lines.get().changes] == [
        ("stance", "-1", "0"), ("assessed", "1", "3"),
    ]  # fmt: skip
    assert Standing.objects.get(affiliation__contact__name="Lee").roles == ["gatekeeper"]
    told = {line.action: line.after for line in AuditEvent.objects.filter(action__endswith=".imported").order_by("pk")}
    assert told["maps.standing.imported"]["stance"] == 0
    assert told["maps.line.imported"]["assessed"] == 3


def test_a_whole_import_is_taken_back(cast: Cast) -> None:
    contact("Kim", cast.acme)
    before = everything()
    run = imported(cast.adam, Kind.CONTACTS, CONTACTS)
    words = {loss.words: loss.removed for loss in losses_of(run)}
    assert words["Lines of the relationship map"] == 2
    assert words["Roles and standing of people"] == 2
    actions.undo(by=cast.adam, at=AT, run=run)
    after = everything()
    kept = ("intake", "Audit", "Touched", "Kept")
    assert {label: rows for label, rows in after.items() if not any(word in label for word in kept)} == {
        label: rows for label, rows in before.items() if not any(word in label for word in kept)
    }
    assert Kept.objects.get(account=cast.acme).content["lines"] == []


def test_an_import_somebody_built_on_stays(cast: Cast) -> None:
    run = imported(cast.adam, Kind.CONTACTS, CONTACTS)
    line = line_of("Kim", "Anna")
    maps.cover(by=cast.anna, at=AT, post=line.affiliation, colleague=line.colleague, assessed=Strength.KNOWN)
    with pytest.raises(Refused, match="can no longer be undone"):
        actions.undo(by=cast.adam, at=AT, run=run)


@pytest.mark.parametrize(
    ("columns", "cells", "reason"),
    [
        ("roles", "Budget; Chief juggler", "roles: there is no role “Chief juggler”; an administrator adds roles"),
        ("roles", "Budgett", "roles: there is no role “Budgett” (budget?); an administrator adds roles"),
        ("stance", "buddy", "stance: “buddy” is not known here; right would be -2 to 2, or opponent, neutral"),
        ("influence", "6", "influence: “6” is not known here; right would be 1 to 5, or low, medium, high"),
        ("covered by,strength", "Ben,9", "assessed: “9” is not known here; right would be 0 to 5, or vendor"),
        ("covered by,part", "Ben,boss", "part: “boss” is not known here; right would be lead or deputy"),
        ("covered by,by when", "Ben,soon", "wanted_by: “soon” is no date"),
        ("covered by", "Benn", "covered_by: there is no colleague “Benn” (Ben?); import the colleagues first"),
        ("covered by", "Doro", "covered_by: “Doro” left on 2026-05-01; choose somebody who is here"),
        ("covered by", "Twin", "covered_by: “Twin” is the name of several colleagues; write the e-mail address"),
        ("strength", "3", "covered_by: is empty; say whose relationship this is"),
        ("covered by,part", "Ben,lead", "part: “Anna” is the lead already; one person has one lead"),
    ],
)
def test_a_bad_cell_is_named_and_the_rest_is_taken(cast: Cast, columns: str, cells: str, reason: str) -> None:
    for name in ("Twin", "Twin", "Doro"):
        Colleague.objects.create(name=name, left_on=date(2026, 5, 1) if name == "Doro" else None)
    post = contact("Kim", cast.acme).affiliations.get()
    anna = Colleague.objects.get(user=cast.anna)
    maps.cover(by=cast.anna, at=AT, post=post, colleague=anna, assessed=None, part=Part.LEAD)
    empty = "," * columns.count(",")
    run = imported(cast.adam, Kind.CONTACTS, f"account,name,{columns}\nAcme,Kim,{cells}\nAcme,Lee,{empty}\n")
    assert outcomes(run) == {2: "rejected", 3: "new"}
    assert reasons(run)[2].startswith(reason)
    assert Contact.objects.filter(name="Lee").exists()


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("Acme,Kim,Bob\nAcme,Lee,\nAcme,Max,\n", (2, "reports_to: “Bob” works at “Beta”, not at this account")),
        ("Acme,Kim,Zoe\nAcme,Lee,\nAcme,Max,\n", (2, "reports_to: there is no “Zoe” at this account")),
    ],
)
def test_who_cannot_be_the_superior(cast: Cast, lines: str, reason: tuple[int, str]) -> None:
    contact("Bob", cast.beta)
    run = imported(cast.adam, Kind.CONTACTS, f"account,name,reports to\n{lines}")
    assert [(line, text[: len(reason[1])]) for line, text in reasons(run).items()] == [reason]
    assert Affiliation.objects.filter(account=cast.acme).count() == 2


@pytest.mark.parametrize(
    ("lines", "place"),
    [("Acme,Kim,Lee\nAcme,Lee,Max\nAcme,Max,Kim\n", 4), ("Acme,Kim,Lee\nAcme,Lee,Kim\nAcme,Max,\n", 3)],
)
def test_a_circle_of_superiors_is_cut_and_said(cast: Cast, lines: str, place: int) -> None:
    run = imported(cast.adam, Kind.CONTACTS, f"account,name,reports to\n{lines}")
    assert run.counts == {"new": 3}
    ((column, sentence),) = [sentence_of(reason) for reason in run.lines.get(number=place).reasons]
    assert (column, str(sentence)) == (
        "reports_to", "“Kim” reports to this person already; the line is taken without a superior",
    )  # fmt: skip


def test_two_leads_in_one_file_are_told_apart(cast: Cast) -> None:
    contact("Kim", cast.acme)
    run = imported(cast.adam, Kind.COVERAGE, f"{COVERAGE}Anna,Kim,,3,,,lead\nBen,Kim,,2,,,lead\nBen,Kim,,2,,,\n")
    assert outcomes(run) == {2: "new", 3: "rejected", 4: "new"}
    assert reasons(run)[3] == (
        "part: “Anna” is the lead already; one person has one lead: make them deputy in a line above"
    )


def test_a_file_hands_the_lead_over(cast: Cast) -> None:
    contact("Kim", cast.acme)
    imported(cast.adam, Kind.COVERAGE, f"{COVERAGE}Anna,Kim,,3,,,lead\nBen,Kim,,2,,,deputy\n")
    run = imported(cast.adam, Kind.COVERAGE, f"{COVERAGE}Anna,Kim,,3,,,deputy\nBen,Kim,,2,,,lead\n")
    assert outcomes(run) == {2: "changed", 3: "changed"}
    assert (line_of("Kim", "Anna").part, line_of("Kim", "Ben").part) == ("deputy", "lead")
    actions.undo(by=cast.adam, at=AT, run=run)
    assert (line_of("Kim", "Anna").part, line_of("Kim", "Ben").part) == ("lead", "deputy")


@pytest.mark.parametrize(
    ("cells", "drawn"),
    [("Ben,Kim,,,,,,no", False), ("Ben,Kim,,,,,,nein", False), ("Ben,Kim,,,,,,yes", True), ("Ben,Kim,,,,,,", True),
     ("Ben,Kim,,4,,,,no", True)],
)  # fmt: skip
def test_who_only_met_is_not_made_to_cover(cast: Cast, cells: str, drawn: bool) -> None:
    contact("Kim", cast.acme)
    run = imported(cast.adam, Kind.COVERAGE, f"{COVERAGE.strip()},covered\n{cells}\n")
    assert outcomes(run) == {2: "new" if drawn else "unchanged"}
    assert Coverage.objects.exists() is drawn


def test_coverage_is_imported_changed_and_left_alone(cast: Cast) -> None:
    contact("Kim", cast.acme)
    text = f"{COVERAGE}anna@ours.example,kim@acme.example,Acme,credible source,5,31.03.2027,führend\nBen,Kim,,1,,,\n"
    run = imported(cast.adam, Kind.COVERAGE, text)
    line = line_of("Kim", "Anna")
    assert (line.assessed, line.wanted, line.wanted_by, line.part) == (3, 5, date(2027, 3, 31), "lead")
    assert imported(cast.adam, Kind.COVERAGE, text).counts == {"unchanged": 2}
    changed = imported(cast.adam, Kind.COVERAGE, f"{COVERAGE}Anna,Kim,,4,,,\n")
    assert changed.counts == {"changed": 1}
    assert [each.strength for each in Assessment.objects.filter(coverage=line)] == [4, 3]
    actions.undo(by=cast.adam, at=AT, run=changed)
    line.refresh_from_db()
    assert (line.assessed, Assessment.objects.filter(coverage=line).count()) == (3, 1)
    actions.undo(by=cast.adam, at=AT, run=run)
    assert not Coverage.objects.exists()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (",Kim,,3,,,", "covered_by: is empty; say whose relationship this is"),
        ("Anna,,,3,,,", "contact: is empty; say who is covered"),
        ("Anna,Kimm,,3,,,", "contact: there is no contact “Kimm” (Kim?)"),
        ("Anna,Kim,Acmee,3,,,", "account: there is no account “Acmee” (Acme?)"),
        ("Anna,Kim,Beta,3,,,", "contact: “Kim” does not work there today"),
        ("Anna,Gone,,3,,,", "contact: “Gone” does not work there today"),
        ("Anna,Sam,,3,,,", "contact: “Sam” fits several people or posts; write the e-mail address and the account"),
    ],
)
def test_a_line_of_coverage_that_cannot_be_taken(cast: Cast, cells: str, reason: str) -> None:
    contact("Kim", cast.acme)
    contact("Gone", cast.acme, until=AT.date() - timedelta(days=1))
    for account in (cast.acme, cast.beta):
        contact("Sam", account)
    run = imported(cast.adam, Kind.COVERAGE, f"{COVERAGE}{cells}\nBen,Kim,,3,,,\n")
    assert outcomes(run) == {2: "rejected", 3: "new"}
    assert reasons(run)[2] == reason


def test_a_pair_stands_once_in_a_file(cast: Cast) -> None:
    contact("Kim", cast.acme)
    run = staged(cast.adam, Kind.COVERAGE, f"{COVERAGE}Anna,Kim,,3,,,\nAnna,Kim,,4,,,\n")
    assert reasons(run)[3] == "covered_by: “Anna” and this person stand in line 2 already"


def test_files_of_coverage_are_told_by_their_headings() -> None:
    headings = ["Colleague", "Contact", "Relationship strength", "Target level", "By when"]
    assert looks_like(headings) is Kind.COVERAGE
    found = guess_columns(Kind.COVERAGE, headings)
    assert list(found.values()) == ["covered_by", "contact", "assessed", "wanted", "wanted_by"]


def test_only_an_administrator_writes_maps_in_bulk(cast: Cast) -> None:
    for other in (cast.nora, cast.anna, cast.stranger):
        with pytest.raises(Refused):
            maps.load_maps(by=_fresh(other), at=AT, standings=[], lines=[])


def _fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)
