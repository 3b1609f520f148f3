"""Health of dependence: knowledge, work that hangs on one person, what was shared (spec 30; docs/rules/asset.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from innercircle.directory.queries import Columns, day_of, visible_accounts
from innercircle.maps.queries import maps_of
from innercircle.maps.rules.values import Map
from innercircle.plans.models import Engagement, KnowledgeTopic, TransparencyEntry
from innercircle.plans.rules import values
from innercircle.plans.rules.asset import Knowledge, Side, Thread, threads
from innercircle.plans.rules.asset.dependence import HANDED_OVER_DAYS

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account


def visible_engagements(user: User) -> QuerySet[Engagement]:
    """Engagements of the accounts this user may see, the latest first."""
    return Engagement.objects.filter(account__in=visible_accounts(user)).select_related("account", "sponsor")


def visible_topics(user: User) -> QuerySet[KnowledgeTopic]:
    """Topics of knowledge about the accounts this user may see; never handed over first, then the longest ago."""
    rows = KnowledgeTopic.objects.filter(account__in=visible_accounts(user))
    return rows.select_related("account", "holder", "second", "handed_over_to")


def visible_shared(user: User) -> QuerySet[TransparencyEntry]:
    """What was shared with the staff of the accounts this user may see, newest first."""
    return TransparencyEntry.objects.filter(account__in=visible_accounts(user)).select_related("account", "contact")


TOPIC_SORTS = {"account": ("account__name", "topic"), "since": ("since",), "topic": ("topic",)}


def topics_asked(
    user: User, day: date, *, words: str = "", order: str = "account", holder: str = "", only: str = ""
) -> QuerySet[KnowledgeTopic]:
    """Topics a list asks for: by words in topic or account, by who holds them; `only` those held alone or overdue."""
    rows = visible_topics(user)
    if words:
        rows = rows.filter(Q(topic__icontains=words) | Q(account__name__icontains=words))
    if holder:
        rows = rows.filter(holder=int(holder))
    if only == "alone":
        rows = rows.filter(second=None, handed_over_on=None)
    if only == "overdue":
        before = day - timedelta(days=HANDED_OVER_DAYS)
        rows = rows.filter(Q(handed_over_on__lt=before) | Q(handed_over_on=None, since__lt=before))
    sign = "-" if order.startswith("-") else ""
    names = [f"{sign}{name}" for name in TOPIC_SORTS[order.removeprefix("-")]]
    return rows.order_by(*names, "pk")


def holders(user: User) -> list[tuple[str, str]]:
    """Who holds knowledge about accounts the user may see: key and name."""
    rows = visible_topics(user).order_by("holder__name", "holder").values_list("holder", "holder__name").distinct()
    return [(str(pk), name) for pk, name in rows]


def kinds_of_work(user: User) -> list[str]:
    """The kinds of work known at the accounts this user may see, to choose from."""
    return list(visible_engagements(user).order_by("kind").values_list("kind", flat=True).distinct())


def knowledge_of(topic: KnowledgeTopic) -> Knowledge:
    """A topic as the rule sees it."""
    return Knowledge(topic.holder_id, topic.second_id, topic.since, topic.handed_over_on)


@dataclass(frozen=True, slots=True)
class Held:
    """A topic with what the rules say of it: nobody second and never handed over; not handed over for a year."""

    topic: KnowledgeTopic
    alone: bool
    overdue: bool


def held(topics: Iterable[KnowledgeTopic], day: date) -> list[Held]:
    """The topics with what the rules say of them."""
    return [Held(each, knowledge_of(each).alone, knowledge_of(each).overdue(day)) for each in topics]


@dataclass(frozen=True, slots=True)
class Hanging:
    """An engagement that runs and would stop if one of these people left."""

    engagement: Engagement
    threads: tuple[NamedThread, ...]


@dataclass(frozen=True, slots=True)
class NamedThread:
    """A thread with the name of its person, and their post on the map (0 for one of ours)."""

    thread: Thread
    name: str
    post: int = 0


def hanging(user: User, account: Account, at: datetime) -> list[Hanging]:
    """The engagements of an account that run and hang on one person, on either side."""
    running = _running(visible_engagements(user).filter(account=account), at.date())
    if not running:
        return []
    chart = maps_of([account.pk], at, evidence=False, year=[account.pk])[account.pk]
    named = [Hanging(each, _named(chart, each.sponsor_id, at)) for each in running]
    return [each for each in named if each.threads]


def _running(rows: QuerySet[Engagement], day: date) -> list[Engagement]:
    return list(_at_work(rows, day))


def _at_work(rows: QuerySet[Engagement], day: date) -> QuerySet[Engagement]:
    return rows.filter(Q(end=None) | Q(end__gte=day), start__lte=day)


def _named(chart: Map, sponsor: int | None, at: datetime) -> tuple[NamedThread, ...]:
    ours = {each.colleague: each.name for each in chart.ours}
    theirs = {each.contact: each for each in chart.people}
    found = []
    for thread in threads(chart, at.date(), int(at.timestamp()), sponsor):
        if thread.side is Side.OURS:
            found.append(NamedThread(thread, ours.get(thread.person, "")))
        elif thread.person in theirs:
            found.append(NamedThread(thread, theirs[thread.person].name, theirs[thread.person].post))
    return tuple(found)


def asked_by_the_linter(accounts: Collection[int], at: datetime) -> dict[str, tuple[QuerySet[Any], Columns]]:
    """Topics and running engagements of these accounts as questions to be asked together with others."""
    topics = KnowledgeTopic.objects.filter(account__in=accounts)
    running = _at_work(Engagement.objects.filter(account__in=accounts), at.date())
    return {
        "topics": (topics, ("account", "pk", "topic", "since", "handed_over_on")),
        "engagements": (running, ("account", "pk", "name", "sponsor")),
    }


def topics_in(rows: Iterable[Sequence[Any]]) -> dict[int, tuple[values.Topic, ...]]:
    """The topics by account as the linter takes them (rule DP02), from what `asked_by_the_linter` asked."""
    found: dict[int, list[values.Topic]] = defaultdict(list)
    for account, pk, topic, since, handed_over_on in sorted(rows, key=lambda row: (row[4] or "", row[3], row[1])):
        begun = day_of(since) or date.min
        found[account].append(values.Topic(str(pk), topic, begun, day_of(handed_over_on)))
    return {account: tuple(topics) for account, topics in found.items()}


def engagements_in(
    rows: Iterable[Sequence[Any]], charts: Mapping[int, Map], at: datetime
) -> dict[int, tuple[values.Engagement, ...]]:
    """The running engagements with whom they hang on, as the linter takes them (rule DP03).

    `rows` are what `asked_by_the_linter` asked, `charts` the maps of those accounts with a year of meetings.
    """
    found: dict[int, list[values.Engagement]] = defaultdict(list)
    for account, pk, name, sponsor in sorted(rows, key=lambda row: row[1]):
        if account in charts:
            names = " or ".join(thread.name for thread in _named(charts[account], sponsor, at))
            found[account].append(values.Engagement(str(pk), name, names))
    return {account: tuple(each) for account, each in found.items()}
