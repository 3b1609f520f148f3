"""`innercircle hours --engine`: the figures computed by DuckDB, PostgreSQL or Spark. Imported only when named."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console

from innercircle.cli.hours.bulk import Cells
from innercircle.cli.hours.question import Question
from innercircle.cli.hours.reading import UnusableInputError
from innercircle.cli.terminal import count, plain
from innercircle.hours.attendances.answers import by_account
from innercircle.hours.attendances.schema import UnusableAttendancesError
from innercircle.hours.engines.connecting import EngineError, answered_by
from innercircle.hours.engines.named import Engine
from innercircle.hours.engines.watching import Step

_KNOWN = 0.1  # of the work: before that its rate says nothing about the rest


def computed(engine: Engine, sources: Sequence[str], url: str, question: Question, screen: Console) -> Cells:
    """Figures by account and `Month.index`; raises `UnusableInputError` with what the engine says."""
    try:
        with _shown(engine, screen) as tell:
            answer = answered_by(engine, sources, question.policy, url, tell=tell)
    except (EngineError, UnusableAttendancesError) as fault:
        raise UnusableInputError(str(fault)) from None
    except KeyboardInterrupt:
        screen.print(f"Stopped; {engine.in_words} was told to end its work. Nothing was written.", markup=False)
        raise
    table = answer.table
    screen.print(
        f"Computed by {engine.in_words}: {count(table.num_rows, 'account month')}; {count(answer.rows, 'attendance')}, "
        f"{answer.lost:,} left out.",
        markup=False,
    )
    for sentence in answer.sentences:
        screen.print(f"  {plain(sentence, 400)}", markup=False)
    if answer.rows <= answer.lost:
        raise UnusableInputError("No attendance could be used; docs/bulk.md says what each column holds.")
    return by_account([[column.to_pylist() for column in table.columns]])


@contextmanager
def _shown(engine: Engine, screen: Console) -> Iterator[Callable[[str, Step], None]]:
    """One line that says what the engine is at, how far, how fast and how long it will take; only on a terminal."""
    began, doing = time.monotonic(), ""
    with screen.status(f"{engine.in_words} is starting") as line:

        def tell(words: str, step: Step) -> None:
            nonlocal began, doing
            if words != doing:
                began, doing = time.monotonic(), words
            line.update(f"{engine.in_words}: {words}, {how_far(step, time.monotonic() - began)}")

        yield tell


def how_far(step: Step, seconds: float) -> str:
    """In words: what is done of how much, how much in a second, and from a tenth on how long the rest takes."""
    since = clock(seconds)
    if not step.total:
        return since
    if step.unit == "%":
        words = f"{step.done} %, {since}"
    else:
        words = f"{step.done:,} of {step.total:,} {step.unit}, {step.done / max(seconds, 0.1):.1f}/s, {since}"
    if step.done < _KNOWN * step.total:
        return words
    return f"{words}, {clock(seconds * (step.total - step.done) / step.done)} left"


def clock(seconds: float) -> str:
    """`0:07`, `2:15`, `1:02:09`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
