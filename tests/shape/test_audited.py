"""Every write in somebody's name is one atomic action that leaves its line in the audit (THREATS S14)."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass

import pytest

from tests.shape.tree import SOURCE

RECORDS = frozenset({"record", "record_many"})
# Jobs are machinery: what they do is audited by the actions that they call, and a job says itself who asked for it.
MACHINERY = frozenset({"jobs"})
# Inside the transaction of the action that calls it.
INSIDE = {"calendars/actions/applying.py: write"}


@dataclass(frozen=True, slots=True)
class Action:
    """A function of an area's actions: whether it acts in somebody's name, is atomic, and what it names."""

    place: str
    name: str
    named: bool
    atomic: bool
    uses: frozenset[str]


def _action(place: str, node: ast.FunctionDef) -> Action:
    uses = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    uses |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    own = [*node.decorator_list, *(item.context_expr for each in ast.walk(node) if isinstance(each, ast.With)
                                   for item in each.items)]  # fmt: skip
    atomic = any("transaction.atomic" in ast.unparse(each) for each in own)
    return Action(place, node.name, "by" in {each.arg for each in node.args.kwonlyargs}, atomic, frozenset(uses))


def _actions() -> dict[str, list[Action]]:
    found: dict[str, list[Action]] = defaultdict(list)
    for file in sorted([*SOURCE.glob("*/actions.py"), *SOURCE.glob("*/actions/**/*.py")]):
        place = file.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found[node.name].append(_action(place, node))
    return found


ACTIONS = _actions()
WRITES = [
    each
    for several in ACTIONS.values()
    for each in several
    if each.named and not each.name.startswith("_") and each.name not in RECORDS
    and each.place.partition("/")[0] not in MACHINERY
]  # fmt: skip


def _reached(action: Action) -> list[Action]:
    """An action and every function of actions that it uses, directly or by another."""
    seen, waiting = {id(action): action}, [action]
    while waiting:
        for name in waiting.pop().uses - RECORDS:
            new = [each for each in ACTIONS.get(name, []) if id(each) not in seen]
            seen |= {id(each): each for each in new}
            waiting += new
    return list(seen.values())


def test_the_search_finds_the_actions() -> None:
    assert len(WRITES) > 100
    assert {"close_month", "cover", "add_goal", "change_user"} <= {each.name for each in WRITES}


@pytest.mark.parametrize("action", WRITES, ids=lambda each: f"{each.place}: {each.name}")
def test_an_action_is_atomic_and_ends_in_the_audit(action: Action) -> None:
    reached = _reached(action)
    assert any(each.uses & RECORDS for each in reached), "it leaves no line in the audit"
    if f"{action.place}: {action.name}" not in INSIDE:
        assert any(each.atomic for each in reached), "it is no transaction"


def test_a_write_without_a_line_would_be_found() -> None:
    node = ast.parse("@transaction.atomic\ndef forget(*, by, at, row):\n    row.delete()\n").body[0]
    assert isinstance(node, ast.FunctionDef)
    silent = _action("x/actions.py", node)
    assert (silent.named, silent.atomic) == (True, True)
    assert not any(each.uses & RECORDS for each in _reached(silent))
