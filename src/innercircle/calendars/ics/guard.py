"""What a recurrence rule may ask for, decided before any library follows it (CALENDARS.md, Limits; THREATS.md T10).

A rule of forty letters can keep a library busy for ever. `check_rule` reads it, refuses with a clear word what has no
place in a calendar of meetings, and says when it ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod

from innercircle.calendars.ics.draft import DraftError
from innercircle.calendars.ics.limits import Limits
from innercircle.calendars.ics.settle import Settled
from innercircle.calendars.ics.values import DAY, Moment, moment

_PERIOD = {"HOURLY": 3600, "DAILY": DAY, "WEEKLY": 7 * DAY, "MONTHLY": 28 * DAY, "YEARLY": 365 * DAY}
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})
_LIST = r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*"
_WEEKDAY = r"(?:[+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)"
_SHAPE = {
    "BYSECOND": _LIST,
    "BYMINUTE": _LIST,
    "BYHOUR": _LIST,
    "BYDAY": f"{_WEEKDAY}(?:,{_WEEKDAY})*",
    "BYMONTHDAY": _LIST,
    "BYYEARDAY": _LIST,
    "BYWEEKNO": _LIST,
    "BYMONTH": _LIST,
    "BYSETPOS": _LIST,
    "WKST": "(?:MO|TU|WE|TH|FR|SA|SU)",
}
_RANGE = {
    "BYSECOND": (0, 59),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (1, 31),
    "BYYEARDAY": (1, 366),
    "BYWEEKNO": (1, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (1, 366),
}
_EACH = re.compile(r"(?<!\d)[+-]?0+(?=[A-Z])")
_LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule found harmless: frequency and step, its other parts, its end as an instant or a number of instances."""

    freq: str
    interval: int
    parts: dict[str, str]
    count: int | None
    until: int | None  # the last instant at which an instance may begin


def check_rule(rule: str, master: Settled, reach: int, limits: Limits) -> Rule:
    """The rule, fit to be followed up to the instant `reach`; raises `DraftError` with the word for the user."""
    parts = _parts(rule)
    freq = parts.pop("FREQ", "")
    if freq in _TOO_OFTEN:
        raise DraftError(f"It repeats {freq} (every minute or second); a meeting does not.")
    if freq not in _PERIOD:
        raise DraftError(f"Its rule has no frequency that is known: {rule[:80]}.")
    if freq == "HOURLY" and master.all_day:
        raise DraftError("It lasts whole days and repeats every hour.")
    interval = _interval(parts.pop("INTERVAL", "1"))
    count = _count(parts.pop("COUNT", None))
    until = _until(parts.pop("UNTIL", None), master, by_clock=freq == "HOURLY" or "BYHOUR" in parts)
    _check_parts(parts, rule, limits)
    _check_monthdays(parts)
    if freq == "YEARLY" and "BYMONTHDAY" in parts and not parts.keys() & {"BYMONTH", "BYDAY", "BYWEEKNO", "BYYEARDAY"}:
        # RFC 5545 means one day a year; dateutil would give one in every month.
        parts["BYMONTH"] = str(_month(master.wall))
    _check_steps(Rule(freq, interval, parts, count, until), master, reach, limits)
    return Rule(freq, interval, parts, count, until)


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.replace("\\", "").split(";"):  # some producers escape it like a text
        name, _, value = part.strip().partition("=")
        if name.strip() and value.strip():
            parts[name.strip()] = value.replace(" ", "")
    if "BYDAY" in parts:
        parts["BYDAY"] = _EACH.sub("", parts["BYDAY"])  # a zeroth Monday is written where each Monday is meant
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise DraftError("Its rule counts in another calendar (RSCALE) than the Gregorian.")
    return parts


def _interval(value: str) -> int:
    if not value.isdigit() or len(value) > 9 or int(value) == 0:
        raise DraftError(f"Its rule has the INTERVAL {value[:20]}; it must be 1 or more.")
    return int(value)


