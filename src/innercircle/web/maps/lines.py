"""The rows of the six steps as markup: fifty accounts have three hundred cells, so each row is written in one go.

Cells of many accounts read the same (`3 of 8`), so what one says is drawn once a page; every value is escaped where it
is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from django.utils.safestring import SafeString, mark_safe

from innercircle.directory.models import Account
from innercircle.maps.rules.steps import Step
from innercircle.maps.words import step_state
from innercircle.web.addresses import around
from innercircle.web.templatetags.display import icon
from innercircle.wording.figures import share

_PLACES = 3  # of a share on its meter, which is a few dozen pixels long


def lines(rows: Iterable[Account], steps: Mapping[int, tuple[Step, ...]]) -> SafeString:
    """The rows of a table: an account with its manager, and a cell for each of its steps."""
    account, analysis = ("{}".join(around(name)) for name in ("account", "account-analysis"))
    drawn: dict[Step, str] = {}
    written = []
    for row in rows:
        opens = f'<td><a href="{analysis.format(row.pk)}">'
        drawn |= {step: _cell(step) for step in steps[row.pk] if step not in drawn}
        cells = "".join([f"{opens}{drawn[step]}</a></td>" for step in steps[row.pk]])
        written.append(
            f'<tr><th scope="row"><a href="{account.format(row.pk)}">{escape(row.name)}</a>'
            f'<span class="sub">{escape(str(row.account_manager or "–"))}</span></th>{cells}</tr>'
        )
    return mark_safe("".join(written))  # noqa: S308  every part is escaped above and in `_cell`


def _cell(step: Step) -> str:
    state = escape(step_state(step))
    if step.share is None:
        return f'<span class="text-secondary">{state}</span>'
    done = icon("circle-check") if step.complete else ""
    meter = f'<meter value="{round(step.share, _PLACES):g}" aria-hidden="true"></meter>'
    return f'{done}{escape(share(step.share))}{meter}<span class="sub">{state}</span>'
