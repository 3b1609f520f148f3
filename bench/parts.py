"""The parts of `python -m bench`: what each does at a scale, and about how long that takes beside the others."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from bench import ics_read, load, measure, traps
from bench.ics_generate import calendar
from bench.ratios import DisagreementError, Gap, Ratio, ratio, spent, together
from bench.scale import OTHERS, here
from bench.scale import compare as in_bulk

AGAINST = {
    "lines": "the bytes split into lines",
    "libical": "libical (C)",
    "library": "icalendar + recurring-ical-events",
}
NO_LIBICAL = "no C compiler or no libical header here (Debian, Ubuntu: apt-get install gcc libical-dev)"
MEASURE = "the measure over attendances"


@dataclass(frozen=True, slots=True)
class Scale:
    """How large everything is, and how often it is repeated."""

    entries: int = 20_000
    accounts: int = 500
    attendances: int = 100_000
    lines: int = 20_000
    rows: int = 1_000_000
    people: int = 500
    reached: int = 500
    steps: int = 220
    imported: int = 2_000
    users: int = 100
    seconds: float = 60.0
    think: float = 5.0
    contacts: int = 200_000  # imported beside the users
    beside: int = 20_000  # calendar entries imported beside the users
    repeat: int = 3


SMALL = Scale(
    entries=400,
    accounts=60,
    attendances=2_000,
    lines=1_000,
    rows=20_000,
    people=40,
    reached=20,
    steps=5,
    imported=200,
    users=8,
    seconds=5.0,
    think=0.5,
    contacts=200,
    beside=200,
    repeat=1,
)


@dataclass(slots=True)
class Found:
    """What parts found so far: ratios, what could not be measured, and what else is to be shown, by name."""

    ratios: list[Ratio] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a part works: a folder that is gone afterwards, and where the firm of pages and load lies or is built."""

    place: Path
    firm: Path


def reading(scale: Scale, site: Site, found: Found) -> None:
    """The calendar reader against its peers on a month's and a year's window, and which peer is not here."""
    file = site.place / "calendar.ics"
    with file.open("wb") as stream:
        stream.writelines(calendar(scale.entries))
    windows: Any = ics_read.compare(file, list(ics_read.CONTENDERS), scale.repeat, site.place)
    named = {window: f"reading, a {window} of {scale.entries:,} entries" for window in ics_read.WINDOWS}
    there = [(window, name) for window in named for name in AGAINST if name in windows[window]]
    found.ratios += [row for window, name in there for row in of_peer(named[window], windows[window], name)]
    found.gaps += [Gap(named[each], AGAINST["libical"], NO_LIBICAL) for each in named if "libical" not in windows[each]]
    several = ics_read.side_by_side(ics_read.in_files(site.place / "calendars", scale.entries), scale.repeat)
    low, middle, high = cast("list[float]", several["faster"])
    title = f"reading, a year of {scale.entries:,} entries in {several['files']} files"
    found.ratios.append(Ratio(title, "two processes", "one process", "time", middle, low, high))


def trap_files(scale: Scale, _: Site, found: Found) -> None:
    """The project's own folder of traps: our lanes must agree on each file."""
    found.ratios += traps.compare(seconds=1 if scale.repeat == 1 else 5)


def of_peer(bench: str, window: dict[str, dict[str, float]], name: str) -> list[Ratio]:
    """A peer's CPU and memory over ours; the spread is from the least over the most to the most over the least."""
    ours, theirs = window["ours"], window[name]
    low, high = theirs["cpu_low"] / ours["cpu_high"], theirs["cpu_high"] / ours["cpu_low"]
    cpu = Ratio(bench, "calendars.ics", AGAINST[name], "CPU", theirs["cpu"] / ours["cpu"], low, high)
    return [cpu, ratio(bench, "calendars.ics", AGAINST[name], "peak memory", [(ours["mb"], theirs["mb"])])]


