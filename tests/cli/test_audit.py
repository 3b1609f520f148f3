"""`innercircle audit`: formats, exit statuses, faults of input, and that it needs neither Django nor a database."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from innercircle.cli import audit
from innercircle.cli.main import app
from innercircle.plans import documents
from innercircle.plans.rules.catalogue import CATALOGUE

SALES_PLAN = "Touch base with Kim\nSend quote\nReview their draft of the report\nBook flight\n"
RELATIONSHIP_PLAN = "Review their draft of the report\nAsk the foreman how changeovers run\nSend quote\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(SALES_PLAN, encoding="utf-8")
    return path


def ask(*arguments: str | Path, given: bytes | None = None) -> Result:
    runner = CliRunner(charset="utf-8", env={"COLUMNS": "160", "NO_COLOR": "1", "FORCE_COLOR": None})
    return runner.invoke(app, ["audit", *map(str, arguments)], input=given)


def rows(answer: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.stdout)))


def test_a_pipe_without_end_is_read_to_the_limit_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (documents, audit):
        monkeypatch.setattr(place, "LARGEST", 10)
    assert ask("-", given=b"Call Kim\n").exit_code == 0
    answer = ask("-", given=b"Call Kim\n" * 1_000)
    assert answer.exit_code == 2
    assert "standard input has 1 MB; more than 0 MB are not read. Split it." in answer.stderr


def test_a_sales_plan_ends_with_one(plan: Path) -> None:
    answer = ask(plan)
    assert answer.exit_code == 1
    assert "This is a sales plan: 1 of the 3 lines that are not neutral build the relationship (33%)" in answer.stdout
    assert "Neutral, and so not counted: 1 line." in answer.stdout


def test_a_relationship_plan_ends_with_zero(plan: Path) -> None:
    plan.write_text(RELATIONSHIP_PLAN)
    answer = ask(plan)
    assert answer.exit_code == 0
    assert "This is a relationship plan: 2 of the 3 lines" in answer.stdout


def test_a_plan_of_administration_is_neither(plan: Path) -> None:
    plan.write_text("Book flight\nUpdate CRM\n")
    answer = ask(plan)
    assert answer.exit_code == 0
    assert "Neither a relationship plan nor a sales plan" in answer.stdout


def test_the_table_shows_label_tests_rules_and_reason(plan: Path) -> None:
    lines = ask(plan).stdout.splitlines()
    assert lines[1].split() == ["1", "sales", "?", "?", "?", "Touch", "base", "with", "Kim"]
    assert lines[2].strip().startswith('SP02 - "touch base": Contact or its frequency')


def test_csv_has_exactly_the_columns_of_the_issue(plan: Path) -> None:
    answer = ask(plan, "--format", "csv")
    assert answer.exit_code == 1
    assert answer.stdout.splitlines()[0] == "line,text,label,own_time,learning,illustration,rules,reason"
    first, second, third, fourth = rows(answer)
    assert (first["line"], first["text"], first["label"], first["rules"]) == (
        "1",
        "Touch base with Kim",
        "sales",
        "SP02",
    )
    assert second["rules"] == "SP03"
    assert (third["label"], third["illustration"], third["rules"]) == ("relationship", "pass", "")
    assert fourth["label"] == "neutral"


def test_csv_is_safe_to_open_in_a_spreadsheet(plan: Path) -> None:
    plan.write_text("=HYPERLINK(1) quote\n@touch base\n")
    assert [row["text"][:2] for row in rows(ask(plan, "--format", "csv"))] == ["'=", "'@"]


def test_json_holds_lines_and_verdict(plan: Path) -> None:
    told = json.loads(ask(plan, "--format", "json").stdout)
    assert told["verdict"]["sales_plan"] is True
    assert (told["verdict"]["relationship"], told["verdict"]["sales"], told["verdict"]["neutral"]) == (1, 2, 1)
    assert told["lines"][1]["rules"] == ["SP03"]
    assert "file" not in told["lines"][0]


def test_sarif_names_rules_places_and_levels(plan: Path) -> None:
    told = json.loads(ask(plan, "--format", "sarif").stdout)
    (run,) = told["runs"]
    assert told["version"] == "2.1.0"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(CATALOGUE)
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("SP02", "warning")
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("plan.txt")


def test_several_files_have_one_verdict_and_their_names(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text("- Send quote\n")
    told = json.loads(ask(plan, other, "--format", "json").stdout)
    assert told["verdict"]["sales"] == 3
    assert {Path(line["file"]).name for line in told["lines"]} == {"plan.txt", "other.md"}
    assert "other.md" in ask(plan, other).stdout


def test_text_comes_from_a_pipe() -> None:
    answer = ask("-", "--format", "csv", given=b"Touch base\n")
    assert [row["label"] for row in rows(answer)] == ["sales"]


def test_columns_decide_before_words(plan: Path) -> None:
    table = plan.with_suffix(".csv")
    table.write_text(
        "Subject,Billable,Hours,Learn,Useful\nLunch,no,2,what worries her,figures of her peers\nLunch,yes,2,x,y\n"
    )
    first, second = rows(ask(table, "--format", "csv"))
    assert (first["label"], first["own_time"], first["learning"], first["illustration"]) == (
        "relationship",
        "pass",
        "pass",
        "pass",
    )
    assert (second["label"], second["own_time"], second["rules"]) == ("neutral", "fail", "OT01")


def test_a_firm_brings_its_own_words(plan: Path, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    (words / "ours.toml").write_text('[[signal]]\nkind = "sales"\ncode = "IL01"\nphrases = ["lighthouse"]\n')
    plan.write_text("Lighthouse\n")
    assert [row["rules"] for row in rows(ask(plan, "--format", "csv", "--lexicon", words))] == ["IL01"]


def test_a_rule_is_switched_off_with_a_reason(plan: Path) -> None:
    answer = ask(plan, "--format", "json", "--off", "sp02=agreed rhythm")
    first = json.loads(answer.stdout)["lines"][0]
    assert first["label"] == "neutral"
    assert first["switched_off"] == {"SP02": "agreed rhythm"}
    assert answer.exit_code == 0


def test_labels_set_by_hand_are_kept_and_shown(plan: Path, tmp_path: Path) -> None:
    by_hand = tmp_path / "by-hand.csv"
    by_hand.write_text(
        "text,label,reason,by\nTouch base with Kim,relationship,she asked for it,Anna\nSend quote,rubbish,,\n"
    )
    answer = ask(plan, "--format", "json", "--corrections", by_hand)
    first = json.loads(answer.stdout)["lines"][0]
    assert first["corrected"] == {"from": "sales", "reason": "she asked for it"}
    assert first["reason"] == "Corrected by hand by Anna: she asked for it (read as sales)."
    assert "by-hand.csv, line 3, column label: is 'rubbish'" in answer.stderr
    assert "relationship*" in ask(plan, "--corrections", by_hand).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{folder}",), "is a folder; name the files in it"),
        (("nowhere.txt",), "nowhere.txt cannot be read"),
        (("{plan}", "--off", "ZZ99=why"), 'there is no rule "ZZ99"'),
        (("{plan}", "--off", "SP02"), "switched off with a reason"),
        (("{plan}", "--lexicon", "nowhere"), "nowhere is not a folder"),
        (("{plan}", "--corrections", "nowhere.csv"), "nowhere.csv cannot be read"),
        (("{plan}", "--corrections", "{plan}"), "the columns text and label are missing"),
        (("{plan}", "--format", "pdf"), "'pdf' is not one of"),
        ((), "Missing argument"),
    ],
)
def test_what_cannot_be_used_ends_with_two_and_a_sentence(plan: Path, arguments: tuple[str, ...], said: str) -> None:
    places = {"plan": plan, "folder": plan.parent}
    answer = ask(*(each.format_map(places) for each in arguments))
    assert answer.exit_code == 2
    assert said in " ".join(answer.stderr.split())
    assert "Traceback" not in answer.output


def test_a_document_that_is_none_ends_with_two(tmp_path: Path) -> None:
    fake = tmp_path / "plan.docx"
    fake.write_text("this is no document")
    answer = ask(fake)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert "plan.docx: the file is damaged or no DOCX file" in answer.stderr


def test_ten_megabytes_on_one_line_are_read(tmp_path: Path) -> None:
    endless = tmp_path / "plan.txt"
    endless.write_text("touch base " * 1_000_000)
    assert [row["label"] for row in rows(ask(endless, "--format", "csv"))] == ["sales"]


def test_signs_of_every_language_and_none_pass_through(plan: Path) -> None:
    plan.write_text("Звонок клиенту\n提案書を送る\n🙂 touch base\n\x1b[31mred\n", encoding="utf-8")
    assert ask(plan).exit_code in (0, 1)
    assert "\x1b[31mred" not in ask(plan).stdout
    assert [row["text"] for row in rows(ask(plan, "--format", "csv"))][1] == "提案書を送る"


def test_it_needs_neither_django_nor_a_database(plan: Path) -> None:
    code = (
        "import sys; from innercircle.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n"
        "    found = [name for name in sys.modules if name.split('.')[0] in ('django', 'sqlite3')]\n"
        "    print(end.code, found, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "audit", str(plan), "--format", "csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "1 []"


def test_lines_in_a_script_nobody_reads_are_told(plan: Path) -> None:
    plan.write_text(
        "Angebot nachfassen\nReview their draft of the report\nОбсудить их план\n顧客を訪問\n", encoding="utf-8"
    )
    answer = ask(plan, "--format", "csv")
    assert [row["label"] for row in rows(answer)] == ["sales", "relationship", "neutral", "neutral"]
    assert "2 lines (the first is 3) cannot be read and so count as neutral" in answer.stderr.replace("\n", " ")


def test_one_column_without_a_header_loses_no_line(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text("Touch base with Kim, then lunch\nSend quote\nReview their draft of the report\n")
    assert [row["line"] for row in rows(ask(path, "--format", "csv"))] == ["1", "2", "3"]


def test_ten_megabytes_in_one_line_are_read_as_far_as_a_line_goes(plan: Path) -> None:
    plan.write_text("Pitch to the board " + "word " * 2_000_000)
    answer = ask(plan, "--format", "csv")
    assert [row["label"] for row in rows(answer)] == ["sales"]
    assert "the first 2,000 are read" in answer.stderr.replace("\n", " ")


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_a_document_that_is_none_ends_with_two_and_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"hello, I am no document")
    answer = ask(path)
    assert answer.exit_code == 2
    assert name in answer.stderr
    assert "Traceback" not in answer.stderr
