"""What an account's pages cost, however much lies behind them; and what they answer to impossible words."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innercircle.calendars.models import Meeting
from innercircle.directory.models import Affiliation, Contact
from innercircle.hours.models import Interruption
from innercircle.hours.queries.values import PortfolioRow
from innercircle.hours.rules import Policy, Running, Verdict
from innercircle.hours.rules.words import InterruptionKind
from innercircle.kit.month import Month
from innercircle.kit.spread import Spread
from innercircle.maps.models import Coverage
from innercircle.plans.models import Activity, Goal
from innercircle.web.hours.account import MOST_SETTLING
from innercircle.web.hours.frame import query_of
from innercircle.web.hours.lines import lines
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, PRESUMED, colleague, meet, person
from tests.maps.desk import post, role
from tests.plans.asset.test_brought_db import topic, work
from tests.plans.desk_db import NOW, goal, initiative, step

MOST_QUERIES, MOST_BYTES = 15, 60_000
MONTH = timezone.now().date().replace(day=1) - timedelta(1)  # the last finished one
BEFORE = MONTH.replace(day=1) - timedelta(1)


@pytest.fixture
def kim(cast: Cast) -> Contact:
    return person("Kim", cast.acme, department="Finance", level="c_level")


@pytest.fixture
def open_month(cast: Cast, kim: Contact) -> Cast:
    """Sixty meetings in the last month of which many are presumed, so that its verdict is open."""
    ours = {colleague(cast.anna): CONFIRMED}
    for number in range(60):
        state = PRESUMED if number % 2 else CONFIRMED
        meet(f"{MONTH:%Y-%m}-{number // 3 + 1:02} {8 + number % 3:02}:00", 0.5, {kim: state}, ours, title=f"M{number}")
    meet(f"{BEFORE:%Y-%m}-10 08:00", 18, {kim: CONFIRMED}, ours)
    return cast


def browser(cast: Cast) -> Client:
    """Anna, logged in."""
    client = Client()
    client.force_login(cast.anna)
    return client


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("account", ()),
        ("account-hours", ()),
        ("account-month", (f"{MONTH:%Y-%m}",)),
        ("account-meetings", ()),
        ("account-words", ()),
        ("account-closes", ()),
        ("account-close", (f"{MONTH:%Y-%m}",)),
    ],
)
def test_an_account_s_page_takes_few_queries_and_bytes(open_month: Cast, name: str, keys: tuple[str, ...]) -> None:
    client, address = browser(open_month), reverse(name, args=[open_month.acme.pk, *keys])
    client.get(address)  # compiles the templates
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    sent = [each["sql"] for each in caught if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert answer.status_code == 200
    assert len(answer.content) <= 60_000
    assert len(sent) <= MOST_QUERIES, "\n".join(sent)


@pytest.fixture
def busy(open_month: Cast) -> Cast:
    """The account with as much on every page as a busy one has: a map, a plan, words, work and what it brought."""
    anna, acme, ours = open_month.anna, open_month.acme, [colleague(open_month.anna), colleague(open_month.dora)]
    posts = [post(f"Person {number}", acme, department=f"Department {number % 5}") for number in range(20)]
    rows = [Coverage(affiliation=each, colleague=who, assessed=3, assessed_on=BEFORE) for each in posts for who in ours]
    Coverage.objects.bulk_create(rows)
    role(anna, posts[0], "budget")
    for number, each in enumerate(posts[:5]):
        aim = goal(anna, acme, f"Goal {number}", contact=each.contact)
        way = initiative(anna, acme, aim, title=f"Way {number}")
        for part in range(5):
            title = f"Work through plan {number}.{part} with their planners"
            step(anna, acme, title, initiative=way, participants=[each.contact])
    for number in range(4):
        work(anna, acme, f"Study {number}")
        topic(anna, acme, ours[0], topic=f"Topic {number}")
    gone = post("Gone", acme)
    goal(anna, acme, "For somebody who left", contact=gone.contact)
    Affiliation.objects.filter(pk=gone.pk).update(until=BEFORE - timedelta(1_000))
    Interruption.objects.bulk_create(
        Interruption(account=acme, meeting=row, kind=InterruptionKind.CANCELLED, start=row.start, noticed_at=NOW)
        for row in Meeting.objects.all()[:60]
    )
    return open_month


PAGES = (
    *("account", "account-hours", "account-meetings", "account-words", "account-closes", "account-map"),
    *("account-map-beside", "account-then", "account-who-knows", "account-tables", "account-analysis"),
    *("account-steps", "account-plan", "account-plan-board", "account-plan-timeline", "account-plan-findings"),
    *("account-plan-page", "account-asset", "account-dependence", "account-document"),
)
FORMS = (
    *("account-edit", "account-team", "account-years", "contact-add", "meeting-add", "engagement-add"),
    *("plan-goal-add", "plan-initiative-add", "plan-activity-add"),
)
VIEWS = (
    *("/", "/?q=a", "/?verdict=developing", "/?policy=in-person", "/portfolio/steps/", "/portfolio/steps/?sort=step-1"),
    *(f"/?sort={order}" for order in ("needed", "verdict", "-streak", "-revenue", "manager", "hours", "name")),
)


@pytest.mark.parametrize("who", ["anna", "nora", "eve"])
def test_every_page_of_a_busy_account_takes_few_queries_and_bytes(busy: Cast, who: str) -> None:
    """The account manager, a manager of the team and an executive; every page beside the others, for each has them."""
    client = Client()
    client.force_login(getattr(busy, who))
    addresses = [*(reverse(name, args=[busy.acme.pk]) for name in PAGES), *VIEWS]
    sent = {address: _queries(client, address) for address in addresses}
    assert {address: len(each) for address, each in sent.items() if len(each) > MOST_QUERIES} == {}


@pytest.mark.parametrize("who", ["anna", "nora", "eve"])
def test_a_row_s_own_page_takes_few_queries_and_bytes(busy: Cast, who: str) -> None:
    """A goal and a step with their forms, somebody on the map; for one who changes them and for one who reads.

    A goal and a step take one query more: the whole plan is linted for them, and what their forms offer comes on top.
    """
    client, acme = Client(), busy.acme
    client.force_login(getattr(busy, who))
    aim, part = (model.objects.filter(account=acme).order_by("pk")[0].pk for model in (Goal, Activity))
    somebody = Affiliation.objects.filter(account=acme).order_by("pk")[0].pk
    addresses = [
        reverse("plan-goal", args=[acme.pk, aim]),
        reverse("plan-activity", args=[acme.pk, part]),
        f"{reverse('account-map', args=[acme.pk])}?person={somebody}",
        *(reverse(name, args=[acme.pk]) for name in (FORMS if who != "eve" else ())),
    ]
    sent = {address: _queries(client, address) for address in addresses}
    most = {address: MOST_QUERIES + ("/plan/" in address and "/add/" not in address) for address in addresses}
    assert {address: len(each) for address, each in sent.items() if len(each) > most[address]} == {}


def test_fifty_accounts_fit_a_page_under_the_strict_policy() -> None:
    """Long names in a large firm; the rest of the portfolio's page has less than thirteen kilobytes."""
    rows = [_row(number) for number in range(1_000, 1_050)]
    drawn = lines(rows, query_of(Policy.IN_PERSON))
    assert drawn.count("?policy=in-person") == 150
    assert len(drawn.encode()) <= MOST_BYTES - 13_000