def hours(scale: Scale, _: Site, found: Found) -> None:
    """From a calendar to client hours, against the plain pipeline."""
    found.ratios += measure.compare(scale.entries, scale.repeat)


def attendances(scale: Scale, _: Site, found: Found) -> None:
    """The pass over attendances in a file, against the bare scan and the engines that are here."""
    others, missing = engines(scale)
    found.gaps += missing
    found.ratios += in_bulk(scale.rows, scale.repeat, others)


def engines(scale: Scale) -> tuple[list[str], list[Gap]]:
    """Which engines take part in the measure; Spark takes a minute to start, so not where it is to be quick."""
    gaps: list[Gap] = []
    asked = tuple(OTHERS) if scale.repeat > 1 else ("postgres",)
    there = here(asked, lambda against, why: gaps.append(Gap(MEASURE, against, why)))
    gaps += [Gap(MEASURE, OTHERS[name], "it takes a minute to start") for name in OTHERS if name not in asked]
    return there, gaps


def auditing(scale: Scale, _: Site, found: Found) -> None:
    """The index of phrases against the loop over every expression, a line each."""
    audit = import_module("bench.audit")  # not before: a child's peak memory begins with what its parent holds
    lines = audit.many(scale.lines)
    few = lines[:100]
    entries = [audit.Entry(number, text) for number, text in enumerate(lines, 1)]
    audit.plain_loop(few[:1])  # compiled before anything is measured
    audit.shipped_likeness()
    turns = []
    for _turn in range(scale.repeat):
        ours = audit.seconds(lambda: audit.summed_up(audit.audit([("bench", entries)], audit.read)))
        turns.append((ours / len(lines), audit.seconds(lambda: audit.plain_loop(few)) / len(few)))
    whose = ("index of phrases", "every expression in turn", "CPU")
    found.ratios += [ratio(f"audit, {scale.lines:,} lines", *whose, turns), linting(audit, scale)]


def linting(audit: Any, scale: Scale) -> Ratio:
    """The linter over plans against the loop over every expression on the same texts, an activity each."""
    activities = audit.written(scale.lines)
    some = activities[:40]
    texts, plans = audit.texts_of(some), audit.plans(activities)
    turns = []
    for _ in range(scale.repeat):
        ours = audit.seconds(lambda: audit.lint_all(plans)) / len(activities)
        turns.append((ours, audit.seconds(lambda: audit.plain_loop(texts)) / len(some)))
    return ratio(f"lint, {scale.lines:,} activities", "the linter", "every expression in turn", "CPU", turns)


def pages(scale: Scale, site: Site, found: Found) -> None:
    """The pages, in a process of their own on a copy of the firm; on PostgreSQL where DATABASE_URL names one."""
    home = copy_of_the_firm(scale, site, "pages")
    words = ["-m", "bench.pages", "--home", str(home), "--repeat", str(scale.repeat)]
    said = json.loads(spent([sys.executable, *words]).printed)
    found.ratios += [Ratio(**row) for row in said.pop("ratios")]
    found.more["pages"] = said


def maps(scale: Scale, _: Site, found: Found) -> None:
    """The map of a large account."""
    found.ratios += repeated(scale.repeat, ["bench.map", "--people", str(scale.people), "--json"])


def acquaintance(scale: Scale, _: Site, found: Found) -> None:
    """Who knows whom."""
    found.ratios += repeated(scale.repeat, ["bench.acquaintance", "--accounts", str(scale.reached), "--json"])


def documents(scale: Scale, _: Site, found: Found) -> None:
    """Account plans as files."""
    found.ratios += repeated(scale.repeat, ["bench.report", "--steps", str(scale.steps), "--json"])


def imports(scale: Scale, _: Site, found: Found) -> None:
    """A calendar and contacts imported, against reading the same alone, and against the limit of a write."""
    many = str(scale.imported)
    found.ratios += repeated(scale.repeat, ["bench.imports", "--entries", many, "--contacts", many, "--json"])


