"""The picture as SVG, PNG and PDF: what they hold, who may have them, and the line in the audit."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from innercircle.access.models import AuditEvent
from innercircle.directory.models import Colleague
from innercircle.maps import actions
from innercircle.maps.rules.levels import Strength
from tests.cast import Cast
from tests.web.test_maps import browser, post_of


def file_of(client: Client, cast: Cast, kind: str, **query: str) -> bytes:
    answer = client.get(reverse("account-map-file", args=[cast.acme.pk, kind]), query)
    assert answer.status_code == 200
    return answer.content


def covered(cast: Cast) -> None:
    """Kim of Works, whom Anna knows well; Lee of Finance, whom nobody covers."""
    kim = post_of("Kim #panic[*b*] <i>", cast.acme, department="Works", title="Chief")
    post_of("Lee", cast.acme, department="Finance")
    ours = Colleague.objects.get(user=cast.anna)
    actions.cover(by=cast.anna, at=timezone.now(), post=kim, colleague=ours, assessed=Strength.SOLVER)
    actions.set_standing(by=cast.anna, at=timezone.now(), post=kim, values={"roles": ["budget"], "stance": -2})


def test_the_pdf_says_the_map_in_words_too(cast: Cast) -> None:
    covered(cast)
    text = "\n".join(
        each.extract_text() for each in PdfReader(io.BytesIO(file_of(browser(cast.anna), cast, "pdf"))).pages
    )
    for words in ("Relationship map of Acme", "Kim #panic[*b*] <i>", "Anna: 4 Problem solver", "Budget", "Opponent"):
        assert words in text
    assert "strength as assessed" in text
    assert text.count("≠") == 2  # on the line, and in the legend


def test_files_follow_the_filters_and_the_switch_of_the_page(cast: Cast) -> None:
    covered(cast)
    anna = browser(cast.anna)
    found = file_of(anna, cast, "pdf", department="Finance", show="wanted")
    text = PdfReader(io.BytesIO(found)).pages[0].extract_text()
    assert ("Lee" in text, "Kim" in text) == (True, False)
    assert "strength as wanted · Department: Finance" in text
    assert b"s4" not in file_of(anna, cast, "svg", least="5")
    assert b"s4" in file_of(anna, cast, "svg", least="4")


def test_the_png_is_an_image_and_the_svg_stands_alone(cast: Cast) -> None:
    covered(cast)
    anna = browser(cast.anna)
    assert Image.open(io.BytesIO(file_of(anna, cast, "png"))).width > 1000
    drawn = file_of(anna, cast, "svg")
    root = ET.fromstring(drawn)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert b"href" not in drawn  # a file leads nowhere
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Kim #panic[*b*] <i>", "5 Trusted adviser", "Relationship map of Acme"} <= set(texts)


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_taking_a_picture_away_is_audited_and_strangers_find_nothing(cast: Cast, kind: str) -> None:
    address = reverse("account-map-file", args=[cast.acme.pk, kind])
    assert browser(cast.stranger).get(address).status_code == 404
    answer = browser(cast.anna).get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="acme-map-{timezone.localdate():%Y-%m-%d}.{kind}"'
    event = AuditEvent.objects.get(action="export")
    assert (event.account_id, event.after["kind"]) == (cast.acme.pk, kind)


def test_no_other_kind(cast: Cast) -> None:
    assert browser(cast.anna).get(reverse("account-map-file", args=[cast.acme.pk, "exe"])).status_code == 404
