"""The documentation is tested: its links resolve, its commands exist, its rules and the code cite each other."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from innercircle.cli.main import COMMANDS
from tests.shape.tree import ROOT, SOURCE, committed, python_files

PAGES = [file for file in committed() if file.suffix == ".md" and "golden" not in file.parts]
RULES = sorted((ROOT / "docs" / "rules").glob("*.md"))
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _anchors(page: Path) -> set[str]:
    """Names of a page's headings as repository hosts write them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def _is_broken(page: Path, link: str) -> bool:
    address, _, anchor = link.partition("#")
    if re.match(r"[a-z]+:", address):
        return False
    target = (page.parent / address).resolve() if address else page
    return not target.exists() or bool(anchor and target.suffix == ".md" and anchor not in _anchors(target))


def _commands(page: Path) -> list[list[str]]:
    """The command lines of a page's shell blocks, as words; lines that end in a backslash are one."""
    lines = "".join(BLOCK.findall(page.read_text(encoding="utf-8"))).replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def _is_runnable(line: list[str]) -> bool:
    """Whether the words that name one of our scripts or subcommands name one that there is."""
    words = [word for word in line if "=" not in word]
    if words[:2] == ["./start", "run"]:
        return words[2] in COMMANDS
    if words[0] == "./start":
        return f"./start {words[1]} " in (ROOT / "start").read_text(encoding="utf-8")
    if words[0].endswith("innercircle"):
        return words[1] in COMMANDS
    return not words[0].startswith((".ci/", "tools/", "./")) or (ROOT / words[0]).exists()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_resolves(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if _is_broken(page, link)] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_exists(page: Path) -> None:
    """`./start WORD`, `innercircle WORD`, and every script of the checkout that a page tells to run."""
    assert [line for line in _commands(page) if not _is_runnable(line)] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_named_file_of_the_checkout_exists(page: Path) -> None:
    named = re.findall(r"`((?:src|tests|docs|tools|bench|config|\.ci)/[\w./-]+)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists() and not (SOURCE / name).exists()] == []


@pytest.mark.parametrize("page", RULES, ids=_name)
def test_a_rule_and_its_code_cite_each_other(page: Path) -> None:
    cited = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", page.read_text(encoding="utf-8"))
    assert cited, "the page names no module"
    back = [name for name in cited if _name(page) in (SOURCE / name).read_text(encoding="utf-8")]
    assert back, f"none of {cited} cites {_name(page)}"
    assert [name for name in cited if not (SOURCE / name).exists()] == []


def test_every_page_the_code_cites_exists() -> None:
    cited = {
        (file.name, name)
        for file in python_files()
        for name in re.findall(r"docs/[\w/-]+\.md", file.read_text(encoding="utf-8"))
    }
    assert {(file, name) for file, name in cited if not (ROOT / name).exists()} == set()


def test_every_rule_of_the_hours_has_its_page() -> None:
    assert {"client-hours.md", "month-test.md"} <= {page.name for page in RULES}


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))
    assert {page.name for page in folder.glob("0*.md")} == {name for name in listed if name.startswith("0")}


def test_every_setting_is_in_the_manual_and_the_other_way_round() -> None:
    read = {
        name
        for file in python_files(SOURCE)
        for name in re.findall(r'"(INNERCIRCLE_[A-Z_]+|DATABASE_URL)"', file.read_text(encoding="utf-8"))
    }
    table = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    assert read == set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))


def test_the_readme_fits_on_one_screen() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 50
