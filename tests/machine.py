"""What this machine brings for the tests beyond Python: a browser, PostgreSQL, Spark; and what would bring it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

_OLDEST_JAVA = 17
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS = ("Google Chrome", "Chromium")
_POSTGRES_FOLDERS = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt", "/usr/local/opt")

NO_BROWSER = "no Chromium was found (Debian, Ubuntu: apt-get install chromium; macOS: Google Chrome; or set CHROMIUM)"
NO_DRIVER = "Playwright's driver does not run here (Debian, Ubuntu: apt-get install libatomic1)"
NO_PYSPARK = "pyspark is not installed (480 MB; .ci/run brings it, so does: .venv/bin/python -m pip install pyspark)"
NO_JAVA = "no Java 17 or newer was found (Debian, Ubuntu: apt-get install openjdk-17-jre-headless)"
NO_POSTGRES = "no PostgreSQL was found (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql)"


def chromium() -> Path | None:
    """The browser's binary: CHROMIUM, else the first one found."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    found = [shutil.which(name) for name in _BROWSERS]
    on_mac = [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in _MAC_BROWSERS]
    return next((Path(place) for place in (*found, *on_mac) if place and Path(place).exists()), None)


@lru_cache
def no_browser() -> str:
    """Why pages cannot be driven in a browser here; empty when they can."""
    if chromium() is None:
        return NO_BROWSER
    node = compute_driver_executable()[0]
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"{NO_DRIVER}: {done.stderr.strip()}"


def postgres() -> Path | None:
    """The folder of PostgreSQL's `initdb` and `pg_ctl`: from PATH, else the newest under the systems' usual places."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for root in map(Path, _POSTGRES_FOLDERS):
        folders += sorted((*root.glob("bin"), *root.glob("*/bin")), key=_version, reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


@lru_cache
def no_spark() -> str:
    """Why Spark cannot be started here; empty when it can."""
    if find_spec("pyspark") is None:
        return NO_PYSPARK
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else shutil.which("java")
    if java is None or not Path(java).exists():
        return NO_JAVA
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return "" if found and int(found[1]) >= _OLDEST_JAVA else NO_JAVA


def _version(folder: Path) -> int:
    return int("".join(sign for sign in folder.parent.name if sign.isdigit()) or 0)
