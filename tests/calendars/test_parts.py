"""An import is written in parts that suit the time for which everybody else has to wait."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from innercircle.calendars.actions import carrying
from innercircle.calendars.actions.carrying import COPIES_AT_A_TIME, fitting
from innercircle.calendars.comparing import Difference
from innercircle.calendars.planning import CopyRow


@pytest.mark.parametrize(
    ("size", "seconds", "wanted"),
    [
        (200, 0.9, 100),
        (100, 2.0, 50),
        (50, 9.0, 25),
        (25, 9.0, 25),  # never fewer: what is computed for each part would outweigh it
        (7, 9.0, 7),
        (100, 0.6, 100),
        (100, 0.1, 125),
        (190, 0.1, 200),
        (200, 0.1, 200),
    ],
)
def test_the_next_part_follows_from_how_long_the_last_one_took(size: int, seconds: float, wanted: int) -> None:
    assert fitting(size, seconds) == wanted


def copy(uid: str, start: int) -> CopyRow:
    return CopyRow("1", uid, "", start, "", 0, {})


def test_parts_are_cut_as_large_as_is_asked_for_at_that_moment() -> None:
    difference = Difference()
    for number in range(20):
        difference.brought[f"u{number}"].append(copy(f"u{number}", number))
    sizes = iter([8, *[8] * 8, *[2] * 40])
    cut = [part.copies for part in difference.parts(lambda: next(sizes))]
    assert cut[0] == 8
    assert set(cut[1:]) <= {2}
    assert sum(cut) == difference.copies == 20


def test_nothing_to_write_is_one_part() -> None:
    assert [part.copies for part in Difference().parts(lambda: 200)] == [0]


@pytest.mark.django_db
def test_the_size_is_kept_from_part_to_part(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(carrying, "time", SimpleNamespace(monotonic=lambda: clock.now))

    def apply(*, seconds: float) -> None:
        clock.now += seconds

    sizes: list[int] = []
    for seconds in (0.9, 0.9, 0.1):
        row = carrying._Carrying(
            run=SimpleNamespace(),  # type: ignore[arg-type]  # only handed through
            attempt=1,
            at=SimpleNamespace(),  # type: ignore[arg-type]
            watch=SimpleNamespace(),  # type: ignore[arg-type]
            apply=lambda seconds=seconds, **_: apply(seconds=seconds),
            size=sizes[-1] if sizes else COPIES_AT_A_TIME,
        )
        row._write(SimpleNamespace())  # type: ignore[arg-type]
        sizes.append(row.size)
    assert sizes == [100, 50, 75]
