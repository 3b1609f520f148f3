"""Print the house numbers of the code as it stands: `python -m tools.numbers`. The tests hold them; this shows them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from statistics import median, quantiles

from tests.shape.tree import ROOT, SOURCE, functions, python_files


def main() -> None:
    """One line a number."""
    lengths = sorted(place.lines for place in functions())
    pages = [place.lines for place in functions(SOURCE / "web")]
    code, tests = lines(python_files()), lines(python_files(ROOT / "tests"))
    print(
        f"functions        {len(lengths)}; median {median(lengths):.0f} lines, p90 {quantiles(lengths, n=10)[-1]:.0f}"
    )
    print(f"page functions   median {median(pages):.0f} lines")
    print(f"code             {code} lines in {len(python_files())} files")
    print(f"tests            {tests} lines, {tests / code:.2f} for each line of code")
    print("longest files    " + ", ".join(f"{file.stem} {lines([file], all_of_them=True)}" for file in longest()))


def lines(files: Iterable[Path], *, all_of_them: bool = False) -> int:
    """Lines that are not blank (or all of them)."""
    texts = (file.read_text(encoding="utf-8").splitlines() for file in files)
    return sum(1 for text in texts for line in text if all_of_them or line.strip())


def longest() -> list[Path]:
    """The five longest files of the product."""
    return sorted(python_files(), key=lambda file: -lines([file], all_of_them=True))[:5]


if __name__ == "__main__":
    main()
