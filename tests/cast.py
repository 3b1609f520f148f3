"""The standing cast of test people: two teams, their managers, an executive, an administrator, a stranger.

North: Nora manages it, Anna and Ben are its account managers. South: Sam manages it, Cara is its account manager.
Acme and Beta are Anna's, Gamma is Cara's. Dora, a colleague from delivery, is on Acme's account team.
"""

from __future__ import annotations

from dataclasses import dataclass

from innercircle.access.models import Team, User
from innercircle.access.rules import Role
from innercircle.directory.models import (
    Account,
    AccountDomain,
    Affiliation,
    Colleague,
    ColleagueEmail,
    Contact,
    ContactEmail,
)


@dataclass(slots=True)
class Cast:
    """Everybody, by name."""

    nora: User
    sam: User
    anna: User
    ben: User
    cara: User
    dora: User
    eve: User  # executive
    adam: User  # administrator
    stranger: User  # a colleague on no account team
    north: Team
    south: Team
    acme: Account
    beta: Account
    gamma: Account


def user(name: str, role: Role) -> User:
    """A user with the password “secret-<name>”."""
    person = User(email=f"{name.lower()}@ours.example", name=name, role=role)
    person.set_password(f"secret-{name.lower()}")
    person.save()
    return person


def colleague(person: User, team: Team | None, function: str = "") -> Colleague:
    """The colleague behind a user."""
    row = Colleague.objects.create(name=person.name, user=person, team=team, function=function)
    ColleagueEmail.objects.create(colleague=row, address=person.email)
    return row


def account(name: str, manager: Colleague | None, team: Team | None, **more: object) -> Account:
    """An account with the domain <name>.example."""
    row = Account.objects.create(name=name, account_manager=manager, team=team, **more)
    AccountDomain.objects.create(account=row, domain=f"{name.lower()}.example")
    return row


def contact(name: str, at: Account, **more: object) -> Contact:
    """A contact with the address <name>@<account>.example."""
    row = Contact.objects.create(name=name)
    ContactEmail.objects.create(contact=row, address=f"{name.lower().replace(' ', '.')}@{at.name.lower()}.example")
    Affiliation.objects.create(contact=row, account=at, **more)
    return row


def build() -> Cast:
    """Everybody into the database."""
    nora, sam = user("Nora", Role.MANAGER), user("Sam", Role.MANAGER)
    anna, ben, cara = (user(name, Role.ACCOUNT_MANAGER) for name in ("Anna", "Ben", "Cara"))
    dora, stranger = user("Dora", Role.COLLEAGUE), user("Stranger", Role.COLLEAGUE)
    eve, adam = user("Eve", Role.EXECUTIVE), user("Adam", Role.ADMINISTRATOR)
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    north.managers.add(nora)
    south.managers.add(sam)
    colleagues = {person.name: colleague(person, north) for person in (nora, anna, ben)}
    colleagues |= {person.name: colleague(person, south) for person in (sam, cara)}
    colleagues |= {person.name: colleague(person, None, "Delivery") for person in (dora, stranger)}
    acme = account("Acme", colleagues["Anna"], north, segment="partner")
    beta = account("Beta", colleagues["Anna"], north)
    gamma = account("Gamma", colleagues["Cara"], south)
    acme.members.add(colleagues["Dora"])
    return Cast(nora, sam, anna, ben, cara, dora, eve, adam, stranger, north, south, acme, beta, gamma)
