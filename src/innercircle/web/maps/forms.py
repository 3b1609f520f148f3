"""Forms of the map: fields by name; the actions decide what is right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.directory.models import Colleague, Level
from innercircle.maps.models import MATTER_WORDS, PART_WORDS, STANCE_WORDS, STRENGTH_WORDS, Aim, Point, Source
from innercircle.maps.rules.levels import Part, Strength
from innercircle.maps.rules.seen import POINT, line_mark, mark_of, point_mark, standing_mark
from innercircle.maps.rules.values import Line, Person
from innercircle.maps.words import role_word

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _levels() -> list[tuple[str, str]]:
    return [("", "–"), *((str(int(level)), f"{int(level)} {word}") for level, word in STRENGTH_WORDS.items())]


class SeenForm(forms.Form):
    """A form that remembers what stood there when it was opened (`rules.seen`)."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def renew(self, mark: str) -> None:
        """After a conflict: what stands there now was shown, so the next time it is replaced."""
        if isinstance(self.data, QueryDict):
            sent = self.data.copy()
            sent["seen"] = mark
            self.data = sent


class StandingForm(SeenForm):
    """Roles, influence, stance, and a competitor's relationship."""

    roles = forms.MultipleChoiceField(label=lazy("Decides as"), required=False, widget=forms.CheckboxSelectMultiple)
    influence = forms.TypedChoiceField(
        label=lazy("Influence"), required=False, coerce=int, empty_value=None,
        choices=[("", "–"), *((str(each), str(each)) for each in range(1, 6))],
    )  # fmt: skip
    stance = forms.TypedChoiceField(label=lazy("Stance"), required=False, coerce=int, empty_value=None)
    rival = forms.CharField(label=lazy("Competitor close to this person"), max_length=200, required=False)
    rival_strength = forms.TypedChoiceField(label=lazy("How strong"), required=False, coerce=int, empty_value=None)

    def __init__(
        self,
        data: Any = None,
        *,
        roles: list[str],
        names: Mapping[str, str],
        person: Person | None = None,
    ) -> None:
        super().__init__(data, initial=_standing(person) if person else None, auto_id="standing-%s")
        _choose(self, "roles", [(key, role_word(key, names)) for key in roles])
        _choose(self, "stance", [("", "–"), *((str(int(each)), str(word)) for each, word in STANCE_WORDS.items())])
        _choose(self, "rival_strength", _levels())


def _standing(person: Person) -> dict[str, Any]:
    names = ("influence", "rival", "rival_strength")
    stance = None if person.stance is None else int(person.stance)
    found = {"roles": list(person.roles), "stance": stance, "seen": standing_mark(person)}
    return found | {name: getattr(person, name) for name in names}


class PlaceForm(SeenForm):
    """Where a person stands in their organisation."""

    ids = "place"
    name = forms.CharField(label=lazy("Name"), max_length=200)
    placeholder = forms.BooleanField(label=lazy("The name is still unknown"), required=False)
    title = forms.CharField(label=lazy("Title"), max_length=200, required=False)
    department = forms.CharField(label=lazy("Department"), max_length=200, required=False)
    level = forms.ChoiceField(label=lazy("Level"), required=False, choices=[("", "–"), *Level.choices])
    reports_to = forms.ChoiceField(label=lazy("Reports to"), required=False)

    def __init__(self, data: Any = None, *, people: list[Person], person: Person | None = None) -> None:
        initial = {name: getattr(person, name) for name in PLACE} | {"seen": place_mark(person)} if person else None
        super().__init__(data, initial=initial, auto_id=f"{self.ids}-%s")
        others = [(str(each.post), each.name) for each in people if person is None or each.post != person.post]
        _choose(self, "reports_to", [("", "–"), *others, *_superior(others, person)])


PLACE = ("name", "placeholder", "title", "department", "level", "reports_to")


def place_mark(person: Person) -> str:
    """Of where a person stands, for a form to remember."""
    return mark_of(getattr(person, name) for name in PLACE)


