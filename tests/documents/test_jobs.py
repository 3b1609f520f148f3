"""Making documents in the background: progress, every format, stopping, what is gone meanwhile."""

from __future__ import annotations

import pytest
from django.utils import timezone

from innercircle.access.models import User
from innercircle.directory.models import Account
from innercircle.documents.actions import Wanted
from innercircle.documents.models import Document
from innercircle.documents.queries import content_of
from innercircle.jobs import documents
from innercircle.jobs.actions import request_stop
from innercircle.jobs.context import Context
from innercircle.jobs.documents import MAKE, STEPS, made_now, order_document, remove_document
from innercircle.jobs.performing import perform
from innercircle.jobs.queries import latest_job
from innercircle.jobs.rules import Failed, State
from innercircle.kit.child import ChildError
from innercircle.reports.blocks import Format
from tests.cast import Cast
from tests.documents.desk import filled

pytestmark = pytest.mark.django_db
STARTS = {Format.PDF: b"%PDF", Format.DOCX: b"PK", Format.PPTX: b"PK", Format.XLSX: b"PK"}


@pytest.mark.parametrize("kind", Format)
def test_an_ordered_document_is_made(cast: Cast, kind: Format) -> None:
    filled(cast)
    row, job = order_document(by=cast.anna, at=timezone.now(), account=cast.acme, wanted=Wanted(kind, "de"))
    told: list[tuple[int, int]] = []
    done = perform(job.pk, tell=lambda so_far, of: told.append((so_far, of)))
    row.refresh_from_db()
    assert (done.state, done.message) == (State.DONE, "")
    assert content_of(row).startswith(STARTS[kind])
    assert row.size == len(content_of(row))
    assert row.made_at is not None
    assert told == [(number, STEPS) for number in range(1, STEPS + 1)]


def test_one_that_waits_is_stopped_by_removing_it(cast: Cast) -> None:
    row, job = order_document(by=cast.anna, at=timezone.now(), account=cast.acme, wanted=Wanted(Format.PDF, "en"))
    remove_document(by=cast.anna, at=timezone.now(), document=row)
    job.refresh_from_db()
    assert job.state == State.STOPPED
    assert perform(job.pk).state == State.STOPPED
    assert not Document.objects.exists()


def test_one_under_way_hears_that_it_should_stop(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row, job = order_document(by=cast.anna, at=timezone.now(), account=cast.acme, wanted=Wanted(Format.PDF, "en"))
    wrote: list[int] = []

    def reading(user: User, account: Account, at: object, tell: object) -> None:
        request_stop(at=timezone.now(), job=job)
        Context(job=latest_job(MAKE, row.pk) or job, at=timezone.now()).progress(1, STEPS)
        wrote.append(1)

    monkeypatch.setattr(documents, "gather", reading)
    assert perform(job.pk).state == State.STOPPED
    assert wrote == []
    row.refresh_from_db()
    assert row.made_at is None


def test_whoever_no_longer_sees_the_account_gets_nothing(cast: Cast) -> None:
    row, job = order_document(by=cast.anna, at=timezone.now(), account=cast.acme, wanted=Wanted(Format.PDF, "en"))
    Account.objects.filter(pk=cast.acme.pk).update(account_manager=None)
    done = perform(job.pk)
    assert done.state == State.FAILED
    assert "no longer" in done.message
    row.refresh_from_db()
    assert row.content is None


def test_a_document_beyond_the_limits_says_what_else_there_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def grows(*_given: object, **_more: object) -> list[list[bytes]]:
        raise ChildError("too long", "cpu")

    monkeypatch.setattr(documents, "run", grows)
    with pytest.raises(Failed, match="one-page"):
        made_now(cast.anna, cast.acme, timezone.now(), Wanted(Format.PDF, "en"))


def test_it_is_made_in_the_language_that_was_asked_for(cast: Cast) -> None:
    data = made_now(cast.anna, cast.acme, timezone.now(), Wanted(Format.XLSX, "de", one_page=True))
    assert data != made_now(cast.anna, cast.acme, timezone.now(), Wanted(Format.XLSX, "en", one_page=True))
