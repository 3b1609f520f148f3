"""Whose an address is on a day (spec 10, spec 80): exact, then by domain, never free-mail, never our own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from innercircle.directory.rules import (
    Account,
    Affiliation,
    Colleague,
    Contact,
    Directory,
    Matcher,
    Standing,
    Unmatched,
    address_fault,
    domain_fault,
    domain_of,
    family,
    free_mail_domains,
    in_circle,
    is_free_mail,
    normal_address,
    normal_domain,
    own_domains,
    with_parents,
)

NOON = int(datetime(2026, 3, 31, 12, tzinfo=UTC).timestamp())
ACME, BETA, LABS = 1, 2, 3
DIRECTORY = Directory(
    accounts=(
        Account(ACME, "Acme", ("acme.example",), ZoneInfo("America/New_York")),
        Account(BETA, "Beta", ("beta.example", "gmail.com", "ours.example")),
        Account(LABS, "Labs", ("labs.acme.example", "beta.example"), parent=ACME),
    ),
    contacts=(
        Contact(11, "One", ("one@acme.example", "one@gmail.com"), (Affiliation(ACME),)),
        Contact(
            12,
            "Kim",
            ("kim@acme.example",),
            (Affiliation(ACME, until=date(2026, 3, 31)), Affiliation(BETA, since=date(2026, 5, 1))),
        ),
        Contact(13, "Nowhere", ("nowhere@acme.example",), ()),
        Contact(14, "Second claim", ("one@acme.example",), (Affiliation(BETA),)),
    ),
    colleagues=(
        Colleague(21, "Anna", ("anna@ours.example",)),
        Colleague(22, "Ben", ("ben@gmail.com", "ben@acme-project.example")),
        Colleague(23, "Second claim", ("anna@ours.example",)),
    ),
)


@pytest.fixture
def matcher() -> Matcher:
    return Matcher(DIRECTORY)


@pytest.mark.parametrize(
    ("address", "standing", "person", "account"),
    [
        ("anna@ours.example", Standing.COLLEAGUE, 21, None),
        ("ben@gmail.com", Standing.COLLEAGUE, 22, None),
        ("one@acme.example", Standing.CONTACT, 11, ACME),
        ("one@gmail.com", Standing.CONTACT, 11, ACME),
        ("new@acme.example", Standing.DISCOVERED, -1, ACME),
        ("new@eu.acme.example", Standing.DISCOVERED, -1, ACME),
        ("new@labs.acme.example", Standing.DISCOVERED, -1, LABS),
        ("new@x.labs.acme.example", Standing.DISCOVERED, -1, LABS),
        ("new@beta.example", Standing.DISCOVERED, -1, BETA),
        ("new@ours.example", Standing.COLLEAGUE, -1, None),
        ("new@de.ours.example", Standing.COLLEAGUE, -1, None),
    ],
)
def test_somebody(matcher: Matcher, address: str, standing: Standing, person: int, account: int | None) -> None:
    match = matcher.resolve(address, NOON)
    assert (match.standing, match.person, match.account, match.why) == (standing, person, account, None)
    assert match.listed == (person > 0)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", Unmatched.NO_ADDRESS),
        ("somebody", Unmatched.NO_ADDRESS),
        ("someone@gmail.com", Unmatched.FREE_MAIL),
        ("someone@mail.gmail.com", Unmatched.FREE_MAIL),
        ("x@notacme.example", Unmatched.UNKNOWN_DOMAIN),
        ("x@example", Unmatched.UNKNOWN_DOMAIN),
        ("nowhere@acme.example", Unmatched.NOT_AFFILIATED),
    ],
)
def test_nobody(matcher: Matcher, address: str, why: Unmatched) -> None:
    match = matcher.resolve(address, NOON)
    assert (match.standing, match.account, match.why, match.listed) == (Standing.NOBODY, None, why, False)


@pytest.mark.parametrize(
    ("moment", "account"),
    [
        ("2026-03-31T12:00", ACME),
        ("2026-04-01T03:59", ACME),  # still 31 March in New York
        ("2026-04-01T04:00", None),
        ("2026-04-30T23:59", None),
        ("2026-05-01T00:00", BETA),
    ],
)
def test_affiliation_on_that_day_on_the_accounts_clock(matcher: Matcher, moment: str, account: int | None) -> None:
    at = int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())
    assert matcher.resolve("kim@acme.example", at).account == account


def test_one_number_for_one_unlisted_address(matcher: Matcher) -> None:
    asked = ("a@acme.example", "b@ours.example", "a@acme.example")
    assert [matcher.resolve(address, NOON).person for address in asked] == [-1, -2, -1]
    assert matcher.unlisted() == {"a@acme.example": -1, "b@ours.example": -2}


def test_sides_without_a_day(matcher: Matcher) -> None:
    addresses = ("kim@acme.example", "one@acme.example", "new@acme.example", "anna@ours.example", "x@else.example")
    assert [matcher.is_theirs(address) for address in addresses] == [True, True, True, False, False]
    assert [matcher.is_ours(address) for address in addresses] == [False, False, False, True, False]


def test_own_domains_leave_free_mail_out() -> None:
    assert DIRECTORY.own_domains == {"ours.example", "acme-project.example"}
    assert own_domains(["nobody", "A@Ours.Example"]) == {"ours.example"}


@pytest.mark.parametrize("text", [" MailTo:Kim@Acme.Example ", "kim@acme.example", "KIM@ACME.EXAMPLE"])
def test_normal_address(text: str) -> None:
    assert normal_address(text) == "kim@acme.example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Acme.Example.", "acme.example"),
        ("https://user@www.acme.example:8080/about", "acme.example"),
        ("müller.example", "xn--mller-kva.example"),
        ("a" * 70 + ".example", "a" * 70 + ".example"),
    ],
)
def test_normal_domain(text: str, expected: str) -> None:
    assert normal_domain(text) == expected


def test_domains() -> None:
    assert domain_of("kim@acme.example") == "acme.example"
    assert domain_of("kim") == ""
    assert list(with_parents("eu.beta.example")) == ["eu.beta.example", "beta.example", "example"]
    assert list(with_parents("")) == []


def test_free_mail_list_is_clean() -> None:
    domains = free_mail_domains()
    assert {"gmail.com", "web.de", "outlook.com", "proton.me", "qq.com"} <= domains
    assert [each for each in domains if each != normal_domain(each) or "." not in each] == []
    assert is_free_mail("x.web.de")
    assert not is_free_mail("acme.example")


@pytest.mark.parametrize(
    ("domain", "fault"),
    [
        ("acme", "“acme” is no e-mail domain"),
        ("ac me.example", "“ac me.example” is no e-mail domain"),
        ("web.de", "web.de is a free-mail provider"),
        ("eu.ours.example", "eu.ours.example is our own domain"),
        ("co.uk", "co.uk is open to everybody's domains"),
    ],
)
def test_domains_that_cannot_be_an_accounts(domain: str, fault: str) -> None:
    assert str(domain_fault(domain, ["ours.example"])).startswith(fault)


@pytest.mark.parametrize("domain", ["acme.example", "acme.co.uk", "theirs.ours"])
def test_domains_that_can(domain: str) -> None:
    assert domain_fault(domain, ["ours.example"]) is None


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("kim@acme.example", True),
        ("kim", False),
        ("@acme.example", False),
        ("kim@", False),
        ("a b@c.d", False),
        ("a@b@c.d", False),
    ],
)
def test_address_fault(address: str, right: bool) -> None:
    assert (address_fault(address) is None) == right


def test_family_of_accounts() -> None:
    accounts = [Account(1, "A"), Account(2, "B", parent=1), Account(3, "C", parent=2), Account(4, "D")]
    assert family(accounts, 1) == (1, 2, 3)
    assert family(accounts, 4) == (4,)
    assert family([Account(1, "A", parent=2), Account(2, "B", parent=1)], 1) == (1, 2)


def test_circles_of_parents() -> None:
    assert in_circle({1: 1}, 1)
    assert in_circle({1: 2, 2: 1}, 1)
    assert not in_circle({1: 2, 2: None}, 1)
    assert not in_circle({3: 1, 1: 2, 2: 1}, 3)
