"""What the pages of the directory share: who asks, how a form is answered, what follows a change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from innercircle.access.rules import Conflict
from innercircle.directory import queries
from innercircle.directory.models import Affiliation, Colleague, Contact
from innercircle.hours.actions import upkeep
from innercircle.hours.queries.outdated import is_quick
from innercircle.jobs.actions import enqueue
from innercircle.jobs.hours import UPKEEP
from innercircle.jobs.queries import is_waiting
from innercircle.web.hours.frame import now, reader, seen_account

__all__ = [
    "attempt",
    "follow",
    "now",
    "reader",
    "seen_account",
    "seen_colleague",
    "seen_contact",
    "seen_post",
    "today",
    "words_of",
]

Made = TypeVar("Made")
_AT_ONCE = 10  # accounts and people whose figures a person may wait for


def seen_contact(request: HttpRequest, pk: int) -> Contact:
    """The contact if this person may see them; 404 otherwise."""
    return get_object_or_404(queries.visible_contacts(reader(request)), pk=pk)


def seen_post(request: HttpRequest, contact: Contact, pk: int) -> Affiliation:
    """A post of the contact at an account this person may see; 404 otherwise."""
    return get_object_or_404(queries.posts_of(reader(request), contact), pk=pk)


def seen_colleague(request: HttpRequest, pk: int) -> Colleague:
    """A colleague; everybody inside sees them."""
    return get_object_or_404(queries.visible_colleagues(reader(request)), pk=pk)


def words_of(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """Values and words of a choice, in the reader's language."""
    return [(value, str(word)) for value, word in choices.choices]


def today() -> date:
    """The day on the reader's clock."""
    return timezone.localdate()


def attempt(form: forms.Form, work: Callable[[], Made]) -> Made | None:
    """Do what a valid form asks; what the rules refuse is put beside the fields, and None comes back.

    A conflict is marked on the form (`form.conflict`), so that the page can offer to look at the row again.
    """
    try:
        return work()
    except ValidationError as fault:
        _put(form, fault)
    except Conflict as fault:
        form.conflict = True  # type: ignore[attr-defined]  # for the template
        form.add_error(None, str(fault))
    return None


def _put(form: forms.Form, fault: ValidationError) -> None:
    found = fault.message_dict if hasattr(fault, "error_dict") else {"": fault.messages}
    for name, sentences in found.items():
        form.add_error(name if name in form.fields else None, sentences)


def follow(request: HttpRequest, words: str) -> None:
    """Say what was done, and let the figures follow: of a little at once, of much in the background."""
    messages.success(request, words)
    marks = queries.marked()
    if len(marks.accounts) + len(marks.people) <= _AT_ONCE and is_quick(marks.accounts):
        upkeep(at=now())
    elif not is_waiting(UPKEEP):
        enqueue(by=reader(request), at=now(), kind=UPKEEP, total=len(marks.accounts))
