"""Then and now: the map on two days, as a picture and as what happened between them, in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from innercircle.directory.models import Account, Level
from innercircle.maps import queries
from innercircle.maps.rules.changes import Change, Difference, differences, keep, restore
from innercircle.maps.rules.comparing import marks, touched
from innercircle.maps.rules.drawing import Mark, Marks, Show, View, Words, drawing
from innercircle.maps.rules.outline import outline
from innercircle.maps.rules.values import Map
from innercircle.maps.words import role_words, stance_word, strength_word
from innercircle.web.hours.frame import account_context, now, seen_account
from innercircle.web.maps.drawing import SIGNS, Around, draw
from innercircle.web.maps.look import MANY, said

_BACK = timedelta(days=90)


def account_then(request: HttpRequest, pk: int) -> HttpResponse:
    """The map at the end of two days beside each other, and what happened between them; today where none is said."""
    account, at = seen_account(request, pk), now()
    days, today = queries.days_kept(account), localdate(at)
    since, until = _asked(request, days, today)
    before, after = queries.map_on(account, since), _until(account, until, at)
    roles = role_words(queries.role_names())
    found = differences(before, after) if before and after else ()
    context = {
        **account_context(request, account, "account-map"),
        "days": days[:60],
        "since": since,
        "until": until,
        "today": today,
        "pictures": _pictures(request, account, [(before, since), (after, until)], found, roles),
        "changes": _by_person(found, before, after, roles) if before and after else [],
        "counts": _counts(found),
        "many": _many(before, after),
        "bound": MANY,
        "whole": "whole" in request.GET,
    }
    return render(request, "maps/then.html", context)


def _asked(request: HttpRequest, days: list[date], today: date) -> tuple[date, date]:
    """The two days, the earlier first; what is no day, or still to come, is said in a sentence and left out.

    Where none is asked for: a quarter ago, or where the history begins, and today.
    """
    since = _day(request, "from", today) or max(days[-1] if days else today, today - _BACK)
    until = _day(request, "to", today) or today
    return min(since, until), max(since, until)


def _day(request: HttpRequest, name: str, today: date) -> date | None:
    text = request.GET.get(name, "")
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if text and day is None:
        messages.warning(request, _("“%(text)s” is no day; a day reads like 2026-05-31.") % {"text": text[:40]})
    if day and day > today:
        messages.warning(request, _("%(day)s is still to come; today is shown.") % {"day": date_format(day)})
        return today
    return day


def _until(account: Account, until: date, at: datetime) -> Map | None:
    """The map as it stood at the end of that day; of today, as it is now."""
    if until < localdate(at):
        return queries.map_on(account, until)
    return restore(keep(queries.map_of(account, at)))


def _pictures(
    request: HttpRequest,
    account: Account,
    shown: list[tuple[Map | None, date]],
    found: tuple[Difference, ...],
    roles: Mapping[str, str],
) -> list[dict[str, Any]]:
    if any(each is None for each, _day in shown):
        return []
    whole = "whole" in request.GET or not _many(*(each for each, _day in shown))
    page = reverse("account-map", args=[account.pk])
    return [
        {"day": day, "svg": _drawn(each, day, marked, None if whole else touched(found), roles, page)}
        for (each, day), marked in zip(shown, marks(found), strict=True)
        if each is not None
    ]


def _many(*shown: Map | None) -> bool:
    return any(each is not None and len(each.people) > MANY for each in shown)


def _drawn(
    found: Map, day: date, marked: Marks, open_: frozenset[int] | None, roles: Mapping[str, str], page: str
) -> str:
    """One day; `open_` are the people whose departments stay open, None for all."""
    folded = set() if open_ is None else {each.department for each in found.people}
    folded -= {each.department for each in found.people if open_ and each.post in open_}
    rows = outline(found.people, folded)
    words = Words(roles, _("left"), _("reports elsewhere"), _("in a circle"))
    around = Around(
        title=_("The map on %(day)s") % {"day": date_format(day)},
        said=_marked(said(found, roles), marked),
        href=lambda key: f"{page}?{'person' if key.startswith('p') else 'colleague'}={key[1:]}#panel",
        kind="compared",
        column=190,
        ours_column=128,
    )
    return draw(drawing(View(rows, found, day, 0, Show.ASSESSED, words=words, marks=marked)), around)


def _marked(words: dict[str, str], marked: Marks) -> dict[str, str]:
    """What each card says, with what happened to it."""
    return words | {
        f"p{post}": f"{words[f'p{post}']}, {mark_word(mark)}"
        for post, mark in marked.people.items()
        if f"p{post}" in words
    }


def mark_word(mark: Mark) -> str:
    """What a mark means."""
    words = {
        Mark.ADDED: _("new"), Mark.GONE: _("gone"), Mark.CHANGED: _("changed"), Mark.STRONGER: _("stronger"),
        Mark.WEAKER: _("weaker"),
    }  # fmt: skip
    return words[mark]


def _counts(found: tuple[Difference, ...]) -> list[dict[str, Any]]:
    """The legend: each mark, what it means, and how many people and lines carry it."""
    past, present = marks(found)
    people, lines = {**past.people, **present.people}, {**past.lines, **present.lines}
    counted = Counter([*people.values(), *lines.values()])
    return [{"sign": SIGNS[mark], "mark": mark.value, "word": mark_word(mark), "count": counted[mark]} for mark in Mark]


def _by_person(
    found: tuple[Difference, ...], before: Map, after: Map, roles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What happened to each person, in the order in which they come."""
    told: dict[int, list[dict[str, str]]] = defaultdict(list)
    for each in found:
        told[each.post].append(_said(each, before, after, roles))
    return [{"name": changes[0]["name"], "changes": changes} for changes in told.values()]


