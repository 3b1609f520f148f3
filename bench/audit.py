"""How fast a plan is audited and linted, and how well lines are read.

python bench/audit.py                # speed: 20,000 lines and activities; ratio against a loop of the same patterns
python bench/audit.py --quality      # precision, recall, F1 and the confusion table, tuning and held-out lines
python bench/audit.py --lines 100000 # more lines
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from innercircle.plans.audit import audit, remembering, summed_up
from innercircle.plans.documents import Entry
from innercircle.plans.rules.lint import lint
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import Activity, Plan
from innercircle.plans.words.lexicon import shipped
from innercircle.plans.words.likeness import shipped_likeness
from innercircle.plans.words.normal import tokens
from innercircle.plans.words.reader import read

DATA = Path(__file__).parents[1] / "tests" / "plans" / "data"
TODAY = date(2026, 11, 22)
OF_A_PLAN = 200  # activities: a page lints as one types
_FEW = 70  # activities the plain loop reads: enough for a ratio, and it is slow
Counts = Counter[tuple[Label, Label]]


def labelled(pattern: str) -> list[tuple[str, Label]]:
    """The labelled lines of the files that match."""
    found = []
    for file in sorted(DATA.glob(pattern)):
        with file.open(encoding="utf-8", newline="") as stream:
            found += [(row["text"], Label(row["label"])) for row in csv.DictReader(stream)]
    return found


def confusion(lines: Iterable[tuple[str, Label]]) -> Counts:
    """How often a line with the first label was read as the second."""
    found = list(lines)
    judged = audit([("", [Entry(number, text) for number, (text, _) in enumerate(found, 1)])], read)
    return Counter((label, line.judgement.label) for (_, label), line in zip(found, judged, strict=True))


def scores(counts: Counts, label: Label) -> tuple[float, float, float]:
    """Precision, recall and F1 of a label."""
    right = counts[label, label]
    called = sum(counts[each, label] for each in Label)
    there = sum(counts[label, each] for each in Label)
    precision, recall = right / max(1, called), right / max(1, there)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def macro_f1(counts: Counts) -> float:
    """The mean F1 of the three labels."""
    return sum(scores(counts, label)[2] for label in Label) / len(Label)


def passed_as_relationship(counts: Counts) -> float:
    """The share of sales lines that were called relationship, the worst mistake."""
    return counts[Label.SALES, Label.RELATIONSHIP] / max(1, sum(counts[Label.SALES, each] for each in Label))


def print_quality() -> None:
    """Both parts, each file of the held-out part by itself too."""
    parts = ["tuning_*.csv", "held_out_*.csv", *(file.name for file in sorted(DATA.glob("held_out_*.csv")))]
    for part in parts:
        counts = confusion(labelled(part))
        print(f"\n{part}: {sum(counts.values())} lines, macro-F1 {macro_f1(counts):.3f}, "
              f"sales called relationship {passed_as_relationship(counts):.1%}")  # fmt: skip
        print(f"  {'':14}{'precision':>10}{'recall':>8}{'F1':>7}   read as: {'  '.join(Label)}")
        for label in Label:
            precision, recall, f1 = scores(counts, label)
            row = "".join(f"{counts[label, each]:>{len(each) + 2}}" for each in Label)
            print(f"  {label:14}{precision:>10.3f}{recall:>8.3f}{f1:>7.3f}   {'':8}{row}")


def many(count: int) -> list[str]:
    """Distinct lines in the manner of the labelled ones: texts with other names and numbers."""
    texts = [text for text, _ in labelled("*.csv")]
    order = random.Random(1)
    return [f"{order.choice(texts)} {order.choice('ABCDEFGH')}{number}" for number in range(count)]


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    began = time.process_time()
    work()
    return time.process_time() - began


def plain_loop(lines: Iterable[str]) -> int:
    """The same patterns without index: every regular expression against every line."""
    lexicon = shipped()
    regexes = [entry.phrase.regex for entry in lexicon.entries]
    found = 0
    for line in lines:
        joined = f" {' '.join(tokens(line, lexicon.abbreviations))} "
        found += sum(1 for regex in regexes if regex.search(joined))
    return found


def written(count: int) -> list[Activity]:
    """So many activities of a plan of our own, every field filled; titles are distinct, the other words come again."""
    texts = [text for text, _ in labelled("tuning_*.csv")]
    return [
        Activity(
            str(number), title, TODAY + timedelta(number % 60), "Anna", 2, 3.0, None, billable=False,
            learn=texts[number % len(texts)], useful=texts[(7 * number) % len(texts)],
        )
        for number, title in enumerate(many(count))
    ]  # fmt: skip


def plans(activities: Sequence[Activity]) -> list[Plan]:
    """The activities as plans of 200 each."""
    parts = (activities[start : start + OF_A_PLAN] for start in range(0, len(activities), OF_A_PLAN))
    return [Plan(f"Bench {number}", activities=tuple(part)) for number, part in enumerate(parts)]


def lint_all(found: Iterable[Plan]) -> int:
    """Lint every plan with a reader that remembers, as the product does; returns how many findings there are."""
    reader = remembering(read)
    return sum(len(lint(plan, reader, at=TODAY).findings) for plan in found)


def texts_of(activities: Iterable[Activity]) -> list[str]:
    """Every text of these activities that a linter has to read."""
    return [text for each in activities for text in (each.title, each.learn, each.useful) if text]


def told(found: Sequence[Plan]) -> Iterator[Plan]:
    """The plans one by one, saying on stderr about ten times how far it is and how many lines a second that was."""
    began, every = time.process_time(), max(1, len(found) // 10)
    for number, plan in enumerate(found, 1):
        yield plan
        if number % every == 0:
            took, lines = max(time.process_time() - began, 1e-9), 3 * number * OF_A_PLAN
            print(f"  {number:,} of {len(found):,} plans, {lines / took:,.0f} lines/s", file=sys.stderr, flush=True)


def print_lint(count: int) -> None:
    """Activities per second of the linter, and the ratio against the plain loop over the same texts."""
    activities = written(count)
    few = texts_of(activities[: min(_FEW, count)])
    found = plans(activities)
    ours = seconds(lambda: lint_all(told(found)))
    plain = seconds(lambda: plain_loop(few)) * 3 * count / len(few)
    print(
        f"lint of {count:,} activities in plans of {OF_A_PLAN}: {count / ours:,.0f} activities/s, "
        f"{3 * count / ours:,.0f} lines/s ({ours:.1f} s of CPU)"
    )
    print(f"plain loop over their {3 * count:,} texts: {count / plain:,.0f} activities/s (from {len(few):,} texts); "
          f"lint is {plain / ours:.1f} times as fast")  # fmt: skip
    once = plans(written(20_000 + OF_A_PLAN)[-OF_A_PLAN:])
    took = seconds(lambda: lint_all(once)) * 1000
    print(f"linting a plan of {OF_A_PLAN} activities never read before: {took:.0f} ms of CPU")


def print_speed(count: int) -> None:
    """Lines per second of the audit, and the ratio against the plain loop."""
    lines = many(count)
    entries = [Entry(number, text) for number, text in enumerate(lines, 1)]
    few = lines[: 3 * _FEW]
    for regex in (entry.phrase.regex for entry in shipped().entries):
        regex.search(" ")  # compiled before anything is measured
    shipped_likeness()
    ours = seconds(lambda: summed_up(audit([("bench", entries)], read)))
    plain = seconds(lambda: plain_loop(few)) * count / len(few)
    print(f"audit of {count:,} distinct lines: {count / ours:,.0f} lines/s ({ours:.1f} s of CPU)")
    print(f"plain loop of {len(shipped().entries):,} compiled expressions: {count / plain:,.0f} lines/s "
          f"(from {len(few):,} lines); audit is {plain / ours:.1f} times as fast")  # fmt: skip


def main() -> None:
    """Speed, or quality."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quality", action="store_true", help="how well lines are read")
    parser.add_argument("--lines", type=int, default=20_000, help="lines to audit, and activities to lint")
    asked = parser.parse_args(sys.argv[1:])
    if asked.quality:
        print_quality()
        return
    print_speed(asked.lines)
    print_lint(asked.lines)


if __name__ == "__main__":
    main()
