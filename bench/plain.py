"""The plain pipeline from a calendar file to client hours: what one would write first. `bench/measure.py` runs it.

    python -m bench.plain FILE FOLDER

It knows the rule (`docs/rules/client-hours.md`) for what the generated file holds: one calendar, nobody in two of them,
no telephone, no rooms. A process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from bench.measure import FIGURES, Cells

SINCE, UNTIL = datetime(1970, 1, 1, tzinfo=UTC), datetime(2027, 4, 2, tzinfo=UTC)
LAST_MONTH = "2027-02"  # the last one that is over on `measure.AS_OF`
HOUR = 3600
Stay = tuple[int, int, bool]  # start, end in epoch seconds, whether it is confirmed


@dataclass(slots=True)
class Sum:
    """One account's month in the plain loop: the stays of each person, and which meetings they were."""

    theirs: dict[str, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    ours: dict[str, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    meetings: set[int] = field(default_factory=set)

    @property
    def figures(self) -> tuple[float, ...]:
        """The figures in the order of `FIGURES`."""
        low = sum(union([stay for stay in stays if stay[2]]) for stays in self.theirs.values())
        high, ours = (sum(map(union, side.values())) for side in (self.theirs, self.ours))
        return *(round(each / HOUR, 4) for each in (low, high, ours)), len(self.meetings), len(self.theirs)


def union(stays: list[Stay]) -> int:
    """Seconds covered by at least one stay."""
    total, reach = 0, -1
    for start, end, _sure in sorted(stays):
        if end > reach:
            total += end - max(start, reach)
            reach = end
    return total


def plain(calendar_file: Path, folder: Path) -> Cells:
    """The plain pipeline."""
    with (folder / "accounts.csv").open(encoding="utf-8", newline="") as file:
        accounts = {row["domains"]: (row["name"], ZoneInfo(row["time_zone"])) for row in csv.DictReader(file)}
    sums: dict[tuple[str, str], Sum] = defaultdict(Sum)
    parsed = icalendar.Calendar.from_ical(calendar_file.read_bytes())
    for number, event in enumerate(recurring_ical_events.of(parsed).between(SINCE, UNTIL)):
        if event.get("STATUS") != "CANCELLED":
            add(sums, number, event, accounts)
    return {key: each.figures for key, each in sums.items() if key[1] <= LAST_MONTH}


def add(
    sums: dict[tuple[str, str], Sum], number: int, event: icalendar.Event, accounts: dict[str, tuple[str, ZoneInfo]]
) -> None:
    """Add one event to the sums of every account whose people were there with ours."""
    there = people(event)
    ours = {address: sure for address, sure in there.items() if address.endswith("@ours.example")}
    theirs: dict[str, dict[str, bool]] = defaultdict(dict)
    for address, sure in there.items():
        domain = address.partition("@")[2]
        if domain in accounts:
            theirs[domain][address] = sure
    if not ours:
        return
    for domain, of_account in theirs.items():
        name, zone = accounts[domain]
        for month, start, end in months(event, zone):
            each = sums[name, month]
            each.meetings.add(number)
            for side, across, stays in ((of_account, ours, each.theirs), (ours, of_account, each.ours)):
                for address, sure in side.items():
                    stays[address].append((start, end, sure and any(across.values())))


def people(event: icalendar.Event) -> dict[str, bool]:
    """Who did not decline, by address, and whether they are sure: they accepted, or it is their own meeting."""
    attendees = event.get("ATTENDEE", [])
    organizer = address_of(event["ORGANIZER"])
    found = {}
    for each in attendees if isinstance(attendees, list) else [attendees]:
        if each.params["PARTSTAT"] != "DECLINED":
            address = address_of(each)
            found[address] = each.params["PARTSTAT"] == "ACCEPTED" or address == organizer
    return found


def address_of(value: str) -> str:
    """The address in a calendar address."""
    return value.removeprefix("mailto:").lower()


def months(event: icalendar.Event, zone: ZoneInfo) -> Iterator[tuple[str, int, int]]:
    """The event's time cut at the ends of months on the account's clock: month, start, end."""
    start, end = int(event["DTSTART"].dt.timestamp()), int(event["DTEND"].dt.timestamp())
    while start < end:
        local = datetime.fromtimestamp(start, zone)
        year, month = divmod(local.year * 12 + local.month, 12)
        boundary = int(datetime(year, month + 1, 1, tzinfo=zone).timestamp())
        yield f"{local:%Y-%m}", start, min(end, boundary)
        start = min(end, boundary)


def main() -> None:
    """Print the figures as CSV."""
    calendar_file, folder = sys.argv[1:]
    out = csv.writer(sys.stdout)
    out.writerow(("account", "month", *FIGURES))
    out.writerows((*key, *figures) for key, figures in plain(Path(calendar_file), Path(folder)).items())


if __name__ == "__main__":
    main()
