"""`innercircle hours`: client hours and the month test from calendar files and three CSV files, nothing else needed.

Or from attendance files (`cli.hours.bulk`, `docs/bulk.md`), by this program or on an engine (`docs/scale.md`).

Rules: `docs/rules/client-hours.md`, `docs/rules/month-test.md`.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from innercircle.cli.hours import bulk
from innercircle.cli.hours.output import PARQUET_NEEDS, deliver, refuse_to_overwrite
from innercircle.cli.hours.question import Format, Question, understood_question
from innercircle.cli.hours.reading import Owners, UnusableInputError, read_into, tell
from innercircle.cli.hours.reasons import explained, still_open
from innercircle.cli.hours.records import (
    COLUMNS,
    REASON_COLUMNS,
    AccountReport,
    figure_records,
    reason_record,
)
from innercircle.cli.hours.tables import by_hours, month_name, one_account, portfolio
from innercircle.cli.ready import refuse
from innercircle.cli.terminal import console, never_fail_on_characters, plain
from innercircle.directory.files import UnusableDirectoryError, read_directory
from innercircle.directory.rules import Account, Directory, family
from innercircle.hours.attendances.contained import is_possible
from innercircle.hours.attendances.recognising import UnusableFilesError, attendance_files
from innercircle.hours.engines.named import Engine
from innercircle.hours.ledger import Book, Ledger, finished_months, names_in_files, names_of
from innercircle.hours.rules import NO_FIGURES, Figures, MonthTest, Policy, Why
from innercircle.kit.month import Month
from innercircle.kit.table import Fault

_COLLECTING = (200_000, 50, 50)  # seldom: millions of values are kept and few die; it saves a third of the time


def hours(  # the options are the command's
    calendars: Annotated[
        list[str],
        typer.Argument(
            metavar="CALENDAR...",
            help="Calendars (.ics; JSON of Microsoft Graph, Graph Data Connect or Google), folders or zip files of "
            "them; - reads standard input. Or attendances (Parquet, CSV; docs/bulk.md).",
        ),
    ],
    directory: Annotated[
        Path | None,
        typer.Option(
            help="Folder with accounts.csv, colleagues.csv and, if there is one, contacts.csv. Attendances need none."
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer as on that day (2026-06-15); without it, now.")
    ] = None,
    policy: Annotated[
        Policy, typer.Option(help="What counts: seen (in person and video) or in-person only.")
    ] = Policy.SEEN,
    month: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Only that month.")] = None,
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Only that account, month by month.")] = None,
    format: Annotated[  # noqa: A002 -- the option's name
        Format | None, typer.Option(help="table for people; csv, json or parquet for programs.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the answer there instead of to standard output.")
    ] = None,
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
    attendances: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Also write the attendances behind the figures, Parquet or .csv (docs/bulk.md)."
        ),
    ] = None,
    engine: Annotated[
        Engine | None, typer.Option(help="Let an engine compute, over its own attendances (docs/scale.md).")
    ] = None,
    engine_url: Annotated[
        str, typer.Option(metavar="URL", help="Where the engine is: postgres://…, spark://…, sc://…, a DuckDB file.")
    ] = "",
    processes: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, max=64, help="Calendars to read side by side; without it as many as cores, at most 2."
        ),
    ] = None,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", help="Tell every remark about the calendars.")] = False,
) -> None:
    """Client hours and the month test for every account and month, from calendar files: no server, no database.

    The answer goes to standard output, what was read and skipped to standard error. Columns, file kinds and limits:
    docs/bulk.md. Exit status 0, or 2 with a sentence when the input cannot be used, 130 when stopped by Ctrl-C.
    """
    never_fail_on_characters()
    gc.set_threshold(*_COLLECTING)
    question = understood_question(as_of, policy, month, account, explain, format, zone, output=output, verbose=verbose)
    screen = console(sys.stderr)
    try:
        _check_month(question)
        if engine_url and not engine:
            raise UnusableInputError(
                "--engine-url says where an engine is; --engine duckdb, postgres or spark says which."
            )
        refuse_to_overwrite(calendars, {"--output": output, "--attendances": attendances})
        files = [] if engine else attendance_files(calendars)
        if engine or files:
            _tell_unused({"--directory": directory, "--owner": owner, "--processes": processes}, screen)
            _answer_in_bulk(question, calendars, files, attendances, engine, engine_url, screen)
        else:
            _answer_from_calendars(question, calendars, directory, owner or [], attendances, processes, screen)
    except (UnusableDirectoryError, UnusableInputError, UnusableFilesError) as fault:
        refuse(plain(str(fault), 1_000))


def _answer_from_calendars(
    question: Question,
    calendars: Sequence[str],
    directory: Path | None,
    owner: list[str],
    attendances: Path | None,
    processes: int | None,
    screen: Console,
) -> None:
    if directory is None:
        raise UnusableInputError(
            "--directory is missing: the folder with accounts.csv and colleagues.csv, by which people are known."
        )
    known = read_directory(directory, lambda fault: _tell_fault(fault, screen), zone=question.zone)
    _check_accounts(question, known)
    book = _read(calendars, known, question, owner, processes, screen)
    if attendances:
        _write_attendances(attendances, book, screen)
    _answer(question, known, book)


def _tell_unused(options: Mapping[str, object], screen: Console) -> None:
    """Options for calendars, given with attendances, do nothing; whoever gave them should know."""
    given = [option for option, value in options.items() if value]
    if given:
        screen.print(f"Note: {', '.join(given)}: for calendars only, not used here.", markup=False)


def _answer_in_bulk(
    question: Question,
    sources: Sequence[str],
    files: Sequence[Path],
    attendances: Path | None,
    engine: Engine | None,
    url: str,
    screen: Console,
) -> None:
    """Figures from attendances: no directory, no reasons, no running month."""
    if question.explain:
        raise UnusableInputError("--explain needs calendars: attendances hold no reasons.")
    if engine:
        cells = _computed(engine, sources, url, question, attendances, screen)
    elif is_possible():
        cells = bulk.measured(files, question, screen, attendances)
    else:
        raise UnusableInputError(PARQUET_NEEDS)
    _deliver(question, bulk.reports_of(cells, question), _show_in_bulk)


def _computed(
    engine: Engine, sources: Sequence[str], url: str, question: Question, attendances: Path | None, screen: Console
) -> Mapping[str, Mapping[int, Figures]]:
    if attendances:
        raise UnusableInputError("--attendances is for calendars and files; an engine has its attendances already.")
    try:
        from innercircle.cli.hours.engine import computed
    except ImportError:
        raise UnusableInputError("Engines need further packages: pip install 'innercircle[engines]'.") from None
    return computed(engine, sources, url, question, screen)


def _write_attendances(path: Path, book: Book, screen: Console) -> None:
    try:
        from innercircle.hours.attendances.writing import write_facts
    except ImportError:
        raise UnusableInputError(PARQUET_NEEDS) from None
    try:
        rows = write_facts(path, book.facts, names_in_files(book))
    except OSError as fault:
        why = os.strerror(fault.errno) if fault.errno else fault  # pyarrow's own text is for developers
        raise UnusableInputError(f"{plain(str(path))}: cannot be written ({why}).") from None
    screen.print(f"Wrote {rows:,} attendances to {plain(str(path))}.", markup=False)


def _tell_fault(fault: Fault, screen: Console) -> None:
    screen.print(f"{'Note: ' if fault.note else ''}{plain(str(fault), 500)}", markup=False)


def _check_month(question: Question) -> None:
    """Refuse a month that is not over before long files are read."""
    if question.month and question.month > question.last_finished:
        raise UnusableInputError(
            f"--month {question.month}: on {question.as_of} that month was not over, so it has no verdict. Without "
            "--month the table shows where the running month stands."
        )


def _check_accounts(question: Question, known: Directory) -> None:
    """Refuse an account that is not in the directory before long files are read."""
    for name in (question.account, question.explain[0] if question.explain else None):
        if name is not None:
            _account(name, known)


def _account(name: str, known: Directory) -> Account:
    by_name = {account.name.casefold(): account for account in known.accounts}
    found = by_name.get(name.strip().casefold())
    if found is None:
        near = get_close_matches(name.casefold(), by_name, n=1)
        hint = f" (did you mean {by_name[near[0]].name}?)" if near else ""
        raise UnusableInputError(f"There is no account “{name}” in accounts.csv{hint}.")
    return found


def _read(
    calendars: Sequence[str],
    known: Directory,
    question: Question,
    owner: list[str],
    processes: int | None,
    screen: Console,
) -> Book:
    ledger = Ledger(known)
    owners = Owners(known, owner)
    tally = read_into(
        ledger,
        calendars,
        owners=owners,
        window=question.window,
        zone=question.zone,
        screen=screen,
        processes=processes,
    )
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
    _deliver(question, reports, lambda question, reports: _show(question, known, book, reports))


def _deliver(
    question: Question, reports: list[AccountReport], show: Callable[[Question, list[AccountReport]], None]
) -> None:
    """The answer, for people by `show`, for programs as records."""
    if question.format is not Format.TABLE:
        deliver(COLUMNS, figure_records(reports, question.month), question)
    else:
        show(question, reports)


def _show_in_bulk(question: Question, reports: list[AccountReport]) -> None:
    """The answer for people where only the figures are known."""
    out = console(sys.stdout)
    last = question.month or question.last_finished
    kept = [(report, tuple(test for test in report.tests if test.month <= last)) for report in reports]
    shown = [AccountReport(report.account, tests) for report, tests in kept if tests]
    out.print(f"Client hours ({question.policy.in_words}) as of {question.as_of}", style="bold", markup=False)
    if not shown:
        out.print(f"No account gave client hours up to {month_name(last)}.")
        return
    out.print(one_account(shown[0], out) if question.account else portfolio(shown, last, out))


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
        deliver(REASON_COLUMNS, records, question)
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
