"""What an account's pages cost, however much lies behind them; and what they answer to impossible words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innercircle.directory.models import Contact
from innercircle.hours.models import Interruption
from innercircle.hours.rules.words import InterruptionKind
from innercircle.web.hours.account import MOST_SETTLING
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, PRESUMED, colleague, meet, person

MOST_QUERIES = 15
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
