"""A finding for a page: what it says, and the people it is about with the way to each."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from innercircle.directory.models import Account
from innercircle.maps.rules.findings import Finding
from innercircle.maps.rules.values import Map
from innercircle.maps.words import finding_detail, finding_title

Named = list[tuple[str, str]]  # name and address


def shown_finding(account: Account, found: Map, finding: Finding) -> dict[str, Any]:
    """Title, detail, and the rows it names: ours first, then theirs."""
    ours = {each.colleague: each.name for each in found.ours}
    page = reverse("account-map", args=[account.pk])
    return {
        "title": finding_title(finding),
        "detail": finding_detail(finding),
        "ours": [(ours[key], f"{page}?colleague={key}#panel") for key in finding.colleagues if key in ours],
        "people": people_named(account, found, finding.posts),
    }


def people_named(account: Account, found: Map, posts: tuple[int, ...]) -> Named:
    """Whoever of these is on the map."""
    names = {each.post: each.name for each in found.people}
    page = reverse("account-map", args=[account.pk])
    return [(names[post], f"{page}?person={post}#panel") for post in posts if post in names]
