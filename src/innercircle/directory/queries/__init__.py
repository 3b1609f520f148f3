"""Reads of the directory; `visible_accounts` decides for every area who sees what."""

from innercircle.directory.queries.depends import Dependent, dependents, refusal_to_delete, relations
from innercircle.directory.queries.duplicates import (
    Proposal,
    duplicate_accounts,
    duplicate_contacts,
    visible_merges,
)
from innercircle.directory.queries.posts import Post, clocks, posts
from innercircle.directory.queries.visible import (
    changeable_accounts,
    touched,
    visible_accounts,
    visible_colleagues,
    visible_contacts,
)

__all__ = [
    "Dependent",
    "Post",
    "Proposal",
    "changeable_accounts",
    "clocks",
    "dependents",
    "duplicate_accounts",
    "duplicate_contacts",
    "posts",
    "refusal_to_delete",
    "relations",
    "touched",
    "visible_accounts",
    "visible_colleagues",
    "visible_contacts",
    "visible_merges",
]
