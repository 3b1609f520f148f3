"""Form controls as markup: a page of forms holds hundreds of options, so each control is written in one go.

Django draws every control, and every option of a choice, with templates of its own (`django/forms/widgets`); here the
same markup is put together from the same values. Whatever is not known here is drawn by Django as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

Values = Mapping[str, Any]
_FOLDER: Final = "django/forms/widgets/"


class WidgetRenderer(DjangoTemplates):
    """Draws the controls that forms are full of itself, all others as Django does."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The markup of a control, or of anything else a form draws."""
        draw = _DRAWN.get(template_name)
        markup = draw(context["widget"]) if draw else None
        if markup is None:
            return super().render(template_name, context, request)
        return mark_safe(markup)  # noqa: S308  every value is escaped where it is written


def _attributes(widget: Values) -> str:
    written = []
    for name, value in widget["attrs"].items():
        if value is True:
            written.append(f" {conditional_escape(name)}")
        elif value is not False:
            written.append(f' {conditional_escape(name)}="{conditional_escape(value)}"')
    return "".join(written)


def _input(widget: Values) -> str:
    value = widget["value"]
    filled = "" if value is None else f' value="{conditional_escape(value)}"'
    return f'<input type="{widget["type"]}" name="{conditional_escape(widget["name"])}"{filled}{_attributes(widget)}>'


def _choice(widget: Values) -> str | None:
    return None if widget["wrap_label"] else _input(widget)


def _textarea(widget: Values) -> str:
    name, text = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget)}>\n{text}</textarea>'


def _select(widget: Values) -> str:
    groups = "".join([_group(name, options) for name, options, _place in widget["optgroups"]])
    return f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>{groups}</select>'


def _group(name: str | None, options: list[Values]) -> str:
    drawn = "".join([_option(each) for each in options])
    return f'<optgroup label="{conditional_escape(name)}">{drawn}</optgroup>' if name else drawn


def _option(widget: Values) -> str:
    value, label = conditional_escape(widget["value"]), conditional_escape(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>'


_INPUTS: Final = ("text", "number", "date", "datetime", "time", "email", "password", "url", "search", "tel", "hidden")
_DRAWN: Final[dict[str, Callable[[Values], str | None]]] = {
    **{f"{_FOLDER}{name}.html": _input for name in (*_INPUTS, "checkbox", "input")},
    **{f"{_FOLDER}{name}_option.html": _choice for name in ("checkbox", "radio")},
    f"{_FOLDER}textarea.html": _textarea,
    f"{_FOLDER}select.html": _select,
}
