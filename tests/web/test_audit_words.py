"""The audit speaks the words of the pages: every action, kind and field that is ever recorded has one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.functional import Promise

from innercircle.access.actions import record
from innercircle.access.models import AuditEvent
from innercircle.calendars.models import Import
from innercircle.directory.models import Affiliation, Colleague
from innercircle.maps.models import Coverage
from innercircle.plans.models import Activity
from innercircle.web.access.audit_words import ACTIONS, FIELDS, KINDS, TELLS_OF
from innercircle.web.access.told import Telling, action_word, kind_word, tellings, value_words
from innercircle.web.templatetags.directory_words import FIELDS as COLUMNS
from tests.cast import Cast, contact
from tests.shape.tree import SOURCE, python_files
from tests.web.walk import get

AT = datetime(2026, 7, 3, 9, 30, tzinfo=UTC)
AREAS = "access|calendars|demo|directory|documents|hours|intake|maps|plans"
NAMED = re.compile(rf'f?"((?:{AREAS})\.[a-z_{{}}.]+)"')
NO_ACTION = {"calendars.import", "documents.make", "hours.upkeep", "maps.keep"}  # kinds of jobs
PARTS = {"{kind}": ("account", "contact"), "{row.kind}": ("account", "contact"), "{stage}": ("failed", "stopped"),
         "{_kind(first)}": ("account", "contact")}  # fmt: skip


def _recording() -> list[Path]:
    return [file for file in python_files(SOURCE) if re.search(r"\brecord(_many)?\(", file.read_text(encoding="utf-8"))]


def _spelt(name: str) -> Iterator[str]:
    for part, words in PARTS.items():
        if part in name:
            yield from (name.replace(part, word) for word in words)
            return
    yield name


def _actions() -> set[str]:
    texts = [file.read_text(encoding="utf-8") for file in _recording()]
    named = {name for text in texts for found in re.findall(r'action=f?"([^"]+)"', text) for name in _spelt(found)}
    told = {
        name for file in _recording() for name in NAMED.findall(file.read_text(encoding="utf-8")) if "{" not in name
    }
    return (named | told) - NO_ACTION


def _strings(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _told_by(tree: ast.Module) -> Iterator[ast.AST]:
    """The expressions that become the before and the after of a line."""
    for node in ast.walk(tree):
        names = [node.arg] if isinstance(node, ast.keyword) else []
        names += [getattr(each, "id", "") for each in node.targets] if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.keyword | ast.Assign) and {"before", "after"} & set(names):
            yield node.value


def _named(tree: ast.Module, told: list[ast.AST]) -> Iterator[ast.AST]:
    named = {each.id for node in told for each in ast.walk(node) if isinstance(each, ast.Name)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in named:
            yield from (each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value)
        elif isinstance(node, ast.Assign) and {getattr(each, "id", "") for each in node.targets} & named:
            yield node.value


def _keys(file: Path) -> Iterator[str]:
    """Every name under which this module may record something: fields of `values_of`, and keys of its dicts."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = list(_told_by(tree))
    first = [*told, *_named(tree, told)]
    for node in [*first, *_named(tree, first)]:
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "values_of":
                yield from (name for argument in each.args[1:] for name in _strings(argument))
            elif isinstance(each, ast.Dict):
                yield from (key.value for key in each.keys if isinstance(key, ast.Constant))
            elif isinstance(each, ast.Tuple):
                yield from _strings(each)


def _worded_fields() -> set[str]:
    """The columns that some model has a word for."""
    kinds = {*KINDS, *TELLS_OF.values()}
    fields = (field for kind in kinds for field in apps.get_model(kind)._meta.get_fields())
    return {
        field.name for field in fields if isinstance(field, models.Field) and isinstance(field.verbose_name, Promise)
    }


def test_every_action_has_its_words() -> None:
    found = _actions()
    assert len(found) > 100, "the search finds nothing"
    assert {each for each in found if each not in ACTIONS} == set()
    assert {each for each in ACTIONS if each not in found} == set(), "nothing records these"


def test_every_field_that_is_recorded_has_its_words() -> None:
    files = [file for file in _recording() if "actions" in file.parts or file.name in {"actions.py", "export.py"}]
    named = {name for file in files for name in _keys(file) if name.isidentifier()}
    found = {name if name in {*COLUMNS} else name.removesuffix("_id") for name in named}
    assert len(found) > 80, "the search finds nothing"
    assert {name for name in found if name not in _worded_fields() | {*FIELDS, *COLUMNS}} == set()


@pytest.mark.parametrize("words", [KINDS, ACTIONS, FIELDS], ids=["kinds", "actions", "fields"])
def test_german_has_words_of_its_own(words: dict[str, Any]) -> None:
    with translation.override("de"):
        german = {key: str(word) for key, word in words.items()}
    with translation.override("en"):
        same = {key for key, word in words.items() if str(word) == german[key]}
    assert same <= {"access.Team", "plans.Initiative", "team", "logo", "version"}, "the same word in both"


