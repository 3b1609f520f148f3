"""The world, built once for each module that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.matrix.world import World, build

# Counting calls against their limit writes to the cache: no change of what the firm stores, and no limit here.
_NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world for the whole module; each cell is rolled back, and so is the world at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(CACHES=_NO_CACHE):
        yield build()
        transaction.set_rollback(True)
