"""The picture as a value: places, holes, faded ones, marks, and that every strength differs in three ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.maps.rules import drawing as house
from innercircle.maps.rules.changes import differences
from innercircle.maps.rules.comparing import marks, touched
from innercircle.maps.rules.drawing import Card, Drawing, Mark, Marks, Show, View, Words, beneath, drawing, fitted
from innercircle.maps.rules.levels import Stance, Strength
from innercircle.maps.rules.outline import outline
from innercircle.maps.rules.values import Map, Ours, Person
from tests.maps.drawn import DAY, LONG_AGO, NOW, drawn, line, met, person


def shown(found: Map, folded: tuple[str, ...] = (), **more: object) -> Drawing:
    """The drawing of a map today."""
    return drawing(replace(View(outline(found.people, folded), found, DAY, NOW), **more))


def people(*names: str) -> list[Person]:
    return [person(post, name=name, department="Works") for post, name in enumerate(names, 1)]


def test_every_strength_differs_in_colour_dash_and_width() -> None:
    assert [len(set(each)) for each in (house.COLOURS, house.WIDTHS, house.DASHES)] == [6, 6, 6]
    assert list(house.WIDTHS) == sorted(house.WIDTHS)
    assert house.DASHES[Strength.ADVISER] == ()


@pytest.mark.parametrize("colour", house.COLOURS)
def test_every_colour_is_seen_on_white(colour: str) -> None:
    """Contrast of 3:1 at least, as WCAG 1.4.11 asks of what is not text."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 3


def test_rows_stand_below_each_other_and_lines_meet_their_middles() -> None:
    found = shown(drawn(people("Kim", "Lee"), 1, [line(1, 1, 4), line(2, 1, 2)]))
    assert [(each.name, each.count, each.top) for each in found.bands] == [("Works", 2, 0.0)]
    tops = [each.top for each in found.theirs]
    assert tops == [house.HEAD + house.GAP, house.HEAD + house.ROW + 2 * house.GAP]
    assert [(each.level, each.end) for each in found.links] == [
        (2, tops[1] + house.ROW / 2),
        (4, tops[0] + house.ROW / 2),
    ]
    assert found.links[0].start == found.ours[0].top + house.ROW / 2
    assert found.height == tops[1] + house.ROW + house.GAP


def test_a_superior_in_another_department_is_named_and_one_above_is_not() -> None:
    chief = person(1, name="Kim", department="Board")
    head = person(2, name="Lee", title="Head", department="Works", reports_to=1)
    clerk = person(3, name="Mia", title="Clerk", department="Works", reports_to=2)
    lost = person(4, name="Noa", title="Buyer", department="Works", reports_to=99)
    cards = {each.name: each for each in shown(drawn([chief, head, clerk, lost])).theirs}
    assert [beneath(cards[name], 11.5, 400) for name in ("Lee", "Mia", "Noa")] == ["Head · ↑ Kim", "Clerk", "Buyer"]
    assert cards["Mia"].width < cards["Lee"].width
    around = [person(5, name="Pat", reports_to=6), person(6, name="Sam", reports_to=5)]
    assert {each.above for each in shown(drawn(around)).theirs} == {"Pat", "Sam"}


@pytest.mark.parametrize(
    ("under", "room", "expected"),
    [
        ("Head of works", 250, "Head of works · ↑ Anna Maria Kim"),
        ("Head of works", 130, "Head of works · ↑ Kim"),
        ("Head of works", 95, "Head of works"),
        ("Head of works", 40, "Head…"),
        ("", 250, "↑ Anna Maria Kim"),
    ],
)
def test_a_superior_takes_only_the_place_that_is_left(under: str, room: float, expected: str) -> None:
    assert beneath(Card(1, "Lee", under, 0, above="Anna Maria Kim"), 11.5, room) == expected


def test_more_of_ours_than_of_theirs_make_room() -> None:
    assert shown(drawn([], 5)).height == 5 * (house.ROW + house.GAP)


def test_reports_are_narrower_and_a_card_says_what_is_wrong_first() -> None:
    chief = person(1, name="Kim", department="Works", level="board", title="Chief")
    left = person(2, name="Lee", department="Works", reports_to=1, until=DAY - timedelta(days=1))
    far = person(3, name="Mia", department="Works", reports_elsewhere=True, title="Buyer")
    loop = [person(post, name=f"P{post}", department="Works", reports_to=9 - post) for post in (4, 5)]
    cards = {each.name: each for each in shown(drawn([chief, left, far, *loop], 0)).theirs}
    assert (cards["Kim"].width, cards["Lee"].width) == (1, 1 - house.INDENT)
    assert (cards["Kim"].under, cards["Lee"].under) == ("Chief", "left · Works")
    assert cards["Mia"].under == "↗ reports elsewhere · Buyer"
    assert cards["P4"].under.startswith("↻ reporting line in a circle")
    assert (cards["Lee"].faded, cards["Kim"].faded) == (True, False)


def test_holes_are_drawn_as_holes() -> None:
    chosen = [*people("Kim", "Lee"), person(3, name="?", placeholder=True), person(4, name="Gone", until=LONG_AGO)]
    found = shown(drawn(chosen, 1, [line(1, 1), line(2, 1, 0), line(3, 1)]))
    assert {each.name: each.hole for each in found.theirs} == {"Kim": False, "Lee": True, "?": True, "Gone": False}


