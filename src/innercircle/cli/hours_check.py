"""`innercircle hours-check`: proves that stored figures follow from the meetings, and computes them anew on demand."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from innercircle.cli.counting import counted
from innercircle.cli.ready import django_ready
from innercircle.cli.terminal import console

if TYPE_CHECKING:
    from innercircle.hours.queries import Deviation

DEVIATES, STOPPED = 1, 130
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

    screen = console(sys.stderr)
    try:
        if rebuild:
            with counted("Computing anew", "accounts", screen) as progress:
                done = actions.rebuild(at=datetime.now(UTC), progress=progress)
            print(f"{done} accounts computed anew.")
        with counted("Checking", "accounts", screen) as progress:
            found = list(queries.deviations(progress))
    except KeyboardInterrupt:
        screen.print("Stopped. What is computed anew stays; run it again for the rest, without harm.", markup=False)
        raise SystemExit(STOPPED) from None
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
