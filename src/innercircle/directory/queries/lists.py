"""The lists of the directory as pages and exports show them: searched, narrowed, sorted, as far as somebody sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from innercircle.access.models import User
from innercircle.directory.models import Account, AccountYear, Affiliation, Colleague, Contact, Merge
from innercircle.directory.queries.finding import holds
from innercircle.directory.queries.visible import visible_accounts, visible_colleagues, visible_contacts, visible_posts

ACCOUNT_SORTS = ("name", "manager", "team", "segment", "status", "people", "revenue")
CONTACT_SORTS = ("name", "account", "department", "level")
COLLEAGUE_SORTS = ("name", "team", "function", "accounts")
_LAST_POST = (F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "-pk")
NOBODY = "none"  # the choice “no team”, “no segment”


def account_list(user: User, *, words: str, sort: str, chosen: Mapping[str, str], year: int) -> QuerySet[Account]:
    """The accounts this user may see; `people` work there now, `revenue` is that of `year`."""
    people = Affiliation.objects.filter(account=OuterRef("pk"), until=None).order_by().values("account")
    revenue = AccountYear.objects.filter(account=OuterRef("pk"), year=year).values("revenue")
    rows = visible_accounts(user).select_related("team", "account_manager", "parent").prefetch_related("domains")
    rows = rows.annotate(
        people=Coalesce(
            Subquery(people.annotate(n=Count("contact", distinct=True)).values("n")), 0, output_field=IntegerField()
        ),
        revenue=Subquery(revenue),
    )
    rows = _with_words(rows, words, ("name", "industry", "external_id"), "domains__domain")
    for name in ("team", "account_manager", "segment", "status"):
        rows = _chosen(rows, name, chosen.get(name, ""))
    return _sorted(rows, sort, {"manager": "account_manager__name", "team": "team__name"})


def contact_list(user: User, *, words: str, sort: str, chosen: Mapping[str, str]) -> QuerySet[Contact]:
    """The contacts this user may see; `posts` are theirs that this user sees, the last one first.

    The last post is a column only where the list is narrowed or sorted by it: it would be looked up for every contact
    there is, before the few of one page are known.
    """
    posts = visible_posts(user).order_by(*_LAST_POST)
    of_post = Prefetch("affiliations", posts.select_related("account"), to_attr="posts")
    rows = visible_contacts(user).prefetch_related("emails", of_post)
    rows = rows.annotate(**_columns_of_post(posts, sort, chosen))
    theirs = posts.order_by().filter(contact=OuterRef("pk"))
    rows = _with_words(rows, words, ("name", "external_id"), "emails__address")
    if chosen.get("level"):
        level = "" if chosen["level"] == NOBODY else chosen["level"]
        rows = rows.filter(Exists(theirs.filter(level=level))).filter(Q(level=level))  # the cheap test first
    if chosen.get("account"):
        rows = rows.filter(pk__in=visible_posts(user).filter(account__in=[chosen["account"]]).values("contact"))
    return _sorted(_in_state(rows, chosen.get("state", ""), theirs), sort, {"account": "account_name"})


def _columns_of_post(posts: QuerySet[Affiliation], sort: str, chosen: Mapping[str, str]) -> dict[str, Subquery]:
    """What the list is narrowed or sorted by of each contact's last post."""
    names = {"account": "account_name", "department": "department", "level": "level"}
    wanted = {names.get(sort.removeprefix("-"), "")}
    wanted |= {"level"} if chosen.get("level") else set()
    columns = {"account_name": "account__name"}
    last = posts.filter(contact=OuterRef("pk"))
    return {name: Subquery(last.values(columns.get(name, name))[:1]) for name in wanted if name}


