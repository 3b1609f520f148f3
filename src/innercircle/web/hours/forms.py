"""What a person may type about hours, meetings, closes and statements; refusals are sentences."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from innercircle.calendars.models import MODE_WORDS
from innercircle.calendars.rules import Mode
from innercircle.directory.models import Account, Colleague, Contact
from innercircle.hours.models import STATEMENT_WORDS, WORK_WORDS, WorkKind

_HOUR = 3600
_MOST_HOURS = 500
_LONGEST = 24  # hours of one meeting written down by hand
# Browsers' own pickers read ISO only, whatever the reader's language writes.
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class TargetForm(forms.Form):
    """What to aim for, in hours."""

    hours = forms.DecimalField(
        label=gettext_lazy("Target in client hours"),
        min_value=0,
        max_value=_MOST_HOURS,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.25", "min": "0"}),
    )

    def seconds(self) -> int | None:
        """The target in seconds; None takes it back."""
        hours = self.cleaned_data.get("hours")
        return round(hours * _HOUR) if hours else None


class CloseForm(forms.Form):
    """The note of a close, and the aim for the month after."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "What explains this month? Written about the work, readable by whoever sees the account."
        ),
    )
    target = forms.DecimalField(
        label=gettext_lazy("Target for the month after, in client hours"),
        min_value=0,
        max_value=_MOST_HOURS,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.25", "min": "0"}),
    )

    def seconds(self) -> int | None:
        """The target in seconds; None when nothing is aimed for."""
        target = self.cleaned_data.get("target")
        return round(target * _HOUR) if target else None


if TYPE_CHECKING:
    _Multiple = forms.ModelMultipleChoiceField[Any]  # Generic to the type checker alone.
else:
    _Multiple = forms.ModelMultipleChoiceField


class Several(_Multiple):
    """Several rows; an id beyond every database's range is refused like any other that is not offered."""

    def clean(self, value: Any) -> QuerySet[Any]:
        """The rows chosen; a sentence where one of them is not offered."""
        try:
            return super().clean(value)
        except OverflowError as fault:
            message = self.error_messages["invalid_choice"] % {"value": ", ".join(map(str, value))[:100]}
            raise forms.ValidationError(message, code="invalid_choice") from fault


class MeetingForm(forms.Form):
    """A meeting that no calendar tells of, or that a suggestion turned out to be."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=_DAY)
    begins = forms.TimeField(label=gettext_lazy("From"), widget=_TIME)
    ends = forms.TimeField(label=gettext_lazy("To"), widget=_TIME)
    title = forms.CharField(label=gettext_lazy("What it was about"), max_length=300, required=False)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=300, required=False)
    mode = forms.ChoiceField(
        label=gettext_lazy("How"), choices=[(each.value, word) for each, word in MODE_WORDS.items()]
    )
    contacts = Several(label=gettext_lazy("Who of theirs was there"), queryset=Contact.objects.none())
    colleagues = Several(label=gettext_lazy("Who of ours was there"), queryset=Colleague.objects.none())

    def __init__(
        self, *args: Any, account: Account, contacts: QuerySet[Contact], colleagues: QuerySet[Colleague], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.account = account
        self.fields["contacts"].queryset = contacts  # type: ignore[attr-defined]  # Django's own way
        self.fields["colleagues"].queryset = colleagues  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The meeting ends after it begins."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("The meeting must end after it begins."))
        return cleaned

    def moments(self) -> tuple[datetime, datetime]:
        """Start and end on the account's clock."""
        zone, said = ZoneInfo(self.account.time_zone), self.cleaned_data
        begins, ends = (datetime.combine(said["day"], said[name], tzinfo=zone) for name in ("begins", "ends"))
        return begins, ends

    def held(self) -> Mode:
        """How it was held."""
        return Mode(self.cleaned_data["mode"])


class PersonForm(forms.Form):
    """Somebody who was there and stands on no invitation."""

    contact = forms.ModelChoiceField(
        label=gettext_lazy("Somebody we know"), queryset=Contact.objects.none(), required=False
    )
    name = forms.CharField(label=gettext_lazy("Or a new name"), max_length=200, required=False)

    def __init__(self, *args: Any, contacts: QuerySet[Contact], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of both."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("contact")) == bool(cleaned.get("name", "").strip()):
            raise forms.ValidationError(_("Choose a person or write a name, one of both."))
        return cleaned


class ColleagueForm(forms.Form):
    """One of ours who was there too."""

    colleague = forms.ModelChoiceField(label=gettext_lazy("Colleague"), queryset=Colleague.objects.none())

    def __init__(self, *args: Any, colleagues: QuerySet[Colleague], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]


class StatementForm(forms.Form):
    """What somebody at the client said or asked."""

    contact = forms.ModelChoiceField(label=gettext_lazy("Who said it"), queryset=Contact.objects.none())
    day = forms.DateField(label=gettext_lazy("When"), widget=_DAY)
    kind = forms.ChoiceField(label=gettext_lazy("What it was"), choices=STATEMENT_WORDS)
    words = forms.CharField(label=gettext_lazy("In their words"), max_length=1000, required=False)

    def __init__(self, *args: Any, contacts: QuerySet[Contact], today: date, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "statement-%s"} | more)
        self.today = today
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """Nobody has said anything in the future."""
        return _not_ahead(self.cleaned_data["day"], self.today)


class WorkForm(forms.Form):
    """What we did for the client outside meetings."""

    kind = forms.ChoiceField(label=gettext_lazy("What it was"), choices=WORK_WORDS)
    day = forms.DateField(label=gettext_lazy("When"), widget=_DAY)
    hours = forms.DecimalField(
        label=gettext_lazy("Hours"),
        min_value=0,
        max_value=_LONGEST,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("Of your own time; material sent has none."),
        widget=forms.NumberInput(attrs={"step": "0.25", "min": "0"}),
    )
    contact = forms.ModelChoiceField(label=gettext_lazy("For whom"), queryset=Contact.objects.none(), required=False)
    what = forms.CharField(label=gettext_lazy("What exactly"), max_length=300)

    def __init__(self, *args: Any, contacts: QuerySet[Contact], today: date, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "work-%s"} | more)
        self.today = today
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """Work lies in the past."""
        return _not_ahead(self.cleaned_data["day"], self.today)

    def clean(self) -> dict[str, Any]:
        """Material has no hours; everything else has some."""
        cleaned = super().clean() or {}
        material = cleaned.get("kind") == WorkKind.MATERIAL
        if not material and not cleaned.get("hours"):
            self.add_error("hours", _("Say how many hours it took."))
        return cleaned

    def seconds(self) -> int:
        """The time it took, 0 for material."""
        hours = self.cleaned_data.get("hours")
        return round(hours * _HOUR) if hours and self.cleaned_data["kind"] != WorkKind.MATERIAL else 0


def _not_ahead(day: date, today: date) -> date:
    if day > today:
        raise forms.ValidationError(_("This day has not come yet."))
    return day
