"""Two accounts that know nothing of each other, each word of theirs a canary, and everybody who may look.

Acme is North's (Anna), Gamma is South's (Cara). Every text that belongs to Gamma holds QXGAMMA, to Acme QXACME; what
both may see (our own people, teams) holds neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from innercircle.access import actions as access
from innercircle.access.models import Token, User
from innercircle.calendars.models import Attendance, Calendar, Import, Meeting, Sighting, Suggestion
from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Affiliation, Colleague, Contact
from innercircle.documents import actions as documents
from innercircle.hours import actions as hours
from innercircle.hours.models import Interruption
from innercircle.hours.rules.words import StatementKind, WorkKind
from innercircle.intake import actions as intake
from innercircle.intake.reading import Table
from innercircle.intake.rules import Kind
from innercircle.kit.month import Month
from innercircle.maps import actions as maps
from innercircle.maps.rules.findings import Matter
from innercircle.maps.rules.levels import Strength
from innercircle.plans import actions as plans
from innercircle.plans.rules.lint import Place
from innercircle.plans.rules.reading import Label
from innercircle.reports.blocks import Format
from tests import cast as standing
from tests.calendars.desk import calendar, event, load
from tests.matrix import brought, planned

CANARY = {"acme": "QXACME", "gamma": "QXGAMMA"}
MISSING = 987_654_321
SIDES = ("acme", "gamma")


@dataclass(slots=True)
class World:
    """The cast, the ids of each kind of object per account, and each actor's key to the API."""

    cast: standing.Cast
    ids: dict[str, dict[str, int]]
    keys: dict[str, str]

    def actors(self) -> dict[str, User | None]:
        """Everybody who may try: nobody at all, one put out, and each kind of person."""
        cast = self.cast
        return {
            "anonymous": None,
            "deactivated": cast.dora,
            "stranger": cast.stranger,
            "other account manager": cast.ben,
            "account manager": cast.anna,
            "manager": cast.nora,
            "other manager": cast.sam,
            "executive": cast.eve,
            "administrator": cast.adam,
        }


SEES: dict[str, set[str]] = {
    "anonymous": set(),
    "deactivated": set(),
    "stranger": set(),
    "other account manager": set(),
    "account manager": {"acme"},
    "manager": {"acme"},
    "other manager": {"gamma"},
    "executive": {"acme", "gamma"},
    "administrator": {"acme", "gamma"},
}
CHANGES: dict[str, set[str]] = SEES | {"executive": set()}
OUTSIDE = {"anonymous", "deactivated"}


def build() -> World:
    """Fill the database with both accounts' data, all the ways data comes in."""
    cast = standing.build()
    managers = {"acme": cast.anna, "gamma": cast.cara}
    accounts = {"acme": cast.acme, "gamma": cast.gamma}
    ids = {side: _fill(side, accounts[side], managers[side]) for side in SIDES}
    keys = {name: _key(user) for name, user in World(cast, ids, {}).actors().items() if user is not None}
    Token.objects.update(used_at=timezone.now())  # when a key was last used is noted once an hour, not in a cell
    User.objects.filter(pk=cast.dora.pk).update(is_active=False)
    cast.dora.refresh_from_db()
    return World(cast, ids, keys)


def _key(user: User) -> str:
    return access.make_token(by=user, at=timezone.now(), name="matrix", may_write=True)[1]


