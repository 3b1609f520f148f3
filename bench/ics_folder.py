"""Your own calendars: our reader's fast lanes against its library lane and against the plain libraries, file by file.

    python bench/ics_folder.py FOLDER                       # all years, and each file's busiest year and month
    python bench/ics_folder.py FOLDER --windows 2025 2025-05 2020..2026 --seconds 20 --json out.json

Reads every .ics below FOLDER and changes nothing. Each reader runs in a process of its own, forked from one in which
everything is loaded, within `--seconds` of CPU and one GiB; so CPU is that of reading alone, for small files too. What
must be equal is every field of every entry between our lanes (the run fails where it is not), and UID, start, end and
status against icalendar + recurring-ical-events. Where those differ the table says which known correction
(`bench/ics_known.py`) explains it, or that nothing does.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.ics_generate import calendar
from bench.ics_known import LEFT_OUT, explanation, texts
from bench.ics_peers import NO_END, PEERS, Instance, Lanes, Outcome, Read, lanes, limited
from innercircle.calendars.rules import Entry, Window

MEMORY = 1 << 30
SHOWN = 10
_YEARS = range(1990, 2061)
_START = re.compile(rb"\nDTSTART[^:\n]*:(\d{4})(\d\d)")
_NAMED = re.compile(r"(\d{4})(?:-(\d\d))?(?:\.\.(\d{4}))?")
_ADDRESS = re.compile(r"mailto:([a-z0-9._+\-]+@[a-z0-9.\-]+[a-z0-9])")


@dataclass(slots=True)
class Tally:
    """What came of all files."""

    files: int = 0
    bytes: int = 0
    reads: int = 0  # files times windows
    uids: int = 0
    entries: int = 0  # occurrences, of all windows
    equal: int = 0  # reads in which our lanes agree
    equal_to_plain: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    differ: list[str] = field(default_factory=list)  # between our lanes
    gave_up: list[str] = field(default_factory=list)  # of our readers, within their limits
    plain_raises: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)  # UIDs
    unexplained: list[str] = field(default_factory=list)
    cpu: Counter[str] = field(default_factory=Counter)  # where all three came to their end
    lanes: Lanes = field(default_factory=Lanes)


def window_of(name: str, data: bytes) -> Window:
    """The window a word means: `all`, the `year` or `month` in which most entries begin, 2025, 2025-05, 2020..2026."""
    if name == "all":
        return _between(2000, 2035)
    if name in {"year", "month"}:
        size = 1 if name == "year" else 2
        starts = Counter(found[:size] for found in _START.findall(data) if int(found[0]) in _YEARS)
        busiest = max(starts, key=lambda start: (starts[start], start), default=(b"2025", b"01"))
        return _between(int(busiest[0]), None, int(busiest[1]) if size == 2 else None)
    found = _NAMED.fullmatch(name)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{name}” is no window; write all, year, month, 2025, 2025-05 or 2020..2026")
    first, month, last = found.groups()
    return _between(int(first), int(last) if last else None, int(month) if month else None)


def _between(year: int, last: int | None, month: int | None = None) -> Window:
    """The years `year` up to before `last`, one year, or one month of it."""
    month = min(max(month, 1), 12) if month else None
    end = (last, 1) if last else (year + 1, 1) if not month or month == 12 else (year, month + 1)
    edges = datetime(year, month or 1, 1, tzinfo=UTC), datetime(*end, 1, tzinfo=UTC)
    return Window(*(int(edge.timestamp()) for edge in edges))


def measured(path: Path, windows: Iterable[str], zone: str, seconds: float, tally: Tally) -> None:
    """One file through all readers."""
    try:
        data = path.read_bytes()
    except OSError as error:
        tally.unreadable[f"the file cannot be opened: {error.strerror}"] += 1
        return
    tally.files += 1
    tally.bytes += len(data)
    counted = limited(lanes, path, window_of("all", data), zone, seconds=seconds, memory=MEMORY)
    if counted.found is not None:
        tally.lanes.add(counted.found)
        tally.uids += counted.found.uids
    endless: dict[str, Outcome] = {}  # one that found no end is not asked again
    for number, name in enumerate(windows):
        window = window_of(name, data)
        found = {
            peer: endless.get(peer) or limited(read, path, window, zone, seconds=seconds, memory=MEMORY)
            for peer, read in PEERS.items()
        }
        endless = {peer: outcome for peer, outcome in found.items() if outcome.word.startswith(NO_END)}
        if not number and found["fast"].found is not None and (word := found["fast"].found.unreadable):
            tally.unreadable[word] += 1
        compare(f"{path.name} ({name})", data, found, tally)


def compare(title: str, data: bytes, found: dict[str, Outcome], tally: Tally) -> None:
    """Note what is equal and what is not in one read of one file."""
    quick, slow, plain = found["fast"], found["library"], found["plain"]
    tally.reads += 1
    if quick.found is None or slow.found is None:
        tally.gave_up.append(f"{title}: fast lanes: {quick.word or 'done'}; library lane: {slow.word or 'done'}")
        return
    tally.entries += len(quick.found.entries)
    first = first_difference(quick.found.entries, slow.found.entries)
    if first:
        tally.differ.append(f"{title}: {first}")
    else:
        tally.equal += 1
    if plain.found is None:
        tally.plain_raises[plain.word.partition(":")[0]] += 1
        return
    tally.cpu.update({peer: outcome.cpu for peer, outcome in found.items()})
    _compare_plain(title, data, quick.found, plain.found, tally)


def first_difference(ours: list[Entry], theirs: list[Entry]) -> str:
    """The first entry only one of two lists has, and the other's nearest; "" when both hold the same."""
    left, right = sorted(map(repr, ours)), sorted(map(repr, theirs))
    if left == right:
        return ""
    one = sorted((Counter(left) - Counter(right)).elements())
    other = sorted((Counter(right) - Counter(left)).elements())
    return f"fast lanes {one[0] if one else 'nothing'} -- library lane {other[0] if other else 'nothing'}"


