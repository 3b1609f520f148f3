"""What a person may type into a plan; the names of the fields are the names of what is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.directory.models import Colleague, Contact
from innercircle.maps.models import Offer
from innercircle.plans.models import Activity, Goal, Initiative, Objective
from innercircle.plans.queries import Named
from innercircle.plans.wording import LABEL_WORDS
from innercircle.web.plans.fields import NOT_OFFERED, Day, Figure, Many, Minutes, One

_PRIORITIES = ((1, lazy("1 – highest")), (2, "2"), (3, "3"))
_SHORT, _LONG = 300, 1000


class Offered:
    """What the forms of one account offer to choose from: rows, or their names; each list is read when it is needed."""

    def __init__(self, lists: Mapping[str, Callable[[], Sequence[Any]]]) -> None:
        self._lists = lists

    @cached_property
    def contacts(self) -> Sequence[Contact | Named]:
        """The people of the account."""
        return self._lists["contacts"]()

    @cached_property
    def colleagues(self) -> Sequence[Colleague | Named]:
        """Our people."""
        return self._lists["colleagues"]()

    @cached_property
    def objectives(self) -> Sequence[Objective | Named]:
        """The firm's objectives that are not closed."""
        return self._lists["objectives"]()

    @cached_property
    def goals(self) -> Sequence[Goal]:
        """The open goals."""
        return self._lists["goals"]()

    @cached_property
    def initiatives(self) -> Sequence[Initiative]:
        """The open initiatives."""
        return self._lists["initiatives"]()

    @cached_property
    def offers(self) -> Sequence[Offer | Named]:
        """What the help catalogue offers."""
        return self._lists["offers"]()


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _line(placeholder: Any = "") -> forms.TextInput:
    return forms.TextInput(attrs={"placeholder": placeholder, "autocomplete": "off"})


class PlanForm(forms.Form):
    """A row of the plan, written in place: its ids carry the slot it stands in, its cursor begins in the title."""

    kind = ""
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        offered: Offered,
        initial: Mapping[str, Any] | None = None,
        slot: str = "add",
        next_one: bool = False,
    ) -> None:
        known = re.sub(r"[^\w-]", "", slot)  # an address may name the slot, and Django formats with the id
        super().__init__(data, initial=dict(initial or {}), auto_id=f"{self.kind}-{known}-%s")
        if next_one:
            self.fields["title"].widget.attrs["autofocus"] = True
        self.fill(offered)

    def fill(self, offered: Offered) -> None:
        """What may be chosen: nothing, unless a form says what."""


class GoalForm(PlanForm):
    """What should be better for somebody, or for the whole account."""

    kind = "goal"
    title = forms.CharField(
        label=lazy("Goal"), max_length=_SHORT, widget=_line(lazy("What should be better for this person?"))
    )
    contact = One(label=lazy("For whom"))
    priority = forms.TypedChoiceField(label=lazy("Priority"), choices=_PRIORITIES, coerce=int, initial=2)
    baseline = forms.CharField(label=lazy("Where it stands now"), max_length=500, required=False, widget=_line())
    target = forms.CharField(
        label=lazy("Target"), max_length=500, required=False, widget=_line(lazy("How will they know it is better?"))
    )
    due = Day(label=lazy("By when"))
    baseline_value = Figure(label=lazy("Now, as a figure"))
    target_value = Figure(label=lazy("Target as a figure"))
    unit = forms.CharField(label=lazy("Unit"), max_length=40, required=False, widget=_line(lazy("days, %, €")))
    objective = One(label=lazy("Serves our objective"))
    owner = One(label=lazy("Owner"))

    def fill(self, offered: Offered) -> None:
        """The people and rows to choose from."""
        _offer(self, "contact", offered.contacts, _("the whole account"))
        _offer(self, "objective", offered.objectives, _("none yet"))
        _offer(self, "owner", offered.colleagues, _("nobody yet"))


