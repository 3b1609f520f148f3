"""Pages of duplicates: what may be one, what would move, merging, and taking it back."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from innercircle.directory import actions, queries
from innercircle.directory.likeness import Because
from innercircle.directory.models import Account, Contact, Kind
from innercircle.web.directory.frame import follow, now, reader

_WORDS = {
    Because.SAME_NAME: lazy("the same name"),
    Because.NEAR_NAME: lazy("nearly the same name"),
    Because.SIBLING_ADDRESS: lazy("the same address at a sibling domain"),
}
_SHOWN = 50
_FOUND = 20


def duplicates(request: HttpRequest) -> HttpResponse:
    """Accounts and contacts that may be one, and the merges that can be taken back."""
    user = reader(request)
    kind = Kind.ACCOUNT if request.GET.get("kind") == Kind.ACCOUNT else Kind.CONTACT
    found: Any = queries.duplicate_accounts(user) if kind == Kind.ACCOUNT else queries.duplicate_contacts(user)
    page = Paginator(found, _SHOWN).get_page(request.GET.get("page", "1"))
    rows = [
        {"keep": each.keep, "other": each.other, "because": _WORDS[each.pair.because], "score": each.pair.score}
        for each in page
    ]
    context = {
        "kind": kind,
        "views": [
            {"label": word, "href": f"?kind={key}", "current": key == kind, "icon": icon}
            for key, word, icon in (
                (Kind.CONTACT, _("Contacts"), "users"),
                (Kind.ACCOUNT, _("Accounts"), "building-community"),
            )
        ],
        "rows": rows,
        "page": page,
        "merges": queries.visible_merges(user).filter(kind=kind).select_related("by")[:_SHOWN],
        "crumbs": [(_("Contacts"), reverse("contacts")), (_("Duplicates"), "")],
    }
    return render(request, "directory/duplicates.html", context)


def merge(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose the other row, see what moves, merge."""
    rows = _rows(request, kind)
    keep = get_object_or_404(rows, pk=_key(request, "keep"))
    if "other" not in request.GET and request.method != "POST":
        return _choose(request, kind, keep, rows)
    other = get_object_or_404(rows, pk=_key(request, "other"))
    if request.method == "POST":
        return _merge(request, kind, keep, other)
    context = {
        "kind": kind,
        "keep": keep,
        "other": other,
        "details": [(row, queries.dependents(row), _facts(request, row)) for row in (keep, other)],
        "swap": f"?keep={other.pk}&other={keep.pk}",
        "crumbs": [(_("Duplicates"), reverse("duplicates") + f"?kind={kind}"), (_("Merge"), "")],
    }
    return render(request, "directory/merge.html", context)


def _choose(request: HttpRequest, kind: str, keep: Account | Contact, rows: QuerySet[Any]) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    search = queries.find_accounts if kind == Kind.ACCOUNT else queries.find_contacts
    mine = set(rows.values_list("pk", flat=True)) if words else set()
    found = (
        [each for each in search(reader(request), words, _FOUND) if each.key != keep.pk and each.key in mine]
        if words
        else []
    )
    context = {
        "kind": kind,
        "keep": keep,
        "words": words,
        "found": found,
        "crumbs": [(_("Duplicates"), reverse("duplicates") + f"?kind={kind}"), (_("Merge"), "")],
    }
    return render(request, "directory/merge_choose.html", context)


def _merge(request: HttpRequest, kind: str, keep: Any, other: Any) -> HttpResponse:
    versions = (_key(request, "keep_version"), _key(request, "other_version"))
    run = actions.merge_accounts if kind == Kind.ACCOUNT else actions.merge_contacts
    run(by=reader(request), at=now(), kept=keep, gone=other, versions=versions)
    words = _("“%(gone)s” is now part of “%(kept)s”. You can undo this on the page of duplicates.")
    follow(request, words % {"gone": other.name, "kept": keep.name})
    return redirect(kind, keep.pk)


@require_POST
def apart(request: HttpRequest, kind: str) -> HttpResponse:
    """These are two, do not ask again."""
    rows = _rows(request, kind)
    first, second = (get_object_or_404(rows, pk=_key(request, name)) for name in ("keep", "other"))
    actions.keep_apart(by=reader(request), at=now(), first=first, second=second)
    follow(request, _("They stay two and are not proposed again."))
    return redirect(reverse("duplicates") + f"?kind={kind}")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two rows again of what was merged."""
    row = get_object_or_404(queries.visible_merges(reader(request)), pk=pk)
    actions.undo_merge(by=reader(request), at=now(), merge=row)
    follow(request, _("“%(name)s” is back, with everything that was moved.") % {"name": row.gone_name})
    return redirect(row.kind, row.gone_id)


def _rows(request: HttpRequest, kind: str) -> QuerySet[Any]:
    """The rows this person may see; the action refuses those they may not change."""
    user = reader(request)
    if kind == Kind.ACCOUNT:
        return queries.visible_accounts(user)
    if kind == Kind.CONTACT:
        return queries.visible_contacts(user)
    raise Http404


def _facts(request: HttpRequest, row: Account | Contact) -> list[tuple[str, str]]:
    if isinstance(row, Account):
        domains = ", ".join(str(each) for each in row.domains.all())
        return [(_("Domains"), domains), (_("Account manager"), str(row.account_manager or "–"))]
    posts = queries.posts_of(reader(request), row)
    return [
        (_("E-mail addresses"), ", ".join(str(each) for each in row.emails.all())),
        (_("Works at"), ", ".join(post.account.name for post in posts)),
    ]


def _key(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, request.GET.get(name, ""))
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)
