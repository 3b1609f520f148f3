"""What no committed file may hold: unfinished work, a registry's address, a path of one machine, a GPL dependency."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shape.tree import ROOT, committed

LOCKS = ("requirements.lock", "requirements-test.lock")
# Written in halves, so that this file does not name what it forbids.
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs", "files" + r"\.python"))
)
MACHINE_PATHS = re.compile(r"""["'\s=(`](/(?:work|root|home|Users)/|/tm""" + r"""p/)""")
UNFINISHED = re.compile(
    "|".join(
        (
            "TO" + "DO",
            "FIX" + "ME",
            "X" * 3,
            "raise NotImpl" + "ementedError",
            "coming" + " soon",
            r"pytest\.mark\.(?:sk" + "ip|xf" + "ail)",
        )
    )
)
MUZZLE = re.compile("# type: ig" + "nore|# no" + "qa|pragma: no co" + "ver")
READ = frozenset({".py", ".html", ".md", ".toml", ".lock", ".txt", ".json", ".css", ".js", ".po", ".csv", ".sh", ""})
VENDORED = "vendor"


def _texts() -> list[tuple[Path, str]]:
    files = [file for file in committed() if file.suffix in READ and VENDORED not in file.parts]
    return [(file, file.read_text(encoding="utf-8")) for file in files]


def _hits(pattern: re.Pattern[str], *, code_only: bool = False) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number} {line.strip()}"
        for file, text in _texts()
        if not code_only or file.suffix in {".py", ".html", ".js"}
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_registry_is_named() -> None:
    assert _hits(REGISTRIES) == []


def test_no_path_of_one_machine_is_named() -> None:
    assert _hits(MACHINE_PATHS) == []


def test_nothing_is_left_unfinished() -> None:
    assert _hits(UNFINISHED, code_only=True) == []


def test_every_muzzle_is_narrow() -> None:
    """`type: ignore` and `noqa` name what they silence, so that they silence nothing else."""
    narrow = re.compile(r"ignore\[\S+\]|no" + r"qa: [A-Z]")
    assert [hit for hit in _hits(MUZZLE, code_only=True) if not narrow.search(hit)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_only(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    allowed = re.compile(
        r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==[^ @]+( ; [^@]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
    )
    assert [line for line in lines if not allowed.fullmatch(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_the_test_lock_holds_the_very_packages_of_the_product() -> None:
    product, tests = (_pins(name) for name in LOCKS)
    assert {name: version for name, version in product.items() if tests.get(name) != version} == {}


def test_the_locks_are_in_step_with_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups, extras = project["dependency-groups"], project["project"]["optional-dependencies"]
    product = [*project["project"]["dependencies"], *extras["postgres"], *groups["build"]]
    assert _unmet(product, _pins(LOCKS[0])) == []
    assert _unmet([*product, *groups["dev"]], _pins(LOCKS[1])) == []


def test_direct_dependencies_are_few_and_each_has_its_reason() -> None:
    block = re.search(
        r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert block
    lines = block[1].splitlines()
    assert len(lines) <= 25  # THREATS S15
    assert [line for line in lines if not re.search(r'",\s+# \w', line)] == []


def test_no_dependency_is_under_the_gpl() -> None:
    """The lesser GPL allows use as a library; the GPL itself would bind whoever ships this."""
    bound = {name: words for name in _pins(LOCKS[0]) if (words := _licence(name)) and _is_gpl(words)}
    assert bound == {}


def _unmet(wanted: list[str], pins: dict[str, str]) -> list[str]:
    """Requirements that no locked version fulfils: `tools/lock` has not been run since they were written."""
    asked = [Requirement(line) for line in wanted]
    return [str(each) for each in asked if not each.specifier.contains(pins.get(canonicalize_name(each.name), "0"))]


def _pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)


def _licence(name: str) -> str:
    try:
        facts = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # locked for another system
        return ""
    classifiers = [word for word in facts.get_all("Classifier") or [] if word.startswith("License")]
    return " ".join(filter(None, (facts.get("License-Expression"), facts.get("License", "")[:80], *classifiers)))


def _is_gpl(words: str) -> bool:
    return bool(re.search(r"(?<!L)(?<!Lesser )(?:\bA?GPL|General Public License)", words)) and "Lesser" not in words
