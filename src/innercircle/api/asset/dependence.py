"""Topics of knowledge and the transparency log over the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from innercircle.access.models import User
from innercircle.api.asset.shapes import HandOverIn, SharedIn, SharedOut, TopicChange, TopicIn, TopicOut
from innercircle.api.hours.figures import seen
from innercircle.api.v1 import PROBLEMS, caller, now, some_of, version_of, writer
from innercircle.directory.models import Account
from innercircle.directory.queries import contacts_of, visible_colleagues
from innercircle.plans.actions import dependence as actions
from innercircle.plans.models import KnowledgeTopic
from innercircle.plans.queries.dependence import held, visible_shared, visible_topics

router = Router(tags=["Dependence"])
_TOPICS = "/accounts/{account_id}/topics"
_TOPIC = f"{_TOPICS}/{{topic_id}}"
_SHARED = "/accounts/{account_id}/shared"


@router.get(_TOPICS, response={200: list[TopicOut], **PROBLEMS})
def list_topics(request: HttpRequest, account_id: int) -> list[TopicOut]:
    """What we know about the client's affairs; never handed over first."""
    by = caller(request)
    return [TopicOut.of(each) for each in held(_rows(by, seen(by, account_id)), now().date())]


@router.post(_TOPICS, response={201: TopicOut, **PROBLEMS})
def add_topic(request: HttpRequest, account_id: int, given: TopicIn) -> Status[TopicOut]:
    """Write down something we know, and who of ours holds it."""
    by = writer(request)
    row = actions.add_topic(by=by, at=now(), account=seen(by, account_id), values=_values(by, given))
    return Status(201, _shown(row))


@router.patch(_TOPIC, response={200: TopicOut, **PROBLEMS})
def change_topic(request: HttpRequest, account_id: int, topic_id: int, given: TopicChange) -> TopicOut:
    """Say who else knows it, or mend it; `If-Match` as everywhere."""
    by = writer(request)
    row = get_object_or_404(_rows(by, seen(by, account_id)), pk=topic_id)
    values, version = _values(by, given), version_of(request)
    return _shown(actions.change_topic(by=by, at=now(), topic=row, version=version, values=values))


@router.put(f"{_TOPIC}/handed-over", response={200: TopicOut, **PROBLEMS})
def hand_over(request: HttpRequest, account_id: int, topic_id: int, given: HandOverIn) -> TopicOut:
    """Knowledge was handed over to the client, or was not after all."""
    by = writer(request)
    account = seen(by, account_id)
    row = get_object_or_404(_rows(by, account), pk=topic_id)
    to = some_of(contacts_of(account), [given.to], "to")[0] if given.to is not None else None
    return _shown(actions.hand_over(by=by, at=now(), topic=row, on=given.on, to=to, words=given.words))


@router.delete(_TOPIC, response={204: None, **PROBLEMS})
def remove_topic(request: HttpRequest, account_id: int, topic_id: int) -> Status[None]:
    """Take a topic away that was written down by mistake."""
    by = writer(request)
    row = get_object_or_404(_rows(by, seen(by, account_id)), pk=topic_id)
    actions.remove_topic(by=by, at=now(), topic=row)
    return Status(204, None)


@router.get(_SHARED, response={200: list[SharedOut], **PROBLEMS})
def list_shared(request: HttpRequest, account_id: int) -> list[SharedOut]:
    """The transparency log, newest first."""
    by = caller(request)
    return [SharedOut.of(row) for row in visible_shared(by).filter(account=seen(by, account_id))]


@router.post(_SHARED, response={201: SharedOut, **PROBLEMS})
def share(request: HttpRequest, account_id: int, given: SharedIn) -> Status[SharedOut]:
    """Log what was shared with the client's staff."""
    by = writer(request)
    account = seen(by, account_id)
    contact = some_of(contacts_of(account), [given.contact], "contact")[0] if given.contact is not None else None
    row = actions.share(
        by=by, at=now(), account=account, on=given.on, what=given.what, contact=contact, with_words=given.with_words
    )
    return Status(201, SharedOut.of(row))


@router.delete(f"{_SHARED}/{{shared_id}}", response={204: None, **PROBLEMS})
def unshare(request: HttpRequest, account_id: int, shared_id: int) -> Status[None]:
    """Take an entry back."""
    by = writer(request)
    rows = visible_shared(by).filter(account=seen(by, account_id))
    actions.unshare(by=by, at=now(), entry=get_object_or_404(rows, pk=shared_id))
    return Status(204, None)


def _rows(by: User, account: Account) -> Any:
    return visible_topics(by).filter(account=account)


def _values(by: User, given: TopicChange) -> dict[str, Any]:
    said = given.dict(exclude_unset=True)
    values = {name: value for name, value in said.items() if value is not None or name == "second"}
    for name in ("holder", "second"):
        if values.get(name) is not None:
            values[name] = some_of(visible_colleagues(by), [values[name]], name)[0]
    return values


def _shown(row: KnowledgeTopic) -> TopicOut:
    return TopicOut.of(held([row], now().date())[0])
