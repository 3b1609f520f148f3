"""How figures, months, money, people and verdicts read, in English and in German."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import pytest
from django.forms import BooleanField, CharField, ChoiceField, Form
from django.template import Context, Template
from django.utils import translation

from innercircle.kit.month import Month
from innercircle.kit.spread import Spread
from innercircle.web.templatetags import display

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 h"),
        (1800, "0.5 h"),
        (5400, "1.5 h"),
        (900, "0.25 h"),
        (3601, "1.0 h"),
        (8 * 3600, "8.0 h"),
        (None, "–"),
        (Spread(3600, 3600), "1.0 h"),
        (Spread(4 * 3600, 6 * 3600), "4.0–6.0 h"),
        (4_000_000, "1,111.11 h"),
    ],
)
def test_hours_in_english(seconds: int | Spread | None, text: str) -> None:
    with translation.override("en"):
        assert display.hours(seconds) == text.replace(" ", NARROW)


def test_hours_in_german_have_a_comma() -> None:
    with translation.override("de"):
        assert display.hours(5400) == f"1,5{NARROW}h"
        assert display.hours_number(Spread(900, 5400)) == "0,25–1,5"


def test_a_quarter_and_a_third_of_an_hour_read_differently() -> None:
    with translation.override("en"):
        assert display.hours_number(900) != display.hours_number(1080)


@pytest.mark.parametrize(("seconds", "text"), [(5400, "+1.5 h"), (-5400, "−1.5 h"), (0, "±0 h"), (None, "–")])
def test_changes_have_a_sign(seconds: int | None, text: str) -> None:
    with translation.override("en"):
        assert display.signed_hours(seconds) == text.replace(" ", NARROW)


def test_months_by_language() -> None:
    month = Month(2026, 3)
    with translation.override("en"):
        assert display.month_name(month) == "March 2026"
        assert display.month_initial(month) == "Mar"
        assert display.month_short(month) == "Mar 2026"
    with translation.override("de"):
        assert display.month_name(month) == "März 2026"
    assert display.month_name(None) == "–"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal("1234567.50"), "EUR", "€1,234,568"),
        (-1200, "USD", "−$1,200"),
        (1200, "CHF", "CHF 1,200"),
        (0, "GBP", "£0"),
        (99.4, "", "99"),
        (None, "EUR", "–"),
    ],
)
def test_money_in_english(amount: Decimal | None, currency: str, text: str) -> None:
    with translation.override("en"):
        assert display.money(amount, currency) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (4_310_000, "€4.3 m"),
        (2_500_000_000, "€2.5 bn"),
        (12_400, "€12.4 k"),
        (-12_400, "−€12.4 k"),
        (940, "€940"),
        (None, "–"),
    ],
)
def test_money_for_a_tile(amount: int | None, text: str) -> None:
    with translation.override("en"):
        assert display.money_short(amount, "EUR") == text.replace(" ", NARROW)


def test_money_in_german() -> None:
    with translation.override("de"):
        assert display.money(1234567, "EUR") == "1.234.567 €"
        assert display.money_short(4_310_000, "EUR") == f"4,3{NARROW}Mio. €"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (0.24, "24 %"),
        (0.249, "25 %"),
        (0.0096, "1.0 %"),
        (0.004, "0.4 %"),
        (0, "0 %"),
        (1, "100 %"),
        (None, "–"),
        (Decimal("0.5"), "50 %"),
    ],
)
def test_shares(part: float | None, text: str) -> None:
    with translation.override("en"):
        assert display.share(part) == text.replace(" ", NARROW)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Anna Berger", "AB"),
        ("Claire de la Tour", "CT"),
        ("Plato", "P"),
        ("Hans-Peter", "HP"),
        ("", "?"),
        ("(x) ?", "?"),
        ("ömer yıldız", "ÖY"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert display.initials(name) == letters


def test_a_name_keeps_its_colour() -> None:
    assert display.tint("Anna Berger") == display.tint("Anna Berger")
    assert {display.tint(f"person {number}") for number in range(60)} == set(range(8))


class Said(StrEnum):
    NOT = "not developing"


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("developing", "developing"),
        (Said.NOT, "not-developing"),
        ("not_developing", "not-developing"),
        (None, "none"),
        ("", "none"),
        ("odd", "none"),
    ],
)
def test_verdict_keys(value: object, key: str) -> None:
    assert display.verdict_key(value) == key


def test_verdict_is_colour_icon_and_word() -> None:
    with translation.override("en"):
        made = display.verdict("not developing")
    assert "verdict-not-developing" in made
    assert "#trending-down" in made
    assert "Not developing" in made


def test_verdict_links_to_its_reasons() -> None:
    assert display.verdict("open", "/a?x=1&y=2").startswith('<a href="/a?x=1&amp;y=2"')
    assert display.verdict_word("dormant") == "Dormant"


def test_icon_is_decoration_unless_it_has_a_name() -> None:
    assert 'aria-hidden="true"' in display.icon("check")
    named = display.icon("check", label='Say "yes"')
    assert 'aria-label="Say &quot;yes&quot;"' in named
    assert "aria-hidden" not in named


def test_spark_names_first_and_last() -> None:
    with translation.override("en"):
        made = display.spark([Spread(3600, 3600), Spread(7200, 10800)], "open")
    assert f"2 months: from 1.0{NARROW}h to 2.0–3.0{NARROW}h" in made
    assert "spark-open" in made
    assert "<svg" not in display.spark([])


class Sample(Form):
    name = CharField(help_text="As registered")
    kind = ChoiceField(choices=[("a", "A")])
    sure = BooleanField(required=False)


def field(name: str, data: dict[str, str] | None = None) -> str:
    form = Sample(data)
    return Template("{% styled field %}").render(Context({"field": form[name]}))


def test_fields_carry_the_kit_and_their_help() -> None:
    assert 'class="form-control"' in field("name")
    assert 'aria-describedby="id_name_helptext"' in field("name")
    assert 'class="form-select"' in field("kind")
    assert 'class="form-check-input"' in field("sure")


def test_a_wrong_field_points_to_its_error() -> None:
    made = field("name", {"name": ""})
    assert "is-invalid" in made
    assert "id_name_error" in made


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0 h"), (1.5, "1.5 h"), (0.376, "0.38 h"), (0.15, "0.15 h"), (12.0, "12 h")]
)
def test_figures_of_an_axis_are_as_short_as_they_can_be(value: float, text: str) -> None:
    with translation.override("en"):
        assert display._axis_figure(value) == text.replace(" ", NARROW)


def test_page_numbers_leave_gaps() -> None:
    from django.core.paginator import Paginator

    assert display.page_numbers(Paginator(range(1000), 50), 10) == [1, 0, 9, 10, 11, 0, 20]


def test_numbers_in_attributes_have_no_separators() -> None:
    with translation.override("de"):
        assert display.unlocalize_number(62000) == "62000"
        assert display.unlocalize_number(0.5) == "0.5"
        assert display.unlocalize_number(None) == ""
        assert display.figure(None) == "–"
        assert display.figure(1.5) == f"1,5{NARROW}h"


def test_may_is_a_month_in_german_too() -> None:
    """A word of ours with the same English must not take a month's German away."""
    with translation.override("de"):
        names = [display.month_name(Month(2026, number)) for number in range(1, 13)]
    assert names == [
        f"{name} 2026"
        for name in ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                     "November", "Dezember")
    ]  # fmt: skip