def _compare_plain(title: str, data: bytes, ours: Read, theirs: list[Instance], tally: Tally) -> None:
    differing = list(_differing(ours.entries, theirs))
    if not differing:
        tally.equal_to_plain += 1
        return
    left_out = {remark.uid for remark in ours.remarks if remark.skipped}
    written = texts(data)
    for uid, said in differing:
        word = LEFT_OUT if uid in left_out or ("" in left_out) else explanation(written.get(uid))
        if word:
            tally.known[word] += 1
        else:
            tally.unexplained.append(f"{title}: {uid[:60]}: {said}")


def _differing(entries: list[Entry], theirs: list[Instance]) -> Iterator[tuple[str, str]]:
    """`(UID, what)` of each UID about which we and the plain libraries differ."""
    ours = [as_instance(entry) for entry in entries]
    left, right = Counter(map(_times, ours)), Counter(map(_times, theirs))
    more, less = left - right, right - left
    if not more and not less:
        yield from _missing(ours, theirs)
    for uid in sorted({times[0] for times in (more + less)}):
        own = min((times[1:] for times in more if times[0] == uid), default=None)
        other = min((times[1:] for times in less if times[0] == uid), default=None)
        yield uid, f"we {_shown(own)}, the libraries {_shown(other)}"


def _missing(ours: list[Instance], theirs: list[Instance]) -> Iterator[tuple[str, str]]:
    """Addresses of the same instances that only the libraries found."""
    known = {(one.uid, one.start): one.addresses for one in ours}
    for one in theirs:
        named = {address for written in one.addresses for address in _ADDRESS.findall(written)}
        if missing := named - known.get((one.uid, one.start), frozenset()):
            yield one.uid, f"we miss {sorted(missing)}"


def _times(instance: Instance) -> tuple[str, int, int, bool]:
    return instance.uid, instance.start, instance.end, instance.cancelled


def _shown(times: tuple[int, int, bool] | None) -> str:
    if times is None:
        return "nothing"
    begin, end, cancelled = times
    first = f"{datetime.fromtimestamp(begin, UTC):%Y-%m-%d %H:%M}Z"
    return f"{first} for {(end - begin) / 60:g} min{' cancelled' if cancelled else ''}"


def as_instance(entry: Entry) -> Instance:
    """Our entry as the plain libraries can say it."""
    uid = "" if entry.uid.startswith("no-uid-") else entry.uid
    addresses = frozenset(person.address for person in entry.participants)
    return Instance(uid, entry.start, entry.end, entry.cancelled, addresses)


def warm(zone: str) -> None:
    """Load in this process whatever a reader loads when it first needs it, so that nobody pays for it later."""
    with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
        path = Path(place) / "calendar.ics"
        path.write_bytes(b"".join(calendar(30)).replace(b"TZID=Europe/Berlin", b"TZID=W. Europe Standard Time"))
        for read in (*PEERS.values(), lanes):
            read(path, window_of("2025", b""), zone)
    warnings.simplefilter("ignore")  # what the libraries warn of is not what is asked here
    gc.freeze()  # a forked process that collects would copy all of it


