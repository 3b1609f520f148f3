"""The portfolio by its process: how far each of the six steps is at every account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from innercircle.directory.models import Account, Segment
from innercircle.directory.queries import visible_accounts
from innercircle.kit.cells import Cell
from innercircle.maps.rules.steps import Number, Step
from innercircle.maps.words import step_question, step_state, step_title
from innercircle.plans.queries import six_steps_of
from innercircle.web.export import KINDS, answer
from innercircle.web.hours.frame import now, reader, seen_account
from innercircle.web.listing import MOST_CHOICES, Filter, Listing, read_listing
from innercircle.web.maps.lines import lines

_STEPS = tuple(f"step-{number.value}" for number in Number)
_SORTS = ("name", "manager", *_STEPS)
_MOST_SORTED = 500  # accounts of which every step is worked out to sort by one


def portfolio_steps(request: HttpRequest) -> HttpResponse:
    """A line an account, a column a step; each cell leads to what is missing."""
    listing, at = _listing(request), now()
    found = _accounts(request, listing)
    count = found.count()
    by_step = listing.order in _STEPS and count <= _MOST_SORTED
    rows, steps = _sorted(list(found), listing, at) if by_step else (_by_word(found, listing), {})
    page = listing.page_of(rows)
    steps = steps or six_steps_of([row.pk for row in page], at)
    context = {
        "listing": listing,
        "page": page,
        "rows": lines(page, steps),
        "heads": _heads(count <= _MOST_SORTED),
        "query": request.GET.urlencode(),
    }
    return render(request, "maps/steps.html", context)


def portfolio_steps_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same rows as a file."""
    if kind not in KINDS:
        raise Http404
    listing, at = _listing(request), now()
    rows, steps = _sorted(list(_accounts(request, listing)), listing, at)
    steps = steps or six_steps_of([row.pk for row in rows], at)
    header = ["account", "account_manager", "segment"]
    header += [f"step_{number.value}{word}" for number in Number for word in ("", "_missing")]
    return answer(request, kind, _("six steps"), header, (_line(row, steps[row.pk]) for row in rows))


def account_steps(request: HttpRequest, pk: int) -> HttpResponse:
    """The six steps of one account as a card, which its overview fetches."""
    account = seen_account(request, pk)
    steps = six_steps_of([account.pk], now())[account.pk]
    return render(request, "maps/account_steps.html", {"account": account, "steps": [_cell(step) for step in steps]})


def _line(row: Account, steps: tuple[Step, ...]) -> list[Cell]:
    manager = row.account_manager.name if row.account_manager else ""
    cells: list[Cell] = [row.name, manager, row.segment]
    for step in steps:
        cells += [None if step.share is None else round(step.share, 4), "" if step.complete else step_state(step)]
    return cells


def _heads(may_sort: bool) -> list[dict[str, Any]]:  # noqa: FBT001 - a fact about the list
    """The columns of the steps; beyond some hundred accounts they are not sorted by."""
    empty = [Step(number, None) for number in Number]
    return [
        {"name": f"step-{step.number.value}" if may_sort else "", "number": step.number.value,
         "title": step_title(step), "question": step_question(step)}
        for step in empty
    ]  # fmt: skip


def _cell(step: Step) -> dict[str, Any]:
    return {"step": step, "state": step_state(step), "title": step_title(step)}


def _listing(request: HttpRequest) -> Listing:
    accounts = visible_accounts(reader(request)).order_by()
    managers = accounts.exclude(account_manager=None).values_list("account_manager_id", "account_manager__name")
    teams = accounts.exclude(team=None).values_list("team_id", "team__name")
    filters = (
        Filter("segment", _("Segment"), [(value, str(label)) for value, label in Segment.choices]),
        Filter("team", _("Team"), _choices(teams)),
        Filter("manager", _("Account manager"), _choices(managers)),
    )
    offered = [each for each in filters if len(each.choices) <= MOST_CHOICES or each.name in request.GET]
    return read_listing(request.GET, sorts=_SORTS, default="name", filters=offered)


def _choices(pairs: Any) -> list[tuple[str, str]]:
    return sorted({(str(pk), name) for pk, name in pairs.distinct()}, key=lambda pair: pair[1])


def _accounts(request: HttpRequest, listing: Listing) -> QuerySet[Account]:
    rows = visible_accounts(reader(request)).filter(name__icontains=listing.words)
    columns = {"segment": "segment", "team": "team", "manager": "account_manager"}
    chosen = {columns[name]: value for name, value in listing.chosen.items()}
    return rows.filter(**chosen).select_related("account_manager").order_by("name", "pk")


def _by_word(rows: QuerySet[Account], listing: Listing) -> QuerySet[Account]:
    """By name, or by account manager and name, in the database: of thousands of accounts only a page is read."""
    keys = ["name"] if listing.order != "manager" else ["account_manager__name", "name"]
    order = [
        Lower(key).desc(nulls_last=True) if listing.descending else Lower(key).asc(nulls_first=True) for key in keys
    ]
    return rows.order_by(*order, "pk")


def _sorted(rows: list[Account], listing: Listing, at: Any) -> tuple[list[Account], Mapping[int, tuple[Step, ...]]]:
    """The rows in the order asked for; the steps of all of them where the order hangs on them."""
    keys: dict[str, Callable[[Account], Any]] = {"name": _name, "manager": _manager}
    steps: Mapping[int, tuple[Step, ...]] = {}
    if listing.order in _STEPS and len(rows) <= _MOST_SORTED:
        steps = six_steps_of([row.pk for row in rows], at)
        place = _STEPS.index(listing.order)
        keys[listing.order] = lambda row: -1.0 if (share := steps[row.pk][place].share) is None else share
    return sorted(rows, key=keys.get(listing.order, _name), reverse=listing.descending), steps


def _name(row: Account) -> str:
    return row.name.casefold()


def _manager(row: Account) -> str:
    return f"{row.account_manager or ''} {row.name}".casefold()
