"""`innercircle hours-check`: proves that stored figures follow from the meetings, and computes them anew on demand."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from innercircle.cli.ready import django_ready

if TYPE_CHECKING:
    from innercircle.hours.queries import Deviation

DEVIATES = 1
_SHOWN = 50


def hours_check(
    rebuild: Annotated[bool, typer.Option(help="Compute every account anew from its meetings first.")] = False,
) -> None:
    """Prove that every stored figure follows from the meetings; exit status 1 and a list where one does not.

    Reads only, unless --rebuild is given. A rebuild changes nothing that is right; a closed month whose figures move
    gets an amendment.
    """
    django_ready()
    from innercircle.hours import actions, queries

    if rebuild:
        done = actions.rebuild(at=datetime.now(UTC), progress=_Progress("computed anew"))
        _say(f"{done} accounts computed anew.")
    found = list(queries.deviations(_Progress("checked")))
    _end_line()
    if not found:
        print("Every stored figure follows from the meetings.")
        return
    for each in found[:_SHOWN]:
        print(_line(each))
    if len(found) > _SHOWN:
        print(f"... and {len(found) - _SHOWN} more.")
    print("Run `innercircle hours-check --rebuild` to compute the figures anew.")
    raise SystemExit(DEVIATES)


def _line(each: Deviation) -> str:
    return f"account {each.account}, {each.month}: {each.what}"


class _Progress:
    """One line on a terminal's standard error, rewritten; nothing where it goes to a file."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is."""
        if sys.stderr.isatty():
            print(f"\r{done} of {total} accounts {self._what}", end="", file=sys.stderr, flush=True)


def _say(sentence: str) -> None:
    _end_line()
    print(sentence)


def _end_line() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
