"""`innercircle hours` over attendance files: figures without a directory, by the embedded pass or on an engine.

What an attendance file is: `docs/bulk.md`; engines: `docs/scale.md`. Imported only when one of them is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

from rich.console import Console

from innercircle.calendars.sources import CalendarFile
from innercircle.cli.hours.question import Question
from innercircle.cli.hours.reading import UnusableInputError, size_in_words, watched
from innercircle.cli.hours.records import AccountReport
from innercircle.cli.terminal import count, plain
from innercircle.directory.files import time_zone
from innercircle.directory.rules import Account
from innercircle.hours.attendances.deciding import Zones
from innercircle.hours.attendances.files import AttendanceFile, Progress
from innercircle.hours.attendances.measuring import by_account, figures_of, written_in_order
from innercircle.hours.attendances.schema import UnusableAttendancesError
from innercircle.hours.ledger import finished_months
from innercircle.hours.rules import Figures

Cells = Mapping[str, Mapping[int, Figures]]


def opened(paths: Sequence[Path]) -> list[AttendanceFile]:
    """The files, looked at; raises `UnusableInputError`."""
    try:
        return [AttendanceFile.at(path, path.name) for path in paths]
    except UnusableAttendancesError as fault:
        raise UnusableInputError(str(fault)) from None


def measured(files: Sequence[AttendanceFile], question: Question, screen: Console) -> Cells:
    """Figures by account and `Month.index`, from files on this machine; raises `UnusableInputError`."""
    zones = Zones(question.zone, time_zone)
    _tell_ignored(files, screen)
    with _watching(files, screen) as watch:
        try:
            table = figures_of(
                files, question.policy, zones, notice=lambda said: screen.print(said, markup=False), watch=watch
            )
        except UnusableAttendancesError as fault:
            raise UnusableInputError(str(fault)) from None
    _tell(files, screen)
    _refuse_nothing(files)
    return by_account(table)


def rewritten(files: Sequence[AttendanceFile], path: Path, question: Question, screen: Console) -> int:
    """Write the files' rows decided and in the order of the measure; returns how many."""
    with _watching(files, screen) as watch:
        try:
            return written_in_order(files, path, Zones(question.zone, time_zone), watch=watch)
        except UnusableAttendancesError as fault:
            raise UnusableInputError(str(fault)) from None


@contextmanager
def _watching(files: Sequence[AttendanceFile], screen: Console) -> Iterator[Callable[[AttendanceFile], Progress]]:
    """One progress bar over all files, with rate and time left."""
    sizes = {file.name: file.size for file in files}
    whole = CalendarFile(files[0].name if len(files) == 1 else f"{len(files)} files", b"", sum(sizes.values()))
    with watched(whole, screen) as progress:
        done: dict[str, int] = {}

        def of(file: AttendanceFile) -> Progress:
            def step(now: int, _: int) -> None:
                done[file.name] = now
                progress(sum(done.values()), whole.size)

            return step

        yield of


def _tell_ignored(files: Sequence[AttendanceFile], screen: Console) -> None:
    for file in files:
        if file.ignored:
            names = plain(", ".join(file.ignored))
            screen.print(f"Note: {plain(file.name)}: further columns are ignored: {names}", markup=False)


def _refuse_nothing(files: Sequence[AttendanceFile]) -> None:
    """Where every row was left out, an empty answer would look like a firm without meetings."""
    rows, lost = sum(file.rows for file in files), sum(file.faults.rows for file in files)
    if not rows and not lost:
        raise UnusableInputError(f"{files[0].name}: there is no attendance in it, only the names of the columns.")
    if rows <= lost:
        raise UnusableInputError("No attendance could be used; docs/bulk.md says what each column holds.")


def _tell(files: Sequence[AttendanceFile], screen: Console) -> None:
    """Say on standard error what was read and what was left out."""
    rows, lost = sum(file.rows for file in files), sum(file.faults.rows for file in files)
    size = size_in_words(sum(file.size for file in files))
    screen.print(
        f"Read {count(len(files), 'file')} ({size}): {count(rows, 'attendance')}, {lost:,} left out.", markup=False
    )
    for file in files:
        for sentence in file.faults.sentences():
            screen.print(f"  {plain(file.name)}, {plain(sentence, 400)}", markup=False)


def reports_of(cells: Cells, question: Question) -> list[AccountReport]:
    """A report of each account with finished months, or of the one asked for; raises `UnusableInputError`."""
    names = [_named(question.account, cells)] if question.account else sorted(cells)
    reports = []
    for number, name in enumerate(names, 1):
        tests = finished_months(cells[name], question.last_finished)
        if tests:
            reports.append(AccountReport(Account(number, name, zone=question.zone), tests))
    return reports


def _named(asked: str, cells: Cells) -> str:
    by_name = {name.casefold(): name for name in cells}
    found = by_name.get(asked.strip().casefold())
    if found is None:
        near = get_close_matches(asked.casefold(), by_name, n=1)
        hint = f"; did you mean {by_name[near[0]]}?" if near else ""
        raise UnusableInputError(f"There is no account “{asked}” in the attendances{hint}.")
    return found
