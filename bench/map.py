"""The map of an account with 500 contacts, 40 colleagues and 2,000 lines: queries, time to read, time to draw.

`python -m bench.map` builds it in a database of its own, removes that again, and prints a line for each way to look at
it: CPU, the best of three, and how many times the folded page it costs. More than 15 queries on a page fail the run.
The files carry everything open. `--people 40` builds a small one; `--json` prints the ratios for `python -m bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import time
from dataclasses import asdict
from datetime import UTC, datetime

import django

from bench.clearing import cleared
from bench.ratios import Ratio

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from innercircle.access.models import User  # noqa: E402
from innercircle.access.rules import Role  # noqa: E402
from innercircle.directory.models import Account, Affiliation, Colleague, Contact  # noqa: E402
from innercircle.maps.models import Coverage  # noqa: E402

OURS, LINES_EACH, MOST_QUERIES = 40, 4, 15
OK = 200
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.map")
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    try:
        rows, words = _measure(*_firm(asked.people))
    finally:
        shutil.rmtree(os.environ["INNERCIRCLE_HOME"], ignore_errors=True)
    print(json.dumps([asdict(row) for row in rows]) if asked.json else "\n".join(words))


def _measure(account: Account, user: User) -> tuple[list[Ratio], list[str]]:
    bench = f"map, {account.affiliations.count():,} contacts"
    rows, lines = [], []
    client = Client()
    client.force_login(user)
    page = f"/accounts/{account.pk}/map"
    first = 0.0
    for words, address in (
        ("folded", f"{page}/"),
        ("all open", f"{page}/?fold=none"),
        ("matrix", f"{page}/?view=matrix"),
        ("a person open", f"{page}/?person={account.affiliations.all()[0].pk}"),
        *((kind, f"{page}.{kind}?fold=none") for kind in ("svg", "png", "pdf")),
    ):
        took, queries, size = min(_asked(client, address) for _ in range(3))
        if queries > MOST_QUERIES and not address.startswith(f"{page}."):
            raise SystemExit(f"bench: the map, {words}: {queries} queries; at most {MOST_QUERIES} were promised")
        first = first or took
        rows.append(Ratio(bench, "the page, folded", words, "CPU", took / first, took / first, took / first))
        times = f"{took * 1000:.0f} ms, {took / first:.1f} x folded"
        lines.append(f"{words}: {times}, {queries} queries, {size // 1024} kB")
    return rows[1:], lines


def _asked(client: Client, address: str) -> tuple[float, int, int]:
    with CaptureQueriesContext(connection) as asked:
        began = time.process_time()
        answer = client.get(address)
        took = time.process_time() - began
    if answer.status_code != OK:
        raise SystemExit(f"bench: {address} answered {answer.status_code}")
    return took, len(asked), len(answer.content)


def _firm(people: int) -> tuple[Account, User]:
    user = User.objects.create(email="bench@ours.example", name="Bench", role=Role.ADMINISTRATOR)
    account = Account.objects.create(name="Large")
    contacts = Contact.objects.bulk_create(Contact(name=f"Person {each}") for each in range(people))
    posts = Affiliation.objects.bulk_create(
        Affiliation(contact=each, account=account, department=f"D{place % 20}", level="staff")
        for place, each in enumerate(contacts)
    )
    ours = Colleague.objects.bulk_create(Colleague(name=f"Ours {each}") for each in range(OURS))
    pairs = random.Random(3).sample([(post, who) for post in posts for who in ours], people * LINES_EACH)
    Coverage.objects.bulk_create(
        Coverage(affiliation=post, colleague=who, assessed=place % 6, assessed_on=AT.date())
        for place, (post, who) in enumerate(pairs)
    )
    return account, user


if __name__ == "__main__":
    with cleared():
        main()
