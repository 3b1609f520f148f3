"""Schemathesis tries every call of the OpenAPI document: no server error, no answer that the document does not know.

Its cases are made when the test runs: made when tests are collected, they would cost every worker of every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.matrix.world import World, build

schema = schemathesis.pytest.from_fixture("document")
_TRIES = 12  # of each call; more by hand when the API changes
# A well-formed request may still be refused with a sentence: a name that is taken, a month that is not over.
_LEFT_OUT = [positive_data_acceptance]
# A part of a query that the API does not know is passed over, so that older servers answer newer callers.
_OF_READS = [*_LEFT_OUT, negative_data_rejection]


@pytest.fixture(scope="module")
def document() -> BaseSchema:
    """What the API says of itself."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())


@pytest.fixture(autouse=True)
def _named(request: pytest.FixtureRequest) -> None:
    """Schemathesis reads a test's name, and puts it back, where pytest kept it before 9.1."""
    request.node._nodeid = request.node.nodeid


@contextmanager
def _undone() -> Iterator[None]:
    """Each case meets the world as it was built: what one deletes, the next may ask for."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the connection, and with it the test's transaction, over every request, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The matrix's world, so that ids of real rows can be met."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=_TRIES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_the_api_keeps_its_word(case: schemathesis.Case, world: World) -> None:
    head = {"Authorization": f"Bearer {world.keys['administrator']}"}
    with _undone():
        case.call_and_validate(headers=head, excluded_checks=_OF_READS if case.method == "GET" else _LEFT_OUT)


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=1,
    phases=(Phase.generate,),  # whatever is sent: the key is asked for first
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_is_answered_without_a_key(case: schemathesis.Case, world: World) -> None:
    answer = case.call(headers={"Authorization": "Bearer ic_wrong"})
    assert answer.status_code == 401, answer.status_code
