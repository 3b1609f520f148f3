"""What calendars say of a pair, and where opinion disagrees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.maps.rules.evidence import (
    DAY,
    NOTHING_KNOWN,
    Asked,
    Dispute,
    Evidence,
    Gathering,
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


AGES = st.one_of(
    st.integers(0, 1_100 * DAY),
    st.sampled_from([days * DAY + edge for days in (30, 60, 90, 365) for edge in (-1, 0, 1)]),
)
SAT = st.builds(
    lambda pair, meeting, age, length, asked: Together(pair, pair % 2, meeting, NOW - age, NOW - age + length, asked),
    st.integers(1, 3), st.integers(1, 6), AGES, st.integers(1, 40 * 3_600), st.sampled_from(Asked),
)  # fmt: skip


@given(st.lists(SAT, max_size=30))
def test_one_pass_says_what_the_definition_says(rows: list[Together]) -> None:
    """`Gathering` holds sums only; `evidence_of` looks at all rows of a pair at once."""
    ordered = sorted(rows, key=lambda row: row.start)
    gathering = Gathering(NOW)
    for row in ordered:
        gathering.add([row])
    found = gathering.found()
    assert found == evidence_by_pair(rows, NOW)
    assert found.keys() == {(row.contact, row.colleague) for row in rows}
    for pair, evidence in found.items():
        whole = evidence_of([row for row in ordered if (row.contact, row.colleague) == pair], NOW)
        assert evidence.weight == pytest.approx(whole.weight)
        assert replace(evidence, weight=0) == replace(whole, weight=0)


def test_back_to_back_and_contained_meetings_fade_from_their_common_beginning() -> None:
    began = NOW - 365 * DAY
    rows = [Together(1, 1, 1, began, began + 7_200), Together(1, 1, 2, began + 60, began + 120),
            Together(1, 1, 3, began + 7_200, began + 14_400)]  # fmt: skip
    assert evidence_by_pair(rows, NOW)[1, 1].weight == pytest.approx(2.0, abs=1e-9)
    assert evidence_of(rows, NOW).weight == pytest.approx(2.0, abs=1e-9)
