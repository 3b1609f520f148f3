"""The wheel holds everything the product needs beside its code, and nothing of this machine."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.shape.tree import ROOT, SOURCE, committed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built without network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_every_file_of_the_package_is_inside(wheel: Path) -> None:
    wanted = {file.relative_to(ROOT / "src").as_posix() for file in committed() if SOURCE in file.parents}
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_every_catalogue_is_inside_compiled(wheel: Path) -> None:
    sources = [file for file in committed() if file.suffix == ".po"]
    wanted = {file.with_suffix(".mo").relative_to(ROOT / "src").as_posix() for file in sources}
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_rules_in_plain_words_are_inside(wheel: Path) -> None:
    rules = ROOT / "docs" / "rules"
    wanted = {f"innercircle/web/rule_pages/{page.relative_to(rules).as_posix()}" for page in rules.rglob("*.md")}
    assert wanted
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_nothing_else_is_inside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if not name.startswith(("innercircle/", "innercircle-"))] == []
    assert [name for name in names if name.endswith((".pyc", ".sqlite3", "~"))] == []


def test_it_runs_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = "import innercircle, sys; print(innercircle.__file__); from innercircle.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--version"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[0] == str(site / "innercircle" / "__init__.py")
    assert done.stdout.splitlines()[1].startswith("innercircle ")
