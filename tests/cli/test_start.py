"""The script ./start: what it says where something is missing, and what it leaves alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "cat", "cksum", "dirname", "grep", "rm")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a blank in its name that holds the script and what it reads, and no .venv."""
    folder = tmp_path / "my checkout"
    folder.mkdir()
    for name in ("start", "pyproject.toml", "hatch_build.py", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH with the few programs the script needs, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name) or name)
    return folder


def _start(checkout: Path, path: Path, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "start", *words],
        cwd=cwd or checkout,
        env={"PATH": str(path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _fake(path: Path, name: str, script: str) -> None:
    (path / name).write_text(f"#!/bin/sh\n{script}\n")
    (path / name).chmod(0o755)


def test_without_a_word_it_says_what_it_does(checkout: Path, path: Path) -> None:
    done = _start(checkout, path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "./start demo" in done.stdout


def test_an_unknown_word_is_refused(checkout: Path, path: Path) -> None:
    done = _start(checkout, path, "deom")
    assert done.returncode == 2
    assert "“deom” is none of these" in done.stderr


def test_no_python_is_said_with_the_package(checkout: Path, path: Path) -> None:
    done = _start(checkout, path, "demo")
    assert done.returncode == 2
    assert "apt-get install python3 python3-venv" in done.stderr


def test_an_old_python_is_said_with_its_version(checkout: Path, path: Path) -> None:
    _fake(path, "python3", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0; exit 1')
    done = _start(checkout, path, "demo")
    assert done.returncode == 2
    assert "Python 3.9.2, which is too old" in done.stderr


def test_a_python_without_venv_is_said_with_the_package(checkout: Path, path: Path) -> None:
    _fake(path, "python3", 'case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    done = _start(checkout, path, "demo")
    assert done.returncode == 2
    assert "sudo apt-get install python3-venv" in done.stderr


def test_a_failed_installation_is_no_success_and_can_be_repeated(checkout: Path, path: Path) -> None:
    (path / "python3").symlink_to(sys.executable)
    (checkout / "requirements.lock").write_text("no-such-package==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    done = subprocess.run(
        [checkout / "start", "run", "--version"],
        env={"PATH": str(path), "PIP_NO_INDEX": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "run the same command again" in done.stderr
    assert not list((checkout / ".venv").glob("installed-*"))


def test_cleaning_keeps_the_data_unless_told_and_answered(checkout: Path, path: Path) -> None:
    for folder in (".venv", "var"):
        (checkout / folder).mkdir()
    assert _start(checkout, path, "clean").returncode == 0
    assert not (checkout / ".venv").exists()
    done = _start(checkout, path, "clean", "--data")
    assert done.returncode == 2
    assert (checkout / "var").exists()
    assert "Kept" in done.stderr


def test_cleaning_refuses_what_it_does_not_know(checkout: Path, path: Path) -> None:
    (checkout / ".venv").mkdir()
    assert _start(checkout, path, "clean", "--all").returncode == 2
    assert (checkout / ".venv").exists()
