"""What the linter found in stored plans, written as a table for people, JSON, CSV, or SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from innercircle.cli.audited import verdict_record
from innercircle.cli.sarif import LEVELS, sarif_text
from innercircle.cli.terminal import count, plain
from innercircle.kit.table import csv_text
from innercircle.plans.rules.catalogue import CATALOGUE, Severity
from innercircle.plans.rules.lint import Finding

if TYPE_CHECKING:
    from innercircle.plans.queries.values import AccountFindings

COLUMNS = ("account", "code", "severity", "kind", "key", "title", "wrong", "detail", "better")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
_MARGIN = 17  # columns of the table before the text


def errors_in(found: Sequence[AccountFindings]) -> int:
    """How many findings of level error remain."""
    return sum(each.severity is Severity.ERROR for account in found for each in account.linted.findings)


def as_csv(found: Sequence[AccountFindings]) -> str:
    """One row a finding that stands, in the columns of `COLUMNS`."""
    rows = (tuple(_record(account, each).values()) for account in found for each in account.linted.findings)
    return csv_text(COLUMNS, rows)


def as_json(found: Sequence[AccountFindings]) -> str:
    """Accounts with their verdict, the findings that stand, and those switched off with the reason."""
    accounts = [
        {
            "account": account.name,
            "planned": account.planned,
            "verdict": verdict_record(account.verdict, "activities") if account.planned else None,
            "findings": [_record(account, each) for each in account.linted.findings],
            "switched_off": [
                {**_record(account, each.finding), "reason": each.reason} for each in account.linted.silenced
            ],
        }
        for account in found
    ]
    return json.dumps({"errors": errors_in(found), "accounts": accounts}, ensure_ascii=False, indent=1) + "\n"


def as_sarif(found: Sequence[AccountFindings]) -> str:
    """SARIF 2.1.0: one result per finding; what is switched off stands there as suppressed, with its reason."""
    results = [result for account in found for result in _results(account)]
    return sarif_text("innercircle lint", results, {"errors": errors_in(found)})


def print_table(found: Sequence[AccountFindings], target: Console) -> None:
    """The findings of each account, gravest first, then what stands over all."""
    for account in found:
        _print_account(account, target)
    errors = errors_in(found)
    counts = {level: _of(found, level) for level in Severity}
    told = ", ".join(count(number, level.value) for level, number in counts.items())
    target.print(Text(f"\n{count(len(found), 'account')}: {told}.", style="bold red" if errors else "bold green"))


def _of(found: Sequence[AccountFindings], level: Severity) -> int:
    return sum(each.severity is level for account in found for each in account.linted.findings)


def _print_account(account: AccountFindings, target: Console) -> None:
    target.print(Text(f"\n{plain(account.name)}", style="bold"))
    target.print(Text(f"  {_verdict(account)}", style="dim"))
    room = max(40, target.width - _MARGIN)
    for each in account.linted.findings:
        line = Text(f"  {each.code}  ")
        line.append(f"{each.severity:<8} ", style=_COLOURS[each.severity])
        first, *more = wrap(plain(f"{_place(each)}{each.wrong}", 500), room)
        target.print(line.append(first), no_wrap=True, overflow="ignore")
        for part in more:
            target.print(f"{'':{_MARGIN}}{part}", no_wrap=True, overflow="ignore", markup=False)
        for part in wrap(f"{_detail(each)} {each.better}".strip(), room):
            target.print(Text(f"{'':{_MARGIN}}{part}", style="dim"), no_wrap=True, overflow="ignore")
    if account.linted.silenced:
        codes = ", ".join(sorted({each.finding.code for each in account.linted.silenced}))
        target.print(Text(f"  Switched off: {codes}.", style="dim"))


def _verdict(account: AccountFindings) -> str:
    if not account.planned:
        return "No plan has been written yet."
    if not account.verdict.judged and not account.verdict.neutral:
        return "No activity has been written yet."
    return str(verdict_record(account.verdict, "activities")["sentence"])


def _place(found: Finding) -> str:
    if found.place.kind == "account":
        return ""
    return f"{found.place.kind} “{plain(found.place.title, 60)}”: "


def _detail(found: Finding) -> str:
    """What makes it so here, as a sentence, without what the rule's own sentence says."""
    said = plain(found.detail.removesuffix(f": {found.wrong}"), 300)
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('.') else '.'}" if said else ""


def _record(account: AccountFindings, found: Finding) -> dict[str, Any]:
    place = found.place
    values = (account.name, found.code, found.severity.value, place.kind, place.key, place.title)
    return dict(zip(COLUMNS, (*values, found.wrong, found.detail, found.better), strict=True))


def _results(account: AccountFindings) -> Iterator[dict[str, Any]]:
    for each in account.linted.findings:
        yield _result(account, each)
    for silenced in account.linted.silenced:
        suppressed = {"suppressions": [{"kind": "external", "justification": silenced.reason}]}
        yield _result(account, silenced.finding) | suppressed


def _result(account: AccountFindings, found: Finding) -> dict[str, Any]:
    rule, place = CATALOGUE[found.code], found.place
    where = account.name if place.kind == "account" else f"{account.name}/{place.kind}/{place.key}"
    said = " ".join(filter(None, (rule.wrong, found.detail, rule.better)))
    return {
        "ruleId": found.code,
        "level": LEVELS[rule.severity],
        "message": {"text": said},
        "locations": [
            {"logicalLocations": [{"name": place.title or account.name, "fullyQualifiedName": where, "kind": "object"}]}
        ],
    }
