"""The rules in plain words, inside the product: a page for each file of docs/rules: no verdict is unexplained."""

from __future__ import annotations

from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_TABLE = '<div class="table-scroll" tabindex="0" role="region" aria-label="Table {}"><table>'
_PACKED = Path(__file__).resolve().parent / "rule_pages"  # where the wheel carries docs/rules
_CHECKOUT = Path(__file__).resolve().parents[3] / "docs" / "rules"


def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule with its worked example."""
    page = _pages().get(name)
    if page is None:
        raise Http404
    title, body = page
    return render(request, "rule.html", {"title": title, "body": body, "others": _others(name)})


def _others(name: str) -> list[tuple[str, str]]:
    return [
        (title, reverse("rule", args=[key])) for key, (title, _) in _pages().items() if key != name and "/" not in key
    ]


@cache
def _pages() -> dict[str, tuple[str, SafeString]]:
    """Every rule by name: its title and its text as HTML. Our own files, so the HTML is safe."""
    folder = _PACKED if _PACKED.is_dir() else _CHECKOUT
    found = {str(place.relative_to(folder).with_suffix("")): place for place in sorted(folder.rglob("*.md"))}
    return {name: _read(place, name, set(found)) for name, place in found.items()}


def _read(place: Path, name: str, known: set[str]) -> tuple[str, SafeString]:
    head, _, text = place.read_text(encoding="utf-8").partition("\n")
    engine = MarkdownIt("commonmark", {"html": False}).enable("table")
    engine.add_render_rule("link_open", _link_rule(name, known))
    numbers = count(1)
    engine.add_render_rule("table_open", lambda *_: _TABLE.format(next(numbers)))
    for cell in ("th_open", "td_open"):
        engine.add_render_rule(cell, _cell)
    engine.add_render_rule("table_close", lambda *_: "</table></div>")
    return head.removeprefix("#").strip(), SafeString(engine.render(text))


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
