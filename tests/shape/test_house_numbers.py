"""The house numbers of ARCHITECTURE that no linter holds."""

from __future__ import annotations

from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.shape.tree import ROOT, SOURCE, functions, python_files

LONGEST_FILE = 400


@pytest.mark.parametrize("folder", ["src", "tests", "bench", "tools"])
def test_no_file_is_longer_than_four_hundred_lines(folder: str) -> None:
    lengths = {str(file.relative_to(ROOT)): _lines(file) for file in python_files(ROOT / folder)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    lengths = [place.lines for place in functions()]
    longest = [f"{place.lines} {place}" for place in sorted(functions(), key=lambda place: -place.lines)[:10]]
    assert median(lengths) <= 8, longest
    assert quantiles(lengths, n=10)[-1] <= 25, longest


def test_page_functions_are_short() -> None:
    """A view translates: parse, one domain call, render."""
    assert median(place.lines for place in functions(SOURCE / "web")) <= 10


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())
