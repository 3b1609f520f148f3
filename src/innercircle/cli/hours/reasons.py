"""Why: every entry of an account's month, counted or left out; and what an open verdict hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo

from rich.console import Console
from rich.text import Text

from innercircle.calendars.meetings import State
from innercircle.cli.hours.records import AccountReport, Names, left_out, name_of, people, reason
from innercircle.cli.hours.tables import in_hours, month_name, verdict_text
from innercircle.cli.terminal import count, plain
from innercircle.directory.rules import Account
from innercircle.hours.ledger import Book, Line, Posting
from innercircle.hours.rules import MonthTest, Policy, Settling, Side, Verdict, Why
from innercircle.kit.spread import NOTHING

_LONGEST_TITLE = 70
_MOST_NAMED = 5  # meetings named one by one in an open verdict
_MOST_ACCOUNTS = 10  # open accounts explained below the portfolio


def explained(
    account: Account,
    test: MonthTest,
    lines: Sequence[Line],
    names: Names,
    policy: Policy,
    target: Console,
    *,
    finished: bool,
) -> list[Text]:
    """An account's month entry by entry, with the figures they add up to; a month not `finished` has no verdict."""
    texts = [_heading(account, test, policy, target, finished=finished)]
    if not lines:
        return [*texts, Text("No entry of that month names anybody of the account.")]
    for line in lines:
        texts += _entry(account, line, names)
    return texts + _overlap(lines, test)


def _heading(account: Account, test: MonthTest, policy: Policy, target: Console, *, finished: bool) -> Text:
    figures, before = test.figures, test.before
    text = Text(f"{plain(account.name)}, {month_name(test.month)} ", "bold")
    text.append(f"({policy.in_words}; months on the clock of {account.zone})\n", "dim")
    text.append(f"{in_hours(figures.client)} client hours, {in_hours(figures.ours)} of ours, ", "default")
    text.append(f"{count(figures.meetings, 'meeting')}, {count(figures.contacts, 'contact')}; ", "default")
    text.append(f"{in_hours(before.client)} client hours in {month_name(test.month.plus(-1))}: ", "default")
    verdict = verdict_text(test.verdict, target) if finished else Text("the month is not over, so there is no verdict")
    return text.append_text(verdict).append("\n")


def _entry(account: Account, line: Line, names: Names) -> list[Text]:
    counted = line.why is Why.COUNTED
    first = Text("+ " if counted else "- ", "green" if counted else "dim")
    first.append(f"{when(line, account.zone)}  ", "default")
    first.append(plain(line.title, _LONGEST_TITLE) or "(no title)", "bold" if counted else "default")
    first.append(f"  [{plain(line.copy.calendar)}]", "dim")
    if counted:
        first.append(f"  {in_hours(line.seconds)} h", "cyan")
    texts = [first, Text(f"    {reason(line)}", "default" if counted else "yellow")]
    if not line.counted_in:
        texts += _who(account, line, names)
    return texts


def _who(account: Account, line: Line, names: Names) -> list[Text]:
    groups = (
        ("theirs", people(line, names, Side.CLIENT, account.id)),
        ("ours", people(line, names, Side.OURS)),
        ("not counted", left_out(line, names)),
    )
    return [Text(f"    {word}: {', '.join(who)}", "dim") for word, who in groups if who]


def when(line: Line, zone: tzinfo) -> str:
    """The entry's time on the account's clock: `2026-03-31 23:00 to 2026-04-01 01:00`, or its day."""
    entry = line.copy.entry
    if entry.all_day:
        return f"{datetime.fromtimestamp(entry.start, UTC):%Y-%m-%d} all day"
    return span(entry.start, entry.end, zone)


def span(start: int, end: int, zone: tzinfo) -> str:
    """A meeting's time on the account's clock."""
    first, last = datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone)
    same_day = first.date() == last.date()
    until = f"{last:%H:%M}" if same_day else f"{last:%Y-%m-%d %H:%M}"
    return f"{first:%Y-%m-%d %H:%M} to {until}"


def _overlap(lines: Iterable[Line], test: MonthTest) -> list[Text]:
    total = sum((line.seconds for line in lines), NOTHING)
    if total == test.figures.client:
        return []
    counted = in_hours(test.figures.client)
    return [Text(f"\nThe entries add up to {in_hours(total)} h; time that overlaps counts once: {counted} h.")]


def still_open(
    reports: Sequence[AccountReport], book: Book, names: Names, policy: Policy, *, in_full: bool
) -> list[Text]:
    """For each account whose last verdict is open: the fewest meetings whose confirmation could settle it.

    Unless `in_full`, the first accounts with their shortest way, and how many more there are.
    """
    unsettled = [report for report in reports if report.last.verdict is Verdict.OPEN]
    texts: list[Text] = []
    for report in unsettled if in_full else unsettled[:_MOST_ACCOUNTS]:
        ways = book.settling(report.account.id, report.last.month, policy)
        texts += _open(report, ways if in_full else ways[:1], book, names)
    if len(unsettled) > _MOST_ACCOUNTS and not in_full:
        rest = count(len(unsettled) - _MOST_ACCOUNTS, "more account")
        texts.append(Text(f"{rest} with an open verdict; --account NAME names what each hangs on.", "dim"))
    return texts


def _open(report: AccountReport, ways: Sequence[Settling], book: Book, names: Names) -> list[Text]:
    account, test = report.account, report.last
    first = Text(f"{plain(account.name)}, {month_name(test.month)}: ", "bold")
    hang = (
        f"{in_hours(test.figures.client)} client hours after {in_hours(test.before.client)}: open until somebody says"
    )
    texts = [first.append(f"{hang} who came.", "default")]
    for way in ways:
        texts += _way(way, account, book, names)
    return texts


def _way(way: Settling, account: Account, book: Book, names: Names) -> list[Text]:
    asked = len(way.meetings)
    noun = "meeting settles" if asked == 1 else "meetings settle"
    few = "" if way.fewest else f" (no fewer than {way.at_least} could)"
    texts = [Text(f"  {asked} {noun} it as “{way.verdict.value}”{few}:")]
    named = [(number, "if they came") for number in way.confirmed]
    named += [(number, "if they did not") for number in way.struck]
    for number, condition in named[:_MOST_NAMED]:
        texts.append(Text(f"    {_meeting(book.postings[number], account, names)}, {condition}"))
    if asked > _MOST_NAMED:
        texts.append(Text(f"    and {asked - _MOST_NAMED} more; --explain lists every entry of a month", "dim"))
    return texts


def _meeting(posting: Posting, account: Account, names: Names) -> str:
    title = plain(posting.meeting.title, _LONGEST_TITLE) or "no title"
    asked = [
        name_of(seat, names)
        for seat in posting.seats
        if seat.takes_part and seat.state is State.PRESUMED and seat.match.account in (account.id, None)
    ]
    return f"{span(posting.held.start, posting.held.end, account.zone)} “{title}” with {', '.join(asked)}"