class InitiativeForm(PlanForm):
    """What accomplishes one or more goals."""

    kind = "initiative"
    title = forms.CharField(label=lazy("Initiative"), max_length=_SHORT, widget=_line(lazy("How do we get there?")))
    owner = One(label=lazy("Owner"))
    next_step = forms.CharField(label=lazy("Next step"), max_length=_SHORT, required=False, widget=_line())
    next_step_on = Day(label=lazy("Next step on"))
    start = Day(label=lazy("Start"))
    end = Day(label=lazy("End"))
    goals = Many(label=lazy("Accomplishes"))

    def fill(self, offered: Offered) -> None:
        """The people and rows to choose from."""
        _offer(self, "owner", offered.colleagues, _("nobody yet"))
        _offer(self, "goals", offered.goals)

    def clean(self) -> dict[str, Any]:
        """It ends after it starts."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end lies before the start."))
        return cleaned


class ActivityForm(PlanForm):
    """One dated step with the fields that answer the three tests."""

    kind = "activity"
    title = forms.CharField(label=lazy("Activity"), max_length=_SHORT, widget=_line(lazy("What do we do for them?")))
    want_to_learn = forms.CharField(
        label=lazy("What we want to learn"), max_length=_LONG, required=False,
        widget=_line(lazy("One question about their business")),
    )  # fmt: skip
    useful = forms.CharField(
        label=lazy("What useful thing they get"), max_length=_LONG, required=False,
        widget=_line(lazy("Something beyond the present work")),
    )  # fmt: skip
    on = Day(label=lazy("On"))
    planned_minutes = Minutes(label=lazy("Our hours"))
    owner = One(label=lazy("Owner"))
    participants = Many(label=lazy("Who of theirs takes part"))
    offer = One(label=lazy("Help from the catalogue"))
    place = forms.ChoiceField(label=lazy("Belongs to"), required=False, error_messages={"invalid_choice": NOT_OFFERED})
    billable = forms.BooleanField(label=lazy("Billable"), required=False)
    in_paid_scope = forms.BooleanField(label=lazy("Part of what they pay for"), required=False)
    spent_minutes = Minutes(label=lazy("Hours spent"))
    learned = forms.CharField(label=lazy("What we learned"), max_length=4000, required=False, widget=_area())

    def __init__(self, data: Any = None, *, slot: str = "add", fresh: bool = False, **more: Any) -> None:
        super().__init__(data, slot=slot, **more)
        self.slot = slot
        for name in ("spent_minutes", "learned") if fresh else ():
            del self.fields[name]

    def fill(self, offered: Offered) -> None:
        """The people and rows to choose from, and the places in the plan."""
        _offer(self, "owner", offered.colleagues, _("nobody yet"))
        _offer(self, "participants", offered.contacts)
        _offer(self, "offer", offered.offers, _("none"))
        self.places = {f"i{each.pk}": each for each in offered.initiatives} | {
            f"g{each.pk}": each for each in offered.goals
        }
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = _places(offered)

    @property
    def said(self) -> dict[str, Any]:
        """What the action takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "place")}
        row = self.places.get(self.cleaned_data.get("place", ""))
        return {
            **values,
            "initiative": row if isinstance(row, Initiative) else None,
            "goal": row if isinstance(row, Goal) else None,
        }

    @property
    def half_said(self) -> dict[str, Any]:
        """What is typed so far, for the linter: fields that cannot be read yet are left out."""
        self.is_valid()
        return self.said


def _places(offered: Offered) -> list[Any]:
    initiatives = [(f"i{each.pk}", each.title) for each in offered.initiatives]
    goals = [(f"g{each.pk}", each.title) for each in offered.goals]
    groups = ((_("Initiatives"), initiatives), (_("Goals"), goals))
    return [("", _("the account alone")), *((word, choices) for word, choices in groups if choices)]


