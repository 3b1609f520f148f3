"""Several people tie a knot at the same moment: whoever comes last is told, and no circle is stored."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from innercircle.access.models import AuditEvent
from innercircle.directory import actions
from innercircle.directory.models import Account, Affiliation
from innercircle.directory.rules import in_circle
from tests import cast as standing
from tests.cast import contact
from tests.races import at_once, shared_database

__all__ = ["shared_database"]
pytestmark = pytest.mark.usefixtures("shared_database")

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
MANY = 6


def test_reporting_lines_drawn_at_once_make_no_circle() -> None:
    cast = standing.build()
    people = [contact(f"Person {number}", cast.acme).affiliations.get() for number in range(MANY)]

    def report(number: int) -> Affiliation:
        superior = people[(number + 1) % MANY]
        return actions.change_affiliation(
            by=cast.anna, at=AT, affiliation=people[number], version=1, values={"reports_to": superior}
        )

    found = at_once(report)
    (told,) = (each for each in found if not isinstance(each, Affiliation))
    assert isinstance(told, ValidationError)
    assert "reports to the one you are editing" in str(told)
    lines = dict(Affiliation.objects.values_list("pk", "reports_to_id"))
    assert not any(in_circle(lines, post) for post in lines)
    assert AuditEvent.objects.filter(action="directory.contact.post_changed").count() == MANY - 1


def test_parents_said_at_once_make_no_circle() -> None:
    cast = standing.build()
    firms = [standing.account(f"Firm {number}", None, cast.north) for number in range(MANY)]

    def belong(number: int) -> Account:
        parent = firms[(number + 1) % MANY]
        return actions.change_account(by=cast.nora, at=AT, account=firms[number], version=1, values={"parent": parent})

    found = at_once(belong)
    (told,) = (each for each in found if not isinstance(each, Account))
    assert isinstance(told, ValidationError)
    assert "lies below this account already" in str(told)
    parents = dict(Account.objects.values_list("pk", "parent_id"))
    assert not any(in_circle(parents, firm) for firm in parents)
    assert AuditEvent.objects.filter(action="directory.account.changed").count() == MANY - 1