def _superior(others: list[tuple[str, str]], person: Person | None) -> list[tuple[str, str]]:
    """The superior who is none of these: they stay unless somebody chooses another."""
    key = str(person.reports_to) if person and person.reports_to else ""
    if not key or any(key == other for other, _name in others):
        return []
    elsewhere = person is not None and person.reports_elsewhere
    return [(key, _("somebody at another account") if elsewhere else _("somebody who left"))]


class NewPersonForm(PlaceForm):
    """Somebody new on the map; with a name, or a role that must exist."""

    ids = "new"  # both forms stand on one page


class LineForm(SeenForm):
    """A line between a colleague and a person."""

    colleague = forms.ChoiceField(label=lazy("Colleague"))
    assessed = forms.TypedChoiceField(label=lazy("How strong, today"), required=False, coerce=int, empty_value=None)
    wanted = forms.TypedChoiceField(label=lazy("Wanted"), required=False, coerce=int, empty_value=None)
    wanted_by = forms.DateField(label=lazy("By when"), required=False, widget=_DAY)
    part = forms.ChoiceField(label=lazy("As"), required=False)

    def __init__(self, data: Any = None, *, colleagues: list[Colleague], line: Line | None = None) -> None:
        names = ("colleague", "wanted", "wanted_by", "part")
        stands = {name: getattr(line, name) for name in names} if line else {}
        stands["seen"] = line_mark(line)
        super().__init__(data, initial=stands, auto_id=f"line{line.colleague if line else ''}-%s")
        self.rows = {str(each.pk): each for each in colleagues}
        _choose(self, "colleague", [(key, each.name) for key, each in self.rows.items()])
        for name in ("assessed", "wanted"):
            _choose(self, name, _levels())
        _choose(self, "part", [("", "–"), *((each.value, str(word)) for each, word in PART_WORDS.items())])

    @property
    def said(self) -> dict[str, Any]:
        """What the action asks for."""
        chosen = self.cleaned_data
        return {
            "colleague": self.rows[chosen["colleague"]],
            "assessed": _strength(chosen["assessed"]),
            "wanted": _strength(chosen["wanted"]),
            "wanted_by": chosen["wanted_by"],
            "part": Part(chosen["part"]) if chosen["part"] else None,
            "seen": chosen["seen"],
        }


def _strength(value: int | None) -> Strength | None:
    return None if value is None else Strength(value)


class ValueForm(forms.Form):
    """What a person values."""

    kind = forms.ChoiceField(label=lazy("What"), choices=Aim.choices)
    words = forms.CharField(label=lazy("In words"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    day = forms.DateField(label=lazy("When"), widget=_DAY)
    source = forms.ChoiceField(label=lazy("Known from"), choices=Source.choices)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"day": today}, auto_id="value-%s")


class PointForm(SeenForm):
    """An issue, a problem or an opportunity; of a `point` that is there, or a new one that begins with `initial`."""

    matter = forms.ChoiceField(label=lazy("What it is"))
    words = forms.CharField(label=lazy("In words"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ChoiceField(label=lazy("Owner"), required=False)
    due = forms.DateField(label=lazy("By when"), required=False, widget=_DAY)
    finding = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        colleagues: list[Colleague],
        initial: dict[str, Any] | None = None,
        point: Point | None = None,
    ) -> None:
        stands = {name: getattr(point, name) for name in POINT} if point else {}
        begins = {**stands, "owner": point.owner_id, "seen": point_mark(point)} if point else initial
        super().__init__(data, initial=begins, auto_id=f"point{point.pk if point else ''}-%s")
        keeps = [point.owner] if point and point.owner and point.owner not in colleagues else []
        self.point = point
        self.rows = {str(each.pk): each for each in [*colleagues, *keeps]}
        _choose(self, "matter", [(each.value, str(word)) for each, word in MATTER_WORDS.items()])
        _choose(self, "owner", [("", _("Nobody yet")), *((key, each.name) for key, each in self.rows.items())])


class SummaryForm(forms.Form):
    """The analysis in words."""

    words = forms.CharField(label=lazy("Summary"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class RoleForm(forms.Form):
    """The name of a role of the firm's own."""

    name = forms.CharField(label=lazy("Name"), max_length=40)

    def __init__(self, data: Any = None, *, name: str = "", ids: str = "role") -> None:
        super().__init__(data, initial={"name": name}, auto_id=f"{ids}-%s")


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
