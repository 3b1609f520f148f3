"""Pages over a large firm: SQL queries, bytes and CPU a request, beside a trivial page; and one corrected attendance.

    python -m bench.pages --accounts 5000 --attendances 1000000
    python -m bench.pages --accounts 60 --attendances 3000      # small: for correctness
    python -m bench.pages --home FOLDER                         # an installation that `bench.build_firm` filled
    python -m tests.postgres .venv/bin/python -m bench.pages    # on a PostgreSQL of its own; else that of DATABASE_URL

Each page is told with its SQL queries, its bytes and its CPU, as a ratio to the page that does nothing. On a PostgreSQL
of this machine (Linux) the CPU of its process that serves us counts too and is told; SQLite computes in our own.

Everything happens in one process over Django's test client, in a temporary folder (which is built first), as
an executive who sees every account; the account is the busiest there is. A portfolio that asks more than its queries,
or a correction that moves a figure of another account, fails the run; one with too many bytes is told, not failed:
bytes hang on the lengths of names and figures.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

from bench.clearing import cleared
from bench.ratios import DisagreementError, Ratio, ratio
from innercircle.cli.ready import django_ready

MOST_QUERIES, MOST_BYTES, ROWS = 15, 60_000, 50  # of the portfolio
_BY = ("name", "-needed", "verdict", "-streak", "-revenue", "manager", "hours")
OF_THE_PORTFOLIO = {
    "portfolio": "/",
    **{f"portfolio by {order.lstrip('-')}{', least first' * (order == 'hours')}": f"/?sort={order}" for order in _BY},
    "portfolio, one verdict": "/?verdict=not+developing",
    "portfolio, in person": "/?policy=in-person",
    "portfolio, six steps": "/portfolio/steps/",
}
LISTS = {"accounts": "/accounts/", "contacts": "/contacts/", "months to close": "/closes/", "my steps": "/my-steps/"}
OF_AN_ACCOUNT = (
    *(
        "hours",
        "meetings",
        "closes",
        "words",
        "map",
        "analysis",
        "plan",
        "plan/board",
        "plan/timeline",
        "plan/findings",
    ),
    *("plan/one-page", "asset", "dependence", "document"),
)
WARM = 2  # requests before any counts: templates are compiled, statements prepared
REQUESTS = 5  # to a repetition
OVERRIDES = {
    "ROOT_URLCONF": "bench.trivial",
    "ALLOWED_HOSTS": ["testserver"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


def set_up(home: Path) -> None:
    """Django on an installation in `home` and on the database of DATABASE_URL; nothing else of this machine's."""
    for name in [name for name in os.environ if name.startswith("INNERCIRCLE_")]:
        del os.environ[name]
    os.environ |= {"INNERCIRCLE_HOME": str(home), "INNERCIRCLE_HTTPS": "no"}
    (home / "static").mkdir(exist_ok=True)
    django_ready()
    import_module("django.conf").settings.LANGUAGE_CODE = "en"
    import_module("django.test.utils").override_settings(**OVERRIDES).enable()


@cache
def _backend() -> Path | None:
    """Where Linux tells what PostgreSQL's process for our connection computes; None where nobody tells."""
    connection = import_module("django.db").connection
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}")
    is_there = (told / "schedstat").exists() and (told / "comm").read_text().startswith("postgres")
    return told / "schedstat" if is_there else None


def of_database() -> float:
    """CPU seconds that PostgreSQL has spent on us so far; 0 where it cannot be known."""
    told = _backend()
    return int(told.read_text().split()[0]) / 1e9 if told else 0.0


def cpu(work: Callable[[], object], times: int = 1) -> float:
    """CPU seconds of one run of `work`, the database's with them, the mean of `times`."""
    return sum(parted(work, times))


def parted(work: Callable[[], object], times: int) -> tuple[float, float]:
    """CPU seconds of one run of `work`, ours and the database's, the mean of `times`."""
    began = time.process_time(), of_database()
    for _ in range(times):
        work()
    return (time.process_time() - began[0]) / times, (of_database() - began[1]) / times


