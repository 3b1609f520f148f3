"""Pages of the map: what they show, what they change, and how a fault is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innercircle.access.models import User
from innercircle.directory.models import Account, AccountYear, Affiliation, Colleague
from innercircle.maps import actions
from innercircle.maps.models import Analysis, Coverage, Point, Standing, SwitchedOff, Value
from innercircle.maps.rules.levels import Strength
from innercircle.plans import actions as plans
from innercircle.web.templatetags.display import share
from tests.cast import Cast, contact


def browser(user: User) -> Client:
    """A person logged in."""
    client = Client()
    client.force_login(user)
    return client


def post_of(name: str, account: Account, **more: object) -> Affiliation:
    """A contact's post."""
    return contact(name, account, **more).affiliations.get()


def page(client: Client, name: str, *keys: int, **query: object) -> str:
    """The page as text."""
    return client.get(reverse(name, args=keys), query).content.decode()


def test_a_map_is_drawn_from_nothing(cast: Cast) -> None:
    anna = browser(cast.anna)
    assert "The map is still empty" in page(anna, "account-map", cast.acme.pk)
    for name in ("Kim", "Lee"):
        answer = anna.post(reverse("map-person-add", args=[cast.acme.pk]), {"name": name, "level": "board"})
        assert "?person=" in answer["Location"]
    kim = Affiliation.objects.get(contact__name="Kim")
    ours = Colleague.objects.get(user=cast.anna)
    anna.post(reverse("map-standing", args=[cast.acme.pk, kim.pk]), {"roles": ["budget", "user"], "stance": "-2"})
    anna.post(reverse("map-line", args=[cast.acme.pk, kim.pk]), {"colleague": ours.pk, "assessed": "4", "part": "lead"})
    text = page(anna, "account-map", cast.acme.pk, person=kim.pk)
    assert 'class="s4 disputed"' in text
    assert "role-budget" in text
    assert "opinion and evidence disagree" in text
    assert (Standing.objects.get().stance, Coverage.objects.get().part) == (-2, "lead")


@pytest.mark.parametrize("query", [{"view": "matrix"}, {"show": "evidenced"}, {"show": "x"}, {"q": "nobody"}, {}])
def test_the_same_map_in_every_view(cast: Cast, query: dict[str, str]) -> None:
    kim = post_of("Kim", cast.acme, department="Works", level="board")
    ours = Colleague.objects.get(user=cast.anna)
    actions.cover(by=cast.anna, at=timezone.now(), post=kim, colleague=ours, assessed=Strength.ADVISER)
    text = page(browser(cast.anna), "account-map", cast.acme.pk, **query)
    assert ("Nobody fits" in text) is ("q" in query)
    assert ("Kim</" in text.partition('id="panel"')[0]) is ("q" not in query)


def test_the_matrix_says_each_cell_in_words(cast: Cast) -> None:
    kim = post_of("Kim", cast.acme)
    ours = Colleague.objects.get(user=cast.anna)
    actions.cover(by=cast.anna, at=timezone.now(), post=kim, colleague=ours, assessed=Strength.ADVISER)
    text = page(browser(cast.anna), "account-map", cast.acme.pk, view="matrix")
    assert 'aria-label="Anna – Kim: 5 Trusted adviser, said on' in text
    assert "; opinion and evidence disagree" in text
    assert ">5 ≠<" in text


def test_a_colleague_opens_too(cast: Cast) -> None:
    kim = post_of("Kim", cast.acme)
    ours = Colleague.objects.get(user=cast.anna)
    actions.cover(by=cast.anna, at=timezone.now(), post=kim, colleague=ours, assessed=None)
    assert "not assessed" in page(browser(cast.anna), "account-map", cast.acme.pk, colleague=ours.pk)


def test_departments_fold_and_many_people_begin_folded(cast: Cast) -> None:
    for number in range(61):
        post_of(f"Kim {number}", cast.acme, department="Works")
    anna = browser(cast.anna)
    assert 'aria-expanded="false" role="button"' in page(anna, "account-map", cast.acme.pk)
    assert 'aria-expanded="true" role="button"' in page(anna, "account-map", cast.acme.pk, turn="Works")
    assert "Kim 60" in page(anna, "account-map", cast.acme.pk, q="60")
    assert "Kim 60" in page(anna, "account-map", cast.acme.pk, view="matrix")


