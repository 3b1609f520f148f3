"""Nobody without log-in; each person's own language and clock; notices reach partial pages too."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from innercircle.access.models import User

PARTS = "HX-Request"  # the header by which htmx says that it asks for a part of a page
Next = Callable[[HttpRequest], HttpResponseBase]


class LogInMiddleware(LoginRequiredMiddleware):
    """Every page needs a log-in unless its view says `login_not_required`; the API answers 401 by itself.

    A part of a page that is asked for after the session ended sends the whole page to the log-in, not into the part.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Let the API and whoever is logged in pass."""
        if request.path.startswith("/api/"):
            return None
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None or not is_part(request):
            return answer
        page = HtmxDetails(request).current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(page)["Location"])


class PersonMiddleware:
    """Shows times on the person's clock and texts in their language; the account's zone still decides months.

    What a logged-in person read is not kept by the browser, so that nobody finds it there after the log-out.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Switch for this request only."""
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        if user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        with timezone.override(ZoneInfo(user.time_zone)):
            answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer


class NoticeMiddleware:
    """Adds the notices of an action to the part of a page that answers it; htmx puts them in their place."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Only for parts of pages, and only where there is something to say."""
        answer = self.get_response(request)
        if not is_part(request) or not _takes_notices(answer):
            return answer
        notices = list(get_messages(request))
        if notices:
            answer.write(render_to_string("shell/notices.html", {"messages": notices, "swap": True}, request))
        return answer


def _takes_notices(answer: HttpResponseBase) -> bool:
    whole = isinstance(answer, HttpResponse) and b"<html" not in answer.content[:200]
    stays = not {"HX-Redirect", "HX-Refresh", "HX-Location"} & set(answer.headers)
    return whole and stays and answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page rather than a person for a page."""
    return request.headers.get(PARTS) == "true"
