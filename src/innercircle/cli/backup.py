"""`innercircle backup` and `innercircle restore`: the database as one file, taken while everybody goes on working.

The copy is SQLite's own (its online backup), never the bytes of a file that is being written; it is opened and checked
before it gets its name. A restore checks first, keeps what was there, and changes the database by a single rename.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from innercircle.cli.ready import django_ready, refuse

_STAMP = "%Y-%m-%d-%H%M%S"
_WAIT = 2.0  # seconds for others to let go of the database
_LETS_IN = {"django_session", "access_token"}
_OURS = {"django_migrations", "access_user", "directory_account"}


class DamagedError(Exception):
    """A file is no sound database of Innercircle; the text says what is wrong."""


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it; a folder gets a file named after the moment.")],
) -> None:
    """Copy the database into one file while the server runs, and check the copy."""
    django_ready(schema=False)
    source, target = _database(), _target(file)
    partial = target.with_name(f".{target.name}.partial")
    try:
        _copy(source, partial)
        accounts = check(partial)
        _publish(partial, target)
    except (OSError, sqlite3.Error, DamagedError) as problem:
        refuse(f"No backup was written: {_in_words(problem)}")
    finally:
        _remove(partial)
    print(f"{target}: {target.stat().st_size:,} bytes, checked ({accounts:,} accounts).")
    print(f"It does not hold the key in {source.parent / 'secret-key'}; keep that apart.")


def restore(file: Annotated[Path, typer.Argument(help="A file that `innercircle backup` wrote.")]) -> None:
    """Put a backup in the place of the database, which is kept beside it. The server must be stopped."""
    django_ready(schema=False)
    target = _database()
    partial, kept = (target.with_name(f"{target.name}.{end}") for end in ("partial", f"before-{_now()}"))
    try:
        check(file)
        _copy(file, partial)
        _void(partial)
        check(partial)
        if target.exists():
            _close(target)
            os.link(target, kept)
        _publish(partial, target)
    except (OSError, sqlite3.Error, DamagedError) as problem:
        refuse(f"Nothing was restored: {_in_words(problem)}")
    finally:
        _remove(partial)
    print(f"{target} is as in {file}.", *([f"What was there lies in {kept.name}."] if kept.exists() else []))
    print("Sessions and keys of the API of that time are void: everybody logs in again and makes new keys.")
    print("Start the server; it brings an older backup up to date by itself.")


def _in_words(problem: Exception) -> str:
    """What the machine refused, without numbers and without the name of a file nobody asked for."""
    if not isinstance(problem, OSError):
        return str(problem)
    folder = f"{Path(str(problem.filename)).parent}: " if problem.filename else ""
    return f"{folder}{problem.strerror or problem}."


def _remove(partial: Path) -> None:
    with contextlib.suppress(OSError):  # where nothing could be written nothing can be removed
        partial.unlink(missing_ok=True)


def _void(database: Path) -> None:
    """End what let people in at the time of the backup: it may have been taken away since (THREATS T19)."""
    with _opened(_address(database, "rw")) as mine:
        tables = {row[0] for row in mine.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in sorted(_LETS_IN & tables):
            mine.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        mine.commit()


def _address(file: Path, mode: str) -> str:
    """A file as SQLite's address, whatever signs its name holds."""
    return f"{file.absolute().as_uri()}?mode={mode}"


def check(file: Path) -> int:
    """How many accounts a copy holds. Raises `DamagedError` where it is no sound database of ours."""
    if not file.is_file():
        raise DamagedError(f"{file}: there is no such file.")
    try:
        with _opened(f"{_address(file, 'ro')}&immutable=1") as copy:
            faults = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
            tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if faults != ["ok"]:
                raise DamagedError(f"{file} is damaged ({'; '.join(faults)}).")
            if not tables >= _OURS:
                raise DamagedError(f"{file} is no database of Innercircle.")
            return int(copy.execute("SELECT COUNT(*) FROM directory_account").fetchone()[0])
    except sqlite3.DatabaseError as problem:
        raise DamagedError(f"{file} is no sound database ({problem}).") from problem


def _database() -> Path:
    from django.conf import settings

    database = settings.DATABASES["default"]
    if "sqlite" not in str(database["ENGINE"]):
        refuse(
            "The database is PostgreSQL, which has its own tools:",
            f"  pg_dump --format=custom --file=innercircle.dump {database['NAME']}",
            f"  pg_restore --clean --if-exists --dbname={database['NAME']} innercircle.dump",
        )
    return Path(str(database["NAME"]))


def _target(file: Path) -> Path:
    target = file / f"innercircle-{_now()}.sqlite3" if file.is_dir() else file
    if target.exists():
        refuse(f"{target} is there already; a backup is never written over.")
    if not target.parent.is_dir():
        refuse(f"There is no folder {target.parent}.")
    return target


def _now() -> str:
    return datetime.now(UTC).strftime(_STAMP)


def _copy(source: Path, target: Path) -> None:
    """A snapshot of the database in one step: writers go on, and the copy knows nothing of what they write meanwhile.

    It has no log of its own, so that it is whole in one file, and only its owner reads it.
    """
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    with _opened(_address(source, "rw")) as here, _opened(_address(target, "rw")) as there:
        here.backup(there, pages=-1)
        there.execute("PRAGMA journal_mode = DELETE")


def _publish(partial: Path, target: Path) -> None:
    """Give the copy its name once it is on the disk; either name leads to a whole file at any moment."""
    for place, flags in ((partial, os.O_RDWR), (target.parent, os.O_RDONLY)):
        handle = os.open(place, flags)
        os.fsync(handle)
        os.close(handle)
        if place is partial:
            partial.replace(target)


def _close(database: Path) -> None:
    """Fold the log into the database; raises where somebody else still has it open."""
    with _opened(_address(database, "rw")) as mine:
        try:
            mode = mine.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "wal"
    if mode != "delete":
        raise DamagedError("somebody has the database open; stop the server and every other command first.")


@contextlib.contextmanager
def _opened(address: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(address, uri=True, timeout=_WAIT)
    try:
        yield connection
    finally:
        connection.close()
