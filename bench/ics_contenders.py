"""One reader of a calendar in a process of its own, for `bench/ics_read.py`: NAME FILE START END; prints three sums.

Of `one_process` and `two_processes` FILE is a folder, of which all calendars are read.

Nothing is imported here but what a contender needs, so that each pays for its own start only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from innercircle.calendars.rules import Entry


def lines(path: str, _start: int, _end: int) -> tuple[int, int, int]:
    """The limit: the file's bytes split into lines."""
    with open(path, "rb") as file:  # noqa: PTH123 - nothing but the bytes
        while block := file.read(4 * 1024 * 1024):
            block.split(b"\r\n")
    return 0, 0, 0


def ours(path: str, start: int, end: int) -> tuple[int, int, int]:
    """`calendars.ics.read`."""
    from innercircle.calendars import ics  # noqa: PLC0415 - a contender pays for its own imports only

    return _counted(ics.read, path, start, end)


def contained(path: str, start: int, end: int) -> tuple[int, int, int]:
    """`calendars.ics.read_contained`, both processes together."""
    from innercircle.calendars import ics  # noqa: PLC0415

    return _counted(ics.read_contained, path, start, end)


def one_process(path: str, start: int, end: int) -> tuple[int, int, int]:
    """All calendars of a folder through `read_several`, one after the other."""
    return _several(path, start, end, 1)


def two_processes(path: str, start: int, end: int) -> tuple[int, int, int]:
    """The same side by side, as `innercircle hours` does where there are two cores."""
    return _several(path, start, end, 2)


def _several(path: str, start: int, end: int, processes: int) -> tuple[int, int, int]:
    from pathlib import Path  # noqa: PLC0415

    from innercircle.calendars.ics.contained import Wanted, read_several  # noqa: PLC0415
    from innercircle.calendars.rules import Remark, Window  # noqa: PLC0415

    remarks: list[Remark] = []
    wanted = [Wanted(file, file.name, remarks.append) for file in sorted(Path(path).glob("*.ics"))]
    read = read_several(wanted, window=Window(start, end), zone="Europe/Berlin", processes=processes)
    sums = _summed(entry for _position, entry in read)
    if remarks:
        raise SystemExit(f"unexpected remarks: {remarks[:3]}")
    return sums


def _counted(read: Callable[..., Iterable[Entry]], path: str, start: int, end: int) -> tuple[int, int, int]:
    from innercircle.calendars.rules import Remark, Window  # noqa: PLC0415

    remarks: list[Remark] = []
    sums = _summed(read(path, name=path, window=Window(start, end), zone="Europe/Berlin", remark=remarks.append))
    if remarks:
        raise SystemExit(f"unexpected remarks: {remarks[:3]}")
    return sums


def _summed(entries: Iterable[Entry]) -> tuple[int, int, int]:
    count = seconds = people = 0
    for entry in entries:
        count += 1
        seconds += entry.end - entry.start
        people += len(entry.participants)
    return count, seconds, people


def library(path: str, start: int, end: int) -> tuple[int, int, int]:
    """icalendar, recurring-ical-events and a loop."""
    from datetime import UTC, datetime  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    import icalendar  # noqa: PLC0415
    import recurring_ical_events  # noqa: PLC0415

    parsed = icalendar.Calendar.from_ical(Path(path).read_bytes())
    found = recurring_ical_events.of(parsed).between(
        datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
    )
    count = seconds = people = 0
    for event in found:
        attendees = event.get("ATTENDEE", [])
        count += 1
        seconds += int(event["DTEND"].dt.timestamp() - event["DTSTART"].dt.timestamp())
        people += len(attendees) if isinstance(attendees, list) else 1
    return count, seconds, people


if __name__ == "__main__":
    print(*globals()[sys.argv[1]](sys.argv[2], *map(int, sys.argv[3:])))
