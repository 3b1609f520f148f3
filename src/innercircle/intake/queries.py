"""Reads of imports; they hold whole files of the directory, so only administrators see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext

from innercircle.access.models import User
from innercircle.access.rules import may_administer
from innercircle.directory.queries import Loss, Own, directory_size, losses_named, undo_blockers
from innercircle.intake.models import Import, Source, StagedLine
from innercircle.intake.rules import Kind, Outcome
from innercircle.kit.words import Sentence

NOT_TAKEN = (Outcome.REJECTED, Outcome.CONFLICT)
SHORT = 500  # lines, about half a second (docs/performance.md)
_SMALL = 10_000  # contacts, to all of which a plan compares
_CHUNK = 1_000
_NEEDED = {
    Kind.ACCOUNTS: {"name"},
    Kind.CONTACTS: {"name", "emails", "last_name"},
    Kind.COLLEAGUES: {"name", "emails"},
    Kind.COVERAGE: {"covered_by", "contact"},
}


def may_import(user: User) -> bool:
    """Whether this person imports the directory."""
    return user.is_active and may_administer(user.role)


def visible_imports(user: User) -> QuerySet[Import]:
    """The imports this person may look into."""
    rows = Import.objects.exclude(stage=Import.Stage.FORGOTTEN).select_related("by", "source")
    return rows if may_import(user) else rows.none()


def import_of(pk: int) -> Import | None:
    """The import a job works on."""
    return Import.objects.select_related("source").filter(pk=pk).first()


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
    """The lines that are not taken as they were, each with its reasons behind, to mend and import again.

    `say` words a column and what is wrong with it.
    """
    for line in run.lines.filter(outcome__in=NOT_TAKEN).iterator(chunk_size=_CHUNK):
        reasons = [sentence_of(reason) for reason in line.reasons]
        yield [*line.texts, "; ".join(say(column, sentence) for column, sentence in reasons)]


def faults(run: Import) -> Iterator[list[str]]:
    """Every fault of every line that is not taken: line, column, what stands there, why not."""
    places = {name: int(place) for place, name in run.columns.items()}
    for line in run.lines.filter(outcome__in=NOT_TAKEN).iterator(chunk_size=_CHUNK):
        for column, sentence in map(sentence_of, line.reasons):
            place = places.get(column)
            heading, cell = (run.headings[place], line.texts[place]) if place is not None else (column, "")
            yield [str(line.number), heading, cell, translated(sentence)]


def translated(sentence: Sentence) -> str:
    """A stored sentence in the reader's language."""
    words = gettext(sentence.text) if sentence.text else ""
    return words % sentence.values if sentence.values else words


def is_short(run: Import) -> bool:
    """Whether every step of this import is done while its reader waits; a longer one is work for the background."""
    return run.total <= SHORT and not run.place and directory_size() <= _SMALL


def is_ready(run: Import) -> bool:
    """Whether the columns that were told from the headings are enough for a dry run."""
    return bool(_NEEDED[Kind(run.kind)] & set(run.columns.values()))


def lines_to_write(run: Import) -> int:
    """How many lines are to be written, those already written and those left out on the way included."""
    return sum(run.counts.get(each, 0) for each in (Outcome.NEW, Outcome.CHANGED, Outcome.CONFLICT))


def losses_of(run: Import) -> list[Loss]:
    """What undoing this import would take away."""
    found: dict[str, list[int]] = {}
    for portion in run.portions.filter(undone_at=None).values_list("losses", flat=True):
        for model, numbers in portion.items():
            so_far = found.setdefault(model, [0, 0])
            found[model] = [one + other for one, other in zip(so_far, numbers, strict=True)]
    return losses_named(found)


def blockers_of(run: Import) -> list[str]:
    """Why this import cannot be undone any more; empty when it can. Reads every row that it wrote."""
    own, found = Own(), dict[str, None]()
    left = run.portions.filter(undone_at=None).order_by("-number")
    for portion in left.iterator(chunk_size=1):
        own.note_created(portion.journal)
    for portion in left.iterator(chunk_size=1):
        found |= dict.fromkeys(undo_blockers(portion.journal, own))
        own.note_changed(portion.journal)
    return list(found)
