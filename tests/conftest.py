"""Fixtures for all tests."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

import hatch_build
from tests import cast as standing

_DATABASE = frozenset({"db", "transactional_db", "live_server"})


def pytest_configure(config: pytest.Config) -> None:
    """Compile the message catalogues that are older than their source, once and not in every worker.

    A shell's background job has Ctrl-C switched off and its children inherit that: here it is switched on again.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        hatch_build.compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark what asks a database: the rest says nothing about one and need not run again on the second."""
    for item in items:
        if item.get_closest_marker("django_db") or _DATABASE & set(item.fixturenames):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """Look for cycles of garbage seldom, and never among what the tests themselves are: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a parameter of bytes by its argument: compressed bytes hold the second they were made in.

    Two of xdist's workers that collect in two different seconds would find two different tests, and run none.
    """
    return argname if isinstance(val, bytes) else None


def pytest_unconfigure() -> None:
    """Remove the folder that tests/settings.py made for this run."""
    shutil.rmtree(os.environ["INNERCIRCLE_HOME"], ignore_errors=True)


@pytest.fixture
def cast(db: None) -> standing.Cast:
    """The standing cast of test people, in the database."""
    return standing.build()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Function, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back what a migration wrote, once a test with real transactions has emptied every table behind itself.

    Not a fixture: the tables are emptied by pytest-django's own, which is set up first and so torn down last.
    """
    yield
    mark = item.get_closest_marker("django_db")
    emptied = {"transactional_db", "live_server"} & set(item.fixturenames) or (mark and mark.kwargs.get("transaction"))
    if emptied and nextitem:  # after the last test there is no database any more
        with item.config.stash[blocking_manager_key].unblock():
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
