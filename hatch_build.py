"""Compile the message catalogues (.po to .mo) in pure Python: at every build, and by `python hatch_build.py`.

The compiled files are never committed, so they cannot be older than their source; gettext's own tools are not needed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent


class CatalogueHook(BuildHookInterface[Any]):
    """Puts the compiled catalogues into the wheel, and beside their source for an editable installation."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are collected."""
        compile_catalogues(Path(self.root))
        build_data["artifacts"].append("src/innercircle/**/*.mo")


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Write each `.mo` that is missing or older than its `.po`; return those written."""
    sources = sorted((root / "src" / "innercircle").glob("**/LC_MESSAGES/*.po"))
    return [compile_catalogue(source) for source in sources if _is_stale(source)]


def compile_catalogue(source: Path) -> Path:
    """Write the `.mo` beside `source`; raise ValueError naming file, line and message when something in it is wrong."""
    try:
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    except PoFileError as problem:
        raise ValueError(f"{source}, line {problem.lineno}: {problem}") from problem
    wrong = [f"{source}, line {message.lineno}: {problem}" for message, problem in _problems(catalog)]
    if wrong:
        raise ValueError("\n".join(wrong))
    target = source.with_suffix(".mo")
    whole = target.with_suffix(".mo.part")
    with whole.open("wb") as file:
        write_mo(file, catalog)
    whole.replace(target)
    return target


def _problems(catalog: Catalog) -> list[tuple[Any, str]]:
    """Messages whose placeholders or plural forms differ from the source text's."""
    return [(message, str(problem)) for message, problems in catalog.check() for problem in problems]


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


if __name__ == "__main__":
    try:
        for written in compile_catalogues():
            print(f"compiled {written.relative_to(ROOT)}")
    except ValueError as problem:
        sys.exit(str(problem))