def _row(number: int) -> PortfolioRow:
    some, more = Spread(36_900, 36_900), Spread(123_300, 123_300)
    return PortfolioRow(
        account=number, name=f"Northern Bearing Works {number}", segment="could_become", manager="Somebody Longname",
        team="North", parent=None, month=Month(2026, 10), client=more, before=some, verdict=Verdict.NOT_DEVELOPING,
        streak=None, unconfirmed=0, closed=False, amended=False, bars=(some, more) * 6 + (some,),
        running=Running(so_far=some, booked=some, to_beat=more, needed=some), revenue=Decimal(1_700_000),
        currency="EUR", revenue_share=0.02,
    )  # fmt: skip


def _queries(client: Client, address: str) -> list[str]:
    """The statements of a page whose templates are compiled and whose bytes are within the limit."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(answer.content) <= MOST_BYTES
    return [each["sql"] for each in caught if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_long_lists_of_words_come_in_parts_and_flags_lead_into_them(busy: Cast) -> None:
    address = reverse("account-words", args=[busy.acme.pk])
    text = browser(busy).get(address).content.decode()
    assert "1–50 of 60" in text
    assert text.count('id="interruption-') == 50
    second = browser(busy).get(address, {"interruptions": 2}).content.decode()
    assert second.count('id="interruption-') == 10


def test_a_long_close_asks_fifty_at_a_time(open_month: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innercircle.web.hours.closing.PAGE_SIZE", 10)
    address = reverse("account-close", args=[open_month.acme.pk, f"{MONTH:%Y-%m}"])
    text = browser(open_month).get(address).content.decode()
    assert text.count("<li data-question") == 10
    assert "20 more follow as these are answered." in text


def test_an_open_month_names_the_meetings_it_hangs_on(open_month: Cast) -> None:
    text = browser(open_month).get(reverse("account-hours", args=[open_month.acme.pk])).content.decode()
    assert "settling" in text
    assert ">M1<" in text
    assert f">+{24 - MOST_SETTLING}<" in text  # 24 of the thirty would have to be struck


def test_long_months_come_in_parts(open_month: Cast) -> None:
    client, acme = browser(open_month), open_month.acme.pk
    address = reverse("account-month", args=[acme, f"{MONTH:%Y-%m}"])
    first, second = (client.get(address, {"page": page, "policy": "seen"}).content.decode() for page in (1, 2))
    assert "1–50 of 60" in first
    assert "?policy=seen&amp;page=2" in first
    assert "51–60 of 60" in second
    assert "M0<" in first
    assert "M59<" in second
    listed = client.get(reverse("account-meetings", args=[acme]), {"page": "x"}).content.decode()
    assert "1–50 of 61" in listed


def test_who_interrupted_is_one_of_two_or_nobody(cast: Cast, kim: Contact) -> None:
    row = meet("2026-10-01 10:00", 1, {kim: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    kind = InterruptionKind.CANCELLED
    found = Interruption.objects.create(
        account=cast.acme, meeting=row, kind=kind, start=row.start, noticed_at=timezone.now()
    )
    address = reverse("interruption", args=[cast.acme.pk, found.pk])
    client = browser(cast)
    assert client.post(address, {"who": "somebody"}).status_code == 422
    found.refresh_from_db()
    assert found.by_client_by_hand is None
    client.post(address, {"who": "ours"})
    found.refresh_from_db()
    assert found.by_client_by_hand is False


def test_fewer_than_no_years_are_refused(cast: Cast) -> None:
    client, address = Client(), reverse("account-years", args=[cast.acme.pk])
    client.force_login(cast.nora)
    cast.acme.years.create(year=2025, revenue=5)
    answer = client.post(address, {"form-TOTAL_FORMS": "-1", "form-INITIAL_FORMS": "0"})
    assert answer.status_code == 422
    assert "The form is damaged" in answer.content.decode()
    assert cast.acme.years.count() == 1


def test_every_tile_of_the_hours_opens_where_its_rows_stand(open_month: Cast) -> None:
    client = browser(open_month)
    page = client.get(reverse("account-hours", args=[open_month.acme.pk])).content.decode()
    links = re.findall(r'<a class="figure-tile[^"]*" href="(/[^"#]+)#([^"]+)"', page)
    assert links
    for address, place in links:
        assert f'id="{place}"' in client.get(address.replace("&amp;", "&")).content.decode(), place
