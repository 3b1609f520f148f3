"""Whatever happens to meetings, the stored figures stay what the pure rules make of them; a wrong row is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from innercircle.calendars.meetings import State
from innercircle.calendars.models import Attendance, Meeting
from innercircle.calendars.rules import Mode
from innercircle.hours import actions, queries
from innercircle.hours.models import AccountMonth, Fact
from innercircle.hours.rules.words import WorkKind
from tests import cast as standing
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, HOUR, NOW, colleague, epoch, meet, person

BEGIN = epoch("2026-01-28 00:00")
STATES = st.sampled_from(list(State))
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("meet"),
            st.integers(0, 120 * 24),  # half hours since the end of January
            st.integers(1, 60),
            st.lists(st.tuples(st.integers(0, 3), STATES), min_size=1, max_size=4),
            st.lists(st.tuples(st.integers(0, 1), STATES), min_size=1, max_size=2),
            st.sampled_from(list(Mode)),
        ),
        st.tuples(st.just("correct"), st.integers(0, 30), STATES),
        st.tuples(st.just("move"), st.integers(0, 10), st.integers(-2000, 2000)),
        st.tuples(st.just("cancel"), st.integers(0, 10)),
        st.tuples(st.just("mode"), st.integers(0, 10), st.sampled_from([*Mode, None])),
        st.tuples(st.just("same"), st.integers(0, 10), st.integers(0, 10)),
        st.tuples(st.just("delete"), st.integers(0, 10)),
        st.tuples(st.just("work"), st.integers(0, 100), st.integers(1, 20)),
    ),
    min_size=1,
    max_size=10,
)


class World:
    """Two accounts on different clocks, and the steps that can happen to their meetings."""

    def __init__(self, cast: Cast) -> None:
        cast.beta.time_zone = "America/New_York"
        cast.beta.save()
        self.cast = cast
        self.contacts = [person(f"P{number}", (cast.acme, cast.beta)[number % 2]) for number in range(4)]
        self.ours = [colleague(cast.anna), colleague(cast.ben)]

    def take(self, step: tuple[Any, ...]) -> None:
        """Let one step happen, the way the product does it."""
        name, *values = step
        doing: Callable[..., None] = getattr(self, name)
        doing(*values)

    def meet(
        self, at: int, halves: int, theirs: list[tuple[int, State]], ours: list[tuple[int, State]], mode: Mode
    ) -> None:
        row = meet(
            "2026-01-28 00:00",
            1,
            {self.contacts[number]: state for number, state in theirs},
            {self.ours[number]: state for number, state in ours},
            fresh=False,
            source_mode=mode,
        )
        start = BEGIN + at * HOUR // 2
        Meeting.objects.filter(pk=row.pk).update(start=start, end=start + halves * HOUR // 2)
        self.fresh(row.pk)

    def correct(self, number: int, state: State) -> None:
        row = self.pick(Attendance, number)
        if row is not None:
            actions.set_attendance(by=self.cast.adam, at=NOW, attendance=row, state=state)

    def move(self, number: int, halves: int) -> None:
        row = self.pick(Meeting, number)
        if row is not None:
            row.start, row.end = row.start + halves * HOUR // 2, row.end + halves * HOUR // 2
            row.save()
            self.fresh(row.pk)

    def cancel(self, number: int) -> None:
        row = self.pick(Meeting, number)
        if row is not None:
            Meeting.objects.filter(pk=row.pk).update(cancelled=not row.cancelled)
            self.fresh(row.pk)

    def mode(self, number: int, mode: Mode | None) -> None:
        row = self.pick(Meeting, number)
        if row is not None:
            actions.set_mode(by=self.cast.adam, at=NOW, meeting=row, mode=mode)

    def same(self, number: int, of: int) -> None:
        row, other = self.pick(Meeting, number), self.pick(Meeting, of)
        if row is None or other is None or (other.duplicate_of_id or other.pk) == row.pk:
            other = None
        if row is not None:
            actions.mark_duplicate(by=self.cast.adam, at=NOW, meeting=row, of=other)

    def delete(self, number: int) -> None:
        row = self.pick(Meeting, number)
        if row is not None:
            Meeting.objects.filter(pk=row.pk).update(by_hand=True)
            actions.delete_meeting(by=self.cast.adam, at=NOW, meeting=row)

    def work(self, day: int, halves: int) -> None:
        actions.log_work(
            by=None,
            at=NOW,
            account=self.cast.acme,
            colleague=self.ours[0],
            day=date(2026, 1, 1) + timedelta(day),
            kind=WorkKind.PREPARATION,
            seconds=halves * HOUR // 2,
        )

    def fresh(self, meeting: int) -> None:
        actions.refresh(by=None, at=NOW, why="A test", meetings=[meeting])

    def pick(self, model: Any, number: int) -> Any:
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None


class AnythingMayHappen(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(steps=STEPS)
    def test_the_rows_are_what_the_rules_say(self, steps: list[tuple[Any, ...]]) -> None:
        world = World(standing.build())
        for step in steps:
            world.take(step)
        assert list(queries.deviations()) == []


@pytest.fixture
def measured(cast: Cast) -> Cast:
    meet("2026-03-10 10:00", 1, {person("Kim", cast.acme): CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    return cast


def test_a_wrong_figure_is_found_and_mended(measured: Cast) -> None:
    AccountMonth.objects.filter(month__lt=10**6, policy="seen", high__gt=0).update(high=2 * HOUR)
    (found,) = queries.deviations()
    assert (found.account, str(found.month), found.what) == (
        measured.acme.pk,
        "2026-03",
        "seen: high 7200 instead of 3600",
    )
    assert actions.rebuild(at=NOW) == 3
    assert list(queries.deviations()) == []


def test_a_lost_fact_is_found_and_mended(measured: Cast) -> None:
    Fact.objects.filter(side=1).delete()
    assert [each.what for each in queries.deviations()] == ["facts: 1 missing, 0 too many or wrong"]
    actions.rebuild(at=NOW)
    assert list(queries.deviations()) == []


def test_a_missing_row_is_found(measured: Cast) -> None:
    AccountMonth.objects.filter(policy="in-person", high=0).delete()
    assert [each.what for each in queries.deviations()] == ["in-person: a row is missing"]