def _fill(side: str, account: Account, manager: User) -> dict[str, int]:
    word, now = CANARY[side], timezone.now()
    mark = f"{word} told"
    Account.objects.filter(pk=account.pk).update(
        name=f"{word} Ltd", industry=mark, country=mark, focus=mark, external_id=mark
    )
    account.refresh_from_db()
    account.domains.update(domain=f"{word.lower()}.example")
    years = [directory.YearFigures(now.year, Decimal("7654321.00"))]
    directory.set_years(by=manager, at=now, account=account, version=None, years=years)
    contacts = [
        _contact(account, manager, f"{word} person {place}", f"p{place}@{word.lower()}.example") for place in (1, 2)
    ]
    imported = _import(word, manager, now)
    close = Month.of_day(now.date()).plus(-4)
    hours.close_month(account=account, month=close, note=mark, by=manager, at=now)
    said = hours.record_statement(
        account=account, contact=contacts[0], day=_ago(5), kind=StatementKind.OTHER, words=mark, by=manager, at=now
    )
    done = hours.log_work(
        account=account, colleague=manager.colleague, contact=contacts[0], day=_ago(6), kind=WorkKind.FREE_WORK,
        what=mark, seconds=3600, by=manager, at=now,
    )  # fmt: skip
    attendance = Attendance.objects.filter(meeting=imported, account=account).order_by("pk")[0]
    suggestion = Suggestion.objects.filter(account=account).first()
    interruption = Interruption.objects.filter(account=account).first()
    return {
        **_map(word, account, manager, now, contacts[0]),
        **_plan(word, account, manager, now, contacts[0]),
        **planned.fill(word, account, manager, now, contacts[0]),
        **brought.fill(word, account, manager, now, contacts[0]),
        "account": account.pk,
        "contact": contacts[0].pk,
        "contact2": contacts[1].pk,
        "affiliation": Affiliation.objects.get(contact=contacts[0]).pk,
        "colleague": Colleague.objects.get(user=manager).pk,
        "meeting": imported.pk,
        "attendance": attendance.pk,
        "statement": said.pk,
        "work": done.pk,
        "calendar": Calendar.objects.get(owner=manager.colleague).pk,
        "import": Import.objects.filter(owner=manager.colleague).latest("pk").pk,
        "suggestion": suggestion.pk if suggestion else MISSING,
        "interruption": interruption.pk if interruption else MISSING,
        "merge": _merge(account, manager, word),
        "intake": _intake(word),
        "user": manager.pk,
        "document": _document(word, account, manager, now),
        "team": account.team_id or MISSING,
        "key": access.make_token(by=manager, at=now, name="own", may_write=False)[0].pk,
    }


def _map(word: str, account: Account, manager: User, now: datetime, contact: Contact) -> dict[str, int]:
    """A line, what a person values, a point, a finding switched off; each with the canary."""
    post, told = Affiliation.objects.get(contact=contact), f"{word} told"
    us = {"by": manager, "at": now}
    maps.set_standing(post=post, values={"roles": ["budget"], "rival": told}, **us)
    value = maps.add_value(post=post, kind="help", words=told, day=now.date(), source="meeting", **us)
    maps.write_analysis(account=account, words=told, **us)
    help_ = {"kind": "expertise", "name": f"Help of {manager}", "tags": ["told"]}  # fits both accounts' needs
    role = maps.add_role(by=None, at=now, name=f"Role of {manager}")
    offer = maps.add_offer(by=None, at=now, values=help_, colleagues=[manager.colleague])
    return {
        "offer": offer.pk,
        "role": role.pk,
        "line": maps.cover(post=post, colleague=manager.colleague, assessed=Strength.KNOWN, **us).pk,
        "value": value.pk,
        "point": maps.add_point(account=account, matter=Matter.ISSUE, words=told, **us).pk,
        "off": maps.switch_off(account=account, key="role-missing:user", reason=told, **us).pk,
    }


