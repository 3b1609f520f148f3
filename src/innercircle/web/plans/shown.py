"""Judgements, findings, steps and goals as the templates show them: words, tones, icons, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from innercircle.plans.models import Activity
from innercircle.plans.rules.judging import Judgement, Outcome
from innercircle.plans.rules.lint import Finding
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.verdict import Verdict
from innercircle.plans.wording import (
    LABEL_WORDS,
    OUTCOME_WORDS,
    SEVERITY_WORDS,
    TEST_WORDS,
    finding_detail,
    judgement_words,
    reason_words,
    rule_better,
    rule_title,
    rule_wrong,
    together_words,
    verdict_words,
)
from innercircle.wording.figures import hours

_ICONS = {Outcome.PASS: "check", Outcome.FAIL: "x", Outcome.UNKNOWN: "help-circle"}
LABEL_ICONS = {Label.RELATIONSHIP: "heartbeat", Label.SALES: "coin", Label.NEUTRAL: "equal"}
_FIELDS = {
    "OT01": "billable", "OT02": "planned_minutes", "OT03": "participants", "CP09": "participants",
    "LN01": "want_to_learn", "LN02": "learned", "LN03": "want_to_learn", "IL02": "billable", "IL03": "useful",
    "CP06": "on", "CP11": "on", "RV02": "on",
}  # fmt: skip


def shown_label(judged: Judgement) -> dict[str, Any]:
    """The label, with its reason where no test beside it says that."""
    told = judged.label is Label.SALES or judged.correction is not None
    return {
        "label": judged.label.value,
        "word": LABEL_WORDS[judged.label],
        "hint": judgement_words(judged) if told else "",
        "correction": judged.correction,
    }


def shown_judgement(judged: Judgement) -> dict[str, Any]:
    """The label with its reason, and the three tests with theirs."""
    return {
        **shown_label(judged),
        "marks": marks(judged),
        "icon": LABEL_ICONS[judged.label],
        "reason": judgement_words(judged),
        "read_as": LABEL_WORDS[judged.read_as],
        "tests": [
            {
                "name": TEST_WORDS[place],
                "tone": each.outcome.value,
                "icon": _ICONS[each.outcome],
                "word": OUTCOME_WORDS[each.outcome],
                "reason": reason_words(each),
                "code": each.code,
            }
            for place, each in enumerate(judged.tests)
        ],
    }


def marks(
    judged: Judgement,
    tests: Sequence[object] = TEST_WORDS,
    outcomes: Mapping[Outcome, object] = OUTCOME_WORDS,
) -> SafeString:
    """The three tests as marks with their reasons; css/plans.css draws the signs, for a plan shows hundreds."""
    return mark_safe(  # noqa: S308  escaped where it is written
        "".join(
            [
                f'<i class="tone-{each.outcome.value}" role="img" title="'
                f'{escape(f"{tests[place]}: {outcomes[each.outcome]}, {reason_words(each)}")}"></i>'
                for place, each in enumerate(judged.tests)
            ]
        )
    )


def shown_finding(found: Finding) -> dict[str, Any]:
    """A finding: code, severity, what is wrong, what would help, and the page of its rule."""
    return {
        "code": found.code,
        "tone": found.severity.value,
        "severity": SEVERITY_WORDS[found.severity],
        "title": rule_title(found.code),
        "wrong": rule_wrong(found.code),
        "better": rule_better(found.code),
        "detail": finding_detail(found),
        "href": reverse("rule", args=[f"plan/{found.code}"]),
        "kind": found.place.kind,
        "key": found.place.key,
        "place": found.place.title,
    }


def shown_findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Several of them."""
    return [shown_finding(each) for each in found]


def by_field(found: Iterable[Finding]) -> dict[str, list[dict[str, Any]]]:
    """Findings of an activity beside the field where they are mended; what is about the whole stands at its title."""
    slots: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        slots.setdefault(_FIELDS.get(each.code, "title"), []).append(shown_finding(each))
    return slots


def shown_verdict(verdict: Verdict) -> dict[str, Any]:
    """The verdict on a plan: a tone, a word, a sentence."""
    if not verdict.judged:
        tone, word, icon = "neutral", _("Nothing to judge yet"), "hourglass-high"
    elif verdict.is_sales_plan:
        tone, word, icon = "sales", _("Sales plan"), "coin"
    else:
        tone, word, icon = "relationship", _("Relationship plan"), "heartbeat"
    return {"tone": tone, "word": word, "icon": icon, "sentence": verdict_words(verdict), "verdict": verdict,
            "together": together_words(verdict)}  # fmt: skip


def place_href(account: int, kind: str, key: str) -> str:
    """Where a finding's place is looked at and mended."""
    if kind in {"activity", "goal", "initiative"} and key.isdigit():
        return reverse(f"plan-{kind}", args=[account, int(key)])
    if kind == "contact" and key.isdigit():
        return reverse("contact", args=[int(key)])
    return reverse("account-plan", args=[account])


def hours_words(row: Activity) -> str:
    """Our hours: spent where that is written, else planned; both where they differ."""
    planned, spent = row.planned_minutes, row.spent_minutes
    if spent is None:
        return "" if planned is None else hours(planned * 60)
    if planned is None or planned == spent:
        return _("%(hours)s spent") % {"hours": hours(spent * 60)}
    return _("%(spent)s spent of %(planned)s") % {"spent": hours(spent * 60), "planned": hours(planned * 60)}


def is_late(day: date | None, today: date) -> bool:
    """Whether a day is past."""
    return day is not None and day < today
