"""Taking away the marks of what was computed again."""

from __future__ import annotations

from collections.abc import Iterable

from innercircle.directory.models import Touched
from innercircle.kit.parts import parts

_AT_A_TIME = 1_000  # marks removed in one transaction


def settle(marks: Iterable[int]) -> None:
    """Remove these marks (`queries.marked`); one that was set meanwhile stays. Not audited: it changes no fact."""
    for part in parts(marks, _AT_A_TIME):
        Touched.objects.filter(pk__in=part).delete()
