"""A goal's way to its target: the readings as a line, how far it is, and what that was computed from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innercircle.plans.queries.values import GoalView
from innercircle.web.plans.drawing import Point, progress
from innercircle.web.plans.sheet import way_of
from innercircle.wording.figures import share


def way_context(view: GoalView) -> dict[str, Any]:
    """The drawing and the words beside it."""
    row, way = view.row, view.progress
    points = [Point(each.on, float(each.value)) for each in view.readings if each.value is not None]
    if row.baseline_value is not None and points:
        points.insert(0, Point(min(row.at.date(), points[0].day), float(row.baseline_value)))
    target = None if row.target_value is None else float(row.target_value)
    goal = _("Target: %(value)s") % {"value": figure_words(row.target_value, row.unit)}
    title = _("Readings of “%(name)s”") % {"name": row.title}
    return {
        "way": way_of(way),
        "drawn": progress(points, target, title=title, goal=goal) if len(points) > 1 else "",
        "first_day": points[0].day if points else None,
        "last_day": points[-1].day if points else None,
        "why_way": _why(view),
    }


def _why(view: GoalView) -> str:
    """What the share was computed from; what is missing where there is none."""
    row, way = view.row, view.progress
    if way.share is None or way.latest is None:
        if row.target_value is None:
            return _("With a target as a figure, readings show how far the goal is.")
        return _("Write down where it stands from time to time; two figures make a way.")
    values = [each for each in view.readings if each.value is not None]
    said = {
        "share": share(way.share),
        "since": figure_words(way.since, row.unit),
        "now": figure_words(values[-1].value, row.unit),
        "day": date_format(values[-1].on, "SHORT_DATE_FORMAT"),
        "target": figure_words(row.target_value, row.unit),
    }
    return _("%(share)s of the way from %(since)s to %(target)s: %(now)s on %(day)s.") % said


def figure_words(value: Decimal | None, unit: str) -> str:
    """A figure with its unit, without needless zeros."""
    return "–" if value is None else f"{value.normalize():f} {unit}".strip()
