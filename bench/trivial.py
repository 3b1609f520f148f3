"""The product's addresses and one more: a page that does nothing, to hold the others against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from innercircle.config.urls import urlpatterns as product

PAGE = "<!doctype html><title>Nothing</title><p>{{ request.user.email }}</p>"


def nothing(request: HttpRequest) -> HttpResponse:
    """A template of one line, behind the same middleware and log-in as every page."""
    return HttpResponse(engines["django"].from_string(PAGE).render({}, request))


urlpatterns = [path("bench/nothing/", nothing), *product]
