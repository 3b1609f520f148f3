"""Attendance files are read in a process of its own: bombs end within its limits, with a word, and leave nothing."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from innercircle.hours.attendances import contained, files
from innercircle.hours.attendances.answers import by_account
from innercircle.hours.attendances.contained import Ignored, Item, Part, Said, Told, Written, answers, unfinished
from innercircle.hours.attendances.schema import UnusableAttendancesError
from innercircle.hours.rules import Policy
from innercircle.kit.child import ChildError
from tests.hours.attendances.rows import csv, parquet, read
from tests.hours.attendances.test_files import ROWS, TEXTS


def told(*paths: Path, output: Path | None = None, steps: list[tuple[int, int]] | None = None) -> list[Item]:
    seen: list[tuple[int, int]] = [] if steps is None else steps
    return list(answers(paths, Policy.SEEN, UTC, output=output, progress=lambda *step: seen.append(step)))


def repeated(path: Path, number: int, **columns: Any) -> Path:
    """One row said many times, in few bytes."""
    whole = {name: pa.repeat(pa.scalar(value), number) for name, value in (ROWS[0] | columns).items()}
    pq.write_table(pa.table(whole), path, compression="zstd", row_group_size=number)
    return path


def test_it_says_and_gives_what_the_pass_in_this_process_does(tmp_path: Path) -> None:
    odd = [row | {"note": 1} for row in (*ROWS[::-1], ROWS[0] | {"side": 7})]
    file, steps = parquet(tmp_path / "a.parquet", odd), list[tuple[int, int]]()
    items = told(file, output=tmp_path / "b.parquet", steps=steps)
    assert items[:2] == [Ignored("a.parquet", ("note",)), Written(len(ROWS))]
    assert isinstance(items[2], Said)
    assert "are not in their order: row 2 comes before" in items[2].sentence
    wrong = f"row {len(odd)}, column side: “7” is not client or ours (0 or 1). Left out."
    assert items[3] == Told("a.parquet", len(odd), 1, (wrong,))
    (part,) = (item for item in items if isinstance(item, Part))
    assert part.columns == [list(column) for column in zip(*(row.values() for row in read(file)), strict=True)]
    assert read(tmp_path / "b.parquet") == read(file)
    assert steps[-1] == (file.stat().st_size, file.stat().st_size)


def test_figures_come_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "_AT_ONCE", 1)
    order = contained.Order((csv(tmp_path / "a.csv", TEXTS),), Policy.SEEN, UTC, None, str(tmp_path))
    monkeypatch.setattr(contained.tempfile, "tempdir", None)  # as in a process of its own
    parts = [item.columns for item in contained.work(order) if isinstance(item, Part)]
    assert len(parts) > 1
    whole = [item.columns for item in told(tmp_path / "a.csv") if isinstance(item, Part)]
    assert by_account(parts) == by_account(whole)


def test_a_long_text_said_many_times_ends_at_the_limit_of_memory(tmp_path: Path) -> None:
    text = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), 60_000), ["x" * 1_000_000])
    plain = {name: pa.repeat(pa.scalar(value), 60_000) for name, value in ROWS[0].items() if name != "person"}
    file = tmp_path / "bomb.parquet"
    pq.write_table(pa.table(plain | {"person": text}), file, compression="zstd")
    assert file.stat().st_size < 50_000
    with pytest.raises(ChildError, match=r"Reading “bomb\.parquet” needed more than 3072 MiB of memory"):
        told(file)


def test_a_row_said_many_times_ends_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_FREE_ROWS", 1_000)
    file = repeated(tmp_path / "bomb.parquet", 200_000)
    with pytest.raises(UnusableAttendancesError, match=r"200,000 rows in .* bytes are more than a table"):
        read(file)


def test_a_file_that_lies_about_its_rows_ends_where_they_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_FREE_ROWS", 10)
    monkeypatch.setattr(files, "_ROWS_A_BYTE", 0)
    file = csv(tmp_path / "a.csv", TEXTS * 5)
    with pytest.raises(UnusableAttendancesError, match="30 rows in "):
        read(file)


def test_work_without_end_ends_at_the_limit_of_computing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "_CPU", 1.0)
    monkeypatch.setattr(contained, "_CPU_PER_MIB", 0.0)
    file = repeated(tmp_path / "long.parquet", 9_000_000)
    out = tmp_path / "out.parquet"
    with pytest.raises(ChildError, match=r"needed more than 1 seconds of computing and was stopped") as fault:
        told(file, output=out)
    assert fault.value.limit == "cpu"
    assert not out.exists()
    assert not unfinished(out).exists()


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_BLOCK", 1024 * 1024)
    file = csv(tmp_path / "a.csv", TEXTS)
    with file.open("ab") as more:
        more.write(b'"' + b"A" * 5_000_000 + b"\n")
    with pytest.raises(UnusableAttendancesError, match="a line is longer than 1 MiB, or a quote is never closed"):
        read(file)


def test_what_is_wrong_comes_through_as_its_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnusableAttendancesError, match=r"bad\.parquet: the columns account"):
        told(parquet(tmp_path / "bad.parquet", [{"a": 1}]))


def test_what_stood_there_stays_where_writing_fails(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    with pytest.raises(UnusableAttendancesError):
        told(parquet(tmp_path / "bad.parquet", [{"a": 1}]), output=out)
    assert (out.read_text(), unfinished(out).exists()) == ("before", False)
