"""`innercircle lint`: which plans it looks at, formats, exit statuses, whose eyes it sees with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from typer.testing import CliRunner, Result

from innercircle.access.models import AuditEvent
from innercircle.cli.main import app
from innercircle.plans import actions
from innercircle.plans.models import LintedPlan
from innercircle.plans.rules.catalogue import CATALOGUE
from innercircle.plans.rules.lint import Place
from tests.cast import Cast
from tests.plans.desk_db import NOW, SALES, TODAY, goal, initiative, objective, step


def ask(*arguments: str) -> Result:
    runner = CliRunner(charset="utf-8", env={"COLUMNS": "160", "NO_COLOR": "1", "FORCE_COLOR": None})
    return runner.invoke(app, ["lint", *arguments])


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plans(cast: Cast) -> Cast:
    """A sales plan at Beta, a whole one at Gamma; Acme, a partner, has none."""
    step(cast.anna, cast.beta, "Touch base with their buyers", **SALES)
    aim = goal(cast.cara, cast.gamma, objective=objective(cast.nora))
    initiative(cast.cara, cast.gamma, aim)
    step(cast.cara, cast.gamma)
    actions.record_review(by=cast.cara, at=NOW, account=cast.gamma, on=TODAY)
    return cast


def test_every_plan_is_linted_and_an_error_ends_with_one(plans: Cast) -> None:
    answer = ask()
    assert answer.exit_code == 1
    for words in (
        "This is a sales plan: 0 of the 1 activities that are not neutral",
        "activity “Touch base with their buyers”",
        "The question is about our sale, not about their business.",
        "No plan has been written yet.",
        "This is a relationship plan: 1 of the 1 activities",
        "3 accounts: ",
    ):
        assert words in answer.stdout


def test_a_plan_without_errors_ends_with_zero(plans: Cast) -> None:
    answer = ask("--account", "GAMMA")
    assert (answer.exit_code, "1 account: 0 errors" in answer.stdout) == (0, True)
    assert "Beta" not in answer.stdout


def test_a_plan_without_activities_says_so(cast: Cast) -> None:
    goal(cast.cara, cast.gamma)
    assert "No activity has been written yet." in ask("--account", "Gamma").stdout


def test_several_accounts_can_be_named(plans: Cast) -> None:
    found = json.loads(ask("--account", "Gamma", "--account", "Beta", "--format", "json").stdout)
    assert [each["account"] for each in found["accounts"]] == ["Gamma", "Beta"]


def test_json_tells_findings_verdict_and_what_is_switched_off(plans: Cast) -> None:
    place = Place("account", "")
    actions.switch_off(by=plans.anna, at=NOW, code="CP10", reason="Just begun", account=plans.beta, place=place)
    answer = ask("--account", "Beta", "--format", "json")
    told = json.loads(answer.stdout)
    (account,) = told["accounts"]
    assert told["errors"] == sum(each["severity"] == "error" for each in account["findings"]) > 0
    assert (account["verdict"]["sales_plan"], account["verdict"]["sales"]) == (True, 1)
    assert [(each["code"], each["reason"]) for each in account["switched_off"]] == [("CP10", "Just begun")]
    assert "Switched off: CP10." in ask("--account", "Beta").stdout


def test_csv_has_one_row_a_finding(plans: Cast) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("--account", "Beta", "--format", "csv").stdout)))
    assert {row["account"] for row in rows} == {"Beta"}
    (row,) = (row for row in rows if row["code"] == "LN03")
    assert (row["severity"], row["kind"], row["title"]) == ("error", "activity", "Touch base with their buyers")


def test_sarif_places_findings_and_suppresses_what_is_switched_off(plans: Cast) -> None:
    actions.switch_off(by=plans.adam, at=NOW, code="LN03", reason="Our way")
    run = json.loads(ask("--account", "Beta", "--format", "sarif").stdout)["runs"][0]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(CATALOGUE)
    results: dict[str, Any] = {each["ruleId"]: each for each in run["results"]}
    assert results["LN03"]["suppressions"] == [{"kind": "external", "justification": "Our way"}]
    place = results["CP10"]["locations"][0]["logicalLocations"][0]
    assert (place["name"], place["fullyQualifiedName"]) == ("Beta", "Beta")
    assert "suppressions" not in results["CP10"]


def test_it_sees_what_its_user_sees(plans: Cast) -> None:
    found = json.loads(ask("--as", "cara@ours.example", "--format", "json").stdout)
    assert [each["account"] for each in found["accounts"]] == ["Gamma"]
    refused = ask("--as", "cara@ours.example", "--account", "Beta")
    assert (refused.exit_code, refused.stderr) == (2, "--account: there is no account “Beta” for this user.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--account", "Nobody"), "there is no account “Nobody”."),
        (("--account", "amm"), "Did you mean Gamma?"),
        (("--account", "a\x1b[2Jb\x00c"), "there is no account “a [2Jb c”"),
        (("--as", "nobody@ours.example"), "nobody logs in as “nobody@ours.example”"),
    ],
)
def test_what_cannot_be_used_ends_with_two_and_a_sentence(plans: Cast, arguments: tuple[str, str], words: str) -> None:
    answer = ask(*arguments)
    assert answer.exit_code == 2
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_any_plan_it_says_where_one_begins(cast: Cast) -> None:
    cast.acme.delete()
    answer = ask()
    assert (answer.exit_code, answer.stdout) == (
        0, "There is no plan to look at yet. An account's plan begins on its page, under Plan.\n",
    )  # fmt: skip


def test_what_is_stored_is_held_against_the_plans(plans: Cast) -> None:
    answer = ask("--check")
    assert (answer.exit_code, "3 plans: 0 stored, 3 linted when somebody asks." in answer.stdout) == (0, True)
    actions.keep_findings(at=NOW - timedelta(hours=1))
    AuditEvent.objects.all().delete()
    LintedPlan.objects.update(at=NOW, trail=0)
    answer = ask("--check")
    assert answer.exit_code == 0
    assert "3 plans: 3 stored, 0 linted when somebody asks." in answer.stdout
    assert "Every stored finding is what the linter says now." in answer.stdout
    LintedPlan.objects.filter(account=plans.gamma).update(content="[[],[],[]]")
    answer = ask("--check")
    assert answer.exit_code == 1
    assert "“Gamma”: what is stored is not what the linter says now." in answer.stdout
