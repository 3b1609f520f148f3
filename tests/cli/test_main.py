"""The one door: help and version at once, each subcommand imported when called, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from innercircle import __version__
from innercircle.cli import main
from innercircle.cli.main import COMMANDS, Subcommand

GOLDEN = Path(__file__).parents[1] / "golden" / "hours" / "01-five-months"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "COLUMNS": "120"}
    command = [sys.executable, "-m", "innercircle", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=kept | environment, check=False, timeout=60)


def test_version() -> None:
    assert run("--version").stdout == f"innercircle {__version__}\n"


def test_help_names_every_command_and_what_it_is_for() -> None:
    done = run("--help")
    assert done.returncode == 0
    words = " ".join(done.stdout.replace("│", " ").split())
    for word, subcommand in COMMANDS.items():
        assert word in words
        assert subcommand.summary in words


def test_help_imports_no_subcommand() -> None:
    probe = (
        "import sys\nfrom innercircle.cli.main import main\nsys.argv = ['innercircle', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in sys.modules if name.startswith(('django', 'innercircle.cli.'))])"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "['innercircle.cli.main']"


@pytest.mark.parametrize("word", COMMANDS)
def test_every_command_explains_itself(word: str) -> None:
    assert main.load(word).name is not None


def test_an_unknown_command_is_refused_with_a_sentence() -> None:
    done = run("hoours")
    assert done.returncode == 2
    assert "No such command 'hoours'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_is_a_sentence_and_a_traceback_only_on_wish(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(main, "app", broken)
    monkeypatch.delenv("INNERCIRCLE_DEBUG", raising=False)
    with pytest.raises(SystemExit) as ended:
        main.main()
    said = capsys.readouterr().err
    assert ended.value.code == 70
    assert "Innercircle has a fault and stopped: ZeroDivisionError: by nothing" in said
    assert "Traceback" not in said
    monkeypatch.setenv("INNERCIRCLE_DEBUG", "1")
    with pytest.raises(SystemExit):
        main.main()
    assert "Traceback" in capsys.readouterr().err


def test_a_group_of_commands_can_stand_under_one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "again", Subcommand("innercircle.cli.main:app", "The whole thing again."))
    assert hasattr(main.load("again"), "list_commands")


def test_the_reader_of_a_pipe_may_leave() -> None:
    command = (
        f"{sys.executable} -m innercircle hours {GOLDEN}/calendars --directory {GOLDEN} --explain Acme 2026-01 | true"
    )
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "fault" not in done.stderr


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_pipe_that_nobody_reads_ends_as_other_programs_end(form: str) -> None:  # 1 would be lint's "no"
    command = [sys.executable, "-m", "innercircle", "hours", f"{GOLDEN}/calendars", "--directory", str(GOLDEN)]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*command, "--format", form], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.returncode == 141
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_command_without_standard_output_or_error_is_no_fault(closed: str) -> None:
    command = f"{sys.executable} -m innercircle hours {GOLDEN}/calendars --directory {GOLDEN} {closed}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "fault" not in done.stderr


def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    pipe = tmp_path / "never.ics"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "innercircle", "hours", str(pipe), "--directory", str(GOLDEN)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with pipe.open("wb") as writer:  # opens when the command has begun to read
        writer.write(b"BEGIN:VCALENDAR\r\n")
        writer.flush()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (OSError(28, "No space left on device", "there/out.csv"), "there/out.csv: No space left on device."),
        (PermissionError(13, "Permission denied"), "Permission denied."),
        (OSError("odd"), "odd."),
    ],
)
def test_what_the_machine_refuses_is_a_sentence_and_no_fault_of_ours(
    trouble: OSError, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise trouble

    monkeypatch.setattr("innercircle.cli.main.app", broken)
    monkeypatch.delenv("INNERCIRCLE_DEBUG", raising=False)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"{words} The command ended there.\n"


def test_a_link_that_leads_to_itself_is_said(tmp_path: Path) -> None:
    (tmp_path / "loop.ics").symlink_to("loop.ics")
    done = run("hours", str(tmp_path / "loop.ics"), "--directory", str(tmp_path))
    assert (done.returncode, "Traceback" in done.stderr, "fault" in done.stderr) == (2, False, False)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1970-12-31", "2200-01-01"])
def test_a_day_no_calendar_knows_is_refused(day: str, tmp_path: Path) -> None:
    done = run("hours", "x.ics", "--directory", str(tmp_path), "--as-of", day)
    assert done.returncode == 2
    assert "days from 1971 to 2199" in " ".join(done.stderr.split())
