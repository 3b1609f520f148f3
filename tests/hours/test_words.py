"""The four flags, from plain values (spec 20, Words against actions)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from innercircle.hours.rules import Verdict
from innercircle.hours.rules.words import (
    Done,
    Flag,
    FlagKind,
    Interrupted,
    Said,
    StatementKind,
    WorkKind,
    slides_instead,
    their_cancellations,
    words_without_hours,
    work_without_meeting,
)

TODAY = date(2026, 11, 22)


def ago(days: int) -> date:
    return TODAY - timedelta(days)


@pytest.mark.parametrize(
    ("days", "kind", "verdict", "up"),
    [
        (90, StatementKind.WANTS_PARTNERSHIP, Verdict.NOT_DEVELOPING, True),
        (0, StatementKind.WANTS_PARTNERSHIP, Verdict.DORMANT, True),
        (91, StatementKind.WANTS_PARTNERSHIP, Verdict.DORMANT, False),
        (-1, StatementKind.WANTS_PARTNERSHIP, Verdict.DORMANT, False),
        (10, StatementKind.WANTS_PARTNERSHIP, Verdict.DEVELOPING, False),
        (10, StatementKind.WANTS_PARTNERSHIP, Verdict.OPEN, False),
        (10, StatementKind.TOO_BUSY, Verdict.DORMANT, False),
        (10, StatementKind.WANTS_VIEW, Verdict.DORMANT, False),
    ],
)
def test_words_without_hours(days: int, kind: StatementKind, verdict: Verdict, up: bool) -> None:
    flag = words_without_hours([Said(7, ago(days), kind)], verdict, TODAY)
    assert flag == (Flag(FlagKind.WORDS_WITHOUT_HOURS, (7,), verdict=verdict) if up else None)


def test_evidence_is_newest_first() -> None:
    said = [Said(number, ago(days), StatementKind.WANTS_PARTNERSHIP) for number, days in ((1, 30), (2, 3), (3, 30))]
    flag = words_without_hours(said, Verdict.DORMANT, TODAY)
    assert flag is not None
    assert flag.evidence == (2, 3, 1)


@pytest.mark.parametrize(
    ("sent", "meeting", "up"),
    [
        (31, None, True),
        (30, None, False),  # the thirty days are not over
        (60, 30, False),  # a meeting on the thirtieth day
        (60, 29, True),  # one on the thirty-first
        (60, 61, True),  # one the day before does not answer it
        (60, 60, False),  # one on the same day does
        (121, None, False),  # history
    ],
)
def test_slides_instead_of_a_meeting(sent: int, meeting: int | None, up: bool) -> None:
    meetings = [] if meeting is None else [ago(meeting)]
    flag = slides_instead([Done(4, ago(sent), WorkKind.MATERIAL)], meetings, TODAY)
    assert flag == (Flag(FlagKind.SLIDES_INSTEAD, (4,)) if up else None)


@pytest.mark.parametrize(
    ("done", "meeting", "up"), [(46, None, True), (45, None, False), (60, 15, False), (60, 14, True)]
)
@pytest.mark.parametrize("kind", [WorkKind.PREPARATION, WorkKind.FREE_WORK])
def test_work_without_a_meeting(kind: WorkKind, done: int, meeting: int | None, up: bool) -> None:
    meetings = [] if meeting is None else [ago(meeting)]
    flag = work_without_meeting([Done(4, ago(done), kind)], meetings, TODAY)
    assert flag == (Flag(FlagKind.WORK_WITHOUT_MEETING, (4,)) if up else None)


def test_each_flag_takes_its_own_kind_of_work() -> None:
    material, free = Done(1, ago(60), WorkKind.MATERIAL), Done(2, ago(60), WorkKind.FREE_WORK)
    slides, work = slides_instead([material, free], [], TODAY), work_without_meeting([material, free], [], TODAY)
    assert slides is not None
    assert work is not None
    assert (slides.evidence, work.evidence) == ((1,), (2,))


@pytest.mark.parametrize(
    ("now", "before", "up"), [(1, 0, True), (1, 1, False), (2, 1, True), (0, 0, False), (0, 3, False)]
)
def test_their_cancellations_this_quarter_against_last(now: int, before: int, up: bool) -> None:
    rows = [Interrupted(number, date(2026, 10, 1)) for number in range(now)]
    rows += [Interrupted(10 + number, date(2026, 9, 30)) for number in range(before)]
    rows += [Interrupted(99, date(2026, 12, 1)), Interrupted(98, date(2025, 11, 1))]  # to come, and a year ago
    flag = their_cancellations(rows, TODAY)
    assert (flag is not None) is up
    if flag is not None:
        assert (flag.now, flag.before, len(flag.evidence)) == (now, before, now)


def test_quarters_run_over_the_year() -> None:
    flag = their_cancellations([Interrupted(1, date(2027, 1, 5)), Interrupted(2, date(2026, 12, 5))], date(2027, 1, 9))
    assert flag is None
