"""Kinds of fields the forms of a plan share: a day, hours of ours, a row or several rows of those on offer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)  # as the database holds it
_MOST_HOURS = 1000
_MINUTES = 60
NOT_OFFERED = lazy("That is not on offer here (any more); choose one of the list.")


class Day(forms.DateField):
    """A day a plan can speak of, as browsers' own pickers send it."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "max": f"{LAST}"}, format="%Y-%m-%d")
        options: dict[str, Any] = {"required": False, "widget": widget}
        super().__init__(**options | more)

    def clean(self, value: Any) -> date | None:
        """The day; a sentence for one that is a slip of the keyboard."""
        day: date | None = super().clean(value)
        if day is not None and not FIRST <= day <= LAST:
            years = {"first": FIRST.year, "last": LAST.year, "year": day.year}
            raise forms.ValidationError(
                _("The year %(year)s cannot be meant; write one from %(first)s to %(last)s.") % years
            )
        return day


class Minutes(forms.DecimalField):
    """Hours of ours as people write them; minutes as they are kept."""

    def __init__(self, **more: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "0.25", "min": "0", "max": str(_MOST_HOURS), "inputmode": "decimal"})
        options: dict[str, Any] = {"required": False, "widget": widget, "max_digits": 9, "decimal_places": 4}
        super().__init__(**options | more)

    def clean(self, value: Any) -> Any:
        """The minutes; a comma is as good as a point, hours below zero are refused with a sentence."""
        hours = super().clean(value.replace(",", ".") if isinstance(value, str) else value)
        if hours is None:
            return None
        if hours < 0:
            raise forms.ValidationError(_("Hours are 0 or more."))
        if hours > _MOST_HOURS:
            raise forms.ValidationError(_("That is more than %(most)s hours; split the step.") % {"most": _MOST_HOURS})
        return round(hours * _MINUTES)

    def prepare_value(self, value: Any) -> Any:
        """Stored minutes as hours; what somebody typed as they typed it."""
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{Decimal(value) / _MINUTES:.2f}".rstrip("0").rstrip(".")
        return value


class Figure(forms.DecimalField):
    """A measured figure or a target; a comma is as good as a point."""

    def __init__(self, **more: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})
        options: dict[str, Any] = {"required": False, "widget": widget, "max_digits": 15, "decimal_places": 3}
        super().__init__(**options | more)

    def clean(self, value: Any) -> Any:
        """The figure."""
        return super().clean(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Without the zeros of the column behind it."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class One(forms.ChoiceField):
    """One row of those on offer, or none."""

    rows: dict[str, Any]

    def __init__(self, **more: Any) -> None:
        options: dict[str, Any] = {"required": False, "error_messages": {"invalid_choice": NOT_OFFERED}}
        super().__init__(**options | more)
        self.rows = {}

    def offer(self, rows: Iterable[Any], empty: str | None = "–") -> None:
        """What may be chosen; `empty` is the word for none, None where there must be one."""
        self.rows = {str(each.pk): each for each in rows}
        first = [] if empty is None else [("", empty)]
        self.choices = [*first, *((key, str(each)) for key, each in self.rows.items())]

    def clean(self, value: Any) -> Any:
        """The row."""
        return self.rows.get(super().clean(value))


class Many(forms.MultipleChoiceField):
    """Several rows of those on offer."""

    rows: dict[str, Any]

    def __init__(self, **more: Any) -> None:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
        options: dict[str, Any] = {
            "required": False,
            "widget": widget,
            "error_messages": {"invalid_choice": NOT_OFFERED},
        }
        super().__init__(**options | more)
        self.rows = {}

    def offer(self, rows: Iterable[Any]) -> None:
        """What may be chosen."""
        self.rows = {str(each.pk): each for each in rows}
        self.choices = [(key, str(each)) for key, each in self.rows.items()]

    def clean(self, value: Any) -> Any:
        """The rows."""
        return [self.rows[key] for key in super().clean(value)]


def day_words(day: date | None) -> str:
    """A day, short."""
    return date_format(day, "SHORT_DATE_FORMAT") if day else "–"
