"""The weekly lane: a plain DAILY or WEEKLY rule is day arithmetic in the series' own zone.

It jumps to the window instead of walking there, and gives None for whatever is not plain; then the library decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from innercircle.calendars.ics.draft import DraftError
from innercircle.calendars.ics.guard import Rule, check_rule
from innercircle.calendars.ics.library import instant_of_override, touches
from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.settle import Settled, instant_of, pick_overrides
from innercircle.calendars.ics.values import DAY
from innercircle.calendars.rules import Entry, Window

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_THURSDAY = 3  # 1970-01-01
_MARGIN = 3 * DAY


def expand_weekly(master: Settled, overrides: list[Settled], window: Window, limits: Limits) -> list[Entry] | None:
    """The instances that touch the window, or None when the rule is not plain; raises `DraftError`."""
    draft = master.draft
    if len(draft.rules) != 1 or draft.exrules or draft.rdates or not all(map(_is_plain, overrides)):
        return None
    rule = check_rule(draft.rules[0], master, window.end + _MARGIN, limits)
    days = _days(rule, master)
    if days is None:
        return None
    replaced = pick_overrides((instant_of_override(one, master), one) for one in overrides)
    taken_out = {instant_of(exdate, master) for exdate in draft.exdates}
    entries = [
        master.entry(start, start, master.end_at(wall, start))
        for wall, start in _instances(master, rule, days, window)
        if start not in replaced and start not in taken_out
    ]
    entries += [
        one.entry(original, one.start, one.end) for original, one in replaced.items() if original not in taken_out
    ]
    found = [entry for entry in entries if touches(entry, window)]
    if len(found) > limits.occurrences:
        message = f"It has {len(found):,} instances in the time asked for; {limits.occurrences:,} are the limit."
        raise DraftError(message)
    return found


def _is_plain(override: Settled) -> bool:
    draft = override.draft
    return not (draft.following or draft.repeats or draft.exdates)


def _days(rule: Rule, master: Settled) -> list[int] | None:
    """Days of the rule's period counted from its beginning; None when the rule is not plain."""
    if rule.freq == "DAILY" and not rule.parts.keys() - {"WKST"}:
        return [0]
    if rule.freq != "WEEKLY" or rule.parts.keys() - {"BYDAY", "WKST"}:
        return None
    own = _weekday(master.wall)
    first = _WEEKDAYS[rule.parts.get("WKST", "MO")]
    names = rule.parts["BYDAY"].split(",") if "BYDAY" in rule.parts else []
    if not all(name in _WEEKDAYS for name in names):
        return None
    days = {_WEEKDAYS[name] for name in names} or {own}
    return sorted((day - first) % 7 for day in days) if own in days else None


def _weekday(wall: int) -> int:
    return (wall // DAY + _THURSDAY) % 7


def _instances(master: Settled, rule: Rule, days: list[int], window: Window) -> Iterator[tuple[int, int]]:
    """`(wall, start)` of the generated instances from a little before the window to its end."""
    begin = master.wall
    if rule.freq == "WEEKLY":
        step = 7 * DAY * rule.interval
        origin = begin - (_weekday(begin) - _WEEKDAYS[rule.parts.get("WKST", "MO")]) % 7 * DAY
    else:
        step, origin = DAY * rule.interval, begin
    before = sum(1 for day in days if origin + day * DAY < begin)
    length = master.nominal + master.exact
    period = max(0, (window.start - length - _MARGIN - origin) // step)
    number = period * len(days) - before
    while True:
        for day in days:
            wall = origin + period * step + day * DAY
            number += 1
            if wall < begin:
                continue
            start = master.zone.epoch(wall)
            if (
                start >= window.end
                or (rule.count is not None and number > rule.count)
                or (rule.until is not None and start > rule.until)
            ):
                return
            yield wall, start
        period += 1
