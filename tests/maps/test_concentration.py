"""How much hangs on few."""

from __future__ import annotations

from decimal import Decimal

from innercircle.maps.rules.concentration import ranked, top


def test_largest_first_with_what_all_down_to_it_hold() -> None:
    rows = ranked([(1, Decimal(10)), (2, Decimal(60)), (3, Decimal(30)), (4, None), (5, Decimal(-5)), (6, Decimal(0))])
    assert [(row.key, row.share, row.reached) for row in rows] == [(2, 0.6, 0.6), (3, 0.3, 0.9), (1, 0.1, 1.0)]
    assert (top(rows, 2), top(rows, 20)) == (0.9, 1.0)


def test_nothing_known_is_nothing() -> None:
    assert ranked([]) == ()
    assert top((), 10) is None
