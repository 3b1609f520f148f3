"""Audits lines of a plan from elsewhere: each one judged, corrections and switched-off rules applied, one verdict.

Rules: docs/rules/plan/README.md. Needs neither database nor Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from innercircle.plans.documents.entries import Entry
from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.judging import Judgement, judge, without
from innercircle.plans.rules.lint import SwitchedOff
from innercircle.plans.rules.reading import Label, Reading
from innercircle.plans.rules.values import Activity, Correction, Reader, State
from innercircle.plans.rules.verdict import Counted, Verdict, verdict

_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "wahr", "billable"})
_NO = frozenset({"no", "n", "false", "0", "nein", "falsch", "not billable"})
_DONE = frozenset({"done", "completed", "complete", "closed", "held", "erledigt", "abgeschlossen", "fertig"})
_NOBODY = frozenset({"0", "-", "none", "nobody", "keiner", "niemand"})
_HOURS = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std|stunden)?\.?\s*$", re.IGNORECASE)
_OFF = re.compile(r"\{\s*off\s+([A-Z]{2}\d\d)\s*:\s*([^}]+)\}", re.IGNORECASE)
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class AuditedLine:
    """One line with its judgement and our hours (0 when unknown); `silenced` are the rules switched off for it."""

    file: str
    line: int
    text: str
    judgement: Judgement
    hours: float = 0.0
    silenced: tuple[SwitchedOff, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """All lines and the verdict over them."""

    lines: tuple[AuditedLine, ...]
    verdict: Verdict


def audit(
    files: Iterable[tuple[str, Sequence[Entry]]],
    read: Reader,
    *,
    off: Sequence[SwitchedOff] = (),
    corrections: Mapping[str, Correction] | None = None,
) -> Iterator[AuditedLine]:
    """Judge the lines of each file one after the other (the caller shows how far it is).

    `corrections` are labels set by hand, by the text of the line. A text that comes again is read once.
    """
    reader = remembering(read)
    for file, entries in files:
        for entry in entries:
            yield _audited(file, entry, reader, off, corrections or {})


def summed_up(lines: Iterable[AuditedLine]) -> Audit:
    """The lines with their verdict."""
    found = tuple(lines)
    return Audit(found, verdict(Counted(line.judgement.label, line.hours) for line in found))


def remembering(read: Reader) -> Reader:
    """A reader that reads the same text once: exports repeat their subjects."""
    known: dict[str, Reading] = {}

    def remembered(text: str) -> Reading:
        found = known.get(text)
        if found is None:
            found = read(text)
            if len(known) < _REMEMBERED:
                known[text] = found
        return found

    return remembered


def _audited(
    file: str, entry: Entry, read: Reader, off: Sequence[SwitchedOff], corrections: Mapping[str, Correction]
) -> AuditedLine:
    text, own_off = _without_switches(entry.text)
    activity = activity_of(replace(entry, text=text), corrections.get(text))
    judgement = judge(activity, read, lenient=True)
    return _switched(AuditedLine(file, entry.line, text, judgement, activity.hours or 0.0), (*own_off, *off))


def _without_switches(text: str) -> tuple[str, tuple[SwitchedOff, ...]]:
    """The text without `{off SP02: reason}`, and what it switches off for this line."""
    if "{" not in text:
        return text, ()
    found = [SwitchedOff(code.upper(), reason.strip()) for code, reason in _OFF.findall(text)]
    return _OFF.sub("", text).strip(), tuple(each for each in found if each.code in CATALOGUE)


def _switched(line: AuditedLine, off: Sequence[SwitchedOff]) -> AuditedLine:
    """The line with switched-off rules taken out; a sales line held by nothing else becomes neutral."""
    judgement = line.judgement
    active = tuple(switch for switch in off if switch.code in judgement.codes)
    if not active:
        return line
    reasons = {switch.code: switch.reason for switch in reversed(active)}
    return replace(line, judgement=without(judgement, reasons), silenced=active)


def activity_of(entry: Entry, correction: Correction | None = None) -> Activity:
    """The activity a line describes: recognised columns become its fields, missing ones stay unasked."""
    fields = entry.fields
    return Activity(
        key=str(entry.line),
        title=entry.text,
        participants=_participants(fields.get("participants")),
        hours_planned=_hours(fields.get("hours")),
        hours_spent=_hours(fields.get("hours_spent")),
        billable=_yes_or_no(fields.get("billable")),
        learn=fields.get("learn"),
        learned=fields.get("learned"),
        useful=fields.get("useful"),
        state=State.DONE if fields.get("state", "").casefold() in _DONE else State.PLANNED,
        correction=correction or _correction(fields),
    )


def _hours(text: str | None) -> float | None:
    match = _HOURS.match(text or "")
    return float(match.group(1).replace(",", ".")) if match else None


def _yes_or_no(text: str | None) -> bool | None:
    said = (text or "").casefold()
    return True if said in _YES else False if said in _NO else None


def _participants(text: str | None) -> int | None:
    if not text:
        return None
    if text.casefold() in _NOBODY:
        return 0
    return int(text) if text.isdigit() else len(re.split(r"[;,/]", text))


def _correction(fields: Mapping[str, str]) -> Correction | None:
    said = fields.get("correction", "").casefold()
    if said not in set(Label):
        return None
    return Correction(Label(said), fields.get("correction_reason", "") or "no reason given")
