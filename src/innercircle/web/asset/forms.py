"""Forms of the asset and of dependence: fields by name; the actions decide what is right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from innercircle.directory.models import Colleague, Contact
from innercircle.plans.models import Engagement, KnowledgeTopic

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_KNOWN = {"": None, "yes": True, "no": False}
_WORDS = {True: "yes", False: "no", None: ""}


def _answers() -> list[tuple[str, str]]:
    return [("", _("Nobody knows")), ("yes", _("Yes")), ("no", _("No"))]


class _AboutPeople(forms.Form):
    """A form in which people are chosen."""

    def __init__(self, *args: Any, people: dict[str, QuerySet[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in people.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
                field.choices = [("", "–"), *((row.pk, str(row)) for row in rows)]  # read once for several fields


class EngagementForm(_AboutPeople):
    """Work a client gave us."""

    name = forms.CharField(label=lazy("Engagement"), max_length=200)
    kind = forms.CharField(
        label=lazy("Kind of work"), max_length=100, widget=forms.TextInput(attrs={"list": "kinds-of-work"}),
        help_text=lazy("The same word for the same kind, so that variety counts."),
    )  # fmt: skip
    start = forms.DateField(label=lazy("Began on"), widget=DAY)
    end = forms.DateField(label=lazy("Last day"), widget=DAY, required=False)
    value = forms.DecimalField(
        label=lazy("Value"), max_digits=16, decimal_places=2, min_value=0, required=False, localize=True
    )
    currency = forms.CharField(label=lazy("Currency"), max_length=3, required=False)
    uncontested = forms.ChoiceField(label=lazy("Won without competition"), required=False)
    unasked = forms.ChoiceField(
        label=lazy("Came unasked"), required=False, help_text=lazy("Whether the client came to us with it.")
    )
    sponsor = forms.ModelChoiceField(
        label=lazy("Whose work it is at the client"), queryset=Contact.objects.none(), required=False
    )

    def __init__(
        self, data: Any = None, *, contacts: QuerySet[Contact], currency: str, engagement: Engagement | None = None
    ) -> None:
        initial = engagement_values(engagement) if engagement else {"currency": currency}
        super().__init__(data, initial=initial, people={"sponsor": contacts}, auto_id="engagement-%s")
        for name in ("uncontested", "unasked"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = _answers()

    @property
    def said(self) -> dict[str, Any]:
        """What the action asks for."""
        answers = {name: _KNOWN[self.cleaned_data[name]] for name in ("uncontested", "unasked")}
        return {**self.cleaned_data, **answers}


def engagement_values(row: Engagement) -> dict[str, Any]:
    """A row as the form begins with it."""
    names = ("name", "kind", "start", "end", "value", "currency", "sponsor")
    answers = {name: _WORDS[getattr(row, name)] for name in ("uncontested", "unasked")}
    return {**{name: getattr(row, name) for name in names}, **answers}


class FileForm(forms.Form):
    """A file with engagements."""

    file = forms.FileField(
        label=lazy("File (CSV or XLSX)"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"})
    )


class TopicForm(_AboutPeople):
    """Knowledge about the client's affairs."""

    topic = forms.CharField(label=lazy("Topic"), max_length=300)
    holder = forms.ModelChoiceField(label=lazy("Who of ours holds it"), queryset=Colleague.objects.none())
    second = forms.ModelChoiceField(
        label=lazy("Who else of ours knows it"), queryset=Colleague.objects.none(), required=False
    )
    since = forms.DateField(label=lazy("Since"), widget=DAY)

    def __init__(
        self, data: Any = None, *, colleagues: QuerySet[Colleague], topic: KnowledgeTopic | None = None, **initial: Any
    ) -> None:
        names = ("topic", "holder", "second", "since")
        known = {name: getattr(topic, name) for name in names} if topic else initial
        people = {"holder": colleagues, "second": colleagues}
        super().__init__(data, initial=known, people=people, auto_id="topic-%s")


class HandOverForm(_AboutPeople):
    """When and to whom knowledge was handed over."""

    on = forms.DateField(label=lazy("Handed over on"), widget=DAY)
    to = forms.ModelChoiceField(label=lazy("To whom"), queryset=Contact.objects.none(), required=False)
    words = forms.CharField(label=lazy("To whom or how, in words"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, contacts: QuerySet[Contact], **initial: Any) -> None:
        super().__init__(data, initial=initial, people={"to": contacts}, auto_id="hand-over-%s")


class ShareForm(_AboutPeople):
    """What was shared with the client's staff."""

    on = forms.DateField(label=lazy("Shared on"), widget=DAY)
    what = forms.CharField(label=lazy("What was shared"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    contact = forms.ModelChoiceField(label=lazy("With whom"), queryset=Contact.objects.none(), required=False)
    with_words = forms.CharField(label=lazy("With whom, in words"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, contacts: QuerySet[Contact], **initial: Any) -> None:
        super().__init__(data, initial=initial, people={"contact": contacts}, auto_id="share-%s")
