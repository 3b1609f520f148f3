"""`innercircle manage` and `innercircle add-user`: what an operator does on the machine itself."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from innercircle.access.rules import Role
from innercircle.cli.ready import django_ready, refuse


def manage(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="A Django command and its arguments, as in `check`.")
    ] = None,
) -> None:
    """Run one of Django's management commands on this installation, for operators: check, dbshell, migrate, shell."""
    from django.core.management import execute_from_command_line

    django_ready(schema=False)
    execute_from_command_line(["innercircle manage", *(arguments or ["help"])])


def add_user(
    email: Annotated[str, typer.Argument(help="The address the person logs in with.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[Role, typer.Option(help="What the person may see and do.")] = Role.ADMINISTRATOR,
) -> None:
    """Let somebody log in: how the first administrator comes in. The password is asked for, or read from a pipe."""
    django_ready()
    from django.contrib.auth import get_user_model
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from innercircle.access import actions, queries

    password = _password()
    try:
        validate_email(email)
        validate_password(password, get_user_model()(email=email, name=name))
    except ValidationError as problem:
        refuse(*problem.messages)
    if queries.knows(email):
        refuse(f"{email} can log in already.")
    actions.add_user(by=None, at=datetime.now(UTC), email=email, name=name, role=role, password=password)
    print(f"{name} ({email}) can log in as {role.value.replace('_', ' ')}.")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
