"""Files for tests of imports, and the whole way through one."""

from __future__ import annotations

from datetime import UTC, datetime

from innercircle.access.models import User
from innercircle.intake import actions, reading
from innercircle.intake.models import Import
from innercircle.intake.rules import Kind
from innercircle.kit.table import Fault, read_lines

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def staged(by: User, kind: Kind, text: str | bytes, name: str = "file.csv") -> Import:
    """The file read (here, not in a process of its own, which takes a third of a second) and planned."""
    data = text.encode() if isinstance(text, str) else text
    table = table_of(data, name)
    run = actions.stage(by=by, at=AT, kind=kind, table=table, file_name=name)
    return actions.plan(by=by, at=AT, run=run)


def table_of(data: bytes, name: str = "file.csv") -> reading.Table:
    """The table in a file, read here."""
    found, notes = iter(read_lines(data, name, print)), list[Fault]()
    headings = next(found)[1]
    return reading.Table(headings, list(reading._fitted(found, headings, name, notes)), notes)


def imported(by: User, kind: Kind, text: str | bytes) -> Import:
    """The file applied as well."""
    return actions.apply(by=by, at=AT, run=staged(by, kind, text))


def outcomes(run: Import) -> dict[int, str]:
    """Line -> outcome."""
    return dict(run.lines.values_list("number", "outcome"))


def reasons(run: Import) -> dict[int, str]:
    """Line -> `column: sentence` of the rejected ones."""
    from innercircle.intake.queries import sentence_of

    found = {}
    for line in run.lines.filter(outcome="rejected"):
        parts = [sentence_of(reason) for reason in line.reasons]
        found[line.number] = "; ".join(f"{column}: {sentence}" for column, sentence in parts)
    return found
