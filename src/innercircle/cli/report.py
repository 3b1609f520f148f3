"""`innercircle report account NAME`: the account plan as a file, from the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innercircle.cli.ready import django_ready, refuse
from innercircle.cli.terminal import console, never_fail_on_characters, plain
from innercircle.reports.blocks import Format

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account

report = typer.Typer(help="Documents from live data: the account plan.", no_args_is_help=True, add_completion=False)
_PROPOSED = 5  # names proposed where one is not known
_STOPPED = 130


@report.callback()
def _report() -> None:
    """Documents from live data."""


@report.command("account")
def report_account(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The account, by its name (the whole of it, or enough).")],
    kind: Annotated[
        Format | None,
        typer.Option(
            "--format", help="PDF to read, DOCX to edit, PPTX to present, XLSX; else as --output ends, or PDF."
        ),
    ] = None,
    language: Annotated[str, typer.Option(metavar="en|de", help="The language of the document.")] = "en",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to; - is standard output.")
    ] = None,
    user: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help="With what this user may see; else as the first administrator."),
    ] = None,
    *,
    one_page: Annotated[bool, typer.Option("--one-page", help="The plan on one page.")] = False,
) -> None:
    """Make the account plan of one account, from the figures of this moment.

    It stands in the folder you are in, under the account's name, unless --output says otherwise.
    """
    never_fail_on_characters()
    django_ready()
    from innercircle.documents.queries import name_of_file

    by = _reader(user)
    account = _account(by, name)
    _check_language(language)
    at = datetime.now(UTC)
    kind = kind or _ending(output)
    place = output or Path(name_of_file(account, at, kind, one_page=one_page))
    data = _made(by, account, at, kind, language, one_page=one_page)
    _put(place, data)


def _ending(output: Path | None) -> Format:
    """The format that the name of the file asks for; PDF where it asks for none."""
    asked = output.suffix.lower().lstrip(".") if output else ""
    return next((each for each in Format if each.value == asked), Format.PDF)


def _reader(email: str | None) -> User:
    from innercircle.access.queries import first_administrator, user_named

    user = user_named(email) if email else first_administrator()
    if user is None:
        refuse(
            f"--as: nobody logs in as “{plain(email)}”." if email else "Nobody administers this installation yet.",
            "" if email else "innercircle add-user lets the first administrator in; or name a user with --as.",
        )
    return user


def _account(by: User, name: str) -> Account:
    """The account of that name, or the only one that begins with it or holds it."""
    from innercircle.directory.queries import visible_accounts

    seen = visible_accounts(by)
    for how in ("iexact", "istartswith", "icontains"):
        found = list(seen.filter(**{f"name__{how}": name.strip()})[: _PROPOSED + 1])
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(plain(each.name, 60) for each in found[:_PROPOSED])
            refuse(f"“{plain(name)}” fits several accounts: {names}{', …' if len(found) > _PROPOSED else ''}.")
    return refuse(f"No account that {plain(str(by))} may see is called “{plain(name)}”.")


def _check_language(language: str) -> None:
    from django.conf import settings

    if language not in dict(settings.LANGUAGES):
        refuse(f"--language: “{plain(language)}” is not known; {' or '.join(dict(settings.LANGUAGES))} would be.")


def _made(by: User, account: Account, at: datetime, kind: Format, language: str, *, one_page: bool) -> bytes:
    from innercircle.documents.actions import Wanted
    from innercircle.jobs.documents import made_now
    from innercircle.jobs.rules import Failed

    try:
        with _watched(account.name) as tell:
            return made_now(by, account, at, Wanted(kind, language, one_page), tell=tell)
    except Failed as refusal:
        refuse(str(refusal))
    except KeyboardInterrupt:
        print("Stopped. Nothing was written.", file=sys.stderr)
        raise SystemExit(_STOPPED) from None


@contextmanager
def _watched(name: str) -> Iterator[Any]:
    """A progress bar on a terminal; silent elsewhere."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    screen = console(sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task(plain(name, 40), total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _put(place: Path, data: bytes) -> None:
    if str(place) == "-":
        sys.stdout.buffer.write(data)
        return
    if place.is_dir():
        refuse(f"{plain(str(place))} is a folder; name the file, like {plain(str(place))}/plan.pdf.")
    try:
        _write(place, data)
    except OSError as problem:
        refuse(f"{plain(str(place))}: it cannot be written: {problem.strerror}.")
    print(f"{plain(str(place))}: {len(data):,} bytes")


def _write(place: Path, data: bytes) -> None:
    """Whole or not at all; what is no file, like a device or a pipe, is written to and stays what it is."""
    if place.exists() and not place.is_file():
        place.write_bytes(data)
        return
    new = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        new.write_bytes(data)
        new.replace(place)
    except OSError:
        new.unlink(missing_ok=True)
        raise
