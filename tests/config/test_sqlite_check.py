"""The check that SQLite keeps its word, against real files with settings that do not (THREATS, findings 1 and 10)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler

from innercircle.config import environment, refusals


def _says(monkeypatch: pytest.MonkeyPatch, home: Path, init: str | None = None) -> list[str]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    stored: dict[str, Any] = environment.database(home)
    stored["OPTIONS"] = stored["OPTIONS"] | ({} if init is None else {"init_command": init})
    handler = ConnectionHandler({"default": stored})
    monkeypatch.setattr(refusals, "connections", handler)
    try:
        return [found.msg for found in refusals.sqlite_keeps_its_word(databases=["default"])]
    finally:
        handler["default"].close()


@pytest.fixture(autouse=True)
def _open(django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        yield


def test_what_we_ship_is_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _says(monkeypatch, tmp_path) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("PRAGMA journal_mode=DELETE", "journal_mode is delete, not wal"),
        ("PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL", "synchronous is 1, not 2"),
        ("PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF", "synchronous is 0, not 2"),
        ("PRAGMA journal_mode=WAL;PRAGMA foreign_keys=OFF", "foreign_keys is 0, not 1"),
        ("PRAGMA journal_mode=WAL;PRAGMA secure_delete=OFF", "secure_delete is 0, not 1"),
    ],
)
def test_each_lesser_setting_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: str, said: str) -> None:
    (found,) = _says(monkeypatch, tmp_path, changed)
    assert said in found
