"""How far a goal has come: the latest reading between the baseline and the target, and the time that has passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Measured:
    """A reading of a goal: the day, the figure in the goal's unit (None: words only), the words."""

    on: date
    value: Decimal | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a goal is: 0 at the baseline, 1 at the target; below 0 it got worse, above 1 it is more than was asked.

    `share` is None where there is nothing to compute it from (no target as a figure, or nothing measured yet);
    `elapsed` is the part of the time until the due date that has passed (0..1), None without one.
    """

    share: float | None
    elapsed: float | None
    latest: Measured | None
    since: Decimal | None = None  # the baseline the share is counted from

    @property
    def reached(self) -> bool:
        """Whether the latest reading has come as far as the target."""
        return self.share is not None and self.share >= 1

    @property
    def behind(self) -> bool:
        """Whether less of the way is done than of the time is gone."""
        return self.share is not None and self.elapsed is not None and self.share < self.elapsed


def progress(
    *,
    baseline: Decimal | None,
    target: Decimal | None,
    readings: Sequence[Measured],
    began: date,
    due: date | None,
    at: date,
) -> Progress:
    """Progress against the target on the day `at`; `readings` in the order of their days.

    Without a baseline figure the first reading is the baseline; one reading alone then says nothing about progress.
    """
    past = [each for each in readings if each.on <= at]
    figures = [each.value for each in past if each.value is not None]
    since, later = (baseline, figures) if baseline is not None else (next(iter(figures), None), figures[1:])
    share = _share(since, target, later[-1]) if later and since is not None and target is not None else None
    return Progress(share, _elapsed(began, due, at), past[-1] if past else None, since)


def _share(since: Decimal, target: Decimal, now: Decimal) -> float | None:
    if since == target:
        return 1.0 if now == target else None
    return float((now - since) / (target - since))


def _elapsed(began: date, due: date | None, at: date) -> float | None:
    if due is None:
        return None
    days = (due - began).days
    return min(1.0, max(0.0, (at - began).days / days)) if days > 0 else 1.0
