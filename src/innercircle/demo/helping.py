"""The help catalogue of the demo firm, and what the people of three clients said they need."""

from __future__ import annotations

from datetime import datetime, timedelta

from innercircle.demo.firm import clients, rows, staff
from innercircle.directory.models import Affiliation, Colleague
from innercircle.maps import actions
from innercircle.maps.models import Offer

_RETIRED = "Paper machines of the nineties"  # whoever knew them has left


def fill_the_catalogue(at: datetime) -> None:
    """Entries with their tags and givers, one of them retired."""
    for row in rows("help"):
        givers = [Colleague.objects.get(emails__address__startswith=f"{key}@") for key in row["givers"].split()]
        since = (at - timedelta(days=int(row["days"]))).date()
        values = {name: row[name] for name in ("kind", "name", "gives")}
        offer = actions.add_offer(
            by=None, at=at, values=values | {"tags": row["tags"].split(";"), "since": since}, colleagues=givers
        )
        if offer.name == _RETIRED:
            actions.retire_offer(by=None, at=at, offer=offer, until=(at - timedelta(days=90)).date())
    Offer.objects.update(sample=True)


def tell_needs(at: datetime) -> None:
    """What people try to achieve, struggle with, would count as help."""
    people = {client.name: staff(client) for client in clients()}
    for row in rows("needs"):
        name = people[row["account"]][int(row["person"])].name
        post = Affiliation.objects.select_related("account", "contact").get(
            account__name=row["account"], contact__name=name
        )
        day = (at - timedelta(days=int(row["days"]))).date()
        actions.add_value(
            by=None, at=at, post=post, kind=row["kind"], words=row["words"], day=day, source=row["source"]
        )
