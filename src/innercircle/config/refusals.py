"""What an installation must not be started with, as Django checks (THREATS T16, T25, S16).

Django's own deployment checks stand beside these: DEBUG, a weak key, cookies and redirects of an https address.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SQLITE_WANTS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def hosts(**_: Any) -> list[checks.CheckMessage]:
    """INNERCIRCLE_HOSTS names hosts; a star would let anybody's address into links and log-in mails."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [_error(1, "INNERCIRCLE_HOSTS is “*”, which accepts any address.", "Name the host people type.")]


def plain_http(**_: Any) -> list[checks.CheckMessage]:
    """Without https, log-in and cookies are readable on the way: only for this machine's own address."""
    beyond = sorted(set(settings.ALLOWED_HOSTS) - LOOPBACK)
    if settings.SECURE or not beyond:
        return []
    said = f"INNERCIRCLE_HTTPS is off, but {', '.join(beyond)} is reached over the network."
    return [_error(2, said, "Put an https proxy in front and leave INNERCIRCLE_HTTPS on (docs/install.md).")]


def private_files(**_: Any) -> list[checks.CheckMessage]:
    """What is stored is read by the account that runs Innercircle and by nobody else on the machine."""
    home = Path(settings.HOME)
    database = Path(connections["default"].settings_dict["NAME"])
    places = [home, *([database] if _is_sqlite() and home not in database.parents else [])]
    return [
        _error(3, f"{place} can be read by everybody on this machine.", f"Make it private: chmod o-rwx '{place}'")
        for place in places
        if place.exists() and stat.S_IMODE(place.stat().st_mode) & stat.S_IRWXO
    ]


def sqlite_keeps_its_word(
    databases: Sequence[str] | None = None, **_: Any
) -> list[checks.CheckMessage]:  # Django hands database checks the names to look at
    """SQLite must flush every commit: with less, acknowledged work is lost at a power cut (THREATS, finding 1)."""
    if not databases or not _is_sqlite():
        return []
    with connections["default"].cursor() as cursor:
        is_now = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _SQLITE_WANTS}
    wrong = [
        f"{name} is {is_now[name]}, not {wanted}" for name, wanted in _SQLITE_WANTS.items() if is_now[name] != wanted
    ]
    return [_error(4, f"SQLite would lose or keep what it must not: {'; '.join(wrong)}.")] if wrong else []


def _is_sqlite() -> bool:
    chosen = connections["default"]
    return chosen.vendor == "sqlite" and "memory" not in Path(chosen.settings_dict["NAME"]).name


def _error(number: int, message: str, hint: str | None = None) -> checks.Error:
    return checks.Error(message, hint=hint, id=f"innercircle.E{number:03d}")
