"""The steps of a plan as markup, in its list and on its board: dozens of them are most of a page, so each is written
in one go.

What all steps of a page share (words, the shape of an address) is looked up once, and every value is escaped where it
is written. Words that would stand at each button stand once on the page (`plans/base_plan.html`), and buttons are named
by them and the step's title; js/plans.js opens in place what the links lead to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.plans.queries.values import ActivityView
from innercircle.plans.rules.judging import Judgement
from innercircle.plans.rules.lint import Finding
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.values import State
from innercircle.plans.wording import LABEL_WORDS, OUTCOME_WORDS, TEST_WORDS, judgement_words
from innercircle.web.addresses import around
from innercircle.web.plans.shown import hours_words, marks
from innercircle.web.templatetags.display import icon

_LEARNED = 200  # characters of what was learned that a line shows


class Lines:
    """What the steps of one account's plan share on a page; `changes` are the activities the reader may change."""

    def __init__(self, account: int, changes: frozenset[int]) -> None:
        self.changes = changes
        self.before, self.after = around("plan-activity", account)
        _before, self.move = around("plan-activity-move", account)
        self.done, self.dropped, self.billable = escape(_("done")), escape(_("dropped")), escape(_("billable"))
        self.undated, self.overdue, self.learned = escape(_("no day")), escape(_("overdue")), escape(_("Learned:"))
        self.do, self.drop, self.again = escape(_("Done")), escape(_("Drop")), escape(_("Plan again"))
        self.by_hand = f'<span class="visually-hidden"> {escape(_("(corrected by hand)"))}</span>{icon("pencil")}'
        self.labels = {label: escape(str(word)) for label, word in LABEL_WORDS.items()}
        self.tests = tuple(map(str, TEST_WORDS))
        self.outcomes = {outcome: str(word) for outcome, word in OUTCOME_WORDS.items()}

    def rows(self, views: Iterable[ActivityView]) -> SafeString:
        """The steps of a goal or initiative, one below the other."""
        return mark_safe("".join([self._row(view) for view in views]))  # noqa: S308  escaped where it is written

    def cards(self, views: Iterable[ActivityView], state: State) -> SafeString:
        """The steps of one column of the board."""
        return mark_safe("".join([self._card(view, state) for view in views]))  # noqa: S308  as above

    def _row(self, view: ActivityView) -> str:
        row, key = view.row, view.row.pk
        kind = "step" if row.state == State.PLANNED else f"step is-{row.state}"
        learned = row.learned if len(row.learned) <= _LEARNED else f"{row.learned[: _LEARNED - 1]}…"
        told = f'<div class="learned"><i>{self.learned}</i> {escape(learned)}</div>'
        return (
            f'<li class="{kind}" id="step-{key}">{self._when(view)}<div class="what">{self._title(view)}'
            f'<div class="plan-facts">{self._facts(view)}</div>{told if learned else ""}</div>'
            f'<span class="judged">{self._judged(view.judgement)}</span>'
            f"{self._buttons(view) if key in self.changes else ''}"
            f"{self._findings(view) if view.findings else ''}</li>\n"
        )

    def _when(self, view: ActivityView) -> str:
        if view.row.on is None:
            return f'<span class="when">{self.undated}</span>'
        day = _day(view.row.on)
        if not view.overdue:
            return f'<span class="when">{day}</span>'
        return f'<span class="when late">{day}<span class="visually-hidden"> {self.overdue}</span></span>'

    def _title(self, view: ActivityView) -> str:
        key = view.row.pk
        name = f' id="t{key}"' if key in self.changes else ""  # by which its buttons are called
        return f'<a class="title"{name} href="{self.before}{key}{self.after}">{escape(view.row.title)}</a>'

    def _facts(self, view: ActivityView) -> str:
        row, facts = view.row, []
        if row.state == State.DONE:
            facts.append(f'<span class="fact-done">{self.done}</span>')
        elif row.state == State.DROPPED:
            facts.append(f"<span>{self.dropped}: {escape(row.why)}</span>")
        if row.owner:
            facts.append(f"<span>{escape(row.owner.name)}</span>")
        if view.participants:
            facts.append(f'<span class="fact-people">{escape(", ".join(view.participants))}</span>')
        hours = hours_words(row)
        if hours:
            facts.append(f"<span>{escape(hours)}</span>")
        if row.billable:
            facts.append(f"<span>{self.billable}</span>")
        return "".join(facts)

    def _judged(self, judged: Judgement) -> str:
        """The three tests with their reasons, and the label; css/plans.css draws the signs."""
        drawn = marks(judged, self.tests, self.outcomes)
        return f"{drawn}{self._label(judged)}"

    def _label(self, judged: Judgement) -> str:
        told = judged.label is Label.SALES or judged.correction is not None  # else the three tests say it
        hint = f' title="{escape(judgement_words(judged))}"' if told else ""
        by_hand = self.by_hand if judged.correction else ""
        return f'<span class="tag says tone-{judged.label.value}"{hint}>{self.labels[judged.label]}{by_hand}</span>'

    def _buttons(self, view: ActivityView) -> str:
        key, href = view.row.pk, f"{self.before}{view.row.pk}{self.after}"
        edit = f'<a class="edit" aria-labelledby="do-edit t{key}" href="{href}"></a>'
        if view.row.state != State.PLANNED:
            return edit
        return (
            f'<span class="row-buttons"><a class="btn btn-sm fact-done" aria-labelledby="do-done t{key}" '
            f'href="{href}outcome/">{self.do}</a>{edit}</span>'
        )

    def _findings(self, view: ActivityView) -> str:
        """Their codes, as the way to what they say, which is fetched when somebody asks for it."""
        found = view.findings
        count = ngettext("%(n)s finding", "%(n)s findings", len(found)) % {"n": len(found)}
        href = f"{self.before}{view.row.pk}{self.after}#findings"
        return f'<a class="lint-more" href="{href}">{"".join(map(_code, found))}{escape(count)}</a>'

    def _card(self, view: ActivityView, state: State) -> str:
        row, key = view.row, view.row.pk
        late = ' class="late"' if view.overdue else ""
        hours = hours_words(row)
        facts = (
            f"<span{late}>{_day(row.on)}</span>" if row.on else "",
            f"<span>{escape(row.owner.name)}</span>" if row.owner else "",
            f"<span>{escape(hours)}</span>" if hours else "",
        )
        return (
            f'<li class="board-card tone-{view.judgement.label.value}" id="card-{key}" data-card>{self._title(view)}'
            f'<div class="plan-facts">{"".join(facts)}</div><span class="judged">'
            f"{self._judged(view.judgement)}</span>{self._moves(view, state) if key in self.changes else ''}</li>\n"
        )

    def _moves(self, view: ActivityView, state: State) -> str:
        """What the board does with a card; the two forms behind the buttons stand once on the page."""
        href, name = f"{self.before}{view.row.pk}{self.after}", f"t{view.row.pk}"
        move = f"{self.before}{view.row.pk}{self.move}"
        if state is not State.PLANNED:
            return (
                f'<div class="row-buttons"><button class="btn btn-sm fact-again" form="again" formaction="{move}" '
                f'name="version" value="{view.row.version}" data-move="p" aria-labelledby="do-again {name}">'
                f"{self.again}</button></div>"
            )
        return (
            f'<div class="row-buttons"><a class="btn btn-sm fact-done" data-move="d" aria-labelledby="do-done {name}" '
            f'href="{href}outcome/?then=board">{self.do}</a><a class="btn btn-sm fact-drop" data-move="x" '
            f'data-dialog="drop" data-action="{move}" data-version="{view.row.version}" aria-haspopup="dialog" '
            f'aria-labelledby="do-drop {name}" href="{href}#drop">{self.drop}</a></div>'
        )


def _day(day: date) -> str:
    return escape(date_format(day, "SHORT_DATE_FORMAT"))


def _code(found: Finding) -> str:
    return f'<span class="tag tone-{found.severity.value}">{escape(found.code)}</span> '
