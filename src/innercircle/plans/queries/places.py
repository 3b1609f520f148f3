"""Whether a place in a plan exists, so that a rule can be switched off there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Model

from innercircle.directory.queries import contacts_of
from innercircle.plans.models import Activity, Engagement, Goal, Initiative, KnowledgeTopic

if TYPE_CHECKING:
    from innercircle.directory.models import Account

_TABLES: dict[str, type[Model]] = {
    "activity": Activity,
    "goal": Goal,
    "initiative": Initiative,
    "topic": KnowledgeTopic,
    "engagement": Engagement,
}


def place_exists(account: Account, kind: str, key: str) -> bool:
    """Whether the account's plan has this row; the account itself always is a place."""
    if kind == "account":
        return True
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return False
    if kind == "contact":
        return contacts_of(account).filter(pk=int(key)).exists()
    table = _TABLES.get(kind)
    return table is not None and table._base_manager.filter(account=account, pk=int(key)).exists()
