"""Lists of contacts and accounts: the same rows for each reader, in an order the database need not make."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from innercircle.access.models import User
from innercircle.directory.models import Affiliation, Contact
from innercircle.directory.queries import account_list, contact_list
from tests import cast as standing
from tests.cast import Cast

GONE = date(2026, 3, 31)


def listed(user: User, sort: str = "name", **chosen: str) -> list[str]:
    return [row.name for row in contact_list(user, words="", sort=sort, chosen=chosen)]


@pytest.fixture
def people(cast: Cast) -> dict[str, Contact]:
    """One who works at Acme, one who left it, one who left Acme for Gamma, one with two posts, and two of one name."""
    found = {
        "ann": standing.contact("ann", cast.acme),
        "Bob": standing.contact("Bob", cast.acme, until=GONE),
        "Cem": standing.contact("Cem", cast.acme, until=GONE),
        "Dia": standing.contact("Dia", cast.acme),
    }
    Affiliation.objects.create(contact=found["Cem"], account=cast.gamma, level="board")
    Affiliation.objects.create(contact=found["Dia"], account=cast.acme, level="board", until=GONE)
    for name, account in (("Ann", cast.acme), ("Nowhere", None)):
        found[name] = Contact.objects.create(name=name)
        if account:
            Affiliation.objects.create(contact=found[name], account=account)
    return found


def test_names_turn_with_everything_that_decides_between_them(cast: Cast, people: dict[str, Contact]) -> None:
    assert listed(cast.eve) == ["ann", "Ann", "Bob", "Cem", "Dia"]
    assert listed(cast.eve, "-name") == ["Dia", "Cem", "Bob", "Ann", "ann"]


def test_who_works_there_still_hangs_on_the_posts_one_sees(cast: Cast, people: dict[str, Contact]) -> None:
    assert listed(cast.eve, state="here") == ["ann", "Ann", "Cem", "Dia"]
    assert listed(cast.eve, state="left") == ["Bob"]
    assert listed(cast.anna, state="here") == ["ann", "Ann", "Dia"]
    assert listed(cast.anna, state="left") == ["Bob", "Cem"]  # Gamma is nothing Anna sees
    assert listed(cast.stranger, state="left") == []


def test_the_level_is_that_of_the_last_post_one_sees(cast: Cast, people: dict[str, Contact]) -> None:
    assert listed(cast.eve, level="board") == ["Cem"]  # Dia sat on a board before
    assert listed(cast.anna, level="board") == []
    assert listed(cast.anna, level="none") == ["ann", "Ann", "Bob", "Cem", "Dia"]


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_a_page_of_names_is_read_in_order_and_never_sorted(cast: Cast, sort: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # of a handful of rows it would rather read all
            cursor.execute("SET LOCAL enable_sort = off")
    contacts = contact_list(cast.eve, words="", sort=sort, chosen={})[:50].explain()
    accounts = account_list(cast.eve, words="", sort=sort, chosen={}, year=2026)[:50].explain()
    assert ("contact_by_name" in contacts, "account_by_name" in accounts) == (True, True)
    assert "TEMP B-TREE" not in contacts + accounts.split("CORRELATED")[0]