def queries(work: Callable[[], object]) -> int:
    """How many SQL statements `work` sends, transactions' begin and end left out."""
    connection = import_module("django.db").connection
    with import_module("django.test.utils").CaptureQueriesContext(connection) as seen:
        work()
    edges = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(1 for each in seen.captured_queries if not each["sql"].startswith(edges))


def executive() -> Any:
    """A browser in which the firm's executive is logged in."""
    browser = import_module("django.test").Client()
    browser.force_login(import_module("innercircle.access.models").User.objects.get(email="executive@ours.example"))
    return browser


def page_addresses() -> dict[str, str]:
    """The views of the portfolio, and the pages of the account with the most attendances."""
    models = import_module("django.db.models")
    attendances = import_module("innercircle.calendars.models").Attendance.objects.exclude(account=None)
    busiest = attendances.values("account").annotate(number=models.Count("pk")).order_by("-number")[0]["account"]
    pages = {f"account {name}": f"/accounts/{busiest}/{name}/" for name in OF_AN_ACCOUNT}
    return {**OF_THE_PORTFOLIO, **LISTS, "account overview": f"/accounts/{busiest}/", **pages}


def pages(size: str, repeat: int) -> tuple[list[Ratio], list[dict[str, Any]]]:
    """Each page's ratio to the trivial one, and what each took."""
    browser, rows, facts = executive(), [], []
    for name, address in page_addresses().items():
        opens = partial(fetched, browser, address)
        idles = partial(fetched, browser, "/bench/nothing/")
        html, sent = opens(), queries(opens)
        cpu(idles, WARM)
        turns = [(cpu(idles, REQUESTS * 4), parted(opens, REQUESTS)) for _ in range(repeat)]
        pairs = [(idle, sum(both)) for idle, both in turns]
        rows.append(ratio(f"pages, {size}", "a trivial Django page", f"{name} page", "CPU", pairs))
        took = {"page": name, "queries": sent, "bytes": len(html), "rows": html.count(b'<tr><th scope="row">')}
        facts.append(took | _milliseconds([both for _, both in turns]))
    return rows, facts


def _milliseconds(turns: list[tuple[float, float]]) -> dict[str, float | None]:
    """The middle of what a page took, and of what part of it was the database's where that can be known."""
    database = round(1000 * median(theirs for _, theirs in turns), 1) if _backend() else None
    return {"cpu_ms": round(1000 * median(map(sum, turns)), 1), "database_ms": database}


def fetched(browser: Any, address: str) -> bytes:
    """The page's bytes. Raises `DisagreementError` when it does not answer with 200."""
    answer = browser.get(address)
    if answer.status_code != 200:
        raise DisagreementError(f"{address} answered {answer.status_code}")
    return bytes(answer.content)


def broken_promises(of_pages: list[dict[str, Any]]) -> list[str]:
    """What views of the portfolio need beyond their limits, in sentences; or that the first was no full page."""
    limits = (("queries", MOST_QUERIES), ("bytes", MOST_BYTES))
    views = [took for took in of_pages if took["page"] in OF_THE_PORTFOLIO]
    found = [
        f"{took['page']}: {took[name]:,} {name}, at most {most:,} promised"
        for took in views
        for name, most in limits
        if took[name] > most
    ]
    first = views[0]
    return found + ([f"portfolio: {first['rows']} rows, a full page has {ROWS}"] if first["rows"] < ROWS else [])


def correction(size: str, repeat: int) -> tuple[list[Ratio], dict[str, Any]]:
    """One presumed attendance confirmed and taken back, against computing the whole firm's figures once."""
    actions = import_module("innercircle.hours.actions")
    state = import_module("innercircle.calendars.meetings").State.CONFIRMED
    row, at = presumed(), datetime.now(UTC)

    def correct(to: object = state) -> None:
        actions.set_attendance(by=None, at=at, attendance=row, state=to)

    before = figures()
    sent = queries(correct)
    moved = only_that_account(before, figures(), row.account_id)
    correct(None)
    only_that_account(before, figures(), row.account_id, moves=False)
    whole = cpu(lambda: actions.rebuild(at=at))
    turns = [((cpu(correct) + cpu(lambda: correct(None))) / 2, whole) for _ in range(max(3, repeat))]
    took = {"queries": sent, "cpu_ms": round(1000 * median(ours for ours, _ in turns), 1), "rows_changed": moved}
    return [ratio(f"correction, {size}", "one attendance corrected", "all figures computed anew", "CPU", turns)], took


