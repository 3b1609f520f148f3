"""Decisions about a place in a plan go with the place."""

from __future__ import annotations

from innercircle.plans.models import SwitchedOff


def forget_place(account: int, kind: str, key: int) -> None:
    """Take away the rules switched off at a row that is taken away itself."""
    SwitchedOff.objects.filter(account=account, kind=kind, key=str(key)).delete()
