"""Form controls say exactly what Django's own templates would say, whatever stands in them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from innercircle.web.widgets import WidgetRenderer

_BETWEEN = re.compile(r">\s+<")
_TEXTS = ("", "plain", 'with "quotes" & <marks>', SafeString("<b>bold</b>"), None, 0, 5, gettext_lazy("Save"))
_ATTRIBUTES = ({}, {"id": "a-1", "class": 'x"y'}, {"required": True, "disabled": False, "max": 3, "data-a": ""})
_CHOICES = [("", "–"), ("a", "A & B"), (1, gettext_lazy("Save")), ("Group <1>", [("c", "C"), ("d", "<d>")])]
_WIDGETS = (
    *(forms.TextInput(), forms.NumberInput(), forms.EmailInput(), forms.PasswordInput(render_value=True)),
    *(forms.HiddenInput(), forms.DateInput(), forms.URLInput(), forms.CheckboxInput(), forms.Textarea()),
    *(forms.Select(choices=_CHOICES), forms.SelectMultiple(choices=_CHOICES), forms.FileInput()),
    *(forms.RadioSelect(choices=_CHOICES), forms.CheckboxSelectMultiple(choices=_CHOICES), forms.MultipleHiddenInput()),
)


@pytest.mark.parametrize("attributes", _ATTRIBUTES, ids=range(len(_ATTRIBUTES)))
@pytest.mark.parametrize("text", _TEXTS, ids=range(len(_TEXTS)))
@pytest.mark.parametrize("widget", _WIDGETS, ids=lambda each: type(each).__name__)
def test_a_control_is_what_django_draws(widget: forms.Widget, text: Any, attributes: dict[str, Any]) -> None:
    many = isinstance(widget, forms.SelectMultiple | forms.CheckboxSelectMultiple | forms.MultipleHiddenInput)
    value = ["a", "d", text] if many else text
    drawn, expected = (
        widget.render('na"me', value, attributes, renderer()) for renderer in (WidgetRenderer, DjangoTemplates)
    )
    assert isinstance(drawn, SafeString)
    assert _BETWEEN.sub("><", drawn) == _BETWEEN.sub("><", expected)


class _Form(forms.Form):
    who = forms.MultipleChoiceField(choices=[("a", "A & B"), ("b", "<B>")], widget=forms.CheckboxSelectMultiple)


@pytest.mark.parametrize("sent", [None, {"who": ["b"]}, {"who": ['"']}], ids=["fresh", "chosen", "odd"])
def test_boxes_drawn_one_by_one_are_what_django_draws(sent: dict[str, list[str]] | None) -> None:
    drawn, expected = (
        [box.tag() for box in _Form(sent, renderer=renderer())["who"]] for renderer in (WidgetRenderer, DjangoTemplates)
    )
    assert len(drawn) == 2
    assert drawn == expected


def test_the_product_draws_with_it() -> None:
    assert isinstance(_Form().renderer, WidgetRenderer)
