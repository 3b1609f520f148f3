"""`innercircle hours`: client hours and the month test from calendar files and three CSV files, nothing else needed.

Rules: `docs/rules/client-hours.md`, `docs/rules/month-test.md`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from innercircle.calendars.rules import Window
from innercircle.cli.hours.reading import Owners, UnusableInputError, read_into, tell
from innercircle.cli.hours.reasons import explained, still_open
from innercircle.cli.hours.records import (
    COLUMNS,
    REASON_COLUMNS,
    AccountReport,
    as_csv,
    as_json,
    figure_records,
    reason_record,
)
from innercircle.cli.hours.tables import by_hours, month_name, one_account, portfolio
from innercircle.cli.ready import refuse
from innercircle.cli.terminal import console, never_fail_on_characters, plain
from innercircle.directory.files import UnusableDirectoryError, read_directory, time_zone, zone_fault
from innercircle.directory.rules import Account, Directory, family
from innercircle.hours.ledger import Book, Ledger, finished_months, names_of
from innercircle.hours.rules import NO_FIGURES, MonthTest, Policy, Why
from innercircle.kit.month import Month
from innercircle.kit.table import Fault

_SLACK = 86_400  # a month ends at another moment in every zone
_COLLECTING = (200_000, 50, 50)  # seldom: millions of values are kept and few die; it saves a third of the time


class Format(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


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


def hours(  # the options are the command's
    calendars: Annotated[
        list[str],
        typer.Argument(
            metavar="CALENDAR...", help="Calendar files (.ics), folders or zip files of them; - reads standard input."
        ),
    ],
    directory: Annotated[
        Path, typer.Option(help="Folder with accounts.csv, colleagues.csv and, if there is one, contacts.csv.")
    ],
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer as on that day (2026-06-15); without it, now.")
    ] = None,
    policy: Annotated[
        Policy, typer.Option(help="What counts: seen (in person and video) or in-person only.")
    ] = Policy.SEEN,
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Only that month.")] = None,
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Only that account, month by month.")] = None,
    format: Annotated[Format, typer.Option(help="table for people, csv or json for programs.")] = Format.TABLE,  # noqa: A002 -- the option's name
    explain: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="ACCOUNT MONTH", help="List every entry of an account's month, counted or not, and why."),
    ] = None,
    owner: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE=EMAIL", help="Whose calendar a file is, where its name does not say; repeatable."),
    ] = None,
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="Time zone of accounts and entries that name none.")
    ] = "UTC",
    *,
    verbose: Annotated[bool, typer.Option("--verbose", help="Tell every remark about the calendars.")] = False,
) -> None:
    """Client hours and the month test for every account and month, from calendar files: no server, no database.

    The answer goes to standard output, what was read and skipped to standard error.
    """
    never_fail_on_characters()
    gc.set_threshold(*_COLLECTING)
    question = _question(as_of, policy, month, account, explain, format, zone, verbose=verbose)
    screen = console(sys.stderr)
    try:
        known = read_directory(directory, lambda fault: _tell_fault(fault, screen), zone=question.zone)
        _check_question(question, known)
        book = _read(calendars, known, question, owner or [], screen)
    except (UnusableDirectoryError, UnusableInputError) as fault:
        refuse(plain(str(fault), 1_000))
    _answer(question, known, book)


def _question(  # what the command line says, one by one
    as_of: str | None,
    policy: Policy,
    month: str | None,
    account: str | None,
    explain: tuple[str, str] | None,
    format: Format,  # noqa: A002 -- as the option
    zone: str,
    *,
    verbose: bool,
) -> Question:
    try:
        now = datetime.now(UTC)
        day = date.fromisoformat(as_of) if as_of else now.astimezone().date()
    except ValueError:
        refuse(f"--as-of: “{plain(as_of or '')}” is no date; it reads like 2026-06-15.")
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
        format=format,
        zone=understood,
        verbose=verbose,
    )


def _month(option: str, text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as fault:
        refuse(f"{option}: {plain(str(fault))}.")


def _tell_fault(fault: Fault, screen: Console) -> None:
    screen.print(f"{'Note: ' if fault.note else ''}{plain(str(fault), 500)}", markup=False)


def _check_question(question: Question, known: Directory) -> None:
    """Refuse an account that is not in the directory, or a month that is not over, before long files are read."""
    if question.month and question.month > question.last_finished:
        raise UnusableInputError(
            f"--month {question.month}: on {question.as_of} that month was not over, so it has no verdict. Without "
            "--month the table shows where the running month stands."
        )
    for name in (question.account, question.explain[0] if question.explain else None):
        if name is not None:
            _account(name, known)


def _account(name: str, known: Directory) -> Account:
    by_name = {account.name.casefold(): account for account in known.accounts}
    found = by_name.get(name.strip().casefold())
    if found is None:
        near = get_close_matches(name.casefold(), by_name, n=1)
        hint = f"; did you mean {by_name[near[0]].name}?" if near else ""
        raise UnusableInputError(f"There is no account “{name}” in accounts.csv{hint}.")
    return found


def _read(calendars: Sequence[str], known: Directory, question: Question, owner: list[str], screen: Console) -> Book:
    ledger = Ledger(known)
    owners = Owners(known, owner)
    tally = read_into(ledger, calendars, owners=owners, window=question.window, zone=question.zone, screen=screen)
    book = _booked(ledger, screen)
    tell(tally, book, screen, every_remark=question.verbose)
    return book


def _booked(ledger: Ledger, screen: Console) -> Book:
    """All meetings decided; on a terminal with a word, since it takes seconds after large files."""
    if not screen.is_terminal:
        return ledger.book()
    with screen.status("Deciding what counts"):
        return ledger.book()


def _answer(question: Question, known: Directory, book: Book) -> None:
    if question.explain:
        _explain(question, known, book)
        return
    chosen = [_account(question.account, known)] if question.account else known.accounts
    cells = book.cells(question.policy)
    reports = []
    for account in chosen:
        tests = finished_months(cells.get(account.id, {}), question.last_finished)
        if tests:
            reports.append(AccountReport(account, tests))
    if question.format is Format.TABLE:
        _show(question, known, book, reports)
        return
    records = figure_records(reports, question.month)
    sys.stdout.write(as_csv(COLUMNS, records) if question.format is Format.CSV else as_json(records))


def _show(question: Question, known: Directory, book: Book, reports: list[AccountReport]) -> None:
    """The answer for people."""
    out = console(sys.stdout)
    last = question.month or question.last_finished
    whole = [_completed(report, last, question, known, book) for report in reports]
    shown = [report for report in whole if report is not None]
    out.print(f"Client hours ({question.policy.in_words}) as of {question.as_of}", style="bold", markup=False)
    if not shown:
        out.print(f"No account gave client hours up to {month_name(last)}.")
        return
    out.print(one_account(shown[0], out) if question.account else portfolio(shown, last, out))
    for text in still_open(by_hours(shown), book, names_of(known), question.policy, in_full=bool(question.account)):
        out.print(text)
    silent = sorted({account.name for account in known.accounts} - {report.account.name for report in shown})
    if silent and not question.account:
        out.print(f"No client hours at all: {plain(', '.join(silent), 1_000)}", style="dim", markup=False)


def _completed(
    report: AccountReport, last: Month, question: Question, known: Directory, book: Book
) -> AccountReport | None:
    """The report up to `last`, with the running month and the group where there are any; None before it began."""
    tests = tuple(test for test in report.tests if test.month <= last)
    if not tests:
        return None
    account, running = report.account, None
    if last == question.last_finished:
        running = book.running(account.id, last.plus(1), question.policy, question.moment(account.zone))
    is_group = len(family(known.accounts, account.id)) > 1
    group = book.group_figures(account.id, last, question.policy) if is_group else None
    return AccountReport(account, tests, running, group)


def _explain(question: Question, known: Directory, book: Book) -> None:
    name, month = question.explain or ("", question.last_finished)
    account = _account(name, known)
    lines = book.explain(account, month, question.policy)
    names = names_of(known)
    if question.format is not Format.TABLE:
        records = [reason_record(account, month, line, names) for line in lines]
        text = as_csv(REASON_COLUMNS, records) if question.format is Format.CSV else as_json(records)
        sys.stdout.write(text)
        return
    cells = book.cells(question.policy).get(account.id, {})
    figures, before = (cells.get(each.index, NO_FIGURES) for each in (month, month.plus(-1)))
    finished = month <= question.last_finished
    out = console(sys.stdout)
    test = MonthTest(month, figures, before)
    for line in explained(account, test, lines, names, question.policy, out, finished=finished):
        out.print(line, soft_wrap=True)
    counted = sum(line.why is Why.COUNTED for line in lines)
    out.print(f"\n{counted} counted, {len(lines) - counted} left out.", style="dim", markup=False)
