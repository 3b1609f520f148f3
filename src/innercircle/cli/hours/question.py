"""What `innercircle hours` is asked, with every word of the command line understood."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from pathlib import Path

from innercircle.calendars.rules import Window
from innercircle.cli.ready import refuse
from innercircle.cli.terminal import plain
from innercircle.directory.files import time_zone, zone_fault
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month

_SLACK = 86_400  # a month ends at another moment in every zone

_YEARS = range(1971, 2200)  # calendars and their zones are known for these


class Format(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with every word of the command line understood."""

    as_of: date
    at: int | None  # the moment in epoch seconds where no date was given: now
    policy: Policy
    month: Month | None
    account: str | None
    explain: tuple[str, Month] | None
    format: Format
    zone: tzinfo
    verbose: bool
    output: Path | None = None

    @property
    def last_finished(self) -> Month:
        """The last month that is over on the day."""
        return Month.of_day(self.as_of).plus(-1)

    @property
    def window(self) -> Window:
        """What is read: everything up to the end of the running month, or of the month to explain."""
        months = [Month.of_day(self.as_of), *([self.explain[1]] if self.explain else [])]
        return Window(0, max(month.bounds(UTC)[1] for month in months) + _SLACK)

    def moment(self, zone: tzinfo) -> int:
        """The moment the answer is true at: now, or the beginning of the day asked for on the account's clock."""
        if self.at is not None:
            return self.at
        return int(datetime(self.as_of.year, self.as_of.month, self.as_of.day, tzinfo=zone).timestamp())


def understood_question(  # what the command line says, one by one
    as_of: str | None,
    policy: Policy,
    month: str | None,
    account: str | None,
    explain: tuple[str, str] | None,
    format: Format | None,  # noqa: A002 -- as the option
    zone: str,
    *,
    output: Path | None,
    verbose: bool,
) -> Question:
    """The question, every word of it understood; what cannot be ends the command with a sentence."""
    try:
        now = datetime.now(UTC)
        day = date.fromisoformat(as_of) if as_of else now.astimezone().date()
    except ValueError:
        refuse(f"--as-of: “{plain(as_of or '')}” is no date; it reads like 2026-06-15.")
    if day.year not in _YEARS:
        refuse(f"--as-of: {day} is no day of calendars; days from {_YEARS[0]} to {_YEARS[-1]} can be asked about.")
    understood = time_zone(zone)
    if understood is None:
        refuse(f"--zone: {zone_fault(plain(zone))}.")
    return Question(
        as_of=day,
        at=None if as_of else int(now.timestamp()),
        policy=policy,
        month=_month("--month", month) if month else None,
        account=account,
        explain=(explain[0], _month("--explain", explain[1])) if explain else None,
        format=_format(format, output),
        zone=understood,
        verbose=verbose,
        output=output,
    )


def _format(named: Format | None, output: Path | None) -> Format:
    """How the answer is written: as said, else as the ending of the file to write says, else for people."""
    if named is Format.TABLE and output is not None:
        refuse("--output writes csv, json or parquet; a table for people goes to standard output.")
    if named is Format.PARQUET and output is None and sys.stdout.isatty():
        refuse("Parquet is nothing to read on a terminal: name a file with --output FILE.parquet.")
    if named is not None:
        return named
    ending = output.suffix.casefold().removeprefix(".") if output else "table"
    if ending not in {each.value for each in Format}:
        refuse(f"--output {plain(str(output))}: the name should end in .csv, .json or .parquet, or --format say which.")
    return Format(ending)


def _month(option: str, text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as fault:
        refuse(f"{option}: {plain(str(fault))}.")
