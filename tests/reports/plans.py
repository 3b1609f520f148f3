"""Account plans to write: a rich one, an empty one, a hostile one, a large one."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from PIL import Image

from innercircle.hours.queries.values import AccountHours, FlagView, MonthFigures, StatementView
from innercircle.hours.rules import NO_FIGURES, Change, Policy, Running, Streak, Verdict
from innercircle.hours.rules.words import FlagKind, StatementKind
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread
from innercircle.maps.rules.findings import Matter, findings
from innercircle.maps.rules.levels import Part, Stance, Strength
from innercircle.maps.rules.steps import steps
from innercircle.maps.rules.values import Line, Map, Ours, Person
from innercircle.plans.rules.judging import Checked, Judgement, Outcome
from innercircle.plans.rules.lint.finding import finding
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import GoalState, InitiativeState, State
from innercircle.plans.rules.verdict import Counted, by_quarter, verdict
from innercircle.reports.account_plan import (
    AccountPlan,
    Activity,
    Firm,
    Goal,
    Held,
    Initiative,
    Plan,
    Point,
    Told,
    Topic,
    Who,
    Year,
)

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = AT.date()
HOUR = 3600
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller" * 5
HOSTILE = (
    "=cmd|' /C calc'!A0",
    '#let x = 1; #import "@preview/x:1.0.0" *bold* _i_ $x^2$ `raw` @label <b>&amp;</b>',
    "\u202egnidaer si sihT \u0000\u0007\ud800 tab\tand\nline",
    "مرحبا שלום 中文 😀👩‍👩‍👧 ﷽",
    LONG[:300],
    "]]>{{ x }}{% y %}%(count)s %s \\u{1F600} &#x0;",
)


def logo(wide: int = 300, high: int = 100) -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGBA", (wide, high), (31, 75, 165, 255)).save(out, "PNG")
    return out.getvalue()


def hours(months: int = 13) -> AccountHours:
    """Hours that fall from month to month; the last finished one is October 2026."""
    last = Month(2026, 10)
    shown = tuple(_month(last.plus(-back), 20 - back) for back in reversed(range(months)))
    running = replace(_month(last.plus(1), 3), verdict=None, streak=None)
    return AccountHours(
        account=1, policy=Policy.SEEN, months=shown, running_month=running,
        running=Running(Spread(HOUR, HOUR), NOTHING, NOTHING, Spread(HOUR // 2, HOUR)), verdict=Verdict.DEVELOPING,
        streak=Streak(developing=True, months=3),
        quarter=Change(Spread(9 * HOUR, 9 * HOUR), Spread(6 * HOUR, 6 * HOUR)),
        year=None, settling=(), other_verdict=Verdict.DEVELOPING, met=True,
    )  # fmt: skip


def _month(month: Month, count: int) -> MonthFigures:
    client = Spread(count * HOUR, count * HOUR + HOUR)
    figures = replace(
        NO_FIGURES, client=client, ours=Spread(count * HOUR // 2, count * HOUR // 2), meetings=3, contacts=4
    )
    return MonthFigures(month, figures, client, Verdict.DEVELOPING, None, 0, 0, None)


def person(post: int, name: str, **more: object) -> Person:
    """Somebody of theirs."""
    return Person(post=post, contact=post, name=name, **more)  # type: ignore[arg-type]  # fields by name


def small_map() -> Map:
    """Three people of theirs, two of ours."""
    people = (
        person(1, "Maria Brandt", title="COO", department="Management", level="c_level", roles=("budget",), influence=5,
               stance=Stance.ADVOCATE),
        person(2, "Otto Kern", title="Head of purchasing", department="Purchasing", level="director",
               roles=("gatekeeper", "sponsor"), stance=Stance.OPPONENT),
        person(3, "Nina Vogt", department="Purchasing", level="staff", reports_to=2),
    )  # fmt: skip
    ours = (Ours(1, "Anna Kim", "Account manager"), Ours(2, "Ben Roth", "Service"))
    day = TODAY - timedelta(days=120)
    lines = (
        Line(1, 1, 1, Strength.ADVISER, TODAY, "Anna", part=Part.LEAD),
        Line(2, 2, 2, Strength.VENDOR, day, "Ben"),
    )
    return Map(people, ours, lines)


def judged(label: Label = Label.RELATIONSHIP) -> Judgement:
    """A judgement with that label."""
    passes, fails = (
        Checked(Outcome.PASS, "it says what we want to learn"),
        Checked(Outcome.FAIL, "it is billable", "OT01"),
    )
    tests = (passes, passes, passes) if label is Label.RELATIONSHIP else (fails, passes, fails)
    return Judgement(label, *tests, () if label is Label.RELATIONSHIP else ("SP01",), "because", label)


def activity(number: int, label: Label = Label.RELATIONSHIP, **more: object) -> Activity:
    """A step on a day of its own."""
    day = date(2026, 9, 1) + timedelta(days=number * 5)
    state = State.DONE if day < TODAY else State.PLANNED
    values: dict[str, object] = {
        "title": f"Step {number}", "judged": judged(label), "day": day, "owner": "Anna Kim",
        "people": ("Maria Brandt",),
        "hours_planned": 2.0, "learn": "How they plan", "useful": "Our notes", "state": state, **more,
    }  # fmt: skip
    return Activity(**values)  # type: ignore[arg-type]  # fields by name


def rich(count: int = 20) -> AccountPlan:
    """An account of which everything is known, with so many steps."""
    labels = [Label.SALES if number % 4 == 0 else Label.RELATIONSHIP for number in range(count)]
    steps_ = tuple(activity(number, label) for number, label in enumerate(labels))
    counted = [Counted(each.judged.label, 2.0, each.day) for each in steps_]
    found = small_map()
    plan = Plan(
        goals=(
            Goal("Knows what an hour of standstill costs", "Maria Brandt", 1, "unknown", "3 plants", "all plants",
                 TODAY + timedelta(days=40), "Knowledge (2026)", "Anna Kim", 0.4),
            Goal("Finds our help by herself", "", 2, due=TODAY - timedelta(days=3)),
            Goal("Was reached", "Nina Vogt", 1, state=GoalState.REACHED),
            Goal("Was dropped", state=GoalState.DROPPED),
        ),
        initiatives=(
            Initiative("Standstill, plant by plant", ("Knows what an hour of standstill costs",), "Anna Kim",
                       TODAY, None, "Work through plant 2", TODAY + timedelta(days=3)),
            Initiative("An old one", state=InitiativeState.DONE),
        ),
        activities=steps_,
        verdict=verdict(counted),
        quarters=by_quarter(counted),
        findings=(finding("LN01", "activity", "1", "Step 1"), finding("LN01", "activity", "2", "Step 2"),
                  finding("SP01", "activity", "4", "Step 4")),
        objectives=("Knowledge (2026)",),
        reviewed_on=TODAY - timedelta(days=20),
    )  # fmt: skip
    return AccountPlan(
        firm=Firm("Kessler & Söhne", logo()),
        who=Who("Brandt Automotive", "partner", "client", "Automotive", "Germany", "Brandt Group", "Anna Kim",
                ("Ben Roth",), "Keep the line running", "EUR"),
        at=AT, day=TODAY, made_by="Anna Kim",
        years=(Year(2025, Decimal(900_000), Decimal(800_000), Decimal(90_000)), Year(2026, Decimal(1_200_000))),
        held=(Held("revenue", 2025, 0.17, 1, 40),),
        hours=hours(),
        flags=(FlagView(FlagKind.WORDS_WITHOUT_HOURS, "They speak of a partnership, but gave no hours.", None, 0, 0),),
        statements=(StatementView(1, TODAY, StatementKind.OTHER, "You are our partner.", 1, "Maria Brandt", "Anna"),),
        map=found, map_findings=findings(found, TODAY, int(AT.timestamp())), steps=steps(found, TODAY, None, None),
        told=(Told("Maria Brandt", "achieve", "One figure for her board", TODAY),),
        plan=plan,
        topics=(Topic("Load spectra", "Ben Roth"), Topic("Test rigs", "Ben Roth", "Anna Kim", "Otto Kern", TODAY)),
        analysis="Good with users.\nThin with deciders.", analysed_at=AT,
        points=(Point(Matter.PROBLEM, "Purchasing blocks", "Anna Kim", TODAY + timedelta(days=9)),),
        roles={"sponsor": "Sponsor"},
    )  # fmt: skip


def sixty() -> AccountPlan:
    """As `rich`, with sixty steps."""
    return rich(60)


def empty() -> AccountPlan:
    """An account of which nothing is known but its name."""
    return AccountPlan(Firm(), Who("Nova"), AT, TODAY, "Anna Kim")


def hostile() -> AccountPlan:
    """Texts that look like markup, formulas, controls, endless words, signs without a font; everywhere."""
    plan = rich(len(HOSTILE))
    bad = HOSTILE
    goals = tuple(Goal(words, words, 1, words, words, words, TODAY, words, words) for words in bad)
    steps_ = tuple(
        activity(place, title=words, owner=words, people=(words,), learn=words, learned=words, useful=words)
        for place, words in enumerate(bad)
    )
    people = tuple(
        person(place, words, title=words, department=words, level="staff", roles=("budget", words))
        for place, words in enumerate(bad)
    )
    ours = tuple(Ours(place, words, words) for place, words in enumerate(bad))
    lines = tuple(Line(place, place, place, Strength.KNOWN, TODAY) for place in range(len(bad)))
    found = Map(people, ours, lines)
    points = tuple(Point(Matter.ISSUE, words, words, TODAY) for words in bad)
    return replace(
        plan,
        firm=Firm(LONG[:200], logo(40, 200)),
        who=replace(plan.who, name=LONG[:190], focus=bad[1], industry=bad[2], manager=bad[4]),
        made_by=bad[1],
        map=found,
        map_findings=findings(found, TODAY, int(AT.timestamp())),
        told=tuple(Told(words, "help", words, TODAY) for words in bad),
        plan=replace(plan.plan, goals=goals, activities=steps_),
        points=points,
        analysis="\n".join(bad),
    )


def large(people: int = 500, count: int = 400) -> AccountPlan:
    """An account of so many people and steps, with long texts: some sixty pages."""
    plan = rich(count)
    theirs = tuple(
        person(
            number, f"Person {number}", title="Engineer", department=f"Department {number % 25}", level="staff",
            roles=("user",) if number % 9 == 0 else (), reports_to=number - 25 if number >= 50 else None,
        )
        for number in range(people)
    )  # fmt: skip
    ours = tuple(Ours(number, f"Colleague {number}", "Service") for number in range(20))
    lines = tuple(Line(number, number % 20, number, Strength.KNOWN, TODAY) for number in range(0, people, 5))
    words = "What they told us about the way they work, and what it means for what we do next. " * 4
    steps_ = tuple(replace(each, learned=words) for each in plan.plan.activities)
    return replace(plan, map=Map(theirs, ours, lines), plan=replace(plan.plan, activities=steps_))