def _in_state(rows: QuerySet[Contact], state: str, posts: QuerySet[Affiliation]) -> QuerySet[Contact]:
    """Contacts in that state; somebody works there whose last post, of those seen, has no end."""
    running = Exists(posts.filter(until=None))
    narrowed = {
        "here": Q(running),
        "left": ~Q(running),
        "discovered": Q(discovered=True),
        "placeholder": Q(placeholder=True),
        "unaddressed": ~Q(pk__in=Contact.objects.filter(emails__isnull=False).values("pk")),
    }
    return rows.filter(narrowed[state]) if state in narrowed else rows


def colleague_list(user: User, *, words: str, sort: str, chosen: Mapping[str, str], today: date) -> QuerySet[Colleague]:
    """Our own people; `accounts` are those they manage among those this user sees."""
    mine = visible_accounts(user).filter(account_manager=OuterRef("pk")).order_by().values("account_manager")
    rows = visible_colleagues(user).select_related("team", "user").prefetch_related("emails")
    number = Subquery(mine.annotate(n=Count("pk")).values("n"))
    rows = rows.annotate(accounts=Coalesce(number, 0, output_field=IntegerField()))
    rows = _with_words(rows, words, ("name", "function", "external_id"), "emails__address")
    rows = _chosen(rows, "team", chosen.get("team", ""))
    state = chosen.get("state", "")
    if state in {"here", "left"}:
        gone = Q(left_on__lte=today)
        rows = rows.filter(gone) if state == "left" else rows.exclude(gone)
    if state in {"log-in", "no-log-in"}:
        rows = rows.filter(user__isnull=state == "no-log-in")
    return _sorted(rows, sort, {"team": "team__name"})


def people_at(user: User, account: Account) -> QuerySet[Affiliation]:
    """The posts at an account, those who left last; each with its contact and superior."""
    seen = Affiliation.objects.filter(account=account, account__in=visible_accounts(user))
    rows = seen.select_related("contact", "reports_to__contact").prefetch_related("contact__emails")
    return rows.order_by(F("until").desc(nulls_first=True), Lower("contact__name"), "pk")


def posts_of(user: User, contact: Contact) -> QuerySet[Affiliation]:
    """Where a person works and worked, as far as this user may see, the latest first."""
    seen = Affiliation.objects.filter(contact=contact, account__in=visible_accounts(user))
    rows = seen.select_related("account", "reports_to__contact")
    return rows.order_by(*_LAST_POST)


def children_of(user: User, account: Account) -> QuerySet[Account]:
    """The organisations directly below, those this user may see."""
    return visible_accounts(user).filter(parent=account)


def merges_into(kind: str, row: Account | Contact) -> QuerySet[Merge]:
    """The merges that made this row what it is and were not undone, the latest first."""
    return Merge.objects.filter(kind=kind, kept_id=row.pk, undone_at=None)


def _with_words(rows: QuerySet, words: str, fields: Sequence[str], other: str) -> QuerySet:  # type: ignore[type-arg]
    for word in words.split():
        keys = rows.model._base_manager.filter(holds(other, word)).values("pk")
        fits = Q(pk__in=keys)
        for field in fields:
            fits |= holds(field, word)
        rows = rows.filter(fits)
    return rows


def _chosen(rows: QuerySet, name: str, value: str) -> QuerySet:  # type: ignore[type-arg]
    if not value:
        return rows
    if value == NOBODY:
        empty = rows.model._meta.get_field(name).null
        return rows.filter(**({f"{name}__isnull": True} if empty else {name: ""}))
    return rows.filter(**{name: value})


def _sorted(rows: QuerySet, sort: str, names: Mapping[str, str]) -> QuerySet:  # type: ignore[type-arg]
    order = sort.removeprefix("-")
    column = names.get(order, order)
    if order == "name":  # never empty: the plain words for which there is an index
        return (
            rows.order_by(Lower("name").desc(), "-pk") if sort.startswith("-") else rows.order_by(Lower("name"), "pk")
        )
    key = Lower(column) if order in names else F(column)
    first = key.desc(nulls_last=True) if sort.startswith("-") else key.asc(nulls_last=True)
    return rows.order_by(first, Lower("name"), "pk")