class OutcomeForm(forms.Form):
    """What came of a step."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    learned = forms.CharField(label=lazy("What we learned"), max_length=4000, widget=_area())
    spent_minutes = Minutes(label=lazy("Hours spent"))

    def __init__(self, data: Any = None, *, activity: Activity) -> None:
        spent = activity.planned_minutes if activity.spent_minutes is None else activity.spent_minutes
        initial = {"version": activity.version, "learned": activity.learned, "spent_minutes": spent}
        super().__init__(data, initial=initial, auto_id=f"outcome{activity.pk}-%s")
        self.fields["learned"].error_messages["required"] = _(
            "Write down one thing we know now and did not know before; if there is none, say so."
        )


class NextStepForm(forms.Form):
    """What comes after the next step of an initiative."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    next_step = forms.CharField(label=lazy("What comes next"), max_length=_SHORT, required=False, widget=_line())
    next_step_on = Day(label=lazy("By when"))
    last = forms.BooleanField(label=lazy("It was the last step: the initiative is done"), required=False)

    def __init__(self, data: Any = None, *, initiative: Initiative) -> None:
        super().__init__(data, initial={"version": initiative.version}, auto_id=f"next{initiative.pk}-%s")


class WhyForm(forms.Form):
    """Why something is dropped, corrected, switched off or moved."""

    reason = forms.CharField(label=lazy("Reason"), max_length=_SHORT, widget=_line())

    def __init__(self, data: Any = None, *, ids: str = "reason", required: bool = True) -> None:
        super().__init__(data, auto_id=f"{ids}-%s")
        self.fields["reason"].required = required
        self.fields["reason"].error_messages["required"] = _("Say why, so that others need not ask.")


class CorrectForm(WhyForm):
    """A label set by hand."""

    label = forms.ChoiceField(
        label=lazy("What it really is"), choices=[(key, word) for key, word in LABEL_WORDS.items()]
    )
    field_order = ("label", "reason")


class ReadingForm(forms.Form):
    """Where a goal stands on a day."""

    on = Day(label=lazy("On"), required=True)
    value = Figure(label=lazy("Figure"))
    words = forms.CharField(label=lazy("In words"), max_length=500, required=False, widget=_line())

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, auto_id="reading-%s")

    def clean(self) -> dict[str, Any]:
        """A figure or words."""
        cleaned = super().clean() or {}
        if not self.errors and cleaned.get("value") is None and not cleaned.get("words"):
            raise forms.ValidationError(_("Write a figure or a few words, one of both at least."))
        return cleaned


class ObjectiveForm(forms.Form):
    """A business objective of our firm."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=lazy("Objective"), max_length=200)
    year = forms.IntegerField(label=lazy("Year"), min_value=1990, max_value=2100, localize=False)
    target = forms.CharField(label=lazy("Target in words"), max_length=500, required=False)
    target_value = Figure(label=lazy("Target as a figure"))
    unit = forms.CharField(label=lazy("Unit"), max_length=40, required=False)
    owner = One(label=lazy("Owner"))

    def __init__(
        self, data: Any = None, *, colleagues: Sequence[Colleague], initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id="objective-%s")
        _offer(self, "owner", colleagues, _("nobody yet"))


class DayForm(forms.Form):
    """Another day."""

    on = Day(label=lazy("New day"), required=True)

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, ids: str = "day") -> None:
        super().__init__(data, initial=dict(initial or {}), auto_id=f"{ids}-%s")


class ReviewForm(forms.Form):
    """Somebody went through the plan."""

    on = Day(label=lazy("Reviewed on"), required=True)
    words = forms.CharField(label=lazy("What came of it"), max_length=_LONG, required=False, widget=_area())

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, auto_id="review-%s")


def _offer(form: forms.Form, name: str, rows: Sequence[Any], *empty: str) -> None:
    field = form.fields[name]
    if isinstance(field, One | Many):
        field.offer(rows, *empty)
