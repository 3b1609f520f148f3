"""Who is in the demo firm: our people, the clients, and the story each client tells.

Plain values read from `demo/data`, no clock: `demo.agenda` makes meetings of them relative to a day, `demo.ics` writes
those as calendar files, `demo.build` fills the database.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from functools import cache
from importlib import resources

OUR_DOMAIN = "nordwerk.example"
FIRM = "Nordwerk Antriebstechnik"
SEED = 20


@dataclass(frozen=True, slots=True)
class Person:
    """One of ours; `role` and `team` are empty for somebody without log-in or team."""

    key: str
    name: str
    role: str
    team: str
    function: str
    flavour: str  # whose habits the calendar export has: outlook or google

    @property
    def email(self) -> str:
        """Address in the firm."""
        return f"{self.key}@{OUR_DOMAIN}"


@dataclass(frozen=True, slots=True)
class ClientPerson:
    """A contact of the demo firm."""

    name: str
    email: str
    title: str
    department: str
    level: str


@dataclass(frozen=True, slots=True)
class Client:
    """An account of the demo firm; revenue and profit of the running year in thousands of EUR."""

    name: str
    domains: tuple[str, ...]
    industry: str
    country: str
    zone: str
    manager: str
    segment: str
    revenue: int
    profit: int
    people: int
    story: str
    focus: str
    parent: str


@cache
def our_people() -> tuple[Person, ...]:
    """Everybody of ours."""
    return tuple(Person(**row) for row in rows("people"))


def person(key: str) -> Person:
    """One of ours by key."""
    return next(each for each in our_people() if each.key == key)


@cache
def clients() -> tuple[Client, ...]:
    """Every account, parents before children."""
    return tuple(_client(row) for row in rows("clients"))


@cache
def staff(client: Client) -> tuple[ClientPerson, ...]:
    """The people of a client, the same at every call."""
    dice = random.Random(f"{SEED} {client.name}")  # noqa: S311  # sample data, no secret
    names, posts = rows("names"), rows("posts")
    given = dice.sample([row["given"] for row in names], client.people)
    family = dice.sample([row["family"] for row in names], client.people)
    return tuple(
        ClientPerson(f"{one} {two}", f"{one}.{two}@{client.domains[0]}".lower(), **posts[place % len(posts)])
        for place, (one, two) in enumerate(zip(given, family, strict=True))
    )


def _client(row: dict[str, str]) -> Client:
    return Client(
        row["name"],
        tuple(row["domains"].split()),
        row["industry"],
        row["country"],
        row["zone"],
        row["manager"],
        row["segment"],
        int(row["revenue"]),
        int(row["profit"]),
        int(row["people"]),
        row["story"],
        row["focus"],
        row["parent"],
    )


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The lines of one table of `demo/data`."""
    text = resources.files("innercircle.demo").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
