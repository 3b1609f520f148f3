"""`bench/ics_folder.py` reads anybody's own calendars with all readers and says where they differ, and why."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bench import ics_folder, ics_known, traps
from bench.ics_peers import Instance, Outcome, Read, limited
from bench.ratios import Spent
from innercircle.calendars.rules import Entry, Remark

SCRIPT = Path(ics_folder.__file__)
TRAPS = Path(__file__).parents[1] / "calendars" / "traps"
ENTRY = Entry("u", None, 0, 3600, ())
PLAIN = Instance("u", 0, 3600, cancelled=False, addresses=frozenset())


def event(*lines: str, uid: str = "u") -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", "END:VCALENDAR"]
    ).encode()


def tally_of(quick: object, slow: object, plain: object, data: bytes = b"") -> ics_folder.Tally:
    tally = ics_folder.Tally()
    named = zip(("fast", "library", "plain"), (quick, slow, plain), strict=True)
    found = {name: Outcome(None, one, 1.0) if isinstance(one, str) else Outcome(one, "", 1.0) for name, one in named}
    ics_folder.compare("x.ics (year)", data, found, tally)
    return tally


def test_a_folder_is_read_by_all(tmp_path: Path) -> None:
    for name in ("until_date", "zone_windows", "cancelled_instance", "rdate_period"):
        (tmp_path / f"{name}.ics").write_bytes((TRAPS / f"{name}.ics").read_bytes())
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "not.ICS").write_bytes(b"%PDF-1.7 no calendar")
    (tmp_path / "beside.txt").write_bytes(b"not looked at")
    words = [SCRIPT, tmp_path, "--windows", "2026", "--json", tmp_path / "figures.json"]
    done = subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True)
    found = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert (found["files"], found["reads"], found["equal"], found["differ"]) == (5, 5, 5, [])
    assert list(found["unreadable"]) == ["This is not an iCalendar (.ics) file: it looks like a PDF."]
    assert found["known"]["an UNTIL without zone takes its last day in"] == 1
    assert found["unexplained"] == []
    assert (found["lanes"]["uids"], found["lanes"]["library"], found["lanes"]["reasons"]) == (4, 1, {"RDATE": 1})
    assert "our fast lanes = our library lane: 5 of 5 reads" in done.stdout
    assert "times ours" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "is not a folder"),
        (["."], "No .ics file lies in"),
        ([".", "--windows", "often"], "“often” is no window; write all, year, month, 2025, 2025-05 or 2020..2026"),
        ([".", "--windows", "0000"], "year"),
    ],
    ids=["no folder", "an empty folder", "a window that is none", "a year that is none"],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["ics_folder.py", *words])
    with pytest.raises(SystemExit, match=said):
        ics_folder.main()


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("all", (2000, 1), (2035, 1)),
        ("year", (2024, 1), (2025, 1)),
        ("month", (2024, 12), (2025, 1)),
        ("2025-05", (2025, 5), (2025, 6)),
        ("2020..2026", (2020, 1), (2026, 1)),
    ],
)
def test_a_window_by_its_name(name: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    data = b"\nDTSTART:20241203T100000Z\nDTSTART;VALUE=DATE:20241204\nDTSTART:20230101\nDTSTART:16010101T030000" * 2
    window = ics_folder.window_of(name, data)
    assert [datetime.fromtimestamp(edge, UTC) for edge in (window.start, window.end)] == [
        datetime(*edge, 1, tzinfo=UTC) for edge in (first, last)
    ]


def test_lanes_that_differ_are_shown_with_the_entry() -> None:
    both, other = Read([ENTRY], []), Read([replace(ENTRY, end=7200)], [])
    assert tally_of(both, both, [PLAIN]).equal_to_plain == 1
    (line,) = tally_of(both, other, [PLAIN]).differ
    assert line.startswith("x.ics (year): fast lanes Entry(")
    assert "end=7200" in line
    assert tally_of("MemoryError", both, [PLAIN]).gave_up == [
        "x.ics (year): fast lanes: MemoryError; library lane: done"
    ]
    assert tally_of(both, both, "KeyError: 'DTSTART'").plain_raises == Counter({"KeyError": 1})


def test_a_difference_from_the_plain_libraries_is_explained_or_not() -> None:
    both = Read([ENTRY], [])
    flagged = event("DTSTART:19700101T000000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE")
    assert tally_of(both, both, [], flagged).known == Counter({"Exchange's whole days are whole days": 1})
    (line,) = tally_of(both, both, [], event("DTSTART:19700101T000000Z", "DTEND:19700101T010000Z")).unexplained
    assert line == "x.ics (year): u: we 1970-01-01 00:00Z for 60 min, the libraries nothing"
    refused = Read([], [Remark("x", 3, "u", "It ends before it starts. It is left out.", skipped=True)])
    assert tally_of(refused, refused, [PLAIN]).known == Counter({ics_known.LEFT_OUT: 1})
    somebody = replace(PLAIN, addresses=frozenset({"mailto:a@x.example"}))
    (line,) = tally_of(both, both, [somebody], event("DTSTART:19700101T000000Z", "DTEND:19700101T010000Z")).unexplained
    assert line.endswith("we miss ['a@x.example']")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (event("DTSTART:20260101T100000", "DTEND:20260101T110000"), ics_known.FLOATING),
        (event("DTSTART;TZID=Mine:20260101T100000", "DTEND:20260101T110000Z"), ics_known.OTHER_ZONE),
        (event("DTSTART:20260101T100000Z"), ics_known.WITHOUT_END),
        (event("DTSTART:20260102T100000Z", "DTEND:20260101T110000Z"), ics_known.SWAPPED),
        (event("DTSTART:20260101T100000Z") + b"\r\n" + event("DTSTART:20260102T100000Z"), ics_known.TWICE),
        (b"METHOD:CANCEL\r\n" + event("DTSTART:20260101T100000Z"), "METHOD:CANCEL calls off the whole"),
        (event("DTSTART:20260101T100000Z", "DTEND:20260101T110000Z"), ""),
    ],
    ids=["floating", "zone", "without end", "swapped", "twice", "called off", "nothing"],
)
def test_what_explains_a_difference(data: bytes, word: str) -> None:
    assert ics_known.explanation(ics_known.texts(data)["u"]) == word


def test_the_traps_are_read_by_the_same_command(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def said(command: list[str | Path]) -> Spent:
        asked.append([str(word) for word in command])
        figures: dict[str, Any] = {"files": 72, "cpu": {"fast": 2.0, "plain": 30.0}}
        Path(command[-1]).write_text(json.dumps(figures), encoding="utf-8")
        return Spent(0, 0, "")

    monkeypatch.setattr(traps, "spent", said)
    (row,) = traps.compare(seconds=3)
    assert (row.bench, row.middle) == ("reading 72 files of traps", 15.0)
    assert asked[0][1:-1] == [str(SCRIPT), str(TRAPS), "--windows", "2026", "--seconds", "3", "--json"]


def fine() -> str:
    return "found"


def endless() -> None:
    while True:
        pass


def wrong() -> None:
    raise KeyError("DTSTART")


def test_a_reader_runs_apart_and_ends() -> None:
    assert limited(fine, seconds=2, memory=1 << 30).found == "found"
    assert limited(wrong, seconds=2, memory=1 << 30).word == "KeyError: 'DTSTART'"
    assert limited(endless, seconds=1, memory=1 << 30).word == "no end within 1 seconds"