def _plan(word: str, account: Account, manager: User, now: datetime, contact: Contact) -> dict[str, int]:
    """A goal with a reading, an initiative, a step with its label set by hand, a rule switched off, a review."""
    told, us = f"{word} told", {"by": manager, "at": now}
    objective = plans.add_objective(by=None, at=now, values={"name": f"Objective of {manager}", "year": now.year})
    said = {"title": told, "target": told, "contact": contact, "objective": objective, "owner": manager.colleague}
    goal = plans.add_goal(account=account, values=said, **us)
    values = {"title": told, "owner": manager.colleague, "next_step": told, "goals": [goal]}
    initiative = plans.add_initiative(account=account, values=values, **us)
    values = {"title": told, "owner": manager.colleague, "learned": told, "useful": told, "on": _ago(3),
              "initiative": initiative, "participants": [contact]}  # fmt: skip
    activity = plans.add_activity(account=account, values=values, **us)
    place = Place("goal", str(goal.pk))
    plans.switch_off(by=None, at=now, code="RV04", reason="In the whole firm")
    return {
        "objective": objective.pk,
        "goal": goal.pk,
        "reading": plans.record_reading(goal=goal, on=_ago(2), words=told, **us).pk,
        "initiative": initiative.pk,
        "activity": activity.pk,
        "correction": plans.correct(activity=activity, label=Label.NEUTRAL, reason=told, **us).pk,
        "rule_off": plans.switch_off(account=account, code="CP02", reason=told, place=place, **us).pk,
        "plan_review": plans.record_review(account=account, on=_ago(1), words=told, **us).pk,
    }


def _contact(account: Account, manager: User, name: str, email: str) -> Contact:
    word, _ = name.split(" ", 1)
    return directory.add_contact(
        by=manager,
        at=timezone.now(),
        account=account,
        values={"name": name, "location": f"{word} street", "phone": f"{word} 1"},
        emails=[email],
        post={"title": f"{word} chief", "department": f"{word} works", "level": "board"},
    )


def _document(word: str, account: Account, manager: User, now: datetime) -> int:
    wanted = documents.Wanted(Format.DOCX, "en")
    row = documents.order(by=manager, at=now, account=account, wanted=wanted)
    documents.keep(at=now, document=row, data=f"{word} told".encode())
    return row.pk


def _merge(account: Account, manager: User, word: str) -> int:
    kept, gone = (_contact(account, manager, f"{word} {name}", f"{name}@{word.lower()}.example") for name in ("k", "g"))
    return directory.merge_contacts(by=manager, at=timezone.now(), kept=kept, gone=gone).pk


def _intake(word: str) -> int:
    adam, now = User.objects.get(name="Adam"), timezone.now()
    table = Table(
        ["name", "domains"], [(2, [f"{word} new", f"new.{word.lower()}.example"]), (3, [word, "gmail.com"])], []
    )
    run = intake.stage(by=adam, at=now, kind=Kind.ACCOUNTS, table=table, file_name=f"{word}.csv")
    return intake.plan(by=adam, at=now, run=run).pk


def _import(word: str, manager: User, now: datetime) -> Meeting:
    first, domain = _ago(25), f"{word.lower()}.example"
    kim, lee, found = (f"{who}@{domain}" for who in ("p1", "p2", "found"))
    yes, host = f"{kim}:ACCEPTED", manager.email
    entries = [
        event(f"{word}-1", *_hour(first), host, yes, lee, title=f"{word} talk", place=f"{word} hall"),
        event(f"{word}-2", *_hour(_ago(60)), host, yes, f"{found}:ACCEPTED", title=f"{word} talk 2"),
        event(f"{word}-3", *_hour(_ago(12)), host, yes, title=f"{word} off", status="CANCELLED"),
        event(f"{word}-4", *_hour(_ago(13)), title=f"Lunch with {word} person 1"),
    ]
    load(calendar(*entries), owner=manager.name, name=f"{word}.ics")
    return Meeting.objects.get(pk=Sighting.objects.filter(uid=f"{word}-1").get().meeting_id)


def _hour(day: date) -> tuple[str, str]:
    start = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    return f"{start:%Y-%m-%d %H:%M}", f"{start + timedelta(hours=1):%Y-%m-%d %H:%M}"


def _ago(days: int) -> date:
    return timezone.now().date() - timedelta(days=days)