def test_a_colleague_who_left_is_said_to_have_left() -> None:
    found = shown(drawn(people("Kim"), [Ours(1, "Anna", "Sales", left_on=LONG_AGO)], [line(1, 1)]))
    assert (found.ours[0].under, found.ours[0].faded) == ("left · Sales", True)


@pytest.mark.parametrize(("show", "levels"), [(Show.ASSESSED, [2]), (Show.EVIDENCED, [3]), (Show.WANTED, [5])])
def test_the_three_switches(show: Show, levels: list[int]) -> None:
    found = drawn(people("Kim"), 2, [line(1, 1, 2, wanted=Strength.ADVISER)], met(1, 1, 10, hours=8))
    assert [each.level for each in shown(found, show=show).links] == levels


def test_weak_lines_and_other_teams_are_left_out() -> None:
    found = drawn(people("Kim"), 2, [line(1, 1, 2), line(1, 2, 4)])
    assert [each.level for each in shown(found, least=3).links] == [4]
    only = shown(found, ours={1})
    assert ([each.key for each in only.ours], [each.level for each in only.links]) == ([1], [2])


def test_stale_and_disputed_lines_are_told() -> None:
    found = drawn(people("Kim", "Lee"), 1, [line(1, 1, 5, on=LONG_AGO), line(2, 1, 3)])
    assert [(each.faded, each.disputed) for each in shown(found).links] == [(False, False), (True, True)]
    assert not any(each.disputed for each in shown(found, now=0).links)  # of a past day no evidence is kept
    wanted = drawn(people("Kim"), 1, [line(1, 1, 3, on=LONG_AGO, wanted=Strength.SOLVER)])
    assert not shown(wanted, show=Show.WANTED).links[0].faded
    aimed = drawn(people("Kim"), 1, [line(1, 1, 5, wanted=Strength.ADVISER)])
    assert [shown(aimed, show=show).links[0].disputed for show in (Show.ASSESSED, Show.WANTED)] == [True, False]


def test_a_folded_department_holds_the_strongest_line_of_each() -> None:
    found = shown(drawn(people("Kim", "Lee"), 2, [line(1, 1, 2), line(2, 1, 4), line(2, 2, 1)]), ("Works",))
    assert found.theirs == ()
    assert sorted((each.colleague, each.level) for each in found.links) == [(1, 4), (2, 1)]
    assert {each.end for each in found.links} == {house.HEAD / 2}


def test_very_many_lines_are_finer() -> None:
    every = [person(post) for post in range(1, house.DENSE + 2)]
    many = shown(drawn(every, 1, [line(each.post, 1, on=LONG_AGO if each.post == 1 else DAY) for each in every]))
    few = shown(drawn(every[1:], 1, [line(each.post, 1) for each in every[1:]]))
    assert (many.dense, few.dense) == (True, False)
    assert many.widths[5] == few.widths[5] * house.THIN
    assert {many.opacity(each) for each in many.links} == {0.35, house.SHEER}
    assert {few.opacity(each) for each in few.links} == {1}


def test_roles_by_name_and_the_stance_as_border() -> None:
    kim = person(1, name="Kim", roles=("budget", "coach"), stance=Stance.OPPONENT)
    card = shown(drawn([kim], 0), words=Words({"budget": "Budget"})).theirs[0]
    assert card.badges == (("budget", "Budget"), ("coach", "coach"))
    assert (card.border, replace(card, stance=None).border) == (house.BORDERS[Stance.OPPONENT], house.PLAIN)


@given(st.text(max_size=80), st.floats(20, 400))
def test_a_text_fits_or_ends_in_an_ellipsis(text: str, room: float) -> None:
    cut = fitted(text, 12, room)
    assert cut == text or (cut.endswith("…") and len(cut) <= len(text) + 1)
    assert fitted(cut, 12, 10_000) == cut


def test_wide_letters_need_more_room() -> None:
    assert fitted("iiiiiiiiii", 10, 40) == "iiiiiiiiii"
    assert len(fitted("WWWWWWWWWW", 10, 40)) < len(fitted("AAAAAAAAAA", 10, 40)) < len(fitted("aaaaaaaaaa", 10, 40))


def test_two_days_beside_each_other() -> None:
    before = drawn([person(1, name="Kim"), person(2), person(3)], 2, [line(1, 1, 2), line(1, 2, 4), line(2, 1, None)])
    after = drawn([person(1, name="Kim"), person(2), person(4)], 2, [line(1, 1, 4), line(4, 2, 3), line(2, 1, 0)])
    weaker = drawn([person(1, name="Kim", title="Chief")], 2, [line(1, 1, 1)])
    found = differences(before, after)
    past, present = marks(found)
    assert past == Marks({3: Mark.GONE}, {(1, 2): Mark.GONE, (1, 1): Mark.STRONGER, (2, 1): Mark.STRONGER})
    assert present == Marks({4: Mark.ADDED}, {(4, 2): Mark.ADDED, (1, 1): Mark.STRONGER, (2, 1): Mark.STRONGER})
    assert touched(found) == {1, 2, 3, 4}
    assert marks(differences(before, weaker))[1] == Marks({1: Mark.CHANGED}, {(1, 1): Mark.WEAKER})
    drawn_past = shown(before, marks=past)
    assert {each.key: each.mark for each in drawn_past.theirs} == {1: None, 2: None, 3: Mark.GONE}
    assert {each.mark for each in drawn_past.links} == {Mark.GONE, Mark.STRONGER}
