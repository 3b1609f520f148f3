"""What a command needs before it may touch the database: Django set up, the schema up to date, sentences for faults."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from innercircle.cli.terminal import count

UNUSABLE = 2


def django_ready(*, schema: bool = True) -> None:
    """Set Django up; with `schema` also bring the database up to date. End with a sentence where either cannot be."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innercircle.config.settings")
    try:
        django.setup()
        if schema:
            bring_up_to_date()
    except ImproperlyConfigured as problem:
        hint = (
            "PostgreSQL needs an extra package: pip install 'innercircle[postgres]'"
            if "psycopg" in str(problem)
            else ""
        )
        refuse(str(problem), hint)


def bring_up_to_date() -> None:
    """Bring the database to this version's schema, saying so where there is something to do."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        unknown = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
        if unknown:
            refuse(_newer(unknown))
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            print(f"Bringing the database up to date ({count(len(pending), 'step')}) ...", file=sys.stderr)
            with _quiet_queue():
                call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as problem:
        refuse(f"The database cannot be used: {str(problem).strip()}")


@contextmanager
def _quiet_queue() -> Iterator[None]:
    """Steps of the schema take seconds and keep nobody waiting, for the server is stopped: nothing for the log."""
    queue = logging.getLogger("innercircle.config.sqlite.base")
    queue.disabled = True
    try:
        yield
    finally:
        queue.disabled = False


def refuse(*sentences: str) -> NoReturn:
    """End the command with status 2 and the sentences on standard error."""
    print(*filter(None, sentences), sep="\n", file=sys.stderr)
    raise SystemExit(UNUSABLE)


def _newer(unknown: set[tuple[str, str]]) -> str:
    steps = ", ".join(sorted(f"{app} {name}" for app, name in unknown))
    return (
        f"The database was written by a newer Innercircle (it has {steps}). Nothing was changed: start the newer one."
    )
