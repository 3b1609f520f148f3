"""Whether a title or a place names an account or a contact: “Lunch with Kim, Beta” (spec 80, Suggested meetings).

Only whole names count: an account's name with or without its legal form, the word of its domain where the name bears it
too, a contact's full name; a first name only beside the account. What matches is offered to a person, never counted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from innercircle.directory.rules import Account, Contact, Directory

Found = TypeVar("Found")
_WORD = re.compile(r"[^\W_]+")
_FEWEST_LETTERS = 3  # of a name that stands alone
_LEGAL_FORMS = """
    ag gmbh kg kgaa ohg gbr se ug ev co mbh inc incorporated corp corporation company llc llp lp ltd limited plc pty
    sa sas sarl srl spa sl bv nv oy oyj ab as asa aps a s holding group gruppe
"""
_LEGAL = frozenset(_LEGAL_FORMS.split())


@dataclass(slots=True)
class Names:
    """Finds the accounts, and the contact where one is named, in a text."""

    directory: Directory
    _accounts: dict[str, list[tuple[tuple[str, ...], int]]] = field(init=False)
    _contacts: dict[str, list[tuple[tuple[str, ...], Contact]]] = field(init=False)
    _at: dict[int, list[Contact]] = field(init=False)

    def __post_init__(self) -> None:
        """Index every name by its first word."""
        self._accounts, self._contacts, self._at = defaultdict(list), defaultdict(list), defaultdict(list)
        for account in self.directory.accounts:
            for words in set(_names_of(account)):
                self._accounts[words[0]].append((words, account.id))
        for contact in self.directory.contacts:
            words = _words(contact.name)
            if len(words) > 1:
                self._contacts[words[0]].append((words, contact))
            for affiliation in contact.affiliations:
                self._at[affiliation.account].append(contact)

    def named(self, text: str, start: int) -> tuple[tuple[int, int | None], ...]:
        """Each account that `text` names, with the contact it names there; the contact must be there on that day."""
        words = _words(text)
        found: dict[int, int | None] = {}
        for contact in _found(words, self._contacts):
            for account in _accounts_on_day(contact, start):
                found.setdefault(account, contact.id)
        for account in _found(words, self._accounts):
            if found.get(account) is None:
                found[account] = self._first_name(account, words, start)
        return tuple(sorted(found.items()))

    def _first_name(self, account: int, words: tuple[str, ...], start: int) -> int | None:
        """The one contact of the account whose first or last name stands in the text, None when none or several."""
        said = set(words)
        there = {each.id: each for each in self._at.get(account, ()) if account in _accounts_on_day(each, start)}
        named = [each.id for each in there.values() if _has_part(each, said)]
        return named[0] if len(named) == 1 else None


def _has_part(contact: Contact, said: set[str]) -> bool:
    parts = [part for part in _words(contact.name) if len(part) >= _FEWEST_LETTERS]
    return not said.isdisjoint(parts)


def _found(words: tuple[str, ...], index: dict[str, list[tuple[tuple[str, ...], Found]]]) -> Iterator[Found]:
    for at, word in enumerate(words):
        for name, found in index.get(word, ()):
            if words[at : at + len(name)] == name:
                yield found


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _names_of(account: Account) -> Iterator[tuple[str, ...]]:
    full = _words(account.name)
    short = full
    while len(short) > 1 and short[-1] in _LEGAL:
        short = short[:-1]
    yield from (name for name in (full, short) if _is_telling(name))
    for domain in account.domains:
        label = domain.partition(".")[0]
        if label in full and _is_telling((label,)):
            yield (label,)


def _is_telling(name: Iterable[str]) -> bool:
    return len("".join(name)) >= _FEWEST_LETTERS


def _accounts_on_day(contact: Contact, start: int) -> list[int]:
    day = datetime.fromtimestamp(start, UTC).date()
    return [each.account for each in contact.affiliations if each.covers(day)]