def presumed() -> Any:
    """A presumed attendance of a contact that takes part in its account's figures."""
    facts = import_module("innercircle.hours.models").Fact.objects
    table = import_module("innercircle.calendars.models").Attendance
    ours = table.objects.filter(colleague__isnull=False, source_state="confirmed").values("meeting")
    open_ones = table.objects.filter(contact__isnull=False, source_state="presumed", meeting__in=ours)
    return next(row for row in open_ones.order_by("pk") if facts.filter(meeting=row.meeting_id).exists())


def figures() -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Every stored figure by account, policy and month."""
    table = import_module("innercircle.hours.models").AccountMonth
    key = ("account", "policy", "month")
    told = ("low", "high", "ours_low", "ours", "in_person", "meetings", "contacts", "verdict", "streak")
    return {row[: len(key)]: row[len(key) :] for row in table.objects.values_list(*key, *told).iterator()}


def only_that_account(before: dict[Any, Any], after: dict[Any, Any], account: int, *, moves: bool = True) -> int:
    """How many rows moved. Raises `DisagreementError` when one of another account did, or (`moves`) not one at all."""
    moved = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    strangers = [key for key in moved if key[0] != account]
    if strangers or bool(moved) != moves:
        raise DisagreementError(f"a correction for account {account} moved {moved[:5]}")
    return len(moved)


def firm_size() -> str:
    """How large the firm is, in words."""
    accounts = import_module("innercircle.directory.models").Account.objects.count()
    attendances = import_module("innercircle.calendars.models").Attendance.objects.count()
    return f"{accounts:,} accounts, {attendances:,} attendances"


def refuse_filled() -> None:
    """Raise `DisagreementError` where the database holds a firm already: what DATABASE_URL names may be somebody's."""
    if import_module("innercircle.directory.models").Account.objects.exists():
        raise DisagreementError("The database holds a firm already; name an empty one, or its folder with --home.")


def compare(accounts: int, attendances: int, repeat: int, home: Path | None = None) -> dict[str, Any]:
    """Build the firm (unless `home` has one), open its pages, correct an attendance."""
    with tempfile.TemporaryDirectory(prefix="innercircle-bench-") as place:
        set_up(home or Path(place))
        if home is None:
            refuse_filled()
            firm = import_module("bench.firm")
            firm.build(firm.Size(accounts=accounts, attendances=attendances), datetime.now(UTC))
        size, database = firm_size(), import_module("django.db").connection.vendor
        rows, of_pages = pages(size, repeat)
        more, of_correction = correction(size, repeat)
        import_module("django.db").connections.close_all()
    return {
        "ratios": [asdict(row) for row in rows + more],
        "database": database,
        "pages": of_pages,
        "correction": of_correction,
        "broken_promises": broken_promises(of_pages),
    }


def main() -> None:
    """Compare and print as JSON; whatever the product says on the way goes to standard error."""
    parser = argparse.ArgumentParser(description="Pages over a large firm.")
    parser.add_argument("--accounts", type=int, default=500)
    parser.add_argument("--attendances", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--home", type=Path, help="an installation that is there already; it is written to")
    asked = parser.parse_args()
    with redirect_stdout(sys.stderr):
        found = compare(asked.accounts, asked.attendances, asked.repeat, asked.home)
    print(json.dumps(found, indent=2))
    asks = max(took["queries"] for took in found["pages"] if took["page"] in OF_THE_PORTFOLIO)
    if asks > MOST_QUERIES or found["pages"][0]["rows"] < ROWS:
        raise DisagreementError("\n".join(found["broken_promises"]))


if __name__ == "__main__":
    with cleared():
        main()
