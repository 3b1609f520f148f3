"""The server's log: a refused request is one line, a fault of ours keeps its traceback."""

from __future__ import annotations

import io
import logging
import sys

import pytest
from django.conf import settings

from innercircle.config.logs import OneLine


def _logged(name: str) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(OneLine())
    try:
        raise ValueError("evil")
    except ValueError:
        record = logging.LogRecord(name, logging.ERROR, "x.py", 1, "Invalid host: %r", ("e\nvil",), sys.exc_info())
    handler.handle(record)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["django.security.DisallowedHost", "django.security.SuspiciousSession"])
def test_a_refused_request_is_one_line(name: str) -> None:
    assert _logged(name) == "Invalid host: 'e\\nvil'\n"


@pytest.mark.parametrize("name", ["django.request", "innercircle.jobs.performing", "django.security2"])
def test_a_fault_keeps_its_traceback(name: str) -> None:
    assert "Traceback" in _logged(name)
    assert "ValueError: evil" in _logged(name)


def test_the_server_logs_that_way() -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["one_line"]
    assert settings.LOGGING["filters"]["one_line"] == {"()": "innercircle.config.logs.OneLine"}
