"""`innercircle hours` over attendance files: figures without a directory, by the embedded pass or on an engine.

What an attendance file is: `docs/bulk.md`; engines: `docs/scale.md`. Imported only when one of them is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from rich.console import Console

from innercircle.calendars.sources import CalendarFile
from innercircle.cli.hours.question import Question
from innercircle.cli.hours.reading import UnusableInputError, size_in_words, watched
from innercircle.cli.hours.records import AccountReport
from innercircle.cli.terminal import count, plain
from innercircle.directory.rules import Account
from innercircle.hours.attendances.answers import Columns, by_account
from innercircle.hours.attendances.contained import Ignored, Part, Said, Told, Written, answers
from innercircle.hours.ledger import finished_months
from innercircle.hours.rules import Figures
from innercircle.kit.child import ChildError

Cells = Mapping[str, Mapping[int, Figures]]


def measured(paths: Sequence[Path], question: Question, screen: Console, output: Path | None = None) -> Cells:
    """Figures by account and `Month.index`, from files on this machine; raises `UnusableInputError`.

    With `output` the files' rows are also written there, decided and in the order of the measure.
    """
    _refuse_special(output)
    told: list[Told] = []
    cells = by_account(_parts(paths, question, screen, output, told))
    _tell(paths, told, screen)
    _refuse_nothing(told)
    return cells


def _refuse_special(output: Path | None) -> None:
    if output is not None and output.exists() and not output.is_file():
        raise UnusableInputError(f"{output}: attendances are written into a file, this is none.")


def _parts(
    paths: Sequence[Path], question: Question, screen: Console, output: Path | None, told: list[Told]
) -> Iterator[Columns]:
    """The figures as they come; what is said meanwhile is shown at once, what is to be said at the end is `told`."""
    size = sum(path.stat().st_size for path in paths)
    whole = CalendarFile(paths[0].name if len(paths) == 1 else f"{len(paths)} files", b"", size)
    try:
        with watched(whole, screen) as progress:
            for item in answers(paths, question.policy, question.zone, output=output, progress=progress):
                if isinstance(item, Part):
                    yield item.columns
                elif isinstance(item, Told):
                    told.append(item)
                else:
                    screen.print(_in_words(item, output), markup=False)
    except (ValueError, ChildError) as fault:
        raise UnusableInputError(str(fault)) from None


def _in_words(item: Ignored | Said | Written, output: Path | None) -> str:
    if isinstance(item, Said):
        return item.sentence
    if isinstance(item, Written):
        return f"Wrote {item.rows:,} attendances to {plain(str(output))}."
    return f"Note: {plain(item.file)}: further columns are ignored: {plain(', '.join(item.names))}"


def _refuse_nothing(told: Sequence[Told]) -> None:
    """Where every row was left out, an empty answer would look like a firm without meetings."""
    rows, lost = sum(file.rows for file in told), sum(file.lost for file in told)
    if not rows and not lost:
        raise UnusableInputError(f"{told[0].file}: there is no attendance in it, only the names of the columns.")
    if rows <= lost:
        raise UnusableInputError("No attendance could be used; docs/bulk.md says what each column holds.")


def _tell(paths: Sequence[Path], told: Sequence[Told], screen: Console) -> None:
    """Say on standard error what was read and what was left out."""
    rows, lost = sum(file.rows for file in told), sum(file.lost for file in told)
    size = size_in_words(sum(path.stat().st_size for path in paths))
    screen.print(
        f"Read {count(len(paths), 'file')} ({size}): {count(rows, 'attendance')}, {lost:,} left out.", markup=False
    )
    for file in told:
        for sentence in file.sentences:
            screen.print(f"  {plain(file.file)}, {plain(sentence, 400)}", markup=False)


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
        hint = f" (did you mean {by_name[near[0]]}?)" if near else ""
        raise UnusableInputError(f"There is no account “{asked}” in the attendances{hint}.")
    return found
