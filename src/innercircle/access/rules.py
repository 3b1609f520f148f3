"""Roles and what each may do, as values (spec 90, Security and privacy)."""

from __future__ import annotations

import hashlib
from enum import StrEnum


class Role(StrEnum):
    """What a person is in this firm; which accounts they see follows from it (`directory.queries.visible_accounts`)."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    ACCOUNT_MANAGER = "account_manager"
    COLLEAGUE = "colleague"
    EXECUTIVE = "executive"


SEES_ALL_ACCOUNTS = frozenset({Role.ADMINISTRATOR, Role.EXECUTIVE})
CHANGES_ALL_ACCOUNTS = frozenset({Role.ADMINISTRATOR})
KEEPS_THE_SYSTEM = frozenset({Role.ADMINISTRATOR})


def may_administer(role: str) -> bool:
    """Whether this role keeps users, teams, imports of the directory and reads the audit."""
    return role in KEEPS_THE_SYSTEM


class Refused(Exception):
    """The person may see the object but not do this to it; the message is fit for the user."""


class Conflict(Exception):
    """Somebody else changed the row between this person's reading and writing; nothing was written (THREATS T6)."""


def digest(key: str) -> str:
    """What is stored of a person's key to the API."""
    return hashlib.sha256(key.encode()).hexdigest()
