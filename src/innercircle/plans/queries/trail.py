"""What the audit trail says has changed: every write ends in it, so it tells whether something stored still holds.

Meetings and hours of client time move all day long, and of a plan's findings only two hang on them (DP03 and RV03):
what calendars and hours write is therefore no change here; whoever stores findings makes them anew within the hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max

from innercircle.access.models import AuditEvent
from innercircle.directory.queries import every_post
from innercircle.plans import models

_STILL_WRITING = timedelta(minutes=1)  # what was begun before is finished; what was begun since counts as later
_MOST = 5_000  # events looked at one by one
_ELSEWHERE = ("access.", "documents.", "calendars.", "hours.")
_NOBODY_YET = ("directory.colleague.added", "directory.colleague.discovered")
_CONTACT = "directory.Contact"


@dataclass(frozen=True, slots=True)
class Changes:
    """The newest event that concerns each account, and the newest that may concern all of them."""

    everywhere: int = 0
    at: Mapping[int, int] = field(default_factory=dict)

    def since(self, account: int, event: int) -> bool:
        """Whether something concerning the account came after `event`."""
        return max(self.everywhere, self.at.get(account, 0)) > event


def newest(at: datetime) -> int:
    """The last event of which it is certain that all before it are written: those of the last minute are left out."""
    rows = AuditEvent.objects.filter(at__lt=at - _STILL_WRITING).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def changes(after: int) -> Changes:
    """What the events after this one concern; an event that says no account concerns all, unless it is known better."""
    rows = AuditEvent.objects.filter(pk__gt=after).order_by("pk")
    events = list(rows.values_list("pk", "action", "account_id", "target_kind", "target_id")[: _MOST + 1])
    if len(events) > _MOST:
        return Changes(everywhere=AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0)
    everywhere, found, people = 0, dict[int, int](), dict[int, int]()
    for pk, action, account, kind, target in events:
        if account is not None:
            found[account] = pk
        elif action.startswith(_ELSEWHERE) or action in _NOBODY_YET:
            continue
        elif (
            kind == _CONTACT
            and target is not None
            and not action.endswith(("merged", "merge_undone", "deleted", "kept_apart"))
        ):
            people[target] = pk
        else:
            everywhere = pk
    for contact, accounts in _accounts_of(people).items():
        found |= {account: max(found.get(account, 0), people[contact]) for account in accounts}
    return Changes(everywhere, found)


def _accounts_of(contacts: Collection[int]) -> dict[int, set[int]]:
    """Where these people work or worked, and whose plans name them."""
    if not contacts:
        return {}
    found: dict[int, set[int]] = defaultdict(set)
    pairs: Iterable[Iterable[tuple[int, int]]] = (
        every_post().filter(contact__in=contacts).values_list("contact", "account"),
        models.Goal.objects.filter(contact__in=contacts).values_list("contact", "account"),
        models.Participant.objects.filter(contact__in=contacts).values_list("contact", "activity__account"),
    )
    for rows in pairs:
        for contact, account in rows:
            found[contact].add(account)
    return found