def _count(value: str | None) -> int | None:
    if value is None or value.startswith("-"):  # producers write a negative count for "without end"
        return None
    if not value.isdigit() or len(value) > 12:
        raise DraftError(f"Its rule has the COUNT {value[:20]}; it must be a number.")
    return int(value)


def _until(value: str | None, master: Settled, *, by_clock: bool) -> int | None:
    if value is None:
        return None
    try:
        last = moment(value.encode("ascii", "replace"), None)
    except ValueError as error:
        raise DraftError(f"The end of its rule (UNTIL) cannot be read: {error}.") from None
    return last_instant(last, master, by_clock=by_clock)


def last_instant(last: Moment, master: Settled, *, by_clock: bool = False) -> int:
    """The last instant at which an instance may begin, for an UNTIL of `last`.

    A plain date, or a local time beside a start in a zone, takes its last day in, as most producers mean it; but a
    rule that goes by the hour (`by_clock`) stops at the hour it says.
    """
    day = last.wall // DAY * DAY
    if master.all_day:
        return day
    if last.zone is not None:
        return last.zone.epoch(last.wall)
    zoned = master.draft.start is not None and master.draft.start.zone is not None
    whole = last.is_date or (zoned and not (by_clock and last.wall > day))
    return master.zone.epoch(day + DAY - 1 if whole else last.wall)


def _check_parts(parts: dict[str, str], rule: str, limits: Limits) -> None:
    for name in list(parts):
        shape = _SHAPE.get(name)
        if shape is None:
            if name.startswith("X-") or name in {"RSCALE", "SKIP"}:
                del parts[name]
                continue
            raise DraftError(f"Its rule has a part that is not known ({name[:20]}): {rule[:80]}.")
        if re.fullmatch(shape, parts[name]) is None or not _in_range(name, parts[name]):
            raise DraftError(f"Its rule has a part that cannot be ({name}={parts[name][:40]}).")
    product = prod(len(set(value.split(","))) for name, value in parts.items() if name not in {"WKST", "BYSETPOS"})
    if product > limits.by_product:
        raise DraftError(f"Its rule multiplies to {product:,} times in each period; {limits.by_product} are the limit.")


def _in_range(name: str, value: str) -> bool:
    if name not in _RANGE:
        return True
    low, high = _RANGE[name]
    return all(low <= abs(int(number)) <= high for number in value.split(","))


def _check_monthdays(parts: dict[str, str]) -> None:
    """Refuse a day no month of the rule has (30 February): a library looks for it until the year 9999."""
    if "BYMONTH" in parts and "BYMONTHDAY" in parts:
        days = [abs(int(day)) for day in parts["BYMONTHDAY"].split(",")]
        longest = max(_LONGEST.get(abs(int(month)), 31) for month in parts["BYMONTH"].split(","))
        if min(days) > longest:
            raise DraftError("Its rule names a day that its month never has.")


def _check_steps(rule: Rule, master: Settled, reach: int, limits: Limits) -> None:
    reach = reach if rule.until is None else min(reach, rule.until)
    steps = max(0, reach - master.start) // (_PERIOD[rule.freq] * rule.interval) + 1
    if rule.count is not None and not rule.parts:
        steps = min(steps, rule.count)
    times = prod(len(rule.parts[name].split(",")) for name in ("BYSECOND", "BYMINUTE", "BYHOUR") if name in rule.parts)
    if steps * times > limits.steps:
        message = f"Its rule would have to be followed through {steps * times:,} times; {limits.steps:,} are the limit."
        raise DraftError(message)


def _month(wall: int) -> int:
    """The month of a wall time (the civil calendar from day numbers; no year is out of reach)."""
    days = wall // DAY + 719_468
    of_era = days % 146_097
    of_year_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * of_year_era + of_year_era // 4 - of_year_era // 100)
    month = (5 * of_year + 2) // 153
    return month + 3 if month < 10 else month - 9
