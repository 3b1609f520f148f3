"""Fixtures for all tests."""

from __future__ import annotations

import pytest

from tests import cast as standing


@pytest.fixture
def cast(db: None) -> standing.Cast:
    """The standing cast of test people, in the database."""
    return standing.build()
