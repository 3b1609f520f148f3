"""The directory files: everything wrong is named with file, line and column, and the rest is taken."""

from __future__ import annotations

from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from innercircle.directory.files import UnusableDirectoryError, read_directory
from innercircle.directory.rules import Affiliation, Directory
from innercircle.kit.table import Fault

COLLEAGUES = "name,email,team\nAnna Berg,anna@ours.example,Key accounts\n"
ACCOUNTS = "name,domains,time_zone,parent\nAcme,acme.example,Europe/Berlin,\nAcme Labs,labs.example,,Acme\n"
CONTACTS = "account,name,email,title,department,level\nAcme,One,one@acme.example,Head,Sales,board\n"


class Folder:
    """Writes directory files and reads them back, keeping what was reported."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []

    def read(
        self, accounts: str | None = ACCOUNTS, contacts: str | None = CONTACTS, colleagues: str | None = COLLEAGUES
    ) -> Directory:
        texts = {"accounts.csv": accounts, "contacts.csv": contacts, "colleagues.csv": colleagues}
        for name, text in texts.items():
            if text is not None:
                (self.path / name).write_text(text, "utf-8")
        return read_directory(self.path, self.faults.append)

    @property
    def said(self) -> list[str]:
        return [str(fault) for fault in self.faults]

    @property
    def places(self) -> list[tuple[int, str, str]]:
        return [(fault.line, fault.column, fault.message) for fault in self.faults]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_everything_right(folder: Folder) -> None:
    directory = folder.read()
    acme, labs = directory.accounts
    assert (acme.name, acme.domains, acme.zone, acme.parent) == (
        "Acme",
        ("acme.example",),
        ZoneInfo("Europe/Berlin"),
        None,
    )
    assert (labs.zone, labs.parent) == (UTC, acme.id)
    (one,) = directory.contacts
    assert (one.name, one.emails, one.department, one.level, one.title) == (
        "One",
        ("one@acme.example",),
        "Sales",
        "board",
        "Head",
    )
    assert one.affiliations == (Affiliation(acme.id),)
    assert directory.own_domains == {"ours.example"}
    assert folder.said == []


def test_only_the_required_columns(folder: Folder) -> None:
    directory = folder.read("NAME;Domains\nAcme;acme.example\n", None, "E Mail\nanna@ours.example\n")
    assert [account.name for account in directory.accounts] == ["Acme"]
    assert directory.colleagues[0].name == "anna@ours.example"
    assert folder.said == []


def test_columns_by_any_case_spaces_and_underscores_and_further_ones_with_a_note(folder: Folder) -> None:
    directory = folder.read(
        "Account_Name,E-Mail Domains,TIME ZONE,Turnover\nAcme,acme.example,Asia/Tokyo,12\n", None, COLLEAGUES
    )
    assert directory.accounts[0].zone == ZoneInfo("Asia/Tokyo")
    assert folder.said == ["accounts.csv, line 1: further columns are ignored: Turnover"]
    assert folder.faults[0].note


def test_several_domains_and_addresses_in_a_cell(folder: Folder) -> None:
    directory = folder.read(
        'name,domains\nAcme,"https://www.Acme.example/, @acme.test; müller.example"\n',
        "account,email\nAcme,One@Acme.example one@acme.test\n",
        "email\nAnna@Ours.example|anna@ours.test\n",
    )
    assert directory.accounts[0].domains == ("acme.example", "acme.test", "xn--mller-kva.example")
    assert directory.contacts[0].emails == ("one@acme.example", "one@acme.test")
    assert directory.own_domains == {"ours.example", "ours.test"}


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        (
            "Acme,acme.example\nACME,x.example\n",
            (3, "name", "ACME stands in line 2 already; this line is left out"),
        ),
        (
            "Acme,acme.example\nBeta,acme.example\n",
            (3, "domains", "acme.example belongs to the account in line 2 already; a domain can be one account's only"),
        ),
        (
            "Acme,gmail.com\n",
            (
                2,
                "domains",
                "gmail.com is a free-mail provider: anybody can have an address there, so it cannot stand for a client",
            ),
        ),
        (
            "Acme,m.gmx.de\n",
            (
                2,
                "domains",
                "m.gmx.de is a free-mail provider: anybody can have an address there, so it cannot stand for a client",
            ),
        ),
        (
            "Acme,ours.example\n",
            (
                2,
                "domains",
                "ours.example is our own domain (colleagues have addresses there), so it cannot be a client's",
            ),
        ),
        (
            "Acme,x.ours.example\n",
            (
                2,
                "domains",
                "x.ours.example is our own domain (colleagues have addresses there), so it cannot be a client's",
            ),
        ),
        (
            "Acme,co.uk\n",
            (2, "domains", "co.uk is open to everybody's domains; write the client's own, like acme.co.uk"),
        ),
        ("Acme,acme\n", (2, "domains", "“acme” is no e-mail domain; it reads like acme.example")),
        (
            "Acme,\n",
            (2, "domains", "is empty; only contacts listed by e-mail will be recognised"),
        ),
        (
            ",acme.example\nBeta,b.example\n",
            (2, "name", "is empty; every account needs a name; the line is left out"),
        ),
    ],
)
def test_wrong_accounts(folder: Folder, accounts: str, said: tuple[int, str, str]) -> None:
    folder.read("name,domains\n" + accounts, None)
    assert folder.places == [said]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "Acme,acme.example,Berlin,",
            (2, "time_zone", "“Berlin” is no time zone (did you mean Europe/Berlin?); UTC is used instead"),
        ),
        (
            "Acme,acme.example,Europe/Berln,",
            (2, "time_zone", "“Europe/Berln” is no time zone (did you mean Europe/Berlin?); UTC is used instead"),
        ),
        (
            "Acme,acme.example,../etc,",
            (2, "time_zone", "“../etc” is no time zone (a time zone reads like Europe/Berlin); UTC is used instead"),
        ),
        (
            "Acme,acme.example,UTC,Acmee",
            (2, "parent", "there is no account “Acmee” (did you mean Acme?); left without parent"),
        ),
        (
            "Acme,acme.example,UTC,Zzz",
            (2, "parent", "there is no account “Zzz”; left without parent"),
        ),
        (
            "Acme,acme.example,UTC,Acme",
            (2, "parent", "Acme has Acme above it; left without parent"),
        ),
    ],
)
def test_wrong_zone_or_parent(folder: Folder, row: str, said: tuple[int, str, str]) -> None:
    directory = folder.read(f"name,domains,time_zone,parent\n{row}\n", None)
    assert folder.places == [said]
    assert (directory.accounts[0].zone, directory.accounts[0].parent) == (UTC, None)


def test_a_circle_of_parents_is_cut_once(folder: Folder) -> None:
    directory = folder.read("name,domains,parent\nA,a.example,B\nB,b.example,C\nC,c.example,A\n", None)
    assert folder.places == [(2, "parent", "B has A above it; left without parent")]
    assert [account.parent for account in directory.accounts] == [None, 3, 1]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (
            "Acmee,One,one@acme.example,,",
            "account",
            "there is no account “Acmee” in accounts.csv (did you mean Acme?); the line is left out",
        ),
        (
            ",One,one@other.example,,",
            "account",
            "is empty, and no account has the e-mail's domain; the line is left out",
        ),
        ("Acme,One,,,", "email", "is empty; every person needs an e-mail address to be recognised"),
        (
            "Acme,One,one.acme.example,,",
            "email",
            "“one.acme.example” is no e-mail address; it reads like kim@acme.example",
        ),
        (
            "Acme,Anna,anna@ours.example,,",
            "email",
            "anna@ours.example is our colleague (colleagues.csv, line 2), so it cannot be a client's person",
        ),
        (
            "Acme,Zoe,zoe@ours.example,,",
            "email",
            "zoe@ours.example is an address at our own domain, so it cannot be a client's person",
        ),
    ],
)
def test_wrong_contacts_are_left_out(folder: Folder, row: str, column: str, message: str) -> None:
    directory = folder.read(contacts=f"account,name,email,from,to\n{row}\n")
    assert folder.places == [(2, column, message)]
    assert directory.contacts == ()


def test_contact_without_account_belongs_to_the_domains(folder: Folder) -> None:
    directory = folder.read(contacts="name,email\nOne,one@eu.acme.example\n")
    assert directory.contacts[0].affiliations == (Affiliation(1),)
    assert folder.said == []


def test_dates_make_affiliations_of_one_person(folder: Folder) -> None:
    directory = folder.read(
        contacts="account,name,email,from,to\n"
        "Acme,One,one@acme.example,,2026-02-28\n"
        "Acme Labs,One,one@acme.example one@labs.example,2026-03-01,\n"
    )
    (one,) = directory.contacts
    assert one.affiliations == (Affiliation(1, None, date(2026, 2, 28)), Affiliation(2, date(2026, 3, 1), None))
    assert one.emails == ("one@acme.example", "one@labs.example")
    assert folder.said == []


@pytest.mark.parametrize(
    ("rows", "column", "message"),
    [
        (
            "Acme,One,one@acme.example,31.3.2026,\n",
            "from",
            "“31.3.2026” is no date; it reads like 2026-03-31; ignored",
        ),
        (
            "Acme,One,one@acme.example,2026-02-01,2026-01-01\n",
            "to",
            "2026-01-01 is before 2026-02-01; both dates are ignored",
        ),
        (
            "Acme,One,one@gmail.com,,\n",
            "email",
            "one@gmail.com is a free-mail address; it counts because it is listed here",
        ),
    ],
)
def test_odd_contacts_are_taken(folder: Folder, rows: str, column: str, message: str) -> None:
    directory = folder.read(contacts=f"account,name,email,from,to\n{rows}")
    assert folder.places == [(2, column, message)]
    assert directory.contacts[0].affiliations == (Affiliation(1),)


def test_a_contact_listed_twice(folder: Folder) -> None:
    directory = folder.read(contacts="account,name,email\nAcme,One,one@acme.example\nAcme,One,ONE@acme.example\n")
    assert folder.places == [(3, "email", "One (one@acme.example) is listed above already; the line is left out")]
    assert len(directory.contacts) == 1


def test_two_accounts_on_the_same_days(folder: Folder) -> None:
    folder.read(contacts="account,name,email\nAcme,One,one@acme.example\nAcme Labs,One,one@acme.example\n")
    assert folder.places == [
        (
            3,
            "from",
            "One (one@acme.example) belongs to another account on the same days by an earlier line, which counts",
        )
    ]


def test_a_colleague_listed_twice_is_told(folder: Folder) -> None:
    directory = folder.read(colleagues="email\nanna@ours.example\nanna@ours.example\n")
    assert folder.places == [(3, "email", "anna@ours.example stands in line 2 already; this one is left out")]
    assert len(directory.colleagues) == 1


def test_contacts_of_no_use_are_told_and_done_without(folder: Folder) -> None:
    directory = folder.read(contacts="account,name\nAcme,One\n")
    (said,) = folder.said
    assert said.startswith("contacts.csv: is not used; people are told by their e-mail domain alone")
    assert said.endswith("(contacts.csv, line 1: the column email is missing; the columns there are: account, name)")
    assert directory.contacts == ()


@pytest.mark.parametrize(
    ("accounts", "colleagues", "sentence"),
    [
        (None, COLLEAGUES, "holds no accounts.csv; it needs at least the columns: name, domains"),
        (ACCOUNTS, None, "holds no colleagues.csv; it needs at least the columns: email"),
        (
            "title\nAcme\n",
            COLLEAGUES,
            "accounts.csv, line 1: the columns name and domains are missing; the columns there are: title",
        ),
        (
            "",
            COLLEAGUES,
            "accounts.csv is empty; its first line should name the columns: name, domains, time_zone, parent",
        ),
        ("name,domains\n", COLLEAGUES, "accounts.csv names no account; it needs a name and its e-mail domains a line"),
        (
            ACCOUNTS,
            "email\nnobody\n",
            "colleagues.csv names no colleague with an e-mail address; without one no meeting can be told to be ours",
        ),
    ],
)
def test_unusable(folder: Folder, accounts: str | None, colleagues: str | None, sentence: str) -> None:
    with pytest.raises(UnusableDirectoryError) as refused:
        folder.read(accounts, None, colleagues)
    assert sentence in str(refused.value)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UnusableDirectoryError, match="is no folder; --directory names the folder"):
        read_directory(tmp_path / "missing", lambda _: None)


def test_a_file_that_cannot_be_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnusableDirectoryError, match=r"colleagues.csv cannot be read: Permission denied"):
        folder.read()


def test_names_of_files_in_any_case(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "Accounts.CSV").write_text(ACCOUNTS)
    assert len(folder.read(None).accounts) == 2


def test_zone_for_accounts_that_name_none(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text(ACCOUNTS)
    (tmp_path / "colleagues.csv").write_text(COLLEAGUES)
    directory = read_directory(tmp_path, lambda _: None, zone=ZoneInfo("Asia/Tokyo"))
    assert [account.zone for account in directory.accounts] == [ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")]
