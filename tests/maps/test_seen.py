"""What an editor saw: the value of the page and the stored row leave the same mark, and every change another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from innercircle.maps.models import Coverage, Point, Standing
from innercircle.maps.rules.levels import Part, Stance, Strength
from innercircle.maps.rules.seen import line_mark, point_mark, standing_mark
from tests.maps.drawn import DAY, line, person

KIM = person(1, roles=("budget", "user"), influence=4, stance=Stance.CRITIC, rival="Pelagic", rival_strength=0)
AT = datetime(2026, 11, 22, tzinfo=UTC)
LINE = line(1, 1, assessed=0, wanted=Strength.SOLVER, wanted_by=DAY, part=Part.LEAD)


def test_the_stored_row_leaves_the_mark_of_the_page() -> None:
    row = Standing(roles=["budget", "user"], influence=4, stance=-1, rival="Pelagic", rival_strength=0)
    assert standing_mark(row) == standing_mark(KIM)
    drawn = Coverage(assessed=0, assessed_on=DAY, wanted=4, wanted_by=DAY, part="lead")
    assert line_mark(drawn) == line_mark(LINE)
    assert line_mark(None) == line_mark(Coverage()) != line_mark(LINE)
    assert standing_mark(person(2)) == standing_mark(Standing())


@pytest.mark.parametrize(
    "change",
    [{"roles": ("user", "budget")}, {"influence": None}, {"stance": Stance.NEUTRAL}, {"rival": ""},
     {"rival_strength": None}],
)  # fmt: skip
def test_every_change_of_a_standing_leaves_another(change: dict[str, Any]) -> None:
    assert standing_mark(replace(KIM, **change)) != standing_mark(KIM)


@pytest.mark.parametrize(
    "change",
    [{"assessed": None}, {"assessed_on": date(2026, 1, 1)}, {"wanted": None}, {"wanted_by": None}, {"part": None}],
)
def test_every_change_of_a_line_leaves_another(change: dict[str, Any]) -> None:
    assert line_mark(replace(LINE, **change)) != line_mark(LINE)


def test_what_does_not_belong_to_it_leaves_none() -> None:
    assert standing_mark(replace(KIM, title="Chief")) == standing_mark(KIM)
    assert line_mark(replace(LINE, assessed_by="Ben")) == line_mark(LINE)


@pytest.mark.parametrize("change", [{"matter": "issue"}, {"words": "b"}, {"owner_id": None}, {"due": None}])
def test_every_change_of_a_point_leaves_another(change: dict[str, Any]) -> None:
    said = {"matter": "problem", "words": "a", "owner_id": 7, "due": DAY}
    assert point_mark(Point(**said)) == point_mark(Point(**said, done_at=AT))
    assert point_mark(Point(**said)) != point_mark(Point(**{**said, **change}))
