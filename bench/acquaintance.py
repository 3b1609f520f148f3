"""Who knows whom over 100,000 evidenced pairs: asked of the database, beside a shortest path over the whole graph.

`python -m bench.acquaintance` builds a firm in a database of its own, removes that again, asks for twenty contacts
both ways, stops where an answer differs, and prints queries, time and ratio. The peer is networkx: Dijkstra over the
same ties, the cost of a tie being one over its hours; a path through two introducers is kept out by two layers of
contacts.
`--accounts 20` does the same in seconds; `--json` prints the ratios as `python -m bench` reads them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby, permutations
from typing import TypeVar

import django
import networkx as nx

from bench.clearing import cleared
from bench.ratios import Ratio

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from innercircle.access.models import User  # noqa: E402
from innercircle.access.rules import Role  # noqa: E402
from innercircle.calendars.models import Meeting  # noqa: E402
from innercircle.directory.models import Account, Affiliation, Colleague, Contact  # noqa: E402
from innercircle.hours.models import Fact  # noqa: E402
from innercircle.hours.rules import Side  # noqa: E402
from innercircle.kit.month import Month  # noqa: E402
from innercircle.maps.queries import who_knows  # noqa: E402
from innercircle.maps.rules.evidence import DAY, HOUR, LEAST, Together, evidence_by_pair  # noqa: E402

CONTACTS, OURS, MEETINGS, SEATS = 20, 10, 70, 3  # of each account; seats of each side
Made = TypeVar("Made")
COLLEAGUES, MOVED, ASKED, BEST = 300, 10, 20, 10
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def main() -> None:
    """Build, ask both ways, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.acquaintance")
    parser.add_argument("--accounts", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    try:
        user = firm(asked.accounts, random.Random(11))
        rows, words = measure(user, random.Random(12))
    finally:
        shutil.rmtree(os.environ["INNERCIRCLE_HOME"], ignore_errors=True)
    print(json.dumps([asdict(row) for row in rows]) if asked.json else "\n".join(words))


def measure(user: User, dice: random.Random) -> tuple[list[Ratio], list[str]]:
    """Twenty contacts both ways: the ratios, and the same in words."""
    asked = dice.sample(list(Contact.objects.values_list("pk", flat=True)), ASKED)
    who_knows(user, asked[0], AT)  # whatever is loaded once
    with CaptureQueriesContext(connection) as queries:
        ours, took = timed(lambda: [answer(user, each) for each in asked])
    graph, loading = timed(whole_graph)
    peer, searching = timed(lambda: [shortest(graph, each) for each in asked])
    for contact, mine, theirs in zip(asked, ours, peer, strict=True):
        if not same(mine, theirs):
            raise SystemExit(f"bench: contact {contact}: {mine} here, {theirs} by networkx")
    pairs = sum(one[0] == "asked" and other[0] == "ours" for one, other in graph.edges)
    each = took / ASKED
    loaded, anew = searching / ASKED / each, (loading + searching / ASKED) / each
    bench = f"who knows whom, {pairs:,} evidenced pairs"
    return [
        Ratio(bench, "asked of the database", "networkx, the graph loaded for it", "time", anew, anew, anew),
        Ratio(bench, "asked of the database", "networkx, the graph in memory", "time", loaded, loaded, loaded),
    ], [
        f"{pairs:,} evidenced pairs; {ASKED} contacts, the {BEST} strongest ways of each: the same by both",
        f"asked of the database: {len(queries) / ASKED:.0f} queries, {each * 1000:.1f} ms a contact",
        f"networkx: {loading:.1f} s to load the graph, {searching / ASKED * 1000:.1f} ms a contact once it is loaded",
        f"ratio: {anew:.0f} with loading, {loaded:.2f} without",
    ]


def answer(user: User, contact: int) -> list[tuple[int, float]]:
    """Our answer: colleagues with the hours of their strongest way."""
    return [(way.path.colleague, way.path.weight) for way in who_knows(user, contact, AT, best=BEST)]


def same(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> bool:
    """Equal weights in the same places; who stands where two weigh the same may differ."""
    return [round(weight, 6) for _, weight in one] == [round(weight, 6) for _, weight in other]


def shortest(graph: nx.DiGraph, contact: int) -> list[tuple[int, float]]:
    """The peer's answer."""
    reached = nx.single_source_dijkstra_path_length(graph, ("asked", contact), weight="cost")
    found = [(node[1], 1 / cost) for node, cost in reached.items() if node[0] == "ours" and 1 / cost >= LEAST]
    return sorted(found, key=lambda pair: -pair[1])[:BEST]


def whole_graph() -> nx.DiGraph:
    """Every tie of the firm, in two layers of contacts."""
    graph = nx.DiGraph()
    now = int(AT.timestamp())
    ours, theirs = [], []
    for rows in meetings():
        clients = [row for row in rows if row[1] == Side.CLIENT.value]
        ours += [Together(row[2], one[2], row[0], row[3], row[4]) for row in clients for one in rows if one[1] == 1]
        theirs += [Together(one[2], two[2], one[0], one[3], one[4]) for one, two in permutations(clients, 2)]
    for (contact, colleague), found in evidence_by_pair(ours, now).items():
        for layer in ("asked", "via"):
            graph.add_edge((layer, contact), ("ours", colleague), cost=1 / found.weight)
    for (contact, other), found in evidence_by_pair(theirs, now).items():
        if found.weight >= LEAST:
            graph.add_edge(("asked", contact), ("via", other), cost=1 / found.weight)
    return graph


def meetings() -> Iterator[list[tuple[int, int, int, int, int]]]:
    """The facts of each meeting."""
    rows = Fact.objects.order_by("meeting").values_list("meeting", "side", "person", "start", "end").iterator(5_000)
    for _, group in groupby(rows, key=lambda row: row[0]):
        yield list(group)


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """What it gives, and how many seconds that took."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def firm(count: int, dice: random.Random) -> User:
    """Accounts, people, meetings of two years; every tenth contact came from another account."""
    user = User.objects.create(email="bench@ours.example", name="Bench", role=Role.ADMINISTRATOR)
    ours = Colleague.objects.bulk_create(Colleague(name=f"Ours {each}") for each in range(COLLEAGUES))
    accounts = Account.objects.bulk_create(Account(name=f"Account {each}") for each in range(count))
    contacts = Contact.objects.bulk_create(Contact(name=f"Person {each}") for each in range(count * CONTACTS))
    people = {account.pk: contacts[place::count] for place, account in enumerate(accounts)}
    Affiliation.objects.bulk_create(
        Affiliation(contact=each, account_id=account) for account, there in people.items() for each in there
    )
    for there in people.values():  # where every tenth worked before
        before = dice.choice(accounts).pk
        moved = [each for each in there[::MOVED] if each not in people[before]]
        Affiliation.objects.bulk_create(
            Affiliation(contact=each, account_id=before, until=AT.date().replace(year=2025)) for each in moved
        )
        people[before] = [*people[before], *moved]
    for account, there in people.items():
        seats(account, [each.pk for each in there], [each.pk for each in dice.sample(ours, OURS)], dice)
    return user


def seats(account: int, theirs: list[int], ours: list[int], dice: random.Random) -> None:
    """Meetings of an account and who sat there."""
    began = [int(AT.timestamp()) - dice.randrange(1, 730) * DAY for _ in range(MEETINGS)]
    rows = Meeting.objects.bulk_create(
        Meeting(uid=f"{account}-{place}", start=start, end=start + dice.randint(1, 6) * HOUR // 2)
        for place, start in enumerate(began)
    )
    Fact.objects.bulk_create(
        Fact(account_id=account, month=Month.at(row.start, UTC).index, side=side, person=person, meeting=row,
             start=row.start, end=row.end, confirmed=True, mode=0)
        for row in rows
        for side, people in ((Side.CLIENT.value, theirs), (Side.OURS.value, ours))
        for person in dice.sample(people, SEATS)
    )  # fmt: skip


if __name__ == "__main__":
    with cleared():
        main()
