"""Pages of the asset and of dependence: what they show, what they change, and how a fault is said."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from innercircle.directory.models import Colleague
from innercircle.kit.quarter import Quarter
from innercircle.maps import actions as maps
from innercircle.maps.rules.levels import Strength
from innercircle.plans.actions import dependence, engagements
from innercircle.plans.models import Engagement, KnowledgeTopic, TransparencyEntry
from innercircle.plans.queries.points import Picture, Point
from innercircle.plans.rules.asset import spearman
from innercircle.web.asset.drawing import Dot, scatter
from tests.cast import Cast, contact
from tests.web.test_maps import browser, page, post_of

WORK = {"name": "Study", "kind": "Audit", "start": "2026-01-05", "value": "1200.50", "uncontested": "yes"}


def post(client: Client, place: str, /, *keys: int, **sent: object) -> str:
    """Send a form and read the page it leads to."""
    return client.post(reverse(place, args=keys), sent, follow=True).content.decode()


def test_an_empty_account_says_what_to_do_next(cast: Cast) -> None:
    text = page(browser(cast.anna), "account-asset", cast.acme.pk)
    for words in ("Nothing is known of this asset yet", "Add an engagement", reverse("calendars")):
        assert words in text
    assert "Add an engagement" not in page(browser(cast.eve), "account-asset", cast.acme.pk)


def test_an_engagement_is_added_mended_and_taken_away(cast: Cast) -> None:
    anna, acme = browser(cast.anna), cast.acme.pk
    kim = contact("Kim", cast.acme)
    text = post(anna, "engagement-add", acme, **WORK, sponsor=kim.pk)
    for words in ("“Study” was added", "€1,200", "for Kim", "not known"):
        assert words in text
    row = Engagement.objects.get()
    assert (row.uncontested, row.unasked, row.currency) == (True, None, "EUR")
    assert 'name="version" value="1"' in page(anna, "engagement", acme, row.pk)
    assert "Saved." in post(anna, "engagement", acme, row.pk, **WORK | {"name": "Better"}, version=1)
    assert "changed “Better” while you were editing it" in post(anna, "engagement", acme, row.pk, **WORK, version=1)
    assert "taken away" in post(anna, "engagement-delete", acme, row.pk)
    assert not Engagement.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"end": "2025-01-01"}, "The end lies before the start."),
        ({"start": "1066-10-14"}, "Choose a day between"),
        ({"name": ""}, "This field is required."),
        ({"value": "-5"}, "greater than or equal to 0"),
        ({"currency": "€€"}, "A currency has three letters"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, wrong: dict[str, str], words: str
) -> None:
    answer = browser(cast.anna).post(reverse("engagement-add", args=[cast.acme.pk]), WORK | wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert 'value="Audit"' in text


def known(cast: Cast, quarters: int) -> None:
    """So many quarters in which strength and engagements grow."""
    kim, at = post_of("Kim", cast.acme), timezone.now()
    ours = Colleague.objects.get(user=cast.anna)
    for back in range(quarters, 0, -1):
        early = at - timedelta(days=91 * back)
        level = Strength(min(5, (quarters - back) // 2 + 1))
        maps.cover(by=cast.anna, at=early, post=kim, colleague=ours, assessed=level)
        for number in range(quarters - back + 1):
            values = {"name": f"Work {number}", "kind": "Study", "start": early.date(), "end": early.date()}
            engagements.add_engagement(by=cast.anna, at=at, account=cast.acme, values=values | {"value": 100})


def test_every_bar_and_every_correlation_opens_to_its_rows(cast: Cast) -> None:
    known(cast, 11)
    anna, acme = browser(cast.anna), cast.acme.pk
    text = page(anna, "account-asset", acme, cause="strength", effect="engagements", lag="0")
    last = Quarter.of_day(timezone.now().date()).plus(-1)
    assert text.count(f'href="{last}/"') >= 4  # beside this page
    assert urljoin(reverse("account-asset", args=[acme]), f"{last}/") == reverse(
        "account-asset-quarter", args=[acme, last]
    )
    assert "They tend to go together" in text
    assert "beyond the ±" in text
    assert 'href="?cause=strength&amp;effect=revenue&amp;lag=2#pairs"' in text
    assert "too few" in page(anna, "account-asset", acme, cause="hours")
    assert "no variation" in page(anna, "account-asset", acme, cause="strength", effect="kinds", lag="0")
    rows = anna.get(reverse("account-asset-quarter", args=[acme, last])).content.decode()
    for words in ("Kim", "Weight times level", "in this quarter", "€100"):
        assert words in rows


@pytest.mark.parametrize("query", [{"cause": "x", "effect": "y", "lag": "9"}, {"lag": "-1"}, {"lag": "²"}])
def test_an_impossible_choice_is_chosen_for_the_reader(cast: Cast, query: dict[str, str]) -> None:
    known(cast, 2)
    assert "Client hours and Engagements begun, 1 quarter later" in page(
        browser(cast.anna), "account-asset", cast.acme.pk, **query
    )
    assert browser(cast.anna).get(reverse("asset"), query).status_code == 200


@pytest.mark.parametrize("quarter", ["2026-Q5", "x", "1990-Q1", "9998-Q4"])
def test_what_is_no_quarter_is_not_found(cast: Cast, quarter: str) -> None:
    known(cast, 2)
    client = browser(cast.anna)
    assert client.get(reverse("account-asset-quarter", args=[cast.acme.pk, quarter])).status_code == 404


def test_a_file_is_taken_whole_or_its_faults_are_told(cast: Cast) -> None:
    anna, address = browser(cast.anna), reverse("engagement-import", args=[cast.acme.pk])

    def sent(text: str, name: str = "work.csv") -> str:
        file = SimpleUploadedFile(name, text.encode())
        return anna.post(address, {"file": file}, follow=True).content.decode()

    head = "name,kind,start,end,value\n"
    text = sent(f"{head}A,Study,2026-01-05,,\nB,Study,soon,,much\n")
    assert "Nothing was stored" in text
    assert "Line 3, column start: “soon” is no date" in text
    assert not Engagement.objects.exists()
    assert "Line 2: The end lies before the start." in sent(f"{head}A,Study,2026-01-05,2025-01-01,\n")
    assert "The first line must name these columns: kind, start." in sent("name\nA\n")
    assert "holds no engagement" in sent(head)
    assert "is empty" in sent(" ")
    assert "2 engagements were added." in sent(f"{head}A,Study,2026-01-05,,5\nB,Study,05.02.2026,,\n")
    given = anna.get(reverse("engagement-export", args=[cast.acme.pk, "csv"])).content.decode("utf-8-sig")
    assert given.splitlines()[0] == "name,kind,start,end,value,currency,uncontested,unasked"
    Engagement.objects.all().delete()
    assert "2 engagements were added." in sent(given)


def test_knowledge_is_added_handed_over_and_taken_back(cast: Cast) -> None:
    dora, acme = browser(cast.dora), cast.acme.pk
    kim, ours = contact("Kim", cast.acme), Colleague.objects.get(user=cast.dora)
    assert "Nothing written down yet" in page(dora, "account-dependence", acme)
    text = post(dora, "topic-add", acme, topic="Their plan", holder=ours.pk, since="2026-01-05")
    assert "held by one of us alone" in text
    row = KnowledgeTopic.objects.get()
    text = post(dora, "topic-hand-over", acme, row.pk, on="2026-02-05", to=kim.pk, words="Folder")
    assert "held by one of us alone" not in text
    assert "Kim, Folder" in text
    assert "never handed over" in post(dora, "topic-hand-over", acme, row.pk, take_back="1")
    assert "To whom: Say to whom" in post(dora, "topic-hand-over", acme, row.pk, on="2026-02-05")
    second = Colleague.objects.get(user=cast.anna)
    sent = {"topic": "Their plan", "holder": ours.pk, "second": second.pk, "since": "2026-01-05"}
    assert "Dora, Anna" in post(dora, "topic", acme, row.pk, **sent)
    assert "this is who holds it" in post(dora, "topic", acme, row.pk, **sent | {"second": ours.pk})
    assert "No topic" in page(browser(cast.anna), "dependence", q="nothing")
    assert "Their plan" in page(browser(cast.anna), "dependence", holder=ours.pk)
    post(browser(cast.anna), "topic-delete", acme, row.pk)
    assert not KnowledgeTopic.objects.exists()


def test_the_log_is_written_and_taken_along(cast: Cast) -> None:
    anna, acme = browser(cast.anna), cast.acme.pk
    text = post(anna, "share-add", acme, on="2026-02-05", what="Our margin", with_words="Everybody")
    assert "Our margin" in text
    assert "With whom: Say with whom" in post(anna, "share-add", acme, on="2026-02-05", what="x")
    given = anna.get(reverse("share-export", args=[acme, "csv"])).content.decode("utf-8-sig")
    assert "2026-02-05,Our margin,,Everybody,Anna" in given
    row = TransparencyEntry.objects.get()
    assert reverse("share-delete", args=[acme, row.pk]) not in page(browser(cast.dora), "account-dependence", acme)
    post(anna, "share-delete", acme, row.pk)
    assert not TransparencyEntry.objects.exists()


def test_executives_are_offered_no_button(cast: Cast) -> None:
    at, anna = timezone.now(), Colleague.objects.get(user=cast.anna)
    values = {"topic": "Their plan", "holder": anna, "since": at.date()}
    dependence.add_topic(by=cast.anna, at=at, account=cast.acme, values=values)
    text = page(browser(cast.eve), "account-dependence", cast.acme.pk)
    assert "Their plan" in text
    assert "Hand over" not in text
    assert "Add a topic" not in text


def test_over_all_accounts_each_is_a_point(cast: Cast) -> None:
    assert "No account to compare yet" in page(browser(cast.anna), "asset")
    known(cast, 9)
    text = page(browser(cast.anna), "asset", cause="strength", effect="revenue", lag="1")
    for words in ("1 account. Across", "accounts are left out", 'class="dot"', "There is 1 pair"):
        assert words in text.replace("account is left out", "accounts are left out")
    assert "Acme" not in page(browser(cast.cara), "asset", cause="strength")
    given = browser(cast.anna).get(reverse("asset-export", args=["csv"])).content.decode("utf-8-sig")
    assert given.startswith("Account,Quarter,Over")
    assert "Acme," in given
    assert browser(cast.anna).get(reverse("asset-export", args=["pdf"])).status_code == 404


def test_pages_ask_few_queries(cast: Cast, django_assert_max_num_queries: object) -> None:
    known(cast, 6)
    anna = browser(cast.anna)
    assert callable(django_assert_max_num_queries)
    for name, keys, most in (
        ("account-asset", [cast.acme.pk], 15), ("asset", [], 12), ("dependence", [], 9),
        ("account-asset-quarter", [cast.acme.pk, "2026-Q3"], 20),
    ):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert anna.get(reverse(name, args=keys)).status_code == 200


def test_german_says_it_in_german(cast: Cast) -> None:
    known(cast, 3)
    client = browser(cast.anna)
    client.post(reverse("choose-language"), {"language": "de"})
    for name, keys in (("account-asset", [cast.acme.pk]), ("account-dependence", [cast.acme.pk]), ("asset", [])):
        text = client.get(reverse(name, args=keys), headers={"accept-language": "de"}).content.decode()
        assert 'lang="de"' in text


def test_of_many_accounts_a_page_links_fifty_and_draws_all() -> None:
    dots = [Dot(1.0, 1.0, "A", "A: 1", "/a/")]
    others = [(float(number % 7), float(number % 3)) for number in range(5_000)]
    svg = scatter(dots, title="T", key="k", across=("X", str), up=("Y", str), others=others)
    assert svg.count("<a ") == 1
    assert svg.count("h0") == 21  # each place once
    assert len(svg) < 5_000
    assert 'class="others"' not in scatter(dots, title="T", key="k", across=("X", str), up=("Y", str))


def test_the_firm_s_asset_comes_in_parts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    every = tuple(Point(number, f"Client {number:03}", "EUR", 1.0 + number, 2.0) for number in range(1, 61))
    whole = Picture(Quarter(2025, 4), Quarter(2025, 4), every, 3, spearman([(1.0, 2.0)]))
    monkeypatch.setattr("innercircle.web.asset.firm.picture", lambda *_parts: whole)
    first, second = page(browser(cast.adam), "asset"), page(browser(cast.adam), "asset", page="2")
    for text, here, there in ((first, "Client 001", "Client 060"), (second, "Client 060", "Client 001")):
        assert (here in text, there in text, "60 accounts." in text) == (True, False, True)
        assert "pale ones stand on the list" in text
    assert "1–50 of 60" in first
