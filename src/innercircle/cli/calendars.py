"""`innercircle calendars`: calendars into the database, from the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from innercircle.cli.ready import UNUSABLE, django_ready, refuse
from innercircle.cli.terminal import console, count, never_fail_on_characters, plain

if TYPE_CHECKING:
    from innercircle.access.models import User

calendars = typer.Typer(
    help="Calendars in the database: import files, list what there is.", no_args_is_help=True, add_completion=False
)

As = Annotated[
    str | None, typer.Option("--as", metavar="EMAIL", help="Act with this user's rights; without it as the system.")
]
_STEPS = {"read": "comparing", "prepared": "applying", "applied": "clearing up", "cleared": "done"}
_MOST_REMARKS = 20


class Missing(StrEnum):
    """What to do with entries the calendar had and the file no longer has."""

    ASK = "ask"
    REMOVE = "remove"
    KEEP = "keep"


@calendars.command("import")
def import_files(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Calendar files (.ics; JSON of Microsoft Graph, Graph Data Connect or Google) or zip files of them.",
        ),
    ],
    owner: Annotated[str, typer.Option(metavar="EMAIL", help="Whose calendars they are: a colleague's address.")],
    user: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help="Act with this user's rights; without it, as the system."),
    ] = None,
    missing: Annotated[
        Missing, typer.Option(help="Entries the calendar had and the file has not: ask holds back if half are missing.")
    ] = Missing.ASK,
    *,
    sample: Annotated[bool, typer.Option("--sample", hidden=True)] = False,
) -> None:
    """Import calendar files of one colleague into the database: what is new, changed or gone since the last time.

    Importing the same file again changes nothing. Ctrl-C, or a power cut, leaves nothing half done: run it again.
    """
    never_fail_on_characters()
    django_ready()
    from innercircle.calendars.queries.allowed import owner_named

    by = _user(user)
    colleague = owner_named(by, owner)
    if colleague is None:
        refuse(_unknown_owner(owner, user))
    screen = console(sys.stderr)
    outcomes = [_import(path, colleague, by, missing, screen, sample=sample) for path in files]
    if not all(outcomes):
        raise SystemExit(UNUSABLE)


@calendars.command("list")
def list_calendars(
    user: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help="Act with this user's rights; without it, as the system."),
    ] = None,
) -> None:
    """List the calendars in the database, whose they are, and when they were last imported."""
    never_fail_on_characters()
    django_ready()
    from rich.table import Table

    from innercircle.calendars.queries.allowed import listed_calendars

    table = Table(box=None)
    for heading in ("Calendar", "Owner", "Entries", "Last import"):
        table.add_column(heading, justify="right" if heading == "Entries" else "left")
    rows = list(listed_calendars(_user(user)))
    for row in rows:
        imported = f"{row.imported_at:%Y-%m-%d %H:%M}" if row.imported_at else "-"
        table.add_row(plain(row.name), plain(str(row.owner or "-")), f"{row.entries:,}", imported)
    out = console(sys.stdout)
    out.print(table if rows else "There are no calendars yet: innercircle calendars import FILE --owner EMAIL")


def _user(email: str | None) -> User | None:
    from innercircle.access.queries import user_named

    if email is None:
        return None
    user = user_named(email)
    if user is None:
        refuse(f"--as: nobody logs in as “{plain(email)}”.")
    return user


def _unknown_owner(owner: str, user: str | None) -> str:
    if user is None:
        return f"--owner: no colleague has the address “{plain(owner)}”."
    return f"--owner: no colleague for whom {plain(user)} may import has the address “{plain(owner)}”."


def _import(path: Path, owner: Any, by: User | None, missing: Missing, screen: Console, *, sample: bool) -> bool:
    """Import one file and say what became of it; returns whether it is in."""
    from innercircle.access.rules import Refused
    from innercircle.jobs.importing import Wanted, import_now

    problem = _unusable(path)
    if problem:
        screen.print(problem, markup=False)
        return False
    wanted = Wanted(owner, path.absolute(), path.name, removals=missing.value, sample=sample)
    try:
        with _watched(path, screen) as (tell, step):
            run = import_now(wanted, by=by, at=datetime.now(UTC), tell=tell, step=step)
    except Refused as refusal:
        refuse(str(refusal))
    except KeyboardInterrupt:
        screen.print(f"{path.name}: stopped. Run it again: it takes what is still missing.", markup=False)
        raise SystemExit(130) from None
    for line in _told(path.name, run):
        screen.print(line, markup=False)
    return str(run.stage) == "done"


def _unusable(path: Path) -> str:
    from django.conf import settings

    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.read(1)
    except OSError as problem:
        return f"{plain(str(path))}: it cannot be read: {problem.strerror}."
    if size > settings.UPLOAD_LIMIT:
        return (
            f"{plain(path.name)}: it is larger than {settings.UPLOAD_LIMIT >> 20:,} MiB (INNERCIRCLE_UPLOAD_LIMIT_MB)."
        )
    return ""


@contextmanager
def _watched(path: Path, screen: Console) -> Iterator[tuple[Any, Any]]:
    """A progress bar with rate and time left, on a terminal; silent elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as progress:
        task = progress.add_task(f"{plain(path.name, 40)}: reading", total=None)

        def tell(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None)

        def step(name: str) -> None:
            if name in _STEPS:
                progress.update(task, description=f"{plain(path.name, 40)}: {_STEPS[name]}")

        yield tell, step


def _told(name: str, run: Any) -> Iterable[str]:
    if str(run.stage) != "done":
        yield f"{plain(name)}: {run.message or 'it was not imported.'}"
        if str(run.stage) == "held":
            yield "Say --missing remove or --missing keep to go on."
    else:
        yield f"{plain(name)}: {_counts(run.counts)}."
    for remark in run.remarks[:_MOST_REMARKS]:
        where = f"{remark['file']}, line {remark['line']}" if remark["line"] else remark["file"]
        yield f"  {plain(where)}: {plain(remark['message'], 300)}"
    if len(run.remarks) > _MOST_REMARKS:
        yield f"  … and {count(len(run.remarks) - _MOST_REMARKS, 'further remark')}."


def _counts(counts: dict[str, int]) -> str:
    words = [
        f"{count(counts['read'], 'entry', 'entries')} read, {counts['kept']:,} with clients",
        ", ".join(f"{counts[what]:,} {what}" for what in ("new", "changed", "removed", "unchanged")),
    ]
    if counts["discovered"]:
        words.append(f"{count(counts['discovered'], 'contact')} discovered")
    if counts["suggested"]:
        words.append(f"{count(counts['suggested'], 'meeting')} suggested")
    return "; ".join(words)
