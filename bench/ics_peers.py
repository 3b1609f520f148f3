"""The readers `bench/ics_folder.py` sets against each other, and the limited process each of them runs in.

A reader takes a file and a window and gives what it found as values that compare. `PEERS` names them.
"""

from __future__ import annotations

import os
import pickle
import re
import resource
import select
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from inspect import isgenerator
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from innercircle.calendars.ics import reader
from innercircle.calendars.ics.draft import Draft
from innercircle.calendars.ics.limits import DEFAULT
from innercircle.calendars.ics.settle import Settled
from innercircle.calendars.ics.source import Reporter, UnreadableError, opened
from innercircle.calendars.ics.structure import OUTSIDE, SERIES, SINGLE, Index
from innercircle.calendars.rules import Entry, Remark, Window

DAY = 86_400
NO_END = "no end within"
_SHORT, _TURNS = 0.02, 20


@dataclass(slots=True)
class Read:
    """What one of our readers made of a file."""

    entries: list[Entry]
    remarks: list[Remark]

    @property
    def unreadable(self) -> str:
        """Why nothing of the file can be read, "" where something can."""
        return next((each.message for each in self.remarks if each.skipped and not each.line), "")


@dataclass(frozen=True, slots=True, order=True)
class Instance:
    """One occurrence as the plain libraries and we can both say it."""

    uid: str
    start: int
    end: int
    cancelled: bool
    addresses: frozenset[str] = field(compare=False)


@dataclass(slots=True)
class Lanes:
    """How many UIDs took which way, and what sent the others into the library."""

    uids: int = 0
    outside: int = 0  # by their line of start alone
    arithmetic: int = 0
    library: int = 0
    careful: int = 0  # entries read line by line, for they are not written plainly
    careful_files: int = 0  # whose structure was doubted
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: Lanes) -> None:
        """Take in what another file had."""
        self.uids += other.uids
        self.outside += other.outside
        self.arithmetic += other.arithmetic
        self.library += other.library
        self.careful += other.careful
        self.careful_files += other.careful_files
        self.reasons += other.reasons


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a reader ended: with what it found (`found`) or with the word for why it did not (`word`)."""

    found: Any
    word: str
    cpu: float


def fast(path: Path, window: Window, zone: str) -> Read:
    """Our reader."""
    remarks: list[Remark] = []
    entries = list(reader.read(path, name=path.name, window=window, zone=zone, remark=remarks.append))
    return Read(entries, remarks)


def by_library(path: Path, window: Window, zone: str) -> Read:
    """Our reader with every UID sent through its library lane."""
    remarks: list[Remark] = []
    found = list(reader.read_by_library(path, name=path.name, window=window, zone=zone, remark=remarks.append))
    return Read(found, remarks)


def plain(path: Path, window: Window, zone: str) -> list[Instance]:
    """The libraries icalendar and recurring-ical-events, as anybody would use them."""
    owner = ZoneInfo(zone)
    first, last = (datetime.fromtimestamp(edge, UTC) for edge in (window.start - DAY, window.end + DAY))
    found: list[Instance] = []
    for calendar in icalendar.Calendar.from_ical(path.read_bytes(), multiple=True):
        for event in recurring_ical_events.of(calendar, components=["VEVENT"]).between(first, last):
            instance = _instance(event, owner)
            if touches(instance.start, instance.end, window):
                found.append(instance)
    return found


def _instance(event: Any, owner: ZoneInfo) -> Instance:
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start
    people = event.get("ATTENDEE", [])
    return Instance(
        str(event.get("UID", "")).strip(),
        _epoch(start, owner),
        _epoch(end, owner),
        str(event.get("STATUS", "")).strip().upper() in {"CANCELLED", "CANCELED"},
        frozenset(str(one).lower() for one in (people if isinstance(people, list) else [people])),
    )


def _epoch(moment: date, owner: ZoneInfo) -> int:
    if not isinstance(moment, datetime):
        return (moment.toordinal() - date(1970, 1, 1).toordinal()) * DAY
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=owner)
    return int((aware - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1))


def touches(start: int, end: int, window: Window) -> bool:
    """Whether an instance lies in the window, at least in part, as our reader decides it."""
    return window.start <= start < window.end if start == end else start < window.end and window.start < end


def lanes(path: Path, window: Window, zone: str) -> Lanes:
    """Which way each UID of a file takes."""
    counted = Lanes()
    with suppress(UnreadableError), opened(path, DEFAULT) as source:
        told = Reporter(path.name, source, lambda _remark: None)
        reading = _Counting(source, told, window, reader.owner_zone(zone), DEFAULT, None)
        reading.counted = counted
        index = reading.index()
        kinds: dict[int, set[int]] = {}
        for uid, kind in zip(index.uids, index.kinds, strict=True):
            kinds.setdefault(uid, set()).add(kind)
        counted.uids = len(kinds)
        counted.outside = sum(of_one == {OUTSIDE} for of_one in kinds.values())
        counted.careful_files = int(bool(len(index.kinds)) and not set(index.kinds) & {OUTSIDE, SINGLE, SERIES})
        for _entry in reading.entries(index):
            pass
    return counted


class _Counting(reader.QuickReading):
    """Our reader, counting."""

    counted: Lanes

    def lane(self, masters: list[Settled], overrides: list[Settled]) -> Iterator[Entry]:
        """The instances of one UID; what comes as a generator comes from the library lane."""
        entries = super().lane(masters, overrides)
        series = bool(masters) and (bool(overrides) or any(one.draft.repeats for one in masters))
        if series and isgenerator(entries):
            self.counted.library += 1
            self.counted.reasons[why(masters, overrides)] += 1
        elif series:
            self.counted.arithmetic += 1
        return entries

    def _quick(self, index: Index, position: int) -> Draft | None:
        draft = super()._quick(index, position)
        self.counted.careful += draft is None
        return draft


def why(masters: list[Settled], overrides: list[Settled]) -> str:
    """What sends a UID into the library, in a word."""
    if len(masters) > 1:
        return "several entries under one UID, one of them a series"
    draft = masters[0].draft
    for there, word in (
        (len(draft.rules) > 1, "more than one rule"),
        (draft.exrules, "EXRULE"),
        (draft.rdates, "RDATE"),
        (any(one.draft.following for one in overrides), "RANGE=THISANDFUTURE"),
        (any(one.draft.repeats or one.draft.exdates for one in overrides), "an override with a rule or EXDATE"),
        (not draft.repeats, "overrides beside an entry that does not repeat"),
    ):
        if there:
            return word
    names = sorted(re.findall(r"(BY[A-Z]+)=", draft.rules[0]))
    freq = re.search(r"FREQ=\w+", draft.rules[0])
    return " ".join([freq.group() if freq else "no FREQ", *names])


PEERS: dict[str, Callable[[Path, Window, str], Any]] = {"fast": fast, "library": by_library, "plain": plain}


def limited(work: Callable[..., Any], *args: object, seconds: float, memory: int) -> Outcome:
    """`work(*args)` in a process forked from this one, so that nothing has to be loaded again, under limits."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        os.close(reading)
        _serve(work, args, writing, seconds, memory)
    os.close(writing)
    body, in_time = _received(reading, time.monotonic() + 3 * seconds + 5)
    if not in_time:
        os.kill(process, signal.SIGKILL)
    _process, status, usage = os.wait4(process, 0)
    if body and os.WIFEXITED(status):
        found, word, cpu = pickle.loads(body)
        return Outcome(found, word, cpu)
    spent = usage.ru_utime + usage.ru_stime
    ran_out = not in_time or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL})
    return Outcome(None, f"{NO_END} {seconds:g} seconds" if ran_out else "the process died", spent)


