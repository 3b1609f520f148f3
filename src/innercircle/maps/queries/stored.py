"""Every map as an import compares with it: for whoever imports the whole directory, never for a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from innercircle.maps.models import BuyingRole, Coverage, Standing
from innercircle.maps.rules.loads import Stored

_STANDING = ("roles", "influence", "stance", "rival", "rival_strength")
_LINE = ("pk", "assessed", "wanted", "wanted_by", "part")


def stored_maps(posts: Collection[int] | None = None) -> Stored:
    """Roles that are not retired, standings and lines of all accounts (or of some posts); three queries."""
    roles: dict[str, str] = {}
    for key, name in BuyingRole.objects.filter(retired_on=None).values_list("key", "name"):
        roles |= {key.casefold(): key, name.casefold(): key}
    some = {} if posts is None else {"affiliation__in": posts}
    standings = Standing.objects.filter(**some).values_list("affiliation", *_STANDING)
    lines = Coverage.objects.filter(**some).values_list("affiliation", "colleague", *_LINE)
    return Stored(
        roles,
        {post: dict(zip(_STANDING, values, strict=True)) for post, *values in standings.iterator()},
        {(post, colleague): dict(zip(_LINE, values, strict=True)) for post, colleague, *values in lines.iterator()},
    )


def accounts_written(journal: Sequence[Mapping[str, Any]]) -> set[int]:
    """The accounts on whose maps an import wrote, by its journal (`directory.actions.journal`)."""
    return {
        account
        for model in (Standing, Coverage)
        for account in model.objects.filter(pk__in=_rows(journal, model._meta.label))
        .order_by()
        .values_list("affiliation__account", flat=True)
    }


def _rows(journal: Sequence[Mapping[str, Any]], label: str) -> set[int]:
    mine = [step for step in journal if step["model"] == label]
    return {pk for step in mine for pk in (step["rows"] if step["do"] == "created" else [step["row"]])}
