"""Client seconds by month for areas above: equal to what the rows of months say."""

from __future__ import annotations

from innercircle.hours import queries
from innercircle.hours.queries.clients import client_months
from innercircle.hours.rules import Policy
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING
from tests.cast import Cast
from tests.hours.desk import CONFIRMED, NOW, PRESUMED, colleague, meet, person

FIRST, LAST = Month(2026, 5), Month(2026, 11)


def test_it_says_what_the_rows_say(cast: Cast) -> None:
    kim, lee = person("Kim", cast.acme), person("Lee", cast.beta)
    ours = {colleague(cast.anna): CONFIRMED}
    meet("2026-03-03 10:00", 1, {lee: CONFIRMED}, ours)  # known since before the first month asked for
    meet("2026-06-03 10:00", 2, {kim: CONFIRMED}, ours)
    meet("2026-08-03 10:00", 1, {kim: PRESUMED}, ours)
    keys = [cast.acme.pk, cast.beta.pk, cast.gamma.pk]
    for policy in Policy:
        rows = queries.month_rows(cast.adam, FIRST, LAST, NOW, policy=policy)
        told = {(row.account, row.month): row.figures.client for row in rows}
        found = client_months(keys, FIRST, LAST, policy)
        assert {(key, month): each for key, months in found.items() for month, each in months.items()} == told
    assert found[cast.beta.pk] == dict.fromkeys(found[cast.beta.pk], NOTHING)
    assert cast.gamma.pk not in found
