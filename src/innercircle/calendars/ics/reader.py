"""Reading a calendar file: index it, group its VEVENTs by UID, send each UID down a lane, yield entries.

A UID is complete only when the file is, so the index keeps offsets and the entries are read in a second pass: constant
memory over the size of the file.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import tzinfo
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from innercircle.calendars.ics.definitions import defined_zone
from innercircle.calendars.ics.draft import Calendar, Draft, DraftError, read_draft
from innercircle.calendars.ics.facts import Heads, quick_draft
from innercircle.calendars.ics.library import expand_by_library, touches
from innercircle.calendars.ics.limits import DEFAULT, Limits
from innercircle.calendars.ics.lines import logical_lines, split_line, text
from innercircle.calendars.ics.people import People
from innercircle.calendars.ics.scan import StructureDoubtError, index_by_scan
from innercircle.calendars.ics.settle import Settled, pick_masters, settle, settle_all
from innercircle.calendars.ics.source import Reporter, Source, UnreadableError, opened
from innercircle.calendars.ics.structure import OUTSIDE, SINGLE, Index, index_by_lines
from innercircle.calendars.ics.values import Moment
from innercircle.calendars.ics.weekly import expand_weekly
from innercircle.calendars.ics.zones import Zone, Zones, system_zone
from innercircle.calendars.rules import Entry, Remark, Window

if TYPE_CHECKING:
    from pathlib import Path

_DEFINITION = 1024 * 1024
Progress = Callable[[int, int], None]


def read_by_library(
    path_or_bytes: Path | str | bytes,
    *,
    name: str,
    window: Window,
    zone: str | tzinfo,
    remark: Callable[[Remark], None],
    progress: Progress | None = None,
    limits: Limits = DEFAULT,
) -> Iterator[Entry]:
    """What `read` yields, with every UID sent through the library: slow, plain, and the oracle of the fast lanes."""
    try:
        with opened(path_or_bytes, limits) as source:
            reading = Reading(source, Reporter(name, source, remark), window, owner_zone(zone), limits, progress)
            yield from reading.entries(index_by_lines(source, reading.reporter, limits, reading.indexed))
            reading.reporter.close()
    except UnreadableError as error:
        remark(Remark(name, 0, "", str(error), skipped=True))


def owner_zone(zone: str | tzinfo) -> Zone:
    """The zone floating times fall back to; raises ValueError for a name the system does not know."""
    if not isinstance(zone, str):
        return Zone(str(zone), zone)
    found = system_zone(zone)
    if found is None:
        raise ValueError(f"“{zone}” is not the name of a time zone.")
    return found


def read(
    path_or_bytes: Path | str | bytes,
    *,
    name: str,
    window: Window,
    zone: str | tzinfo,
    remark: Callable[[Remark], None],
    progress: Progress | None = None,
    limits: Limits = DEFAULT,
) -> Iterator[Entry]:
    """Every entry of a calendar file that touches `window`, series expanded; in no promised order.

    `name` stands in remarks; `zone` (a name or tzinfo) is where the calendar's owner lives, for times that name no
    zone. `remark` is told of everything odd: what was skipped, and what had to be decided. `progress(done, total)`
    counts bytes. A file that cannot be read at all is one remark on line 0 and no entries. An entry whose line of start
    already shows that it lies outside the window is not read further, so nothing is said about it either; that is all
    in which the remarks differ from those of `read_by_library`.
    """
    try:
        with opened(path_or_bytes, limits) as source:
            reading = QuickReading(source, Reporter(name, source, remark), window, owner_zone(zone), limits, progress)
            yield from reading.entries(reading.index())
            reading.reporter.close()
    except UnreadableError as error:
        remark(Remark(name, 0, "", str(error), skipped=True))


class Reading:
    """One read of one file: what is shared between its entries."""

    def __init__(
        self,
        source: Source,
        reporter: Reporter,
        window: Window,
        owner: Zone,
        limits: Limits,
        progress: Progress | None,
    ) -> None:
        self.source = source
        self.reporter = reporter
        self.window = window
        self.owner = owner
        self.limits = limits
        self.people = People()
        self._progress = progress
        self._calendars: dict[int, Calendar] = {}
        self._heads: dict[int, Heads] = {}
        self._around: tuple[int, int, Heads | None] = (0, 0, None)
        self._yielded = 0

    def indexed(self, done: int) -> None:
        """Report progress of the first pass, which is half of the way."""
        if self._progress is not None:
            self._progress(done // 2, self.source.size)

    def entries(self, index: Index) -> Iterator[Entry]:
        """Every entry of the indexed file that touches the window; in no promised order."""
        for entry in self._of_all(index):
            self._yielded += 1
            if self._yielded > self.limits.file_occurrences:
                message = f"The file gives more than {self.limits.file_occurrences:,} entries; the rest is left out."
                self.reporter.say(0, "", message, skipped=True)
                return
            yield entry
        if self._progress is not None:
            self._progress(self.source.size, self.source.size)

    def _of_all(self, index: Index) -> Iterator[Entry]:
        shared = repeated(index.uids)
        groups: dict[int, list[int]] = defaultdict(list)
        for position, uid in enumerate(index.uids):
            if not position % 2000 and self._progress is not None:
                self._progress((self.source.size + index.starts[position]) // 2, self.source.size)
            if uid in shared:
                groups[uid].append(position)
            else:
                yield from self.alone(index, position)
        for positions in groups.values():
            yield from self.together(index, positions)

    def alone(self, index: Index, position: int) -> Iterator[Entry]:
        """The entries of a UID that has one VEVENT."""
        return self.together(index, [position])

    def together(self, index: Index, positions: list[int]) -> Iterator[Entry]:
        """The entries of VEVENTs whose UIDs have one hash (so, but for an accident, one UID)."""
        if len(positions) > self.limits.per_series:
            message = f"More than {self.limits.per_series:,} entries share one UID; those after are left out."
            self.reporter.say(index.starts[positions[0]], "", message, skipped=True)
        drafts: dict[str, list[Draft]] = defaultdict(list)
        for position in positions[: self.limits.per_series]:
            draft = self.draft(index, position)
            if draft is not None:
                drafts[draft.uid].append(draft)
        for of_one_uid in drafts.values():
            yield from self.expand(of_one_uid)

    def draft(self, index: Index, position: int) -> Draft | None:
        """The VEVENT read carefully; None after a remark when it cannot be."""
        start, end = index.starts[position], index.ends[position]
        if end - start > self.limits.component_bytes:
            self.reporter.say(
                start, "", f"One entry is larger than {self.limits.component_bytes >> 20} MiB.", skipped=True
            )
            return None
        data = self.source.read(start, end)
        complaints: list[str] = []
        calendar = self.calendar(index, index.calendar_of(start))
        try:
            draft = read_draft(data, start, calendar, self.people, self.limits, complaints.append)
        except DraftError as error:
            self.reporter.say(start, uid_in(data), f"{error} It is left out.", skipped=True)
            return None
        for complaint in complaints:
            self.reporter.say(start, draft.uid, complaint)
        return draft

    def expand(self, drafts: list[Draft]) -> Iterator[Entry]:
        """The entries of the drafts of one UID, through the library lane; a bad one costs only itself."""
        spoiled: list[Moment] = []

        def refuse(draft: Draft, message: str) -> None:
            self.refuse(draft, message)
            if draft.rid is not None:
                spoiled.append(draft.rid)

        settled = settle_all(drafts, refuse)
        masters = pick_masters([one for one in settled if one.draft.rid is None])
        for master in masters:  # an instance that was changed into something unreadable is not as its series says
            master.draft.exdates += tuple(spoiled)
        overrides = [one for one in settled if one.draft.rid is not None]
        try:
            yield from self.lane(masters, overrides)
        except DraftError as error:
            self.refuse((masters or overrides)[0].draft, str(error))
        except (ValueError, OverflowError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
            # What the library raises on odd input is not documented; the UID is lost, the file is not.
            message = f"It could not be expanded ({type(error).__name__})."
            self.refuse((masters or overrides)[0].draft, message)

    def lane(self, masters: list[Settled], overrides: list[Settled]) -> Iterator[Entry]:
        """The instances of one UID; here through the library, whatever they are."""
        return expand_by_library(masters, overrides, self.window, self.limits)

    def refuse(self, draft: Draft, message: str) -> None:
        """Report an entry that is left out."""
        self.reporter.say(draft.offset, draft.uid, f"{message} It is left out.", skipped=True)

    def calendar(self, index: Index, number: int) -> Calendar:
        """What the calendar numbered so decides, read when its first entry is."""
        known = self._calendars.get(number)
        if known is None:
            span = index.calendars[number]
            definitions = {
                tzid: partial(defined_zone, tzid, self.source.read(start, min(end, start + _DEFINITION)))
                for tzid, (start, end) in span.definitions.items()
            }
            zones = Zones(
                definitions, span.zone, self.owner, lambda message: self.reporter.say(span.start, "", message)
            )
            known = self._calendars[number] = Calendar(zones, cancelled=span.method == "CANCEL")
        return known


class QuickReading(Reading):
    """A read that takes the fast lanes wherever they surely give what the library lane would."""

    def index(self) -> Index:
        """The index of the file, the fast way if it is written plainly."""
        try:
            return index_by_scan(self.source, self.window, self.limits, self.indexed)
        except StructureDoubtError:
            return index_by_lines(self.source, self.reporter, self.limits, self.indexed)

    def alone(self, index: Index, position: int) -> Iterator[Entry]:
        """The entries of a UID that has one VEVENT; outside the window not even its text is looked at."""
        kind = index.kinds[position]
        if kind == OUTSIDE:
            return iter(())
        if kind == SINGLE and (entry := self._single(index, position)) is not None:
            return iter((entry,) if touches(entry, self.window) else ())
        return super().alone(index, position)

    def together(self, index: Index, positions: list[int]) -> Iterator[Entry]:
        """The entries of one UID; nothing is read when none of its VEVENTs reaches the window."""
        if all(index.kinds[position] == OUTSIDE for position in positions):
            return iter(())
        return super().together(index, positions)

    def _single(self, index: Index, position: int) -> Entry | None:
        draft = self._quick(index, position)
        if draft is None or draft.rid is not None or draft.repeats or draft.exdates:
            return None
        try:
            settled = settle(draft)
        except (DraftError, ValueError, OverflowError):
            return None
        return settled.entry(None, settled.start, settled.end)

    def _quick(self, index: Index, position: int) -> Draft | None:
        start, end = index.starts[position], index.ends[position]
        low, high, heads = self._around
        if heads is None or not low <= start < high:
            heads = self._enter(index, start)
        return quick_draft(self.source.near(start, end), start, heads, self.people, self.limits)

    def _enter(self, index: Index, offset: int) -> Heads:
        """The heads of the calendar around `offset`, which those after it mostly share."""
        number = index.calendar_of(offset)
        known = self._heads.get(number)
        if known is None:
            known = self._heads[number] = Heads(self.calendar(index, number))
        high = index.calendars[number + 1].start if number + 1 < len(index.calendars) else self.source.size + 1
        self._around = index.calendars[number].start, high, known
        return known

    def draft(self, index: Index, position: int) -> Draft | None:
        """The VEVENT read the fast way, else carefully."""
        return self._quick(index, position) or super().draft(index, position)

    def lane(self, masters: list[Settled], overrides: list[Settled]) -> Iterator[Entry]:
        """The instances of one UID, by arithmetic where its rule is plain."""
        if len(masters) == 1 and masters[0].draft.repeats:
            entries = expand_weekly(masters[0], overrides, self.window, self.limits)
            if entries is not None:
                return iter(entries)
        return super().lane(masters, overrides)


def repeated(uids: array[int]) -> set[int]:
    """The values that occur more than once."""
    ordered = sorted(uids)
    return {one for one, other in pairwise(ordered) if one == other}


def uid_in(data: bytes) -> str:
    """The UID of a VEVENT that cannot be read otherwise, for the remark about it."""
    for line in logical_lines(data):
        if line[:4].upper() in {b"UID:", b"UID;"} and (parsed := split_line(line)) is not None:
            return text(parsed[2])
    return ""