def _serve(work: Callable[..., Any], args: tuple[object, ...], writing: int, seconds: float, memory: int) -> NoReturn:
    """The child's part; never returns."""
    resource.setrlimit(resource.RLIMIT_CPU, (max(1, int(seconds)), max(1, int(seconds)) + 1))
    with suppress(ValueError, OSError):  # macOS has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    began = time.process_time()
    try:
        found = work(*args)
        answer = found, "", _repeated(work, args, time.process_time() - began)
    except Exception as error:  # noqa: BLE001 - a library may raise what it likes; its name is the answer
        answer = None, f"{type(error).__name__}: {str(error)[:100]}", time.process_time() - began
    with suppress(BrokenPipeError), os.fdopen(writing, "wb") as out:
        pickle.dump(answer, out, protocol=5)
    os._exit(0)


def _repeated(work: Callable[..., Any], args: tuple[object, ...], first: float) -> float:
    """CPU seconds of work that is done once; what is short is done again, for clocks are coarse.

    The first time also pays for the pages that a forked process copies when it writes to them.
    """
    if first > _SHORT:
        return first
    began, turns = time.process_time(), 0
    while turns < _TURNS and time.process_time() - began < _SHORT:
        work(*args)
        turns += 1
    return (time.process_time() - began) / turns


def _received(reading: int, until: float) -> tuple[bytes, bool]:
    """What the child wrote, and whether it closed its end in time."""
    held = bytearray()
    try:
        while True:
            if not select.select([reading], [], [], max(0.0, until - time.monotonic()))[0]:
                return b"", False
            piece = os.read(reading, 1 << 20)
            if not piece:
                return bytes(held), True
            held += piece
    finally:
        os.close(reading)
