"""What the asset, engagements, topics of knowledge and the transparency log look like over the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

from innercircle.api.v1 import Text
from innercircle.plans.models import Engagement, KnowledgeTopic, TransparencyEntry
from innercircle.plans.queries.assets import AccountAsset
from innercircle.plans.queries.dependence import Hanging, Held
from innercircle.plans.rules.asset import AssetQuarter, Cause, Effect, Relation

CauseWord = Literal["hours", "strength", "invested"]
EffectWord = Literal["engagements", "kinds", "revenue", "uncontested", "unasked"]
_NO_NUL = r"^[^\x00]*$"
Kind = Annotated[str, Field(max_length=100, pattern=_NO_NUL)]
Line = Annotated[str, Field(max_length=300, pattern=_NO_NUL)]
What = Annotated[str, Field(max_length=500, pattern=_NO_NUL)]
_HOUR = 3600


class QuarterOut(Schema):
    """One quarter: the asset and what followed; null is not known. Hours are decimal, shares between 0 and 1."""

    quarter: str
    over: bool
    low_hours: float | None
    high_hours: float | None
    strength: float | None
    invested_hours: float | None
    engagements: float | None
    kinds: float | None
    revenue: float | None
    uncontested: float | None
    unasked: float | None

    @classmethod
    def of(cls, each: AssetQuarter) -> QuarterOut:
        """A quarter of the rules."""
        return cls(
            quarter=str(each.quarter),
            over=each.over,
            low_hours=each.hours.low / _HOUR if each.hours else None,
            high_hours=each.figure(Cause.HOURS),
            strength=each.figure(Cause.STRENGTH),
            invested_hours=each.figure(Cause.INVESTED),
            **{effect.value: each.figure(effect) for effect in Effect},
        )


class AssetOut(Schema):
    """An account's quarters, oldest first; money is in `currency`."""

    account: int
    name: str
    currency: str
    quarters: list[QuarterOut]

    @classmethod
    def of(cls, found: AccountAsset) -> AssetOut:
        """An account of the queries."""
        quarters = [QuarterOut.of(each) for each in found.quarters]
        return cls(account=found.account, name=found.name, currency=found.currency, quarters=quarters)


class RelationOut(Schema):
    """Spearman's rank correlation of a cause and an effect `lag` quarters later: `rho` null says why in `known`.

    `chance` is how far from zero chance alone gets in nineteen of twenty cases. It describes; it promises nothing.
    """

    cause: str
    effect: str
    lag: int
    n: int
    rho: float | None
    known: str
    chance: float
    pairs: list[tuple[str, str, float, float]]

    @classmethod
    def of(cls, found: Relation) -> RelationOut:
        """A relation of the rules."""
        pairs = [(str(pair.early), str(pair.late), pair.x, pair.y) for pair in found.pairs]
        told = found.correlation
        return cls(
            cause=found.cause.value, effect=found.effect.value, lag=found.lag, n=told.n, rho=told.rho,
            known=told.known.value, chance=told.chance, pairs=pairs,
        )  # fmt: skip


class RelationAsked(Schema):
    """Which two figures, and how many quarters apart."""

    cause: CauseWord = "hours"
    effect: EffectWord = "engagements"
    lag: int = Field(1, ge=0, le=4)


class EngagementChange(Schema):
    """What of an engagement may be changed; what is left out stays. Null in a yes-or-no says that nobody knows."""

    name: Text | None = None
    kind: Kind | None = None
    start: date | None = None
    end: date | None = None
    value: Decimal | None = Field(None, max_digits=16, decimal_places=2, ge=0)
    currency: str | None = Field(None, pattern=r"^[A-Z]{3}$")
    uncontested: bool | None = None
    unasked: bool | None = None
    sponsor: int | None = Field(None, description="A contact of the account.")


class EngagementIn(EngagementChange):
    """Work the client gave us."""

    name: Text
    kind: Kind
    start: date


class EngagementOut(Schema):
    """An engagement; `version` goes into `If-Match` when changing it."""

    id: int
    version: int
    name: str
    kind: str
    start: date
    end: date | None
    value: Decimal | None
    currency: str
    uncontested: bool | None
    unasked: bool | None
    sponsor: int | None

    @classmethod
    def of(cls, row: Engagement) -> EngagementOut:
        """A stored engagement."""
        return cls(
            id=row.pk, version=row.version, name=row.name, kind=row.kind, start=row.start, end=row.end, value=row.value,
            currency=row.currency, uncontested=row.uncontested, unasked=row.unasked, sponsor=row.sponsor_id,
        )  # fmt: skip


class HangingOut(Schema):
    """An engagement that would stop if one of these people left; `share` is their part of a year's client hours."""

    engagement: int
    name: str
    people: list[dict[str, str | int | float | None]]

    @classmethod
    def of(cls, found: Hanging) -> HangingOut:
        """One of the queries."""
        people: list[dict[str, str | int | float | None]] = [
            {"side": each.thread.side.value, "id": each.thread.person, "name": each.name, "share": each.thread.share}
            for each in found.threads
        ]
        return cls(engagement=found.engagement.pk, name=found.engagement.name, people=people)


class TopicChange(Schema):
    """What of a topic may be changed."""

    topic: Line | None = None
    holder: int | None = Field(None, description="A colleague.")
    second: int | None = Field(None, description="Another colleague who knows it too; null for nobody.")
    since: date | None = None


class TopicIn(TopicChange):
    """Something about the client's affairs that we know."""

    topic: Line
    holder: int
    since: date


class HandOverIn(Schema):
    """To whom knowledge was handed over and when; `on` null takes it back."""

    on: date | None = None
    to: int | None = Field(None, description="A contact of the account.")
    words: Line = ""


class TopicOut(Schema):
    """A topic; `alone` says that nobody else of ours knows it and the client was never given it."""

    id: int
    version: int
    topic: str
    holder: int
    second: int | None
    since: date
    handed_over_on: date | None
    handed_over_to: int | None
    handed_over_words: str
    alone: bool
    overdue: bool

    @classmethod
    def of(cls, held: Held) -> TopicOut:
        """A topic with what the rules say of it."""
        row: KnowledgeTopic = held.topic
        return cls(
            id=row.pk, version=row.version, topic=row.topic, holder=row.holder_id, second=row.second_id,
            since=row.since, handed_over_on=row.handed_over_on, handed_over_to=row.handed_over_to_id,
            handed_over_words=row.handed_over_words, alone=held.alone, overdue=held.overdue,
        )  # fmt: skip


class SharedIn(Schema):
    """What was shared with the client's staff: with a contact, or with whom in words."""

    on: date
    what: What
    contact: int | None = None
    with_words: Line = ""


class SharedOut(SharedIn):
    """An entry of the transparency log."""

    id: int
    by: str

    @classmethod
    def of(cls, row: TransparencyEntry) -> SharedOut:
        """A stored entry."""
        return cls(
            id=row.pk, on=row.on, what=row.what, contact=row.contact_id, with_words=row.with_words, by=row.by_name
        )
