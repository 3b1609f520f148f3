"""What calendars say of a pair, and where opinion disagrees."""

from __future__ import annotations

import pytest

from innercircle.maps.rules.evidence import (
    NOTHING_KNOWN,
    Asked,
    Dispute,
    Evidence,
    Together,
    dispute,
    evidence_by_pair,
    evidence_of,
)
from innercircle.maps.rules.levels import Strength
from tests.maps.drawn import NOW, met


def test_hours_of_90_and_365_days_count_overlaps_once() -> None:
    rows = [met(1, 1, 10, 2), met(1, 1, 89, 1), met(1, 1, 91, 1), met(1, 1, 364, 1), met(1, 1, 366, 5)]
    overlapping = Together(101, 1, 999, rows[0].start + 3600, rows[0].end + 3600)
    found = evidence_of([*rows, overlapping], NOW)
    assert (found.short, found.long, found.meetings) == (4 * 3600, 6 * 3600, 5)
    assert found.last == overlapping.start


def test_who_asked_for_the_meetings_of_a_year() -> None:
    rows = [met(1, 1, 5, 1, Asked.THEIRS), met(1, 1, 6, 1, Asked.OURS), met(1, 1, 7), met(1, 1, 400, 1, Asked.THEIRS)]
    found = evidence_of(rows, NOW)
    assert (found.theirs, found.ours, found.meetings) == (1, 1, 3)


def test_an_hour_counts_half_after_a_year() -> None:
    assert evidence_of([met(1, 1, 365, 2)], NOW).weight == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("weight", "level"), [(0, 0), (0.24, 0), (0.25, 1), (1.9, 1), (2, 2), (6, 3), (15, 4), (40, 5)]
)
def test_the_level_the_hours_speak_for(weight: float, level: int) -> None:
    assert Evidence(weight=weight).strength == level


def test_pairs_are_kept_apart() -> None:
    found = evidence_by_pair([met(1, 1, 5), met(1, 2, 5), met(2, 1, 5)], NOW)
    assert set(found) == {(101, 1), (101, 2), (102, 1)}


@pytest.mark.parametrize(
    ("assessed", "days", "expected"),
    [
        (4, [181], Dispute.TOO_HIGH), (5, [], Dispute.TOO_HIGH), (4, [180], None), (3, [], None), (None, [], None),
        (1, [5, 40, 70], Dispute.TOO_LOW), (0, [29, 59, 89], Dispute.TOO_LOW), (2, [5, 40, 70], None),
        (1, [5, 70], None), (1, [5, 10, 20], None),
    ],
)  # fmt: skip
def test_where_opinion_and_evidence_disagree(assessed: int | None, days: list[int], expected: Dispute | None) -> None:
    found = evidence_of([met(1, 1, day) for day in days], NOW) if days else NOTHING_KNOWN
    assert dispute(None if assessed is None else Strength(assessed), found, NOW) is expected
