"""Reads of the directory; `visible_accounts` decides for every area who sees what."""

from innercircle.directory.queries.depends import Dependent, dependents, refusal_to_delete, relations
from innercircle.directory.queries.visible import (
    changeable_accounts,
    touched,
    visible_accounts,
    visible_colleagues,
    visible_contacts,
)

__all__ = [
    "Dependent",
    "changeable_accounts",
    "dependents",
    "refusal_to_delete",
    "relations",
    "touched",
    "visible_accounts",
    "visible_colleagues",
    "visible_contacts",
]
