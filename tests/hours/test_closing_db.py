"""Closing a month: what it asks, what it locks, who may, in which order, and what happens to a closed month later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Refused
from innercircle.calendars.meetings import Because, State
from innercircle.calendars.models import Attendance, Calendar, Suggestion
from innercircle.directory.models import Contact
from innercircle.hours import actions, queries
from innercircle.hours.models import MonthClose, Target, Tracking
from innercircle.hours.rules import Policy, Side, Verdict
from innercircle.kit.month import Month
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, HOUR, NOW, PRESUMED, colleague, epoch, meet, person, row

OCTOBER, SEPTEMBER, NOVEMBER = (Month(2026, number) for number in (10, 9, 11))


@pytest.fixture
def kim(cast: Cast) -> Contact:
    return person("Kim", cast.acme)


@pytest.fixture
def october(cast: Cast, kim: Contact) -> Cast:
    """One settled hour in September; in October one confirmed and one presumed hour, ours confirmed."""
    anna = {colleague(cast.anna): CONFIRMED}
    meet("2026-09-10 10:00", 1, {kim: CONFIRMED}, anna)
    meet("2026-10-06 10:00", 1, {kim: CONFIRMED}, anna)
    meet("2026-10-13 10:00", 1, {kim: PRESUMED}, anna)
    return cast


def close(cast: Cast, month: Month = OCTOBER, **more: object) -> MonthClose:
    values = {"by": cast.anna, "at": NOW, "account": cast.acme, "month": month} | more
    return actions.close_month(**values)


def answer_all(cast: Cast, *, came: bool, month: Month = OCTOBER) -> int:
    asked = queries.close_sheet(cast.anna, cast.acme, month, NOW).questions
    answers = {each.attendance: came for each in asked}
    return actions.answer_questions(by=cast.anna, at=NOW, account=cast.acme, month=month, came=answers)


def test_the_sheet_asks_about_what_is_presumed(october: Cast) -> None:
    sheet = queries.close_sheet(october.anna, october.acme, OCTOBER, NOW)
    (question,) = sheet.questions
    assert (question.person, question.side, question.because) == ("Kim", Side.CLIENT, Because.SILENT)
    assert (question.title, question.start) == ("Meeting", epoch("2026-10-13 10:00"))
    assert sheet.figures[Policy.SEEN].verdict is Verdict.OPEN
    assert sheet.obstacle == "1 attendance is still presumed; confirm or strike it first."
    assert sheet.closed is None


def test_ours_are_asked_about_too(cast: Cast, kim: Contact) -> None:
    meet("2026-10-06 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): PRESUMED})
    (question,) = queries.close_sheet(cast.anna, cast.acme, OCTOBER, NOW).questions
    assert (question.person, question.side) == ("Anna", Side.OURS)


def test_a_call_that_never_counts_is_not_asked_about(cast: Cast, kim: Contact) -> None:
    meet("2026-10-06 10:00", 1, {kim: PRESUMED}, {colleague(cast.anna): CONFIRMED}, source_mode="phone")
    sheet = queries.close_sheet(cast.anna, cast.acme, OCTOBER, NOW)
    assert (sheet.questions, sheet.obstacle) == ((), "")


def test_a_month_with_open_questions_is_not_closed(october: Cast) -> None:
    with pytest.raises(ValidationError, match="1 attendance is still presumed"):
        close(october)
    assert not MonthClose.objects.exists()


@pytest.mark.parametrize(("came", "client", "verdict"), [(True, 2, "developing"), (False, 1, "not developing")])
def test_answers_settle_the_verdict_and_closing_locks_it(october: Cast, came: bool, client: int, verdict: str) -> None:
    assert answer_all(october, came=came) == 1
    closed = close(october, note=" A good month. ", next_target=3 * HOUR)
    (figures,) = closed.figures.filter(policy=Policy.SEEN)
    assert (figures.client, figures.before, figures.verdict) == (client * HOUR, HOUR, verdict)
    assert (closed.by_name, closed.note) == ("Anna", "A good month.")
    assert closed.figures.count() == 2
    assert Target.objects.get().seconds == 3 * HOUR
    sheet = queries.close_sheet(october.anna, october.acme, OCTOBER, NOW)
    assert sheet.closed is not None
    assert (sheet.closed.by, sheet.closed.client, sheet.obstacle) == (
        "Anna",
        client * HOUR,
        "This month is closed already.",
    )


def test_the_close_is_audited_with_its_figures(october: Cast) -> None:
    answer_all(october, came=True)
    close(october)
    event = AuditEvent.objects.get(action="hours.month.closed")
    assert (event.by, event.account_id) == (october.anna, october.acme.pk)
    assert event.after["seen"] == {"client": 2 * HOUR, "verdict": "developing"}


def test_answers_to_what_was_not_asked_change_nothing(october: Cast, kim: Contact) -> None:
    confirmed = Attendance.objects.get(meeting__start=epoch("2026-10-06 10:00"), contact=kim)
    done = actions.answer_questions(
        by=october.anna, at=NOW, account=october.acme, month=OCTOBER, came={confirmed.pk: False}
    )
    assert done == 0
    assert row(october.acme, "2026-10").low == HOUR


def test_a_running_month_cannot_be_closed(october: Cast) -> None:
    with pytest.raises(ValidationError, match="not over yet"):
        close(october, NOVEMBER)


def test_the_accounts_clock_says_when_a_month_is_over(october: Cast) -> None:
    october.acme.time_zone = "America/New_York"
    october.acme.save()
    answer_all(october, came=True)
    with pytest.raises(ValidationError, match="not over yet"):
        close(october, at=datetime(2026, 11, 1, 3, 59, tzinfo=UTC))
    assert close(october, at=datetime(2026, 11, 1, 4, 1, tzinfo=UTC)).month == OCTOBER.index


def test_a_month_is_closed_once(october: Cast) -> None:
    answer_all(october, came=True)
    close(october)
    with pytest.raises(ValidationError, match="closed already"):
        close(october)


def test_the_month_before_must_be_decided_first(october: Cast, kim: Contact) -> None:
    meet("2026-09-17 10:00", 1, {kim: PRESUMED}, {colleague(october.anna): CONFIRMED})
    answer_all(october, came=True)
    with pytest.raises(ValidationError, match="Close 2026-09 first"):
        close(october)
    answer_all(october, came=False, month=SEPTEMBER)
    assert close(october).figures.get(policy=Policy.SEEN).verdict == "developing"


def test_an_empty_month_closes_as_dormant(cast: Cast) -> None:
    assert close(cast).figures.get(policy=Policy.SEEN).verdict == "dormant"


def test_a_month_that_fell_silent_closes_as_not_developing(cast: Cast, kim: Contact) -> None:
    meet("2026-09-10 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    figures = close(cast).figures.get(policy=Policy.SEEN)
    assert (figures.client, figures.verdict, figures.streak) == (0, "not developing", -1)


@pytest.mark.parametrize("who", ["ben", "cara", "dora", "eve", "stranger"])
def test_only_who_may_change_the_account_closes_it(october: Cast, who: str) -> None:
    answer_all(october, came=True)
    with pytest.raises(Refused):
        close(october, by=getattr(october, who))


@pytest.mark.parametrize("who", ["anna", "nora", "adam"])
def test_account_manager_manager_and_administrator_close(october: Cast, who: str) -> None:
    answer_all(october, came=True)
    assert close(october, by=getattr(october, who)).by == getattr(october, who)


def test_a_later_correction_of_a_closed_month_is_an_amendment(october: Cast, kim: Contact) -> None:
    answer_all(october, came=True)
    close(october)
    late = Attendance.objects.get(meeting__start=epoch("2026-10-13 10:00"), contact=kim)
    later = NOW + timedelta(days=3)
    actions.set_attendance(by=october.nora, at=later, attendance=late, state=State.ABSENT)
    (found,) = queries.amendments(october.anna, october.acme, OCTOBER)
    assert (found.by, found.at, found.why) == ("Nora", later, "Attendance corrected")
    assert found.before["seen"]["low"] == 2 * HOUR
    assert found.after["seen"]["low"] == HOUR
    assert (found.before["seen"]["verdict"], found.after["seen"]["verdict"]) == ("developing", "not developing")
    (closed,) = queries.closed_months(october.anna, october.acme)
    assert (closed.mark.client, closed.mark.verdict, closed.mark.amendments) == (2 * HOUR, Verdict.DEVELOPING, 1)
    assert (closed.now.figures.client.low, closed.now.verdict) == (HOUR, Verdict.NOT_DEVELOPING)


def test_what_does_not_move_the_figures_is_no_amendment(october: Cast, kim: Contact) -> None:
    answer_all(october, came=True)
    close(october)
    late = Attendance.objects.get(meeting__start=epoch("2026-10-06 10:00"), contact=kim)
    actions.set_attendance(by=october.anna, at=NOW, attendance=late, state=State.CONFIRMED)
    assert queries.amendments(october.anna, october.acme) == ()


def test_a_change_of_the_month_before_amends_the_verdict_it_was_compared_with(october: Cast, kim: Contact) -> None:
    answer_all(october, came=True)
    close(october)
    meet("2026-09-24 10:00", 2, {kim: CONFIRMED}, {colleague(october.anna): CONFIRMED})
    (found,) = queries.amendments(october.anna, october.acme)
    assert found.month == OCTOBER
    assert found.after["seen"] == {"verdict": "not developing"}


def test_the_target_is_kept_with_the_close(october: Cast) -> None:
    actions.set_target(by=october.anna, at=NOW - timedelta(days=40), account=october.acme, month=OCTOBER, seconds=9000)
    answer_all(october, came=True)
    assert close(october).target == 9000


def test_a_target_is_set_before_the_month_is_over_and_can_be_taken_back(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="before the month is over"):
        actions.set_target(by=cast.anna, at=NOW, account=cast.acme, month=OCTOBER, seconds=9000)
    actions.set_target(by=cast.anna, at=NOW, account=cast.acme, month=NOVEMBER, seconds=9000)
    actions.set_target(by=cast.anna, at=NOW, account=cast.acme, month=NOVEMBER, seconds=None)
    assert not Target.objects.exists()


def test_due_are_finished_months_since_the_account_is_measured(october: Cast) -> None:
    due = [(each.account, str(each.month)) for each in queries.due_closes(october.nora, NOW)]
    assert due == [(october.acme.pk, "2026-10")]  # September lies before; nobody is asked to close history
    Tracking.objects.update(since=SEPTEMBER.index)
    months = [str(each.month) for each in queries.due_closes(october.anna, NOW)]
    assert months == ["2026-09", "2026-10"]


def test_due_months_name_their_account_manager_and_end_with_the_close(october: Cast) -> None:
    (due,) = queries.due_closes(october.nora, NOW)
    assert (due.manager, due.unconfirmed, due.client.high) == ("Anna", 1, 2 * HOUR)
    assert due.manager_id == colleague(october.anna).pk
    answer_all(october, came=True)
    close(october)
    assert queries.due_closes(october.nora, NOW) == ()


@pytest.mark.parametrize(("who", "count"), [("sam", 0), ("cara", 0), ("stranger", 0), ("eve", 1), ("dora", 1)])
def test_due_months_of_others_accounts_do_not_exist(october: Cast, who: str, count: int) -> None:
    assert len(queries.due_closes(getattr(october, who), NOW)) == count


def test_regular_accounts_are_not_asked_for(october: Cast) -> None:
    october.acme.segment = "regular"
    october.acme.save()
    assert queries.due_closes(october.anna, NOW) == ()


def test_a_suggested_meeting_is_offered_taken_and_offered_again_when_deleted(cast: Cast, kim: Contact) -> None:
    calendar = Calendar.objects.create(name="Anna's", owner=colleague(cast.anna))
    suggestion = Suggestion.objects.create(
        calendar=calendar,
        account=cast.acme,
        contact=kim,
        uid="lunch",
        start=epoch("2026-10-20 12:00"),
        end=epoch("2026-10-20 13:00"),
        title="Lunch with Kim",
    )
    (offered,) = queries.close_sheet(cast.anna, cast.acme, OCTOBER, NOW).suggestions
    assert (offered.title, offered.contact_name, offered.owner) == ("Lunch with Kim", "Kim", "Anna")
    moments = {name: datetime.fromtimestamp(getattr(suggestion, name), UTC) for name in ("start", "end")}
    people = {"contacts": [kim], "colleagues": [colleague(cast.anna)]}
    common = {"by": cast.anna, "at": NOW, "account": cast.acme, "suggestion": suggestion, "title": "Lunch with Kim"}
    written = actions.write_meeting(**common, **moments, **people)
    assert row(cast.acme, "2026-10").low == HOUR
    assert queries.close_sheet(cast.anna, cast.acme, OCTOBER, NOW).suggestions == ()
    with pytest.raises(ValidationError, match="taken already"):
        actions.write_meeting(**common, **moments, **people)
    actions.delete_meeting(by=cast.anna, at=NOW, meeting=written)
    assert len(queries.close_sheet(cast.anna, cast.acme, OCTOBER, NOW).suggestions) == 1
    actions.refuse_suggestion(by=cast.anna, at=NOW, suggestion=suggestion)
    assert queries.close_sheet(cast.anna, cast.acme, OCTOBER, NOW).suggestions == ()


def test_nobody_of_another_account_is_asked_about(october: Cast, kim: Contact) -> None:
    guy = person("Guy", october.gamma)
    meet("2026-10-20 10:00", 1, {kim: CONFIRMED, guy: PRESUMED}, {colleague(october.anna): CONFIRMED})
    names = [each.person for each in queries.close_sheet(october.anna, october.acme, OCTOBER, NOW).questions]
    assert names == ["Kim"]
