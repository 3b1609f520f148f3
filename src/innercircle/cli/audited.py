"""What an audit found, written as a table for people, JSON, CSV, or SARIF for the tools that show findings in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.text import Text

from innercircle.cli.sarif import LEVELS, sarif_text
from innercircle.cli.terminal import count, plain
from innercircle.kit.table import csv_text
from innercircle.plans.audit import Audit, AuditedLine
from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.judging import Outcome
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.verdict import Verdict

COLUMNS = ("line", "text", "label", "own_time", "learning", "illustration", "rules", "reason")
_COLOURS = {Label.RELATIONSHIP: "green", Label.SALES: "red", Label.NEUTRAL: "dim"}
_SIGNS = {Outcome.PASS: "+", Outcome.FAIL: "x", Outcome.UNKNOWN: "?"}
_MARGIN = 34  # columns of the table before the text


def as_csv(audit: Audit) -> str:
    """One row a line, in the columns of `COLUMNS`; rules are parted by blanks."""
    return csv_text(COLUMNS, (tuple(_record(line).values()) for line in audit.lines))


def as_json(audit: Audit) -> str:
    """The lines and the verdict."""
    several = len({line.file for line in audit.lines}) > 1
    lines = []
    for line in audit.lines:
        codes = list(line.judgement.codes)
        record = {**({"file": line.file} if several else {}), **_record(line), "rules": codes}
        lines.append(record | _by_hand(line))
    return json.dumps({"verdict": verdict_record(audit.verdict), "lines": lines}, ensure_ascii=False, indent=1) + "\n"


def verdict_record(verdict: Verdict, what: str = "lines") -> dict[str, Any]:
    """The verdict with the counts behind it; `what` is counted."""
    return {
        "sales_plan": verdict.is_sales_plan,
        "sentence": verdict_sentence(verdict, what),
        "relationship": verdict.relationship,
        "sales": verdict.sales,
        "neutral": verdict.neutral,
        "share_relationship": verdict.share,
        "share_relationship_hours": verdict.hours_share,
    }


def verdict_sentence(verdict: Verdict, what: str = "lines") -> str:
    """The verdict in one sentence, with its arithmetic; `what` is counted."""
    if not verdict.judged:
        return f"Neither a relationship plan nor a sales plan: all {what} are neutral."
    counts = (
        f"{verdict.relationship} of the {verdict.judged} {what} that are not neutral build the relationship "
        f"({verdict.share:.0%})"
    )
    if verdict.is_sales_plan:
        return f"This is a sales plan: {counts}, fewer than half."
    return f"This is a relationship plan: {counts}, at least half."


def print_table(audit: Audit, target: Console) -> None:
    """Each line with its label, tests, rules and reason, then the verdict."""
    several = len({line.file for line in audit.lines}) > 1
    file, room = "", max(40, target.width - _MARGIN)
    target.print(Text(f"{'line':>6}  {'label':<12}  tests  {'':2}text, rules and reason", style="bold"))
    for line in audit.lines:
        if several and line.file != file:
            file = line.file
            target.print(Text(f"\n{plain(file)}", style="bold"))
        _print_line(line, target, room)
    target.print(Text("\ntests: own time, learning, illustration; + pass, x fail, ? the plan is silent", style="dim"))
    style = "bold red" if audit.verdict.is_sales_plan else "bold green" if audit.verdict.judged else "bold"
    target.print(Text(verdict_sentence(audit.verdict), style=style))
    target.print(Text(f"Neutral, and so not counted: {count(audit.verdict.neutral, 'line')}.", style="dim"))


def _print_line(line: AuditedLine, target: Console, room: int) -> None:
    judgement = line.judgement
    label = f"{judgement.label}{'*' if judgement.correction else ''}"
    signs = " ".join(_SIGNS[test.outcome] for test in judgement.tests)
    why = f"{' '.join(judgement.codes)}{' - ' if judgement.codes else ''}{plain(judgement.reason, 400)}"
    below = "".join(f"{'':{_MARGIN - 3}}{part}\n" for part in wrap(why, room))
    before, after = f"{line.line:>6}  ", f" {signs}    {plain(line.text, room)}\n"
    if not target.is_terminal:  # without colours a hundred thousand lines need no markup
        target.file.write(f"{before}{label:<13}{after}{below}")
        return
    shown = Text(before)
    shown.append(f"{label:<13}", style=_COLOURS[judgement.label])
    shown.append(after)
    shown.append(below, style="dim")
    target.print(shown, no_wrap=True, overflow="ignore", end="")


def as_sarif(audit: Audit) -> str:
    """SARIF 2.1.0: one result per line and rule, so that an editor or a pipeline shows it in place."""
    results = [result for line in audit.lines for result in _sarif_results(line)]
    return sarif_text("innercircle audit", results, {"verdict": verdict_record(audit.verdict)})


def _sarif_results(line: AuditedLine) -> Iterator[dict[str, Any]]:
    place = {
        "artifactLocation": {"uri": Path(line.file).as_posix()},
        "region": {"startLine": line.line, "snippet": {"text": line.text}},
    }
    for code in line.judgement.codes:
        rule = CATALOGUE[code]
        yield {
            "ruleId": code,
            "level": LEVELS[rule.severity],
            "message": {"text": f"{rule.wrong} {rule.better}"},
            "locations": [{"physicalLocation": place}],
            "properties": {"label": str(line.judgement.label), "reason": line.judgement.reason},
        }


def _record(line: AuditedLine) -> dict[str, Any]:
    judgement = line.judgement
    outcomes = (str(test.outcome) for test in judgement.tests)
    values = (line.line, line.text, str(judgement.label), *outcomes, " ".join(judgement.codes), judgement.reason)
    return dict(zip(COLUMNS, values, strict=True))


def _by_hand(line: AuditedLine) -> dict[str, Any]:
    """What was decided by people: a corrected label, rules switched off."""
    found: dict[str, Any] = {}
    if line.judgement.correction:
        found["corrected"] = {"from": str(line.judgement.read_as), "reason": line.judgement.correction.reason}
    if line.silenced:
        found["switched_off"] = {switch.code: switch.reason for switch in line.silenced}
    return found
