"""Calls that no area answers, in the API's own words: an address that is none, a method that it does not take."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

_API = "/api/v1/"


class StrayCallMiddleware:
    """Turns the page or the bare text of a 404 or 405 below the API's address into a refusal as `docs/api.md` says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand in front of `get_response`."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with its status and what it allows."""
        answer = self._get_response(request)
        if answer.status_code not in (404, 405) or not request.path.startswith(_API) or _is_json(answer):
            return answer
        detail = "There is no such address; /api/v1/openapi.json lists all."
        kept = {}
        if answer.status_code == 405:
            takes = ", ".join(sorted(answer.headers.get("Allow", "").split(", ")))  # comes in any order
            kept = {"Allow": takes}
            detail = f"This address takes {takes}, not {request.method}."
        return JsonResponse({"detail": detail, "errors": []}, status=answer.status_code, headers=kept)


def _is_json(answer: HttpResponse) -> bool:
    return answer.headers.get("Content-Type", "").startswith("application/json")
