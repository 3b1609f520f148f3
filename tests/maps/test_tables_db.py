"""Every table of a map: what it holds, as which file, and to whom it is given."""

from __future__ import annotations

import csv
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from innercircle.access.models import AuditEvent
from innercircle.directory.models import Account
from innercircle.maps import actions, queries
from innercircle.maps.rules.findings import Matter
from innercircle.maps.tables import COVERAGE, What, coverage_table, day_of
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, colleague, epoch, meet
from tests.maps.desk import NOW, draw, post, role
from tests.web.test_maps import browser, page


@pytest.fixture
def acme(cast: Cast) -> Account:
    """One person with everything there is to take away."""
    kim = post("Kim", cast.acme, title="=Buyer", level="board")
    role(cast.anna, kim, "budget", "user")
    draw(cast.anna, kim, cast.anna, 5)
    day = NOW - timedelta(days=20)
    meet(f"{day:%Y-%m-%d} 10:00", 2, {kim.contact: CONFIRMED}, {colleague(cast.anna): CONFIRMED})
    actions.add_value(by=cast.anna, at=NOW, post=kim, kind="help", words="x", day=NOW.date(), source="meeting")
    actions.add_point(by=cast.anna, at=NOW, account=cast.acme, matter=Matter.ISSUE, words="Find out")
    return cast.acme


def taken(cast: Cast, account: Account, what: str) -> list[dict[str, str]]:
    """A table as CSV."""
    address = reverse("account-table", args=[account.pk, what, "csv"])
    return list(csv.DictReader(browser(cast.anna).get(address).content.decode("utf-8-sig").splitlines()))


def test_people_with_roles_and_no_formula(cast: Cast, acme: Account) -> None:
    (row,) = taken(cast, acme, "people")
    assert (row["name"], row["roles"], row["title"], row["level"]) == ("Kim", "budget; user", "'=Buyer", "board")


def test_coverage_with_its_evidence() -> None:
    assert COVERAGE[0] == "covered_by"
    assert (day_of(None), day_of(epoch("2026-05-03 23:59"))) == (None, NOW.date().replace(month=5, day=3))


def test_opinion_and_evidence_stand_side_by_side(cast: Cast, acme: Account) -> None:
    header, rows = coverage_table("Acme", queries.map_of(acme, NOW), int(NOW.timestamp()))
    row = dict(zip(header, rows[0], strict=True))
    assert (row["covered_by"], row["contact"], row["assessed"], row["assessed by"]) == ("Anna", "Kim", 5, "Anna")
    assert (row["meetings 365 days"], row["hours 90 days"], row["evidenced level"]) == (1, 2.0, 1)
    assert row["last met"] == (NOW - timedelta(days=20)).date()
    assert row["disagree"] is False


@pytest.mark.parametrize(
    ("what", "columns"),
    [
        ("values", {"contact": "Kim", "kind": "help", "words": "x"}),
        ("points", {"matter": "issue", "words": "Find out", "done": ""}),
        ("findings", {"key": "role-missing:gatekeeper", "detail": "Gatekeeper"}),
        ("steps", {"step": "2", "missing roles": "gatekeeper", "state": "1 of 1; nobody is Gatekeeper"}),
    ],
)
def test_the_other_tables(cast: Cast, acme: Account, what: str, columns: dict[str, str]) -> None:
    rows = taken(cast, acme, what)
    assert any(columns.items() <= row.items() for row in rows), rows


@pytest.mark.parametrize("what", What)
def test_every_table_as_every_file_with_its_line_in_the_audit(cast: Cast, acme: Account, what: What) -> None:
    anna = browser(cast.anna)
    for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("json", b"[")):
        answer = anna.get(reverse("account-table", args=[acme.pk, what.value, kind]))
        assert answer.content.startswith(begins)
        assert f".{kind}" in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(action="export").count() == 3


def test_json_holds_the_cells_as_they_are(cast: Cast, acme: Account) -> None:
    answer = browser(cast.anna).get(reverse("account-table", args=[acme.pk, "people", "json"]))
    (row,) = json.loads(answer.content)
    assert (row["title"], row["influence"], row["placeholder"]) == ("=Buyer", None, False)


def test_the_page_names_them_all(cast: Cast, acme: Account) -> None:
    text = page(browser(cast.anna), "account-tables", acme.pk)
    for what in What:
        assert reverse("account-table", args=[acme.pk, what.value, "xlsx"]) in text


@pytest.mark.parametrize(("what", "kind"), [("people", "doc"), ("nothing", "csv")])
def test_no_other_table_and_no_other_file(cast: Cast, acme: Account, what: str, kind: str) -> None:
    assert browser(cast.anna).get(reverse("account-table", args=[acme.pk, what, kind])).status_code == 404


def test_a_stranger_finds_none(cast: Cast, acme: Account) -> None:
    for name, keys in (("account-tables", [acme.pk]), ("account-table", [acme.pk, "people", "csv"])):
        assert browser(cast.cara).get(reverse(name, args=keys)).status_code == 404
