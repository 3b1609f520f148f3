"""What the forms of the directory share."""

from __future__ import annotations

from django import forms

DAY = {"type": "date"}
AREA = {"rows": 2, "spellcheck": "false", "autocapitalize": "none"}


class Versioned(forms.Form):
    """A form that knows which version of the row its editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def choose(form: forms.Form, name: str, choices: list[tuple[str, str]], empty: str | None = "–") -> None:
    """Set the choices of a field; `empty` is the word for none of them, None where there must be one."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - each caller names one
    field.choices = [*([("", empty)] if empty is not None else []), *choices]
