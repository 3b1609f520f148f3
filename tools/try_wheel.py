"""Build the wheel, install it into an empty environment, use it from another folder: what a user of the wheel gets."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "tests" / "golden" / "hours" / "01-five-months"


def main() -> None:
    """Run all of it; the first thing that fails ends it with what was said."""
    with tempfile.TemporaryDirectory(prefix="innercircle-wheel-") as name:
        folder = Path(name)
        wheel = build(folder / "dist")
        command = install(folder / "empty", wheel)
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        run(command, "--version", cwd=elsewhere)
        run(command, "hours", EXAMPLE / "calendars", "--directory", EXAMPLE, "--as-of", _as_of(), cwd=elsewhere)
        run(command, "manage", "check", cwd=elsewhere)
        run(command, "manage", "migrate", "--verbosity", "0", cwd=elsewhere)
        run(command, "manage", "collectstatic", "--no-input", cwd=elsewhere)


def build(folder: Path) -> Path:
    """The wheel of this checkout, built without network by the locked build backend."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    return next(folder.glob("*.whl"))


def install(folder: Path, wheel: Path) -> Path:
    """An environment with the locked packages and the wheel; returns its command `innercircle`."""
    venv.create(folder, with_pip=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "--only-binary=:all:", "-r", ROOT / "requirements.lock", cwd=folder)
    run(*pip, "--no-deps", wheel, cwd=folder)
    return folder / "bin" / "innercircle"


def run(*words: object, cwd: Path) -> None:
    """Run a command in `cwd` with nothing of this checkout in its environment; show it, end on failure."""
    print("$", *(Path(str(word)).name for word in words), flush=True)
    ours = ("PYTHON", "INNERCIRCLE", "DJANGO", "DATABASE")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    subprocess.run([str(word) for word in words], cwd=cwd, env=clean, stdin=subprocess.DEVNULL, check=True)


def _as_of() -> str:
    return (EXAMPLE / "as-of.txt").read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    main()
