"""Pages of posts: where a contact works from-to, a new job, leaving."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.access.rules import Refused
from innercircle.directory import actions, queries
from innercircle.directory.models import Account
from innercircle.web.directory.contacts import crumbs, require_may_change
from innercircle.web.directory.frame import (
    attempt,
    follow,
    now,
    reader,
    seen_account,
    seen_contact,
    seen_post,
    today,
)
from innercircle.web.directory.people_forms import LeaveForm, MoveForm, PostForm


def add(request: HttpRequest, pk: int, account: int) -> HttpResponse:
    """A further post, of the past or at an account the person works for too."""
    user, row, place = reader(request), seen_contact(request, pk), seen_account(request, account)
    _require_account(request, place)
    form = PostForm(request.POST or None, user=user, account=place, version=row.version)
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], form.post
        done = attempt(
            form,
            lambda: actions.add_affiliation(
                by=user, at=now(), contact=row, version=version, account=place, values=values
            ),
        )
        if done is not None:
            follow(request, _("Saved."))
            return redirect("contact", pk)
    title = _("Add a post at %(account)s") % {"account": place}
    return _show(request, form, row.pk, title, crumbs(row, _("Add post")))


def edit(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Change a post."""
    user, contact = reader(request), seen_contact(request, pk)
    post = seen_post(request, contact, row)
    _require_account(request, post.account)
    form = PostForm(request.POST or None, user=user, account=post.account, post=post)
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], form.post
        done = attempt(
            form,
            lambda: actions.change_affiliation(by=user, at=now(), affiliation=post, version=version, values=values),
        )
        if done is not None:
            follow(request, _("Saved."))
            return redirect("contact", pk)
    title = _("Post at %(account)s") % {"account": post.account}
    return _show(request, form, pk, title, crumbs(contact, title))


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """A new job at another account: one post ends, a second begins."""
    user, contact = reader(request), seen_contact(request, pk)
    require_may_change(request, contact)
    form = MoveForm(request.POST or None, user=user, contact=contact, on=today())
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        values = {name: chosen[name] for name in ("title", "department", "level")}
        done = attempt(
            form,
            lambda: actions.move_contact(
                by=user,
                at=now(),
                contact=contact,
                version=chosen["version"],
                account=form.rows[chosen["account"]],
                on=chosen["on"],
                values=values,
            ),
        )
        if done is not None:
            follow(request, _("Saved. Past hours stay where they were given."))
            return redirect("contact", pk)
    lead = _("The present post ends the day before. Past hours stay with the account where they were given.")
    return _show(request, form, pk, _("New job"), crumbs(contact, _("New job")), lead)


def leave(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The person left the account."""
    user, contact = reader(request), seen_contact(request, pk)
    post = seen_post(request, contact, row)
    _require_account(request, post.account)
    form = LeaveForm(request.POST or None, contact=contact, on=today())
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.end_affiliation(
                by=user, at=now(), affiliation=post, version=chosen["version"], last_day=chosen["on"]
            ),
        )
        if done is not None:
            follow(request, _("Saved."))
            return redirect("contact", pk)
    title = _("Left %(account)s") % {"account": post.account}
    return _show(
        request, form, pk, title, crumbs(contact, title), _("The person is kept, with everything they gave us.")
    )


@require_POST
def remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take away a post that was entered by mistake."""
    contact = seen_contact(request, pk)
    post = seen_post(request, contact, row)
    actions.remove_affiliation(by=reader(request), at=now(), affiliation=post, version=None)
    follow(request, _("The post was removed."))
    return redirect("contact", pk)


def _require_account(request: HttpRequest, account: Account) -> None:
    if not queries.changeable_accounts(reader(request)).filter(pk=account.pk).exists():
        raise Refused(_("You may see “%(name)s” but not change it.") % {"name": account})


def _show(
    request: HttpRequest, form: object, pk: int, title: str, way: list[tuple[str, str]], lead: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "back": reverse("contact", args=[pk]), "crumbs": way}
    return render(request, "directory/form.html", context)
