"""The maps of the demo firm: an opponent and a hole, a single thread, a sponsor who has just left."""

from __future__ import annotations

from datetime import datetime, timedelta

from innercircle.demo.firm import Client, clients, rows, staff
from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Affiliation, Colleague, Contact
from innercircle.maps import actions
from innercircle.maps.rules.findings import Matter
from innercircle.maps.rules.levels import Part, Stance, Strength

_LEFT = ("Halvorsen Pumps", 0)  # the sponsor who has just left
_HOLE = ("Castellan Energy", "Head of grid strategy", "Management")


def draw_maps(at: datetime) -> None:
    """Roles, stances, lines with their days, an analysis, and what changed since."""
    told = rows("maps")
    for client in clients():
        mine = [row for row in told if row["account"] == client.name]
        if mine:
            _draw(at, client, mine)


def _draw(at: datetime, client: Client, told: list[dict[str, str]]) -> None:
    account = Account.objects.get(name=client.name)
    posts = {each.contact.name: each for each in Affiliation.objects.filter(account=account).select_related("contact")}
    people = [posts[each.name] for each in staff(client)]
    for row in told:
        _superior(at, people, row)
        _standing(at, people[int(row["person"])], row)
    for post, words in sorted(_lines(people, told), key=lambda each: -int(each[1].split(":")[2])):
        _line(at, post, words)
    _story(at, account, people)


def _lines(people: list[Affiliation], told: list[dict[str, str]]) -> list[tuple[Affiliation, str]]:
    return [(people[int(row["person"])], words) for row in told for words in row["lines"].split()]


def _superior(at: datetime, people: list[Affiliation], row: dict[str, str]) -> None:
    if row["reports"]:
        boss = people[int(row["reports"])]
        post = people[int(row["person"])]
        directory.change_affiliation(by=None, at=at, affiliation=post, version=None, values={"reports_to": boss})


def _standing(at: datetime, post: Affiliation, row: dict[str, str]) -> None:
    values = {
        "roles": row["roles"].split(),
        "influence": int(row["influence"]),
        "stance": Stance(int(row["stance"])),
        "rival": row["rival"],
    }
    actions.set_standing(by=None, at=at - timedelta(days=70), post=post, values=values)


def _line(at: datetime, post: Affiliation, words: str) -> None:
    key, level, days, *part = words.split(":")
    colleague = Colleague.objects.get(emails__address__startswith=f"{key}@")
    actions.cover(
        by=None,
        at=at - timedelta(days=int(days)),
        post=post,
        colleague=colleague,
        assessed=Strength(int(level)),
        wanted=Strength.ADVISER if part else None,
        wanted_by=(at + timedelta(days=120)).date() if part else None,
        part=Part(part[0]) if part else None,
    )


def _story(at: datetime, account: Account, people: list[Affiliation]) -> None:
    if account.name == _LEFT[0]:
        gone = people[_LEFT[1]]
        last = (at - timedelta(days=6)).date()
        directory.end_affiliation(by=None, at=at, affiliation=gone, version=None, last_day=last)
    if account.name == _HOLE[0]:
        post = {"title": _HOLE[1], "department": _HOLE[2], "level": "director"}
        values = {"name": _HOLE[1], "placeholder": True}
        hole = directory.add_contact(by=None, at=at, account=account, values=values, post=post)
        Contact.objects.filter(pk=hole.pk).update(sample=True)
    actions.add_value(
        by=None, at=at, post=people[0], kind="achieve", day=(at - timedelta(days=24)).date(), source="meeting",
        words="Wants one figure he can show his board every quarter.",
    )  # fmt: skip
    actions.add_point(
        by=None, at=at, account=account, matter=Matter.OPPORTUNITY, owner=account.account_manager,
        due=(at + timedelta(days=30)).date(), words="Bring our service lead together with their project managers.",
    )  # fmt: skip
    words = "Good with those who use us, thin with those who decide. One of us carries nearly everything."
    actions.write_analysis(by=None, at=at - timedelta(days=20), account=account, words=words)
    actions.remember(at=at, account=account)
