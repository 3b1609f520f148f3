"""`innercircle report account`: which account, for whom, where to; and once as an operator calls it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from innercircle.cli import report as door
from innercircle.directory.models import Account
from innercircle.jobs import documents
from innercircle.jobs.rules import Failed
from innercircle.reports.blocks import Format
from tests.cast import Cast
from tests.cli.test_calendars import Installation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Django is set up already, and files go to a folder of the test's own."""
    monkeypatch.setattr(door, "django_ready", lambda: None)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was asked for; nothing is really written."""
    calls: list[tuple[Any, ...]] = []

    def made(user: Any, account: Any, _at: Any, wanted: Any, **_more: Any) -> bytes:
        calls.append((str(user), str(account), wanted.kind, wanted.language, wanted.one_page))
        return b"the file"

    monkeypatch.setattr(documents, "made_now", made)
    return calls


def refused(capsys: pytest.CaptureFixture[str], name: str, **more: Any) -> str:
    with pytest.raises(SystemExit) as end:
        door.report_account(name, **more)
    assert end.value.code == 2
    return capsys.readouterr().err


def test_it_stands_under_the_accounts_name_for_the_first_administrator(
    cast: Cast, asked: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    door.report_account("acme", one_page=False)
    assert asked == [("Adam", "Acme", Format.PDF, "en", False)]
    (place,) = Path().glob("acme-plan-*.pdf")
    assert place.read_bytes() == b"the file"
    assert capsys.readouterr().out == f"{place}: 8 bytes\n"


def test_format_language_extent_user_and_place_are_chosen(cast: Cast, asked: list[tuple[Any, ...]]) -> None:
    door.report_account(
        "Acme", kind=Format.PPTX, language="de", output=Path("x.pptx"), user="anna@ours.example", one_page=True
    )
    assert asked == [("Anna", "Acme", Format.PPTX, "de", True)]
    assert [each.name for each in Path().iterdir()] == ["x.pptx"]


def test_what_cannot_be_written_leaves_nothing_behind(
    cast: Cast, asked: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("taken").mkdir()
    assert "taken is a folder; name the file, like taken/plan.pdf" in refused(
        capsys, "Acme", output=Path("taken"), one_page=False
    )

    def full(*_given: Any) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert "No space left" in refused(capsys, "Acme", output=Path("x.pdf"), one_page=False)
    assert [each.name for each in Path().iterdir()] == ["taken"]


def test_a_device_stays_one(cast: Cast, asked: list[tuple[Any, ...]]) -> None:
    reader, writer = os.pipe()
    try:
        door.report_account("Acme", output=Path(f"/dev/fd/{writer}"), one_page=False)
        assert os.read(reader, 100) == b"the file"
    finally:
        os.close(reader)
        os.close(writer)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x.docx", Format.DOCX),
        ("x.PPTX", Format.PPTX),
        ("x.xlsx", Format.XLSX),
        ("x", Format.PDF),
        ("x.odt", Format.PDF),
    ],
)
def test_the_name_of_the_file_chooses_the_format(
    cast: Cast, asked: list[tuple[Any, ...]], name: str, kind: Format
) -> None:
    door.report_account("Acme", output=Path(name), one_page=False)
    assert [call[2] for call in asked] == [kind]


def test_standard_output_takes_the_bytes_alone(
    cast: Cast, asked: list[tuple[Any, ...]], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    door.report_account("Acme", output=Path("-"), one_page=False)
    assert capfdbinary.readouterr().out == b"the file"


def test_a_name_that_fits_none_or_several_is_said(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    Account.objects.create(name="Acme North")
    Account.objects.create(name="Acorn")
    assert "fits several accounts: Acme, Acme North, Acorn" in refused(capsys, "Ac", one_page=False)
    assert "No account that Adam may see is called “zzz”" in refused(capsys, "zzz", one_page=False)
    stranger = refused(capsys, "Acme", user="stranger@ours.example", one_page=False)
    assert "No account that Stranger may see" in stranger


def test_bad_input_gets_a_sentence(
    cast: Cast, asked: list[tuple[Any, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "en or de would be" in refused(capsys, "Acme", language="fr", one_page=False)
    assert "nobody logs in as “x@y.z”" in refused(capsys, "Acme", user="x@y.z", one_page=False)
    assert "cannot be written" in refused(capsys, "Acme", output=Path("no/such/folder/x.pdf"), one_page=False)


def test_nobody_administers_yet(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert "add-user" in refused(capsys, "Acme", one_page=False)


def test_what_cannot_be_made_is_said_and_nothing_is_written(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_given: Any, **_more: Any) -> bytes:
        raise Failed("It grew beyond what can be made.")

    monkeypatch.setattr(documents, "made_now", fails)
    assert "grew beyond" in refused(capsys, "Acme", one_page=False)
    assert list(Path().iterdir()) == []


def test_ctrl_c_writes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_given: Any, **_more: Any) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(documents, "made_now", stopped)
    with pytest.raises(SystemExit) as end:
        door.report_account("Acme", one_page=False)
    assert end.value.code == 130
    assert "Nothing was written" in capsys.readouterr().err


@pytest.mark.slow
def test_as_an_operator_calls_it(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    status, out, err = installation.run(
        "report", "account", "acme", "--format", "docx", "--language", "de", "-o", "a.docx"
    )
    assert (status, out.startswith("a.docx: ")) == (0, True), err
    assert (tmp_path / "a.docx").read_bytes().startswith(b"PK")
