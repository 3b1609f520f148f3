"""The command `innercircle`: one door with many subcommands, each imported only when it is called.

To add a subcommand:

1. write a function with annotated parameters (Typer's way) in `cli/<area>.py`; its docstring is its help. For several
   commands under one word (`innercircle calendars import`) make a `typer.Typer()` there instead;
2. add one line to `COMMANDS`: the word, `module:name`, and one sentence for `innercircle --help`.

Nothing else is imported until the word is typed, so that `innercircle hours` needs neither Django nor a database, and
`--help` answers at once. A command that needs the database calls `cli.ready.django_ready()` first. Exit status: 0, or 2
with a sentence on standard error when the input cannot be used, 130 when stopped by Ctrl-C, 141 when the reader of a
pipe has left; 1 is for the commands that say no (`audit`, `lint`, `hours-check`).
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from innercircle import __version__

_UNUSABLE = 2  # of an input that cannot be used
_DEFECT = 70  # EX_SOFTWARE of sysexits.h: a fault of the program, not of the input


@dataclass(frozen=True, slots=True)
class Subcommand:
    """Where a subcommand lives and what it is for. `raw` hands unknown options on, for commands that wrap others."""

    target: str
    summary: str
    raw: bool = False


COMMANDS: dict[str, Subcommand] = {
    "hours": Subcommand(
        "innercircle.cli.hours:hours",
        "Client hours and the month test from calendar files; no server, no database.",
    ),
    "hours-check": Subcommand(
        "innercircle.cli.hours_check:hours_check", "Prove that the stored figures follow from the meetings."
    ),
    "audit": Subcommand(
        "innercircle.cli.audit:audit_files",
        "Is a plan a relationship plan or a sales plan? Reads CSV, XLSX, DOCX, Markdown, text.",
    ),
    "lint": Subcommand(
        "innercircle.cli.lint:lint", "What is wrong in the relationship plans of the database, and what would help."
    ),
    "serve": Subcommand(
        "innercircle.cli.serve:serve", "Serve the pages, the API and the background jobs until Ctrl-C."
    ),
    "demo": Subcommand(
        "innercircle.cli.demo:demo", "Build a demo firm, print its log-ins and serve it; --clear takes it away."
    ),
    "calendars": Subcommand(
        "innercircle.cli.calendars:calendars", "Calendars in the database: import files, list what there is."
    ),
    "report": Subcommand(
        "innercircle.cli.report:report", "The account plan of an account as PDF, Word, PowerPoint or Excel file."
    ),
    "work": Subcommand("innercircle.cli.jobs:work", "Do long work in the background; serve starts one by itself."),
    "add-user": Subcommand(
        "innercircle.cli.manage:add_user", "Let somebody log in: how the first administrator comes in."
    ),
    "backup": Subcommand(
        "innercircle.cli.backup:backup", "Copy the database into one checked file while the server runs."
    ),
    "restore": Subcommand("innercircle.cli.backup:restore", "Put a backup in the place of the database."),
    "manage": Subcommand(
        "innercircle.cli.manage:manage", "Run one of Django's management commands, for operators.", raw=True
    ),
}


def load(word: str) -> Any:
    """The subcommand behind `word`, imported now."""
    subcommand = COMMANDS[word]
    module, _, name = subcommand.target.partition(":")
    found = getattr(import_module(module), name)
    if isinstance(found, typer.Typer):
        return get_command(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    settings = {"ignore_unknown_options": True} if subcommand.raw else {}
    alone.command(word, context_settings=settings)(found)
    return get_command(alone)


def _stub(word: str) -> Any:
    alone = typer.Typer(add_completion=False)

    def nothing() -> None: ...

    alone.command(word, help=COMMANDS[word].summary)(nothing)
    return get_command(alone)


class LazyGroup(TyperGroup):
    """Lists the subcommands from `COMMANDS` and imports only the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The words in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A subcommand: its summary alone for the list of help, the real one as soon as it is named."""
        if cmd_name not in COMMANDS:
            return None
        return load(cmd_name) if _is_named(cmd_name, ctx) else _stub(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The subcommand that `args` begin with, imported now. `hours check` means `hours-check`, but for a file."""
        if args[:2] == ["hours", "check"] and not Path("check").exists():
            args = ["hours-check", *args[2:]]
        ctx.meta["innercircle.word"] = args[0] if args else ""
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the subcommand; status 141 where the reader of a pipe has left, for 1 is what `lint` says by itself."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            _leave_quietly()


def _is_named(word: str, ctx: Any) -> bool:
    return bool(ctx.resilient_parsing) or ctx.meta.get("innercircle.word") == word


app = typer.Typer(
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Strategic account relationships, from evidence: which client relationships are really developing?",
    epilog="Every command explains itself: innercircle COMMAND --help",
)


def _say_version(value: bool) -> None:
    if value:
        print(f"innercircle {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Options before any subcommand; each acts by its callback."""


def main() -> None:
    """Run the command line and end the process; no traceback reaches a person unless INNERCIRCLE_DEBUG is set."""
    _open_what_is_closed()
    try:
        app(prog_name="innercircle")
    except OSError as trouble:
        if os.environ.get("INNERCIRCLE_DEBUG"):
            raise
        print(_trouble(trouble), file=sys.stderr)
        raise SystemExit(_UNUSABLE) from None
    except Exception as defect:  # noqa: BLE001 -- the last door: what is caught here is a defect of ours
        _report(defect)
        raise SystemExit(_DEFECT) from None


def _open_what_is_closed() -> None:
    """Give a command that was started without standard output or standard error (`>&-`) a place to write to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def _trouble(trouble: OSError) -> str:
    """What the machine refused: a disk that is full or broken, a file that may not be read or written."""
    where = f"{trouble.filename}: " if trouble.filename else ""
    return f"{where}{trouble.strerror or trouble}. The command ended there."


def _leave_quietly() -> NoReturn:
    """End as other programs do when the reader of a pipe has gone (`innercircle hours … | head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(128 + signal.SIGPIPE)


def _report(defect: Exception) -> None:
    if os.environ.get("INNERCIRCLE_DEBUG"):
        traceback.print_exception(defect)
        return
    print(
        f"Innercircle has a fault and stopped: {type(defect).__name__}: {defect}\n"
        "Nothing was changed by this command from here on. With INNERCIRCLE_DEBUG=1 it says where; please report it.",
        file=sys.stderr,
    )
