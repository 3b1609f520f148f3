"""Ordering, keeping, clearing away; and the firm's name and logo: who may, what is audited, what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Refused
from innercircle.directory import actions as directory
from innercircle.directory.models import Account
from innercircle.documents import actions, queries
from innercircle.documents.models import Document, Firm
from innercircle.reports.blocks import Format
from tests.cast import Cast
from tests.reports.plans import logo

pytestmark = pytest.mark.django_db
WANTED = actions.Wanted(Format.PDF, "en")


def order(cast: Cast, **more: object) -> Document:
    values = {"by": cast.anna, "at": timezone.now(), "account": cast.acme, "wanted": WANTED, **more}
    return actions.order(**values)  # type: ignore[arg-type]  # arguments by name


def test_a_document_is_ordered_kept_and_removed_and_each_is_audited(cast: Cast) -> None:
    row = order(cast)
    actions.keep(at=timezone.now(), document=row, data=b"file")
    assert queries.content_of(row) == b"file"
    actions.remove(by=cast.anna, at=timezone.now(), document=row)
    told = AuditEvent.objects.filter(account_id=cast.acme.pk).order_by("pk").values_list("action", flat=True)
    assert list(told) == [f"documents.document.{what}" for what in ("ordered", "made", "removed")]
    assert not Document.objects.exists()


def test_only_who_asked_sees_it_and_only_while_they_see_the_account(cast: Cast) -> None:
    row = order(cast)
    assert list(queries.visible_documents(cast.anna)) == [row]
    assert not queries.visible_documents(cast.adam).exists()
    Account.objects.filter(pk=cast.acme.pk).update(account_manager=None)
    assert not queries.visible_documents(cast.anna).exists()


def test_five_at_a_time(cast: Cast) -> None:
    for _ in range(actions.MOST_UNDER_WAY):
        order(cast)
    with pytest.raises(Refused, match="still being made"):
        order(cast)


def test_an_unknown_language_is_refused_with_those_there_are(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="en, de"):
        order(cast, wanted=actions.Wanted(Format.PDF, "fr"))


def test_old_ones_make_room_and_a_week_clears_all_away(cast: Cast) -> None:
    rows = [order(cast, at=timezone.now() - timedelta(days=8 if number == 0 else 0)) for number in range(2)]
    assert actions.tidy(at=timezone.now()) == 1
    assert list(Document.objects.all()) == [rows[1]]
    actions.keep(at=timezone.now(), document=rows[1], data=b"x")
    for _ in range(actions.MOST_KEPT + 2):
        actions.keep(at=timezone.now(), document=order(cast), data=b"x")
    assert Document.objects.count() == actions.MOST_KEPT + 1


def test_a_document_keeps_no_account_from_being_deleted(cast: Cast) -> None:
    order(cast)
    directory.delete_account(by=cast.adam, at=timezone.now(), account=cast.acme)
    assert not Document.objects.exists()


def test_an_administrator_sets_name_and_logo_and_takes_the_logo_away(cast: Cast) -> None:
    now = timezone.now()
    actions.save_firm(by=cast.adam, at=now, name="  Kessler  ", logo=logo(2000, 500))
    row = queries.firm()
    assert row.name == "Kessler"
    assert bytes(row.logo or b"").startswith(b"\x89PNG")
    actions.save_firm(by=cast.adam, at=now, name="Kessler")
    assert queries.firm().logo
    actions.save_firm(by=cast.adam, at=now, name="Kessler", no_logo=True)
    assert queries.firm().logo is None
    assert Firm.objects.count() == 1
    assert AuditEvent.objects.filter(action="documents.firm.saved").count() == 3


def test_nobody_else_may_and_nothing_is_written(cast: Cast) -> None:
    for user in (cast.eve, cast.nora, cast.anna, cast.stranger):
        with pytest.raises(Refused):
            actions.save_firm(by=user, at=timezone.now(), name="Mine")
    assert not Firm.objects.exists()


def test_a_logo_that_is_no_picture_is_said_to_be_none(cast: Cast) -> None:
    with pytest.raises(ValidationError) as fault:
        actions.save_firm(by=cast.adam, at=timezone.now(), name="Kessler", logo=b"%PDF-1.7 no picture")
    assert fault.value.message_dict == {"logo": ["The logo cannot be used: it is no PNG or JPEG picture."]}
    assert not Firm.objects.exists()


@pytest.mark.parametrize(("name", "file"), [("Acme & Söhne / GmbH", "acme-sohne-gmbh"), ("中文", "account-")])
def test_a_file_has_a_plain_name(cast: Cast, name: str, file: str) -> None:
    row = order(cast, at=timezone.now().replace(2026, 11, 22))
    row.account.name = name
    place = queries.file_name(row)
    assert place.startswith(file)
    assert place.endswith("-plan-2026-11-22.pdf")
    assert place.isascii()