def _said(each: Difference, before: Map, after: Map, roles: Mapping[str, str]) -> dict[str, str]:
    past, present = marks([each])
    mark = next(iter([*past.people.values(), *past.lines.values(), *present.people.values(), *present.lines.values()]))
    return {**_words(each, before, after, roles), "sign": SIGNS[mark], "mark": mark.value, "word": mark_word(mark)}


def _words(each: Difference, before: Map, after: Map, roles: Mapping[str, str]) -> dict[str, str]:
    """One change as a sentence; names as they were when the person was on the map last."""
    names = {person.post: person.name for found in (before, after) for person in found.people}
    ours = {one.colleague: one.name for found in (before, after) for one in found.ours}
    known = {"name": names.get(each.post, "–"), "ours": ours.get(each.colleague, "–")}
    if each.change is Change.PERSON:
        return {"name": known["name"], "text": _field(each, names, roles)}
    texts = {
        Change.CAME: _("came onto the map"),
        Change.GONE: _("is no longer on the map"),
        Change.COVERED: _("covered by %(ours)s: %(now)s"),
        Change.UNCOVERED: _("no longer covered by %(ours)s"),
        Change.STRENGTH: _("%(ours)s: from %(was)s to %(now)s"),
    }
    was, level = (strength_word(value) or _("not assessed") for value in (each.before, each.after))
    return {"name": known["name"], "text": texts[each.change] % {**known, "was": was, "now": level}}


def _field(each: Difference, names: dict[int, str], roles: Mapping[str, str]) -> str:
    labels = {
        "name": _("Name"), "title": _("Title"), "department": _("Department"), "level": _("Level"),
        "reports_to": _("Reports to"), "until": _("Until (last day)"), "roles": _("Role"),
        "influence": _("Influence"), "stance": _("Stance"), "rival": _("Competitor"),
    }  # fmt: skip
    was, after = (_value(each.field, value, names, roles) for value in (each.before, each.after))
    return _("%(what)s: from %(was)s to %(now)s") % {"what": labels[each.field], "was": was, "now": after}


def _value(name: str, value: Any, names: dict[int, str], roles: Mapping[str, str]) -> str:
    if value in (None, "", ()):
        return "–"
    if name == "roles":
        return ", ".join(roles.get(key, key) for key in value)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if name == "stance":
        return stance_word(value)
    known = names if name == "reports_to" else {key: str(word) for key, word in Level.choices}
    return known.get(value, str(value))
