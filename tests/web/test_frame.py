"""The frame of every page: who finds what, log-in before all, own language and clock, notices, faults."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from innercircle.access.models import AuditEvent, User
from innercircle.config.urls import handler400, handler403, handler404, handler500
from innercircle.config.urls import urlpatterns as product
from innercircle.web.navigation import ADMINISTRATION, OWN, PLACES, own_places, places
from tests.cast import Cast, contact

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

Enter = Callable[[User], Client]


def part(request: HttpRequest) -> HttpResponse:
    """A part of a page that has something to say."""
    messages.success(request, "Saved <b>")
    messages.error(request, "Refused")
    return HttpResponse("<p>part</p>")


def redirecting(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Later")
    return HttpResponse(headers={"HX-Redirect": "/settings/"})


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the machine")


urlpatterns = [path("part/", part), path("redirecting/", redirecting), path("broken/", broken), *product]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def enter(client: Client) -> Enter:
    """A logged-in client."""

    def enter(user: User) -> Client:
        client.force_login(user)
        return client

    return enter


@pytest.mark.parametrize("address", ["/settings/", "/search/?q=a", "/gallery/"])
def test_every_page_asks_for_a_log_in_and_comes_back(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/auth/login/?next=/")


def test_a_part_after_the_session_ended_sends_the_whole_page_to_the_log_in(client: Client, db: None) -> None:
    headers = HTMX | {"HX-Current-URL": "http://testserver/search/?q=acme"}
    answer = client.get("/settings/", headers=headers)
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/auth/login/?next=/search/%3Fq%3Dacme"


def test_a_part_asked_for_from_elsewhere_leads_home(client: Client, db: None) -> None:
    answer = client.get("/settings/", headers=HTMX | {"HX-Current-URL": "https://evil.example/x"})
    assert answer["HX-Redirect"] == "/auth/login/?next=/"


def test_the_gallery_is_for_administrators(enter: Enter, cast: Cast) -> None:
    assert enter(cast.adam).get("/gallery/").status_code == 200
    assert enter(cast.nora).get("/gallery/").status_code == 404


def test_administration_shows_only_to_administrators(cast: Cast) -> None:
    assert any(entry.section is ADMINISTRATION for entry in places(cast.adam, "/"))
    assert not any(entry.section is ADMINISTRATION for entry in places(cast.eve, "/"))


def test_the_current_place_is_marked(cast: Cast) -> None:
    assert [entry.href for entry in places(cast.adam, "/gallery/") if entry.current] == ["/gallery/"]


def test_no_page_of_a_logged_in_person_is_kept_by_the_browser(enter: Enter, cast: Cast) -> None:
    assert enter(cast.anna).get("/settings/")["Cache-Control"] == "no-store, private"


def test_notices_reach_parts_of_pages_escaped_and_once(enter: Enter, cast: Cast, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client = enter(cast.anna)
    text = client.get("/part/", headers=HTMX).content.decode()
    assert text.startswith("<p>part</p>")
    assert "Saved &lt;b&gt;" in text
    assert text.index('id="alerts"') < text.index("Refused") < text.index('id="toasts"') < text.index("Saved")
    assert text.count("hx-swap-oob") == 2
    assert "Saved" not in client.get("/settings/").content.decode()


def test_notices_wait_for_the_page_a_redirect_leads_to(enter: Enter, cast: Cast, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client = enter(cast.anna)
    assert b"Later" not in client.get("/redirecting/", headers=HTMX).content
    assert b"Later" in client.get("/settings/").content


def test_a_person_reads_their_own_language(enter: Enter, cast: Cast) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="de")
    answer = enter(cast.anna).get("/settings/", headers={"Accept-Language": "en"})
    assert b'lang="de"' in answer.content


def test_own_settings_are_saved_and_audited(enter: Enter, cast: Cast) -> None:
    answer = enter(cast.anna).post("/settings/", {"language": "de", "time_zone": "Europe/Berlin"})
    assert answer.status_code == 302
    cast.anna.refresh_from_db()
    assert (cast.anna.language, cast.anna.time_zone) == ("de", "Europe/Berlin")
    event = AuditEvent.objects.get(action="access.user.settings")
    assert event.after == {"language": "de", "time_zone": "Europe/Berlin"}


def test_an_unknown_time_zone_is_refused_in_words(enter: Enter, cast: Cast) -> None:
    answer = enter(cast.anna).post("/settings/", {"language": "en", "time_zone": "Mars/Olympus"})
    assert answer.status_code == 200
    assert b"Mars/Olympus is not one of the available choices" in answer.content
    cast.anna.refresh_from_db()
    assert cast.anna.time_zone == "UTC"


def test_language_is_kept_with_the_person_or_before_log_in_in_a_cookie(
    client: Client, enter: Enter, cast: Cast
) -> None:
    assert client.post("/settings/language/", {"language": "de"}).cookies["django_language"].value == "de"
    enter(cast.anna).post("/settings/language/", {"language": "de", "next": "/search/"})
    cast.anna.refresh_from_db()
    assert cast.anna.language == "de"


@pytest.mark.parametrize("wanted", ["fr", "", "de\x00"])
def test_an_unknown_language_changes_nothing(enter: Enter, cast: Cast, wanted: str) -> None:
    enter(cast.anna).post("/settings/language/", {"language": wanted})
    cast.anna.refresh_from_db()
    assert cast.anna.language == ""


@pytest.mark.parametrize(("wanted", "kept"), [("dark", "dark"), ("light", "light"), ("auto", "auto"), ("pink", "auto")])
def test_theme_is_kept_and_drawn_by_the_server(client: Client, db: None, wanted: str, kept: str) -> None:
    client.post("/settings/theme/", {"theme": wanted})
    page = client.get("/auth/login/").content.decode()
    assert f'data-theme="{kept}"' in page
    assert f'data-bs-theme="{"dark" if kept == "dark" else "light"}"' in page


@pytest.mark.parametrize(
    ("wanted", "target"),
    [
        ("/search/?q=a", "/search/?q=a"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_choosing_leads_back_to_the_page_and_never_away(client: Client, db: None, wanted: str, target: str) -> None:
    assert client.post("/settings/theme/", {"theme": "dark", "next": wanted})["Location"] == target


def test_choosing_by_address_alone_changes_nothing(client: Client, db: None) -> None:
    lost = client.get("/settings/theme/?theme=dark")  # as after a log-in between a form and its sending
    assert (lost.status_code, lost["Allow"]) == (405, "POST")
    assert "This form has expired" in lost.content.decode()


def test_sample_data_is_said_on_every_page_while_it_is_loaded(enter: Enter, cast: Cast) -> None:
    client = enter(cast.anna)
    assert b"Sample data" not in client.get("/settings/").content
    User.objects.filter(pk=cast.eve.pk).update(sample=True)
    assert b"Sample data" in client.get("/settings/").content


@pytest.mark.parametrize("address", ["/nowhere/", "/auth/email/"])
def test_what_is_missing_is_404_in_words(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content


def test_a_fault_is_a_sentence_without_what_broke(client: Client, cast: Cast, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client.force_login(cast.anna)
    client.raise_request_exception = False
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content
    assert b"secret of the machine" not in answer.content


def test_a_form_without_token_is_refused_in_words(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    answer = client.post("/settings/language/", {"language": "de"})
    assert answer.status_code == 403
    assert b"This form has expired" in answer.content


def test_the_policy_allows_nothing_inline(client: Client, db: None) -> None:
    policy = client.get("/auth/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def found(client: Client, words: str) -> list[str]:
    page = client.get("/search/", {"q": words, "part": "results"}).content.decode()
    return re.findall(r'<span class="text-truncate">([^<]+)</span>', page)


def test_search_finds_pages_and_offers_them_before_a_word_is_typed(enter: Enter, cast: Cast) -> None:
    client = enter(cast.anna)
    assert "Second factor" in found(client, "")
    assert found(client, "second FACTOR") == ["Second factor"]


def test_search_leads_to_accounts_people_and_pages(enter: Enter, cast: Cast) -> None:
    contact("Anton Quill", cast.acme)
    client = enter(cast.anna)
    assert found(client, "acme") == ["Acme", "Anton Quill"]
    page = client.get("/search/", {"q": "an"}).content.decode()
    hits = re.findall(r'<a class="command-option" href="([^"]+)"', page)
    assert len(hits) >= 4
    assert {client.get(href).status_code for href in hits} == {200}


def test_every_place_of_the_frame_opens(enter: Enter, cast: Cast) -> None:
    client = enter(cast.adam)
    entries = (*places(cast.adam, "/"), *own_places("/"))
    assert len(entries) == sum(map(len, PLACES.values())) + len(OWN)
    assert {client.get(entry.href).status_code for entry in entries} == {200}


@pytest.mark.parametrize("address", ["/search/?q=<script>alert(1)", "/search/?q=<script>alert(1)&part=results"])
def test_search_says_when_nothing_fits_and_escapes_the_words(enter: Enter, cast: Cast, address: str) -> None:
    page = enter(cast.anna).get(address).content
    assert b"Nothing found" in page
    assert b"<script>alert" not in page


@pytest.mark.parametrize("words", ["%", "\x00", "x" * 5000, "'; --"])
def test_search_survives_odd_words(enter: Enter, cast: Cast, words: str) -> None:
    assert enter(cast.anna).get("/search/", {"q": words}).status_code == 200
