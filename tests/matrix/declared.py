"""What each address owes to whom: the declaration that a new address must make before the tests pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Owed(Enum):
    """Who gets an answer."""

    EVERYBODY = "even without log-in"
    PEOPLE = "whoever is logged in; only own and visible things on it"
    SEES = "who sees the account of the object in the address"
    CHANGES = "who may change that account; whoever only sees it gets a refusal"
    CALENDAR = "the calendar's owner, their managers, administrators"
    KEEPERS = "administrators and managers; a refusal for others"
    SELLERS = "administrators, managers and account managers; a refusal for others"
    ADMINISTRATORS = "administrators; for others there is no such page"
    OWN = "the person it belongs to; for others there is no such thing"


@dataclass(frozen=True, slots=True)
class Rule:
    """An address: what is owed, which kind of object stands in which part, what a writing call sends."""

    owed: Owed
    parts: Mapping[str, str] = field(default_factory=dict)  # part of the address -> kind of object, or "=" and a value
    posts: bool = False  # whether it is an address to write to only
    sends: Mapping[str, str] = field(default_factory=dict)  # field -> kind of object, or "=" and a value
    audited: bool = False  # whether reading it leaves its one line in the audit, as taking a list away does


def account(owed: Owed, posts: bool = False, *, sends: Mapping[str, str] | None = None, **parts: str) -> Rule:
    """An address below an account."""
    return Rule(owed, {"pk": "account", **parts}, posts, sends or {})


def contact(owed: Owed, posts: bool = False, *, sends: Mapping[str, str] | None = None, **parts: str) -> Rule:
    """An address below a contact."""
    return Rule(owed, {"pk": "contact", **parts}, posts, sends or {})


def administration(posts: bool = False, **parts: str) -> Rule:
    """An address for administrators."""
    return Rule(Owed.ADMINISTRATORS, parts, posts)


_MONTH = "=2026-08"
_POST = {"row": "affiliation"}
_PAIR = {"keep": "contact", "other": "contact2"}
_CSV = "=csv"
_MEETING = {"meeting_id": "meeting"}
_DOCUMENT = {"pk": "account", "row": "document"}
PAGES: dict[str, Rule] = {
    "calendars": Rule(Owed.PEOPLE),
    "calendar-upload": Rule(Owed.PEOPLE),
    "calendar": Rule(Owed.CALENDAR, {"pk": "calendar"}),
    "calendar-delete": Rule(Owed.CALENDAR, {"pk": "calendar"}, posts=True),
    "calendar-import": Rule(Owed.CALENDAR, {"pk": "import"}),
    "calendar-import-progress": Rule(Owed.CALENDAR, {"pk": "import"}),
    "calendar-import-stop": Rule(Owed.CALENDAR, {"pk": "import"}, posts=True),
    "calendar-import-decide": Rule(Owed.CALENDAR, {"pk": "import"}, posts=True, sends={"answer": "=keep"}),
    "settings": Rule(Owed.PEOPLE),
    "choose-theme": Rule(Owed.EVERYBODY, posts=True),
    "choose-language": Rule(Owed.EVERYBODY, posts=True),
    "search": Rule(Owed.PEOPLE),
    "gallery": Rule(Owed.ADMINISTRATORS),
    "portfolio": Rule(Owed.PEOPLE),
    "portfolio-export": Rule(Owed.PEOPLE, {"kind": "=csv"}, audited=True),
    "account-hours": account(Owed.SEES),
    "account-months-export": Rule(Owed.SEES, {"pk": "account", "kind": "=xlsx"}, audited=True),
    "account-month": account(Owed.SEES, month=_MONTH),
    "account-target": account(Owed.CHANGES, True, sends={"hours": "=3"}, month="=2030-01"),
    "account-meetings": account(Owed.SEES),
    "meeting-add": account(Owed.CHANGES),
    "meeting": account(Owed.SEES, **_MEETING),
    "meeting-state": account(Owed.CHANGES, True, sends={"attendance": "attendance", "state": "=absent"}, **_MEETING),
    "meeting-mode": account(Owed.CHANGES, True, sends={"mode": "=phone"}, **_MEETING),
    "meeting-add-person": account(Owed.CHANGES, True, sends={"name": "=Somebody"}, **_MEETING),
    "meeting-add-colleague": account(Owed.CHANGES, True, sends={"colleague": "=1"}, **_MEETING),
    "meeting-remove-person": account(Owed.CHANGES, True, sends={"attendance": "attendance"}, **_MEETING),
    "meeting-duplicate": account(Owed.CHANGES, True, **_MEETING),
    "meeting-delete": account(Owed.CHANGES, True, **_MEETING),
    "closes": Rule(Owed.PEOPLE),
    "account-closes": account(Owed.SEES),
    "account-close": account(Owed.SEES, month=_MONTH),
    "close-answer": account(Owed.CHANGES, True, sends={"attendance": "attendance", "came": "=y"}, month=_MONTH),
    "close-suggestion": account(Owed.CHANGES, True, sends={"suggestion": "suggestion"}, month=_MONTH),
    "close-lock": account(Owed.CHANGES, True, sends={"note": "=x"}, month=_MONTH),
    "account-words": account(Owed.SEES),
    "statement-add": account(
        Owed.SEES, True, sends={"contact": "contact", "day": "=2026-01-05", "kind": "=other", "words": "=x"}
    ),
    "statement-delete": account(Owed.SEES, True, row="statement"),
    "work-add": account(
        Owed.SEES, True, sends={"day": "=2026-01-05", "kind": "=free_work", "hours": "=1", "what": "=x"}
    ),
    "work-delete": account(Owed.SEES, True, row="work"),
    "interruption": account(Owed.SEES, True, sends={"who": "=ours"}, row="interruption"),
    "own-hours": Rule(Owed.PEOPLE),
    "accounts": Rule(Owed.PEOPLE),
    "accounts-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "account-add": Rule(Owed.SELLERS),
    "account": account(Owed.SEES),
    "account-edit": account(Owed.CHANGES),
    "account-team": account(Owed.CHANGES),
    "account-years": account(Owed.CHANGES),
    "account-delete": account(Owed.CHANGES, True),
    "contact-add": account(Owed.CHANGES),
    "contacts": Rule(Owed.PEOPLE),
    "contacts-export": Rule(Owed.PEOPLE, {"kind": "=xlsx"}, audited=True),
    "contact": contact(Owed.SEES),
    "contact-edit": contact(Owed.CHANGES),
    "contact-move": contact(Owed.CHANGES),
    "contact-delete": contact(Owed.CHANGES, True),
    "post-add": contact(Owed.CHANGES, account="account"),
    "post": contact(Owed.CHANGES, **_POST),
    "post-leave": contact(Owed.CHANGES, **_POST),
    "post-remove": contact(Owed.CHANGES, True, **_POST),
    "colleagues": Rule(Owed.PEOPLE),
    "colleagues-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "colleague-add": Rule(Owed.KEEPERS),
    "colleague": Rule(Owed.PEOPLE, {"pk": "colleague"}),
    "colleague-edit": Rule(Owed.KEEPERS, {"pk": "colleague"}),
    "colleague-delete": Rule(Owed.KEEPERS, {"pk": "colleague"}, posts=True),
    "duplicates": Rule(Owed.PEOPLE),
    "duplicates-apart": Rule(Owed.CHANGES, {"kind": "=contact"}, posts=True, sends=_PAIR),
    "merge": Rule(
        Owed.CHANGES, {"kind": "=contact"}, posts=True, sends={**_PAIR, "keep_version": "=1", "other_version": "=1"}
    ),
    "merge-undo": Rule(Owed.CHANGES, {"pk": "merge"}, posts=True),
    "imports": administration(),
    "import": administration(pk="intake"),
    "import-columns": administration(pk="intake"),
    "import-apply": administration(True, pk="intake"),
    "import-undo": administration(True, pk="intake"),
    "import-discard": administration(True, pk="intake"),
    "import-progress": administration(pk="intake"),
    "import-stop": administration(True, pk="intake"),
    "import-faults": Rule(Owed.ADMINISTRATORS, {"pk": "intake", "kind": _CSV}, audited=True),
    "import-rejects": Rule(Owed.ADMINISTRATORS, {"pk": "intake", "kind": _CSV}, audited=True),
    "users": administration(),
    "users-export": Rule(Owed.ADMINISTRATORS, {"kind": _CSV}, audited=True),
    "user-add": administration(),
    "user": administration(pk="user"),
    "user-password": administration(True, pk="user"),
    "teams": administration(),
    "teams-export": Rule(Owed.ADMINISTRATORS, {"kind": _CSV}, audited=True),
    "team-add": administration(),
    "team": administration(pk="team"),
    "team-delete": administration(True, pk="team"),
    "audit": administration(),
    "audit-export": Rule(Owed.ADMINISTRATORS, {"kind": _CSV}, audited=True),
    "keys": Rule(Owed.PEOPLE),
    "key-revoke": Rule(Owed.OWN, {"pk": "key"}, posts=True),
    "rule": Rule(Owed.PEOPLE, {"name": "=month-test"}),
    "account-map": account(Owed.SEES),
    "account-map-file": Rule(Owed.SEES, {"pk": "account", "kind": "=svg"}, audited=True),
    "account-then": account(Owed.SEES),
    "account-map-beside": account(Owed.SEES),
    "account-analysis": account(Owed.SEES),
    "cannot-lose": Rule(Owed.PEOPLE),
    "cannot-lose-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "roles": administration(),
    "role-rename": administration(True, pk="role"),
    "role-retire": administration(True, pk="role"),
    "map-person-add": account(Owed.CHANGES, True, sends={"name": "=Somebody"}),
    "map-standing": account(Owed.CHANGES, True, sends={"roles": "=user"}, post="affiliation"),
    "map-place": account(Owed.CHANGES, True, sends={"name": "=Somebody", "title": "=x"}, post="affiliation"),
    "map-line": account(Owed.CHANGES, True, sends={"colleague": "colleague", "assessed": "=2"}, post="affiliation"),
    "map-value": account(
        Owed.CHANGES,
        True,
        post="affiliation",
        sends={"kind": "=help", "words": "=x", "day": "=2026-01-05", "source": "=meeting"},
    ),
    "map-line-delete": account(Owed.CHANGES, True, row="line"),
    "map-value-delete": account(Owed.CHANGES, True, row="value"),
    "analysis-summary": account(Owed.CHANGES, True, sends={"words": "=x"}),
    "point-add": account(Owed.CHANGES, True, sends={"matter": "=issue", "words": "=x"}),
    "point-change": account(Owed.CHANGES, True, row="point", sends={"matter": "=issue", "words": "=x"}),
    "point-finish": account(Owed.CHANGES, True, row="point"),
    "point-delete": account(Owed.CHANGES, True, row="point"),
    "finding-off": account(Owed.CHANGES, True, sends={"key": "=role-missing:gatekeeper", "reason": "=x"}),
    "finding-on": account(Owed.CHANGES, True, row="off"),
    "account-steps": account(Owed.SEES),
    "portfolio-steps": Rule(Owed.PEOPLE),
    "portfolio-steps-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "account-tables": account(Owed.SEES),
    "account-table": Rule(Owed.SEES, {"pk": "account", "what": "=coverage", "kind": _CSV}, audited=True),
    "account-who-knows": account(Owed.SEES),
    "account-who-knows-export": Rule(Owed.SEES, {"pk": "account", "kind": _CSV}, audited=True),
    "contact-who-knows": contact(Owed.SEES),
    "contact-who-knows-export": Rule(Owed.SEES, {"pk": "contact", "kind": _CSV}, audited=True),
    "help-catalogue": Rule(Owed.PEOPLE),
    "help-catalogue-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "offer": Rule(Owed.PEOPLE, {"pk": "offer"}),
    "offer-add": Rule(Owed.KEEPERS),
    "offer-edit": Rule(Owed.KEEPERS, {"pk": "offer"}),
    "offer-retire": Rule(Owed.KEEPERS, {"pk": "offer"}, posts=True),
}
_GOAL, _STEP, _WAY = {"row": "goal"}, {"row": "activity"}, {"row": "initiative"}
PAGES |= {
    "account-plan": account(Owed.SEES),
    "account-plan-export": Rule(Owed.SEES, {"pk": "account", "kind": _CSV}, audited=True),
    "account-plan-board": account(Owed.SEES),
    "account-plan-timeline": account(Owed.SEES),
    "account-plan-findings": account(Owed.SEES),
    "account-plan-page": account(Owed.SEES),
    "account-plan-page-write": account(Owed.CHANGES),
    "plan-lint": account(Owed.CHANGES, True, sends={"title": "=x", "slot": "=add"}),
    "plan-rule-off": account(Owed.CHANGES, True, sends={"code": "=CP10", "kind": "=account", "reason": "=x"}),
    "plan-rule-on": account(Owed.CHANGES, True, row="rule-off"),
    "plan-review-add": account(Owed.CHANGES, True, sends={"on": "=2026-01-05"}),
    "plan-goal-add": account(Owed.CHANGES),
    "plan-goal": account(Owed.SEES, **_GOAL),
    "plan-goal-move": account(Owed.CHANGES, True, sends={"state": "=reached"}, **_GOAL),
    "plan-goal-remove": account(Owed.CHANGES, True, **_GOAL),
    "plan-reading-add": account(Owed.CHANGES, True, sends={"on": "=2026-01-05", "words": "=x"}, **_GOAL),
    "plan-reading-remove": account(Owed.CHANGES, True, row="goal", reading="reading"),
    "plan-initiative-add": account(Owed.CHANGES),
    "plan-initiative": account(Owed.CHANGES, **_WAY),
    "plan-initiative-move": account(Owed.CHANGES, True, sends={"state": "=done"}, **_WAY),
    "plan-initiative-next": account(Owed.CHANGES, True, sends={"last": "=on"}, **_WAY),
    "plan-initiative-day": account(Owed.CHANGES, True, sends={"on": "=2026-12-05"}, **_WAY),
    "plan-initiative-remove": account(Owed.CHANGES, True, **_WAY),
    "plan-activity-add": account(Owed.CHANGES),
    "plan-activity": account(Owed.SEES, **_STEP),
    "plan-activity-outcome": account(Owed.CHANGES, **_STEP),
    "plan-activity-move": account(Owed.CHANGES, True, sends={"state": "=done"}, **_STEP),
    "plan-activity-day": account(Owed.CHANGES, True, sends={"on": "=2026-12-05"}, **_STEP),
    "plan-activity-remove": account(Owed.CHANGES, True, **_STEP),
    "plan-activity-correct": account(Owed.CHANGES, True, sends={"label": "=sales", "reason": "=x"}, **_STEP),
    "plan-activity-withdraw": account(Owed.CHANGES, True, row="activity", correction="correction"),
    "plan-help": Rule(Owed.CHANGES, {"offer": "offer", "post": "affiliation"}),
    "my-steps": Rule(Owed.PEOPLE),
    "plan-findings": Rule(Owed.PEOPLE),
    "plan-findings-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "plan-firm-rule-off": Rule(Owed.ADMINISTRATORS, posts=True, sends={"code": "=OT02", "reason": "=x"}),
    "plan-firm-rule-on": Rule(Owed.ADMINISTRATORS, {"row": "firm-off"}, posts=True),
    "plan-verdicts": Rule(Owed.PEOPLE),
    "plan-verdicts-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "objectives": Rule(Owed.PEOPLE),
    "objectives-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "objective-add": Rule(Owed.KEEPERS),
    "objective": Rule(Owed.KEEPERS, {"pk": "objective"}),
    "objective-close": Rule(Owed.KEEPERS, {"pk": "objective"}, posts=True),
    "objective-remove": Rule(Owed.KEEPERS, {"pk": "objective"}, posts=True),
    "colleague-plan": Rule(Owed.PEOPLE, {"pk": "colleague"}),
    "colleague-plan-export": Rule(Owed.PEOPLE, {"pk": "colleague", "kind": _CSV}, audited=True),
}
_ENGAGEMENT, _TOPIC = {"row": "engagement"}, {"row": "topic"}
_WORK = {"name": "=x", "kind": "=x", "start": "=2026-01-05"}
_KNOWN = {"topic": "=x", "holder": "colleague", "since": "=2026-01-05"}
PAGES |= {
    "asset": Rule(Owed.PEOPLE),
    "asset-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "dependence": Rule(Owed.PEOPLE),
    "dependence-export": Rule(Owed.PEOPLE, {"kind": _CSV}, audited=True),
    "account-asset": account(Owed.SEES),
    "account-asset-quarter": account(Owed.SEES, quarter="=2026-Q3"),
    "engagement-add": account(Owed.CHANGES, sends=_WORK),
    "engagement-import": account(Owed.CHANGES),
    "engagement-export": Rule(Owed.SEES, {"pk": "account", "kind": _CSV}, audited=True),
    "engagement": account(Owed.CHANGES, **_ENGAGEMENT),
    "engagement-delete": account(Owed.CHANGES, True, **_ENGAGEMENT),
    "account-dependence": account(Owed.SEES),
    "topic-add": account(Owed.SEES, True, sends=_KNOWN),
    "topic": account(Owed.SEES, **_TOPIC),
    "topic-hand-over": account(Owed.SEES, True, sends={"on": "=2026-10-05", "words": "=x"}, **_TOPIC),
    "topic-delete": account(Owed.CHANGES, True, **_TOPIC),
    "share-add": account(Owed.SEES, True, sends={"on": "=2026-01-05", "what": "=x", "with_words": "=x"}),
    "share-delete": account(Owed.SEES, True, row="shared"),
    "share-export": Rule(Owed.SEES, {"pk": "account", "kind": _CSV}, audited=True),
    "account-document": account(Owed.SEES),
    "document-progress": Rule(Owed.OWN, _DOCUMENT),
    "document-file": Rule(Owed.OWN, _DOCUMENT, audited=True),
    "document-remove": Rule(Owed.OWN, _DOCUMENT, posts=True),
    "firm": administration(),
}
# Addresses of the library for log-in and second factor: its own pages, about the person alone.
LIBRARY = ("account_", "mfa_", "auth/")
