"""The directory as tables: what an export of a list holds. An import of the same file changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from innercircle.directory.records import FIGURES, AccountRecord, ColleagueRecord, ContactRecord
from innercircle.kit.cells import Cell

Table = tuple[list[str], list[list[Cell]]]

ACCOUNT_COLUMNS = (
    "name",
    "domains",
    "parent",
    "industry",
    "country",
    "time_zone",
    "team",
    "account_manager",
    "members",
    "segment",
    "status",
    "currency",
    "focus",
    "external_id",
)
CONTACT_COLUMNS = (
    "account",
    "name",
    "emails",
    "phone",
    "title",
    "department",
    "level",
    "location",
    "reports_to",
    "since",
    "until",
    "placeholder",
    "external_id",
)
COLLEAGUE_COLUMNS = ("name", "emails", "team", "function", "left_on", "external_id")


def accounts_table(
    accounts: Sequence[AccountRecord], names: Mapping[int, str], colleagues: Mapping[int, ColleagueRecord]
) -> Table:
    """One line an account; `names` are those of the accounts the reader may see, others stay unnamed."""
    years = sorted({year for account in accounts for year in account.years})
    figures = [(year, place) for year in years for place in range(len(FIGURES)) if _any(accounts, year, place)]
    header = [*ACCOUNT_COLUMNS, *(f"{FIGURES[place]} {year}" for year, place in figures)]
    rows: list[list[Cell]] = []
    for each in accounts:
        facts: list[Cell] = [
            each.name,
            " ".join(each.domains),
            names.get(each.parent or 0, ""),
            each.industry,
            each.country,
            each.time_zone,
            each.team,
            _who(colleagues.get(each.account_manager or 0)),
            "; ".join(_who(colleagues.get(pk)) for pk in each.members),
            each.segment,
            each.status,
            each.currency,
            each.focus,
            each.external_id,
        ]
        rows.append([*facts, *(each.years[year][place] if year in each.years else None for year, place in figures)])
    return header, rows


def contacts_table(contacts: Sequence[ContactRecord], names: Mapping[int, str]) -> Table:
    """One line for each post of a person at an account the reader may see."""
    of_post = {post.id: contact for contact in contacts for post in contact.posts}
    rows: list[list[Cell]] = []
    for each in contacts:
        for post in each.posts:
            superior = of_post.get(post.reports_to or 0)
            rows.append(
                [
                    names.get(post.account, ""),
                    each.name,
                    " ".join(each.emails),
                    each.phone,
                    post.title,
                    post.department,
                    post.level,
                    each.location,
                    _who(superior),
                    post.since,
                    post.until,
                    each.placeholder,
                    each.external_id,
                ]
            )
    return list(CONTACT_COLUMNS), rows


def colleagues_table(colleagues: Sequence[ColleagueRecord]) -> Table:
    """One line a colleague."""
    rows: list[list[Cell]] = [
        [each.name, " ".join(each.emails), each.team, each.function, each.left_on, each.external_id]
        for each in colleagues
    ]
    return list(COLLEAGUE_COLUMNS), rows


def _who(person: ColleagueRecord | ContactRecord | None) -> str:
    """How a person is named so that they are found again: by address, else by name."""
    return next(iter(person.emails), person.name) if person else ""


def _any(accounts: Sequence[AccountRecord], year: int, place: int) -> bool:
    return any(year in each.years and each.years[year][place] is not None for each in accounts)
