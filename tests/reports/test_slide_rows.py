"""How rows spread over slides, and the chapters of the one-page version over columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innercircle.reports.slides.one_page import placed
from innercircle.reports.slides.rows import parts

heights = st.lists(st.floats(0.2, 3.0), max_size=30)


@pytest.mark.parametrize(
    ("highs", "first", "after", "counts"),
    [
        ([], 5.0, 0.0, [0]),
        ([1.0] * 5, 5.0, 0.0, [5]),
        ([1.0] * 6, 5.0, 0.0, [3, 3]),  # not five and one
        ([1.0] * 11, 5.0, 0.0, [5, 3, 3]),
        ([1.0] * 5, 5.0, 0.4, [3, 2]),  # the note takes rows along
        ([1.0, 4.8], 5.0, 0.4, [1, 1]),
        ([1.0] * 3, 0.5, 0.0, [0, 3]),  # nothing fits here any more
        ([1.0] * 6, 2.5, 0.0, [2, 4]),
        ([7.0, 1.0], 5.0, 0.0, [1, 1]),  # higher than a slide
        ([1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0], 5.0, 0.0, [5, 2]),  # no more alike when moved
        ([1.0, 1.0, 1.0, 2.0, 2.2], 5.0, 2.5, [4, 1]),  # the room below is wanted by the note
    ],
)
def test_rows_are_shared_out(highs: list[float], first: float, after: float, counts: list[int]) -> None:
    assert parts(highs, first, 5.0, after) == counts


@given(heights, st.floats(0.0, 5.0), st.floats(0.0, 1.0))
def test_every_row_stands_once_and_none_runs_over(highs: list[float], first: float, after: float) -> None:
    counts = parts(highs, first, 5.0, after)
    assert sum(counts) == len(highs)
    assert all(counts[1:])
    start = 0
    for place, count in enumerate(counts):
        used = sum(highs[start : start + count])
        assert count == 1 or used <= (5.0 if place else first) + 1e-9
        start += count


@pytest.mark.parametrize(
    ("heights", "slides"),
    [
        ([], [([], [])]),
        ([1.0, 2.0], [([0, 1], [])]),
        ([2.0, 2.0, 1.0], [([0, 2], [1])]),  # back to the first column that has room
        ([2.0, 2.0, 3.5, 3.5, 0.5], [([0, 4], [1]), ([2], [3])]),
        ([6.0, 1.0], [([1], []), ([0], [])]),
        ([3.0, 9.0, 3.0, 4.0], [([0], [2]), ([1], []), ([3], [])]),  # too high for any column: alone
        ([9.0], [([0], [])]),  # no empty slide before it
    ],
)
def test_pieces_stand_where_the_first_room_is(heights: list[float], slides: list[tuple[list[int], list[int]]]) -> None:
    assert placed(heights, 3.0, 6.0) == slides
