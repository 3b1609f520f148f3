"""The rows of “Whom can we not afford to lose?” as markup: they are most of its page, so each is written in one go.

What is the same for all rows is looked up once a page, and every value is escaped where it is written. The six steps of
a row say how far they are in one title; what the numbers stand for is said once, below the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.directory.models import Segment
from innercircle.hours.rules import Verdict
from innercircle.maps.queries import Weight
from innercircle.maps.rules.concentration import Ranked
from innercircle.maps.rules.steps import Number, Step
from innercircle.maps.words import step_state, step_title
from innercircle.web.addresses import around
from innercircle.web.templatetags.display import verdict_key, verdict_word
from innercircle.wording.figures import money, money_short, share


def weighed(rows: Iterable[Weight], steps: Mapping[int, tuple[Step, ...]]) -> SafeString:
    """The rows of the table: what an account brings, how its relationship stands, and how old its map is."""
    words = _Words()
    return mark_safe("".join([_line(row, steps[row.account], words) for row in rows]))  # noqa: S308  escaped in `_line`


def legend() -> str:
    """What the numbers of the six steps stand for: `1 Understand · 2 Identify · …`."""
    return " · ".join(f"{number.value} {step_title(Step(number, None))}" for number in Number)


class _Words:
    """What all rows share."""

    def __init__(self) -> None:
        names = ("account", "account-hours", "account-analysis", "account-map")
        self.account, self.hours, self.analysis, self.map = ("{}".join(around(name)) for name in names)
        self.segments = {value: escape(str(label)) for value, label in Segment.choices}
        self.verdicts = {each: f'class="brief verdict-{verdict_key(each)}"' for each in Verdict}
        self.place = _("no. %(n)s")
        self.states: dict[Step, tuple[str, str]] = {}


def _line(row: Weight, steps: tuple[Step, ...], words: _Words) -> str:
    account, place = words.account.format(row.account), escape(words.place % {"n": row.place}) if row.place else ""
    below = " · ".join(filter(None, (place, escape(row.manager))))
    verdict = f'{words.verdicts[row.verdict]} href="{words.hours.format(row.account)}"'
    return (
        f'<tr><th scope="row"><a href="{account}">{escape(row.name)}</a><small>{below}</small></th>'
        f"<td>{words.segments.get(row.segment, '–')}</td>"
        f"{_amount(row.revenue, row.currency, account)}{_part(row.revenue_rank, 'share')}"
        f"{_part(row.revenue_rank, 'reached')}{_amount(row.profit, row.currency, account)}"
        f"<td><a {verdict}>{escape(verdict_word(row.verdict))}</a></td>"
        f"<td>{_steps(row.account, steps, words)}</td>"
        f'<td><a href="{words.map.format(row.account)}">{escape(age_words(row.age))}</a></td></tr>'
    )


def age_words(days: int | None) -> str:
    """How long ago somebody last said how well people know each other."""
    return _("never") if days is None else ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def _amount(amount: Decimal | None, currency: str, account: str) -> str:
    if amount is None:
        return "<td>–</td>"
    exact, short = escape(money(amount, currency)), escape(money_short(amount, currency))
    return f'<td><a href="{account}#years" title="{exact}">{short}</a></td>'


def _part(rank: Ranked | None, name: str) -> str:
    return f'<td><a href="#curve">{escape(share(getattr(rank, name)))}</a></td>' if rank else "<td>–</td>"


def _steps(account: int, steps: tuple[Step, ...], words: _Words) -> str:
    words.states |= {step: _state(step) for step in steps if step not in words.states}
    drawn, said = zip(*(words.states[step] for step in steps), strict=True)
    title = "\n".join(said)
    return f'<a class="mini-steps" href="{words.analysis.format(account)}" title="{title}">{"".join(drawn)}</a>'


def _state(step: Step) -> tuple[str, str]:
    """The number as a tile, and how far it is in words."""
    kind = "full" if step.complete else "part" if step.share else "none" if step.share is None else ""
    told = escape(f"{step.number.value}: {step_state(step)}")
    return f"<i{f' class={kind}' if kind else ''}>{step.number.value}</i>", told
