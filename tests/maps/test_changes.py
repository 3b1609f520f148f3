"""A map kept and restored, and the difference between two."""

from __future__ import annotations

import json
from datetime import timedelta

from innercircle.maps.rules.changes import Change, Difference, differences, keep, restore
from innercircle.maps.rules.levels import Part, Stance, Strength
from innercircle.maps.rules.values import Line, Ours
from tests.maps.drawn import DAY, drawn, line, met, person


def test_what_is_kept_comes_back_without_evidence() -> None:
    people = [person(1, stance=Stance.CRITIC, stance_on=DAY, roles=("user",), since=DAY), person(2)]
    ours = [Ours(1, "A", left_on=DAY), Ours(2, "B"), Ours(3, "Only met")]
    lines = [line(1, 1, 4, part=Part.LEAD, wanted=Strength.ADVISER, wanted_by=DAY), line(2, 2, None, None)]
    found = drawn(people, ours, lines, met(1, 3, 5))
    back = restore(json.loads(json.dumps(keep(found))))
    assert back.people == found.people
    assert back.ours == found.ours[:2]
    assert back.lines == tuple(Line(**_plain(each)) for each in lines)


def _plain(each: Line) -> dict[str, object]:
    return {name: getattr(each, name) for name in Line.__slots__ if name != "evidence"}


def test_differences_of_people_roles_and_strengths() -> None:
    before = drawn([person(1), person(2), person(3)], 2, [line(1, 1, 2), line(2, 1), line(3, 2)])
    after = drawn(
        [person(1, title="Chief", roles=("user",)), person(3, until=DAY + timedelta(days=9)), person(4)],
        2,
        [line(1, 1, 4), line(1, 2, 1), line(3, 2)],
    )
    assert set(differences(before, after)) == {
        Difference(Change.GONE, 2),
        Difference(Change.CAME, 4),
        Difference(Change.PERSON, 1, field="title", before="", after="Chief"),
        Difference(Change.PERSON, 1, field="roles", before=(), after=("user",)),
        Difference(Change.PERSON, 3, field="until", after=DAY + timedelta(days=9)),
        Difference(Change.UNCOVERED, 2, 1, before=Strength.CREDIBLE),
        Difference(Change.COVERED, 1, 2, after=Strength.VENDOR),
        Difference(Change.STRENGTH, 1, 1, before=Strength.KNOWN, after=Strength.SOLVER),
    }
    assert differences(after, after) == ()
