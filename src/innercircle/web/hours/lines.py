"""The rows of the portfolio as markup: fifty of them are most of its page, so each is written in one go.

What is the same for all rows (words, the shape of an address, the lock) is looked up once a page, and every value is
escaped where it is written. The ends of rows and cells are left out, as HTML allows: they are two kilobytes of a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.directory.models import Segment
from innercircle.hours.queries.values import PortfolioRow
from innercircle.hours.rules import Running, Streak, Verdict
from innercircle.web.addresses import around
from innercircle.web.templatetags.display import icon, spark
from innercircle.web.templatetags.hours_words import brief_verdict
from innercircle.wording.figures import hours, hours_number, money_short, share

_MINUTE = 60


def lines(rows: Iterable[PortfolioRow], query: str) -> SafeString:
    """The rows of a table; `query` is the part of an address that keeps the policy."""
    words = _Words(query)
    return mark_safe("".join([_line(row, words) for row in rows]))  # noqa: S308  every part is escaped in `_line`


class _Words:
    """What all rows share."""

    def __init__(self, query: str) -> None:
        self.query = escape(query)
        self.before_key, self.after_key = around("account-hours")
        self.segments = {value: f"{escape(str(label))} · " for value, label in Segment.choices}
        self.verdicts = {verdict: brief_verdict(verdict) for verdict in Verdict}
        self.lock = f" {icon('lock', label=_('Closed'))}"
        self.before, self.running = _("before %(before)s"), _("%(done)s of %(goal)s")


def _line(row: PortfolioRow, words: _Words) -> str:
    href, query = f"{words.before_key}{row.account}{words.after_key}", words.query
    note = escape(_note(row)) + (words.lock if row.closed else "")
    before = escape(words.before % {"before": hours(row.before)})
    done, goal = hours_number(row.running.so_far), hours(row.running.to_beat)
    part, worth = share(row.revenue_share), money_short(row.revenue, row.currency)
    return (
        f'<tr><th scope="row"><a href="{href}{query}">{escape(row.name)}</a>'
        f"<small>{words.segments.get(row.segment, '')}{escape(row.manager or '–')}</small>"
        f"<td>{words.verdicts[row.verdict]}{f'<small>{note}</small>' if note else ''}"
        f"<td>{spark(row.bars, row.verdict)}"
        f'<td><a href="{href}{row.month}/{query}">{escape(hours(row.client))}</a><small>{before}</small>'
        f'<td><a href="{href}{query}#next">{escape(words.running % {"done": done, "goal": goal})}</a>'
        f"<small>{escape(_needed(row.running))}</small>"
        f"<td>{escape(part)}<small>{escape(worth)}</small>"
    )


def _note(row: PortfolioRow) -> str:
    """What stands below the verdict: how much hangs open, or for how long it has been so."""
    if row.verdict is not Verdict.OPEN:
        return streak_words(row.streak)
    words = ngettext("%(n)s meeting unconfirmed", "%(n)s meetings unconfirmed", row.unconfirmed)
    return words % {"n": row.unconfirmed}


def _needed(running: Running) -> str:
    """What the running month lacks to beat the one before, and what is booked already."""
    needed, booked = running.needed.high, running.booked
    words = {"booked": hours(booked), "needed": hours(needed)}
    if needed == 0:
        return _("%(booked)s booked: beats it") % words if booked.high else _("beaten")
    if needed < _MINUTE:
        return _("%(booked)s booked, a minute more beats it") % words if booked.high else _("a minute more beats it")
    return _("%(booked)s booked, %(needed)s to go") % words if booked.high else _("%(needed)s to go") % words


def streak_words(streak: Streak | None) -> str:
    """`3 months in a row`; nothing for the first month."""
    if streak is None or streak.months < 2:
        return ""
    return ngettext("%(count)d month in a row", "%(count)d months in a row", streak.months) % {"count": streak.months}
