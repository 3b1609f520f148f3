"""What the reads of this area give back: frozen values for pages, API and terminal.

Times are epoch seconds, lengths are seconds (`hours.rules.hours` turns them into hours), months are `kit.month.Month`
on the account's clock. Ids are of the rows that an action takes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from innercircle.calendars.meetings import Because, State
from innercircle.calendars.rules import Mode
from innercircle.hours.rules import Change, Figures, Policy, Running, Settling, Side, Streak, Verdict, Why
from innercircle.hours.rules.words import FlagKind, InterruptionKind, StatementKind, WorkKind
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One account on the portfolio: its last finished month, the thirteen up to it, and the running month."""

    account: int
    name: str
    segment: str  # a `directory.models.Segment` value or ""
    manager: str  # the account manager's name, "" where there is none
    team: str
    parent: int | None
    month: Month  # the last finished month on the account's clock
    client: Spread
    before: Spread
    verdict: Verdict
    streak: Streak | None
    unconfirmed: int  # attendances of that month that a close would ask about
    closed: bool  # whether that month is closed
    amended: bool  # whether it was amended after the close
    bars: tuple[Spread, ...]  # thirteen finished months, oldest first; what the spark line draws
    running: Running
    revenue: Decimal | None  # of the last year with a figure
    currency: str
    revenue_share: float | None  # of the revenue of all visible accounts in that currency, 0..1


@dataclass(frozen=True, slots=True)
class PortfolioTotals:
    """Sums over the accounts that fit the filter; only visible ones are ever counted."""

    accounts: int = 0
    verdicts: dict[Verdict, int] = field(default_factory=dict)
    client: Spread = NOTHING
    before: Spread = NOTHING
    unclosed: int = 0


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A page of the portfolio. `page` counts from 1; `count` is all rows that fit."""

    rows: tuple[PortfolioRow, ...]
    totals: PortfolioTotals
    page: int
    pages: int
    count: int
    per_page: int


@dataclass(frozen=True, slots=True)
class CloseMark:
    """That a month is closed: by whom and when, the locked figures, and how often it was amended since."""

    by: str
    at: datetime
    note: str
    target: int | None
    client: int
    before: int
    verdict: Verdict
    amendments: int


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """One month of an account: figures as they stand today, the verdict once it has finished, the close."""

    month: Month
    figures: Figures
    before: Spread
    verdict: Verdict | None  # None while the month runs or is to come
    streak: Streak | None
    prepared: int
    unconfirmed: int
    closed: CloseMark | None


@dataclass(frozen=True, slots=True)
class AccountHours:
    """An account's page under one policy: thirteen finished months (oldest first) and the running one."""

    account: int
    policy: Policy
    months: tuple[MonthFigures, ...]
    running_month: MonthFigures
    running: Running
    verdict: Verdict
    streak: Streak | None
    quarter: Change | None  # three finished months against the three before; context, never the test
    year: Change | None
    settling: tuple[Settling, ...]  # when the last finished month is open: the fewest meetings to ask about
    other_verdict: Verdict  # the same month under the other policy
    met: bool

    @property
    def last(self) -> MonthFigures:
        """The last finished month."""
        return self.months[-1]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody at the client who has not met us for 90 days and has nothing booked; `last` is when they last did."""

    contact: int
    name: str
    title: str
    department: str
    level: str
    last: int | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What it takes that a running or coming month beats the one before: hours to beat, booked, still needed."""

    month: Month
    running: Running
    target: int | None


