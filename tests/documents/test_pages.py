"""The pages of documents: order, watch, take away, in whose name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from innercircle.access.models import AuditEvent, User
from innercircle.documents import actions, queries
from innercircle.documents.models import Document
from innercircle.jobs.actions import finish, take
from innercircle.jobs.documents import MAKE
from innercircle.jobs.queries import latest_job
from innercircle.jobs.rules import State
from innercircle.reports.blocks import Format
from tests.cast import Cast
from tests.reports.plans import logo

pytestmark = pytest.mark.django_db
CHOICE = {"kind": "docx", "extent": "page", "language": "de"}


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(cast: Cast) -> str:
    return reverse("account-document", args=[cast.acme.pk])


def made(cast: Cast) -> Document:
    wanted = actions.Wanted(Format.PDF, "en")
    row = actions.order(by=cast.anna, at=timezone.now(), account=cast.acme, wanted=wanted)
    actions.keep(at=timezone.now(), document=row, data=b"%PDF-made")
    return row


def test_the_page_begins_with_what_there_is_and_in_the_readers_language(cast: Cast) -> None:
    page = of(cast.anna).get(page_of(cast), headers={"Accept-Language": "de"}).content.decode()
    assert "Noch kein Dokument" in page
    assert '<option value="de" selected>' in page
    assert "Kein Name ist eingetragen" in page


def test_one_click_orders_it_and_the_page_shows_how_far_it_is(cast: Cast) -> None:
    client = of(cast.anna)
    assert client.post(page_of(cast), CHOICE).status_code == 302
    row = Document.objects.get()
    assert (row.kind, row.one_page, row.language, row.by) == ("docx", True, "de", cast.anna)
    page = client.get(page_of(cast)).content.decode()
    assert "Waiting its turn" in page
    assert reverse("document-progress", args=[cast.acme.pk, row.pk]) in page


@pytest.mark.parametrize("wrong", [{"kind": "exe"}, {"language": "tlh"}, {"extent": ""}])
def test_what_is_not_offered_is_refused_beside_its_field(cast: Cast, wrong: dict[str, str]) -> None:
    answer = of(cast.anna).post(page_of(cast), CHOICE | wrong)
    assert answer.status_code == 422
    assert b"field-error" in answer.content
    assert not Document.objects.exists()


def test_the_progress_ends_with_a_new_page(cast: Cast) -> None:
    client = of(cast.anna)
    client.post(page_of(cast), CHOICE)
    row = Document.objects.get()
    address = reverse("document-progress", args=[cast.acme.pk, row.pk])
    job = latest_job(MAKE, row.pk)
    assert job is not None
    taken = take(job.pk, "worker", timezone.now())
    assert taken is not None
    assert b"Reading and writing" in client.get(address).content
    finish(taken, timezone.now(), State.FAILED, "The account is no longer there.")
    assert client.get(address)["HX-Refresh"] == "true"
    assert b"The account is no longer there." in client.get(page_of(cast)).content


def test_long_waiting_names_the_worker(cast: Cast) -> None:
    client = of(cast.anna)
    client.post(page_of(cast), CHOICE)
    job = latest_job(MAKE, Document.objects.get().pk)
    assert job is not None
    job.at -= timedelta(minutes=1)
    job.save()
    assert "innercircle work" in client.get(page_of(cast)).content.decode()


def test_the_file_is_taken_under_its_name_and_noted(cast: Cast) -> None:
    row = made(cast)
    answer = of(cast.anna).get(reverse("document-file", args=[cast.acme.pk, row.pk]))
    assert answer.content == b"%PDF-made"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="acme-plan-{row.at:%Y-%m-%d}.pdf"'
    assert AuditEvent.objects.get(action="export").by == cast.anna


def test_one_not_made_yet_leads_back(cast: Cast) -> None:
    client = of(cast.anna)
    client.post(page_of(cast), CHOICE)
    answer = client.get(reverse("document-file", args=[cast.acme.pk, Document.objects.get().pk]))
    assert answer["Location"] == page_of(cast)


def test_removing_takes_it_away(cast: Cast) -> None:
    row = made(cast)
    of(cast.anna).post(reverse("document-remove", args=[cast.acme.pk, row.pk]))
    assert not Document.objects.exists()


def test_nobody_else_finds_it_not_even_who_sees_the_account(cast: Cast) -> None:
    row = made(cast)
    for user in (cast.adam, cast.nora, cast.ben, cast.stranger):
        for name in ("document-file", "document-progress"):
            assert of(user).get(reverse(name, args=[cast.acme.pk, row.pk])).status_code == 404
    assert of(cast.stranger).get(page_of(cast)).status_code == 404
    assert of(cast.anna).get(reverse("document-file", args=[cast.beta.pk, row.pk])).status_code == 404


def test_ten_documents_need_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(10):
        made(cast)
    client = of(cast.anna)
    with django_assert_max_num_queries(16):
        client.get(page_of(cast))


def test_the_firm_is_for_administrators(cast: Cast) -> None:
    for user in (cast.anna, cast.eve, cast.nora):
        assert of(user).get(reverse("firm")).status_code == 404
        assert of(user).post(reverse("firm"), {"name": "Mine"}).status_code == 404
    assert queries.firm().name == ""


def test_name_and_logo_are_set_shown_and_taken_away(cast: Cast) -> None:
    client = of(cast.adam)
    picture = SimpleUploadedFile("logo.png", logo(), "image/png")
    assert client.post(reverse("firm"), {"name": "Kessler & Söhne", "logo": picture}).status_code == 302
    page = client.get(reverse("firm")).content.decode()
    assert "data:image/png;base64," in page
    assert "Kessler &amp; Söhne" in page
    shown = of(cast.anna).get(page_of(cast)).content.decode()
    assert "Kessler &amp; Söhne" in shown
    assert "data:image/png;base64," in shown
    client.post(reverse("firm"), {"name": "Kessler & Söhne", "no_logo": "on"})
    assert queries.firm().logo is None


@pytest.mark.parametrize(
    ("data", "why"), [(b"GIF89a no", "no PNG or JPEG"), (logo()[:60], "damaged"), (b"\x89PNG" + bytes(3 << 20), "2 MB")]
)
def test_a_logo_that_is_no_picture_is_refused_and_nothing_is_lost(cast: Cast, data: bytes, why: str) -> None:
    client = of(cast.adam)
    client.post(reverse("firm"), {"name": "Kessler", "logo": SimpleUploadedFile("logo.png", logo())})
    answer = client.post(reverse("firm"), {"name": "Kessler", "logo": SimpleUploadedFile("x.png", data)})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert queries.firm().logo
