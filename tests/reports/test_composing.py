"""Which chapters a plan gets, in which language, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.hours.rules import Verdict
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import State
from innercircle.reports.blocks import Chart, Figures, Maps, Notice, Points, Table, Tone
from innercircle.reports.composing import cleaned, compose
from innercircle.reports.composing.ahead import steps_ahead
from innercircle.reports.composing.cells import shortened
from innercircle.reports.composing.scales import axis
from innercircle.reports.map_pages import ROWS
from innercircle.reports.plain_text import plain_text
from tests.reports import plans
from tests.reports.reading import blocks_of


def titles(plan: object, language: str = "en") -> list[str]:
    return [chapter.title for chapter in compose(plan, language=language).chapters]  # type: ignore[arg-type]


def test_every_chapter_of_a_full_plan_in_its_order() -> None:
    assert titles(plans.rich()) == [
        "At a glance", "Who they are and what they try to achieve", "Revenue, profit and what hangs on it",
        "Client hours and the month test", "Words against actions", "The relationship map", "Roles and coverage",
        "How far the six steps are", "Goals by person and priority", "Initiatives", "Activities and the three tests",
        "What the plan linter finds", "Dependence", "Open issues, problems and opportunities", "The next quarter",
    ]  # fmt: skip


def test_a_chapter_nobody_filled_is_left_out_and_named() -> None:
    plan = replace(plans.rich(), topics=(), told=(), years=(), held=())
    found = titles(plan)
    assert "Dependence" not in found
    assert "Revenue, profit and what hangs on it" not in found
    missing = blocks_of(compose(plan, language="en"), Points)[0]
    assert any("No revenue and profit" in item for item in missing.items)


def test_german_words_figures_and_days() -> None:
    document = compose(plans.rich(), language="de")
    assert document.as_of == "Stand 22. November 2026, 09:30"
    assert document.words.page == "Seite %(page)s von %(of)s"
    tiles = [item.text for block in blocks_of(document, Figures) for item in block.items]
    assert "20,0–21,0\u202fh" in tiles
    tables = {table.key: table for table in blocks_of(document, Table)}
    assert tables["goals-1"].rows[0][4].text == "01.01.2027"


def test_a_sales_plan_is_called_one() -> None:
    plan = plans.rich()
    sold = tuple(plans.activity(number, Label.SALES) for number in range(4))
    verdict = replace(plan.plan.verdict, relationship=0, sales=4)  # type: ignore[type-var]  # it is there
    found = compose(replace(plan, plan=replace(plan.plan, activities=sold, verdict=verdict)), language="en")
    notice = next(block for block in blocks_of(found, Notice) if block.title == "Verdict on the plan")
    assert notice.words.startswith("This is a sales plan")
    assert notice.tone is Tone.BAD


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_of_the_month_has_its_words(verdict: Verdict) -> None:
    plan = replace(plans.rich(), hours=replace(plans.hours(), verdict=verdict))
    tiles = blocks_of(compose(plan, language="en"), Figures)[0].items
    assert tiles[0].text.lower() == verdict.value


def test_hours_hold_what_is_presumed_apart() -> None:
    chart = next(block for block in blocks_of(compose(plans.rich(), language="en"), Chart) if block.key == "hours")
    confirmed, presumed, ours = chart.series
    assert (confirmed.values[-2], presumed.values[-2], ours.values[-2]) == (20.0, 1.0, 10.0)
    assert ours.line
    assert chart.top >= 21


def test_what_comes_is_in_order_the_overdue_first_and_said_once() -> None:
    plan = plans.rich()
    twice = replace(plan.plan.initiatives[0], next_step="Step 17", next_on=plans.activity(17).day)
    found = steps_ahead(replace(plan, plan=replace(plan.plan, initiatives=(twice,))))
    days = [each.day for each in found]
    assert days == sorted(days)
    assert days[0] < plan.day
    assert [each.title for each in found].count("Step 17") == 1
    assert max(days) <= plan.day + timedelta(days=91)


def test_dropped_steps_and_goals_are_in_no_table() -> None:
    plan = plans.rich()
    dropped = plans.activity(3, title="Never mind", state=State.DROPPED)
    found = compose(replace(plan, plan=replace(plan.plan, activities=(dropped, plans.activity(4)))), language="en")
    said = [cell.text for table in blocks_of(found, Table) for row in table.rows for cell in row]
    assert not [text for text in said if "Never mind" in text or "Was dropped" in text]


def test_findings_that_say_the_same_stand_in_one_row() -> None:
    tables = {table.key: table for table in blocks_of(compose(plans.rich(), language="en"), Table)}
    rows = {row[1].text: row[3].text for row in tables["findings"].rows}
    assert rows == {"LN01": "Step 1\nStep 2", "SP01": "Step 4"}


def test_a_map_of_five_hundred_is_cut_into_pages_and_says_who_is_missing() -> None:
    maps = blocks_of(compose(plans.large(count=2), language="en"), Maps)[0]
    assert len(maps.pictures) == 4
    assert all(len(picture.theirs) + len(picture.bands) <= ROWS for picture in maps.pictures)
    shown = sum(len(picture.theirs) for picture in maps.pictures)
    assert maps.note == f"{500 - shown} more people are not on the picture."


def test_no_department_stands_at_the_foot_of_a_picture() -> None:
    for picture in blocks_of(compose(plans.large(count=2), language="en"), Maps)[0].pictures:
        assert max(band.top for band in picture.bands) < max(card.top for card in picture.theirs)


@given(st.text())
def test_every_text_is_fit_for_xml(text: str) -> None:
    found = plain_text(text)
    assert plain_text(found) == found
    assert all(letter == "\n" or ord(letter) >= 32 for letter in found)
    assert not any(0xD800 <= ord(letter) <= 0xDFFF or 0x202A <= ord(letter) <= 0x202E for letter in found)


def test_cleaning_leaves_what_is_no_text() -> None:
    chart = Chart("k", "t\x00", "u", ("a\x07",), (), "s", "alt", 2.0, ((0.0, "0\u202e"),))
    assert cleaned(chart) == Chart("k", "t", "u", ("a",), (), "s", "alt", 2.0, ((0.0, "0"),))


@given(st.lists(st.floats(0, 1e12), max_size=5))
def test_an_axis_holds_what_is_drawn_on_it(values: list[float]) -> None:
    top, ticks = axis(values, str)
    assert top >= max(values, default=0) * 0.999999
    assert len(ticks) == 5
    assert ticks[-1][0] == top


@pytest.mark.parametrize(
    ("text", "most", "found"),
    [("short", 10, "short"), ("one two three", 8, "one two…"), ("endlessword", 6, "endle…"), ("", 5, "")],
)
def test_a_text_is_cut_at_a_word(text: str, most: int, found: str) -> None:
    assert shortened(text, most) == found
