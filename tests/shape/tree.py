"""The checkout as the shape tests read it: its files, their syntax trees, its functions."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "innercircle"
DOORS = frozenset({"web", "api", "cli"})  # jobs is one too, but keeps the table of what it was handed
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Place:
    """A function and where it stands."""

    file: Path
    node: Function

    @property
    def lines(self) -> int:
        """Lines of the body, the docstring not counted."""
        body = self.node.body[1:] if ast.get_docstring(self.node) else self.node.body
        return (self.node.end_lineno or 0) - body[0].lineno + 1 if body else 0

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.node.lineno} {self.node.name}"


@lru_cache
def committed() -> tuple[Path, ...]:
    """Every file under version control, and the new ones that are not ignored; of an unpacked archive, all files."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted(place for name in done.stdout.split("\0") if name and (place := ROOT / name).is_file()))


def python_files(folder: Path = SOURCE) -> list[Path]:
    """Our Python files under `folder`, migrations left out: Django writes those."""
    return [file for file in committed() if file.suffix == ".py" and folder in file.parents and _is_ours(file)]


@lru_cache
def tree(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def functions(folder: Path = SOURCE) -> Iterator[Place]:
    """Every function and method under `folder`."""
    for file in python_files(folder):
        for node in ast.walk(tree(file)):
            if isinstance(node, Function):
                yield Place(file, node)


def layer(file: Path) -> str:
    """The area or door a source file belongs to, `hours`; empty for the package's own files."""
    parts = file.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else ""


def _is_ours(file: Path) -> bool:
    return "migrations" not in file.parts
