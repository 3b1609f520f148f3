"""Reading calendars in four files by one process and by two: the same entries, or the bench fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import ics_read


def test_two_processes_read_what_one_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ics_read.in_files(tmp_path / "files", 80)
    assert len({file.read_bytes() for file in folder.iterdir()}) == ics_read.FILES
    found = ics_read.side_by_side(folder, 1)
    one, two = (found[name] for name in ics_read.SIDE_BY_SIDE)
    assert isinstance(one, dict)
    assert isinstance(two, dict)
    assert one["instances"] == two["instances"] > 0
    assert min(one["wall"], two["wall"]) > 0
    ics_read.table_of_files(found)
    assert "a year of 4 files: two processes on " in capsys.readouterr().out


def test_processes_that_disagree_fail_the_bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([1, 2])

    def measured(_command: object) -> dict[str, float]:
        return {"cpu": 1, "wall": 1, "mb": 1, "instances": next(answers), "seconds": 1, "people": 1}

    monkeypatch.setattr(ics_read, "measured", measured)
    with pytest.raises(SystemExit, match="side by side: the contenders disagree"):
        ics_read.side_by_side(tmp_path, 1)
