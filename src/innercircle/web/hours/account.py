"""An account's hours: thirteen months, the verdict and its reasons, next month, and the breakdown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innercircle.calendars.models import MODE_WORDS
from innercircle.directory.models import Account, Level
from innercircle.hours import actions, queries
from innercircle.hours.queries.values import AccountHours, MonthFigures, NextMonth, Share
from innercircle.hours.rules import Change, Settling
from innercircle.kit.month import Month
from innercircle.web.charts import Column
from innercircle.web.hours.forms import TargetForm
from innercircle.web.hours.frame import account_context, month_of, now, policy_of, query_of, reader, seen_account
from innercircle.web.hours.lines import streak_words
from innercircle.web.templatetags.display import (
    HOUR,
    hours,
    moment_short,
    month_initial,
    month_name,
    signed_hours,
    verdict_word,
)

SPANS = (1, 3, 13)
MOST_SETTLING = 12  # meetings named in the sentence; the month lists them all


def account_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; `?family=1` adds the organisations below, `?span=` widens the breakdown, `?from=` moves it."""
    account, at, policy = seen_account(request, pk), now(), policy_of(request)
    family = request.GET.get("family") == "1"
    ground, running = queries.Ground(account), queries.running_month(account, at)
    first, last = _span(request, running.plus(-1))
    ground.facts(min(first, running.plus(-2)).index, running.index + 1)
    found = queries.account_hours(reader(request), account, at, policy=policy, family=family, ground=ground)
    shares = queries.breakdown(reader(request), account, first, last, policy=policy, ground=ground)
    context = {
        **account_context(request, account, "account-hours"),
        "hours": found,
        "settling": settling_lines(account, found),
        "columns": _columns(account, found, query_of(policy)),
        "next": _next(queries.next_month(reader(request), account, at, policy=policy, ground=ground)),
        "levels": dict(Level.choices),
        "streak": streak_words(found.streak),
        "changes": _changes(found),
        "breakdown": shares,
        "groups": _groups(account, shares, query_of(policy)),
        "first": first,
        "last": last,
        "spans": _spans(request, last.index - first.index + 1),
        "family": family,
        "children": account.children.exists(),
        "target_form": TargetForm(),
    }
    return render(request, "hours/account.html", context)


