"""Findings in the words of goals and initiatives: an aim that sells, discounts or makes dependent is not for them."""

from __future__ import annotations

from collections.abc import Iterator

from innercircle.plans.rules.lint.finding import Finding, finding
from innercircle.plans.rules.reading import Kind
from innercircle.plans.rules.values import Plan, Reader

_AIMS = frozenset({"SP01", "SP02", "SP03", "SP04", "DC01", "DP01"})


def about_aims(plan: Plan, read: Reader) -> Iterator[Finding]:
    """What open goals (title and target) and open initiatives (title) say that a plan must not want."""
    for goal in plan.goals:
        if goal.open:
            yield from _said("goal", goal.key, goal.title, (goal.title, goal.target), read)
    for initiative in plan.initiatives:
        if initiative.open:
            yield from _said("initiative", initiative.key, initiative.title, (initiative.title,), read)


def _said(kind: str, key: str, title: str, texts: tuple[str, ...], read: Reader) -> Iterator[Finding]:
    found: dict[str, str] = {}
    for text in filter(str.strip, texts):
        for signal in read(text).of(Kind.SALES):
            if signal.code in _AIMS and not signal.weak:
                found.setdefault(signal.code, signal.words)
    for code, words in found.items():
        yield finding(code, kind, key, title, f'it says "{words}"')
