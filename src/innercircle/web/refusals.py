"""What a rule refuses is answered with its sentence: 403 may not, 422 cannot be, 409 somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render

from innercircle.access.rules import Conflict, Refused
from innercircle.web import errors


class RefusalMiddleware:
    """Turns the exceptions of the rules into pages; the views need not know of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do unless something is refused, or somebody comes to where forms are sent without the form."""
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed) and request.method == "GET" and not answer.content:
            return errors.form_lost(request, answer.headers["Allow"])
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page with the sentence."""
        if isinstance(exception, Refused):
            return errors.forbidden(request, exception)
        if isinstance(exception, ValidationError):
            sentence = " ".join(exception.messages)
            return render(request, "422.html", {"reason": sentence}, status=422)
        if isinstance(exception, Conflict):
            back = request.META.get("HTTP_REFERER", "")
            same = back.startswith(f"{request.scheme}://{request.get_host()}/")
            return render(request, "409.html", {"reason": str(exception), "back": back if same else ""}, status=409)
        return None
