"""What changed in the directory and has to be computed again above it: marks, set in the transaction of the change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from innercircle.directory.models import ContactEmail, Touched
from innercircle.kit.parts import parts

_AT_A_TIME = 5_000  # ids in one query


@dataclass(frozen=True, slots=True)
class Marks:
    """What the directory marked to be computed again: marks by account, and by contact with a new address."""

    accounts: Mapping[int, list[int]]
    people: Mapping[int, list[int]]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.accounts or self.people)

    @property
    def of_people(self) -> list[int]:
        """The marks of contacts."""
        return [pk for each in self.people.values() for pk in each]


def marked() -> Marks:
    """Marks of what is to be computed again, accounts in order; `actions.settle` takes them away afterwards."""
    accounts: dict[int, list[int]] = defaultdict(list)
    people: dict[int, list[int]] = defaultdict(list)
    for pk, account, contact in Touched.objects.order_by("account", "contact").values_list("pk", "account", "contact"):
        (people[contact] if account is None else accounts[account]).append(pk)
    return Marks(accounts, people)


def addresses_of(contacts: Collection[int]) -> set[str]:
    """Every address of these contacts, whoever asks: for what computes."""
    found = set[str]()
    for part in parts(contacts, _AT_A_TIME):
        found.update(ContactEmail.objects.filter(contact__in=part).values_list("address", flat=True))
    return found
