"""What is decided of every line, from the lines and the directory alone: no database, no file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from innercircle.directory.records import AccountRecord, ColleagueRecord, ContactRecord, PostRecord, Records
from innercircle.intake.rules import (
    AccountPlanner,
    ColleaguePlanner,
    Line,
    Outcome,
    Plan,
    Planner,
    contact_planner,
    lean,
)

TODAY = date(2026, 11, 22)
RECORDS = Records(
    accounts=(
        AccountRecord(1, "Acme", external_id="A1", domains=("acme.example",)),
        AccountRecord(2, "Beta", external_id="B2", parent=1, domains=("beta.example",)),
        AccountRecord(3, "Gamma", external_id="twice"),
        AccountRecord(4, "Delta", external_id="twice"),
    ),
    contacts=(
        ContactRecord(
            11, "Kim", external_id="K", emails=("kim@acme.example",), posts=(PostRecord(101, 1, reports_to=102),)
        ),
        ContactRecord(12, "Lou", emails=("lou@acme.example",), posts=(PostRecord(102, 1),)),
        ContactRecord(13, "Mo", placeholder=True, posts=(
            PostRecord(103, 1, until=date(2026, 3, 31)), PostRecord(104, 2, since=date(2026, 4, 1)),
        )),
    ),
    colleagues=(
        ColleagueRecord(21, "Anna", emails=("anna@ours.example",)),
        ColleagueRecord(22, "Ben", emails=("ben@ours.example",)),
        ColleagueRecord(23, "Ben", external_id="B"),
    ),
)  # fmt: skip


def planned(planner: Planner, rows: Sequence[dict[str, str]]) -> list[Plan]:
    """As a file is planned: every line, then those that speak of others, then those that lean on a rejected one."""
    lines = [Line(number, cells) for number, cells in enumerate(rows, 2)]
    plans = [planner.plan(line) for line in lines]
    for line, plan in zip(lines, plans, strict=True):
        if planner.waits(line) and not plan.reasons:
            planner.settle(line, plan)
    lost = planner.close()
    for plan in plans:
        if plan.line in lost:
            lean(plan, lost[plan.line])
    return plans


def accounts(*rows: dict[str, str]) -> list[Plan]:
    return planned(AccountPlanner(RECORDS), rows)


def colleagues(*rows: dict[str, str]) -> list[Plan]:
    return planned(ColleaguePlanner(RECORDS), rows)


def contacts(*rows: dict[str, str]) -> list[Plan]:
    return planned(contact_planner(RECORDS, today=TODAY), rows)


def said(plan: Plan) -> list[tuple[str, str]]:
    return [(reason.column, str(reason.sentence)) for reason in plan.reasons]


def changed(plan: Plan) -> dict[str, tuple[str, str]]:
    return {each.column: (each.old, each.new) for each in plan.changes}


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"name": "Gamma", "external_id": "twice"}, "external_id", "is the id of several accounts; merge them first"),
        ({"name": "Beta", "external_id": "A1"}, "name", "“Beta” is another account than the one with this id"),
        ({"name": "New", "account_manager": "Ben"}, "account_manager",
         "“Ben” is the name of several colleagues; write the e-mail address"),
        ({"name": "New", "account_manager": "Anne"}, "account_manager",
         "there is no colleague “Anne” (Anna?); import the colleagues first"),
        ({"name": "New", "currency": "euro"}, "currency", "“euro” is no currency; it is three letters, like EUR"),
        ({"name": "New", "currency": "ÄÖÜ"}, "currency", "“ÄÖÜ” is no currency; it is three letters, like EUR"),
        ({"name": "Acme", "parent": "Beta"}, "parent", "“Beta” lies below this account itself"),
        ({"name": "New", "parent": "Acne"}, "parent", "there is no account “Acne” (Acme?)"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_taken_says_why(row: dict[str, str], column: str, words: str) -> None:
    (plan,) = accounts(row)
    assert (plan.outcome, said(plan)[0]) == (Outcome.REJECTED, (column, words))


def test_an_account_is_known_by_its_id_and_renamed() -> None:
    (plan,) = accounts({"name": "Acme Holding", "external_id": "A1", "currency": " usd "})
    assert (plan.outcome, plan.target) == (Outcome.CHANGED, 1)
    assert changed(plan)["name"] == ("Acme", "Acme Holding")
    assert changed(plan)["currency"][1] == "USD"


def test_a_parent_may_stand_further_down_and_takes_its_children_with_it() -> None:
    child, parent = accounts({"name": "Child", "parent": "Mother"}, {"name": "Mother"})
    assert (child.outcome, parent.outcome, changed(child)["parent"]) == (Outcome.NEW, Outcome.NEW, ("", "Mother"))
    child, parent = accounts({"name": "Child", "parent": "Mother"}, {"name": "Mother", "currency": "none"})
    assert (child.outcome, parent.outcome) == (Outcome.REJECTED, Outcome.REJECTED)
    (same,) = accounts({"name": "Beta", "parent": "ACME"})
    assert same.outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"function": "Sales"}, "name", "is empty; every colleague needs a name or an e-mail address"),
        ({"name": "x" * 201}, "name", "is longer than 200 characters"),
        ({"name": "Zoe", "emails": "kim@acme.example"}, "emails", "kim@acme.example is a contact's address"),
        ({"name": "Anna", "emails": "anna@ours.example; ben@ours.example"}, "emails",
         "these are the addresses of different colleagues"),
        ({"name": "Ben", "external_id": "B", "emails": "anna@ours.example"}, "emails",
         "these are the addresses of different colleagues"),
    ],
)  # fmt: skip
def test_a_colleague_who_cannot_be_taken_says_why(row: dict[str, str], column: str, words: str) -> None:
    (plan,) = colleagues(row)
    assert (plan.outcome, said(plan)[0]) == (Outcome.REJECTED, (column, words))


@pytest.mark.parametrize("address", ["zoe@", "zoe", "zoe@mail.beta.example"])
def test_a_colleague_has_an_address_that_is_one_and_no_clients(address: str) -> None:
    (plan,) = colleagues({"name": "Zoe", "emails": address})
    assert plan.outcome is Outcome.REJECTED
    assert said(plan)[0][0] == "emails"


def test_a_colleague_stands_once_in_a_file() -> None:
    first, second, third = colleagues({"name": "Zoe"}, {"name": "ZOE"}, {"name": "Anna"})
    assert (first.outcome, third.outcome) == (Outcome.NEW, Outcome.UNCHANGED)
    assert said(second) == [("name", "“ZOE” stands in line 2 already")]


def test_a_name_that_two_colleagues_bear_tells_neither() -> None:
    (plan,) = colleagues({"name": "Ben"})
    assert (plan.outcome, plan.target) == (Outcome.NEW, None)
    (plan,) = colleagues({"name": "Benno", "external_id": "B"})
    assert (plan.outcome, plan.target, changed(plan)["name"]) == (Outcome.CHANGED, 23, ("Ben", "Benno"))


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"account": "Acme"}, "name", "is empty; every contact needs a name or an e-mail address"),
        ({"account": "Acme", "name": "x" * 201}, "name", "is longer than 200 characters"),
        ({"account": "Acne", "name": "Zoe"}, "account", "there is no account “Acne” (Acme?)"),
        ({"name": "Zoe"}, "account", "is empty, and no account has the domain of the e-mail address"),
        ({"account": "Acme", "name": "Zoe", "emails": "zoe@ours.example"}, "emails",
         "zoe@ours.example is an address of our own, so it cannot be a client's"),
        ({"account": "Acme", "name": "K", "emails": "kim@acme.example; lou@acme.example"}, "emails",
         "this line fits several contacts; merge them first"),
        ({"account": "Acme", "name": "Zoe", "placeholder": "perhaps"}, "placeholder",
         "“perhaps” is neither yes nor no"),
        ({"account": "Acme", "name": "Kim", "since": "2026-05-01", "until": "2026-04-01"}, "until",
         "lies before the first day"),
        ({"account": "Acme", "name": "Kim", "reports_to": "Kim"}, "reports_to", "is the person themselves"),
        ({"account": "Beta", "name": "Mo", "since": "2026-04-01", "reports_to": "Lou"}, "reports_to",
         "“Lou” works at “Acme”, not at this account"),
        ({"account": "Acme", "name": "Kim", "reports_to": "Nobody"}, "reports_to",
         "there is no “Nobody” at this account"),
    ],
)  # fmt: skip
def test_a_contact_who_cannot_be_taken_says_why(row: dict[str, str], column: str, words: str) -> None:
    (plan,) = contacts(row)
    assert plan.outcome is Outcome.REJECTED
    assert (column, words) in said(plan)


def test_a_placeholder_becomes_a_person() -> None:
    row = {"account": "Beta", "name": "Mo", "since": "2026-04-01"}
    (plan,) = contacts(row | {"placeholder": "no"})
    assert (plan.target, changed(plan)) == (13, {"placeholder": ("yes", "no")})
    assert plan.load is not None
    (same,) = contacts(row | {"placeholder": "yes"})
    assert same.outcome is Outcome.UNCHANGED


def test_posts_of_one_person_never_overlap() -> None:
    early = {"account": "Beta", "name": "Mo", "emails": "mo@beta.example", "since": "2026-04-01"}
    (plan,) = contacts({"account": "Acme", "external_id": "K", "name": "Kim", "since": "2026-01-01"})
    assert (plan.outcome, changed(plan)["since"]) == (Outcome.CHANGED, ("", "2026-01-01"))
    first, second = contacts(
        early, {"account": "Acme", "emails": "mo@beta.example", "since": "2026-02-01", "until": "2026-06-30"}
    )
    assert first.outcome is Outcome.CHANGED
    assert ("since", "on some of these days the person is at “Beta”; say from when until when") in said(second)


def test_a_second_line_of_a_new_person_may_not_say_something_else_of_the_same_post() -> None:
    row = {"account": "Acme", "name": "Zoe", "emails": "zoe@acme.example"}
    first, same, other = contacts(row | {"title": "Buyer"}, row, row | {"title": "Seller"})
    assert (first.outcome, same.outcome) == (Outcome.NEW, Outcome.UNCHANGED)
    assert said(other) == [("account", "says something else of the same post than line 2")]


def test_a_new_job_ends_the_one_that_ran_but_one_of_the_past_ends_nothing() -> None:
    (moved,) = contacts({"account": "Beta", "external_id": "K", "name": "Kim", "since": "2026-10-01"})
    (past,) = contacts(
        {"account": "Beta", "external_id": "K", "name": "Kim", "since": "2020-01-01", "until": "2020-12-31"}
    )
    loads: list[Any] = [moved.load, past.load]
    assert [load.ends for load in loads] == [{"101": "2026-09-30"}, {}]
    (today,) = contacts({"account": "Beta", "external_id": "K", "name": "Kim"})
    assert getattr(today.load, "ends", None) == {"101": "2026-11-21"}


def test_who_would_close_a_circle_is_taken_without_a_superior() -> None:
    (plan,) = contacts({"account": "Acme", "name": "Lou", "reports_to": "kim@acme.example"})
    assert plan.outcome is not Outcome.REJECTED
    assert [str(note.sentence) for note in plan.notes] == [
        "“kim@acme.example” reports to this person already; the line is taken without a superior"
    ]


def test_a_superior_may_stand_further_down_and_is_leaned_on() -> None:
    worker = {"account": "Acme", "name": "Worker", "reports_to": "Boss"}
    low, high = contacts(worker, {"account": "Acme", "name": "Boss"})
    assert (low.outcome, changed(low)["reports_to"]) == (Outcome.NEW, ("", "Boss"))
    assert getattr(low.load, "superior_line", None) == high.line
    low, high = contacts(worker, {"account": "Acme", "name": "Boss", "placeholder": "perhaps"})
    assert high.outcome is Outcome.REJECTED
    assert low.outcome is Outcome.REJECTED
