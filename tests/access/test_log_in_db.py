"""Logging in: wrong passwords are counted by person and by address, right ones are not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import Cast

OF_A_PERSON, OF_AN_ADDRESS = 10, 30  # failures in a quarter of an hour


@pytest.fixture(autouse=True)
def _forgotten(db: None) -> None:
    cache.clear()


def tried(email: str, password: str, **more: Any) -> bool:
    """Whether somebody who comes anew is let in."""
    client = Client(**more)
    client.post(reverse("account_login"), {"login": email, "password": password})
    return "_auth_user_id" in client.session


def test_a_whole_office_logs_in_from_one_address(cast: Cast) -> None:
    assert all(tried("anna@ours.example", "secret-anna") for _ in range(OF_AN_ADDRESS + 1))


def test_after_ten_wrong_passwords_not_even_the_right_one_opens(cast: Cast) -> None:
    assert not any(tried("anna@ours.example", "guess") for _ in range(OF_A_PERSON))
    assert not tried("anna@ours.example", "secret-anna")
    assert not tried("ANNA@ours.example", "secret-anna", REMOTE_ADDR="203.0.113.9")  # nor from elsewhere
    assert tried("ben@ours.example", "secret-ben")


def test_a_right_password_between_wrong_ones_forgives_none(cast: Cast) -> None:
    for _ in range(OF_A_PERSON // 2):
        assert not tried("anna@ours.example", "guess")
        assert tried("anna@ours.example", "secret-anna")
    assert not any(tried("anna@ours.example", "guess") for _ in range(OF_A_PERSON // 2))
    assert not tried("anna@ours.example", "secret-anna")


def test_who_guesses_at_everybody_is_shut_out_by_the_address(cast: Cast) -> None:
    assert not any(tried(f"somebody{number}@ours.example", "guess") for number in range(OF_AN_ADDRESS))
    assert not tried("anna@ours.example", "secret-anna")
    assert tried("anna@ours.example", "secret-anna", REMOTE_ADDR="203.0.113.9")


def test_behind_a_proxy_the_address_is_the_one_the_proxy_added(cast: Cast, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(OF_AN_ADDRESS):  # what the caller says of itself stands before, and counts for nothing
        said = f"192.0.2.{number}, 203.0.113.9"
        assert not tried(f"somebody{number}@ours.example", "guess", HTTP_X_FORWARDED_FOR=said)
    assert not tried("anna@ours.example", "secret-anna", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert tried("anna@ours.example", "secret-anna", HTTP_X_FORWARDED_FOR="203.0.113.10")