def test_the_picture_is_a_file_that_stands_alone(cast: Cast) -> None:
    post_of("Kim <b>", cast.acme)
    answer = browser(cast.anna).get(reverse("account-map-file", args=[cast.acme.pk, "svg"]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"].startswith('attachment; filename="acme-map-')
    assert b"Kim &lt;b&gt;" in answer.content


def test_reporting_lines_are_set_and_a_circle_is_refused_in_words(cast: Cast) -> None:
    kim, lee = post_of("Kim", cast.acme), post_of("Lee", cast.acme)
    anna = browser(cast.anna)
    anna.post(
        reverse("map-place", args=[cast.acme.pk, kim.pk]), {"name": "Kim", "title": "Chief", "reports_to": lee.pk}
    )
    answer = anna.post(reverse("map-place", args=[cast.acme.pk, lee.pk]), {"name": "Lee", "reports_to": kim.pk})
    assert "reports to the one you are editing" in answer.content.decode()
    assert Affiliation.objects.get(pk=kim.pk).reports_to_id == lee.pk


def test_two_leads_and_wrong_values_are_said_in_words(cast: Cast) -> None:
    kim, anna = post_of("Kim", cast.acme), browser(cast.anna)
    address = reverse("map-line", args=[cast.acme.pk, kim.pk])
    for user, expected in ((cast.anna, "Saved."), (cast.nora, "“Anna” is the lead already")):
        who = Colleague.objects.get(user=user).pk
        answer = anna.post(address, {"colleague": who, "part": "lead"}, follow=True)
        assert expected in answer.content.decode()
    answer = anna.post(address, {"colleague": "987654"}, follow=True)
    assert "Select a valid choice" in answer.content.decode()
    answer = anna.post(reverse("map-person-add", args=[cast.acme.pk]), {"name": "", "title": "Chief of all"})
    assert answer.status_code == 422
    for words in ("This field is required.", 'value="Chief of all"'):  # what was typed is still there
        assert words in answer.content.decode()


def test_lines_and_values_come_and_go(cast: Cast) -> None:
    kim, anna = post_of("Kim", cast.acme), browser(cast.anna)
    ours = Colleague.objects.get(user=cast.anna)
    line = actions.cover(by=cast.anna, at=timezone.now(), post=kim, colleague=ours, assessed=None)
    told = {"kind": "achieve", "words": "One figure", "day": "2026-01-05", "source": "meeting"}
    anna.post(reverse("map-value", args=[cast.acme.pk, kim.pk]), told)
    assert "One figure" in page(anna, "account-map", cast.acme.pk, person=kim.pk)
    anna.post(reverse("map-value-delete", args=[cast.acme.pk, Value.objects.get().pk]))
    anna.post(reverse("map-line-delete", args=[cast.acme.pk, line.pk]))
    assert (Value.objects.count(), Coverage.objects.count()) == (0, 0)


def test_a_finding_becomes_a_point_and_is_switched_off_and_on(cast: Cast) -> None:
    post_of("Kim", cast.acme)
    anna = browser(cast.anna)
    key = "role-missing:budget"
    assert "A role nobody holds: Budget" in page(anna, "account-analysis", cast.acme.pk, finding=key)
    anna.post(reverse("point-add", args=[cast.acme.pk]), {"matter": "issue", "words": "Find out", "finding": key})
    point = Point.objects.get()
    anna.post(reverse("point-finish", args=[cast.acme.pk, point.pk]))
    assert Point.objects.get().done_at is not None
    assert "Open again" in page(anna, "account-analysis", cast.acme.pk)
    anna.post(reverse("point-delete", args=[cast.acme.pk, point.pk]))
    anna.post(reverse("finding-off", args=[cast.acme.pk]), {"key": key, "reason": "They have none"})
    text = page(anna, "account-analysis", cast.acme.pk)
    assert "They have none" in text
    assert "A role nobody holds: Budget" in text
    assert key not in text
    anna.post(reverse("finding-on", args=[cast.acme.pk, SwitchedOff.objects.get().pk]))
    answer = anna.post(reverse("finding-off", args=[cast.acme.pk]), {"key": key, "reason": ""}, follow=True)
    assert "Reason: This field is required." in answer.content.decode()
    assert not SwitchedOff.objects.exists()


def test_steps_say_no_goals_yet_and_the_summary_dates_the_analysis(cast: Cast) -> None:
    post_of("Kim", cast.acme)
    anna = browser(cast.anna)
    text = page(anna, "account-analysis", cast.acme.pk)
    for words in ("0 of 1; nobody is Budget, Gatekeeper, User", "no goals yet", "no reviews yet"):
        assert words in text
    plans.add_goal(by=cast.anna, at=timezone.now(), account=cast.acme, values={"title": "Trust"})
    assert "no priority contacts yet" in page(anna, "account-analysis", cast.acme.pk)
    anna.post(reverse("analysis-summary", args=[cast.acme.pk]), {"words": "Thin"})
    assert Analysis.objects.get().by == "Anna"
    assert "up to date" in page(anna, "account-analysis", cast.acme.pk)
    answer = anna.post(reverse("analysis-summary", args=[cast.acme.pk]), {"words": ""})
    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()


def test_what_was_typed_stays_where_a_point_or_the_summary_is_refused(cast: Cast) -> None:
    post_of("Kim", cast.acme)
    anna = browser(cast.anna)
    for name, sent in (
        ("point-add", {"matter": "issue", "words": "Ask for the budget", "due": "soon"}),
        ("point-add", {"matter": "none", "words": "Ask for the budget"}),
        ("analysis-summary", {"words": "Ask for the budget " + "x" * 5000}),
    ):
        answer = anna.post(reverse(name, args=[cast.acme.pk]), sent)
        assert answer.status_code == 422
        assert "Ask for the budget" in answer.content.decode()
        assert "field-error" in answer.content.decode()
    assert (Point.objects.count(), Analysis.objects.count()) == (0, 0)


def test_a_finding_switched_off_says_whom_it_is_about(cast: Cast) -> None:
    kim, anna = post_of("Kim", cast.acme), browser(cast.anna)
    anna.post(reverse("map-standing", args=[cast.acme.pk, kim.pk]), {"roles": ["budget"]})
    key = f"budget-uncovered:{kim.pk}"
    anna.post(reverse("finding-off", args=[cast.acme.pk]), {"key": key, "reason": "Coming"})
    text = page(anna, "account-analysis", cast.acme.pk)
    off = text[text.index("switched off</summary>") :]
    for words in ("A Budget holder nobody covers", "Kim", "Coming"):
        assert words in off
    kim.delete()
    assert "A Budget holder nobody covers" in page(anna, "account-analysis", cast.acme.pk)


def test_whom_we_cannot_afford_to_lose(cast: Cast) -> None:
    year = timezone.now().year - 1
    for account, revenue, profit in ((cast.acme, 600, 10), (cast.beta, 300, 90), (cast.gamma, 100, None)):
        AccountYear.objects.create(account=account, year=year, revenue=revenue, profit=profit)
    kim = post_of("Kim", cast.acme)
    ours = Colleague.objects.get(user=cast.anna)
    at = timezone.now() - timedelta(days=12)
    actions.cover(by=cast.anna, at=at, post=kim, colleague=ours, assessed=Strength.KNOWN)
    text = page(browser(cast.eve), "cannot-lose")
    for words in (share(0.6), share(0.9), "12 days", "1: 1 of 1", "1 Understand · 2 ", "of 3 accounts in EUR"):
        assert words in text
    Account.objects.create(name="Nothing known")
    assert "Gamma" not in page(browser(cast.anna), "cannot-lose")
    assert "Nothing known" in page(browser(cast.eve), "cannot-lose")
    assert "Profit, largest first" in page(browser(cast.eve), "cannot-lose", by="profit", currency="EUR")
    assert "No account fits" in page(browser(cast.eve), "cannot-lose", q="nobody")


def test_then_and_now_in_picture_and_words(cast: Cast) -> None:
    anna, at = browser(cast.anna), timezone.now()
    assert "Nothing was kept for that day" in page(anna, "account-then", cast.acme.pk)
    kim = post_of("Kim", cast.acme)
    anna_ours, nora_ours = (Colleague.objects.get(user=user) for user in (cast.anna, cast.nora))
    early = at - timedelta(days=9)
    actions.cover(by=cast.anna, at=early, post=kim, colleague=anna_ours, assessed=Strength.KNOWN)
    gone = actions.cover(by=cast.anna, at=early, post=kim, colleague=nora_ours, assessed=None)
    actions.uncover(by=cast.anna, at=at, line=gone)
    post_of("Lee", cast.acme)
    actions.cover(by=cast.anna, at=at, post=kim, colleague=anna_ours, assessed=Strength.SOLVER)
    actions.set_standing(by=cast.anna, at=at, post=kim, values={"roles": ["user"], "stance": 2})
    text = page(anna, "account-then", cast.acme.pk)
    for words in (
        'class="s2 mark-stronger"', 'class="s4 mark-stronger"', 'class="node mark-added"', "came onto the map",
        "Anna: from 2 Known to 4 Problem solver", "no longer covered by Nora",
        "Role: from – to User", "Stance: from – to Advocate",
    ):  # fmt: skip
        assert words in text
    assert text.count("<strong>Kim</strong>") == 1
    same = page(anna, "account-then", cast.acme.pk, **{"from": f"{at:%Y-%m-%d}", "to": "2026-02-31"})
    assert "Nothing changed between these days." in same


@pytest.mark.parametrize(("first", "since"), [(200, 90), (90, 90), (9, 9)])
def test_then_is_a_quarter_ago_or_where_the_history_begins(cast: Cast, first: int, since: int) -> None:
    kim, at = post_of("Kim", cast.acme), timezone.now()
    ours = Colleague.objects.get(user=cast.anna)
    for days in (first, 2):
        early = at - timedelta(days=days)
        actions.cover(by=cast.anna, at=early, post=kim, colleague=ours, assessed=Strength(4 if days == 2 else 2))
    text = page(browser(cast.anna), "account-then", cast.acme.pk)
    assert f'name="from" value="{timezone.localdate(at) - timedelta(days=since)}"' in text
    assert "Anna: from 2 Known to 4 Problem solver" in text  # the day before the last change would show none


def test_a_reporting_line_is_said_in_words(cast: Cast) -> None:
    kim = post_of("Kim", cast.acme)
    post_of("Lee", cast.acme, title="Head", department="Works", reports_to=kim)
    text = page(browser(cast.anna), "account-map", cast.acme.pk)
    assert 'aria-label="Lee, Head, Works, reports to Kim"' in text
    assert "Head · ↑ Kim</text>" in text


def test_what_was_looked_at_stays_through_every_change(cast: Cast) -> None:
    kim, anna = post_of("Kim", cast.acme, department="Works"), browser(cast.anna)
    address = reverse("map-standing", args=[cast.acme.pk, kim.pk]) + "?show=wanted&department=Works&view=matrix"
    answer = anna.post(address, {"roles": ["budget"]})
    expected = f"?show=wanted&view=matrix&department=Works&person={kim.pk}#panel"
    assert answer["Location"] == reverse("account-map", args=[cast.acme.pk]) + expected


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    kim, anna = post_of("Kim", cast.acme), browser(cast.anna)
    told = {"kind": "achieve", "words": "One figure for all", "day": "2999-01-05", "source": "meeting"}
    answer = anna.post(reverse("map-value", args=[cast.acme.pk, kim.pk]), told)
    assert answer.status_code == 422
    for words in ("One figure for all", "That day is still to come."):
        assert words in answer.content.decode()
    ours = Colleague.objects.get(user=cast.anna)
    actions.cover(by=cast.anna, at=timezone.now(), post=kim, colleague=ours, assessed=None)
    sent = {"colleague": ours.pk, "assessed": "9", "wanted_by": "soon"}
    answer = anna.post(reverse("map-line", args=[cast.acme.pk, kim.pk]), sent)
    assert 'value="soon"' in answer.content.decode()


def test_a_placeholder_gets_its_name_on_the_picture(cast: Cast) -> None:
    anna = browser(cast.anna)
    anna.post(reverse("map-person-add", args=[cast.acme.pk]), {"name": "Head of works", "placeholder": "on"})
    post = Affiliation.objects.get(contact__name="Head of works")
    assert post.contact.placeholder
    anna.post(reverse("map-place", args=[cast.acme.pk, post.pk]), {"name": "Kim", "title": "Head of works"})
    post.contact.refresh_from_db()
    assert (post.contact.name, post.contact.placeholder) == ("Kim", False)


def test_warnings_stand_on_the_picture_in_words(cast: Cast) -> None:
    kim, boss = post_of("Kim", cast.acme), post_of("Boss", cast.beta)
    Affiliation.objects.filter(pk=kim.pk).update(reports_to=boss)
    ours = Colleague.objects.get(user=cast.nora)
    actions.cover(by=cast.anna, at=timezone.now(), post=kim, colleague=ours, assessed=Strength.ADVISER)
    Colleague.objects.filter(pk=ours.pk).update(left_on=timezone.localdate() - timedelta(days=1))
    anna = browser(cast.anna)
    text = page(anna, "account-map", cast.acme.pk, person=kim.pk)
    for words in ("↗ reports elsewhere", "somebody at another account", "opinion and evidence disagree", ">left"):
        assert words in text
    assert "left on" in page(anna, "account-map", cast.acme.pk, colleague=ours.pk)


def test_a_circle_that_stands_in_the_database_is_shown_and_flagged(cast: Cast) -> None:
    kim, lee = post_of("Kim", cast.acme), post_of("Lee", cast.acme)
    Affiliation.objects.filter(pk=kim.pk).update(reports_to=lee)
    Affiliation.objects.filter(pk=lee.pk).update(reports_to=kim)
    text = page(browser(cast.anna), "account-map", cast.acme.pk, person=kim.pk)
    assert "↻ in a circle" in text
    assert "in a circle</span>" in text.partition('id="panel"')[2]


def test_folding_is_stated_and_turned_at_once(cast: Cast) -> None:
    for number in range(61):
        post_of(f"Kim {number}", cast.acme, department=("Works", "Board")[number % 2])
    anna = browser(cast.anna)
    assert "61 people; above 60 the departments begin folded." in page(anna, "account-map", cast.acme.pk)
    assert 'aria-expanded="false" role="button"' not in page(anna, "account-map", cast.acme.pk, fold="none")
    assert 'aria-expanded="true" role="button"' not in page(anna, "account-map", cast.acme.pk, fold="all", q="Kim")


@pytest.mark.parametrize("query", [{}, {"person": "1"}, {"colleague": "1"}, {"view": "matrix"}])
def test_the_page_asks_at_most_fifteen_times(cast: Cast, query: dict[str, str]) -> None:
    posts = [post_of(f"Kim {number}", cast.acme, department=f"D{number % 3}") for number in range(12)]
    ours = Colleague.objects.get(user=cast.anna)
    for post in posts:
        actions.cover(by=cast.anna, at=timezone.now(), post=post, colleague=ours, assessed=Strength.KNOWN)
    known = {"person": posts[0].pk, "colleague": ours.pk}
    anna = browser(cast.anna)
    with CaptureQueriesContext(connection) as asked:
        answer = anna.get(
            reverse("account-map", args=[cast.acme.pk]), {name: known.get(name, value) for name, value in query.items()}
        )
    assert answer.status_code == 200
    assert len(asked) <= 15


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"from": "yesterday"}, "“yesterday” is no day; a day reads like 2026-05-31."),
        ({"to": "2026-02-31"}, "“2026-02-31” is no day"),
        ({"to": "2999-01-01"}, "is still to come; today is shown."),
        ({"from": "2999-01-01", "to": "2026-01-01"}, "is still to come"),
    ],
)
def test_a_day_that_is_none_is_said(cast: Cast, query: dict[str, str], words: str) -> None:
    post_of("Kim", cast.acme)
    assert words in page(browser(cast.anna), "account-then", cast.acme.pk, **query)


def test_a_large_map_folds_what_did_not_change(cast: Cast) -> None:
    for number in range(61):
        post_of(f"Kim {number}", cast.acme, department=("Works", "Board")[number % 2])
    at, anna = timezone.now(), browser(cast.anna)
    actions.remember(at=at - timedelta(days=5), account=cast.acme)
    post_of("Lee", cast.acme, department="Board")
    text = page(anna, "account-then", cast.acme.pk)
    assert "departments in which nothing changed are folded" in text
    assert ("Kim 1<" in text, "Kim 2<" in text) == (True, False)
    assert "Kim 2<" in page(anna, "account-then", cast.acme.pk, whole="")
