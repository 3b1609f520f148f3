"""Taking the demo firm away again, and only it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from innercircle.access.actions import record
from innercircle.access.models import Team, User
from innercircle.calendars.models import Calendar, Meeting
from innercircle.demo.naming import forget_the_name
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.maps.models import Offer
from innercircle.plans.models import Objective


def is_there() -> bool:
    """Whether a demo firm is loaded."""
    return Account.objects.filter(sample=True).exists() or User.objects.filter(sample=True).exists()


def anything_else() -> bool:
    """Whether the database holds accounts, contacts or people of a real firm."""
    return any(model.objects.filter(sample=False).exists() for model in (Account, Contact, Colleague, User))


@transaction.atomic
def clear(*, at: datetime) -> dict[str, int]:
    """Remove every sample account, person, calendar and meeting; returns how many of each. The audit stays."""
    Meeting.objects.filter(sample=True).delete()
    Calendar.objects.filter(sample=True).delete()
    Offer.objects.filter(sample=True).delete()
    Objective.objects.filter(sample=True).delete()
    forget_the_name(at)
    counts: dict[str, int] = {}
    Account.objects.filter(sample=True).update(parent=None, account_manager=None)
    for model in (Account, Contact, Colleague, Team, User):
        found = model.objects.filter(sample=True)
        counts[model._meta.model_name or ""] = found.count()  # Django's public way to a model's name
        found.delete()
    record(by=None, at=at, action="demo.cleared", target=User(name="Demo firm"), before=counts)
    return counts