@dataclass(frozen=True, slots=True)
class NextMonth:
    """How the client can invest more: this month and the next, and whom we have not met."""

    this: Ahead
    next: Ahead
    quiet: tuple[Quiet, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a breakdown. `key` filters the meetings behind it; lines of people overlap and do not add up.

    `client` is the client's time of that line. A line of our people has `ours` only for the reader's own line
    (spec: a person's own hours are shown to that person alone) and otherwise says who took part in how many meetings.
    """

    key: str
    label: str
    client: Spread | None
    ours: Spread | None
    meetings: int
    contacts: int
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A span of months by contact, department, level, colleague and mode; and our team's time as one sum."""

    first: Month
    last: Month
    contacts: tuple[Share, ...]
    departments: tuple[Share, ...]
    levels: tuple[Share, ...]
    colleagues: tuple[Share, ...]
    modes: tuple[Share, ...]
    team: Spread


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person at a meeting as its page shows them; `attendance` is the row to correct.

    `seconds` is the person's time in this meeting inside the month shown, only for the client's people.
    """

    attendance: int
    person: int
    name: str
    side: Side
    account: int | None
    state: State
    because: Because
    source_state: State | None
    by_hand: bool
    seconds: int | None = None
    department: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Bystander:
    """Somebody or something on the entry that is no client person, with the reason."""

    name: str
    why: Why


@dataclass(frozen=True, slots=True)
class Source:
    """A calendar in which the meeting lies, and whose it is."""

    calendar: str
    owner: str
    cancelled: bool
    start: int


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as one account's reader sees it: people of accounts the reader may see, ours, sources, and the reason.

    `why` says whether it counts for the account under the policy; `client` the time it gives (before the union with
    other meetings). A private meeting has neither title nor place.
    """

    id: int
    start: int
    end: int
    title: str
    place: str
    private: bool
    mode: Mode
    source_mode: Mode
    mode_by_hand: bool
    by_hand: bool
    all_day: bool
    cancelled: bool
    duplicate_of: int | None
    why: Why
    client: Spread
    theirs: tuple[Attendee, ...]
    ours: tuple[Attendee, ...]
    left_out: tuple[Bystander, ...]
    sources: tuple[Source, ...]
    unnamed_guests: int
    likely_duplicates: tuple[int, ...] = ()
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One presumed attendance that the close asks about: came, or not?"""

    attendance: int
    person: str
    side: Side
    because: Because
    meeting: int
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """An entry without outside attendees that names the account: was it a meeting?"""

    suggestion: int
    title: str
    place: str
    start: int
    end: int
    contact: int | None
    contact_name: str
    colleague: int | None
    owner: str


@dataclass(frozen=True, slots=True)
class CloseSheet:
    """Everything for closing one month: questions, suggestions, the figures as they stand, whether it can be closed.

    `obstacle` is a sentence saying what is missing, "" when the month can be closed now. `figures` are by policy.
    """

    account: int
    name: str
    month: Month
    figures: dict[Policy, MonthFigures]
    questions: tuple[Question, ...]
    suggestions: tuple[Suggested, ...]
    target: int | None
    next_target: int | None
    obstacle: str
    closed: CloseMark | None


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A closed month: what was locked under both policies, and the figures of today (amendments included) beside it."""

    month: Month
    mark: CloseMark
    strict: CloseMark
    now: MonthFigures


@dataclass(frozen=True, slots=True)
class DueMonth:
    """A finished month that its account manager has not closed yet."""

    account: int
    name: str
    month: Month
    manager: str
    manager_id: int | None
    unconfirmed: int
    client: Spread


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """A change of a closed month: who, when, why, and per policy the figures before and after that differ."""

    id: int
    month: Month
    at: datetime
    by: str
    why: str
    before: dict[str, dict[str, object]]
    after: dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class StatementView:
    """What somebody at the client said or asked."""

    id: int
    day: date
    kind: StatementKind
    words: str
    contact: int
    contact_name: str
    by: str


@dataclass(frozen=True, slots=True)
class WorkView:
    """Work logged for the account; `seconds` only where it is the reader's own, or material (which has none)."""

    id: int
    day: date
    kind: WorkKind
    what: str
    colleague: int
    colleague_name: str
    contact_name: str
    seconds: int | None
    own: bool


@dataclass(frozen=True, slots=True)
class InterruptionView:
    """A meeting that was cancelled, moved or declined by all of theirs; `theirs` says whether the client did it."""

    id: int
    meeting: int
    title: str
    kind: InterruptionKind
    start: int
    moved_to: int | None
    theirs: bool
    by_hand: bool


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag that is up, in words, with the rows it rests on and the verdict or counts beside them."""

    kind: FlagKind
    sentence: str
    verdict: Verdict | None
    now: int
    before: int
    statements: tuple[StatementView, ...] = ()
    work: tuple[WorkView, ...] = ()
    interruptions: tuple[InterruptionView, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """One's own time with clients in a month: in meetings and in preparation. Shown to that person only."""

    month: Month
    meetings: Spread
    prepared: int
    count: int
