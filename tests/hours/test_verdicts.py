"""The month test by a table (docs/rules/month-test.md), and what stands around the verdict."""

from __future__ import annotations

from datetime import UTC

import pytest

from innercircle.calendars.meetings import State
from innercircle.calendars.rules import Mode
from innercircle.hours.rules import (
    NO_FIGURES,
    Fact,
    Figures,
    Policy,
    Presence,
    Side,
    StillPresumedError,
    Streak,
    Verdict,
    active_since,
    amends,
    change,
    closed,
    month_tests,
    presumed,
    running,
    streak,
    verdict,
)
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread

HOUR = 3600
DEVELOPING, NOT, DORMANT, OPEN = Verdict.DEVELOPING, Verdict.NOT_DEVELOPING, Verdict.DORMANT, Verdict.OPEN


@pytest.mark.parametrize(
    ("month", "before", "expected"),
    [
        ((0.5, 0.5), (0, 0), DEVELOPING),
        ((1, 1), (0.5, 0.5), DEVELOPING),
        ((1, 1), (1, 1), NOT),
        ((0.5, 0.5), (1, 1), NOT),
        ((0, 0), (1, 1), NOT),
        ((0, 0), (0, 2), NOT),
        ((0, 0), (0, 0), DORMANT),
        ((1, 2), (1, 1), OPEN),
        ((1, 2), (1, 2), OPEN),
        ((0, 2), (1, 2), OPEN),
        ((0, 1), (0, 0), OPEN),
        ((2, 3), (0, 2), OPEN),
        ((3, 4), (0, 2), DEVELOPING),
        ((0, 1), (1, 2), NOT),
        ((0, 1), (0, 1), OPEN),
    ],
)
def test_verdict(month: tuple[float, float], before: tuple[float, float], expected: Verdict) -> None:
    assert verdict(_hours(month), _hours(before)) is expected


def test_one_second_more_is_developing() -> None:
    assert verdict(Spread(3601, 3601), Spread(3600, 3600)) is DEVELOPING


def test_worked_example_of_the_spec() -> None:
    cells = {
        Month(2026, number).index: Figures(client=_hours((value, value)))
        for number, value in enumerate((0.5, 1, 2, 6, 8), start=1)
    }
    tests = month_tests(cells, Month(2026, 1), Month(2026, 6))
    assert [each.verdict for each in tests] == [DEVELOPING] * 5 + [NOT]
    assert tests[4].before.client == _hours((6, 6))
    assert tests[5].figures is NO_FIGURES


def test_active_since_needs_client_hours() -> None:
    ours_only = Figures(ours=_hours((1, 1)))
    assert active_since({24005: ours_only}) is None
    assert active_since(
        {24005: ours_only, 24009: Figures(client=_hours((0, 1))), 24012: Figures(client=_hours((1, 1)))}
    ) == (Month.from_index(24009))


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], None),
        ([DEVELOPING, OPEN], None),
        ([DEVELOPING], Streak(developing=True, months=1)),
        ([NOT, DEVELOPING, DEVELOPING], Streak(developing=True, months=2)),
        ([DEVELOPING, NOT, DORMANT], Streak(developing=False, months=2)),
        ([NOT, OPEN, NOT], Streak(developing=False, months=1)),
    ],
)
def test_streak(verdicts: list[Verdict], expected: Streak | None) -> None:
    assert streak(verdicts) == expected


def test_change_compares_as_many_months_before() -> None:
    client = [_hours((value, value + 1)) for value in (1, 1, 1, 2, 3, 4)]
    found = change(client, 3)
    assert found is not None
    assert (found.now, found.before) == (_hours((9, 12)), _hours((3, 6)))
    assert (found.least, found.most) == (3 * HOUR, 9 * HOUR)
    assert change(client, 12) is None


def test_running_month_splits_at_the_moment_and_names_what_is_needed() -> None:
    facts = [_fact(start=0, end=2 * HOUR), _fact(start=5 * HOUR, end=6 * HOUR, meeting=2, confirmed=False)]
    found = running(facts, _hours((3, 4)), Policy.SEEN, at=HOUR)
    assert found.so_far == _hours((1, 1))
    assert found.booked == _hours((1, 2))
    assert found.to_beat == _hours((3, 4))
    assert found.needed == Spread(1, 2 * HOUR + 1)


def test_running_month_that_beats_the_last_needs_nothing() -> None:
    found = running([_fact(start=0, end=2 * HOUR)], _hours((1, 1)), Policy.SEEN, at=3 * HOUR)
    assert found.booked == Spread(0, 0)
    assert found.needed == Spread(0, 0)


def test_equal_hours_do_not_beat_the_month_before() -> None:
    assert running([_fact(start=0, end=HOUR)], _hours((1, 1)), Policy.SEEN, at=0).needed == Spread(1, 1)


def test_closing_asks_about_everybody_presumed_on_both_sides() -> None:
    people = (_presence(1, State.PRESUMED), _presence(2, State.CONFIRMED), _presence(3, State.PRESUMED, Side.OURS))
    assert [each.person for each in presumed(people)] == [1, 3]
    after = closed(people, {(Side.CLIENT, 1): True, (Side.OURS, 3): False})
    assert [each.state for each in after] == [State.CONFIRMED, State.CONFIRMED, State.ABSENT]
    assert [each.by_hand for each in after] == [True, False, True]


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (1, "1 attendance is still presumed; confirm or strike each before closing the month"),
        (2, "2 attendances are still presumed; confirm or strike each before closing the month"),
    ],
)
def test_closing_refuses_an_unanswered_attendance(people: int, sentence: str) -> None:
    present = [_presence(number, State.PRESUMED) for number in range(people)]
    with pytest.raises(StillPresumedError) as refused:
        closed(present, {})
    assert str(refused.value) == sentence


def test_an_amendment_is_any_change_of_what_was_locked() -> None:
    locked = Figures(client=_hours((1, 1)), meetings=1, contacts=1)
    assert not amends(locked, Figures(client=_hours((1, 1)), meetings=1, contacts=1, departments=("Sales",)))
    assert amends(locked, Figures(client=_hours((1, 1)), meetings=2, contacts=1))
    assert amends(locked, Figures(client=_hours((2, 2)), meetings=1, contacts=1))
    assert amends(locked, Figures(client=_hours((1, 1)), ours=_hours((1, 1)), meetings=1, contacts=1))
    assert amends(locked, Figures(client=_hours((1, 1)), meetings=1, contacts=2))


def _hours(bounds: tuple[float, float]) -> Spread:
    return Spread(int(bounds[0] * HOUR), int(bounds[1] * HOUR))


def _fact(*, start: int, end: int, meeting: int = 1, confirmed: bool = True) -> Fact:
    return Fact(1, Month.at(0, UTC).index, Side.CLIENT, 1, start, end, meeting, confirmed, Mode.VIDEO)


def _presence(person: int, state: State, side: Side = Side.CLIENT) -> Presence:
    return Presence(person, side, 1 if side is Side.CLIENT else None, state)
