"""A hundred people at work on the real server, over loopback: how long they wait, alone and beside long work.

    python -m bench.load                     # 5,000 accounts, 50,000 contacts, about 3,000,000 attendances
    python -m bench.load --small             # seconds: for correctness only
    DATABASE_URL=postgres://... python -m bench.load --home FOLDER

Each user opens a page, thinks about five seconds and opens the next; one time in ten they write (a target, an answer
about who came). The first phase is theirs alone; in the second an import of a calendar, an import of contacts and a
backup run beside them. Bounded in users and seconds, and it speaks only to this machine. The firm is built once, into
a folder outside the repository, and used again. Any answer but 200 or 302 is an error, and an error fails the run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.family import spent
from bench.lock import LockWatch, kept_waiting, logs
from bench.ratios import DisagreementError, Ratio, ratio

MOST_USERS, MOST_SECONDS = 400, 1_800
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WRITES = 0.1  # of what users do
WEIGHTS = {
    "portfolio": 30,
    "hours": 25,
    "overview": 10,
    "month": 10,
    "meetings": 8,
    "map": 7,
    "contacts": 5,
    "accounts": 5,
}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
ATTENDANCE = re.compile(rb'name="attendance" value="(\d+)"')
LIMITS = {"alone": (0.3, 0.8), "beside long work": (None, 2.0)}  # seconds, p95 and p99 (THREATS.md, L1 and L2)
LONGEST_LOCK = 1.5
PATIENCE = 300  # seconds for the server to start, on a machine that others use too


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything."""

    accounts: int = 5_000
    attendances: int = 3_000_000
    users: int = 100
    seconds: float = 60.0
    think: float = 5.0  # seconds between two pages of a user, on the average
    entries: int = 20_000
    contacts: int = 200_000


SMALL = Scale(accounts=40, attendances=1_500, users=8, seconds=5.0, think=0.5, entries=200, contacts=200)


@dataclass(slots=True)
class Seen:
    """What happened: seconds by kind of page, and everything that should not have."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, wrong: str = "") -> None:
        """One answer."""
        with self.lock:
            self.took[kind].append(seconds)
            if wrong:
                self.errors.append(f"{kind}: {wrong}")


class User(threading.Thread):
    """One person with a browser, until it is `enough`."""

    def __init__(
        self, place: int, address: str, reader: dict[str, Any], seen: Seen, enough: threading.Event, think: float
    ) -> None:
        super().__init__(daemon=True)
        self.draw, self.reader, self.seen, self.enough, self.think = random.Random(place), reader, seen, enough, think
        parts = urlsplit(address)
        if parts.hostname not in LOOPBACK:
            raise DisagreementError(f"{address} is not this machine; the load test speaks to nobody else.")
        self.connection = HTTPConnection(parts.hostname, parts.port or 80, timeout=60)
        self.cookies = {"sessionid": reader["session"]}

    def run(self) -> None:
        """Open, think, open."""
        wait = self.draw.uniform(0, self.think)
        while not self.enough.wait(wait):
            if self.reader["writes"] and self.draw.random() < WRITES:
                self.write()
            else:
                self.open(self.draw.choices(list(WEIGHTS), list(WEIGHTS.values()))[0])
            wait = self.draw.uniform(0.5, 1.5) * self.think
        self.connection.close()

    def open(self, kind: str) -> bytes:
        """One page of that kind."""
        account = self.draw.choice(self.reader["accounts"])
        addresses = {
            "portfolio": "/",
            "hours": f"/accounts/{account}/hours/",
            "overview": f"/accounts/{account}/",
            "month": f"/accounts/{account}/hours/{_month(-1)}/",
            "meetings": f"/accounts/{account}/meetings/",
            "map": f"/accounts/{account}/map/",
            "contacts": "/contacts/",
            "accounts": "/accounts/",
        }
        return self.ask(kind, "GET", addresses[kind])

    def write(self) -> None:
        """A target for the next month, or an answer about who came."""
        if self.draw.random() < 0.5 or not self.reader["meetings"]:
            account = self.draw.choice(self.reader["accounts"])
            page = self.ask("hours", "GET", f"/accounts/{account}/hours/")
            address = f"/accounts/{account}/hours/{_month(1)}/target/"
            self.post("write: target", page, address, hours=str(self.draw.randint(1, 40)))
            return
        account, meeting = self.draw.choice(self.reader["meetings"])
        page = self.ask("meeting", "GET", f"/accounts/{account}/meetings/{meeting}/")
        attendances = ATTENDANCE.findall(page)
        if attendances:
            state = self.draw.choice(("confirmed", "absent"))
            address = f"/accounts/{account}/meetings/{meeting}/state/"
            self.post("write: who came", page, address, attendance=attendances[0].decode(), state=state)

    def post(self, kind: str, page: bytes, address: str, **values: str) -> None:
        """Send a form with the token of the page it stands on."""
        token = TOKEN.search(page)
        if token is None:
            self.seen.note(kind, 0.0, f"no form on the page before {address}")
            return
        self.ask(kind, "POST", address, urlencode({"csrfmiddlewaretoken": token[1].decode(), **values}))

    def ask(self, kind: str, method: str, address: str, body: str | None = None) -> bytes:
        """One request on the connection that stays open; one that the server closed meanwhile is opened again."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        for fresh in (False, True):
            try:
                self.connection.request(method, address, body, headers)
                answer = self.connection.getresponse()
                page = answer.read()
                break
            except (OSError, HTTPException) as fault:
                self.connection.close()
                if fresh or method == "POST":
                    self.seen.note(kind, time.monotonic() - began, f"{address}: {fault!r}")
                    return b""
        self._keep(answer.headers.get_all("Set-Cookie") or [])
        wrong = "" if answer.status in {200, 302} else f"{address} answered {answer.status}"
        self.seen.note(kind, time.monotonic() - began, wrong)
        return page

    def _keep(self, cookies: list[str]) -> None:
        for each in cookies:
            name, _, rest = each.partition("=")
            self.cookies[name] = rest.partition(";")[0]


