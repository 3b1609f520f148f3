"""Words against actions: what a client says, beside what it does; four flags, each with its evidence.

Source: spec 20 (Words against actions); in plain words `docs/rules/words-against-actions.md`. Days are the account's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from innercircle.hours.rules.verdicts import Verdict


class StatementKind(StrEnum):
    """What somebody at the client said or asked."""

    WANTS_PARTNERSHIP = "wants_partnership"
    TOO_BUSY = "too_busy"
    SEND_SLIDES = "send_slides"
    WANTS_VIEW = "wants_view"
    OTHER = "other"


class WorkKind(StrEnum):
    """What we did for a client outside meetings."""

    PREPARATION = "preparation"
    FREE_WORK = "free_work"
    MATERIAL = "material"  # sent on request; has no time of its own


class InterruptionKind(StrEnum):
    """What became of a meeting that did not take place as planned."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    DECLINED = "declined"  # by everybody at the client


class FlagKind(StrEnum):
    """What the flag says."""

    WORDS_WITHOUT_HOURS = "words without hours"
    SLIDES_INSTEAD = "slides instead of a meeting"
    WORK_WITHOUT_MEETING = "work without a meeting"
    THEIR_CANCELLATIONS = "their cancellations"


COMMITMENTS = frozenset({StatementKind.WANTS_PARTNERSHIP})
WORDS_DAYS = 90
SLIDES_DAYS = 30
WORK_DAYS = 45


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: its row, its day and what kind it is."""

    id: int
    day: date
    kind: StatementKind


@dataclass(frozen=True, slots=True)
class Done:
    """Work logged: its row, its day and what kind it is."""

    id: int
    day: date
    kind: WorkKind


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A meeting that the client cancelled, moved or declined: its row and the day it was to be."""

    id: int
    day: date


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag that is up: the rows of the table it rests on (statements, work or interruptions), newest first.

    `verdict` is the month test beside words; `now` and `before` count their cancellations this quarter and last.
    """

    kind: FlagKind
    evidence: tuple[int, ...]
    verdict: Verdict | None = None
    now: int = 0
    before: int = 0


def words_without_hours(said: Iterable[Said], verdict: Verdict, today: date) -> Flag | None:
    """A commitment in the last 90 days while the last month test is not developing or dormant."""
    if verdict not in {Verdict.NOT_DEVELOPING, Verdict.DORMANT}:
        return None
    recent = [each for each in said if each.kind in COMMITMENTS and _within(each.day, today, WORDS_DAYS)]
    return Flag(FlagKind.WORDS_WITHOUT_HOURS, _newest(recent), verdict=verdict) if recent else None


def slides_instead(done: Iterable[Done], meetings: Sequence[date], today: date) -> Flag | None:
    """Material sent on request with no meeting in the 30 days after it (looked back 90 days further)."""
    rows = _unanswered((each for each in done if each.kind is WorkKind.MATERIAL), meetings, today, SLIDES_DAYS)
    return Flag(FlagKind.SLIDES_INSTEAD, _newest(rows)) if rows else None


def work_without_meeting(done: Iterable[Done], meetings: Sequence[date], today: date) -> Flag | None:
    """Preparation or free work after which the client gave no hours within 45 days (looked back 90 days further)."""
    rows = _unanswered((each for each in done if each.kind is not WorkKind.MATERIAL), meetings, today, WORK_DAYS)
    return Flag(FlagKind.WORK_WITHOUT_MEETING, _newest(rows)) if rows else None


def their_cancellations(interrupted: Iterable[Interrupted], today: date) -> Flag | None:
    """More meetings cancelled, moved or declined by the client this quarter (so far) than in all of the last."""
    rows = list(interrupted)
    now = [each for each in rows if _quarter(each.day) == _quarter(today) and each.day <= today]
    before = [each for each in rows if _quarter(each.day) == _quarter(today) - 1]
    if len(now) <= len(before):
        return None
    return Flag(FlagKind.THEIR_CANCELLATIONS, _newest(now), now=len(now), before=len(before))


def _unanswered(done: Iterable[Done], meetings: Sequence[date], today: date, days: int) -> list[Done]:
    """Work whose waiting time ended without a meeting in the last 90 days."""
    due = (each for each in done if days < (today - each.day).days <= WORDS_DAYS + days)
    return [each for each in due if not any(each.day <= day <= each.day + timedelta(days) for day in meetings)]


def _within(day: date, today: date, days: int) -> bool:
    return 0 <= (today - day).days <= days


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _newest(rows: Iterable[Said | Done | Interrupted]) -> tuple[int, ...]:
    return tuple(each.id for each in sorted(rows, key=lambda each: (each.day, each.id), reverse=True))
