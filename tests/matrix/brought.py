"""What the relationship brought, in the world of the matrix: an engagement, a topic handed over, an entry of the log."""

from __future__ import annotations

from datetime import datetime, timedelta

from innercircle.access.models import User
from innercircle.directory.models import Account, Contact
from innercircle.plans.actions import dependence, engagements


def fill(word: str, account: Account, manager: User, now: datetime, contact: Contact) -> dict[str, int]:
    """One of each, every text with the canary."""
    told, day, us = f"{word} told", now.date() - timedelta(days=4), {"by": manager, "at": now}
    values = {"name": told, "kind": told, "start": day, "value": 7_654, "sponsor": contact}
    work = engagements.add_engagement(account=account, values=values, **us)
    values = {"topic": told, "holder": manager.colleague, "since": day}
    topic = dependence.add_topic(account=account, values=values, **us)
    dependence.hand_over(topic=topic, on=day, to=contact, words=told, **us)
    shared = dependence.share(account=account, on=day, what=told, contact=contact, with_words=told, **us)
    return {"engagement": work.pk, "topic": topic.pk, "shared": shared.pk}
