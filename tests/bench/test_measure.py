"""The benches compare like with like: seeded input, the same figures from both sides, a difference that is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.ics_generate import calendar
from bench.measure import cells, product, same, write_directory
from bench.plain import plain
from bench.ratios import DisagreementError, ratio, table


def test_the_generated_calendar_is_seeded() -> None:
    assert b"".join(calendar(40)) == b"".join(calendar(40))
    assert b"".join(calendar(40)) != b"".join(calendar(40, seed=6))


def test_the_product_and_the_plain_pipeline_give_the_same_figures(tmp_path: Path) -> None:
    write_directory(tmp_path)
    file = tmp_path / "calendar.ics"
    file.write_bytes(b"".join(calendar(60)))
    ours, theirs = cells(product(file, tmp_path).printed), plain(file, tmp_path)
    assert len(ours) > 20
    same(ours, theirs)
    key = min(theirs)
    with pytest.raises(DisagreementError, match=key[0]):
        same(ours, theirs | {key: (0.0,)})


def test_a_comparison_of_nothing_fails() -> None:
    with pytest.raises(DisagreementError, match="no hours"):
        same({}, {})


def test_a_ratio_is_taken_turn_by_turn() -> None:
    found = ratio("reading", "ours", "theirs", "CPU", [(1.0, 4.0), (2.0, 4.0), (1.0, 3.0)])
    assert (found.low, found.middle, found.high) == (2.0, 3.0, 4.0)
    assert "2.00 - 4.00" in table([found])
