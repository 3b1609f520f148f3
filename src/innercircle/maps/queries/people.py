"""What is known of one person and one line, beyond the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from innercircle.maps.models import Assessment, BuyingRole, Coverage, Standing, Value

if TYPE_CHECKING:
    from innercircle.directory.models import Account


def roles() -> list[BuyingRole]:
    """Every buying role of this firm, the core three first."""
    return list(BuyingRole.objects.all())


def role_names() -> dict[str, str]:
    """What each role is called, retired ones too, by key."""
    return dict(BuyingRole.objects.values_list("key", "name"))


def role_holders() -> Counter[str]:
    """How many people hold each role, over all accounts; for administrators."""
    return Counter(key for keys in Standing.objects.values_list("roles", flat=True) for key in keys)


def role(key: str) -> BuyingRole | None:
    """The role of that key."""
    return BuyingRole.objects.filter(key=key).first()


def values_of_person(post: int) -> QuerySet[Value]:
    """What this person tries to achieve, struggles with, would count as help; newest first."""
    return Value.objects.filter(affiliation=post)


def values_of_people(posts: Collection[int]) -> QuerySet[Value]:
    """As `values_of_person`, for several posts the reader may see."""
    return Value.objects.filter(affiliation__in=posts)


def assessments_of(post: int) -> QuerySet[Assessment]:
    """What was thought of this person's lines over time, newest first."""
    return Assessment.objects.filter(coverage__affiliation=post).select_related("coverage__colleague")


def lines_of(account: Account) -> QuerySet[Coverage]:
    """The lines of an account that somebody drew."""
    return Coverage.objects.filter(affiliation__account=account).select_related("affiliation__account")


def values_at(account: Account) -> QuerySet[Value]:
    """What is written down about the values of an account's people."""
    return Value.objects.filter(affiliation__account=account).select_related("affiliation__account")
