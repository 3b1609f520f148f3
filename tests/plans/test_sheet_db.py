"""The plan of an account as its pages see it: what hangs where, judgements, progress, findings, verdict."""

from __future__ import annotations

from innercircle.plans import queries
from tests.cast import Cast
from tests.plans.desk_db import NOW, goal, initiative, person, step


def test_everything_hangs_where_it_was_put(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    aim = goal(cast.anna, cast.acme, contact=kim)
    way = initiative(cast.anna, cast.acme, aim)
    below, beside, light = (
        step(cast.anna, cast.acme, initiative=way, participants=[kim]),
        step(cast.anna, cast.acme, goal=aim),
        step(cast.anna, cast.acme),
    )
    sheet = queries.plan_sheet(cast.anna, cast.acme, NOW)
    (shown,) = sheet.goals
    assert [each.row for each in shown.initiatives[0].activities] == [below]
    assert [each.row for each in shown.activities] == [beside]
    assert [each.row for each in sheet.activities] == [light]
    assert shown.initiatives[0].activities[0].participants == (kim.name,)
    assert {each.row for each in sheet.all_activities} == {below, beside, light}
    assert [each.row for each in sheet.all_initiatives] == [way]
    assert sheet.may_change
    assert not sheet.empty
    assert sheet.verdict.verdict.relationship == 3


def test_an_empty_plan_is_empty(cast: Cast) -> None:
    sheet = queries.plan_sheet(cast.dora, cast.acme, NOW)
    assert sheet.empty
    assert (sheet.may_change, sheet.may_write) == (False, True)
    assert not queries.plan_sheet(cast.eve, cast.acme, NOW).may_write
