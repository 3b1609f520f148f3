"""Several calendars read side by side: in their order, each contained, the same whatever the number of processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from innercircle.calendars import exports, ics
from innercircle.calendars.ics import contained, travel
from innercircle.calendars.ics.contained import Wanted, read_several
from innercircle.calendars.rules import Answer, Entry, Kind, Participant, Remark, Window

TRAPS = sorted((Path(__file__).parent / "traps").glob("*.ics"))
YEARS = Window(1_735_689_600, 1_798_761_600)
EVENT = "BEGIN:VEVENT\nUID:{0}\nDTSTART:20260105T090000Z\nDTEND:20260105T100000Z\n{1}END:VEVENT\n"


def calendar(*events: str) -> bytes:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{''.join(events)}END:VCALENDAR\n".encode()


def spin(*_arguments: object, **_more: object) -> Iterator[Entry]:
    number = 0
    while number >= 0:
        number += 1
    yield Entry("never", None, 0, 0, ())


def together(sources: list[Path | bytes], processes: int) -> tuple[list[tuple[int, str]], list[tuple[int, Remark]]]:
    remarks: list[tuple[int, Remark]] = []

    def note(position: int, remark: Remark) -> None:
        remarks.append((position, remark))

    wanted = [Wanted(each, f"{number}.ics", partial(note, number)) for number, each in enumerate(sources)]
    entries = read_several(wanted, window=YEARS, zone="Europe/Berlin", processes=processes)
    return [(position, repr(entry)) for position, entry in entries], remarks


def one_by_one(sources: list[Path | bytes]) -> tuple[list[tuple[int, str]], list[tuple[int, Remark]]]:
    entries: list[tuple[int, str]] = []
    remarks: list[tuple[int, Remark]] = []
    for number, each in enumerate(sources):
        said: list[Remark] = []
        name = f"{number}.ics"
        found = ics.read(each, name=name, window=YEARS, zone="Europe/Berlin", remark=said.append)
        entries += [(number, repr(entry)) for entry in found]
        remarks += [(number, remark) for remark in said]
    return entries, remarks


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_every_trap_side_by_side_as_one_after_the_other(processes: int) -> None:
    """Among them two files that define one zone differently: nothing of a file is left for the next."""
    sources: list[Path | bytes] = [*TRAPS, Path("nowhere.ics"), b"no calendar"]
    assert together(sources, processes) == one_by_one(sources)


def test_a_bomb_costs_only_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "_CPU", 1.0)
    good, remarks = calendar(EVENT.format("a", "")), list[Remark]()
    readers = (ics.read, spin, exports.read)
    wanted = [Wanted(good, f"{reader.__module__}.ics", remarks.append, reader) for reader in readers]
    found = list(read_several(wanted, window=YEARS, zone="UTC", processes=1))
    assert [(position, entry.uid) for position, entry in found] == [(0, "a"), (2, "a")]
    (remark,) = remarks
    assert (remark.file, remark.line, remark.skipped) == (f"{__name__}.ics", 0, True)
    assert "seconds of computing and was stopped" in remark.message


def test_progress_counts_the_bytes_of_all() -> None:
    sources = [calendar(EVENT.format(number, "")) for number in range(4)]
    steps: list[tuple[int, int]] = []
    wanted = [Wanted(each, "x", lambda _remark: None) for each in sources]
    entries = read_several(wanted, window=YEARS, zone="UTC", processes=2, progress=lambda *step: steps.append(step))
    assert len(list(entries)) == 4
    size = sum(map(len, sources))
    assert steps[-1] == (size, size)
    assert steps == sorted(steps)


def test_everybody_travels_whole_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is numbered on the way is the same at its end, even where more people are met than are remembered."""
    monkeypatch.setattr(travel, "_MOST_PEOPLE", 5)
    people = [
        Participant(f"{n}@x.example", f"N {n}", [*Answer][n % 5], [*Kind][n % 4], organizer=n == 3) for n in range(9)
    ]
    sent = [
        Entry(f"u{n}", None, n, n + 1, tuple(people[n % 7 : n % 7 + 3]), title="t", unnamed_guests=n) for n in range(20)
    ]
    pack, unpack = travel.Packing(), travel.Unpacking(lambda _remark: None)
    got = list(unpack([pack(entry) for entry in sent]))
    assert got == sent


def test_of_instances_only_the_times_travel() -> None:
    """Whatever else differs from one entry to the next is sent again, be it one field."""
    guests = (Participant("a@x.example"),)
    first = Entry("u", 5, 5, 6, guests, title="t", sequence=1)
    moved = replace(first, original_start=7, start=8, end=9)
    others: dict[str, Any] = {field.name: 3 for field in fields(Entry)[3:]} | {"uid": "v", "participants": guests * 2}
    changed = [replace(moved, **{name: value}) for name, value in others.items() if name != "end"]
    sent = [first, moved, *(each for one in changed for each in (one, moved)), replace(moved, original_start=None)]
    pack, unpack = travel.Packing(), travel.Unpacking(lambda _remark: None)
    packed = [pack(entry) for entry in sent]
    assert list(unpack(packed)) == sent
    assert {len(packed[1]), len(packed[-1])} == {3}
    assert all(len(one) > 3 for one in packed[2:-1])


def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    slow = "".join(EVENT.format(number, "RRULE:FREQ=MONTHLY;BYDAY=2TU\n") for number in range(4000))
    for name in ("a.ics", "b.ics"):
        (tmp_path / name).write_bytes(calendar(slow))
    script = (
        "import sys; from innercircle.calendars.ics.contained import *\n"
        "wanted = [Wanted(path, path, print) for path in sys.argv[1:]]\n"
        "for each in read_several(wanted, window=Window(0, 2**31), zone='UTC', processes=2): print('go', flush=True)\n"
    )
    asked = [sys.executable, "-c", script, str(tmp_path / "a.ics"), str(tmp_path / "b.ics")]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert len(started) >= 3
    deadline = time.monotonic() + 5
    while any(map(is_running, started)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_running, started))


def descendants(process: int) -> list[int]:
    """The processes below one, from the system's own table."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    found = [process]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def is_running(process: int) -> bool:
    asked = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], check=False, capture_output=True, text=True)
    return asked.stdout.strip()[:1] not in {"", "Z"}
