"""Addresses of the map's page: somebody else chosen, another switch set, a department folded; the rest stays."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from innercircle.directory.models import Account

_CHOSEN = ("person", "colleague", "line")
KEPT = ("show", "view", "q", "role", "level", "department", "team", "least", "fold", "turn", *_CHOSEN)


class Address:
    """The map of one account as this request looks at it."""

    def __init__(self, request: HttpRequest, account: Account) -> None:
        self.page = reverse("account-map", args=[account.pk])
        self._parts = [
            (name, value.replace("\x00", ""))
            for name in KEPT
            for value in request.GET.getlist(name)
            if value or name == "turn"
        ]
        kept = urlencode([part for part in self._parts if part[0] not in _CHOSEN])
        self._rest = f"{self.page}?{kept}&" if kept else f"{self.page}?"

    @property
    def query(self) -> str:
        """What follows the question mark, to be carried through a form."""
        return urlencode(self._parts)

    @property
    def closed(self) -> str:
        """The page with nobody open."""
        return self._rest[:-1]

    def with_(self, **changes: str | None) -> str:
        """The page with a switch set; None leaves it out."""
        kept = [part for part in self._parts if part[0] not in changes]
        query = urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])
        return f"{self.page}?{query}" if query else self.page

    def node(self, key: str, line: int | None = None) -> str:
        """The page with that card open, `p<post>` or `c<colleague>`, and of a person the line of that colleague."""
        kind = "person" if key.startswith("p") else "colleague"
        beside = "" if line is None else f"&line={line}"
        return f"{self._rest}{kind}={key[1:]}{beside}#panel"

    def turned(self, department: str) -> str:
        """The page with that department folded, or unfolded."""
        turned = {value for name, value in self._parts if name == "turn"} ^ {department}
        kept = [part for part in self._parts if part[0] != "turn"]
        return f"{self.page}?{urlencode([*kept, *(('turn', name) for name in sorted(turned))])}"

    def folded(self, how: str) -> str:
        """The page with every department folded (`all`) or open (`none`)."""
        return self.with_(fold=how, turn=None)
