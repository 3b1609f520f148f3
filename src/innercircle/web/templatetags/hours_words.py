"""Words that only the pages of client hours need; a builtin like `display`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from innercircle.web.templatetags.display import hours, verdict_key, verdict_word

register = template.Library()

_TIMES = {"low", "high", "ours", "prepared", "in_person", "client"}
_NAMES = {
    "low": _("confirmed client hours"),
    "high": _("client hours with presumed"),
    "client": _("client hours"),
    "ours": _("our hours"),
    "prepared": _("preparation"),
    "in_person": _("in person"),
    "meetings": _("meetings"),
    "contacts": _("people of theirs"),
    "departments": _("departments"),
    "levels": _("levels"),
    "verdict": _("verdict"),
    "streak": _("streak"),
}
_POLICIES = {"seen": _("in person and video"), "in-person": _("in person only")}


@register.simple_tag
def kind_word(kinds: Mapping[str, Any], kind: str) -> str:
    """The word of a kind of statement or work."""
    return str(kinds.get(str(kind), kind))


@register.simple_tag
def brief_verdict(value: object) -> SafeString:
    """The verdict for the rows of a long list: colour and word, the sign before it from the style sheet."""
    return format_html('<b class="brief verdict-{}">{}</b>', verdict_key(value), verdict_word(value))


@register.simple_tag
def amended(figures: Mapping[str, Mapping[str, Any]]) -> SafeString:
    """The figures of an amendment, per policy, each with its name."""
    lines = [
        (
            _POLICIES.get(policy, policy),
            ", ".join(f"{_NAMES.get(name, name)} {_value(name, value)}" for name, value in values.items()),
        )
        for policy, values in figures.items()
    ]
    return format_html_join("", '<span class="sub">{}: {}</span>', lines)


def _value(name: str, value: Any) -> str:
    if name in _TIMES and isinstance(value, int):
        return hours(value)
    return verdict_word(value) if name == "verdict" else str(value)
