"""What browsers do with our pages: ids name one thing, links lead somewhere, dates survive the reader's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import resolve, reverse
from django.utils import translation

from innercircle.directory.queries import dependents
from innercircle.hours.models import Statement, StatementKind
from tests.cast import Cast, contact
from tests.web.walk import as_, post

IDS = re.compile(r'\sid="([^"]+)"')
LINKS = re.compile(r'href="(/[^"#?]*)')
DATES = re.compile(r'type="date"[^>]*?\svalue="([^"]*)"|value="([^"]*)"[^>]*?type="date"')


def shown(cast: Cast, name: str, *, language: str = "en") -> str:
    """The page as Anna reads it."""
    args = [cast.acme.pk] if name.startswith(("account", "meeting")) and name != "accounts" else []
    return as_(cast.anna).get(reverse(name, args=args), headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize("name", ["portfolio", "accounts", "account", "account-hours", "account-words", "meeting-add"])
def test_an_id_names_one_thing(cast: Cast, name: str) -> None:
    contact("Kim", cast.acme)
    found = IDS.findall(shown(cast, name))
    assert len(found) == len(set(found))


@pytest.mark.parametrize("name", ["portfolio", "keys", "account-words", "account-hours", "settings"])
def test_every_link_leads_somewhere(cast: Cast, name: str) -> None:
    links = [link for link in LINKS.findall(shown(cast, name)) if not link.startswith("/static/")]
    assert links
    for link in links:
        resolve(link)


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_date_is_written_as_browsers_read_it(cast: Cast, language: str) -> None:
    dates = [first or second for first, second in DATES.findall(shown(cast, "account-words", language=language))]
    assert len(dates) == 2
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in dates)


@pytest.mark.parametrize(
    "path", ["hours/0001-01/", "close/0001-01/", "hours/9998-12/", "hours/2026-13/", f"meetings/{10**22}/"]
)
def test_an_address_beyond_all_bounds_is_not_there(cast: Cast, path: str) -> None:
    assert as_(cast.anna).get(f"/accounts/{cast.acme.pk}/{path}").status_code == 404


def test_people_with_impossible_ids_are_not_on_offer(cast: Cast) -> None:
    answer = post(cast.anna, "meeting-add", cast.acme.pk, contacts=[10**22], colleagues=[10**22])
    assert answer.status_code in (200, 422)
    assert answer.content.decode().count("is not one of the available choices") == 2


def test_what_keeps_an_account_is_said_in_the_readers_language(cast: Cast) -> None:
    at, kim = datetime(2026, 1, 1, tzinfo=UTC), contact("Kim", cast.acme)
    Statement.objects.create(account=cast.acme, contact=kim, kind=StatementKind.TOO_BUSY, day=at.date(), at=at)
    with translation.override("de"):
        assert "Aussagen" in " ".join(map(str, dependents(cast.acme)))
