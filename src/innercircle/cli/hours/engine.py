"""`innercircle hours --engine`: the figures computed by DuckDB, PostgreSQL or Spark. Imported only when named."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from innercircle.cli.hours.bulk import Cells
from innercircle.cli.hours.question import Question
from innercircle.cli.hours.reading import UnusableInputError
from innercircle.cli.terminal import count, plain
from innercircle.hours.attendances.answers import by_account
from innercircle.hours.attendances.schema import UnusableAttendancesError
from innercircle.hours.engines.connecting import EngineError, answered_by
from innercircle.hours.engines.named import Engine


def computed(engine: Engine, sources: Sequence[str], url: str, question: Question, screen: Console) -> Cells:
    """Figures by account and `Month.index`; raises `UnusableInputError` with what the engine says."""
    try:
        with screen.status(f"{engine.in_words} is computing"):
            answer = answered_by(engine, sources, question.policy, url)
    except (EngineError, UnusableAttendancesError) as fault:
        raise UnusableInputError(str(fault)) from None
    table = answer.table
    screen.print(
        f"Computed by {engine.in_words}: {table.num_rows:,} account months; {count(answer.rows, 'attendance')}, "
        f"{answer.lost:,} left out.",
        markup=False,
    )
    for sentence in answer.sentences:
        screen.print(f"  {plain(sentence, 400)}", markup=False)
    if answer.rows <= answer.lost:
        raise UnusableInputError("No attendance could be used; docs/bulk.md says what each column holds.")
    return by_account([[column.to_pylist() for column in table.columns]])
