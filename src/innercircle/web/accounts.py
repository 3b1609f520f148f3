"""Log-in, as allauth does it, with the house's rules."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody signs up by themselves: an administrator adds people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False
