"""Run `./start demo` as a newcomer would, with an empty home: read address and log-ins, log in as each, stop it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300  # seconds until the address is printed and answers
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PASSWORD = re.compile(r"password of every log-in is (\S+)")
PERSON = re.compile(r"^ .*?(\S+@\S+)", re.MULTILINE)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def main() -> None:
    """Run all of it; end with a sentence where something is not as promised."""
    with tempfile.TemporaryDirectory(prefix="innercircle-demo-") as name:
        log, began = Path(name) / "said", time.monotonic()
        demo = start(Path(name), log)
        try:
            said = wait_for(demo, log, lambda: ADDRESS.search(log.read_text()) is not None)
            address = ADDRESS.findall(said)[0]
            wait_for(demo, log, lambda: answers(f"{address}/auth/login/"))
            print(f"First answer after {time.monotonic() - began:.0f} s at {address}")
            log_everybody_in(address, said)
        finally:
            stop(demo)
    print("The demo firm was built, served, logged into and stopped.")


def start(home: Path, log: Path) -> subprocess.Popen[bytes]:
    """`./start demo` with nothing of this machine's installation in its environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("INNERCIRCLE", "DATABASE"))}
    command = [str(ROOT / "start"), "demo"]
    environment = kept | {"HOME": str(home), "INNERCIRCLE_HOME": str(home / "var")}
    with log.open("w") as said:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment, start_new_session=True
        )


def wait_for(demo: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool]) -> str:
    """What the demo has said, as soon as it is `ready`; ends this run when it never is."""
    until = time.monotonic() + PATIENCE
    while not ready():
        if demo.poll() is not None or time.monotonic() > until:
            sys.exit(f"./start demo did not come up (status {demo.poll()}). It said:\n{log.read_text()}")
        time.sleep(0.5)
    return log.read_text()


def answers(address: str) -> bool:
    """Whether the page at `address` can be had."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def log_everybody_in(address: str, said: str) -> None:
    """Log in with each printed log-in and see the start page; ends this run at the first that fails."""
    password = PASSWORD.findall(said)
    people = PERSON.findall(said)
    if not password or not people:
        sys.exit(f"The log-ins were not printed:\n{said}")
    for person in people:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        form = browser.open(f"{address}/auth/login/", timeout=30).read().decode()
        fields = {"login": person, "password": password[0], "csrfmiddlewaretoken": TOKEN.findall(form)[0]}
        body = urllib.parse.urlencode(fields).encode()
        page = browser.open(f"{address}/auth/login/", body, timeout=30)
        if "/auth/" in page.url:
            sys.exit(f"{person} could not log in")
        print(f"{person} sees {page.url}: {page.status}, {len(page.read())} bytes")


def stop(demo: subprocess.Popen[bytes]) -> None:
    """Ctrl-C, as a person would; nothing of it may be left running."""
    if demo.poll() is None:
        os.killpg(demo.pid, signal.SIGINT)
    demo.wait(60)


if __name__ == "__main__":
    main()
