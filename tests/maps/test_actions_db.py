"""Writes of the map: who may, what is refused, what is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Conflict, Refused
from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Affiliation, Colleague
from innercircle.maps import actions, queries
from innercircle.maps.actions import history
from innercircle.maps.models import Assessment, Coverage, Kept, Standing, SwitchedOff
from innercircle.maps.rules.changes import Change, differences
from innercircle.maps.rules.findings import Matter
from innercircle.maps.rules.levels import Part, Stance, Strength
from innercircle.maps.rules.seen import point_mark
from innercircle.maps.rules.values import Map
from tests.cast import Cast
from tests.maps.desk import NOW, draw, post, role


def test_only_who_may_change_the_account_changes_its_map(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    line = draw(cast.anna, kim, cast.anna)
    point = actions.add_point(by=cast.anna, at=NOW, account=cast.acme, matter=Matter.ISSUE, words="x")
    value = actions.add_value(
        by=cast.anna, at=NOW, post=kim, kind="achieve", words="x", day=NOW.date(), source="meeting"
    )
    off = actions.switch_off(by=cast.anna, at=NOW, account=cast.acme, key="k", reason="known")
    before = AuditEvent.objects.count()
    for other in (cast.ben, cast.eve, cast.dora, cast.stranger):
        attempts = (
            lambda who: draw(who, kim, cast.ben),
            lambda who: role(who, kim, "budget"),
            lambda who: actions.uncover(by=who, at=NOW, line=line),
            lambda who: actions.remove_point(by=who, at=NOW, point=point),
            lambda who: actions.finish_point(by=who, at=NOW, point=point, done=True),
            lambda who: actions.change_point(by=who, at=NOW, point=point, values={"words": "y"}),
            lambda who: actions.remove_value(by=who, at=NOW, value=value),
            lambda who: actions.switch_on(by=who, at=NOW, off=off),
            lambda who: actions.write_analysis(by=who, at=NOW, account=cast.acme, words="x"),
            lambda who: actions.add_role(by=who, at=NOW, name="Champion"),
        )
        for attempt in attempts:
            with pytest.raises(Refused):
                attempt(other)
    assert AuditEvent.objects.count() == before


def test_a_line_keeps_every_assessment_and_its_author(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    draw(cast.anna, kim, cast.anna, 2, days=100)
    line = draw(cast.nora, kim, cast.anna, 4)
    assert (line.assessed, line.assessed_on, line.assessed_by) == (4, NOW.date(), "Nora")
    told = [(each.strength, each.by) for each in queries.assessments_of(kim.pk)]
    assert told == [(4, "Nora"), (2, "Anna")]
    assert Coverage.objects.count() == 1


def test_a_change_without_assessment_leaves_the_assessment_as_it_was(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    draw(cast.anna, kim, cast.anna, 2, days=100)
    line = draw(cast.anna, kim, cast.anna, None, Part.LEAD)
    assert (line.assessed, line.assessed_on) == (2, (NOW - timedelta(days=100)).date())
    assert Assessment.objects.count() == 1


def test_a_person_has_one_lead(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    draw(cast.anna, kim, cast.anna, part=Part.LEAD)
    draw(cast.anna, kim, cast.anna, part=Part.LEAD)
    with pytest.raises(ValidationError, match="“Anna” is the lead already; make them deputy first"):
        draw(cast.anna, kim, cast.dora, part=Part.LEAD)
    assert draw(cast.anna, kim, cast.dora, part=Part.DEPUTY).part == "deputy"


def test_nobody_who_left_takes_a_new_line(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    draw(cast.anna, kim, cast.dora)
    Colleague.objects.filter(user__in=(cast.dora, cast.ben)).update(left_on=NOW.date() - timedelta(days=1))
    with pytest.raises(ValidationError, match="“Ben” has left"):
        draw(cast.anna, kim, cast.ben)
    assert draw(cast.anna, kim, cast.dora, 1).assessed == 1


def test_a_stance_is_dated_when_it_changes(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    values = {"stance": -2, "influence": 5, "rival": "Other Ltd", "rival_strength": 4}
    row = actions.set_standing(by=cast.anna, at=NOW - timedelta(days=9), post=kim, values=values)
    assert (row.stance_by, row.stance_on) == ("Anna", (NOW - timedelta(days=9)).date())
    again = actions.set_standing(by=cast.nora, at=NOW, post=kim, values={"stance": -2, "influence": 4})
    assert (again.stance_by, again.influence) == ("Anna", 4)
    assert actions.set_standing(by=cast.nora, at=NOW, post=kim, values={"stance": None}).stance_on is None


def test_what_nobody_knows_is_refused_in_words(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    with pytest.raises(ValidationError, match="No such role: king"):
        role(cast.anna, kim, "king")
    with pytest.raises(TypeError, match="not to be set here: affiliation_id"):
        actions.set_standing(by=cast.anna, at=NOW, post=kim, values={"affiliation_id": 1})
    with pytest.raises(ValidationError, match="still to come"):
        actions.add_value(
            by=cast.anna, at=NOW, post=kim, kind="help", words="x", day=NOW.date() + timedelta(days=1), source="meeting"
        )
    with pytest.raises(ValidationError, match="Say why"):
        actions.switch_off(by=cast.anna, at=NOW, account=cast.acme, key="k", reason=" ")
    assert not Standing.objects.exists()


def test_a_firm_adds_its_own_role(cast: Cast) -> None:
    actions.add_role(by=cast.adam, at=NOW, name="Executive sponsor")
    assert [each.key for each in queries.roles()] == ["budget", "gatekeeper", "user", "executive-sponsor"]
    kim = post("Kim", cast.acme)
    role(cast.anna, kim, "executive-sponsor")
    assert queries.map_of(cast.acme, NOW).people[0].roles == ("executive-sponsor",)


def test_every_change_keeps_the_day(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    draw(cast.anna, kim, cast.anna, 2, days=10)
    draw(cast.anna, kim, cast.anna, 4, days=5)
    line = draw(cast.anna, kim, cast.anna, 4, days=5)
    assert len(queries.days_kept(cast.acme)) == 2
    actions.uncover(by=cast.anna, at=NOW, line=line)
    then = queries.map_on(cast.acme, (NOW - timedelta(days=6)).date())
    later = queries.map_on(cast.acme, (NOW - timedelta(days=5)).date())
    now = queries.map_on(cast.acme, NOW.date())
    assert queries.map_on(cast.acme, (NOW - timedelta(days=11)).date()) is None
    assert then
    assert later
    assert now
    assert [(each.change, each.after) for each in differences(then, later)] == [(Change.STRENGTH, Strength.SOLVER)]
    assert [each.change for each in differences(later, now)] == [Change.UNCOVERED]


def test_what_the_directory_changes_is_kept_by_the_timer(cast: Cast) -> None:
    kim = post("Kim", cast.acme)
    assert actions.keep_days(at=NOW - timedelta(days=2)) == 1
    assert actions.keep_days(at=NOW - timedelta(days=1)) == 0
    directory.end_affiliation(by=cast.anna, at=NOW, affiliation=kim, version=None, last_day=NOW.date())
    assert actions.keep_days(at=NOW) == 1
    assert [day.day for day in queries.days_kept(cast.acme)] == [22, 20]


def test_the_timer_writes_nothing_over_what_somebody_keeps_meanwhile(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = post("Kim", cast.acme)
    actions.keep_days(at=NOW - timedelta(days=1))
    directory.end_affiliation(by=cast.anna, at=NOW, affiliation=kim, version=None, last_day=NOW.date())
    drawn = history.maps_of

    def slowly(accounts: list[int], at: datetime) -> dict[int, Map]:
        found = drawn(accounts, at)
        if at == NOW:
            monkeypatch.setattr(history, "maps_of", drawn)
            post("Lee", cast.acme)
            actions.remember(at=NOW + timedelta(minutes=1), account=cast.acme)
        return found

    monkeypatch.setattr(history, "maps_of", slowly)
    actions.keep_days(at=NOW)
    kept = queries.map_on(cast.acme, NOW.date())
    assert kept
    assert {each.name for each in kept.people} == {"Kim", "Lee"}


def test_maps_that_did_not_change_keep_nobody_waiting(cast: Cast) -> None:
    post("Kim", cast.acme)
    actions.keep_days(at=NOW - timedelta(days=1))
    with CaptureQueriesContext(connection) as caught:
        assert actions.keep_days(at=NOW) == 0
    assert all(each["sql"].startswith(("SELECT", "(SELECT", "DECLARE")) for each in caught)


def test_the_timer_says_how_far_it_is_and_may_be_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_READ_AT_A_TIME", 1)
    accounts = sorted(row.pk for row in (cast.acme, cast.beta))
    for account in (cast.acme, cast.beta):
        post("Kim" if account is cast.acme else "Lee", account)
    told: list[tuple[int, int]] = []

    def stop_at_the_last(done: int, total: int) -> None:
        told.append((done, total))
        if done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.keep_days(at=NOW, progress=stop_at_the_last)
    assert [done for done, _total in told] == list(range(told[-1][1]))
    assert queries.map_on(Account.objects.get(pk=accounts[0]), NOW.date())
    actions.keep_days(at=NOW)
    assert all(queries.map_on(Account.objects.get(pk=pk), NOW.date()) for pk in accounts)


def test_points_come_from_findings_or_free_and_are_finished(cast: Cast) -> None:
    owner = Colleague.objects.get(user=cast.anna)
    point = actions.add_point(
        by=cast.anna, at=NOW, account=cast.acme, matter=Matter.PROBLEM, words=" One thread ", owner=owner, finding="f:1"
    )
    assert (point.words, point.finding) == ("One thread", "f:1")
    assert actions.finish_point(by=cast.anna, at=NOW, point=point, done=True).done_at == NOW
    assert actions.finish_point(by=cast.anna, at=NOW, point=point, done=False).done_at is None
    actions.remove_point(by=cast.anna, at=NOW, point=point)
    assert list(queries.points_of(cast.acme)) == []


def test_a_point_is_reworded_and_keeps_what_it_said(cast: Cast) -> None:
    owner = Colleague.objects.get(user=cast.anna)
    add = partial(actions.add_point, by=cast.anna, account=cast.acme, matter=Matter.PROBLEM)
    point = add(at=NOW, words="One thread", owner=owner, due=NOW.date(), finding="f:1")
    other = add(at=NOW, words="Another")
    change = partial(actions.change_point, by=cast.nora, point=point)
    changed = change(at=NOW, values={"words": " Two threads ", "matter": "issue", "owner": None, "due": None})
    assert (changed.words, changed.matter, changed.owner, changed.due) == ("Two threads", "issue", None, None)
    assert (changed.finding, changed.at) == ("f:1", NOW)
    told = AuditEvent.objects.latest("pk")
    assert (told.action, told.account_id, told.by) == ("maps.point.changed", cast.acme.pk, cast.nora)
    assert told.before == {
        "words": "One thread", "matter": "problem", "owner_id": owner.pk, "due": f"{NOW.date()}"
    }  # fmt: skip
    change(at=NOW, values={"matter": "opportunity"})
    change(at=NOW, values={"words": "Three"})
    before = queries.rewordings([point, other])
    assert [each.before["words"] for each in before[point.pk]] == ["Two threads", "One thread"]
    assert before[other.pk] == []
    assert queries.rewordings([]) == {}


def test_a_point_is_changed_only_as_it_was_seen_and_never_to_nothing(cast: Cast) -> None:
    point = actions.add_point(by=cast.anna, at=NOW, account=cast.acme, matter=Matter.ISSUE, words="x")
    mark, count = point_mark(point), AuditEvent.objects.count()
    change = partial(actions.change_point, by=cast.anna, at=NOW, point=point)
    for wrong in ({"words": "  "}, {"words": "x" * 501}, {"matter": "worry"}):
        with pytest.raises(ValidationError):
            change(values=wrong)
    with pytest.raises(TypeError, match="not to be set here: done_at"):
        change(values={"done_at": NOW})
    change(values={"words": "x"}, seen=mark)
    assert AuditEvent.objects.count() == count  # nothing changed, nothing told
    change(values={"words": "y"}, seen=mark)
    with pytest.raises(Conflict, match="Anna changed this while you were editing it"):
        change(values={"words": "z"}, seen=mark)
    point.refresh_from_db()
    assert point.words == "y"


def test_a_finding_is_switched_off_and_on(cast: Cast) -> None:
    post("Kim", cast.acme)
    found = queries.map_of(cast.acme, NOW)
    shown = [each.key for each in queries.open_findings(cast.acme, found, NOW)]
    assert shown == ["role-missing:budget", "role-missing:gatekeeper", "role-missing:user"]
    off = actions.switch_off(by=cast.anna, at=NOW, account=cast.acme, key=shown[0], reason="They have none")
    assert [each.key for each in queries.open_findings(cast.acme, found, NOW)] == shown[1:]
    actions.switch_on(by=cast.anna, at=NOW, off=off)
    assert len(queries.open_findings(cast.acme, found, NOW)) == 3
    assert not SwitchedOff.objects.exists()


def test_merging_two_contacts_keeps_the_later_assessment_and_all_roles(cast: Cast) -> None:
    kim, twin = post("Kim", cast.acme), post("K.", cast.acme)
    draw(cast.anna, kim, cast.anna, 2, days=50)
    draw(cast.anna, twin, cast.anna, 4)
    role(cast.anna, kim, "budget")
    actions.set_standing(by=cast.anna, at=NOW, post=twin, values={"roles": ["user"], "stance": 1})
    directory.merge_contacts(by=cast.anna, at=NOW, kept=kim.contact, gone=twin.contact)
    kept = Affiliation.objects.get(contact=kim.contact)
    assert Coverage.objects.get(affiliation=kept).assessed == 4
    assert (Standing.objects.get().roles, Standing.objects.get().stance) == (["budget", "user"], Stance.SUPPORTER)
    assert Kept.objects.exists()
