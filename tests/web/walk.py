"""Walking through pages: who asks, what is sent."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from innercircle.access.models import User
from innercircle.directory.models import Account


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, name: str, *args: Any, query: str = "") -> Any:
    return as_(user).get(reverse(name, args=args) + query)


def post(user: User, name: str, /, *args: Any, **data: Any) -> Any:
    return as_(user).post(reverse(name, args=args), data)


def account_form(account: Account, **changes: Any) -> dict[str, Any]:
    return {
        "version": account.version,
        "name": account.name,
        "domains": "acme.example",
        "status": "client",
        "time_zone": "UTC",
        "currency": "EUR",
        **changes,
    }


def upload(user: User, text: str, name: str = "accounts.csv", **data: Any) -> Any:
    return post(user, "imports", file=SimpleUploadedFile(name, text.encode()), **data)
