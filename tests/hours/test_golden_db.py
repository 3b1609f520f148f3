"""The golden cases through import and database, read as a page reads them: every row of expected.csv, verdicts too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from innercircle.access.rules import Role
from innercircle.hours import queries
from innercircle.hours.rules import hours
from innercircle.kit.month import Month
from tests.calendars.desk import done, load
from tests.calendars.test_imports_golden import CASES, fill, rows
from tests.cast import user

COLUMNS = ("account", "month", "low_hours", "high_hours", "our_hours", "meetings", "contacts", "verdict")


def as_line(row: queries.MonthRow) -> tuple[str, ...]:
    figures = row.figures
    times = (figures.client.low, figures.client.high, figures.ours.high)
    counts = (str(figures.meetings), str(figures.contacts))
    verdict = row.verdict.value if row.verdict else ""
    return (row.name, str(row.month), *(f"{hours(each):.1f}" for each in times), *counts, verdict)


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_pages_rows_are_those_of_the_golden_case(case: Path) -> None:
    fill(case)
    at = datetime.fromisoformat((case / "as-of.txt").read_text().strip()).replace(tzinfo=UTC)
    for place in sorted((case / "calendars").rglob("*.ics")):
        done(load(place.read_bytes(), None, name=place.name, at=at))
    eve = user("Eve", Role.EXECUTIVE)
    last = Month.of_day(at.date()).plus(-1)
    found = [as_line(row) for row in queries.month_rows(eve, last.plus(-24), last, at)]
    expected = [tuple(row[name] for name in COLUMNS) for row in rows(case / "expected.csv")]
    assert found == expected
    assert list(queries.deviations()) == []
