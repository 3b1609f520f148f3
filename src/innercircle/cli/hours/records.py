"""Figures and reasons as records: the rows of CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from innercircle.cli.terminal import plain
from innercircle.directory.rules import Account, Standing
from innercircle.hours.ledger import Line
from innercircle.hours.rules import Figures, MonthTest, Running, Seat, Side, hours
from innercircle.kit.month import Month
from innercircle.kit.table import csv_text

COLUMNS = ("account", "month", "low_hours", "high_hours", "our_hours", "meetings", "contacts", "verdict")
REASON_COLUMNS = (
    "account",
    "month",
    "start",
    "end",
    "calendar",
    "title",
    "result",
    "reason",
    "low_hours",
    "high_hours",
    "client_people",
    "our_people",
    "left_out",
    "uid",
)

Record = dict[str, str | int | float]
Names = Mapping[tuple[Standing, int], str]


@dataclass(frozen=True, slots=True)
class AccountReport:
    """One account's finished months, and where it stands now. `group` is the last month with all below it."""

    account: Account
    tests: tuple[MonthTest, ...]
    running: Running | None = None
    group: Figures | None = None

    @property
    def last(self) -> MonthTest:
        """The last finished month."""
        return self.tests[-1]


def record(account: Account, test: MonthTest) -> Record:
    """One row of the figures, in the columns of `COLUMNS`."""
    figures = test.figures
    values = (
        account.name,
        str(test.month),
        hours(figures.client.low),
        hours(figures.client.high),
        hours(figures.ours.high),
        figures.meetings,
        figures.contacts,
        test.verdict.value,
    )
    return dict(zip(COLUMNS, values, strict=True))


def figure_records(reports: Iterable[AccountReport], month: Month | None) -> list[Record]:
    """Each account's months, by name and month; with `month` only that one."""
    ordered = sorted(reports, key=lambda report: report.account.name)
    return [record(report.account, test) for report in ordered for test in report.tests if month in (None, test.month)]


def reason_record(account: Account, month: Month, line: Line, names: Names) -> Record:
    """One entry and why it counts or not, in the columns of `REASON_COLUMNS`."""
    entry = line.copy.entry
    values = (
        account.name,
        str(month),
        moment(entry.start, UTC if entry.all_day else account.zone),
        moment(entry.end, UTC if entry.all_day else account.zone),
        line.copy.calendar,
        plain(line.title),
        line.why.value,
        reason(line),
        hours(line.seconds.low),
        hours(line.seconds.high),
        "; ".join(people(line, names, Side.CLIENT, account.id)),
        "; ".join(people(line, names, Side.OURS)),
        "; ".join(left_out(line, names)),
        plain(entry.uid),
    )
    return dict(zip(REASON_COLUMNS, values, strict=True))


def reason(line: Line) -> str:
    """Why the entry counts or not, in a sentence."""
    if line.counted_in:
        return f"{line.why.sentence} See {line.counted_in}."
    if line.twins:
        twins = "; ".join(plain(twin) for twin in line.twins)
        return f"{line.why.sentence} Probably the same meeting as: {twins}; its time counts once."
    return line.why.sentence


def people(line: Line, names: Names, side: Side, account: int | None = None) -> list[str]:
    """Who of a side took part, and what that rests on."""
    standings = {Standing.COLLEAGUE} if side is Side.OURS else {Standing.CONTACT, Standing.DISCOVERED}
    return [
        f"{name_of(seat, names)} ({seat.because.value})"
        for seat in line.posting.seats
        if seat.takes_part and seat.match.standing in standings and account in (None, seat.match.account)
    ]


def left_out(line: Line, names: Names) -> list[str]:
    """Who or what on the entry does not count, and why."""
    return [
        f"{name_of(seat, names)} ({seat.left_out.value})" for seat in line.posting.seats if seat.left_out is not None
    ]


def name_of(seat: Seat, names: Names) -> str:
    """What to call somebody at a meeting; who is not in the directory is called by address too."""
    match, participant = seat.match, seat.participant
    if match.listed:
        return plain(names[match.standing, match.person])
    shown = plain(participant.address or participant.name or "somebody without address")
    return f"{plain(participant.name)} <{shown}>" if participant.name and participant.address else shown


def moment(epoch: int, zone: tzinfo) -> str:
    """A moment on the account's clock, `2026-03-31T23:00-04:00`."""
    return datetime.fromtimestamp(epoch, zone).isoformat(timespec="minutes")


def as_csv(columns: Sequence[str], records: Iterable[Record]) -> str:
    """Records as CSV text."""
    return csv_text(columns, ([each[column] for column in columns] for each in records))


def as_json(records: Sequence[Record]) -> str:
    """Records as a JSON list, one object each."""
    return json.dumps(records, ensure_ascii=False, indent=2) + "\n"
