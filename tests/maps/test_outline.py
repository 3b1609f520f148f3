"""Two facing outlines: order, depth, circles, folding, and where ours stand."""

from __future__ import annotations

from innercircle.maps.rules.outline import circles, facing, outline
from tests.maps.drawn import drawn, line, person


def names(rows: list) -> list[tuple[str, int]]:
    """Name and depth of each row; a department's heading has its own."""
    return [(row.person.name if row.person else row.department.upper(), row.depth) for row in rows]


def test_departments_by_rank_and_reports_below_their_superiors() -> None:
    people = [
        person(1, name="Cho", department="Works", level="manager"),
        person(2, name="Bea", department="Works", level="staff", reports_to=1),
        person(3, name="Ada", department="Works", level="staff", reports_to=2),
        person(4, name="Dan", department="Board", level="board"),
        person(5, name="Eli", department="Works", level="staff", reports_to=4),
    ]
    expected = [("BOARD", 0), ("Dan", 0), ("WORKS", 0), ("Cho", 0), ("Bea", 1), ("Ada", 2), ("Eli", 0)]
    assert names(outline(people)) == expected


def test_a_folded_department_is_one_row_with_its_number() -> None:
    rows = outline([person(1, department="Works"), person(2, department="Works")], {"Works"})
    assert [(row.department, row.count, row.folded, row.person) for row in rows] == [("Works", 2, True, None)]


def test_circles_are_shown_and_flagged() -> None:
    people = [person(1, reports_to=2), person(2, reports_to=3), person(3, reports_to=2), person(4, reports_to=4)]
    assert [set(each) for each in circles({each.post: each.reports_to for each in people})] == [{2, 3}, {4}]
    rows = [row for row in outline(people) if row.person]
    assert {row.person.post for row in rows if row.person} == {1, 2, 3, 4}
    assert {row.person.post for row in rows if row.circle and row.person} == {2, 3, 4}


def test_a_line_to_somebody_unknown_ends_there() -> None:
    assert circles({1: 9, 2: 1, 3: None}) == []


def test_a_level_nobody_knows_stands_last() -> None:
    assert names(outline([person(1, level="king"), person(2, level="staff")]))[1][0] == "Person 2"


def test_ours_stand_beside_whom_they_know_and_never_on_each_other() -> None:
    found = drawn([person(1), person(2)], 3, [line(1, 1), line(2, 2), line(2, 1)])
    tops = facing(found, {1: 0.0, 2: 300.0}, 340.0, 40.0)
    assert tops == {1: 150.0, 2: 260.0, 3: 300.0}
    crowded = facing(found, {1: 0.0, 2: 10.0}, 60.0, 40.0)
    assert sorted(crowded.values()) == [0.0, 40.0, 80.0]
    assert facing(drawn([], 0), {}, 100.0, 40.0) == {}
    assert facing(found, {2: 0.0}, 340.0, 40.0)[1] == 0.0  # a person who is filtered out pulls nobody
