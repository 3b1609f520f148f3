"""The map of an account as tables: what an export holds, and an import of coverage or contacts takes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum

from innercircle.kit.cells import Cell
from innercircle.maps.models import Point, Value
from innercircle.maps.rules.evidence import DAY, HOUR, Evidence, dispute
from innercircle.maps.rules.findings import Finding
from innercircle.maps.rules.steps import Step
from innercircle.maps.rules.values import Line, Map, Person
from innercircle.maps.words import finding_detail, finding_title, step_state, step_title

Table = tuple[list[str], list[list[Cell]]]
PEOPLE = [
    "account", "name", "title", "department", "level", "reports_to", "placeholder", "since", "until", "roles",
    "influence", "stance", "stance said on", "stance said by", "rival", "rival_strength",
]  # fmt: skip
COVERAGE = ["covered_by", "contact", "account", "assessed", "wanted", "wanted_by", "part", "covered"]
EVIDENCE = [
    "assessed on", "assessed by", "evidenced level", "weighted hours", "hours 90 days", "hours 365 days",
    "meetings 365 days", "asked by them", "asked by us", "last met", "disagree",
]  # fmt: skip
VALUES = ["account", "contact", "kind", "words", "day", "source", "by"]
FINDINGS = ["account", "key", "finding", "detail", "contacts", "colleagues", "share", "proposed"]
POINTS = ["account", "matter", "words", "owner", "due", "finding", "written", "done"]
STEPS = ["account", "step", "name", "share", "done", "of", "state", "missing contacts", "missing roles"]


class What(StrEnum):
    """The tables there are of one account's map."""

    PEOPLE = "people"
    COVERAGE = "coverage"
    VALUES = "values"
    FINDINGS = "findings"
    POINTS = "points"
    STEPS = "steps"


def people_table(account: str, found: Map) -> Table:
    """One line a person: roles, influence, stance, a competitor."""
    names = _names(found)
    return PEOPLE, [_person(account, each, names) for each in found.people]


def _person(account: str, each: Person, names: Mapping[int, str]) -> list[Cell]:
    return [
        account, each.name, each.title, each.department, each.level, names.get(each.reports_to or 0, ""),
        each.placeholder, each.since, each.until, "; ".join(each.roles), each.influence, _number(each.stance),
        each.stance_on, each.stance_by, each.rival, each.rival_strength,
    ]  # fmt: skip


def coverage_table(account: str, found: Map, now: int) -> Table:
    """One line a contact and colleague: opinion with its day and author, then the evidence beside it."""
    names, ours = _names(found), {each.colleague: each.name for each in found.ours}
    rows = [[*_opinion(account, line, names, ours), *_evidence(line, now)] for line in found.lines]
    return [*COVERAGE, *EVIDENCE], rows


def _opinion(account: str, line: Line, names: Mapping[int, str], ours: Mapping[int, str]) -> list[Cell]:
    return [
        ours[line.colleague], names[line.post], account, _number(line.assessed), _number(line.wanted),
        line.wanted_by, line.part.value if line.part else "", line.coverage is not None,
    ]  # fmt: skip


def _evidence(line: Line, now: int) -> list[Cell]:
    found: Evidence = line.evidence
    return [
        line.assessed_on, line.assessed_by, int(found.strength), round(found.weight, 2), _hours(found.short),
        _hours(found.long), found.meetings, found.theirs, found.ours, day_of(found.last),
        dispute(line.assessed, found, now) is not None,
    ]  # fmt: skip


def values_table(account: str, values: Iterable[Value], names: Mapping[int, str]) -> Table:
    """One line an entry about what a person values; `names` by post."""
    rows: list[list[Cell]] = [
        [account, names.get(each.affiliation_id, ""), each.kind, each.words, each.day, each.source, each.by]
        for each in values
    ]
    return VALUES, rows


def findings_table(account: str, found: Map, findings: Iterable[Finding]) -> Table:
    """One line a finding that is not switched off, with the people it is about."""
    names, ours = _names(found), {each.colleague: each.name for each in found.ours}
    rows: list[list[Cell]] = [
        [
            account, each.key, finding_title(each), finding_detail(each), _listed(each.posts, names),
            _listed(each.colleagues, ours), each.share, each.proposed.value,
        ]
        for each in findings
    ]  # fmt: skip
    return FINDINGS, rows


def points_table(account: str, points: Iterable[Point]) -> Table:
    """One line a point of the analysis."""
    rows: list[list[Cell]] = [
        [
            account, each.matter, each.words, str(each.owner or ""), each.due, each.finding, each.at.date(),
            each.done_at.date() if each.done_at else None,
        ]
        for each in points
    ]  # fmt: skip
    return POINTS, rows


def steps_table(account: str, found: Map, steps: Sequence[Step]) -> Table:
    """One line a step, with what is missing."""
    names = _names(found)
    rows: list[list[Cell]] = [
        [
            account, int(each.number), step_title(each), each.share, each.done, each.of, step_state(each),
            _listed(each.posts, names), "; ".join(each.roles),
        ]
        for each in steps
    ]  # fmt: skip
    return STEPS, rows


def day_of(epoch: int | None) -> date | None:
    """The day of a moment, in UTC."""
    return None if epoch is None else datetime.fromtimestamp(epoch - epoch % DAY, UTC).date()


def _names(found: Map) -> dict[int, str]:
    return {each.post: each.name for each in found.people}


def _listed(keys: Iterable[int], names: Mapping[int, str]) -> str:
    return "; ".join(names[key] for key in keys if key in names)


def _number(value: int | None) -> int | None:
    return None if value is None else int(value)


def _hours(seconds: int) -> float:
    return round(seconds / HOUR, 2)
