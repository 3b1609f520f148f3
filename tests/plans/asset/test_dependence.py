"""On whom work hangs, and knowledge that one of us holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from innercircle.maps.rules.evidence import Together
from innercircle.maps.rules.levels import Strength
from innercircle.maps.rules.values import Line, Map, Ours, Person
from innercircle.plans.rules.asset import Knowledge, Side, Thread, threads

ANNA, BEN = 1, 2
KIM, LEE = 11, 12
TODAY = date(2026, 11, 22)
NOW = 1_795_348_800
DAY = 86_400
OURS = (Ours(ANNA, "Anna"), Ours(BEN, "Ben"))
PEOPLE = (Person(101, KIM, "Kim"), Person(102, LEE, "Lee"))


def met(contact: int, colleague: int, hours: float, meeting: int, days: int = 30) -> Together:
    """One contact and one colleague together so many days ago."""
    start = NOW - days * DAY
    return Together(contact, colleague, meeting, start, start + round(hours * 3600))


def drawn(*together: Together, lines: tuple[Line, ...] = (), ours: tuple[Ours, ...] = OURS) -> Map:
    """The map of Kim and Lee."""
    return Map(PEOPLE, ours, lines, together)


def found(chart: Map, sponsor: int | None = None) -> dict[tuple[Side, int], float | None]:
    """Each thread's share."""
    return {(each.side, each.person): each.share for each in threads(chart, TODAY, NOW, sponsor)}


def test_the_examples_of_the_map_hold_here() -> None:
    over = drawn(met(KIM, ANNA, 6.2, 1), met(LEE, BEN, 3.8, 2))
    assert found(over) == {(Side.OURS, ANNA): pytest.approx(0.62), (Side.THEIRS, KIM): pytest.approx(0.62)}
    assert found(drawn(met(KIM, ANNA, 6, 1), met(LEE, BEN, 4, 2))) == {}


def test_a_sponsor_narrows_our_side_only() -> None:
    chart = drawn(met(KIM, ANNA, 5, 1), met(LEE, BEN, 5, 2))
    assert found(chart) == {}
    assert found(chart, KIM) == {(Side.OURS, ANNA): 1.0}
    assert found(chart, 99) == {}  # a sponsor who has never met us says nothing


def test_what_is_older_than_a_year_is_gone() -> None:
    assert found(drawn(met(KIM, ANNA, 5, 1, days=366), met(KIM, ANNA, 1, 2), met(LEE, BEN, 1, 3))) == {}


def line(post: int, colleague: int, level: Strength | None) -> Line:
    """A line somebody drew."""
    return Line(post, colleague, coverage=1, assessed=level)


@pytest.mark.parametrize(
    ("lines", "ours", "expected"),
    [
        ((), OURS, set()),
        ((line(101, ANNA, Strength.KNOWN),), OURS, {Thread(Side.OURS, ANNA), Thread(Side.THEIRS, KIM)}),
        ((line(101, ANNA, Strength.KNOWN), line(102, ANNA, Strength.VENDOR)), OURS, {Thread(Side.OURS, ANNA)}),
        ((line(101, ANNA, Strength.KNOWN), line(102, BEN, Strength.VENDOR)), OURS, set()),
        ((line(101, ANNA, Strength.KNOWN), line(102, BEN, Strength.NONE)), OURS,
         {Thread(Side.OURS, ANNA), Thread(Side.THEIRS, KIM)}),
        ((line(101, ANNA, None),), OURS, set()),
        ((line(101, ANNA, Strength.KNOWN), line(102, BEN, Strength.KNOWN)),
         (OURS[0], Ours(BEN, "Ben", left_on=TODAY - timedelta(days=1))),
         {Thread(Side.OURS, ANNA), Thread(Side.THEIRS, KIM)}),
        ((line(999, ANNA, Strength.KNOWN),), OURS, set()),
    ],
)  # fmt: skip
def test_without_hours_the_map_decides(lines: tuple[Line, ...], ours: tuple[Ours, ...], expected: set[Thread]) -> None:
    assert set(threads(drawn(lines=lines, ours=ours), TODAY, NOW)) == expected


@pytest.mark.parametrize(
    ("second", "handed", "alone", "overdue"),
    [
        (None, None, True, True),
        (BEN, None, False, True),
        (None, TODAY - timedelta(days=366), False, True),
        (None, TODAY - timedelta(days=365), False, False),
    ],
)
def test_knowledge(second: int | None, handed: date | None, alone: bool, overdue: bool) -> None:
    each = Knowledge(ANNA, second, date(2020, 1, 1), handed)
    assert (each.alone, each.overdue(TODAY)) == (alone, overdue)
