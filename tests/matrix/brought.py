"""What the relationship brought, in the world of the matrix: engagement, topic handed over, entry of the log."""

from __future__ import annotations

from datetime import datetime, timedelta

from innercircle.access.models import User
from innercircle.directory.models import Account, Contact
from innercircle.plans.actions import dependence, engagements


def fill(word: str, account: Account, manager: User, now: datetime, contact: Contact) -> dict[str, int]:
    """One of each, every text with the canary."""
    told, day = f"{word} told", now.date() - timedelta(days=4)
    values: dict[str, object] = {"name": told, "kind": told, "start": day, "value": 7_654, "sponsor": contact}
    work = engagements.add_engagement(account=account, values=values, by=manager, at=now)
    values = {"topic": told, "holder": manager.colleague, "since": day}
    topic = dependence.add_topic(account=account, values=values, by=manager, at=now)
    dependence.hand_over(topic=topic, on=day, to=contact, words=told, by=manager, at=now)
    shared = dependence.share(account=account, on=day, what=told, contact=contact, with_words=told, by=manager, at=now)
    return {"engagement": work.pk, "topic": topic.pk, "shared": shared.pk}
