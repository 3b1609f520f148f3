"""What a file that was read says differently from what is stored: brought, changed, vanished, unchanged.

The comparison is the database's work (staged against stored rows, by digest), so that a second import of the same file
loads nothing and changes nothing.

**What is missing** (spec 80, truncated files never delete). An entry that a calendar had, that lies within the time the
new export tells of, and that the export no longer has, was removed. But not where the export is incomplete (it breaks
off, or could not be read in part), and not before a person has agreed where half or more of the calendar's entries
within that time would vanish.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from innercircle.calendars.models import Calendar, Import, Sighting, StagedEntry, Suggestion
from innercircle.calendars.planning import CopyRow
from innercircle.calendars.reading import Source


@dataclass(slots=True)
class Difference:
    """What applying a file would change, and how much of it there is."""

    brought: defaultdict[str, list[CopyRow]] = field(default_factory=lambda: defaultdict(list))
    gone: list[int] = field(default_factory=list)
    gone_uids: set[str] = field(default_factory=set)
    offered: list[tuple[str, StagedEntry]] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    questions: list[tuple[str, int, int]] = field(default_factory=list)  # (calendar, missing, known)

    @property
    def uids(self) -> list[str]:
        """Every UID whose meetings have to be decided again."""
        return list(dict.fromkeys([*self.brought, *sorted(self.gone_uids)]))


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
    total = staged.count()
    known = _matching(calendar)
    changed = staged.filter(~Exists(_same(calendar)) | Exists(_restamped(calendar))).annotate(
        known=Exists(known), same=Exists(_same(calendar))
    )
    calendar_reference = reference(calendar, source.name)
    different = 0
    for row in changed.order_by("uid", "copy").iterator():
        if not row.same:
            different += 1
            difference.changed += row.known
            difference.new += not row.known
        copy = CopyRow(calendar_reference, row.uid, row.copy, row.start, row.digest, row.stamped, row.entry)
        difference.brought[row.uid].append(copy)
    difference.unchanged += total - different


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
    difference.gone += [pk for pk, _ in found]
    difference.gone_uids.update(uid for _, uid in found)
    offers = Suggestion.objects.filter(within, decided="").exclude(Exists(_staged(run, source)))
    difference.withdrawn += offers.values_list("pk", flat=True)


def _staged(run: Import, source: Source) -> QuerySet[StagedEntry]:
    return StagedEntry.objects.filter(run=run, source=source.name, uid=OuterRef("uid"), copy=OuterRef("copy"))