def run(folder: Path, windows: list[str], zone: str, seconds: float) -> Tally:
    """Every .ics below a folder through all readers."""
    tally = Tally()
    warm(zone)
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".ics" and path.is_file())
    for number, path in enumerate(paths, 1):
        measured(path, windows, zone, seconds, tally)
        if not number % 100 or number == len(paths):
            print(f"{number:,} of {len(paths):,} files", file=sys.stderr, flush=True)
    return tally


def show(tally: Tally) -> None:
    """The figures, then what differs."""
    print(f"{tally.files:,} files, {tally.bytes:,} bytes, {tally.uids:,} UIDs; {tally.entries:,} occurrences read")
    print(f"\nour fast lanes = our library lane: {tally.equal:,} of {tally.reads:,} reads (files times windows)")
    _list("differ", tally.differ)
    _list("not read to the end", tally.gave_up)
    compared = sum((tally.equal_to_plain, *tally.plain_raises.values()))
    print(f"\nequal to icalendar + recurring-ical-events: {tally.equal_to_plain:,} reads")
    _count("the libraries raise or find no end; we read (reads)", tally.plain_raises)
    _count(f"known corrections (UIDs, in {tally.reads - compared - len(tally.gave_up):,} reads)", tally.known)
    _list("not explained", tally.unexplained)
    _count("files of which nothing can be read", tally.unreadable)
    _show_lanes(tally.lanes)
    own = tally.cpu["fast"]
    if own:
        print("\nCPU seconds where all three came to an end:")
        for peer, word in (("fast", "fast lanes"), ("library", "library lane"), ("plain", "plain libraries")):
            print(f"  {word:16}{tally.cpu[peer]:10.2f}{tally.cpu[peer] / own:8.1f} times ours")


def _show_lanes(found: Lanes) -> None:
    rest = found.uids - found.arithmetic - found.library - found.outside
    print("\nlanes, of all UIDs (all years):")
    for word, many in (
        ("by the scanner", rest),
        ("outside, by the line of start", found.outside),
        ("series by arithmetic", found.arithmetic),
        ("series through the library", found.library),
    ):
        print(f"  {word:32}{many:10,}{100 * many / max(1, found.uids):7.2f} %")
    print(f"  entries read line by line: {found.careful:,}; files followed line by line: {found.careful_files:,}")
    _count("why through the library (UIDs)", found.reasons)


def _count(title: str, counted: Counter[str]) -> None:
    if counted:
        print(f"{title}: {counted.total():,}")
        for word, many in counted.most_common(15):
            print(f"  {many:8,}  {word}")


def _list(title: str, lines: list[str]) -> None:
    if lines:
        print(f"{title}: {len(lines):,}")
        for line in lines[:SHOWN]:
            print(f"  {line[:600]}")


def _by_name(value: Tally | Lanes) -> dict[str, object]:
    """The fields of a value; what `asdict` makes of a Counter in them is none any more."""
    return {each.name: getattr(value, each.name) for each in fields(value)}


def main() -> None:
    """Read, compare, print; fails where our own lanes differ."""
    parser = argparse.ArgumentParser(description="Your own calendars, read by us and by the plain libraries.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--windows", nargs="+", default=["all", "year", "month"], help="2025, 2025-05, 2020..2026 too")
    parser.add_argument("--seconds", type=float, default=10.0, help="CPU for one reader on one file")
    parser.add_argument("--zone", default="Europe/Berlin", help="where times without a zone are meant")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    if not asked.folder.is_dir():
        sys.exit(f"“{asked.folder}” is not a folder.")
    try:
        for name in asked.windows:
            window_of(name, b"")
    except (argparse.ArgumentTypeError, ValueError) as error:
        sys.exit(f"{error}.")
    tally = run(asked.folder, asked.windows, asked.zone, asked.seconds)
    if not tally.files:
        sys.exit(f"No .ics file lies in “{asked.folder}”.")
    show(tally)
    if asked.json:
        asked.json.write_text(json.dumps(tally, default=_by_name, indent=2) + "\n", encoding="utf-8")
    if tally.differ:
        sys.exit("Our lanes differ; that is a fault of ours. Please report the entry above, without names.")


if __name__ == "__main__":
    main()
