"""Rows of the directory as the API tells them."""

from __future__ import annotations

from innercircle.api.directory.shapes import AccountOut, ColleagueOut, ContactOut, PostOut, YearIn
from innercircle.directory.models import Account, Affiliation, Colleague, Contact


def show_account(row: Account) -> AccountOut:
    """An account as the API tells it."""
    return AccountOut(
        id=row.pk,
        version=row.version,
        name=row.name,
        domains=[each.domain for each in row.domains.all()],
        parent=row.parent_id,
        industry=row.industry,
        country=row.country,
        time_zone=row.time_zone,
        team=row.team.name if row.team else "",
        account_manager=row.account_manager_id,
        members=[each.pk for each in row.members.all()],
        segment=row.segment,
        status=row.status,
        currency=row.currency,
        focus=row.focus,
        external_id=row.external_id,
        years=[YearIn.from_orm(each) for each in row.years.all()],
    )


def show_contact(row: Contact) -> ContactOut:
    """A contact as the API tells it; `seen_posts` are those at accounts the reader may see."""
    return ContactOut(
        id=row.pk,
        version=row.version,
        name=row.name,
        emails=[each.address for each in row.emails.all()],
        phone=row.phone,
        location=row.location,
        placeholder=row.placeholder,
        discovered=row.discovered,
        external_id=row.external_id,
        posts=[_show_post(each) for each in row.affiliations.all()],
    )


def show_colleague(row: Colleague) -> ColleagueOut:
    """A colleague as the API tells it."""
    return ColleagueOut(
        id=row.pk,
        version=row.version,
        name=row.name,
        emails=[each.address for each in row.emails.all()],
        team=row.team.name if row.team else "",
        function=row.function,
        left_on=row.left_on,
        external_id=row.external_id,
    )


def _show_post(each: Affiliation) -> PostOut:
    return PostOut(
        id=each.pk,
        account=each.account_id,
        since=each.since,
        until=each.until,
        title=each.title,
        department=each.department,
        level=each.level,
        reports_to=each.reports_to_id,
    )


def clean(words: str) -> str:
    """Words without what no database can search."""
    return words.replace("\x00", "")
