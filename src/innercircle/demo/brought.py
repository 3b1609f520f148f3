"""What the clients of the demo firm gave us to do over four years, how strength grew, what we know of their affairs.

Everything by the areas' own actions, relative to the day of building.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from innercircle.access.models import User
from innercircle.demo.firm import clients, rows, staff
from innercircle.directory.models import Account, Affiliation, Colleague, Contact
from innercircle.maps.actions import cover
from innercircle.maps.rules.levels import Strength
from innercircle.plans.actions import dependence, engagements

_ANSWERS = {"yes": True, "no": False, "": None}
Row = dict[str, str]


def tell_early_strength(at: datetime) -> None:
    """What was thought of the lines in years past; before the maps are drawn, so that the latest word counts."""
    for row in rows("strength"):
        account = Account.objects.get(name=row["account"])
        cover(
            by=None,
            at=at - timedelta(days=int(row["days"])),
            post=Affiliation.objects.get(account=account, contact=_contact(row, row["person"])),
            colleague=_colleague(row["colleague"]),
            assessed=Strength(int(row["level"])),
        )


def tell_what_it_brought(at: datetime) -> None:
    """Engagements, topics of knowledge with their handing over, and the transparency log."""
    for row in rows("engagements"):
        _engagement(at, row)
    for row in rows("topics"):
        _topic(at, row)
    for row in rows("shared"):
        by = User.objects.get(colleague=_colleague(row["by"]))
        dependence.share(
            by=by, at=at, account=_account(row), on=_ago(at, row["days"]), what=row["what"],
            contact=_contact(row, row["person"]), with_words=row["words"],
        )  # fmt: skip


def _engagement(at: datetime, row: Row) -> None:
    values = {
        "name": row["name"],
        "kind": row["kind"],
        "start": (at + timedelta(days=int(row["start"]))).date(),
        "end": (at + timedelta(days=int(row["end"]))).date() if row["end"] else None,
        "value": Decimal(row["value"]) if row["value"] else None,
        "currency": row["currency"],
        "uncontested": _ANSWERS[row["uncontested"]],
        "unasked": _ANSWERS[row["unasked"]],
        "sponsor": _contact(row, row["sponsor"]),
    }
    engagements.add_engagement(by=None, at=at, account=_account(row), values=values)


def _topic(at: datetime, row: Row) -> None:
    values = {
        "topic": row["topic"],
        "holder": _colleague(row["holder"]),
        "second": _colleague(row["second"]) if row["second"] else None,
        "since": _ago(at, row["since"]),
    }
    topic = dependence.add_topic(by=None, at=at, account=_account(row), values=values)
    if row["handed"]:
        dependence.hand_over(
            by=None, at=at, topic=topic, on=_ago(at, row["handed"]), to=_contact(row, row["to"]), words=row["words"]
        )


def _account(row: Row) -> Account:
    return Account.objects.get(name=row["account"])


def _contact(row: Row, place: str) -> Contact | None:
    """The person with this number at the row's account, None for none."""
    if not place:
        return None
    client = next(each for each in clients() if each.name == row["account"])
    return Contact.objects.get(emails__address=staff(client)[int(place)].email)


def _colleague(key: str) -> Colleague:
    return Colleague.objects.get(emails__address__startswith=f"{key}@")


def _ago(at: datetime, days: str) -> date:
    return (at - timedelta(days=int(days))).date()
