"""The month test for people in a terminal: the portfolio at a glance, and one account month by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from innercircle.cli.hours.records import AccountReport
from innercircle.cli.terminal import plain, speaks_unicode
from innercircle.hours.rules import NO_FIGURES, Change, Figures, MonthTest, Running, Verdict, change, hours, streak
from innercircle.kit.month import Month, months_between
from innercircle.kit.spread import Spread

SPARK_MONTHS = 13
_BLOCKS = "▁▂▃▄▅▆▇█"
_STYLES = {
    Verdict.DEVELOPING: "green",
    Verdict.NOT_DEVELOPING: "red",
    Verdict.DORMANT: "dim",
    Verdict.OPEN: "yellow",
}
_MARKS = {Verdict.DEVELOPING: "▲ ", Verdict.NOT_DEVELOPING: "▼ ", Verdict.DORMANT: "– ", Verdict.OPEN: "? "}
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_NAME = 40
_BOUNDLESS = 10_000  # characters: what a table would take if it could
_CONTEXT = (3, 12)  # months of change shown beside the verdict


@dataclass(frozen=True, slots=True)
class Layout:
    """What fits on the terminal: how many months, and which further columns."""

    months: int
    spark: bool
    running: bool


_LAYOUTS = (
    Layout(4, spark=True, running=True),
    Layout(2, spark=True, running=True),
    Layout(3, spark=True, running=False),
    Layout(2, spark=False, running=False),
    Layout(1, spark=False, running=False),
)


def month_name(month: Month) -> str:
    """`May 2026`."""
    return f"{_MONTH_NAMES[month.number - 1]} {month.year}"


def in_hours(spread: Spread) -> str:
    """`8.0`, or `1.0–2.0` while attendance is open."""
    low, high = _one(spread.low), _one(spread.high)
    return low if spread.settled or low == high else f"{low}–{high}"


def _one(seconds: int) -> str:
    return f"{hours(seconds):,.1f}"


def verdict_text(verdict: Verdict, target: Console) -> Text:
    """The verdict in words, with colour and a mark."""
    mark = _MARKS[verdict] if speaks_unicode(target) else ""
    return Text(f"{mark}{verdict.value}", _STYLES[verdict])


def streak_text(tests: Sequence[MonthTest]) -> str:
    """How long it has been so: `5 months`, "" where the last verdict is open."""
    found = streak([test.verdict for test in tests])
    if found is None:
        return ""
    return "1 month" if found.months == 1 else f"{found.months} months"


def spark(tests: Sequence[MonthTest]) -> Text:
    """The last 13 months as bars, on the account's own scale; yellow while attendance is open."""
    shown = [test.figures.client for test in tests[-SPARK_MONTHS:]]
    most = max((each.high for each in shown), default=0)
    text = Text(" " * (SPARK_MONTHS - len(shown)))
    for each in shown:
        text.append(_block(each.high, most), "cyan" if each.settled else "yellow")
    return text


