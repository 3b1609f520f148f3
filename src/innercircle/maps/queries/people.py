"""What is known of one person and one line, beyond the picture."""

from __future__ import annotations

from django.db.models import QuerySet

from innercircle.maps.models import Assessment, BuyingRole, Value


def roles() -> list[BuyingRole]:
    """Every buying role of this firm, the core three first."""
    return list(BuyingRole.objects.all())


def values_of_person(post: int) -> QuerySet[Value]:
    """What this person tries to achieve, struggles with, would count as help; newest first."""
    return Value.objects.filter(affiliation=post)


def assessments_of(post: int) -> QuerySet[Assessment]:
    """What was thought of this person's lines over time, newest first."""
    return Assessment.objects.filter(coverage__affiliation=post).select_related("coverage__colleague")
