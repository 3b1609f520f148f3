"""The product's addresses and some that fail, so that the pages of what went wrong can be looked at."""

from __future__ import annotations

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from innercircle.config.urls import handler400, handler403, handler404, handler500
from innercircle.config.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def bad(request: HttpRequest) -> HttpResponse:
    raise BadRequest


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("October is closed; only its account manager may reopen it.")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the machine")


@csrf_protect
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><html lang=en><title>x</title><form method=post><button>Go</button></form>")


urlpatterns = [path("bad/", bad), path("refused/", refused), path("broken/", broken), path("form/", form), *product]