def _block(seconds: int, most: int) -> str:
    return _BLOCKS[-(-seconds * (len(_BLOCKS) - 1) // most)] if seconds and most else "·"


def by_hours(reports: Iterable[AccountReport]) -> list[AccountReport]:
    """The accounts by the client hours of their last month, most first."""
    return sorted(reports, key=lambda each: (-each.last.figures.client.high, each.account.name))


def portfolio(reports: Iterable[AccountReport], last: Month, target: Console) -> RenderableType:
    """All accounts by the client hours of the last month, with as many columns as the terminal has room for."""
    ordered = by_hours(reports)
    groups = [group_line(each, each.group) for each in ordered if each.group]
    runs = any(each.running for each in ordered)
    for layout in _LAYOUTS:
        if layout.spark and not speaks_unicode(target):
            continue
        if not runs:  # attendances and past months tell nothing of the running one
            layout = replace(layout, running=False)  # noqa: PLW2901 -- the same layout, less two columns
        table = _table(ordered, last, layout, target)
        if _fits(table, target):
            return Group(table, *groups)
    return Group(*(_in_lines(each, last, target) for each in ordered), *groups)


def _fits(table: Table, target: Console) -> bool:
    """Whether every column can be shown whole."""
    return Measurement.get(target, target.options.update_width(_BOUNDLESS), table).maximum <= target.width


def _table(ordered: Sequence[AccountReport], last: Month, layout: Layout, target: Console) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Account", overflow="fold", min_width=10)
    if layout.spark:
        table.add_column(f"{SPARK_MONTHS} months", no_wrap=True)
    for month in months_between(last.plus(1 - layout.months), last):
        table.add_column(month_name(month), justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    table.add_column("For", no_wrap=True)
    if layout.running:
        table.add_column(f"{month_name(last.plus(1))}\nso far + booked", justify="right", no_wrap=True)
        table.add_column("still\nneeded", justify="right", no_wrap=True)
    for each in ordered:
        table.add_row(*_cells(each, last, layout, target))
    return table


def _cells(report: AccountReport, last: Month, layout: Layout, target: Console) -> list[str | Text]:
    by_month = {test.month: test.figures for test in report.tests}
    cells: list[str | Text] = [Text(plain(report.account.name, _LONGEST_NAME))]
    if layout.spark:
        cells.append(spark(report.tests))
    months = months_between(last.plus(1 - layout.months), last)
    cells += [in_hours(by_month.get(month, NO_FIGURES).client) for month in months]
    cells += [verdict_text(report.last.verdict, target), streak_text(report.tests)]
    if layout.running:
        cells += _running_cells(report.running)
    return cells


def _running_cells(running: Running | None) -> list[str | Text]:
    if running is None:
        return ["", ""]
    needed = Text("nothing", "green") if running.needed.high == 0 else Text(needed_hours(running.needed))
    return [f"{in_hours(running.so_far)} + {in_hours(running.booked)}", needed]


def needed_hours(needed: Spread) -> str:
    """What is still needed: `> 2.5`, since equal hours do not beat the month before."""
    low, high = max(needed.low - 1, 0), max(needed.high - 1, 0)
    return f"> {in_hours(Spread(low, high))}"


def _in_lines(report: AccountReport, last: Month, target: Console) -> Text:
    text = Text(plain(report.account.name, _LONGEST_NAME), "bold")
    text.append(f"\n  {in_hours(report.last.figures.client)} h in {month_name(last)}, ", "default")
    text.append_text(verdict_text(report.last.verdict, target))
    length = streak_text(report.tests)
    return text.append(f", {length}\n" if length else "\n")


def one_account(report: AccountReport, target: Console) -> RenderableType:
    """One account's last 13 months, each with its figures and verdict, and the context below."""
    columns = _columns(report.tests[-SPARK_MONTHS:], target)
    for wanted in _WIDTHS:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for name in wanted:
            is_figure = name not in {"Month", "Verdict", "Bars"}
            head = "" if name == "Bars" else name.replace(" ", "\n")
            table.add_column(head, justify="right" if is_figure else "left", no_wrap=True)
        for row in zip(*(columns[name] for name in wanted), strict=True):
            table.add_row(*row)
        if _fits(table, target):
            break
    return Group(table, *context(report))


_WIDTHS = (
    ("Month", "Client hours", "Our hours", "Meetings", "Contacts", "Verdict", "Bars"),
    ("Month", "Client hours", "Our hours", "Meetings", "Contacts", "Verdict"),
    ("Month", "Client hours", "Our hours", "Verdict"),
    ("Month", "Client hours", "Verdict"),
    ("Month", "Verdict"),
)


def _columns(shown: Sequence[MonthTest], target: Console) -> dict[str, list[str | Text]]:
    most = max((test.figures.client.high for test in shown), default=0)
    return {
        "Month": [month_name(test.month) for test in shown],
        "Client hours": [in_hours(test.figures.client) for test in shown],
        "Our hours": [in_hours(test.figures.ours) for test in shown],
        "Meetings": [str(test.figures.meetings) for test in shown],
        "Contacts": [str(test.figures.contacts) for test in shown],
        "Verdict": [verdict_text(test.verdict, target) for test in shown],
        "Bars": [_bar(test.figures.client, most) if speaks_unicode(target) else "" for test in shown],
    }


def _bar(client: Spread, most: int, length: int = 24) -> Text:
    """Confirmed hours solid, presumed hollow."""
    solid = round(client.low / most * length) if most else 0
    whole = round(client.high / most * length) if most else 0
    return Text("█" * solid, "cyan").append("░" * (whole - solid), "yellow")


def context(report: AccountReport) -> list[Text]:
    """What stands around the verdict and never overrules it."""
    figures = report.last.figures
    lines = [_reach(figures)] if figures.contacts else []
    client = [test.figures.client for test in report.tests]
    lines += [_change(found, months) for months in _CONTEXT if (found := change(client, months))]
    if report.group is not None:
        lines.append(group_line(report, report.group))
    if report.running is not None:
        lines.append(_running(report.running, report.last.month.plus(1)))
    return lines


def group_line(report: AccountReport, group: Figures) -> Text:
    """The account with all organisations below it."""
    name, month = plain(report.account.name, _LONGEST_NAME), month_name(report.last.month)
    return Text(f"{name} with the organisations below it: {in_hours(group.client)} client hours in {month}.")


def _reach(figures: Figures) -> Text:
    share, reciprocity = figures.share_in_person, figures.reciprocity
    parts = [f"{share:.0%} in person" if share is not None else ""]
    parts.append(f"{reciprocity:.1f} client hours for each of ours" if reciprocity is not None else "")
    parts.append(f"departments: {', '.join(map(plain, figures.departments))}" if figures.departments else "")
    parts.append(f"levels: {', '.join(map(plain, figures.levels))}" if figures.levels else "")
    return Text("Last month: " + "; ".join(part for part in parts if part) + ".")


def _change(found: Change, months: int) -> Text:
    before, now = in_hours(found.before), in_hours(found.now)
    return Text(f"Last {months} months: {now} client hours, after {before} in the {months} months before.")


def _running(running: Running, month: Month) -> Text:
    planned = f"{month_name(month)}: {in_hours(running.so_far)} client hours so far, {in_hours(running.booked)} booked"
    if running.needed.high == 0:
        return Text(f"{planned}: more than the {in_hours(running.to_beat)} of the month before.")
    needed = needed_hours(running.needed).removeprefix("> ")
    return Text(
        f"{planned}; more than {needed} still needed to beat the {in_hours(running.to_beat)} of the month before."
    )
