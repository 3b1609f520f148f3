"""Fixtures for all tests."""

from __future__ import annotations

import logging
import os
import shutil
import signal
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

import hatch_build
from tests import cast as standing


def pytest_configure(config: pytest.Config) -> None:
    """Compile the message catalogues that are older than their source, once and not in every worker.

    A shell's background job has Ctrl-C switched off and its children inherit that: here it is switched on again.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        hatch_build.compile_catalogues()


def pytest_unconfigure() -> None:
    """Remove the folder that tests/settings.py made for this run."""
    shutil.rmtree(os.environ["INNERCIRCLE_HOME"], ignore_errors=True)


@pytest.fixture
def cast(db: None) -> standing.Cast:
    """The standing cast of test people, in the database."""
    return standing.build()


@pytest.fixture(autouse=True)
def _core_roles_stay(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Put back what a migration wrote once a test with real transactions has emptied every table behind itself."""
    yield
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock():
            import_module("innercircle.maps.migrations.0002_core_roles").add(apps, connection.schema_editor())


@pytest.fixture(autouse=True)
def _no_language_stays() -> None:
    """A page shown in German must not leave the next test's refusals in German."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _loggers_speak() -> None:
    """A logger that a library's set-up switched off in one test must not fall silent in the next."""
    logging.disable(logging.NOTSET)
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger) and logger.name.startswith("innercircle"):
            logger.disabled = False
            logger.propagate = True
