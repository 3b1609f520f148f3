"""Two facing outlines: one row per person; theirs by department and reporting line, ours beside whom they know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from innercircle.maps.rules.values import Map, Person

LEVELS = ("board", "c_level", "director", "manager", "staff", "")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of their outline: a person at a depth, or (`person` None) the heading of a department."""

    department: str
    person: Person | None = None
    depth: int = 0
    circle: bool = False  # the reporting line runs in a circle
    count: int = 0  # of a heading: how many people stand below it
    folded: bool = False
    hidden: tuple[int, ...] = ()  # the posts below a folded heading


def circles(reports: Mapping[int, int | None]) -> list[tuple[int, ...]]:
    """Reporting lines that run in a circle; each circle once, walked a single time, so nothing hangs."""
    found, done = [], set[int]()
    for start in reports:
        way: list[int] = []
        place: int | None = start
        while place is not None and place in reports and place not in done:
            done.add(place)
            way.append(place)
            place = reports[place]
        if place in way:
            found.append(tuple(way[way.index(place) :]))
    return found


def outline(people: Iterable[Person], folded: Collection[str] = ()) -> list[Row]:
    """Their side: departments, highest rank first, and in each whoever reports to whom."""
    chosen = list(people)
    circular = {post for circle in circles({each.post: each.reports_to for each in chosen}) for post in circle}
    departments: dict[str, list[Person]] = defaultdict(list)
    for person in chosen:
        departments[person.department].append(person)
    rows: list[Row] = []
    for name, members in sorted(departments.items(), key=lambda item: (_rank(item[1]), item[0])):
        hidden = tuple(each.post for each in members) if name in folded else ()
        rows.append(Row(name, count=len(members), folded=name in folded, hidden=hidden))
        if name not in folded:
            rows += [Row(name, person, depth, person.post in circular) for person, depth in _tree(members, circular)]
    return rows


def _rank(people: Iterable[Person]) -> int:
    return min(_place(person) for person in people)


def _place(person: Person) -> int:
    return LEVELS.index(person.level) if person.level in LEVELS else len(LEVELS)


def _tree(members: list[Person], circular: Collection[int]) -> list[tuple[Person, int]]:
    """Depth first; who reports to nobody of the department, or in a circle, stands at the margin."""
    inside = {person.post for person in members}
    below: dict[int | None, list[Person]] = defaultdict(list)
    for person in sorted(members, key=lambda each: (_place(each), each.name.casefold(), each.post)):
        boss = person.reports_to if person.reports_to in inside and person.post not in circular else None
        below[boss].append(person)
    rows: list[tuple[Person, int]] = []
    waiting = [(person, 0) for person in reversed(below[None])]
    while waiting:
        person, depth = waiting.pop()
        rows.append((person, depth))
        waiting += [(each, depth + 1) for each in reversed(below[person.post])]
    return rows


def facing(found: Map, places: Mapping[int, float], height: float, step: float) -> dict[int, float]:
    """Where each of ours stands (top edge), beside the middle of whom they know, so that lines cross little.

    `places` are the heights of the posts; rows are `step` apart and lie within `height` where there is room.
    """
    wanted: dict[int, list[float]] = {each.colleague: [] for each in found.ours}
    for line in found.lines:
        if line.post in places and line.colleague in wanted:
            wanted[line.colleague].append(places[line.post])
    linked = {key: sum(values) / len(values) for key, values in wanted.items() if values}
    middle = dict.fromkeys(wanted, max(linked.values(), default=0.0)) | linked  # who knows nobody here stands last
    order = sorted(middle, key=lambda key: (middle[key], key not in linked, key))
    tops: list[float] = []
    for key in order:
        tops.append(max(middle[key], tops[-1] + step if tops else 0.0))
    over = max(0.0, (tops[-1] + step - height) if tops else 0.0)
    for place in range(len(tops) - 1, -1, -1):
        most = height - step * (len(tops) - place)
        tops[place] = max(step * place, min(tops[place], most)) if over else tops[place]
    return dict(zip(order, tops, strict=True))
