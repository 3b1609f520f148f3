"""Headings, cells, and what they mean."""

from __future__ import annotations

import pytest

from innercircle.intake.rules import Kind, figure_field, guess_columns, looks_like
from innercircle.intake.rules.values import CellFault, amount, choice, day, listed, several, yes_no


@pytest.mark.parametrize(
    ("kind", "headings", "expected"),
    [
        (Kind.ACCOUNTS, ["NAME", "E-Mail Domains", "time zone", "x"], ["name", "domains", "time_zone", None]),
        (Kind.ACCOUNTS, ["Account Name", "Website", "Account Owner", "Annual"],
         ["name", "domains", "account_manager", None]),
        (Kind.ACCOUNTS, ["Firma", "Branche", "Umsatz 2026", "Gewinn Plan 2027"],
         ["name", "industry", "revenue 2026", "profit_plan 2027"]),
        (Kind.CONTACTS, ["account", "name", "email", "title", "department", "level"],
         ["account", "name", "emails", "title", "department", "level"]),
        (Kind.CONTACTS, ["Vorname", "Nachname", "E-Mail-Adresse", "von", "bis"],
         ["first_name", "last_name", "emails", "since", "until"]),
        (Kind.COLLEAGUES, ["name", "email", "team"], ["name", "emails", "team"]),
        (Kind.COLLEAGUES, ["Name", "name", ""], ["name", None, None]),
    ],
)  # fmt: skip
def test_headings_are_guessed(kind: Kind, headings: list[str], expected: list[str | None]) -> None:
    found = guess_columns(kind, headings)
    assert [found.get(place) for place in range(len(headings))] == expected


def test_what_was_remembered_wins_and_may_leave_a_column_out() -> None:
    remembered = {"firma": "industry", "land": ""}
    assert guess_columns(Kind.ACCOUNTS, ["Firma", "Land", "Name"], remembered) == {0: "industry", 2: "name"}
    assert guess_columns(Kind.ACCOUNTS, ["x"], {"x": "no such field"}) == {}


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (["name", "domains", "time_zone", "parent"], Kind.ACCOUNTS),
        (["account", "name", "email", "title", "department", "level"], Kind.CONTACTS),
        (["x", "y"], None),
    ],
)
def test_a_file_tells_what_it_holds(headings: list[str], kind: Kind | None) -> None:
    assert looks_like(headings) == kind


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Revenue 2026", "revenue 2026"),
        ("revenue_plan_2026", "revenue_plan 2026"),
        ("Revenue 2026 plan", "revenue_plan 2026"),
        ("Planned profit 2025", "profit_plan 2025"),
        ("revenue", None),
        ("revenue 26", None),
    ],
)
def test_figures_are_told_by_word_and_year(heading: str, field: str | None) -> None:
    assert figure_field(heading) == field


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234 567,5", "1234567.50"),
        ("€ 1’234.00", "1234.00"),
        ("1,234,567", "1234567.00"),
        ("-0,5", "-0.50"),
        ("−12", "-12.00"),
        ("0.125", "0.12"),
    ],
)
def test_amounts(text: str, value: str) -> None:
    assert amount(text) == value


@pytest.mark.parametrize("text", ["1.234", "1,234", "abc", "1.2.3,4,5", "", "1e5", "NaN", "9" * 14])
def test_amounts_that_are_none_or_ambiguous(text: str) -> None:
    with pytest.raises(CellFault):
        amount(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-31", "2026-03-31"),
        ("31.03.2026", "2026-03-31"),
        ("1.3.2026", "2026-03-01"),
        ("2026-03-31 00:00:00", "2026-03-31"),
        ("31/03/2026", "2026-03-31"),
        ("03/31/2026", "2026-03-31"),
        ("03/03/2026", "2026-03-03"),
    ],
)
def test_days(text: str, value: str) -> None:
    assert day(text) == value


@pytest.mark.parametrize("text", ["03/04/2026", "31.02.2026", "13/13/2026", "2026", "soon", "45000"])
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(CellFault):
        day(text)


def test_lists_choices_and_yes_or_no() -> None:
    assert several("a@x.example; b@x.example,c@x.example") == ["a@x.example", "b@x.example", "c@x.example"]
    assert listed("Anna Berg; Ben, ") == ["Anna Berg", "Ben"]
    assert choice("C-Level", {"clevel": "c_level"}, "") == "c_level"
    assert (yes_no("Ja"), yes_no("false")) == (True, False)
    with pytest.raises(CellFault, match="neither yes nor no"):
        yes_no("maybe")
    with pytest.raises(CellFault, match="one of a, b"):
        choice("x", {}, "a, b")
