"""Writes SVG as text that is safe to put on a page: the one place where markup is built by hand."""

from __future__ import annotations

from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

Attribute = str | int | float | None


def element(name: str, *children: SafeString, text: str = "", **attributes: Attribute) -> SafeString:
    """One element; attributes and `text` are escaped, None leaves an attribute out, `_` in a name reads `-`."""
    written = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    inside = escape(text, quote=False) + "".join(children)
    closed = f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"
    return mark_safe(closed)  # noqa: S308  every part was escaped above


@cache
def _name(key: str) -> str:
    return "viewBox" if key == "view_box" else key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return short(value) if isinstance(value, float) else escape(str(value))


def short(value: float) -> str:
    """A coordinate in as few characters as the eye needs: at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    """A coordinate relative to the width of the drawing."""
    return f"{short(value)}%"