def _month(away: int) -> str:
    """The month so many after (or before) this one, as addresses name it."""
    year, month = time.gmtime()[:2]
    index = year * 12 + month - 1 + away
    return f"{index // 12}-{index % 12 + 1:02}"


def build(home: Path, scale: Scale) -> None:
    """Fill the folder with the firm, unless it was filled before."""
    mark = home / f"built-{scale.accounts}-{scale.attendances}"
    if mark.exists():
        return
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    per = max(2, 50_000 // 5_000)
    sizes = {"--accounts": scale.accounts, "--contacts": per, "--attendances": scale.attendances}
    print("Building the firm ...", file=sys.stderr, flush=True)
    _site(home, "bench.build_firm", *(str(word) for pair in sizes.items() for word in pair))
    mark.touch()


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INNERCIRCLE")}
    return kept | {"INNERCIRCLE_HOME": str(home), "INNERCIRCLE_HTTPS": "no", "PYTHONUNBUFFERED": "1"}


def _site(home: Path, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=_environment(home), capture_output=True, text=True, check=False)
    if done.returncode:
        raise DisagreementError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def served(home: Path) -> Iterator[tuple[str, int]]:
    """The real server with two processes for pages and one for jobs: its address and its process id."""
    said = home / "server.log"
    with said.open("w") as out:
        command = [sys.executable, "-m", "innercircle", "serve", "--workers", "2", "--port", str(_free_port())]
        process = subprocess.Popen(command, env=_environment(home), stdout=out, stderr=out, start_new_session=True)
    try:
        for _ in range(PATIENCE * 10):
            found = re.search(r"http://[\d.]+:\d+", said.read_text())
            if found or process.poll() is not None:
                break
            time.sleep(0.1)
        if found is None:
            raise DisagreementError(f"The server did not start:\n{said.read_text()}")
        yield found[0], process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def long_work(home: Path, scale: Scale) -> dict[str, subprocess.Popen[str]]:
    """Start the imports and the backup beside the users."""
    folder = Path(tempfile.mkdtemp(prefix="innercircle-load-", dir=home))
    entries = folder / "calendar.ics"
    _site(home, "bench.load_site", "calendar", str(entries), str(scale.entries))
    commands = {
        "calendar import": ["innercircle", "calendars", "import", str(entries), "--owner", "person1@ours.example"],
        "import of contacts": ["bench.load_site", "directory", str(scale.contacts)],
    }
    if not os.environ.get("DATABASE_URL"):
        commands["backup"] = ["innercircle", "backup", str(folder)]
    return {name: _started(home, folder / f"{name}.log", command) for name, command in commands.items()}


def _started(home: Path, log: Path, command: list[str]) -> subprocess.Popen[str]:
    with log.open("w") as out:
        return subprocess.Popen(
            [sys.executable, "-m", *command], env=_environment(home), stdout=out, stderr=out, text=True
        )


def phase(
    name: str, address: str, readers: list[dict[str, Any]], home: Path, scale: Scale, server: int
) -> dict[str, Any]:
    """Everybody at work for a while; with long work beside them until it ends, but for the first phase."""
    print(f"{len(readers)} users, {name} ...", file=sys.stderr, flush=True)
    seen, watch, before, logged = Seen(), LockWatch(home), spent(server), logs(home)
    began, enough = time.monotonic(), threading.Event()
    users = [User(place, address, each, seen, enough, scale.think) for place, each in enumerate(readers)]
    for user in users:
        user.start()
    work = long_work(home, scale) if name != "alone" else {}
    ends = {each: process.wait(MOST_SECONDS) for each, process in work.items()}
    time.sleep(max(0.0, scale.seconds - (time.monotonic() - began)))
    enough.set()
    for user in users:
        user.join()
    lock, after = watch.longest(), spent(server)
    failed = [f"{each} ended with {status}" for each, status in ends.items() if status]
    return {
        "phase": name,
        "kinds": {kind: _waits(took) for kind, took in sorted(seen.took.items())},
        "all": _waits([each for took in seen.took.values() for each in took]),
        "errors": seen.errors + failed,
        "longest_lock": lock and lock.taken,
        "lock_held": lock and asdict(lock),
        "kept_waiting": kept_waiting(home, logged),
        "server_cpu": round(after[0] - before[0], 1),
        "jobs_cpu": round(after[1] - before[1], 1),
        "seconds": round(time.monotonic() - began, 1),
        "load_average": round(os.getloadavg()[0], 1),
    }


def _waits(took: list[float]) -> dict[str, float]:
    ordered = sorted(took) or [0.0]
    at = {
        name: ordered[min(len(ordered) - 1, int(part * len(ordered)))]
        for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }
    return {"count": len(took), **{name: round(value, 3) for name, value in at.items()}, "most": round(ordered[-1], 3)}


def measure(scale: Scale, home: Path) -> dict[str, Any]:
    """Both phases on the firm in `home`. Raises `DisagreementError` on any error."""
    if scale.users > MOST_USERS or scale.seconds > MOST_SECONDS:
        raise DisagreementError(f"At most {MOST_USERS} users and {MOST_SECONDS} seconds.")
    build(home, scale)
    with served(home) as (address, server):
        readers = json.loads(_site(home, "bench.load_site", "sessions", str(scale.users)))
        phases = [phase(name, address, readers, home, scale, server) for name in LIMITS]
    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    return {"database": database, "scale": asdict(scale), "phases": phases}


def ratios(found: dict[str, Any]) -> list[Ratio]:
    """What is allowed over what was measured: above one is within the limit."""
    rows = []
    for each in found["phases"]:
        bench = f"{found['scale']['users']} users {each['phase']}, {found['database']}"
        limits = dict(zip(("p95", "p99"), LIMITS[each["phase"]], strict=True))
        pairs = [(f"{name} of a page", each["all"][name], limit) for name, limit in limits.items() if limit]
        if each["longest_lock"] is not None:
            pairs.append(("longest write lock", each["longest_lock"], LONGEST_LOCK))
        rows += [ratio(bench, what, f"{limit} s", "time", [(max(took, 0.001), limit)]) for what, took, limit in pairs]
    return rows


def show(found: dict[str, Any]) -> None:
    """The figures as a table, each phase's waits beside its limits."""
    for each in found["phases"]:
        limits = dict(zip(("p95", "p99"), LIMITS[each["phase"]], strict=True))
        print(
            f"\n{found['database']}, {found['scale']['users']} users, {each['phase']} ({each['seconds']} s, "
            f"load average {each['load_average']}, server {each['server_cpu']} s of CPU, "
            f"{each['jobs_cpu']} s of them background jobs)"
        )
        for kind, waits in [*each["kinds"].items(), ("all", each["all"])]:
            print(f"  {kind:16}" + "".join(f"{name} {value:>8}  " for name, value in waits.items()))
        for name, limit in limits.items():
            if limit:
                print(f"  {name} of all / its limit of {limit} s: {each['all'][name] / limit:.2f}")
        if each["longest_lock"] is not None:
            print(f"  longest write lock / its limit of {LONGEST_LOCK} s: {each['longest_lock'] / LONGEST_LOCK:.2f}")
            print("  the longest that one process held it: {held} s, {by}".format(**each["lock_held"]))
            print(*each["kept_waiting"], sep="\n  ")
        print(f"  errors: {len(each['errors'])}", *each["errors"][:10], sep="\n    ")


def refuse_errors(found: dict[str, Any]) -> None:
    """Raise `DisagreementError` where anything answered with an error."""
    errors = [error for each in found["phases"] for error in each["errors"]]
    if errors:
        raise DisagreementError("\n".join(["There were errors under load:", *errors[:20]]))


def main() -> None:
    """Run, show, write."""
    parser = argparse.ArgumentParser(description="Users at work on the real server, over loopback.")
    parser.add_argument("--small", action="store_true", help="in seconds, for correctness only")
    for each in fields(Scale):
        parser.add_argument(f"--{each.name}", type=float if each.type == "float" else int)
    parser.add_argument("--home", type=Path, help="where the firm lies or is built; outside the repository")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped too
    chosen = asdict(SMALL if asked.small else Scale())
    chosen |= {name: value for name in chosen if (value := getattr(asked, name)) is not None}
    scale = Scale(**chosen)
    place = Path(tempfile.gettempdir()) / f"innercircle-load-{scale.accounts}-{scale.attendances}"
    found = measure(scale, asked.home or place)
    show(found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    refuse_errors(found)


if __name__ == "__main__":
    main()
