"""The six steps of many accounts, told from few rows, are those of their whole maps and plans."""

from __future__ import annotations

from innercircle.directory.models import Affiliation
from innercircle.maps import actions as maps
from innercircle.maps.queries import map_of
from innercircle.plans import actions, queries
from tests.cast import Cast
from tests.maps.desk import post, role
from tests.plans.desk_db import NOW, day, goal


def test_the_steps_of_many_accounts_are_those_of_their_whole_maps(cast: Cast) -> None:
    """Read are only people of whom something was said; nobody who matters is missed, and nobody else matters."""
    kim, lee, max_, mia, sam, tom = (post(name, cast.acme) for name in ("Kim", "Lee", "Max", "Mia", "Sam", "Tom"))
    for each in (kim, max_, sam):
        role(cast.anna, each, "budget")
    maps.set_standing(by=cast.anna, at=NOW, post=lee, values={"influence": 5})
    Affiliation.objects.filter(pk=max_.pk).update(until=day(-1))  # left yesterday
    Affiliation.objects.filter(pk=mia.pk).update(until=day(-30))  # moved on, and back in another post
    again = Affiliation.objects.create(contact=mia.contact, account=cast.acme, since=day(-29))
    role(cast.anna, again, "budget")
    Affiliation.objects.create(contact=sam.contact, account=cast.acme)  # of two posts the first says who decides
    actions.set_priority(by=cast.anna, at=NOW, account=cast.acme, contact=sam.contact, matters=False)
    actions.set_priority(by=cast.anna, at=NOW, account=cast.acme, contact=tom.contact, matters=True)
    goal(cast.anna, cast.acme, contact=kim.contact)
    whole = queries.six_steps(cast.acme, map_of(cast.acme, NOW), NOW)
    found = queries.six_steps_of([cast.acme.pk, cast.beta.pk], NOW)[cast.acme.pk]
    assert found[3:] == whole[3:]
    assert (found[3].done, found[3].of) == (1, 4)  # Kim; and Lee, Mia, Tom without a goal
    assert [(each.share, each.done, each.of, each.roles) for each in found[:3]] == [
        (each.share, each.done, each.of, each.roles) for each in whole[:3]
    ]
