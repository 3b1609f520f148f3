"""Statements, work and interruptions: recorded by whom, seen by whom, and the flags they raise."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Refused
from innercircle.calendars.models import Attendance, Meeting
from innercircle.directory.models import Contact
from innercircle.hours import actions, queries
from innercircle.hours.models import Interruption, Statement, Work
from innercircle.hours.rules.words import FlagKind, StatementKind, WorkKind
from tests.cast import Cast
from tests.hours.desk import ABSENT, CONFIRMED, HOUR, NOW, colleague, epoch, meet, person, row

TODAY = NOW.date()


@pytest.fixture
def kim(cast: Cast) -> Contact:
    return person("Kim", cast.acme)


def say(cast: Cast, kim: Contact, **more: object) -> Statement:
    values = {
        "by": cast.anna,
        "at": NOW,
        "account": cast.acme,
        "contact": kim,
        "day": TODAY,
        "kind": StatementKind.WANTS_PARTNERSHIP,
        "words": "We want to be partners.",
    } | more
    return actions.record_statement(**values)


def work(cast: Cast, **more: object) -> Work:
    values = {
        "by": cast.anna,
        "at": NOW,
        "account": cast.acme,
        "colleague": colleague(cast.anna),
        "day": TODAY,
        "kind": WorkKind.PREPARATION,
        "seconds": HOUR,
        "what": "Slides",
    } | more
    return actions.log_work(**values)


def test_a_statement_is_recorded_mended_and_taken_back(cast: Cast, kim: Contact) -> None:
    row_ = say(cast, kim)
    (seen,) = queries.statements(cast.dora, cast.acme)
    assert (seen.contact_name, seen.words, seen.by) == ("Kim", "We want to be partners.", "Anna")
    changed = {"contact": kim, "day": TODAY - timedelta(1), "kind": StatementKind.OTHER, "words": "Maybe."}
    actions.change_statement(by=cast.anna, at=NOW, statement=row_, **changed)
    assert queries.statements(cast.anna, cast.acme)[0].kind is StatementKind.OTHER
    actions.delete_statement(by=cast.nora, at=NOW, statement=row_)
    assert queries.statements(cast.anna, cast.acme) == ()
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "hours.statement.recorded",
        "hours.statement.changed",
        "hours.statement.deleted",
    ]


def test_a_statement_of_the_future_or_of_a_stranger_is_refused(cast: Cast, kim: Contact) -> None:
    with pytest.raises(ValidationError, match="still to come"):
        say(cast, kim, day=TODAY + timedelta(1))
    with pytest.raises(ValidationError, match="does not belong"):
        say(cast, kim, contact=person("Guy", cast.gamma))
    assert not Statement.objects.exists()


@pytest.mark.parametrize("who", ["cara", "ben", "stranger", "eve"])
def test_who_may_not_write_to_the_account_records_nothing(cast: Cast, kim: Contact, who: str) -> None:
    with pytest.raises(Refused):
        say(cast, kim, by=getattr(cast, who))
    with pytest.raises(Refused):
        work(cast, by=getattr(cast, who))
    assert not AuditEvent.objects.exists()


def test_a_colleague_on_the_team_takes_back_what_is_their_own(cast: Cast, kim: Contact) -> None:
    own, annas = say(cast, kim, by=cast.dora), say(cast, kim)
    actions.delete_statement(by=cast.dora, at=NOW, statement=own)
    with pytest.raises(Refused):
        actions.delete_statement(by=cast.dora, at=NOW, statement=annas)


def test_preparation_is_our_time_in_its_month(cast: Cast) -> None:
    logged = work(cast, day=date(2026, 10, 31), seconds=2 * HOUR)
    assert (row(cast.acme, "2026-10").prepared, row(cast.acme, "2026-10").ours) == (2 * HOUR, 2 * HOUR)
    actions.delete_work(by=cast.anna, at=NOW, work=logged)
    assert list(queries.deviations()) == []
    work(cast, kind=WorkKind.FREE_WORK)
    assert not cast.acme.months.exists()


def test_how_long_is_for_the_one_who_did_it(cast: Cast) -> None:
    work(cast, by=cast.dora, colleague=colleague(cast.dora))
    assert [each.seconds for each in queries.work(cast.dora, cast.acme)] == [HOUR]
    assert [(each.colleague_name, each.seconds) for each in queries.work(cast.anna, cast.acme)] == [("Dora", None)]


def test_one_logs_ones_own_work_unless_one_may_change_the_account(cast: Cast) -> None:
    with pytest.raises(Refused):
        work(cast, by=cast.dora)
    assert work(cast, by=cast.nora).colleague == colleague(cast.anna)


@pytest.mark.parametrize("seconds", [None, 0, 25 * HOUR])
def test_work_takes_some_time(cast: Cast, seconds: int | None) -> None:
    with pytest.raises(ValidationError, match="24 hours"):
        work(cast, seconds=seconds)


def test_material_has_no_time(cast: Cast, kim: Contact) -> None:
    sent = work(cast, kind=WorkKind.MATERIAL, seconds=0, contact=kim)
    assert sent.seconds is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Work.objects.filter(pk=sent.pk).update(seconds=5)


def flags(cast: Cast) -> dict[FlagKind, str]:
    return {each.kind: each.sentence for each in queries.flags(cast.anna, cast.acme, NOW)}


def test_words_without_hours_show_the_statement_and_the_verdict(cast: Cast, kim: Contact) -> None:
    said = say(cast, kim)
    (flag,) = queries.flags(cast.anna, cast.acme, NOW)
    assert (flag.kind, flag.verdict) == (FlagKind.WORDS_WITHOUT_HOURS, "dormant")
    assert [each.id for each in flag.statements] == [said.pk]
    meet("2026-10-10 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    assert flags(cast) == {}


def test_material_and_work_without_a_meeting(cast: Cast, kim: Contact) -> None:
    long_ago = TODAY - timedelta(50)
    work(cast, kind=WorkKind.MATERIAL, day=long_ago)
    work(cast, kind=WorkKind.FREE_WORK, day=long_ago)
    assert set(flags(cast)) == {FlagKind.SLIDES_INSTEAD, FlagKind.WORK_WITHOUT_MEETING}
    meet("2026-10-10 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    assert flags(cast) == {}


def test_their_cancellations_count_what_is_theirs(cast: Cast, kim: Contact) -> None:
    meeting = meet("2026-11-05 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    Meeting.objects.filter(pk=meeting.pk).update(cancelled=True)
    actions.refresh(by=None, at=NOW, why="A test", meetings=[meeting.pk])
    assert flags(cast) == {}  # who cancelled is not known: ours by the calendar
    found = Interruption.objects.get()
    actions.say_who_interrupted(by=cast.anna, at=NOW, interruption=found, by_client=True)
    (flag,) = queries.flags(cast.anna, cast.acme, NOW)
    assert (flag.kind, flag.now, flag.before) == (FlagKind.THEIR_CANCELLATIONS, 1, 0)
    assert [each.title for each in flag.interruptions] == ["Meeting"]
    assert flag.sentence == "They cancelled, moved or declined 1 meeting this quarter, against 0 in the last."
    actions.refresh(by=None, at=NOW, why="A test", meetings=[meeting.pk])
    assert Interruption.objects.get().theirs  # what a person said outlives the next computation
    actions.say_who_interrupted(by=cast.anna, at=NOW, interruption=found, by_client=None)
    assert flags(cast) == {}


@pytest.mark.parametrize("who", ["dora", "eve", "cara"])
def test_who_interrupted_is_said_by_who_may_change_the_account(cast: Cast, kim: Contact, who: str) -> None:
    meet("2026-11-05 10:00", 1, {kim: ABSENT}, {colleague(cast.anna): CONFIRMED})
    with pytest.raises(Refused):
        actions.say_who_interrupted(
            by=getattr(cast, who), at=NOW, interruption=Interruption.objects.get(), by_client=False
        )


def test_an_instance_of_a_series_that_was_moved_is_noticed_at_first_sight(cast: Cast, kim: Contact) -> None:
    meeting = meet("2026-11-05 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED}, fresh=False)
    Meeting.objects.filter(pk=meeting.pk).update(instance=str(epoch("2026-11-03 10:00")))
    Attendance.objects.filter(contact=kim).update(because="organised it")
    actions.refresh(by=None, at=NOW, why="A test", meetings=[meeting.pk])
    (found,) = queries.interruptions(cast.anna, cast.acme)
    assert (found.start, found.moved_to, found.theirs) == (
        epoch("2026-11-03 10:00"),
        epoch("2026-11-05 10:00"),
        True,
    )


@pytest.mark.parametrize("who", ["cara", "ben", "stranger"])
def test_words_of_others_accounts_do_not_exist(cast: Cast, kim: Contact, who: str) -> None:
    say(cast, kim)
    work(cast)
    reader = getattr(cast, who)
    assert queries.statements(reader, cast.acme) == queries.work(reader, cast.acme) == ()
    assert not queries.visible_statements(reader).exists()
    assert not queries.visible_work(reader).exists()
    assert not queries.visible_interruptions(reader).exists()
