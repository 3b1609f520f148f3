"""Values of the map as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from innercircle.api.maps.shapes import (
    EvidenceOut,
    FindingOut,
    HelpOut,
    LineOut,
    OfferOut,
    OpinionOut,
    PastOut,
    PersonOut,
    PointOut,
    SharedOut,
    StepOut,
    TieOut,
    ValueOut,
    WayOut,
    WeightOut,
)
from innercircle.maps.models import Offer, Point, Value
from innercircle.maps.queries import Help, Way, Weight
from innercircle.maps.rules.acquaintance import Tie
from innercircle.maps.rules.evidence import HOUR, Evidence, dispute
from innercircle.maps.rules.findings import Finding
from innercircle.maps.rules.seen import line_mark, point_mark, standing_mark
from innercircle.maps.rules.steps import Step
from innercircle.maps.rules.values import Line, Map, Person
from innercircle.maps.tables import day_of
from innercircle.maps.words import (
    finding_detail,
    finding_title,
    introduction_words,
    role_word,
    step_state,
    step_title,
    tie_words,
)


def person(each: Person, names: Mapping[str, str]) -> PersonOut:
    """A contact on the map; `names` are what roles are called (`queries.role_names()`)."""
    return PersonOut(
        post=each.post, contact=each.contact, name=each.name, title=each.title, department=each.department,
        level=each.level, reports_to=each.reports_to, placeholder=each.placeholder, since=each.since,
        until=each.until, roles=list(each.roles), role_names=[role_word(key, names) for key in each.roles],
        influence=each.influence, stance=each.stance,
        stance_on=each.stance_on, stance_by=each.stance_by, rival=each.rival, rival_strength=each.rival_strength,
        mark=standing_mark(each),
    )  # fmt: skip


def lines(found: Map, now: int) -> list[LineOut]:
    """Every line of a map."""
    theirs, ours = {each.post: each.name for each in found.people}, {each.colleague: each.name for each in found.ours}
    return [_line(each, theirs, ours, now) for each in found.lines]


def past(found: Map, day: date, names: Mapping[str, str]) -> PastOut:
    """A map that was kept."""
    theirs, ours = {each.post: each.name for each in found.people}, {each.colleague: each.name for each in found.ours}
    people = [person(each, names) for each in found.people]
    return PastOut(day=day, people=people, lines=[_opinion(each, theirs, ours) for each in found.lines])


def _line(each: Line, theirs: Mapping[int, str], ours: Mapping[int, str], now: int) -> LineOut:
    why = dispute(each.assessed, each.evidence, now)
    said = _opinion(each, theirs, ours).dict()
    return LineOut(**said, evidence=_evidence(each.evidence), disagree=why.value if why else None)


def _opinion(each: Line, theirs: Mapping[int, str], ours: Mapping[int, str]) -> OpinionOut:
    return OpinionOut(
        coverage=each.coverage, post=each.post, contact_name=theirs[each.post], colleague=each.colleague,
        colleague_name=ours[each.colleague], assessed=each.assessed, assessed_on=each.assessed_on,
        assessed_by=each.assessed_by, wanted=each.wanted, wanted_by=each.wanted_by,
        part=each.part.value if each.part else "", mark=line_mark(each),
    )  # fmt: skip


def _evidence(found: Evidence) -> EvidenceOut:
    return EvidenceOut(
        level=found.strength, weighted_hours=round(found.weight, 2), hours_90_days=round(found.short / HOUR, 2),
        hours_365_days=round(found.long / HOUR, 2), meetings_365_days=found.meetings, asked_by_them=found.theirs,
        asked_by_us=found.ours, last_met=day_of(found.last),
    )  # fmt: skip


def value(row: Value) -> ValueOut:
    """An entry about what a person values."""
    return ValueOut(
        id=row.pk, post=row.affiliation_id, kind=row.kind, words=row.words, day=row.day, source=row.source, by=row.by
    )


def finding(each: Finding) -> FindingOut:
    """A finding."""
    return FindingOut(
        key=each.key, kind=each.kind.value, words=finding_title(each), detail=finding_detail(each),
        posts=list(each.posts), colleagues=list(each.colleagues), share=each.share, proposed=each.proposed.value,
    )  # fmt: skip


def point(row: Point) -> PointOut:
    """A point of the analysis."""
    return PointOut(
        id=row.pk, matter=row.matter, words=row.words, owner=row.owner_id, due=row.due, finding=row.finding,
        done=row.done_at is not None, mark=point_mark(row),
    )  # fmt: skip


def step(each: Step) -> StepOut:
    """One of the six steps."""
    return StepOut(
        step=each.number, name=step_title(each), share=each.share, done=each.done, of=each.of, state=step_state(each),
        posts=list(each.posts), roles=list(each.roles),
    )  # fmt: skip


def way(each: Way, contact: int, name: str) -> WayOut:
    """A way to a contact."""
    path, via = each.path, each.via
    ties = [_tie(path.first, tie_words(path.first, each.colleague.name, via.contact.name if via else name))]
    if path.second is not None and via is not None:
        ties.append(_tie(path.second, introduction_words(path.second, via.contact.name, name)))
    return WayOut(
        contact=contact, colleague=each.colleague.pk, colleague_name=each.colleague.name, level=path.level,
        weighted_hours=round(path.weight, 2), through=via.contact_id if via else None,
        through_name=via.contact.name if via else "", ties=ties,
    )  # fmt: skip


def _tie(tie: Tie, words: str) -> TieOut:
    return TieOut(
        words=words, weighted_hours=round(tie.weight, 2), meetings_365_days=tie.evidence.meetings,
        last_met=day_of(tie.evidence.last), reports=tie.reports.value if tie.reports else None,
    )  # fmt: skip


def offer(row: Offer) -> OfferOut:
    """An entry of the help catalogue."""
    return OfferOut(
        id=row.pk, kind=row.kind, name=row.name, gives=row.gives, tags=row.tags,
        colleagues=[each.pk for each in row.colleagues.all()], since=row.since, until=row.until, version=row.version,
    )  # fmt: skip


def suggestion(found: Help) -> HelpOut:
    """An entry that answers a need."""
    shared = [SharedOut(said=each.said, found=each.found, where=each.where.value) for each in found.match.shared]
    return HelpOut(
        offer=offer(found.offer), points=found.match.points, shared=shared,
        values=[each.pk for each in found.needs], givers=[each.pk for each in found.givers],
    )  # fmt: skip


def weight(row: Weight, steps: tuple[Step, ...]) -> WeightOut:
    """What hangs on an account."""
    rank = row.revenue_rank
    return WeightOut(
        account=row.account, name=row.name, segment=row.segment, currency=row.currency,
        revenue=None if row.revenue is None else float(row.revenue),
        profit=None if row.profit is None else float(row.profit), place=row.place,
        share=rank.share if rank else None, cumulative_share=rank.reached if rank else None,
        verdict=row.verdict.value, map_age_days=row.age, steps=[each.share for each in steps],
    )  # fmt: skip
