"""Finding by a few letters: only what one may see, every word, domains and addresses too."""

from __future__ import annotations

import pytest
from django.utils import timezone

from innercircle.directory.models import Affiliation, Contact
from innercircle.directory.queries import find_accounts, find_colleagues, find_contacts
from tests import cast as standing
from tests.cast import Cast


def names(finds: tuple[object, ...]) -> list[str]:
    return [find.name for find in finds]  # type: ignore[attr-defined]


@pytest.fixture
def people(cast: Cast) -> dict[str, Contact]:
    """One contact at each account, and one at two."""
    found = {
        "anna": standing.contact("Anna Quill", cast.acme),
        "olga": standing.contact("Ölga Quill", cast.gamma),
        "both": standing.contact("Bo Quill", cast.acme, until=timezone.now().date()),
    }
    Affiliation.objects.create(contact=found["both"], account=cast.gamma)
    return found


def test_accounts_by_name_domain_and_every_word(cast: Cast) -> None:
    assert names(find_accounts(cast.anna, "ACM", 6)) == ["Acme"]
    assert names(find_accounts(cast.anna, "beta.example", 6)) == ["Beta"]
    assert names(find_accounts(cast.anna, "acme beta", 6)) == []
    assert find_accounts(cast.anna, "acme", 6)[0].detail == "Anna"


def test_nobody_finds_an_account_they_may_not_see(cast: Cast) -> None:
    assert names(find_accounts(cast.anna, "gamma", 6)) == []
    assert names(find_accounts(cast.stranger, "example", 6)) == []
    assert names(find_accounts(cast.eve, "gamma", 6)) == ["Gamma"]


def test_what_begins_with_the_words_comes_first_and_only_as_many_as_asked(cast: Cast) -> None:
    standing.account("Pacmex", None, None)
    assert names(find_accounts(cast.eve, "acme", 6)) == ["Acme", "Pacmex"]
    assert names(find_accounts(cast.eve, "acme", 1)) == ["Acme"]


def test_contacts_are_found_only_through_accounts_one_sees(cast: Cast, people: dict[str, Contact]) -> None:
    assert names(find_contacts(cast.anna, "quill", 6)) == ["Anna Quill", "Bo Quill"]
    assert names(find_contacts(cast.eve, "quill", 6)) == ["Anna Quill", "Bo Quill", "Ölga Quill"]


def test_a_contact_of_two_accounts_never_names_the_hidden_one(cast: Cast, people: dict[str, Contact]) -> None:
    assert find_contacts(cast.anna, "bo quill", 6)[0].detail == "Acme"
    assert find_contacts(cast.eve, "bo quill", 6)[0].detail == "Gamma"


def test_case_of_every_letter_is_ignored(cast: Cast, people: dict[str, Contact]) -> None:
    assert names(find_contacts(cast.cara, "ölga", 6)) == ["Ölga Quill"]
    assert names(find_contacts(cast.cara, "ÖLGA", 6)) == ["Ölga Quill"]


def test_contacts_by_address(cast: Cast, people: dict[str, Contact]) -> None:
    assert names(find_contacts(cast.anna, "anna.quill@acme", 6)) == ["Anna Quill"]


def test_colleagues_by_name_and_address_with_their_team(cast: Cast) -> None:
    assert find_colleagues(cast.stranger, "nora@ours", 6)[0].detail == "North"
    assert names(find_colleagues(cast.stranger, "cara", 6)) == ["Cara"]


@pytest.mark.parametrize("words", ["%", "_", "(", "ö(", "\\", "'"])
def test_signs_of_the_query_language_are_letters(cast: Cast, words: str) -> None:
    assert find_accounts(cast.eve, words, 6) == ()
