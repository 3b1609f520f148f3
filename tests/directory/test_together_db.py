"""Several questions in one statement: the same rows as one by one, on either database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, Max, OuterRef, TextField
from django.db.models.functions import Cast as As

from innercircle.access.models import User
from innercircle.directory.models import Account, AccountYear, Affiliation, Contact
from innercircle.directory.queries import day_of, moment_of, together
from tests.cast import Cast


def test_each_question_gets_its_own_rows(cast: Cast, django_assert_num_queries: object) -> None:
    AccountYear.objects.create(account=cast.acme, year=2025, revenue=Decimal("12.50"))
    manager = cast.acme.account_manager_id
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = together({
            "accounts": (Account.objects.filter(pk=cast.acme.pk), ("pk", "name", "account_manager", "parent")),
            "years": (AccountYear.objects.all(), ("account__name", As("revenue", TextField()))),
            "nobody": (Account.objects.filter(pk__in=[]), ("pk",)),
            "none": (Account.objects.filter(name="nowhere"), ("pk",)),
        })  # fmt: skip
    assert found["accounts"] == [[cast.acme.pk, "Acme", manager, None]]
    ((name, revenue),) = found["years"]
    assert (name, Decimal(revenue)) == ("Acme", Decimal("12.50"))
    assert found["nobody"] == found["none"] == []


def test_groups_truth_days_and_moments(cast: Cast) -> None:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    User.objects.filter(pk=cast.anna.pk).update(last_login=at)
    contact = cast.acme.affiliations.create(contact_id=_contact(), since=date(2026, 1, 2)).contact_id
    rows = Affiliation.objects.filter(contact=contact).order_by("since").values("account")
    known = Exists(Account.objects.filter(pk=OuterRef("pk"), name="Acme"))
    found = together({
        "grouped": (rows.annotate(number=Count("pk"), last=Max("since")), ("account", "number", "last")),
        "known": (Account.objects.filter(pk__in=[cast.acme.pk, cast.beta.pk]).annotate(known=known), ("name", "known")),
        "seen": (User.objects.filter(pk=cast.anna.pk), ("last_login",)),
    })  # fmt: skip
    ((account, number, last),) = found["grouped"]
    assert (account, number, day_of(last)) == (cast.acme.pk, 1, date(2026, 1, 2))
    assert {name: bool(known) for name, known in found["known"]} == {"Acme": True, "Beta": False}
    assert moment_of(found["seen"][0][0]) == at
    assert (day_of(None), moment_of(None)) == (None, None)


def test_one_question_is_asked_as_well(cast: Cast) -> None:
    assert together({"one": (Account.objects.filter(pk=cast.acme.pk), ("name",))}) == {"one": [["Acme"]]}


def _contact() -> int:
    return Contact.objects.create(name="Kim").pk
