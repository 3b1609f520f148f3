"""The demo firm into the database: the directory by the directory's actions, the calendars by the very same import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from innercircle.access import actions as access
from innercircle.access.models import Team, User
from innercircle.access.rules import Role
from innercircle.calendars.actions.carrying import carry_out
from innercircle.calendars.actions.imports import start_import
from innercircle.calendars.actions.staging import Watch
from innercircle.demo.brought import tell_early_strength, tell_what_it_brought
from innercircle.demo.firm import Client, Person, clients, our_people, staff
from innercircle.demo.helping import fill_the_catalogue, tell_needs
from innercircle.demo.history import tell_history
from innercircle.demo.ics import write_calendars
from innercircle.demo.mapping import draw_maps
from innercircle.demo.naming import name_the_firm
from innercircle.demo.planning import write_plans
from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.hours import actions as hours

Say = Callable[[str], None]
_THOUSAND = 1000
_GROWTH = Decimal("1.06")


def build(*, at: datetime, folder: Path, password: str, say: Say) -> None:
    """Build the whole demo firm as of `at`; `folder` takes the calendar files, `password` opens every log-in."""
    say("People, teams and accounts")
    name_the_firm(at)
    colleagues = _directory(at, password)
    say("Calendars")
    for owner, place in write_calendars(folder, at.date()):
        _import(at, colleagues[owner.key], place)
        say(f"  {owner.name}")
    say("What was said, done and closed")
    tell_history(at)
    say("Relationship maps")
    tell_early_strength(at)
    draw_maps(at)
    fill_the_catalogue(at)
    tell_needs(at)
    say("Relationship plans")
    write_plans(at)
    say("What the relationships brought")
    tell_what_it_brought(at)


@transaction.atomic
def _directory(at: datetime, password: str) -> dict[str, Colleague]:
    hashed = make_password(password)  # once: hashing is slow on purpose
    users = {one.key: _user(at, one, hashed) for one in our_people() if one.role}
    teams = {name: _team(at, name, users) for name in sorted({one.team for one in our_people() if one.team})}
    colleagues = {one.key: _colleague(at, one, users.get(one.key), teams.get(one.team)) for one in our_people()}
    accounts: dict[str, Account] = {}
    for client in clients():
        accounts[client.name] = _account(at, client, colleagues, accounts)
        _staff(at, client, accounts[client.name])
    return colleagues


def _staff(at: datetime, client: Client, account: Account) -> None:
    for each in staff(client):
        post = {"title": each.title, "department": each.department, "level": each.level}
        values = {"name": each.name}
        contact = directory.add_contact(by=None, at=at, account=account, values=values, emails=[each.email], post=post)
        Contact.objects.filter(pk=contact.pk).update(sample=True)


def _user(at: datetime, one: Person, hashed: str) -> User:
    more = {"sample": True, "time_zone": "Europe/Berlin"}
    user = access.add_user(by=None, at=at, email=one.email, name=one.name, role=Role(one.role), password=None, **more)
    User.objects.filter(pk=user.pk).update(password=hashed)
    return user


def _team(at: datetime, name: str, users: dict[str, User]) -> Team:
    managers = [users[one.key] for one in our_people() if one.team == name and one.role == Role.MANAGER]
    return access.save_team(by=None, at=at, team=Team(name=name, sample=True), managers=managers)


def _colleague(at: datetime, one: Person, user: User | None, team: Team | None) -> Colleague:
    values = {"name": one.name, "team": team, "function": one.function, "user": user}
    colleague = directory.add_colleague(by=None, at=at, values=values, emails=[one.email])
    Colleague.objects.filter(pk=colleague.pk).update(sample=True)
    return colleague


def _account(at: datetime, client: Client, colleagues: dict[str, Colleague], known: dict[str, Account]) -> Account:
    manager = colleagues[client.manager]
    values = {
        "name": client.name,
        "industry": client.industry,
        "country": client.country,
        "time_zone": client.zone,
        "segment": client.segment,
        "focus": client.focus,
        "parent": known.get(client.parent),
        "team": manager.team,
        "account_manager": manager,
    }
    account = directory.add_account(by=None, at=at, values=values, domains=client.domains)
    directory.set_years(by=None, at=at, account=account, version=None, years=_years(client, at.year))
    if client.story in {"overserved", "fading", "growing"}:
        _assign(at, account, manager, [each for each in colleagues.values() if _serves(each, manager)])
    Account.objects.filter(pk=account.pk).update(sample=True)
    return account


def _serves(each: Colleague, manager: Colleague) -> bool:
    return each.team_id == manager.team_id and each.function in {"Application engineering", "Service"}


def _assign(at: datetime, account: Account, manager: Colleague, members: list[Colleague]) -> None:
    directory.assign_account(
        by=None, at=at, account=account, version=None, team=manager.team, account_manager=manager, members=members
    )


def _years(client: Client, year: int) -> list[directory.YearFigures]:
    """Revenue and profit of this year and the last, with the plan of each."""
    revenue, profit = Decimal(client.revenue * _THOUSAND), Decimal(client.profit * _THOUSAND)
    return [
        directory.YearFigures(year, revenue, _whole(revenue * _GROWTH), profit, _whole(profit * _GROWTH)),
        directory.YearFigures(year - 1, _whole(revenue / _GROWTH), revenue, _whole(profit / _GROWTH), profit),
    ]


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1))


def _import(at: datetime, owner: Colleague, place: Path) -> None:
    run = start_import(
        by=None, at=at, owner=owner, file_name=place.name, place=str(place), size=place.stat().st_size, sample=True
    )
    carry_out(run, at=at, watch=Watch(), apply=hours.apply_import)
