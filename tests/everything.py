"""Every test on every database this machine has: what `./start test` runs. Ends with a clear word on what was not run.

INNERCIRCLE_TEST_ALL=yes makes a missing browser or PostgreSQL a failure, for machines that are there to test (CI).
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests import machine, postgres

# Two at a time, a file to one worker, so that what a module builds is built once; the browser's tests alone, for they
# wait for pages, and once: what they show does not depend on the database. The second database runs what asks one.
_PYTEST = (sys.executable, "-m", "pytest")
_MANY = ("-n", "2", "--dist", "loadfile", "-m", "not browser and not spark")
_ASKING = (*_MANY[:-1], "database and not browser and not spark")
_BROWSER = ("-m", "browser", "tests/browser")  # by its folder: collecting all others takes half a minute
_SPARK = ("-m", "spark")  # alone and once: it takes a Java machine of its own, and no database


def main() -> int:
    """Run pytest on SQLite, then on PostgreSQL; the exit status is 0 only if all that was run passed."""
    missing = _missing()
    if missing and os.environ.get("INNERCIRCLE_TEST_ALL"):
        print("Not started, because INNERCIRCLE_TEST_ALL asks for everything:", *missing, sep="\n  ", file=sys.stderr)
        return 3
    results = {"SQLite": _on_sqlite(*_MANY)}
    if not machine.no_browser():
        results["SQLite, in the browser"] = _on_sqlite(*_BROWSER)
    binaries = machine.postgres()
    if binaries is not None:
        with postgres.server(binaries) as url:
            results["PostgreSQL"] = _pytest("PostgreSQL", os.environ | {"DATABASE_URL": url}, *_ASKING)
    if not machine.no_spark():
        results["Spark"] = _on_sqlite(*_SPARK)
    else:  # nobody needs 480 MB more to try the product, so this alone never fails a run; CI brings Spark itself
        missing.append(f"THE MEASURE ON SPARK WAS NOT TRIED: {machine.no_spark()}")
    print(*_closing(results, missing), sep="\n")
    return int(any(results.values()))  # a run that was killed has a negative status


def _missing() -> list[str]:
    missing = []
    if machine.no_browser():
        missing.append(f"the browser tests: {machine.no_browser()}")
    if machine.postgres() is None:
        missing.append(f"the tests on PostgreSQL: {machine.NO_POSTGRES}")
    return missing


def _on_sqlite(*more: str) -> int:
    return _pytest("SQLite", {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}, *more)


def _pytest(database: str, environment: dict[str, str], *more: str) -> int:
    print(f"\n== Tests on {database} ({' '.join(more)})", flush=True)
    return subprocess.call((*_PYTEST, *more), env=environment, stdin=subprocess.DEVNULL)


def _closing(results: dict[str, int], missing: list[str]) -> list[str]:
    words = [f"Tests on {name}: {'passed' if status == 0 else 'FAILED'}" for name, status in results.items()]
    return ["", *words, *(f"NOT RUN: {what}" for what in missing)]


if __name__ == "__main__":
    sys.exit(main())
