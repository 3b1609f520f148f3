"""`innercircle audit FILE...`: which lines of a plan build the relationship, which sell; is it a sales plan?

Needs no server and no database. Rules: `docs/rules/plan/README.md`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from innercircle.cli.audited import as_csv, as_json, as_sarif, print_table
from innercircle.cli.ready import refuse
from innercircle.cli.terminal import console, count, never_fail_on_characters, plain
from innercircle.kit.table import Column, Fault, UnusableTableError, read_table
from innercircle.plans.audit import Audit, AuditedLine, audit, summed_up
from innercircle.plans.documents import LARGEST, Entry, UnusableDocumentError, read_document
from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.lint import SwitchedOff
from innercircle.plans.rules.reading import Label, Reading
from innercircle.plans.rules.values import Correction
from innercircle.plans.words.lexicon import BadLexicon, Lexicon, load, shipped
from innercircle.plans.words.reader import read

_MANY = 2_000  # lines from which progress is shown
_SALES_PLAN = 1
_LATIN = re.compile("[A-Za-zÀ-ž]")


class Format(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    SARIF = "sarif"


def audit_files(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="CSV, XLSX, DOCX, Markdown or text; - reads text from a pipe."),
    ],
    *,
    form: Annotated[Format, typer.Option("--format", help="How the answer is written.")] = Format.TABLE,
    column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The table's column with the text, by name or number.")
    ] = None,
    lexicon: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="A folder with .toml files that add words of your firm.")
    ] = None,
    off: Annotated[
        list[str] | None, typer.Option(metavar="CODE=REASON", help="Switch a rule off, with the reason (repeatable).")
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV file of labels set by hand: text,label,reason.")
    ] = None,
) -> None:
    """Say of each line of a plan whether it builds the relationship, sells, or is necessary administration.

    Then the verdict: a sales plan when relationship-building lines are fewer than half of those that are not neutral.
    Exit status 1 when it is a sales plan, 0 when not, 2 when the input cannot be used.
    """
    never_fail_on_characters()
    errors = console(sys.stderr)
    words = _lexicon(lexicon)
    switched, by_hand = [_switch(each) for each in off or ()], _corrections(corrections, errors)
    documents = [_document(file, column, errors) for file in files]

    def reader(text: str) -> Reading:
        return read(text, words)

    lines = audit(documents, reader, off=switched, corrections=by_hand)
    done = summed_up(_shown(lines, sum(len(entries) for _, entries in documents), errors))
    _say_what_is_not_read(done, errors)
    _print(done, form)
    raise SystemExit(_SALES_PLAN if done.verdict.is_sales_plan else 0)


def _say_what_is_not_read(done: Audit, errors: Console) -> None:
    """Lines in a script of which no word is known are neutral; that this is no judgement is said."""
    lines = [line for line in done.lines if not _LATIN.search(line.text)]
    if lines:
        told = f"{count(len(lines), 'line')} (the first is {lines[0].line}) cannot be read and so count as neutral"
        errors.print(plain(f"{lines[0].file}: {told}; English and German are read.", 300), style="yellow", markup=False)


def _print(done: Audit, form: Format) -> None:
    if form is Format.TABLE:
        print_table(done, console(sys.stdout))
    else:
        written = {Format.CSV: as_csv, Format.JSON: as_json, Format.SARIF: as_sarif}[form](done)
        sys.stdout.write(written)


def _lexicon(folder: Path | None) -> Lexicon:
    try:
        return load(folder) if folder else shipped()
    except BadLexicon as error:
        refuse(str(error))


def _switch(said: str) -> SwitchedOff:
    code, _, reason = said.partition("=")
    code = code.strip().upper()
    if code not in CATALOGUE:
        refuse(f'--off {said}: there is no rule "{code}". The rules are {", ".join(CATALOGUE)}.')
    if not reason.strip():
        refuse(f'--off {said}: a rule is switched off with a reason, as in --off "{code}=agreed with the client".')
    return SwitchedOff(code, reason.strip())


def _corrections(path: Path | None, errors: Console) -> dict[str, Correction]:
    if path is None:
        return {}
    columns = [Column("text", required=True), Column("label", required=True), Column("reason"), Column("by")]
    try:
        rows = read_table(path.read_bytes(), path.name, columns, lambda fault: _tell(fault, errors))
    except OSError as error:
        refuse(f"{path} cannot be read: {error.strerror or error}.")
    except UnusableTableError as error:
        refuse(f"{error}.")
    found: dict[str, Correction] = {}
    for row in rows:
        if row["label"].casefold() not in set(Label):
            _tell(
                Fault(path.name, row.line, "label", f"is {row['label']!r}; it should be one of {', '.join(Label)}"),
                errors,
            )
            continue
        found[row["text"]] = Correction(Label(row["label"].casefold()), row["reason"] or "no reason given", row["by"])
    return found


def _document(file: str, column: str | None, errors: Console) -> tuple[str, list[Entry]]:
    try:
        if file == "-":
            return "standard input", _piped(column, errors)
        return file, read_document(Path(file), column, lambda fault: _tell(fault, errors))
    except UnusableDocumentError as error:
        refuse(plain(str(error), 500))


def _piped(column: str | None, errors: Console) -> list[Entry]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard input"
        path.write_bytes(sys.stdin.buffer.read(LARGEST + 1))  # the first byte too many is answered with a sentence
        return read_document(path, column, lambda fault: _tell(fault, errors))


def _tell(fault: Fault, errors: Console) -> None:
    errors.print(plain(str(fault), 300), style="dim" if fault.note else "yellow", markup=False)


def _shown(lines: Iterable[AuditedLine], total: int, errors: Console) -> Sequence[AuditedLine]:
    """The lines, with a bar on the terminal while many are read."""
    if total < _MANY or not errors.is_terminal:
        return list(lines)
    columns = (TextColumn("Reading lines"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        return list(_counted(lines, progress, total))


def _counted(lines: Iterable[AuditedLine], progress: Progress, total: int) -> Iterator[AuditedLine]:
    task = progress.add_task("", total=total)
    for number, line in enumerate(lines):
        if number % 500 == 0:
            progress.update(task, completed=number)
        yield line
