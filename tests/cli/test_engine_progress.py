"""What the terminal says of an engine at work: how far, how fast, and how long only where somebody can know."""

from __future__ import annotations

import pytest

from innercircle.cli.hours.engine import clock, how_far
from innercircle.hours.engines.watching import Step


@pytest.mark.parametrize(
    ("step", "seconds", "said"),
    [
        (Step(), 75, "1:15"),
        (Step(2, 100, "%"), 4, "2 %, 0:04"),
        (Step(25, 100, "%"), 5, "25 %, 0:05, 0:15 left"),
        (Step(0, 800, "tasks"), 3, "0 of 800 tasks, 0.0/s, 0:03"),
        (Step(1_000, 4_000, "tasks"), 100, "1,000 of 4,000 tasks, 10.0/s, 1:40, 5:00 left"),
        (Step(8, 8, "tasks"), 0, "8 of 8 tasks, 80.0/s, 0:00, 0:00 left"),
    ],
    ids=str,
)
def test_how_far_in_words(step: Step, seconds: float, said: str) -> None:
    assert how_far(step, seconds) == said


def test_long_times_have_hours() -> None:
    assert [clock(each) for each in (0, 7.4, 3_599, 3_729)] == ["0:00", "0:07", "59:59", "1:02:09"]
