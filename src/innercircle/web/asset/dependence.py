"""Health of dependence: knowledge, work that hangs on one person, what was shared; of an account, and of all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.directory.models import Account
from innercircle.directory.queries import contacts_of, visible_colleagues
from innercircle.kit.cells import Cell
from innercircle.plans import queries as plans
from innercircle.plans.actions import dependence as actions
from innercircle.plans.models import KnowledgeTopic
from innercircle.plans.queries.dependence import (
    Held,
    hanging,
    held,
    holders,
    topics_asked,
    visible_shared,
    visible_topics,
)
from innercircle.web.asset.forms import HandOverForm, ShareForm, TopicForm
from innercircle.web.directory.frame import attempt
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import account_context, now, reader, seen_account
from innercircle.web.listing import Filter, Listing, read_listing
from innercircle.web.maps.frame import say_faults


def account_dependence(request: HttpRequest, pk: int) -> HttpResponse:
    """Knowledge we hold, engagements that hang on one person, the transparency log."""
    account, at, user = seen_account(request, pk), now(), reader(request)
    topics = held(visible_topics(user).filter(account=account), at.date())
    contacts, ours, today = contacts_of(account), _ours(request), at.date()
    frame = account_context(request, account, "account-dependence")
    hand = request.GET.get("hand", "")
    own = next((each for each in ours if each.user_id == user.pk), None)
    context = {
        **frame,
        "topics": [
            {"held": each, "form": HandOverForm(contacts=contacts, on=today) if str(each.topic.pk) == hand else None}
            for each in topics
        ],
        "alone": sum(each.alone for each in topics),
        "overdue": sum(each.overdue for each in topics),
        "hanging": hanging(user, account, at),
        "shared": list(visible_shared(user).filter(account=account)),
        "topic_form": TopicForm(colleagues=ours, since=today, holder=own),
        "share_form": ShareForm(contacts=contacts, on=today),
        "may_write": frame["may_change"] or plans.may_write(user, account),
        "user_id": user.pk,
    }
    return render(request, "asset/dependence.html", context)


def _ours(request: HttpRequest) -> Any:
    return visible_colleagues(reader(request)).filter(left_on=None)


@require_POST
def add_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Something about the client's affairs that we know."""
    account, user = seen_account(request, pk), reader(request)
    form = TopicForm(request.POST, colleagues=_ours(request))
    return _done(
        request, account, form,
        lambda: actions.add_topic(by=user, at=now(), account=account, values=form.cleaned_data),
    )  # fmt: skip


def edit_topic(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Who else knows it; mend the words."""
    account, user = seen_account(request, pk), reader(request)
    topic = _topic(request, account, row)
    form = TopicForm(request.POST or None, colleagues=visible_colleagues(user), topic=topic)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        changed = attempt(form, lambda: actions.change_topic(by=user, at=now(), topic=topic, version=None, values=said))
        if changed is not None:
            messages.success(request, _("Saved."))
            return _back(account)
    context = {**account_context(request, account, "account-dependence", topic.topic), "form": form, "topic": topic}
    return render(request, "asset/topic.html", context, status=422 if form.errors else 200)


@require_POST
def hand_over(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Knowledge was handed over; `take_back` says that it was not after all."""
    account, user = seen_account(request, pk), reader(request)
    topic = _topic(request, account, row)
    if request.POST.get("take_back"):
        actions.hand_over(by=user, at=now(), topic=topic, on=None)
        return _back(account)
    form = HandOverForm(request.POST, contacts=contacts_of(account))
    return _done(
        request, account, form,
        lambda: actions.hand_over(by=user, at=now(), topic=topic, **form.cleaned_data),
    )  # fmt: skip


@require_POST
def remove_topic(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Written down by mistake."""
    account = seen_account(request, pk)
    actions.remove_topic(by=reader(request), at=now(), topic=_topic(request, account, row))
    return _back(account)


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry of the transparency log."""
    account, user = seen_account(request, pk), reader(request)
    form = ShareForm(request.POST, contacts=contacts_of(account))
    return _done(
        request, account, form,
        lambda: actions.share(by=user, at=now(), account=account, **form.cleaned_data), "#shared",
    )  # fmt: skip


@require_POST
def unshare(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take an entry back."""
    account = seen_account(request, pk)
    entry = get_object_or_404(visible_shared(reader(request)).filter(account=account), pk=row)
    actions.unshare(by=reader(request), at=now(), entry=entry)
    return _back(account, "#shared")


def export_shared(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The transparency log of an account."""
    if kind not in KINDS:
        raise Http404
    account = seen_account(request, pk)
    rows = visible_shared(reader(request)).filter(account=account)
    header = [_("Shared on"), _("What was shared"), _("With whom"), _("In words"), _("By")]
    cells: list[list[Cell]] = [
        [row.on, row.what, row.contact.name if row.contact else "", row.with_words, row.by_name] for row in rows
    ]
    return answer(request, kind, _("%(account)s transparency log") % {"account": account}, header, cells)


def dependence(request: HttpRequest) -> HttpResponse:
    """Knowledge over all accounts the reader may see: what would be lost if somebody left."""
    listing = _listing(request)
    page = listing.page_of(_asked(request, listing))
    rows = held(page.object_list, now().date())
    every = held(visible_topics(reader(request)), now().date())
    context = {
        "listing": listing,
        "page": page,
        "rows": rows,
        "alone": sum(each.alone for each in every),
        "overdue": sum(each.overdue for each in every),
        "count": len(every),
        "export": listing.href(page=""),
    }
    return render(request, "asset/topics.html", context)


def _listing(request: HttpRequest) -> Listing:
    only = [("alone", _("Held by one of us alone")), ("overdue", _("Not handed over for a year"))]
    filters = (Filter("holder", _("Who holds it"), holders(reader(request))), Filter("only", _("Show"), only))
    return read_listing(request.GET, sorts=("account", "since", "topic"), default="account", filters=filters)


def _asked(request: HttpRequest, listing: Listing) -> Any:
    return topics_asked(reader(request), now().date(), words=listing.words, order=listing.sort, **listing.chosen)


def export_topics(request: HttpRequest, kind: str) -> HttpResponse:
    """The topics as they are filtered."""
    if kind not in KINDS:
        raise Http404
    rows = held(_asked(request, _listing(request)), now().date())
    header = [
        _("Account"), _("Topic"), _("Who holds it"), _("Who else knows it"), _("Since"), _("Handed over on"),
        _("To whom"), _("Held alone"), _("Not handed over for a year"),
    ]  # fmt: skip
    return answer(request, kind, _("knowledge"), header, (_cells(each) for each in rows))


def _cells(each: Held) -> list[Cell]:
    row = each.topic
    to = row.handed_over_to.name if row.handed_over_to else row.handed_over_words
    second = row.second.name if row.second else ""
    return [row.account.name, row.topic, row.holder.name, second, row.since, row.handed_over_on, to, each.alone,
            each.overdue]  # fmt: skip


def _topic(request: HttpRequest, account: Account, row: int) -> KnowledgeTopic:
    return get_object_or_404(visible_topics(reader(request)).filter(account=account), pk=row)


def _done(request: HttpRequest, account: Account, form: Form, work: Any, place: str = "#knowledge") -> HttpResponse:
    if form.is_valid() and attempt(form, work) is not None:
        messages.success(request, _("Saved."))
    else:
        say_faults(request, form)
    return _back(account, place)


def _back(account: Account, place: str = "#knowledge") -> HttpResponse:
    return redirect(reverse("account-dependence", args=[account.pk]) + place)
