"""Where the answer for programs goes: CSV, JSON or Parquet, to standard output or into a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from innercircle.cli.hours.question import Format, Question
from innercircle.cli.hours.reading import UnusableInputError
from innercircle.cli.hours.records import Record, as_csv, as_json
from innercircle.cli.terminal import plain

PARQUET_NEEDS = "Parquet needs further packages: pip install 'innercircle[parquet]'."


def refuse_to_overwrite(sources: Sequence[str], outputs: Mapping[str, Path | None]) -> None:
    """What is read is never written over; raises `UnusableInputError` naming the option of `outputs` that would.

    Nor is anything read where the answer has no place to go to.
    """
    for option, path in outputs.items():
        if path is not None and path.is_dir():
            raise UnusableInputError(f"{option} {plain(str(path))}: this is a folder; name a file in it.")
        if path is not None and not path.parent.is_dir():
            raise UnusableInputError(
                f"{option} {plain(str(path))}: cannot be written (No such file or directory); there is no folder "
                f"{plain(str(path.parent))}."
            )
        if path is not None and not (path.exists() or os.access(path.parent, os.W_OK)):
            raise UnusableInputError(
                f"{option} {plain(str(path))}: cannot be written; nothing may be written into the folder "
                f"{plain(str(path.parent))}."
            )
    read = {_real(Path(source)) for source in sources if source != "-"}
    for option, path in outputs.items():
        if path is not None and path.is_file() and read & {_real(path), *_real(path).parents}:
            raise UnusableInputError(f"{option} {plain(str(path))}: this file is read; name another to write to.")


def _real(path: Path) -> Path:
    """Where a path leads; unlike `Path.resolve` it also answers for a link that leads back to itself."""
    return Path(os.path.realpath(path))


def deliver(columns: Sequence[str], records: Sequence[Record], question: Question) -> None:
    """Write the records as asked; raises `UnusableInputError` where they cannot be written."""
    if question.format is Format.PARQUET:
        _deliver_bytes(_parquet(columns, records), question)
        return
    text = as_csv(columns, records) if question.format is Format.CSV else as_json(records)
    if question.output is None:
        sys.stdout.write(text)
    else:
        _write(question.output, text.encode("utf-8"))


def _deliver_bytes(data: bytes, question: Question) -> None:
    if question.output is not None:
        _write(question.output, data)
    elif sys.stdout.isatty():
        raise UnusableInputError("Parquet is nothing to read on a terminal: name a file with --output FILE.parquet.")
    else:
        sys.stdout.buffer.write(data)


def _parquet(columns: Sequence[str], records: Sequence[Record]) -> bytes:
    try:
        from innercircle.cli.hours.parquet import as_parquet
    except ImportError:
        raise UnusableInputError(PARQUET_NEEDS) from None
    return as_parquet(columns, records)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a run that is stopped leaves what was there before."""
    part = path.with_name(f"{path.name}.part")
    try:
        if path.exists() and not path.is_file():  # a device or a pipe stays what it is
            path.write_bytes(data)
            return
        part.write_bytes(data)
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise UnusableInputError(f"{plain(str(path))}: cannot be written ({fault.strerror}).") from None
