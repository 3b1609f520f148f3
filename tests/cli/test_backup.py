"""`innercircle backup` and `restore`: whole while others write, refused where it would do harm, proved by restoring."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from innercircle.cli import backup as backing
from innercircle.cli.backup import DamagedError, check


def innercircle(home: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    ours = ("INNERCIRCLE", "DATABASE", "DJANGO")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, "-m", "innercircle", *map(str, arguments)]
    environment = kept | {"INNERCIRCLE_HOME": str(home)} | more
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=120)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with nothing in it."""
    home = tmp_path_factory.mktemp("made")
    done = innercircle(home, "hours-check")  # makes the database
    assert (home / "innercircle.sqlite3").exists(), done.stderr
    assert "kept all others waiting" not in done.stderr  # nobody is there yet
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it, nobody at work in it."""
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def writer(home: Path) -> Iterator[threading.Event]:
    """Somebody who writes all the time, two rows at once; set the event to end it."""
    enough, began = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(home / "innercircle.sqlite3", timeout=20)) as database:
            database.execute("CREATE TABLE IF NOT EXISTS pair (one INTEGER, other INTEGER)")
            for number in range(1_000_000):
                with database:
                    database.execute("INSERT INTO pair VALUES (?, ?)", (number, number))
                    database.execute("INSERT INTO pair VALUES (?, ?)", (-number, -number))
                began.set()
                if enough.is_set():
                    return

    thread = threading.Thread(target=write)
    thread.start()
    began.wait(20)
    yield enough
    enough.set()
    thread.join()


def accounts(database: Path, number: int) -> None:
    with closing(sqlite3.connect(database)) as rows, rows:
        rows.executemany("INSERT INTO access_team (name, sample) VALUES (?, 0)", [(f"T{n}",) for n in range(number)])


def teams(database: Path) -> int:
    with closing(sqlite3.connect(database)) as rows:
        return int(rows.execute("SELECT COUNT(*) FROM access_team").fetchone()[0])


def test_a_backup_under_a_writer_is_the_whole_of_one_moment(home: Path, tmp_path: Path, writer: object) -> None:
    done = innercircle(home, "backup", tmp_path / "copy.sqlite3")
    assert (done.returncode, "checked (0 accounts)" in done.stdout) == (0, True), done.stderr
    copy = tmp_path / "copy.sqlite3"
    assert check(copy) == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as rows:
        (count, total) = rows.execute("SELECT COUNT(*), SUM(one) FROM pair").fetchone()
    assert (count % 2, total) == (0, 0)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.sqlite3", "home"]


def test_a_restore_brings_back_that_moment_and_keeps_the_present(home: Path, tmp_path: Path) -> None:
    database = home / "innercircle.sqlite3"
    accounts(database, 3)
    assert innercircle(home, "backup", tmp_path).returncode == 0
    (copy,) = tmp_path.glob("innercircle-*.sqlite3")
    accounts_before = teams(database)
    with closing(sqlite3.connect(database)) as rows, rows:
        rows.execute("DELETE FROM access_team")
    done = innercircle(home, "restore", copy)
    assert done.returncode == 0, done.stderr
    assert teams(database) == accounts_before == 3
    (kept,) = home.glob("innercircle.sqlite3.before-*")
    assert teams(kept) == 0
    assert innercircle(home, "hours-check").returncode == 0  # the restored one works


def _who_is_let_in(database: Path) -> list[int]:
    with closing(sqlite3.connect(database)) as rows:
        tables = ("django_session", "access_token")
        return [rows.execute(f"SELECT COUNT(*) FROM {each}").fetchone()[0] for each in tables]


def test_sessions_and_keys_of_that_time_let_nobody_in(home: Path, tmp_path: Path) -> None:  # THREATS T19
    database = home / "innercircle.sqlite3"
    with closing(sqlite3.connect(database)) as rows, rows:
        rows.execute("INSERT INTO django_session VALUES ('k', 'd', '2099-01-01')")
        rows.execute(
            "INSERT INTO access_user (password, email, name, role, is_active, time_zone, language, created_at, sample)"
            " VALUES ('x', 'a@b.example', 'A', 'colleague', 1, 'UTC', '', '2026-01-01', 0)"
        )
        rows.execute(
            "INSERT INTO access_token (user_id, name, digest, hint, may_write, created_at)"
            " SELECT id, 'k', 'd', 'h', 1, '2026-01-01' FROM access_user"
        )
    copy = tmp_path / "odd ?#%41.sqlite3"
    assert innercircle(home, "backup", copy).returncode == 0
    assert _who_is_let_in(copy) == [1, 1], "the backup is the whole of that moment"
    done = innercircle(home, "restore", copy)
    assert done.returncode == 0, done.stderr
    assert "void" in done.stdout
    assert _who_is_let_in(database) == [0, 0]


def test_nothing_is_restored_under_somebody_at_work(home: Path, tmp_path: Path, writer: threading.Event) -> None:
    assert innercircle(home, "backup", tmp_path / "copy.sqlite3").returncode == 0
    done = innercircle(home, "restore", tmp_path / "copy.sqlite3")
    assert done.returncode == 2
    assert "stop the server" in done.stderr
    assert not list(home.glob("*.before-*"))
    assert not list(home.glob("*.partial"))


def test_a_backup_is_never_written_over(home: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite3").write_text("precious")
    done = innercircle(home, "backup", tmp_path / "copy.sqlite3")
    assert (done.returncode, "never written over" in done.stderr) == (2, True)
    assert (tmp_path / "copy.sqlite3").read_text() == "precious"
    assert "no folder" in innercircle(home, "backup", tmp_path / "nowhere" / "copy.sqlite3").stderr


def test_a_place_that_takes_nothing_is_said_once(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(target: Path, **_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(target))

    monkeypatch.setattr(backing, "django_ready", lambda **_: None)
    monkeypatch.setattr(backing, "_database", lambda: home / "innercircle.sqlite3")
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(SystemExit) as ended:
        backing.backup(tmp_path)
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"No backup was written: {tmp_path}: Read-only file system.\n"


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\x00" + b"x" * 5000])
def test_what_is_no_backup_is_refused(home: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy.sqlite3").write_bytes(content)
    before = (home / "innercircle.sqlite3").read_bytes()
    done = innercircle(home, "restore", tmp_path / "copy.sqlite3")
    assert done.returncode == 2
    assert "Nothing was restored" in done.stderr
    assert "Traceback" not in done.stderr
    assert (home / "innercircle.sqlite3").read_bytes() == before
    with pytest.raises(DamagedError):
        check(tmp_path / "copy.sqlite3")


def test_a_damaged_copy_is_noticed(home: Path, tmp_path: Path) -> None:
    assert innercircle(home, "backup", tmp_path / "copy.sqlite3").returncode == 0
    content = bytearray((tmp_path / "copy.sqlite3").read_bytes())
    for place in range(8 * 4096, len(content), 4096):
        content[place : place + 200] = b"\xff" * 200
    (tmp_path / "copy.sqlite3").write_bytes(content)
    with pytest.raises(DamagedError, match=r"damaged|no sound"):
        check(tmp_path / "copy.sqlite3")


def test_postgresql_names_its_own_tools(home: Path, tmp_path: Path) -> None:
    done = innercircle(home, "backup", tmp_path, DATABASE_URL="postgres://me@127.0.0.1:1/firm")
    assert done.returncode == 2
    assert "pg_dump" in done.stderr
