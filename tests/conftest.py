"""Fixtures for all tests."""

from __future__ import annotations

import os
import shutil
import signal

import pytest

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
