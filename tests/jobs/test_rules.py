"""When work is tried again, due, and how long it still takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from innercircle.jobs.rules import Every, State, remaining, wait_before

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(("attempt", "seconds"), [(0, 5), (1, 5), (2, 20), (3, 80), (4, 320), (5, 600), (60, 600)])
def test_the_wait_grows_up_to_ten_minutes(attempt: int, seconds: int) -> None:
    assert wait_before(attempt) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("last", "due"),
    [(None, True), (AT - timedelta(minutes=59), False), (AT - timedelta(hours=1), True), (AT, False)],
)
def test_hourly_work_is_due_an_hour_after_it_was_started(last: datetime | None, due: bool) -> None:
    assert Every(timedelta(hours=1)).is_due(last, AT) is due


@pytest.mark.parametrize(
    ("last", "at", "due"),
    [
        ("2026-11-21 03:30", "2026-11-22 02:59", False),
        ("2026-11-21 03:30", "2026-11-22 03:00", True),
        ("2026-11-22 03:00", "2026-11-22 23:00", False),
        ("2026-11-20 03:30", "2026-11-22 01:00", True),
    ],
    ids=["before the hour", "at the hour", "done today", "a night was missed"],
)
def test_nightly_work_is_due_once_after_its_hour(last: str, at: str, due: bool) -> None:
    times = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (last, at)]
    assert Every(timedelta(days=1), hour=3).is_due(*times) is due


def test_the_time_left_follows_the_rate_so_far() -> None:
    assert remaining(25, 100, timedelta(seconds=10)) == timedelta(seconds=30)
    assert remaining(120, 100, timedelta(seconds=10)) == timedelta(0)
    assert remaining(0, 100, timedelta(seconds=10)) is None
    assert remaining(25, 0, timedelta(seconds=10)) is None
    assert remaining(25, 100, timedelta(milliseconds=200)) is None


def test_three_states_are_the_end() -> None:
    assert {state for state in State if state.ended} == {State.DONE, State.FAILED, State.STOPPED}
