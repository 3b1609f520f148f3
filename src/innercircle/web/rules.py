"""The rules in plain words, inside the product: a page for each file of docs/rules: no verdict is unexplained.

They are written in English; docs/rules/de holds the same pages in German, and the product serves the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

_TABLE = '<div class="table-scroll" tabindex="0" role="region" aria-label="{}"><table>'
_WRITTEN_IN = "en"
_PACKED = Path(__file__).resolve().parent / "rule_pages"  # where the wheel carries docs/rules
_LANGUAGES = {code for code, _name in settings.LANGUAGES}
_CHECKOUT = Path(__file__).resolve().parents[3] / "docs" / "rules"


@dataclass(frozen=True, slots=True)
class Page:
    """One rule as it is shown; `language` is what it is written in."""

    title: str
    body: SafeString
    language: str


def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule with its worked example, in the reader's language."""
    language = get_language() or _WRITTEN_IN
    page = pages(language).get(name)
    if page is None:
        raise Http404
    context = {"page": page, "others": _others(name, language), "foreign": page.language != language}
    return render(request, "rule.html", context)


def _others(name: str, language: str) -> list[tuple[str, str]]:
    found = pages(language).items()
    return [(page.title, reverse("rule", args=[key])) for key, page in found if key != name and "/" not in key]


@cache
def pages(language: str) -> dict[str, Page]:
    """Every rule by name, in this language where it is translated. Our own files, so the HTML is safe."""
    folder = _PACKED if _PACKED.is_dir() else _CHECKOUT
    own = _found(folder / language)
    known = {name: place for name, place in _found(folder).items() if name.partition("/")[0] not in _LANGUAGES}
    with override(language):
        return {
            name: _read(own.get(name, place), name, set(known), language if name in own else _WRITTEN_IN)
            for name, place in known.items()
        }


def _found(folder: Path) -> dict[str, Path]:
    return {str(place.relative_to(folder).with_suffix("")): place for place in sorted(folder.rglob("*.md"))}


def _read(place: Path, name: str, known: set[str], language: str) -> Page:
    head, _end, text = place.read_text(encoding="utf-8").partition("\n")
    engine = MarkdownIt("commonmark", {"html": False}).enable("table")
    engine.add_render_rule("link_open", _link_rule(name, known))
    numbers = count(1)
    engine.add_render_rule("table_open", lambda *_of: _TABLE.format(_("Table %(n)d") % {"n": next(numbers)}))
    for cell in ("th_open", "td_open"):
        engine.add_render_rule(cell, _cell)
    engine.add_render_rule("table_close", lambda *_of: "</table></div>")
    return Page(head.removeprefix("#").strip(), SafeString(engine.render(text)), language)


def _cell(renderer: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    """A cell of a column of figures; the class instead of an inline style, which the security policy refuses."""
    aligned = tokens[index].attrs.pop("style", "")
    if "right" in str(aligned):
        tokens[index].attrSet("class", "num")
    return str(renderer.renderToken(tokens, index, options, env))


def _link_rule(name: str, known: set[str]) -> Any:
    """A link to another rule leads to its page; one to the source code keeps its words and leads nowhere."""

    def render_link(renderer: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        target = str(token.attrGet("href")).partition("#")[0]
        wanted = str(Path(name).parent.joinpath(target)).removesuffix(".md").removeprefix("./")
        if target.startswith(("http:", "https:")) or not target:
            return str(renderer.renderToken(tokens, index, options, env))
        if wanted in known:
            token.attrSet("href", reverse("rule", args=[wanted]))
        else:
            token.attrs.pop("href", None)
        return str(renderer.renderToken(tokens, index, options, env))

    return render_link


urls = [path("rules/<path:name>/", rule, name="rule")]
