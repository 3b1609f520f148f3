"""The kinds of room in the house: names of modules, docstrings, where imports and queries stand."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.shape.tree import DOORS, ROOT, SOURCE, Function, functions, layer, python_files, tree

WORDS = frozenset({"rules", "models", "queries", "actions"})
FRAME = frozenset({"__init__", "apps", "migrations"})
# An area's further modules: machines of its own, each named in docs/map.md.
MACHINES = {
    "access": set[str](),
    "directory": {"files", "likeness", "records", "tables", "words"},
    "calendars": {
        *("ics", "exports", "sources", "reading", "door", "modes", "names", "packing"),
        *("meetings", "comparing", "planning", "bulk"),
    },
    "hours": {"ledger", "measure", "attendances", "engines"},
    "maps": {"tables", "words"},
    "intake": {"reading", "loads"},
    "documents": set[str](),
    "plans": {"words", "audit", "documents", "wording"},
    "jobs": {
        *("queue", "worker", "performing", "context", "alive", "reaping", "schedule"),
        *("kinds", "importing", "tidying"),
    },
}
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "services", "managers", "base", "misc"})
WRITES = frozenset({"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"})
NETWORK = frozenset({"urllib.request", "http.client", "ftplib", "smtplib", "socket"})
# The one asks which port is free, the other whether a cluster that was named answers, before Spark waits for minutes.
MAY_OPEN_SOCKETS = frozenset({"cli/serve.py", "hours/engines/connecting.py"})
EXTRAS = frozenset({"pyarrow", "numpy", "ibis", "duckdb", "pyspark", "pandas"})
MAY_NEED_EXTRAS = ("calendars/exports/columns.py", "hours/attendances/", "hours/engines/", "cli/hours/parquet.py")


def test_the_stack_holds() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_logo=True) == 0


@pytest.mark.parametrize("area", MACHINES)
def test_an_area_has_its_four_words_and_its_declared_machines(area: str) -> None:
    found = {place.stem for place in (SOURCE / area).iterdir() if place.suffix == ".py" or _is_package(place)}
    kinds_of_job = set(MACHINES) if area == "jobs" else set[str]()  # jobs/<area>.py: the long work of that area
    assert found - WORDS - FRAME - kinds_of_job == MACHINES[area]


def test_every_area_is_declared() -> None:
    areas = {file.parent.name for file in SOURCE.glob("*/apps.py")} | {
        place.parent.name for place in SOURCE.glob("*/rules")
    }
    assert areas - DOORS - {"config"} == set(MACHINES)


def test_every_machine_is_on_the_map() -> None:
    page = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    machines = [f"{area}/{name}" for area, names in MACHINES.items() for name in names]
    assert [name for name in machines if f"`{name}" not in page] == []


def test_nothing_is_named_after_no_noun() -> None:
    names = [file for file in python_files() if {file.stem, *file.relative_to(SOURCE).parts} & FORBIDDEN_NAMES]
    # config/sqlite/base.py carries the name under which Django looks for a database backend
    assert [file.relative_to(SOURCE).as_posix() for file in names] == ["config/sqlite/base.py"]


def test_every_module_class_and_public_function_says_what_for() -> None:
    assert [said for file in python_files() for said in _silent(file)] == []


def test_imports_stand_at_the_top() -> None:
    """The CLI's Django set-up is the one exception: a command without a server must not wait for it."""
    inside = [
        str(place)
        for place in functions()
        if layer(place.file) != "cli"
        and any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(place.node))
    ]
    assert inside == []


def test_doors_hold_no_query() -> None:
    """They may name a table, for types and choices; what is asked of it stands in an area's queries."""
    asked = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file in python_files()
        if layer(file) in DOORS
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and _asks(node)
    ]
    assert asked == []


def test_doors_write_nothing_themselves() -> None:
    """What changes a row is an action: atomic, audited."""
    wrote = [
        f"{file.relative_to(SOURCE)}:{node.lineno} .{node.func.attr}()"
        for file in python_files()
        if layer(file) in DOORS
        for node in _calls(tree(file))
        if isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]
    assert wrote == []


def test_only_what_reads_attendances_needs_an_extra() -> None:
    """Everything else must run where neither Parquet nor an engine is installed."""
    needing = {
        file.relative_to(SOURCE).as_posix()
        for file in python_files()
        for node in ast.walk(tree(file))
        if EXTRAS & {name.partition(".")[0] for name in _imported(node)}
    }
    assert {name for name in needing if not name.startswith(MAY_NEED_EXTRAS)} == set()
    assert {"recognising.py", "named.py"}.isdisjoint(Path(name).name for name in needing)


def test_nothing_opens_a_connection() -> None:
    """No feed, no telemetry, no font from elsewhere: what a user configures will have one gate of its own (T9)."""
    opened = {
        file.relative_to(SOURCE).as_posix()
        for file in python_files()
        for node in ast.walk(tree(file))
        if NETWORK & _imported(node)
    }
    assert opened - MAY_OPEN_SOCKETS == set()


def _asks(node: ast.Attribute) -> bool:
    """`Row.objects.something`; `none()` asks nothing, it is what a form's field has until its page fills it."""
    return isinstance(node.value, ast.Attribute) and node.value.attr == "objects" and node.attr != "none"


def _calls(module: ast.Module) -> list[ast.Call]:
    """Every call but those of decorators (`@router.delete(...)` names a method of HTTP)."""
    nodes = list(ast.walk(module))
    decorators = {id(each) for node in nodes if isinstance(node, Function) for each in node.decorator_list}
    return [node for node in nodes if isinstance(node, ast.Call) and id(node) not in decorators]


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


def _silent(file: Path) -> list[str]:
    """Public things without a docstring; Django's inner Meta and dunder methods need none."""
    module = tree(file)
    things = [("module", module)] if not ast.get_docstring(module) else []
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_") and not ast.get_docstring(node):
            things += [(node.name, node)] if _is_public(node, module) else []
    return [f"{file.relative_to(ROOT)}: {name}" for name, _ in things]


def _is_public(node: ast.AST, module: ast.Module) -> bool:
    """Whether others can reach it: not inside a function or a private class; Meta explains nothing new."""
    if getattr(node, "name", "") in {"Meta", "Config"}:
        return False
    closed = [each for each in ast.walk(module) if isinstance(each, Function) or _is_private_class(each)]
    return not any(node in ast.walk(holder) for holder in closed if holder is not node)


def _is_private_class(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and node.name.startswith("_")


def _is_package(place: Path) -> bool:
    return (place / "__init__.py").exists()
