"""The map reads who sat with whom as narrow rows in one pass: it says what the stored facts say by the definition."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest

from innercircle.calendars.meetings import Because
from innercircle.calendars.models import Attendance
from innercircle.calendars.rules import Mode
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.hours.actions import set_attendance
from innercircle.hours.models import MODE_CODES, Fact
from innercircle.hours.rules import Policy, Side
from innercircle.maps import queries
from innercircle.maps.rules.evidence import Asked, Evidence, Together, evidence_of
from tests.cast import Cast
from tests.hours.desk import ABSENT, CONFIRMED, NOW, PRESUMED, colleague, meet, person

Pairs = dict[tuple[int, int], Evidence]


def _place(fact: Fact) -> tuple[int, int]:
    return fact.meeting_id, fact.month


def by_the_facts(account: Account) -> Pairs:
    """Every pair's evidence from the facts, each looked at by itself; who asked is who organised it."""
    codes = [code for code, mode in enumerate(MODE_CODES) if mode in Policy.SEEN.modes]
    rows = list(Fact.objects.filter(account=account, mode__in=codes, start__lte=NOW.timestamp()))
    asked = {each.meeting_id: Asked.THEIRS if each.contact_id else Asked.OURS
             for each in Attendance.objects.filter(because=Because.ORGANIZER)}  # fmt: skip
    groups: dict[tuple[int, int], list[Together]] = defaultdict(list)
    for one, other in product(rows, rows):
        if (one.side, other.side) == (Side.CLIENT, Side.OURS) and _place(one) == _place(other):
            who = asked.get(one.meeting_id, Asked.UNKNOWN)
            sat = Together(one.person, other.person, one.meeting_id, one.start, one.end, who)
            groups[one.person, other.person].append(sat)
    return {pair: evidence_of(group, int(NOW.timestamp())) for pair, group in groups.items()}


def on_the_map(account: Account) -> Pairs:
    """What the map's lines say."""
    found = queries.map_of(account, NOW)
    contacts = {each.post: each.contact for each in found.people}
    return {(contacts[line.post], line.colleague): line.evidence for line in found.lines if line.evidence.last}


def same(account: Account, pairs: int) -> None:
    """Both say the same of so many pairs; the weight up to rounding."""
    shown, expected = on_the_map(account), by_the_facts(account)
    assert shown.keys() == expected.keys()
    assert len(shown) == pairs
    for pair, evidence in shown.items():
        assert evidence.weight == pytest.approx(expected[pair].weight)
        assert replace(evidence, weight=0) == replace(expected[pair], weight=0)


def busy(cast: Cast) -> tuple[Contact, Contact, Colleague, Colleague]:
    """Overlaps, a meeting over a month's end, a call, what is to come, and somebody of another account."""
    kim, lee = person("Kim", cast.acme), person("Lee", cast.acme)
    gil, anna, ben = person("Gil", cast.gamma), colleague(cast.anna), colleague(cast.ben)
    for day in ("2023-12-05", "2025-11-21", "2025-11-24", "2026-08-24", "2026-09-28", "2026-10-20"):
        meet(f"{day} 10:00", 1.5, {kim: CONFIRMED, lee: PRESUMED}, {anna: CONFIRMED})
    meet("2026-10-20 11:00", 2, {kim: CONFIRMED, gil: CONFIRMED}, {anna: CONFIRMED, ben: CONFIRMED})
    meet("2026-10-31 23:00", 4, {lee: CONFIRMED}, {ben: CONFIRMED})
    meet("2026-11-03 10:00", 1, {kim: CONFIRMED}, {ben: CONFIRMED}, source_mode=Mode.PHONE)
    meet("2026-11-30 10:00", 1, {kim: CONFIRMED}, {ben: CONFIRMED})
    return kim, lee, anna, ben


def test_the_map_says_what_the_facts_say(cast: Cast) -> None:
    kim, _lee, anna, _ben = busy(cast)
    last = Attendance.objects.filter(contact=kim, meeting__start__lt=NOW.timestamp()).order_by("-meeting__start")
    last.filter(pk=last[1].pk).update(because=Because.ORGANIZER)
    same(cast.acme, 4)
    assert on_the_map(cast.acme)[kim.pk, anna.pk].theirs == 1
    same(cast.gamma, 2)


def test_it_does_so_after_a_correction_and_after_a_meeting_went(cast: Cast) -> None:
    kim, lee, anna, ben = busy(cast)
    before = on_the_map(cast.acme)[lee.pk, anna.pk]
    sat = Attendance.objects.filter(contact=lee, meeting__attendances__colleague=anna).order_by("-meeting__start")
    set_attendance(by=None, at=NOW, attendance=sat[0], state=ABSENT)
    same(cast.acme, 4)
    assert on_the_map(cast.acme)[lee.pk, anna.pk].meetings == before.meetings - 1
    Attendance.objects.filter(contact=lee, meeting__attendances__colleague=ben)[0].meeting.delete()
    same(cast.acme, 3)
    assert (kim.pk, ben.pk) in on_the_map(cast.acme)


def test_the_meetings_it_keeps_are_those_of_a_year(cast: Cast) -> None:
    busy(cast)
    found = queries.map_of(cast.acme, NOW).together
    year = NOW.timestamp() - 365 * 86_400
    assert len(found) == len({(row.contact, row.colleague, row.meeting, row.start) for row in found}) == 12
    assert all(row.start >= year for row in found)
