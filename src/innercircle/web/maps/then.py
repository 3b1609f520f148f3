"""Then and now: the map on two days, as a picture and as what happened between them, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innercircle.directory.models import Level
from innercircle.maps import queries
from innercircle.maps.rules.changes import Change, Difference, differences
from innercircle.maps.rules.outline import outline
from innercircle.maps.rules.values import Map
from innercircle.maps.words import role_word, stance_word, strength_word
from innercircle.web.hours.frame import account_context, now, seen_account
from innercircle.web.maps.drawing import Picture, Show, draw


def account_then(request: HttpRequest, pk: int) -> HttpResponse:
    """The map at the end of a past day, and the difference to another day; today where none is said."""
    account = seen_account(request, pk)
    days = queries.days_kept(account)
    today = now().date()
    until = _day(request, "to") or today
    since = _day(request, "from") or (days[-1] if days else today)
    before, after = queries.map_on(account, since), queries.map_on(account, until)
    page = reverse("account-map", args=[account.pk])
    context = {
        **account_context(request, account, "account-map"),
        "days": days[:60],
        "since": since,
        "until": until,
        "today": today,
        "svg": _drawn(before, since, page) if before else "",
        "changes": [_words(each, before, after) for each in differences(before, after)] if before and after else [],
    }
    return render(request, "maps/then.html", context)


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None


def _drawn(found: Map, day: date, page: str) -> str:
    title = _("The map on %(day)s") % {"day": date_format(day)}
    picture = Picture(
        rows=outline(found.people),
        found=found,
        day=day,
        now=0,
        show=Show.ASSESSED,
        title=title,
        person_href=lambda each: f"{page}?person={each.post}#panel",
        colleague_href=lambda each: f"{page}?colleague={each.colleague}#panel",
        fold_href=lambda name: page,
    )
    return draw(picture)


def _words(each: Difference, before: Map | None, after: Map | None) -> dict[str, str]:
    """One change as a sentence; names as they were when the person was on the map last."""
    maps = [found for found in (before, after) if found]
    names = {person.post: person.name for found in maps for person in found.people}
    ours = {one.colleague: one.name for found in maps for one in found.ours}
    known = {"name": names.get(each.post, "–"), "ours": ours.get(each.colleague, "–")}
    if each.change is Change.PERSON:
        return {"name": known["name"], "text": _field(each, names)}
    texts = {
        Change.CAME: _("came onto the map"),
        Change.GONE: _("is no longer on the map"),
        Change.COVERED: _("covered by %(ours)s: %(now)s"),
        Change.UNCOVERED: _("no longer covered by %(ours)s"),
        Change.STRENGTH: _("%(ours)s: from %(was)s to %(now)s"),
    }
    was, level = (strength_word(value) or _("not assessed") for value in (each.before, each.after))
    return {"name": known["name"], "text": texts[each.change] % {**known, "was": was, "now": level}}


def _field(each: Difference, names: dict[int, str]) -> str:
    labels = {
        "name": _("Name"), "title": _("Title"), "department": _("Department"), "level": _("Level"),
        "reports_to": _("Reports to"), "until": _("Until (last day)"), "roles": _("Role"),
        "influence": _("Influence"), "stance": _("Stance"), "rival": _("Competitor"),
    }  # fmt: skip
    was, after = (_value(each.field, value, names) for value in (each.before, each.after))
    return _("%(what)s: from %(was)s to %(now)s") % {"what": labels[each.field], "was": was, "now": after}


def _value(name: str, value: Any, names: dict[int, str]) -> str:
    if value in (None, "", ()):
        return "–"
    if name == "roles":
        return ", ".join(map(role_word, value))
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if name == "stance":
        return stance_word(value)
    known = names if name == "reports_to" else {key: str(word) for key, word in Level.choices}
    return known.get(value, str(value))
