"""What happened in the demo firm: fifteen finished months, the running one and the next, as appointments.

Every client's story is a shape of client minutes per month; the appointments of a month add up to it exactly, so that
the verdicts tell the story and nothing is asserted elsewhere. No clock: everything is relative to `today`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from innercircle.demo.firm import SEED, Client, ClientPerson, Person, clients, our_people, person, staff
from innercircle.kit.month import Month

MONTHS = 15  # finished months told
AHEAD = 1  # months after the running one that already hold bookings
_STEP = 15  # minutes: meetings are multiples of it
_FRIDAY = 4
_LONG = 120  # minutes of the longest single meeting
_WORKING_DAY = 20  # how many different working days a month surely has


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on an invitation and their answer (iCalendar words)."""

    email: str
    name: str
    answer: str = "ACCEPTED"
    kind: str = "INDIVIDUAL"


@dataclass(frozen=True, slots=True)
class Series:
    """A weekly appointment: how often, every how many weeks, and which instances differ."""

    count: int
    interval: int = 1
    left_out: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()  # by one day
    cancelled: tuple[int, ...] = ()
    declined: tuple[int, ...] = ()  # by the first guest


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment as somebody's calendar holds it; `hosts` are ours (key, answer), the first one organises."""

    uid: str
    start: datetime
    minutes: int
    hosts: tuple[tuple[str, str], ...]
    guests: tuple[Guest, ...] = ()
    title: str = ""
    place: str = ""
    link: str = ""
    status: str = "CONFIRMED"
    private: bool = False
    days: int = 0  # an all-day entry of so many days
    series: Series | None = None
    stale: tuple[str, ...] = field(default=())  # keys whose copy still shows the old time


_WORK = (
    "Review of line {n}", "Site visit", "Working session: downtime causes", "Road map exchange", "Sample inspection",
    "Root cause analysis", "Maintenance planning", "Joint test results", "Design review", "Delivery performance",
    "Quality talk", "Commissioning", "Half-year review", "Bearing life workshop",
)  # fmt: skip


def appointments(today: date) -> tuple[Appointment, ...]:
    """Everything in the firm's calendars as of `today`, the same at every call for the same day."""
    last = Month.of_day(today).plus(-1)
    told = [each for client in clients() for each in _of_client(client, last)]
    return (*told, *(each for one in our_people() for each in _noise(one, last)))


def target(story: str, place: int, dice: random.Random, size: float) -> int:
    """Confirmed client minutes in a story's month `place` (0 the oldest told, MONTHS - 1 the last finished)."""
    shapes: dict[str, Callable[[], float]] = {
        "growing": lambda: 60 + 45 * place,
        "fading": lambda: max(60, 1560 - 105 * place),
        "overserved": lambda: 180 + 60 * dice.randint(0, 2),
        "unsure": lambda: 180,
        "steady": lambda: size * dice.uniform(0.6, 1.5),
        "quiet": lambda: size * dice.choice((0, 0, 0.5, 1)) if place < MONTHS - 4 else 0,
        "seasonal": lambda: size * (1.1 + (place % 6 - 2.5) * 0.35) if place % 6 else 0,
        "new": lambda: 0 if place < MONTHS - 5 else 60 * dice.randint(1, 3) + 45 * (place - MONTHS + 5),
    }
    return _STEP * round(shapes[story]() / _STEP)


def _of_client(client: Client, last: Month) -> Iterator[Appointment]:
    dice = random.Random(f"{SEED} agenda {client.name}")  # noqa: S311  # sample data, no secret
    size = 60 * (1 + client.people / 3)
    for place in range(MONTHS + 1 + AHEAD):
        month = last.plus(place - MONTHS + 1)
        share = 1.0 if place <= MONTHS else 0.6
        minutes = _STEP * round(target(client.story, place, dice, size) * share / _STEP)
        parts = _split(minutes, min(client.people, 4), dice)
        for index, (length, guests) in enumerate(parts):
            yield _meeting(client, month, f"{place}-{index}", length, guests, dice)
        if client.story == "unsure":
            yield _unanswered(client, month, place, dice)
    if client.story in {"steady", "seasonal"} and client.people > 4:  # only where there is a project team
        yield _project_call(client, last, dice)


