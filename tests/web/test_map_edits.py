"""The map where several people work on it, and the way from a finding to what is done about it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from innercircle.directory.models import Affiliation, Colleague
from innercircle.hours.actions.refresh import refresh
from innercircle.maps import actions, queries
from innercircle.maps.models import Coverage, Point, Standing, SwitchedOff
from innercircle.maps.rules.findings import Matter
from innercircle.web.maps.frame import meetings_of_both
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, NOW, colleague, meet, person
from tests.web.test_maps import browser, page, post_of

FORMS = ("standing", "place", "line")


def test_two_tabs_do_not_overwrite_each_other_unawares(cast: Cast) -> None:
    kim, anna = post_of("Kim", cast.acme), browser(cast.anna)
    ours = Colleague.objects.get(user=cast.anna)
    text = page(anna, "account-map", cast.acme.pk, person=kim.pk)
    seen = {each: re.findall(f'name="seen" value="([0-9a-f]+)" id="{each}-seen"', text)[0] for each in FORMS}
    first = {
        "standing": ("map-standing", {"stance": "-2"}, {"stance": "2"}),
        "place": ("map-place", {"name": "Kim", "title": "Chief"}, {"name": "Kim", "title": "Owner"}),
        "line": ("map-line", {"colleague": ours.pk, "wanted": "4"}, {"colleague": ours.pk, "wanted": "1"}),
    }
    for each, (name, one, other) in first.items():
        address = reverse(name, args=[cast.acme.pk, kim.pk])
        assert anna.post(address, one | {"seen": seen[each]}).status_code == 302
        answer = anna.post(address, other | {"seen": seen[each]})
        again = re.findall(r'name="seen" value="([0-9a-f]+)"', answer.content.decode())
        assert answer.status_code == 422
        assert "Anna changed this while you were editing it." in html.unescape(answer.content.decode())
        assert seen[each] not in again or each == "line"  # the form for a new line still stands beside it
        assert any(anna.post(address, other | {"seen": mark}).status_code == 302 for mark in again)
    kim.refresh_from_db()
    assert (Standing.objects.get().stance, kim.title, Coverage.objects.get().wanted) == (2, "Owner", 1)


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_superior_who_left_or_works_elsewhere_stays_until_somebody_chooses(cast: Cast, elsewhere: bool) -> None:
    kim = post_of("Kim", cast.acme)
    boss = post_of("Lee", cast.beta if elsewhere else cast.acme)
    today = timezone.localdate()
    Affiliation.objects.filter(pk=kim.pk).update(reports_to=boss)
    Affiliation.objects.filter(pk=boss.pk).update(until=today - timedelta(days=3))
    anna = browser(cast.anna)
    words = "somebody at another account" if elsewhere else "Lee"
    assert f'<option value="{boss.pk}" selected>{words}' in page(anna, "account-map", cast.acme.pk, person=kim.pk)
    address = reverse("map-place", args=[cast.acme.pk, kim.pk])
    anna.post(address, {"name": "Kim", "title": "Chief", "reports_to": boss.pk})
    kim.refresh_from_db()
    assert (kim.title, kim.reports_to_id) == ("Chief", boss.pk)
    anna.post(address, {"name": "Kim", "title": "Chief", "reports_to": ""})
    kim.refresh_from_db()
    assert kim.reports_to_id is None


def test_people_without_a_department_fold_and_unfold(cast: Cast) -> None:
    post_of("Kim", cast.acme)
    anna, address = browser(cast.anna), reverse("account-map", args=[cast.acme.pk])
    folded = anna.get(address, {"turn": ""}).content.decode()
    assert 'aria-expanded="false"' in folded
    assert re.findall(r'href="([^"]*)" class="heading"', folded) == [f"{address}?"]  # and back to the open picture
    assert f'href="{address}?turn=&amp;show=wanted"' in folded  # what is folded stays so


def test_a_finding_leads_to_a_point_or_a_goal_and_says_what_it_became(cast: Cast) -> None:
    kim, anna = post_of("Kim", cast.acme), browser(cast.anna)
    actions.set_standing(by=cast.anna, at=timezone.now(), post=kim, values={"roles": ["budget"]})
    key = f"budget-uncovered:{kim.pk}"
    text = page(anna, "account-analysis", cast.acme.pk)
    goal = f"{reverse('plan-goal-add', args=[cast.acme.pk])}?contact={kim.contact_id}"
    assert f'href="{goal}"' in text
    assert f'<option value="{kim.contact_id}" selected>' in anna.get(goal).content.decode()
    assert f"?finding={key.replace(':', '%3A')}#points" in text
    sent = {"matter": "problem", "words": "Meet Kim", "finding": key}
    answer = anna.post(reverse("point-add", args=[cast.acme.pk]), sent)
    assert answer["Location"].endswith("#points")
    text = page(anna, "account-analysis", cast.acme.pk)
    point = Point.objects.get()
    assert f'<a href="#point-{point.pk}">In the analysis: Problem</a>' in text
    assert f'id="point-{point.pk}"' in text
    assert f"?finding={key.replace(':', '%3A')}#points" not in text  # not twice
    actions.finish_point(by=cast.anna, at=timezone.now(), point=point, done=True)
    assert "In the analysis: Problem" not in page(anna, "account-analysis", cast.acme.pk)


def test_a_point_is_changed_in_its_place_and_says_what_it_said_before(cast: Cast) -> None:
    anna = browser(cast.anna)
    point = actions.add_point(by=cast.anna, at=timezone.now(), account=cast.acme, matter=Matter.ISSUE, words="Ask <Bo>")
    address = reverse("point-change", args=[cast.acme.pk, point.pk])
    assert f'action="{address}"' not in page(anna, "account-analysis", cast.acme.pk)
    text = page(anna, "account-analysis", cast.acme.pk, point=point.pk)
    assert f'action="{address}"' in text
    assert "Ask &lt;Bo&gt;</textarea>" in text
    assert "Earlier wordings" not in text
    (seen,) = re.findall(rf'value="(\w+)" id="point{point.pk}-seen"', text)
    answer = anna.post(address, {"matter": "problem", "words": "Ask Kim", "seen": seen})
    assert answer["Location"].endswith(f"#point-{point.pk}")
    text = page(anna, "account-analysis", cast.acme.pk)
    assert '<span class="preserve">Ask &lt;Bo&gt;</span>' in text[text.index("Earlier wordings") :]
    assert "Problem</span> Ask Kim" in text
    late = anna.post(address, {"matter": "issue", "words": "Ask Lee", "seen": seen})
    text = late.content.decode()
    assert (late.status_code, "Anna changed this while you were editing it" in text) == (422, True)
    assert "Ask Lee</textarea>" in text
    assert Point.objects.get().words == "Ask Kim"
    (seen,) = re.findall(rf'value="(\w+)" id="point{point.pk}-seen"', text)
    anna.post(address, {"matter": "issue", "words": "Ask Lee", "seen": seen})  # having looked at it
    assert Point.objects.get().words == "Ask Lee"


def test_a_change_of_a_point_that_is_refused_stays_in_its_form(cast: Cast) -> None:
    anna, nora = browser(cast.anna), colleague(cast.nora)
    point = actions.add_point(
        by=cast.anna, at=timezone.now(), account=cast.acme, matter=Matter.ISSUE, words="Ask", owner=nora
    )
    address = reverse("point-change", args=[cast.acme.pk, point.pk])
    answer = anna.post(address, {"matter": "issue", "words": "Ask for the budget", "due": "soon"})
    text = answer.content.decode()
    assert (answer.status_code, "field-error" in text) == (422, True)
    assert "Ask for the budget</textarea>" in text
    assert text.count("<textarea") == 3  # this one, a new one, the summary
    nora.left_on = timezone.now().date() - timedelta(days=1)
    nora.save()
    text = page(anna, "account-analysis", cast.acme.pk, point=point.pk)
    assert f'<option value="{nora.pk}" selected>' in text  # who left owns it until somebody says otherwise
    assert Point.objects.get().words == "Ask"


def test_a_button_pressed_in_two_tabs_does_what_it_says(cast: Cast) -> None:
    anna, at = browser(cast.anna), timezone.now() - timedelta(days=1)
    point = actions.add_point(by=cast.anna, at=at, account=cast.acme, matter=Matter.ISSUE, words="Ask")
    actions.finish_point(by=cast.anna, at=at, point=point, done=True)
    address = reverse("point-finish", args=[cast.acme.pk, point.pk])
    anna.post(address, {"done": "yes"})
    assert Point.objects.get().done_at == at  # done is done, since it was done first
    anna.post(address, {"done": "no"})
    anna.post(address, {"done": "no"})
    assert Point.objects.get().done_at is None


def test_a_finding_that_is_gone_is_not_switched_off_in_silence(cast: Cast) -> None:
    address = reverse("finding-off", args=[cast.acme.pk])
    answer = browser(cast.anna).post(address, {"key": "budget-uncovered:9", "reason": "Why"}, follow=True)
    assert "This finding does not hold any more; nothing was switched off." in answer.content.decode()
    assert not SwitchedOff.objects.exists()


def test_beside_the_picture_a_finding_names_ours_and_theirs_with_the_way(cast: Cast) -> None:
    kim, anna = person("Kim", cast.acme), colleague(cast.anna)
    at = timezone.now()
    row = meet(f"{at - timedelta(days=3):%Y-%m-%d} 10:00", 1, {kim: CONFIRMED}, {anna: CONFIRMED}, fresh=False)
    refresh(by=None, at=at, why="A test", meetings=[row.pk])
    for number in range(6):
        post_of(f"Lee {number}", cast.acme, level="board")
    text = page(browser(cast.anna), "account-map-beside", cast.acme.pk)
    address = reverse("account-map", args=[cast.acme.pk])
    assert f'of a year: <a href="{address}?colleague={anna.pk}#panel">Anna</a>' in text
    assert "Lee 3</a> +2" in text


def test_the_meetings_behind_a_figure_are_exactly_those_it_counts(cast: Cast) -> None:
    kim, anna, nora = person("Kim", cast.acme), colleague(cast.anna), colleague(cast.nora)
    for day in ("2025-11-21", "2025-11-23", "2026-11-20"):
        meet(f"{day} 10:00", 1, {kim: CONFIRMED}, {anna: CONFIRMED}, title=day)
    meet("2026-10-10 10:00", 1, {kim: CONFIRMED}, {nora: CONFIRMED}, title="Without Anna")
    found = next(each for each in queries.map_of(cast.acme, NOW).lines if each.colleague == anna.pk)
    assert found.evidence.meetings == 2
    way = meetings_of_both(cast.acme.pk, kim.pk, anna.pk, found.evidence, NOW)
    text = browser(cast.anna).get(way).content.decode()
    assert [day for day in ("2025-11-21", "2025-11-23", "2026-11-20", "Without Anna") if f">{day}<" in text] == [
        "2025-11-23", "2026-11-20",
    ]  # fmt: skip
    assert "22 Nov 2025 – 22 Nov 2026" in text
    assert re.findall(r'<span class="chip">(\w+)</span>', text) == ["Kim", "Anna"]


@pytest.mark.parametrize("since", ["soon", "-1", "9" * 30, "99999999999999", ""])
def test_a_moment_nobody_knows_narrows_nothing(cast: Cast, since: str) -> None:
    meet("2026-10-10 10:00", 1, {person("Kim", cast.acme): CONFIRMED}, {colleague(cast.anna): CONFIRMED}, title="Talk")
    query = {"from": "2026-10", "to": "2026-10", "since": since, "until": since}
    answer = browser(cast.anna).get(reverse("account-meetings", args=[cast.acme.pk]), query)
    assert (answer.status_code, ">Talk<" in answer.content.decode()) == (200, True)
