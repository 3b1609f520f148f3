"""Puts an account plan into words, in one language: the chapters of the full document, or the one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from innercircle.directory.words import segment_word
from innercircle.reports.account_plan import AccountPlan
from innercircle.reports.blocks import Chapter, Document, Facts, Words
from innercircle.reports.composing import account, ahead, one_page, overview, people, plan, relationship
from innercircle.reports.plain_text import plain_text

Value = TypeVar("Value")
Composer = Callable[[AccountPlan], Chapter | None]
FULL: Sequence[Composer] = (
    overview.at_a_glance,
    account.who_they_are,
    account.money,
    relationship.client_hours,
    relationship.words_and_actions,
    people.the_map,
    people.roles_and_coverage,
    people.six_steps,
    plan.goals,
    plan.initiatives,
    plan.activities,
    plan.findings,
    ahead.dependence,
    ahead.open_points,
    ahead.next_quarter,
    overview.not_known,
)


def compose(found: AccountPlan, *, language: str, short: bool = False) -> Document:
    """The document in that language; `short` is the one-page version. Days are those of the account's clock."""
    with translation.override(language), timezone.override(found.at.tzinfo):
        chapters = one_page.chapters(found) if short else _chapters(found)
        return cleaned(_document(found, chapters, language, short=short))


def _chapters(found: AccountPlan) -> tuple[Chapter, ...]:
    made = (composer(found) for composer in FULL)
    return tuple(chapter for chapter in made if chapter is not None and chapter.blocks)


def _document(found: AccountPlan, chapters: tuple[Chapter, ...], language: str, *, short: bool) -> Document:
    moment = date_format(timezone.localtime(found.at), "DATETIME_FORMAT")
    as_of = _("As of %(moment)s") % {"moment": moment}
    about = [_("Account plan on one page") if short else _("Account plan"), segment_word(found.who.segment)]
    manager = [(_("Account manager"), found.who.manager)] if found.who.manager else []
    return Document(
        title=found.who.name,
        subtitle=" · ".join(filter(None, [*about, *([as_of] if short else [])])) if short else about[0],
        firm=found.firm.name,
        as_of=as_of,
        made_by=_("made by %(name)s with Innercircle") % {"name": found.made_by},
        language=language,
        chapters=chapters,
        words=Words(_("Contents"), _("Page %(page)s of %(of)s"), _("continued"), _("Overview")),
        moment=found.at.isoformat(),
        confidential=_("Confidential"),
        one_page=short,
        logo=found.firm.logo,
        facts=Facts((*manager, *_cover(found), (_("Figures"), as_of))),
    )


def _cover(found: AccountPlan) -> list[tuple[str, str]]:
    rows = [(_("Segment"), segment_word(found.who.segment)), (_("Industry"), found.who.industry)]
    return [row for row in rows if row[1]]


def cleaned(value: Value) -> Value:
    """The value with every text in it fit for every format (`plain_text`)."""
    result: Any = value
    if isinstance(value, str) and not isinstance(value, Enum):
        result = plain_text(value)
    elif isinstance(value, tuple):
        result = tuple(cleaned(each) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: cleaned(getattr(value, each.name)) for each in fields(value)}
        result = replace(value, **changed)
    return result  # type: ignore[no-any-return]  # the very type that came in
