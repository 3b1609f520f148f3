"""What a file that was read says differently from what is stored: brought, changed, vanished, unchanged.

The comparison is the database's work (staged against stored rows, by digest), so that a second import of the same file
loads nothing and changes nothing.

**What is missing** (spec 80, truncated files never delete). An entry that a calendar had, that lies within the time the
new export tells of, and that the export no longer has, was removed. But not where the export is incomplete (it breaks
off, or could not be read in part), and not before a person has agreed where half or more of the calendar's entries
within that time would vanish.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from innercircle.calendars.models import Calendar, Import, Sighting, StagedEntry, Suggestion
from innercircle.calendars.planning import CopyRow
from innercircle.calendars.reading import Source


@dataclass(slots=True)
class Difference:
    """What applying a file would change, by UID, and how much of it there is."""

    brought: defaultdict[str, list[CopyRow]] = field(default_factory=lambda: defaultdict(list))
    gone_of: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    offered: list[tuple[str, StagedEntry]] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    new_of: Counter[str] = field(default_factory=Counter)
    changed_of: Counter[str] = field(default_factory=Counter)
    questions: list[tuple[str, int, int]] = field(default_factory=list)  # (calendar, missing, known)

    @property
    def uids(self) -> list[str]:
        """Every UID whose meetings have to be decided again."""
        return list(dict.fromkeys([*self.brought, *sorted(self.gone_of)]))

    @property
    def gone(self) -> list[int]:
        """The copies that are no longer there."""
        return [pk for pks in self.gone_of.values() for pk in pks]

    @property
    def copies(self) -> int:
        """How many copies there are to write."""
        return sum(map(len, self.brought.values())) + sum(map(len, self.gone_of.values()))

    def parts(self, size: Callable[[], int]) -> Iterator[Difference]:
        """The same in parts of about `size()` copies, at least one; no UID is divided, and what is offered comes last.

        In the order of time, because what lies in one month is computed once for each part that touches it.
        """
        part, rest = Difference(), sorted(self.uids, key=self._start)
        for uid in rest:
            if part.copies >= size():
                yield part
                part = Difference()
            self._move(uid, part)
        part.offered, part.withdrawn = self.offered, self.withdrawn
        yield part

    def _start(self, uid: str) -> tuple[int, str]:
        return min((copy.start for copy in self.brought.get(uid, ())), default=0), uid

    def _move(self, uid: str, part: Difference) -> None:
        if uid in self.brought:
            part.brought[uid] = self.brought[uid]
        if uid in self.gone_of:
            part.gone_of[uid] = self.gone_of[uid]
        part.new_of[uid], part.changed_of[uid] = self.new_of[uid], self.changed_of[uid]


def compare(run: Import, calendars: dict[str, Calendar | None]) -> Difference:
    """What the staged entries of `run` differ from; `calendars` gives the stored calendar of each source, if any."""
    difference = Difference()
    for source in map(Source.of_json, run.sources):
        calendar = calendars.get(source.name)
        _compare_entries(difference, run, source, calendar)
        _compare_offers(difference, run, source, calendar)
        if calendar is not None and source.complete and source.read:
            _find_missing(difference, run, source, calendar)
    return difference


def reference(calendar: Calendar | None, name: str) -> str:
    """How a plan names a calendar: by its id, or as one that is still to be made."""
    return str(calendar.pk) if calendar is not None else f"new:{name}"


def _compare_entries(difference: Difference, run: Import, source: Source, calendar: Calendar | None) -> None:
    staged = StagedEntry.objects.filter(run=run, source=source.name, offered=False)
    known = _matching(calendar)
    changed = staged.filter(~Exists(_same(calendar)) | Exists(_restamped(calendar))).annotate(
        known=Exists(known), same=Exists(_same(calendar))
    )
    calendar_reference = reference(calendar, source.name)
    for row in changed.order_by("uid", "copy").iterator():
        if not row.same:
            (difference.changed_of if row.known else difference.new_of)[row.uid] += 1
        copy = CopyRow(calendar_reference, row.uid, row.copy, row.start, row.digest, row.stamped, row.entry)
        difference.brought[row.uid].append(copy)


def _matching(calendar: Calendar | None) -> QuerySet[Sighting]:
    return Sighting.objects.filter(calendar=calendar, uid=OuterRef("uid"), copy=OuterRef("copy"))


def _same(calendar: Calendar | None) -> QuerySet[Sighting]:
    return _matching(calendar).filter(digest=OuterRef("digest"), gone=False)


def _restamped(calendar: Calendar | None) -> QuerySet[Sighting]:
    """A copy that is only exported anew: that matters where another calendar's copy contends with it."""
    others = Sighting.objects.filter(uid=OuterRef("uid"), gone=False).exclude(calendar=calendar)
    return _same(calendar).exclude(stamped=OuterRef("stamped")).filter(Exists(others))


def _compare_offers(difference: Difference, run: Import, source: Source, calendar: Calendar | None) -> None:
    staged = StagedEntry.objects.filter(run=run, source=source.name, offered=True)
    known = Suggestion.objects.filter(calendar=calendar, uid=OuterRef("uid"), copy=OuterRef("copy"))
    settled = known.filter(Q(digest=OuterRef("digest")) | ~Q(decided=""))
    name = reference(calendar, source.name)
    difference.offered += [(name, row) for row in staged.exclude(Exists(settled)).order_by("uid", "copy").iterator()]


def _find_missing(difference: Difference, run: Import, source: Source, calendar: Calendar) -> None:
    if run.removals == Import.Removals.KEEP:
        return
    within = Q(calendar=calendar, start__gte=source.first, start__lte=source.last)
    known = Sighting.objects.filter(within, gone=False).exclude(uid__in=source.skipped)
    missing = known.exclude(Exists(_staged(run, source)))
    found = list(missing.values_list("pk", "uid"))
    total = known.count()
    if found and len(found) * 2 >= total and run.removals == Import.Removals.ASK:
        difference.questions.append((source.name, len(found), total))
        return
    for pk, uid in found:
        difference.gone_of[uid].append(pk)
    offers = Suggestion.objects.filter(within, decided="").exclude(Exists(_staged(run, source)))
    difference.withdrawn += offers.values_list("pk", flat=True)


def _staged(run: Import, source: Source) -> QuerySet[StagedEntry]:
    return StagedEntry.objects.filter(run=run, source=source.name, uid=OuterRef("uid"), copy=OuterRef("copy"))
