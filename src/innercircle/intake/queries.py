"""Reads of imports; they hold whole files of the directory, so only administrators see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from innercircle.access.models import User
from innercircle.access.rules import may_administer
from innercircle.directory.queries import Loss, losses, undo_blockers
from innercircle.intake.models import Import, Source, StagedLine
from innercircle.intake.rules import Outcome
from innercircle.kit.words import Sentence


def may_import(user: User) -> bool:
    """Whether this person imports the directory."""
    return user.is_active and may_administer(user.role)


def visible_imports(user: User) -> QuerySet[Import]:
    """The imports this person may look into."""
    return Import.objects.select_related("by", "source") if may_import(user) else Import.objects.none()


def sources(kind: str) -> QuerySet[Source]:
    """The sources whose columns are remembered for this kind."""
    return Source.objects.filter(kind=kind)


def lines_of(run: Import, outcome: str = "") -> QuerySet[StagedLine]:
    """The lines of an import, all of them or those of one outcome."""
    return run.lines.filter(outcome=outcome) if outcome else run.lines.all()


def sentence_of(reason: list[object]) -> tuple[str, Sentence]:
    """A stored reason as its column and its sentence."""
    column, text, values = reason
    return str(column), Sentence(str(text), {str(key): str(value) for key, value in dict(values).items()})  # type: ignore[call-overload]


def rejected_rows(run: Import, say: Callable[[str, Sentence], str]) -> Iterator[list[str]]:
    """The rejected lines as they were, each with its reasons behind, to mend and import again.

    `say` words a column and what is wrong with it.
    """
    for line in run.lines.filter(outcome=Outcome.REJECTED).iterator():
        reasons = [sentence_of(reason) for reason in line.reasons]
        yield [*line.texts, "; ".join(say(column, sentence) for column, sentence in reasons)]


def losses_of(run: Import) -> list[Loss]:
    """What undoing this import would take away."""
    return losses(run.journal)


def blockers_of(run: Import) -> list[str]:
    """Why this import cannot be undone any more; empty when it can."""
    return undo_blockers(run.journal)
