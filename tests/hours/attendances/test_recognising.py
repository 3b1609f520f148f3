"""What is nearly an attendance file is refused with what would be right; a calendar is left to its reader."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from innercircle.hours.attendances.recognising import UnusableFilesError, attendance_files, kind_of, what_is_wrong
from tests.calendars.exports.test_events import GRAPH
from tests.hours.attendances.rows import csv, parquet
from tests.hours.attendances.test_files import ROWS, TEXTS

HEAD = b"account,month,side,person,start,end,meeting,confirmed\n"
RIGHT = "Attendances are Parquet, or CSV in UTF-8 whose first line names the columns account, side, person"


def zipped(path: Path, *names: str) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    data = path.read_bytes()
    path.unlink()
    return data


@pytest.mark.parametrize(
    ("name", "data", "sentences"),
    [
        ("a.parquet", b"", ("a.parquet: the file is empty.", RIGHT)),
        ("a.csv", b"", ("a.csv: the file is empty.", RIGHT)),
        ("a.parquet", b"hello\nworld", ("its content does not: it begins with “hello”.", RIGHT)),
        ("a.csv", b"konto;monat\n1;2\n", ("it begins with “konto;monat”.", RIGHT)),
        ("a.csv", b"\x00\x01" * 500, ("it begins with “������", RIGHT)),
        ("a.csv.gz", gzip.compress(HEAD)[:12], ("it cannot be unpacked (gzip)",)),
        ("a.csv", HEAD.decode().encode("utf-16"), ("written in UTF-16. Save it as UTF-8",)),
        ("a.parquet.gz", gzip.compress(b"PAR1" + b"x" * 99), ("Parquet file packed with gzip. Unpack it",)),
        ("a.zip", ["b.csv", "c/d.parquet"], ("this is a zip archive of tables. Unpack it",)),
    ],
)
def test_what_is_nearly_a_table_is_refused_with_what_would_be_right(
    tmp_path: Path, name: str, data: bytes | list[str], sentences: tuple[str, ...]
) -> None:
    file = tmp_path / name
    file.write_bytes(data if isinstance(data, bytes) else zipped(tmp_path / "z", *data))
    with pytest.raises(UnusableFilesError) as fault:
        attendance_files([str(file)])
    assert all(sentence in str(fault.value) for sentence in sentences)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.ics", b"BEGIN:VCALENDAR"),
        ("a.csv", b"\r\nbegin:vcalendar"),
        ("a.csv", b" {}"),
        ("a.ics", b""),
        ("a.zip", b"PK\x03\x04broken"),
        ("a.zip", ["a.ics", "b.csv"]),
        ("a", b"hello"),
    ],
)
def test_what_may_be_a_calendar_is_left_to_its_reader(tmp_path: Path, name: str, data: bytes | list[str]) -> None:
    file = tmp_path / name
    file.write_bytes(data if isinstance(data, bytes) else zipped(tmp_path / "z", *data))
    assert (attendance_files([str(file)]), what_is_wrong(file)) == ([], "")


def test_events_in_parquet_are_a_calendar_and_attendances_with_their_uid_are_none(tmp_path: Path) -> None:
    events = parquet(tmp_path / "events.parquet", [GRAPH])
    assert (kind_of(events), attendance_files([str(events)])) == (None, [])
    more = parquet(tmp_path / "more.parquet", [row | {"iCalUId": json.dumps(row)} for row in ROWS])
    assert attendance_files([str(more)]) == [more]


def test_a_part_of_a_folder_that_is_empty_or_damaged_is_never_passed_over(tmp_path: Path) -> None:
    part = parquet(tmp_path / "part-1.parquet", ROWS)
    (tmp_path / "contacts.csv").write_text("email,account\n")
    (tmp_path / "_SUCCESS").touch()
    assert attendance_files([str(tmp_path)]) == [part]
    for name in ("part-2.parquet", "part-2.csv"):
        (tmp_path / name).touch()
        with pytest.raises(UnusableFilesError, match=f"{name}: the file is empty"):
            attendance_files([str(tmp_path)])
        (tmp_path / name).unlink()
    csv(tmp_path / "part-3.csv", TEXTS)
    assert len(attendance_files([str(tmp_path)])) == 2


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    one, other = (parquet(tmp_path / name, ROWS) for name in ("a.parquet", "b.parquet"))
    (tmp_path / "link.parquet").symlink_to(one)
    named = [str(each) for each in (one, tmp_path / "." / "a.parquet", other, tmp_path / "link.parquet", one)]
    assert attendance_files(named) == [one, other]


@pytest.mark.parametrize("name", ["events.jsonl", "deeper/calendar.ics", "events.json.gz", "events.parquet"])
def test_calendars_in_a_folder_of_attendances_are_never_passed_over(tmp_path: Path, name: str) -> None:
    parquet(tmp_path / "a.parquet", ROWS)
    (tmp_path / "_delta_log").mkdir()
    (tmp_path / "_delta_log" / "0.json").write_text('{"commitInfo": {}}\n')
    (tmp_path / "notes.txt").write_text("BEGIN:VCALENDAR is what a calendar begins with")
    assert attendance_files([str(tmp_path)]) == [tmp_path / "a.parquet"]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    if name.endswith(".parquet"):
        pq.write_table(pa.table({"iCalUId": ["u1"], "subject": ["x"]}), tmp_path / name)
    else:
        event = b"BEGIN:VCALENDAR\r\n" if name.endswith(".ics") else b'{"iCalUId": "u1"}\n'
        (tmp_path / name).write_bytes(gzip.compress(event) if name.endswith(".gz") else event)
    sentence = f"{Path(name).name} is no attendance file but a.parquet is; read calendars and attendances in two runs"
    with pytest.raises(UnusableFilesError, match=sentence):
        attendance_files([str(tmp_path)])
