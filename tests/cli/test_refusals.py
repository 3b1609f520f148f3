"""`innercircle serve` does not start on settings that would harm (THREATS S16: bad configurations, each refused)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

GOOD_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
BAD = {
    "debug": ({"INNERCIRCLE_DEBUG": "yes"}, "DEBUG"),
    "short key": ({"INNERCIRCLE_SECRET_KEY": "kS8-2!x"}, "SECRET_KEY"),
    "key of one sign": ({"INNERCIRCLE_SECRET_KEY": "a" * 60}, "SECRET_KEY"),
    "key from a template": ({"INNERCIRCLE_SECRET_KEY": f"django-insecure-{GOOD_KEY}"}, "SECRET_KEY"),
    "any host": ({"INNERCIRCLE_HOSTS": "*"}, "INNERCIRCLE_HOSTS is “*”"),
    "no host": ({"INNERCIRCLE_HOSTS": ","}, "ALLOWED_HOSTS"),
    "http for a name on the network": ({"INNERCIRCLE_HOSTS": "inner.firm.example"}, "inner.firm.example is reached"),
    "an unknown database": ({"DATABASE_URL": "mysql://x/y"}, "postgres://user:password@host:port/name"),
    "a database that is not there": ({"DATABASE_URL": "postgres://x@/y?host=/nowhere"}, "The database cannot be used"),
    "neither yes nor no": ({"INNERCIRCLE_HTTPS": "maybe"}, "write yes or no"),
    "origin without scheme": ({"INNERCIRCLE_ORIGINS": "inner.firm.example"}, "CSRF_TRUSTED_ORIGINS"),
}


def _serve(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("INNERCIRCLE", "DATABASE", "DJANGO"))
    }
    return subprocess.run(
        [sys.executable, "-m", "innercircle", "serve", *arguments],
        env=kept | {"INNERCIRCLE_HOME": str(home)} | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _is_refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "Innercircle is at" not in done.stdout


@pytest.mark.parametrize("name", BAD)
def test_a_bad_setting_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    settings, words = BAD[name]
    _is_refused(_serve(tmp_path / "home", **settings), words)


def test_another_address_needs_a_proxy_in_front(tmp_path: Path) -> None:
    done = _serve(tmp_path / "home", "--host", "0.0.0.0", INNERCIRCLE_HOSTS="inner.firm.example")
    _is_refused(done, "put an https proxy in front")


def test_a_home_that_everybody_reads_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    _is_refused(_serve(home), "chmod o-rwx")


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    _is_refused(_serve(tmp_path / "file" / "home"), "INNERCIRCLE_HOME names another")


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with sqlite3.connect(home / "innercircle.sqlite3") as database:
        database.execute("create table django_migrations (id integer primary key, app text, name text, applied text)")
        database.execute("insert into django_migrations values (1, 'hours', '9999_from_the_future', '2030-01-01')")
    _is_refused(_serve(home), "newer Innercircle (it has hours 9999_from_the_future)")


def test_a_key_is_made_at_the_first_start_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _serve(home, INNERCIRCLE_ORIGINS="refused.after.settings")
    assert (home.stat().st_mode & 0o777, (home / "secret-key").stat().st_mode & 0o777) == (0o700, 0o600)
    assert len((home / "secret-key").read_text()) >= 50
