"""Series that an export did not expand: the time is expanded as that of an `.ics`, the rest comes from the event.

A calendar is written that holds nothing but times, rules and a number for each series, and `calendars.ics` reads it:
one expansion, with its bounds, for all kinds of files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC as PYTHON_UTC
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from innercircle.calendars import ics
from innercircle.calendars.exports.fields import Context, Series, Time
from innercircle.calendars.exports.graph import date_in, series_of
from innercircle.calendars.ics.values import DAY
from innercircle.calendars.ics.zones import UTC
from innercircle.calendars.rules import Entry, Remark, Window

_MOST = 200_000
_AT_ONCE = 500
_START = datetime(1970, 1, 1)  # noqa: DTZ001 - wall time has no zone
Tell = Callable[..., None]


class Expander:
    """Collects series and what became of single instances, and expands them at the end."""

    def __init__(self, context: Context, window: Window, told: Tell) -> None:
        self.context, self.window, self.told = context, window, told
        self.found: list[Series] = []
        self._taken: dict[str, set[str]] = defaultdict(set)  # EXDATE values by UID

    def take(self, series: Series) -> None:
        """One more series; beyond a number no calendar has they are left out with a word."""
        if len(self.found) < _MOST:
            self.found.append(series)
        elif len(self.found) == _MOST:
            self.told(series.line, "", f"More than {_MOST:,} series; the rest is left out.", skipped=True)

    def note(self, entry: Entry) -> None:
        """An instance that stands in the file by itself; its series must not give it again."""
        if entry.original_start is None:
            return
        if day := date_in(entry.uid):
            self._taken[series_of(entry.uid)].add(f"EXDATE;VALUE=DATE:{day}")
        else:
            form = "EXDATE;VALUE=DATE:%Y%m%d" if entry.all_day else "EXDATE:%Y%m%dT%H%M%SZ"
            self._taken[entry.uid].add((_START + timedelta(seconds=entry.original_start)).strftime(form))

    def entries(self) -> Iterator[Entry]:
        """The instances of every series that touch the window, without those that stand by themselves."""
        for at in range(0, len(self.found), _AT_ONCE):
            some = self.found[at : at + _AT_ONCE]
            calendar = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *self._events(some), "END:VCALENDAR", ""])
            for timed in ics.read(
                calendar.encode("ascii", "replace"),
                name="",
                window=self.window,
                zone=self.context.zone.tz,
                remark=lambda remark, some=some: self._pass_on(remark, some),  # type: ignore[misc] # bound on purpose
                limits=self.context.limits,
            ):
                known = some[int(timed.uid)].entry
                yield replace(known, original_start=timed.original_start, start=timed.start, end=timed.end)

    def _pass_on(self, remark: Remark, some: list[Series]) -> None:
        """Tell what the expansion says under the series' own name and line."""
        if remark.uid.isdigit() and int(remark.uid) < len(some):
            series = some[int(remark.uid)]
            self.told(series.line, series.entry.uid, remark.message, skipped=remark.skipped)
        else:
            self.told(0, "", remark.message, skipped=remark.skipped)

    def _events(self, some: list[Series]) -> Iterator[str]:
        for number, series in enumerate(some):
            yield from ("BEGIN:VEVENT", f"UID:{number}", _written("DTSTART", series.start, series))
            if series.end is not None:
                yield _written("DTEND", series.end, series)
            yield from series.lines
            yield from sorted(self._taken.get(series.entry.uid, ()))
            yield "END:VEVENT"


def _written(name: str, moment: Time, series: Series) -> str:
    """The moment as a line; on the clock of the series where it has a zone."""
    if series.entry.all_day:
        return f"{name};VALUE=DATE:{_wall(moment.wall // DAY * DAY):%Y%m%d}"
    zone = series.start.zone
    if zone is UTC or not isinstance(zone.tz, ZoneInfo):
        return f"{name}:{datetime.fromtimestamp(moment.epoch, PYTHON_UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};TZID={zone.tz.key}:{_wall(zone.wall(moment.epoch)):%Y%m%dT%H%M%S}"


def _wall(seconds: int) -> datetime:
    return _START + timedelta(seconds=seconds)
