"""Jobs in tests: only what a test asks for is run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from innercircle.jobs import kinds
from innercircle.jobs.context import IS_LEAVING


@pytest.fixture
def no_kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No kind of job but those a test names, and nobody asks this process to leave."""
    for name in list(kinds.KINDS):
        monkeypatch.delitem(kinds.KINDS, name)
    IS_LEAVING.clear()
    yield
    IS_LEAVING.clear()
