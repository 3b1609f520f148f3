"""A write that kept all others waiting is told in the log, with who did it."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import ConnectionHandler

from innercircle.config import environment
from innercircle.config.sqlite import base

WRITERS: dict[str, Any] = {"__name__": "innercircle.somewhere"}
exec(  # a module of ours that writes, without a database of its own
    "def inner(of):\n    of._start_transaction_under_autocommit()\n    of._commit()\ndef outer(of):\n    inner(of)\n",
    WRITERS,
)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, django_db_blocker: Any) -> Any:
    """A database file of its own with the queue in front of it."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    handler = ConnectionHandler({"default": environment.database(tmp_path)})
    with django_db_blocker.unblock():
        handler["default"].ensure_connection()
        yield handler["default"]
        handler["default"].close()


def test_a_long_write_is_told(queue: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(base, "_LONG", -1.0)
    WRITERS["outer"](queue)
    (said,) = [record.getMessage() for record in caplog.records if record.name == base.__name__]
    assert said.startswith("A write kept all others waiting for 0.0 s: ")
    assert said.endswith(": innercircle.somewhere.inner, called by innercircle.somewhere.outer.")


def test_a_write_of_nobody_of_ours_is_told(
    queue: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(base, "_LONG", -1.0)
    queue._start_transaction_under_autocommit()
    queue._rollback()
    assert "not by Innercircle's own code" in caplog.text


def test_a_short_one_is_not(queue: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger=base.__name__):
        WRITERS["outer"](queue)
    assert [record for record in caplog.records if record.name == base.__name__] == []
