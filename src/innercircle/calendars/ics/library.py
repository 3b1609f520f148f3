"""The library lane: what is odd is expanded by recurring-ical-events (`series`); here, what needs no library of it.

An entry alone, an instance whose series is elsewhere and several meetings under one UID are decided here; a series is
handed on, and only then are the libraries loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from innercircle.calendars.ics.draft import DraftError
from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.settle import Settled, instant_of, pick_overrides
from innercircle.calendars.ics.values import DAY
from innercircle.calendars.rules import Entry, Window

EARLIEST, LATEST = -62_000_000_000, 253_000_000_000  # years 6 and 9987: inside what datetime holds, with room
MARGIN = 3 * DAY
_SERIES = "innercircle.calendars.ics.series"


def expand_by_library(
    masters: list[Settled], overrides: list[Settled], window: Window, limits: Limits
) -> Iterator[Entry]:
    """Every instance of one UID that touches the window; raises `DraftError` when it must not be followed."""
    if not masters:
        yield from _orphans(overrides, window)
    elif len(masters) == 1:
        yield from _series(masters[0], overrides, window, limits)
    else:
        yield from _several(masters, overrides, window, limits)


def touches(entry: Entry, window: Window) -> bool:
    """Whether an entry lies in the window, at least in part; one without length counts by its start."""
    if entry.start == entry.end:
        return window.start <= entry.start < window.end
    return entry.start < window.end and window.start < entry.end


def _orphans(overrides: list[Settled], window: Window) -> Iterator[Entry]:
    """Instances whose series is not in the file (Outlook forwards one): they count by themselves."""
    keyed = ((_own_original(settled), settled) for settled in overrides)
    for original, settled in pick_overrides(keyed).items():
        entry = settled.entry(original, settled.start, settled.end)
        if touches(entry, window):
            yield entry


def _own_original(settled: Settled) -> int:
    rid = settled.draft.rid
    if rid is None:
        return settled.start
    return rid.wall // DAY * DAY if settled.all_day else rid.epoch(settled.zone)


def _several(masters: list[Settled], overrides: list[Settled], window: Window, limits: Limits) -> Iterator[Entry]:
    """Several meetings under one UID: each expanded alone, an override goes to the one that has its instance."""
    wide = Window(min(window.start, EARLIEST), window.end) if overrides else window
    found: dict[tuple[int, int], Entry] = {}
    for number, master in enumerate(masters):
        for entry in _series(master, [], wide, limits):
            series = entry.original_start is not None
            found.setdefault((0 if series else number + 1, entry.original_start or entry.start), entry)
    for original, settled in pick_overrides((instant_of_override(one, masters[0]), one) for one in overrides).items():
        for replaced in [key for key in found if key[1] == original]:
            del found[replaced]
        found[0, original] = settled.entry(original, settled.start, settled.end)
    yield from (entry for entry in found.values() if touches(entry, window))


def instant_of_override(override: Settled, master: Settled) -> int:
    """The original start of the instance an override replaces."""
    rid = override.draft.rid
    return override.start if rid is None else instant_of(rid, master)


def _series(master: Settled, overrides: list[Settled], window: Window, limits: Limits) -> Iterator[Entry]:
    if not master.draft.repeats and not overrides:
        yield from _alone(master, window)
        return
    chosen = pick_overrides((instant_of_override(one, master), one) for one in overrides)
    entries: list[Entry] = import_module(_SERIES).expanded(master, chosen, window, limits)
    if len(entries) > limits.occurrences:
        raise DraftError(
            f"It has {len(entries):,} instances in the time asked for; {limits.occurrences:,} are the limit."
        )
    yield from entries


def _alone(master: Settled, window: Window) -> Iterator[Entry]:
    taken_out = {instant_of(exdate, master) for exdate in master.draft.exdates}
    entry = master.entry(None, master.start, master.end)
    if master.start not in taken_out and touches(entry, window):
        yield entry
