"""`innercircle lint`: what the plan linter says of the plans in the database, so that it can stand in a pipeline.

Rules: `docs/rules/plan/README.md`. For plans from elsewhere there is `innercircle audit`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from innercircle.cli.audit import Format
from innercircle.cli.linted import as_csv, as_json, as_sarif, errors_in, print_table
from innercircle.cli.ready import django_ready, refuse
from innercircle.cli.terminal import console, count, never_fail_on_characters, plain

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account
    from innercircle.plans.queries.values import AccountFindings

_ERRORS_REMAIN = 1


def lint(
    accounts: Annotated[
        list[str] | None,
        typer.Option("--account", metavar="NAME", help="Only this account (repeatable); else every one with a plan."),
    ] = None,
    *,
    form: Annotated[Format, typer.Option("--format", help="How the answer is written.")] = Format.TABLE,
    user: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help="See what this user may see; without it all, as the system."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only hold what is stored of the findings against linting every plan anew.")
    ] = False,
) -> None:
    """Say what is wrong in the relationship plans of the database, and what would help.

    Looks at every account that has a plan, and at partners and those that could become one even without. Exit status 1
    when a finding of level error remains, 0 when none does, 2 when the input cannot be used. What still holds is read
    from what the timer stored; --check proves that it is the same as linting everything anew.
    """
    never_fail_on_characters()
    django_ready()
    if check:
        _check()
    found = list(_shown(_found(accounts or [], _user(user)), console(sys.stderr)))
    if form is Format.TABLE:
        _table(found)
    else:
        sys.stdout.write({Format.CSV: as_csv, Format.JSON: as_json, Format.SARIF: as_sarif}[form](found))
    raise SystemExit(_ERRORS_REMAIN if errors_in(found) else 0)


def _check() -> NoReturn:
    """Says whether what the firm's pages read is what the linter says now; exit status 1 where it is not."""
    from innercircle.plans.queries import compare_stored

    found, target = compare_stored(datetime.now(UTC)), console(sys.stdout)
    rest = found.plans - found.stored
    target.print(f"{count(found.plans, 'plan')}: {found.stored:,} stored, {rest:,} linted when somebody asks.")
    for name in found.wrong:
        target.print(f"“{plain(name)}”: what is stored is not what the linter says now.")
    target.print("Every stored finding is what the linter says now." if not found.wrong else "")
    raise SystemExit(_ERRORS_REMAIN if found.wrong else 0)


def _table(found: list[AccountFindings]) -> None:
    target = console(sys.stdout)
    if found:
        print_table(found, target)
    else:
        target.print("There is no plan to look at yet. An account's plan begins on its page, under Plan.")


def _found(names: list[str], by: User | None) -> Iterator[AccountFindings]:
    from innercircle.plans.queries import findings_for, portfolio_findings

    at = datetime.now(UTC)
    if not names:
        return portfolio_findings(by, at)
    chosen = [_account(name, by) for name in dict.fromkeys(names)]
    return findings_for({row.pk: row.name for row in chosen}, at)


def _account(name: str, by: User | None) -> Account:
    from innercircle.directory.queries import every_account, visible_accounts

    seen, name = every_account() if by is None else visible_accounts(by), plain(name)
    row = seen.filter(name__iexact=name).first()
    if row is None:
        near = [plain(each) for each in seen.filter(name__icontains=name).values_list("name", flat=True)[:5]]
        hint = f"Did you mean {', '.join(near)}?" if near else ""
        refuse(f"--account: there is no account “{name}”{'' if by is None else ' for this user'}.", hint)
    return row


def _user(email: str | None) -> User | None:
    from innercircle.access.queries import user_named

    if email is None:
        return None
    found = user_named(email)
    if found is None:
        refuse(f"--as: nobody logs in as “{plain(email)}”.")
    return found


def _shown(found: Iterator[AccountFindings], errors: Console) -> Iterator[AccountFindings]:
    """The accounts, counted on the terminal while they are looked at."""
    if not errors.is_terminal:
        yield from found
        return
    with errors.status("Looking at plans") as status:
        for number, each in enumerate(found, 1):
            status.update(f"Looking at plans: {number:,}, {plain(each.name, 60)}")
            yield each
