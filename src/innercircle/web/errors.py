"""Pages for what went wrong: a sentence, never a traceback."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from innercircle.web.preferences import theme_of


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; drawn without the person, because the request itself may be what is broken."""
    return _alone(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: visible, but not to be changed by this person; `exception` says why where the rule has a sentence for it."""
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old (`CSRF_FAILURE_VIEW`); `reason` is for developers, so unsaid."""
    return _alone(request, "403_csrf.html", status=403)


def form_lost(request: HttpRequest, allowed: str) -> HttpResponse:
    """405 for the address of a form asked for as a page, as after a log-in in between: what was typed is gone."""
    answer = _alone(request, "403_csrf.html", status=405)
    answer.headers["Allow"] = allowed
    return answer


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same for what is missing and for what one may not see."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; drawn without database and session, because they may be what broke."""
    return _alone(request, "500.html", status=500)


def _alone(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"theme": theme_of(request), "code": status}), status=status)