@require_POST
def save_target(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """Set what to aim for in a month; an empty field takes the target back."""
    account = seen_account(request, pk)
    form = TargetForm(request.POST)
    if form.is_valid():
        actions.set_target(account=account, month=month_of(month), seconds=form.seconds(), by=reader(request), at=now())
        return redirect(f"{reverse('account-hours', args=[pk])}#next")
    context = {
        **account_context(request, account, "account-hours", _("Target")),
        "form": form,
        "month": month_of(month),
    }
    return render(request, "hours/target.html", context, status=422)


def settling_lines(account: Account, found: AccountHours) -> list[dict[str, Any]]:
    """What would settle an open month: the fewest meetings whose confirmation decides it, either way."""
    named = queries.meeting_names({pk for each in found.settling for pk in (*each.confirmed, *each.struck)})
    titles = {pk: title or moment_short(start) for pk, (title, start) in named.items()}
    return [_settling_line(account, each, titles) for each in found.settling]


def _settling_line(account: Account, each: Settling, titles: dict[int, str]) -> dict[str, Any]:
    parts = [
        {"href": reverse("meeting", args=[account.pk, pk]), "label": titles.get(pk, _("Meeting")), "came": came}
        for came, meetings in ((True, each.confirmed), (False, each.struck))
        for pk in meetings
    ]
    shown, more = parts[:MOST_SETTLING], max(0, len(parts) - MOST_SETTLING)
    return {"verdict": each.verdict, "meetings": shown, "more": more, "proved": each.at_least == len(parts)}


def _span(request: HttpRequest, last: Month) -> tuple[Month, Month]:
    wanted = request.GET.get("span", "")
    months = int(wanted) if wanted in {str(each) for each in SPANS} else 3
    return last.plus(1 - months), last


def _spans(request: HttpRequest, current: int) -> list[dict[str, Any]]:
    words = {1: _("Last month"), 3: _("3 months"), 13: _("13 months")}
    query = request.GET.copy()
    spans = []
    for months in SPANS:
        query["span"] = str(months)
        spans.append({"label": words[months], "href": f"?{query.urlencode()}#who", "current": months == current})
    return spans


def _columns(account: Account, found: AccountHours, query: str) -> list[Column]:
    months = [*found.months, found.running_month]
    return [_column(account, each, query, first=place == 0) for place, each in enumerate(months)]


def _column(account: Account, each: MonthFigures, query: str, *, first: bool) -> Column:
    client, ours = each.figures.client, each.figures.ours.high
    words = _("%(month)s: client hours %(hours)s, our hours %(ours)s") % {
        "month": month_name(each.month),
        "hours": hours(client),
        "ours": hours(ours),
    }
    return Column(
        label=month_initial(each.month),
        below=str(each.month.year) if first or each.month.number == 1 else "",
        low=client.low / HOUR,
        high=client.high / HOUR,
        ours=ours / HOUR,
        hint=f"{words}, {verdict_word(each.verdict)}" if each.verdict else words,
        value=hours(client.high).split("\u202f")[0],
        href=f"{reverse('account-month', args=[account.pk, each.month])}{query}",
        running=each.verdict is None,
    )


def _changes(found: AccountHours) -> list[dict[str, str]]:
    named = ((_("3 months against the 3 before"), found.quarter), (_("12 months against the 12 before"), found.year))
    return [{"label": label, "value": _change_words(change)} for label, change in named if change is not None]


def _change_words(change: Change) -> str:
    if change.least == change.most:
        return signed_hours(change.least)
    return _("%(least)s to %(most)s") % {"least": signed_hours(change.least), "most": signed_hours(change.most)}


def _next(found: NextMonth) -> dict[str, Any]:
    levels: dict[str, list[Any]] = {}
    for each in found.quiet:
        levels.setdefault(str(dict(Level.choices).get(each.level, _("Level not known"))), []).append(each)
    return {"ahead": (found.this, found.next), "quiet": levels, "count": len(found.quiet)}


def _groups(account: Account, shares: Any, query: str) -> list[dict[str, Any]]:
    """The breakdown's tables; each line opens to the meetings behind it."""
    base = reverse("account-meetings", args=[account.pk])
    span = f"from={shares.first}&to={shares.last}" + (f"&{query[1:]}" if query else "")
    named = (
        ("contact", _("By contact"), _("Contact"), shares.contacts),
        ("department", _("By department"), _("Department"), shares.departments),
        ("level", _("By level"), _("Level"), shares.levels),
        ("colleague", _("By colleague"), _("Colleague"), shares.colleagues),
        ("mode", _("By mode"), _("Mode"), shares.modes),
    )
    return [
        {
            "name": name,
            "title": title,
            "noun": noun,
            "lines": [_line(name, each, f"{base}?{span}", shares) for each in lines],
        }
        for name, title, noun, lines in named
        if lines
    ]


def _line(name: str, share: Share, base: str, shares: Any) -> dict[str, Any]:
    most = max((each.client.high for each in getattr(shares, f"{name}s") if each.client), default=0)
    part = share.client.high / most if share.client and most else 0
    return {"share": share, "label": _label(name, share), "href": f"{base}&{name}={share.key}", "part": round(part, 3)}


def _label(name: str, share: Share) -> str:
    """A level or mode by its word; somebody without either is said so."""
    known: dict[str, dict[Any, Any]] = {"level": dict(Level.choices), "mode": MODE_WORDS}
    words = known.get(name, {})
    return str(words.get(share.key, share.label)) or _("Not known")
