"""The golden cases through the database give the figures they give without it."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from innercircle.directory.models import (
    Account,
    AccountDomain,
    Affiliation,
    Colleague,
    ColleagueEmail,
    Contact,
    ContactEmail,
)
from innercircle.hours.models import AccountMonth
from innercircle.hours.rules import Policy, hours
from innercircle.kit.month import Month
from tests.calendars.desk import done, load

CASES = sorted((Path(__file__).parents[1] / "golden" / "hours").iterdir())


def rows(place: Path) -> list[dict[str, str]]:
    with place.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(case: Path) -> None:
    for row in rows(case / "accounts.csv"):
        parent = Account.objects.filter(name=row.get("parent") or "-").first()
        account = Account.objects.create(name=row["name"], time_zone=row["time_zone"] or "UTC", parent=parent)
        for domain in row["domains"].split(";"):
            AccountDomain.objects.create(account=account, domain=domain.strip())
    for row in rows(case / "contacts.csv"):
        contact = Contact.objects.create(name=row["name"])
        ContactEmail.objects.create(contact=contact, address=row["email"])
        Affiliation.objects.create(contact=contact, account=Account.objects.get(name=row["account"]))
    for row in rows(case / "colleagues.csv"):
        ColleagueEmail.objects.create(colleague=Colleague.objects.create(name=row["name"]), address=row["email"])


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_figures(case: Path) -> None:
    fill(case)
    at = datetime.fromisoformat((case / "as-of.txt").read_text().strip()).replace(tzinfo=UTC)
    for place in sorted((case / "calendars").rglob("*.ics")):
        done(load(place.read_bytes(), None, name=place.name, at=at))
    found = {
        (row.account.name, str(Month.from_index(row.month))): (hours(row.low), hours(row.high), hours(row.ours))
        for row in AccountMonth.objects.filter(policy=Policy.SEEN, high__gt=0)
    }
    expected = {
        (row["account"], row["month"]): (float(row["low_hours"]), float(row["high_hours"]), float(row["our_hours"]))
        for row in rows(case / "expected.csv")
        if float(row["high_hours"])
    }
    assert found == expected