def _split(minutes: int, most: int, dice: random.Random) -> list[tuple[int, int]]:
    """Meetings (minutes, guests) whose minutes times guests add up to `minutes` exactly."""
    parts: list[tuple[int, int]] = []
    while minutes > 0:
        guests = dice.randint(1, most)
        length = min(_LONG, minutes // guests // _STEP * _STEP, dice.choice((30, 45, 60, 60, 90, 120)))
        if length < _STEP * 2:
            guests, length = 1, min(_LONG, minutes)
        parts.append((length, guests))
        minutes -= length * guests
    return parts


def _meeting(client: Client, month: Month, key: str, minutes: int, guests: int, dice: random.Random) -> Appointment:
    people = _pick(client, guests, dice)
    hosts = _hosts(client, dice)
    in_person = dice.random() < 0.55  # somewhat more than half on site
    invited = tuple(Guest(one.email, one.name) for one in people)
    extras = _extras(client, people, dice) if in_person else ()
    moved = (hosts[-1][0],) if len(hosts) > 1 and dice.random() < 0.2 else ()
    return Appointment(
        uid=f"{client.domains[0]}-{month}-{key}",
        start=_moment(client, month, dice),
        minutes=minutes,
        hosts=hosts,
        guests=(*invited, *extras),
        title=dice.choice(_WORK).format(n=dice.randint(2, 9)) + f", {client.name}",
        place=_place(client, dice) if in_person else "Microsoft Teams Meeting",
        link="" if in_person else f"https://teams.example/l/meetup-join/{client.domains[0]}-{month}-{key}",
        stale=moved,
    )


def _unanswered(client: Client, month: Month, place: int, dice: random.Random) -> Appointment:
    silent = _pick(client, 2 + place % 3, dice)
    guests = tuple(Guest(one.email, one.name, dice.choice(("NEEDS-ACTION", "TENTATIVE"))) for one in silent)
    base = _meeting(client, month, f"{place}-silent", 60 + 15 * (place % 3), 1, dice)
    return replace(base, guests=guests, title=f"Depot walk-through, {client.name}")


def _project_call(client: Client, last: Month, dice: random.Random) -> Appointment:
    first = last.plus(1 - MONTHS)
    people = _pick(client, 2, dice)
    count = MONTHS * 2 + 3
    odd = dice.sample(range(2, count - 2), 5)
    base = _meeting(client, first, "call", 30, 1, dice)
    return replace(
        base,
        title=f"Project call {client.name}",
        place="",
        link=f"https://meet.example/{client.domains[0]}",
        guests=tuple(Guest(one.email, one.name) for one in people),
        series=Series(count, 2, (odd[0],), (odd[1],), (odd[2],), (odd[3], odd[4])),
        stale=(),
    )


def _pick(client: Client, count: int, dice: random.Random) -> list[ClientPerson]:
    people = list(staff(client))
    weights = [3 if place < 3 else 1 for place in range(len(people))]  # the usual ones come more often
    chosen: list[ClientPerson] = []
    while len(chosen) < min(count, len(people)):
        one = dice.choices(people, weights)[0]
        if one not in chosen:
            chosen.append(one)
    return chosen


def _hosts(client: Client, dice: random.Random) -> tuple[tuple[str, str], ...]:
    manager = person(client.manager)
    mates = [one.key for one in our_people() if one.team == manager.team and one.key != manager.key]
    extra = 3 if client.story == "overserved" else dice.choice((0, 0, 1, 1, 2))
    joined = dice.sample(mates, extra)
    return ((manager.key, "ACCEPTED"), *((key, "ACCEPTED" if dice.random() < 0.9 else "DECLINED") for key in joined))


def _extras(client: Client, people: list[ClientPerson], dice: random.Random) -> tuple[Guest, ...]:
    others = [one for one in staff(client) if one not in people]
    offered = [
        Guest(f"room.{dice.randint(1, 9)}@{client.domains[0]}", f"Room {dice.randint(1, 9)}", "ACCEPTED", "ROOM"),
        Guest(f"{others[0].email}", others[0].name, "DECLINED") if others else Guest("someone@gmail.com", "Someone"),
        Guest("consultant@gmail.com", "Independent consultant"),
        Guest(f"all-hands@{client.domains[0]}", "All hands", "NEEDS-ACTION", "GROUP"),
    ]
    return tuple(one for one in offered if dice.random() < 0.15)


def _moment(client: Client, month: Month, dice: random.Random) -> datetime:
    day = _working_day(month, dice.randrange(_WORKING_DAY))
    clock = timedelta(hours=dice.randint(8, 15), minutes=dice.choice((0, 0, 0, 30)))
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(client.zone)) + clock


