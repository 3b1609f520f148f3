"""Addresses of the map's page: somebody else chosen, another switch set, a department folded; the rest stays."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from innercircle.directory.models import Account

_CHOSEN = ("person", "colleague", "line")
KEPT = ("show", "view", "q", "role", "level", "department", "team", "fold", "turn", *_CHOSEN)


class Address:
    """The map of one account as this request looks at it."""

    def __init__(self, request: HttpRequest, account: Account) -> None:
        self._page = reverse("account-map", args=[account.pk])
        self._query = QueryDict(mutable=True)
        for name in KEPT:
            if values := [value.replace("\x00", "") for value in request.GET.getlist(name)]:
                self._query.setlist(name, values)

    @property
    def query(self) -> str:
        """What follows the question mark, to be carried through a form."""
        return self._query.urlencode()

    def with_(self, **changes: object) -> str:
        """The page with something changed; None leaves a part out, and choosing somebody forgets who was chosen."""
        query = self._query.copy()
        for name in _CHOSEN if changes.keys() & set(_CHOSEN) else ():
            query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return f"{self._page}?{query.urlencode()}" if query else self._page

    def node(self, key: str) -> str:
        """The page with that card open, `p<post>` or `c<colleague>`."""
        kind = "person" if key.startswith("p") else "colleague"
        return self.with_(**{kind: key[1:]}) + "#panel"

    @property
    def closed(self) -> str:
        """The page with nobody open."""
        return self.with_(person=None)

    def turned(self, department: str) -> str:
        """The page with that department folded, or unfolded."""
        query = self._query.copy()
        query.setlist("turn", sorted(set(query.getlist("turn")) ^ {department}))
        return f"{self._page}?{query.urlencode()}"

    def folded(self, how: str) -> str:
        """The page with every department folded (`all`) or open (`none`)."""
        return self.with_(fold=how, turn=None)
