"""Engagements, topics of knowledge and the transparency log: who may write, what is refused, what is kept."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent, User
from innercircle.access.rules import Conflict, Refused
from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Colleague
from innercircle.directory.queries import together
from innercircle.maps.queries import maps_of
from innercircle.plans.actions import dependence, engagements
from innercircle.plans.models import Engagement, KnowledgeTopic, TransparencyEntry
from innercircle.plans.queries import dependence as queries
from tests.cast import Cast
from tests.plans.desk_db import NOW, TODAY, colleague, day, person


def work(by: User | None, account: Account, name: str = "Study", **values: Any) -> Engagement:
    """An engagement that runs."""
    said = {"name": name, "kind": "Study", "start": day(-30), **values}
    return engagements.add_engagement(by=by, at=NOW, account=account, values=said)


def topic(by: User, account: Account, holder: Colleague, **values: Any) -> KnowledgeTopic:
    """Knowledge held by one of ours."""
    said = {"topic": "Their switch plan", "holder": holder, "since": day(-400), **values}
    return dependence.add_topic(by=by, at=NOW, account=account, values=said)


def test_an_engagement_is_written_mended_and_taken_away(cast: Cast) -> None:
    row = work(cast.anna, cast.acme, value=Decimal(900), unasked=True, sponsor=person("Kim", cast.acme))
    assert (row.currency, row.unasked, row.uncontested) == ("EUR", True, None)
    changed = engagements.change_engagement(
        by=cast.nora, at=NOW, engagement=row, version=1, values={"end": TODAY, "value": None}
    )
    assert (changed.end, changed.currency, changed.version) == (TODAY, "", 2)
    with pytest.raises(Conflict):
        engagements.change_engagement(by=cast.anna, at=NOW, engagement=row, version=1, values={"name": "Late"})
    engagements.remove_engagement(by=cast.anna, at=NOW, engagement=row)
    told = list(AuditEvent.objects.filter(action__startswith="plans.engagement").order_by("pk"))
    assert [each.action.rpartition(".")[2] for each in told] == ["added", "changed", "removed"]
    assert told[1].after["end"] == TODAY.isoformat()
    assert {each.account_id for each in told} == {cast.acme.pk}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"end": day(-31)}, "end lies before the start"),
        ({"start": date(1066, 10, 14)}, "Choose a day between"),
        ({"value": Decimal(-1)}, "greater than or equal to 0"),
        ({"value": Decimal(1), "currency": "€"}, "three letters"),
        ({"name": " "}, "cannot be blank"),
        ({"kind": "x" * 101}, "at most 100"),
    ],
)
def test_what_cannot_be_is_refused_in_words(cast: Cast, values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        work(cast.anna, cast.acme, **values)
    assert not Engagement.objects.exists()


def test_a_sponsor_belongs_to_the_account_even_if_they_left(cast: Cast) -> None:
    gone = person("Kim", cast.acme, until=day(-900))
    assert work(cast.anna, cast.acme, sponsor=gone).sponsor == gone
    with pytest.raises(ValidationError, match="“Lee” does not belong to this account"):
        work(cast.anna, cast.acme, sponsor=person("Lee", cast.beta))
    with pytest.raises(TypeError, match="not to be set here"):
        engagements.add_engagement(by=cast.anna, at=NOW, account=cast.acme, values={"account": cast.beta})


def test_lines_of_a_file_are_taken_all_or_none(cast: Cast) -> None:
    good = {"name": "A", "kind": "Study", "start": TODAY}
    lines = [(2, good), (7, {**good, "end": day(-1)})]
    with pytest.raises(ValidationError, match="Line 7: The end lies before the start"):
        engagements.add_engagements(by=cast.anna, at=NOW, account=cast.acme, lines=lines)
    assert not Engagement.objects.exists()
    assert len(engagements.add_engagements(by=cast.anna, at=NOW, account=cast.acme, lines=lines[:1])) == 1


def test_who_only_sees_the_account_changes_no_engagement(cast: Cast) -> None:
    row = work(cast.anna, cast.acme)
    before = AuditEvent.objects.count()
    for other in (cast.ben, cast.eve, cast.dora, cast.stranger):
        for attempt in (
            lambda who: work(who, cast.acme),
            lambda who: engagements.change_engagement(by=who, at=NOW, engagement=row, version=None, values={}),
            lambda who: engagements.remove_engagement(by=who, at=NOW, engagement=row),
        ):
            with pytest.raises(Refused):
                attempt(other)
    assert AuditEvent.objects.count() == before


def test_knowledge_is_handed_over_and_back(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    row = topic(cast.dora, cast.acme, colleague(cast.dora))
    assert queries.held([row], TODAY)[0].alone
    handed = dependence.hand_over(by=cast.dora, at=NOW, topic=row, on=day(-1), to=kim, words=" folder ")
    assert (handed.handed_over_to, handed.handed_over_words) == (kim, "folder")
    told = queries.held([handed], TODAY)[0]
    assert (told.alone, told.overdue) == (False, False)
    back = dependence.hand_over(by=cast.anna, at=NOW, topic=handed, on=None, to=kim)
    assert (back.handed_over_on, back.handed_over_to, back.handed_over_words) == (None, None, "")
    shared = dependence.change_topic(
        by=cast.anna, at=NOW, topic=back, version=None, values={"second": colleague(cast.anna)}
    )
    told = queries.held([shared], TODAY)[0]
    assert (told.alone, told.overdue) == (False, True)
    dependence.remove_topic(by=cast.anna, at=NOW, topic=shared)
    actions = (
        AuditEvent.objects.filter(action__startswith="plans.topic").order_by("pk").values_list("action", flat=True)
    )
    assert [each.rpartition(".")[2] for each in actions] == [
        "added",
        "handed_over",
        "handed_over",
        "changed",
        "removed",
    ]


def test_impossible_knowledge_is_refused_in_words(cast: Cast) -> None:
    anna = colleague(cast.anna)
    for values, sentence in (
        ({"second": anna}, "this is who holds it"),
        ({"since": day(1)}, "still to come"),
        ({"topic": ""}, "cannot be blank"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            topic(cast.anna, cast.acme, anna, **values)
    Colleague.objects.filter(user=cast.ben).update(left_on=day(-1))
    with pytest.raises(ValidationError, match="“Ben” has left"):
        topic(cast.anna, cast.acme, colleague(cast.ben))
    row = topic(cast.anna, cast.acme, anna)
    for said, sentence in (
        ({"on": day(1), "words": "x"}, "still to come"),
        ({"on": day(-401), "words": "x"}, "before the start"),
        ({"on": TODAY}, "Say to whom"),
        ({"on": TODAY, "to": person("Lee", cast.beta)}, "does not belong"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            dependence.hand_over(by=cast.anna, at=NOW, topic=row, **said)
    handed = dependence.hand_over(by=cast.anna, at=NOW, topic=row, on=day(-300), words="x")
    with pytest.raises(ValidationError, match="before the start"):
        dependence.change_topic(by=cast.anna, at=NOW, topic=handed, version=None, values={"since": day(-200)})


def test_a_holder_who_left_since_may_stay_the_holder(cast: Cast) -> None:
    row = topic(cast.anna, cast.acme, colleague(cast.ben))
    Colleague.objects.filter(user=cast.ben).update(left_on=day(-1))
    row = KnowledgeTopic.objects.get(pk=row.pk)
    same = {"holder": colleague(cast.ben), "topic": "Better words"}
    assert dependence.change_topic(by=cast.anna, at=NOW, topic=row, version=None, values=same).topic == "Better words"


def test_the_log_keeps_what_when_with_whom_and_by_whom(cast: Cast) -> None:
    kim = person("Kim", cast.acme)
    row = dependence.share(by=cast.dora, at=NOW, account=cast.acme, on=day(-2), what=" Our margin ", contact=kim)
    assert (row.what, row.by_name, row.contact) == ("Our margin", "Dora", kim)
    for said, sentence in (
        ({"on": day(1), "with_words": "x"}, "still to come"),
        ({"on": TODAY}, "Say with whom"),
        ({"on": TODAY, "contact": person("Lee", cast.beta)}, "does not belong"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            dependence.share(by=cast.anna, at=NOW, account=cast.acme, what="x", **said)
    other = dependence.share(by=cast.anna, at=NOW, account=cast.acme, on=TODAY, what="x", with_words="All")
    with pytest.raises(Refused):
        dependence.unshare(by=cast.dora, at=NOW, entry=other)  # another's
    dependence.unshare(by=cast.dora, at=NOW, entry=row)  # one's own
    dependence.unshare(by=cast.nora, at=NOW, entry=other)  # of an account one may change
    assert not TransparencyEntry.objects.exists()


def test_executives_read_and_strangers_do_neither(cast: Cast) -> None:
    row = topic(cast.anna, cast.acme, colleague(cast.anna))
    entry = dependence.share(by=cast.anna, at=NOW, account=cast.acme, on=TODAY, what="x", with_words="All")
    before = AuditEvent.objects.count()
    for other in (cast.eve, cast.ben, cast.stranger):
        for attempt in (
            lambda who: topic(who, cast.acme, colleague(cast.anna)),
            lambda who: dependence.change_topic(by=who, at=NOW, topic=row, version=None, values={}),
            lambda who: dependence.hand_over(by=who, at=NOW, topic=row, on=TODAY, words="x"),
            lambda who: dependence.remove_topic(by=who, at=NOW, topic=row),
            lambda who: dependence.share(by=who, at=NOW, account=cast.acme, on=TODAY, what="x", with_words="y"),
            lambda who: dependence.unshare(by=who, at=NOW, entry=entry),
        ):
            with pytest.raises(Refused):
                attempt(other)
    with pytest.raises(Refused):
        dependence.remove_topic(by=cast.dora, at=NOW, topic=row)  # sees the account, may not change it
    assert AuditEvent.objects.count() == before
    assert [queries.visible_topics(who).count() for who in (cast.eve, cast.ben, cast.stranger)] == [1, 0, 0]
    assert [queries.visible_shared(who).count() for who in (cast.dora, cast.cara)] == [1, 0]


def test_a_colleague_who_holds_knowledge_is_not_deleted(cast: Cast) -> None:
    topic(cast.anna, cast.acme, colleague(cast.ben))
    with pytest.raises(Refused, match="topics of knowledge: 1"):
        directory.delete_colleague(by=cast.adam, at=NOW, colleague=colleague(cast.ben), version=None)


def test_merged_accounts_keep_what_they_brought(cast: Cast) -> None:
    work(cast.anna, cast.beta)
    topic(cast.anna, cast.beta, colleague(cast.anna))
    directory.merge_accounts(by=cast.anna, at=NOW, kept=cast.acme, gone=cast.beta)
    assert Engagement.objects.get().account == cast.acme
    assert KnowledgeTopic.objects.get().account == cast.acme


def test_the_list_finds_by_words_holder_and_state(cast: Cast) -> None:
    anna, ben = colleague(cast.anna), colleague(cast.ben)
    topic(cast.anna, cast.acme, anna, topic="Alpha")
    topic(cast.anna, cast.beta, ben, topic="Beta", second=anna, since=day(-10))
    topic(cast.cara, cast.gamma, colleague(cast.cara), topic="Gamma")

    def asked(user: User, **said: str) -> list[str]:
        return [row.topic for row in queries.topics_asked(user, TODAY, **said)]

    assert asked(cast.anna) == ["Alpha", "Beta"]
    assert asked(cast.eve, order="-topic") == ["Gamma", "Beta", "Alpha"]
    assert asked(cast.anna, words="bet") == ["Beta"]
    assert asked(cast.anna, holder=str(ben.pk)) == ["Beta"]
    assert asked(cast.anna, only="alone") == asked(cast.anna, only="overdue") == ["Alpha"]
    assert queries.holders(cast.anna) == [(str(anna.pk), "Anna"), (str(ben.pk), "Ben")]


def test_kinds_are_offered_from_visible_accounts_only(cast: Cast) -> None:
    work(cast.anna, cast.acme)
    work(cast.anna, cast.beta, kind="Audit")
    work(cast.cara, cast.gamma, kind="Secret")
    assert queries.kinds_of_work(cast.anna) == ["Audit", "Study"]


def test_the_linter_is_told_of_topics_and_of_work_that_hangs(cast: Cast) -> None:
    topic(cast.anna, cast.acme, colleague(cast.anna))
    work(cast.anna, cast.acme)
    work(cast.anna, cast.acme, name="Over", end=day(-1))
    accounts = [cast.acme.pk, cast.beta.pk]
    read = together(queries.asked_by_the_linter(accounts, NOW))
    found = queries.topics_in(read["topics"])
    assert {account: [(each.title, each.since) for each in topics] for account, topics in found.items()} == {
        cast.acme.pk: [("Their switch plan", TODAY - timedelta(days=400))]
    }
    hangs = queries.engagements_in(read["engagements"], maps_of(accounts, NOW, evidence=False, year=accounts), NOW)
    assert [(each.title, each.hangs_on) for each in hangs[cast.acme.pk]] == [("Study", "")]