def _working_day(month: Month, number: int) -> date:
    day = month.first_day
    while True:
        if day.weekday() <= _FRIDAY:
            if number == 0:
                return day
            number -= 1
        day += timedelta(days=1)


def _place(client: Client, dice: random.Random) -> str:
    return dice.choice(
        (
            f"{client.name}, plant 2",
            f"{client.name}, headquarters",
            "Nordwerk, Hall 4, Room Kepler",
            "Hannover, Hall 12",
        )
    )


def _noise(one: Person, last: Month) -> Iterator[Appointment]:
    """What every real calendar holds beside client meetings; none of it may count or be stored."""
    dice = random.Random(f"{SEED} noise {one.key}")  # noqa: S311  # sample data, no secret
    home = ZoneInfo("Europe/Berlin")
    mates = [each for each in our_people() if each.team == one.team and each.key != one.key]
    for place in range(MONTHS + 1 + AHEAD):
        month = last.plus(place - MONTHS + 1)
        for index, (title, minutes, private, days) in enumerate(dice.sample(_PRIVATE, 3)):
            day = _working_day(month, dice.randrange(_WORKING_DAY))
            start = datetime(day.year, day.month, day.day, dice.randint(7, 18), tzinfo=home)
            yield Appointment(
                f"{one.key}-{month}-{index}",
                start,
                minutes,
                ((one.key, "ACCEPTED"),),
                (),
                title,
                private=private,
                days=days,
            )
    start = datetime(last.plus(1 - MONTHS).year, last.plus(1 - MONTHS).number, 1, 9, tzinfo=home) + timedelta(days=7)
    invited = tuple(Guest(each.email, each.name) for each in mates)
    own = ((one.key, "ACCEPTED"),)
    yield Appointment(f"{one.key}-team", start, 45, own, invited, "Team meeting", "Room Kepler", series=Series(66))
    if one.role == "account_manager":
        yield from _lunches(one, last, dice, home)


_PRIVATE = (
    ("Dentist", 60, True, 0),
    ("School concert", 90, True, 0),
    ("Holiday", 0, False, 5),
    ("Trade fair Hannover", 0, False, 3),
    ("Focus time", 120, False, 0),
    ("Expense report", 30, False, 0),
    ("Call with landlord", 30, True, 0),
)


def _lunches(one: Person, last: Month, dice: random.Random, home: ZoneInfo) -> Iterator[Appointment]:
    """Entries without guests whose title names a client: suggested at the month close, never counted by themselves."""
    mine = [client for client in clients() if client.manager == one.key]
    for back in range(3):
        client = dice.choice(mine)
        guest = staff(client)[0].name
        month = last.plus(-back)
        day = _working_day(month, dice.randrange(_WORKING_DAY))
        start = datetime(day.year, day.month, day.day, 12, tzinfo=home)
        title = f"Lunch with {guest}, {client.name}"
        yield Appointment(
            f"{one.key}-lunch-{month}", start, 75, ((one.key, "ACCEPTED"),), (), title, "Ristorante Lucca"
        )