def _colleague(name: str) -> Colleague:
    return Colleague.objects.get(name=name)


def _line(cast: Cast, action: str, target: models.Model, **after: Any) -> AuditEvent:
    return record(by=cast.adam, at=AT, action=action, target=target, after=after, account_id=cast.acme.pk)


def _told(event: AuditEvent) -> dict[str, str]:
    (line,) = tellings([event])
    return {name: after for name, _before, after in line.changes}


def test_names_stand_where_keys_are_stored(cast: Cast) -> None:
    post = Affiliation.objects.get(contact=contact("Kim Lee", cast.acme))
    line = Coverage(pk=4, affiliation=post, colleague=_colleague("Anna"))
    stored = {"affiliation_id": post.pk, "colleague_id": _colleague("Anna").pk, "assessed": 4, "part": "lead"}
    event = _line(cast, "maps.line.drawn", line, **stored, wanted_by="2026-09-30")
    with translation.override("de"):
        (told,) = tellings([event])
        assert (told.name, told.kind, told.action) == ("Acme", "Linie der Karte", "Linie gezogen")
        assert _told(event) == {
            "Kontakt": "Kim Lee",
            "Kollege": str(_colleague("Anna")),
            "Eingeschätzte Stärke": "4 Problemlöser",
            "Hauptverantwortung oder Stellvertretung": "Führung",
            "Gewünscht bis": "30.09.2026",
        }


def test_who_is_gone_is_said_to_be_gone(cast: Cast) -> None:
    event = _line(cast, "directory.account.changed", cast.acme, team_id=987654)
    assert _told(event) == {"Team": "No. 987654, which is no longer there"}


def test_a_page_of_lines_asks_once_for_each_kind(cast: Cast, django_assert_max_num_queries: Any) -> None:
    people = [each.pk for each in Colleague.objects.all()]
    events = [_line(cast, "directory.account.changed", cast.acme, account_manager_id=pk) for pk in people * 3]
    with django_assert_max_num_queries(1):
        assert all(line.changes for line in tellings(events))


@pytest.mark.parametrize(
    ("kind", "key", "value", "words"),
    [
        ("hours.Target", "month", 2026 * 12 + 5, "June 2026"),
        ("hours.Target", "seconds", 5400, "1.5\u202fh"),
        (
            "hours.MonthClose",
            "seen",
            {"client": 3600, "verdict": "developing"},
            "Client hours: 1.0\u202fh; Verdict: Developing",
        ),
        ("access.User", "language", "de", "German"),
        ("access.User", "is_active", False, "No"),
        ("access.Team", "managers", ["Mia", "Max"], "Mia, Max"),
        ("directory.Account", "2025", ["1200.00", None], "Revenue 1,200"),
        ("directory.Account", "years", {"2026": {"profit": "7.50"}}, "2026: Profit 7.5"),
        ("calendars.Attendance", "state", "absent", "Absent"),
        ("calendars.Attendance", "state", "no such state", "no such state"),
        ("maps.Coverage", "assessed", "x", "x"),
        ("maps.Coverage", "assessed_on", "soon", "soon"),
        ("intake.Import", "columns", {"Firma": "name", "Rest": ""}, "Firma → Name"),
        ("directory.Contact", "phone", None, ""),
    ],
)
def test_values_read_as_the_pages_say_them(kind: str, key: str, value: object, words: str) -> None:
    with translation.override("en"):
        assert value_words(kind, key, value) == words


def test_choices_days_and_times_are_read_from_their_columns(cast: Cast) -> None:
    stored = {"state": "done", "on": "2026-07-01", "planned_minutes": 90, "billable": True}
    assert _told(_line(cast, "plans.activity.changed", Activity(pk=1, title="Walk"), **stored)) == {
        "State": "Done", "On": "1 Jul 2026", "Planned time": "1.5\u202fh", "Billable": "Yes",
    }  # fmt: skip


def test_what_nobody_has_words_for_is_shown_as_it_is_stored(cast: Cast) -> None:
    event = _line(cast, "odd.thing.done", Import(pk=3, file_name="a.ics"), oddity="x")
    event.target_kind = "odd.Thing"
    assert _told(event) == {"oddity": "x"}
    assert (action_word("odd.thing.done"), kind_word("odd.Thing")) == ("odd.thing.done", "odd.Thing")
    assert Telling(event, {}, {}).name == "a.ics"


def test_the_page_is_german_for_a_german_and_is_searched_in_german(cast: Cast) -> None:
    cast.adam.language = "de"
    cast.adam.save()
    _line(cast, "directory.account.changed", cast.acme, status="former")
    page = get(cast.adam, "audit").content.decode()
    assert "Kunde geändert" in page
    assert "<strong>Status</strong>" in page
    assert "Ehemaliger Kunde" in page
    assert ">former<" not in page
    assert "Acme" in get(cast.adam, "audit", query="?q=geändert").content.decode()
    assert "Kunde geändert" not in get(cast.adam, "audit", query="?q=abgeschlossen").content.decode()
