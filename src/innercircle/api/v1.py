"""The API at `/api/v1/`: who calls, how much they may call, and what a refusal looks like.

Everything the pages can do, through the same queries and actions, with a person's own key (docs/api.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadParameters
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from innercircle import __version__
from innercircle.access import actions, queries
from innercircle.access.models import Token, User
from innercircle.access.rules import Conflict, Refused
from innercircle.kit.month import Month

# A short text; what a database cannot hold is refused here.
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class Problem(Schema):
    """What an answer other than 2xx holds: one sentence, and for a refused value where it stands."""

    detail: str
    errors: list[dict[str, str]] = []


_VERSION_DIGITS = 9
_MARK = re.compile(r"[0-9a-f]{16}")
_TOO_LARGE = 2**63
Row = TypeVar("Row", bound=Model)
PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Problem)


class Key(HttpBearer):
    """`Authorization: Bearer ic_…`: a person's own key; what they may see follows from the person."""

    openapi_description = "A key of your own, made on the page Settings, Keys."

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The key's row when it is known, not run out, and its owner may log in."""
        at = now()
        found = queries.user_of_token(token, at=at)
        if found is None:
            return None
        person, key = found
        actions.note_use(token=key, at=at)
        request.user = person
        return key


class Api(NinjaAPI):
    """The API; what describes it is made once, for that takes a second and anybody may ask for it (THREATS T11)."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The document of all calls, in English whoever asks first."""
        if self._described is None:
            with override("en"):
                self._described = super().get_openapi_schema(**where)
        return self._described


api = Api(
    title="Innercircle",
    version=__version__,
    description="Client relationships, measured by what clients really invest. Times are ISO 8601, hours are decimal.",
    docs_url=None,
    openapi_url="openapi.json",
    auth=Key(),
    throttle=[AuthRateThrottle("600/m")],
    urls_namespace="api",
)


def now() -> datetime:
    """The clock, read at the door."""
    return timezone.now()


def caller(request: HttpRequest) -> User:
    """The person behind the key of this call."""
    if not isinstance(request.user, User):
        raise HttpError(401, "A key is needed: Authorization: Bearer ic_…")
    return request.user


def writer(request: HttpRequest) -> User:
    """The person behind the key, where the key may write; 403 otherwise."""
    person = caller(request)
    key = getattr(request, "auth", None)
    if not isinstance(key, Token) or not key.may_write:
        raise Refused("This key may only read. Make one that may write on the page Settings, Keys.")
    return person


def month_in(text: str) -> Month:
    """The month in an address; 404 for what is no month."""
    try:
        return Month.parse(text)
    except ValueError as fault:
        raise Http404 from fault


def aware(moment: datetime, field: str) -> datetime:
    """A moment with its offset; one without is refused, for nobody knows where it is meant."""
    if moment.utcoffset() is None:
        raise ValidationError({field: "Write the time with its offset, as 2026-03-02T09:00:00+01:00."})
    return moment


def some_of(rows: QuerySet[Row], ids: list[int], field: str) -> list[Row]:
    """The rows with these ids, each once; a sentence naming those that are not there or not for this person."""
    wanted = list(dict.fromkeys(ids))
    found = {row.pk: row for row in rows.filter(pk__in=[each for each in wanted if abs(each) < _TOO_LARGE])}
    missing = [str(each) for each in wanted if each not in found]
    if missing:
        raise ValidationError({field: f"Not known here: {', '.join(missing)}."})
    return [found[each] for each in wanted]


def version_of(request: HttpRequest) -> int | None:
    """The version in `If-Match: "7"`, None where the caller does not care; 400 for anything else."""
    said = request.headers.get("If-Match", "").strip().strip('"')
    if not said or said == "*":
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= _VERSION_DIGITS):
        raise HttpError(400, 'If-Match holds the version you read, as in If-Match: "7".')
    return int(said)


def mark_of(request: HttpRequest) -> str:
    """The mark in `If-Match: "9f3c…"` of what carries a `mark` in place of a version; empty where nobody cares."""
    said = request.headers.get("If-Match", "").strip().strip('"')
    if said and said != "*" and not _MARK.fullmatch(said):
        raise HttpError(400, 'If-Match holds the mark you read, as in If-Match: "9f3c0d1e2b4a5867".')
    return "" if said == "*" else said


def _answer(
    status: int, detail: str, errors: list[dict[str, str]] | None = None
) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        return api.create_response(request, {"detail": detail, "errors": errors or []}, status=status)

    return respond


@api.exception_handler(ObjectDoesNotExist)
@api.exception_handler(Http404)
def _missing(request: HttpRequest, _exception: Exception) -> HttpResponse:
    return _answer(404, "There is no such thing, or not for you.")(request)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    return _answer(403, str(exception))(request)


@api.exception_handler(Conflict)
def _conflict(request: HttpRequest, exception: Conflict) -> HttpResponse:
    return _answer(409, str(exception))(request)


@api.exception_handler(AuthenticationError)
def _unknown_key(request: HttpRequest, _exception: AuthenticationError) -> HttpResponse:
    return _answer(401, "A key that holds is needed: Authorization: Bearer ic_…, made on the page Settings, Keys.")(
        request
    )


@api.exception_handler(HttpError)
def _http(request: HttpRequest, exception: HttpError) -> HttpResponse:
    return _answer(exception.status_code, str(exception))(request)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    fields: dict[str, Any] = exception.message_dict if hasattr(exception, "error_dict") else {"": exception.messages}
    errors = [{"where": where, "what": text} for where, texts in fields.items() for text in texts]
    return _answer(422, " ".join(error["what"] for error in errors), errors)(request)


@api.exception_handler(BadParameters)
def _bad_parameters(request: HttpRequest, exception: BadParameters) -> HttpResponse:
    errors = [{"where": ".".join(str(part) for part in each["loc"]), "what": each["msg"]} for each in exception.errors]
    return _answer(422, "The request does not fit: see errors.", errors)(request)