def repeated(times: int, words: Sequence[str]) -> list[Ratio]:
    """What a bench says that prints its ratios as JSON, over that many turns; each has a database of its own."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    said = [json.loads(spent([sys.executable, "-m", *words], env).printed) for _ in range(times)]
    return together([[Ratio(**row) for row in each] for each in said])


def under_load(scale: Scale, site: Site, found: Found) -> None:
    """Users on the real server; their waits and the write lock against their limits. Fails on any error."""
    home, told = copy_of_the_firm(scale, site, "load"), site.place / "load.json"
    sizes = load_scale(scale)
    words = [word for name, value in asdict(sizes).items() for word in (f"--{name}", str(value))]
    spent([sys.executable, "-m", "bench.load", *words, "--home", home, "--json", told], aloud=True)
    found.more["load"] = json.loads(told.read_text(encoding="utf-8"))
    found.ratios += load.ratios(found.more["load"])


def load_scale(scale: Scale) -> load.Scale:
    """The same in the words of the load test."""
    firm = {"accounts": scale.accounts, "attendances": scale.attendances, "contacts": scale.contacts}
    return load.Scale(**firm, users=scale.users, seconds=scale.seconds, think=scale.think, entries=scale.beside)


def copy_of_the_firm(scale: Scale, site: Site, name: str) -> Path:
    """The firm, built unless it is there, as a copy that may be written to; where DATABASE_URL says, the only one."""
    if not site.firm.exists():
        site.firm.parent.mkdir(parents=True, exist_ok=True)
        half = site.firm.with_name(f"{site.firm.name}.part")
        shutil.rmtree(half, ignore_errors=True)
        load.build(half, load_scale(scale))
        half.rename(site.firm)
    if not (site.firm / f"built-{scale.accounts}-{scale.attendances}").exists():
        raise DisagreementError(f"{site.firm} holds another firm; name a folder that is not there yet.")
    if os.environ.get("DATABASE_URL"):
        return site.firm
    return Path(shutil.copytree(site.firm, site.place / name))


@dataclass(frozen=True, slots=True)
class Part:
    """One of them, and about how many seconds it takes on two free cores: only the proportions count."""

    name: str
    words: str
    seconds: Callable[[Scale], float]
    run: Callable[[Scale, Site, Found], None]


PARTS = (
    Part("reading", "Reading calendars", lambda of: 2 + of.entries * (0.002 + 0.0005 * of.repeat), reading),
    Part("traps", "Reading the traps of real calendars", lambda of: 20 + 20 * (of.repeat > 1), trap_files),
    Part("hours", "From the calendar to client hours", lambda of: of.repeat * (3 + of.entries * 0.0016), hours),
    Part(
        "attendances",
        "Measuring attendances in a file",
        lambda of: of.repeat * (10 + 30 * (of.repeat > 1) + of.rows * 2e-5),
        attendances,
    ),
    Part("audit", "Auditing plans", lambda of: 2 + of.repeat * of.lines * 0.001, auditing),
    Part(
        "pages",
        "Building a firm and opening its pages",
        lambda of: 10 + of.attendances * 4e-4 + of.repeat * 25,
        pages,
    ),
    Part("maps", "Drawing maps", lambda of: of.repeat * (8 + of.people * 0.02), maps),
    Part("acquaintance", "Asking who knows whom", lambda of: of.repeat * (8 + of.reached * 0.1), acquaintance),
    Part("documents", "Writing documents", lambda of: of.repeat * (10 + of.steps * 0.1), documents),
    Part("imports", "Importing", lambda of: of.repeat * (25 + of.imported * 0.01), imports),
    Part(
        "load",
        "People at work on the server",
        lambda of: 30 + of.seconds * 2 + (of.contacts + of.beside * 2) * 1.3e-3,
        under_load,
    ),
)
