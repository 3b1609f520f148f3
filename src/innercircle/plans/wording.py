"""The plan's judgements and findings in the reader's language: what pages, documents and messages share.

The rules speak English sentences (`plans.rules`); the texts of the rule catalogue are collected from its file, the
sentences of the three tests and of findings stand here. A sentence that is not known is shown as the rule said it.
"""

from __future__ import annotations

import re
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from innercircle.plans.models import LABEL_WORDS, STATE_WORDS
from innercircle.plans.rules.catalogue import CATALOGUE, Severity
from innercircle.plans.rules.judging import Checked, Judgement, Outcome
from innercircle.plans.rules.lint import Finding
from innercircle.plans.rules.reading import Label
from innercircle.plans.rules.verdict import Verdict

__all__ = [
    "LABEL_WORDS",
    "OUTCOME_WORDS",
    "SEVERITY_WORDS",
    "STATE_WORDS",
    "TEST_WORDS",
    "finding_detail",
    "judgement_words",
    "reason_words",
    "rule_better",
    "rule_title",
    "rule_wrong",
    "together_words",
    "verdict_words",
]

OUTCOME_WORDS = {
    Outcome.PASS: lazy("passes"),
    Outcome.FAIL: lazy("fails"),
    Outcome.UNKNOWN: lazy("the plan is silent"),
}
SEVERITY_WORDS = {Severity.ERROR: lazy("Error"), Severity.WARNING: lazy("Warning"), Severity.NOTE: lazy("Note")}
TEST_WORDS = (lazy("Own time"), lazy("Learning"), lazy("Illustration"))

_REASONS = (
    lazy("it is billable"),
    lazy("the words say it is paid for"),
    lazy("no hours of ours in it"),
    lazy("the words say it is unpaid"),
    lazy("it does not say whose time it takes"),
    lazy("the question is about our sale"),
    lazy("it records what was learned"),
    lazy("it is done and nothing learned is recorded"),
    lazy("it says what we want to learn"),
    lazy("the words want to learn"),
    lazy("it names nothing to learn"),
    lazy("it does not say what we want to learn"),
    lazy("it asserts"),
    lazy("it is part of what they pay for"),
    lazy("it belongs to the paid work"),
    lazy("it says"),
    lazy("it says what useful thing they get"),
    lazy("the words give them something"),
    lazy("it names nothing useful for them"),
    lazy("it does not say what they get from it"),
)  # collected here for the catalogues; found again by their English text
_QUOTED = re.compile(r'^(?P<core>.*?) \("(?P<words>.*)"\)$')
_HOURS = re.compile(r"^(?P<hours>[\d.e+-]+) hours of ours, not billed$")
_SAID = re.compile(r'^"(?P<words>.*)": (?P<wrong>.+)$')
_ALIKE = re.compile(r"\((?P<share>\d+)% alike\)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_LACKS = {
    "an owner": lazy("an owner"),
    "a date": lazy("a date"),
    "a next step": lazy("a next step"),
}
_WITH_DAY = (
    (re.compile(r"^Last on "), lazy("Last on %(day)s.")),
    (re.compile(r"^Never since it began on "), lazy("Never since it began on %(day)s.")),
    (re.compile(r"^Last assessed on "), lazy("Last assessed on %(day)s.")),
    (re.compile(r"^It was due "), lazy("It was due %(day)s.")),
    (re.compile(r"^Its next step was due "), lazy("Its next step was due %(day)s.")),
)
_FAR = re.compile(r"^(?P<day>\S+) is more than (?P<years>\d+) years from today\.$")
_BELOW = re.compile(r"^(?P<hours>\S+) hours (?P<what>planned|spent) is below zero\.$")
_STOPS = re.compile(r"^It would stop if (?P<who>.+) left\.$")
_THREAD = re.compile(r"^(?:[Oo]nly (?P<theirs>.+?) of theirs)?(?: and )?(?P<ours>[Oo]nly one of ours)? carries the")


def rule_title(code: str) -> str:
    """A rule's short title."""
    return _(CATALOGUE[code].title)


def rule_wrong(code: str) -> str:
    """What is wrong when a rule speaks up, in one sentence."""
    return _(CATALOGUE[code].wrong)


def rule_better(code: str) -> str:
    """What would help, in one sentence."""
    return _(CATALOGUE[code].better)


def reason_words(checked: Checked) -> str:
    """Why a test passes, fails, or does not know."""
    found = _HOURS.match(checked.reason)
    if found:
        hours = float(found["hours"])
        figure = number_format(round(hours, 2), decimal_pos=0 if hours == int(hours) else 2)
        return ngettext(
            "%(hours)s hour of ours, not billed", "%(hours)s hours of ours, not billed", max(1, round(hours))
        ) % {"hours": figure}
    quoted = _QUOTED.match(checked.reason)
    return f"{_(quoted['core'])} ({_quote(quoted['words'])})" if quoted else _(checked.reason)


def judgement_words(judged: Judgement) -> str:
    """Why an activity is what it is, in one sentence; a correction by hand says so first."""
    if judged.correction:
        said = {"reason": judged.correction.reason.rstrip("."), "label": LABEL_WORDS[judged.read_as]}
        if judged.correction.by:
            return _("Corrected by hand by %(by)s: %(reason)s (read as: %(label)s).") % {
                **said, "by": judged.correction.by,
            }  # fmt: skip
        return _("Corrected by hand: %(reason)s (read as: %(label)s).") % said
    if judged.label is Label.SALES:
        return _why_sales(judged)
    wanted = Outcome.PASS if judged.label is Label.RELATIONSHIP else Outcome.FAIL
    reasons = "; ".join(reason_words(each) for each in judged.tests if each.outcome is wanted)
    return _sentence(reasons or _("neither a use for them nor a sales aim is named"))


def _why_sales(judged: Judgement) -> str:
    said = _SAID.match(judged.reason)
    if said:
        return f"{_quote(said['words'])}: {_(said['wrong'])}"
    alike = _ALIKE.search(judged.reason)
    share = f" ({alike['share']} %)" if alike else ""
    words = _("no single phrase decides; the wording as a whole resembles sales lines") + share
    return _sentence(f"{words}: {rule_title(judged.codes[0])}" if judged.codes else words)


def finding_detail(finding: Finding) -> str:
    """What makes it so here; nothing where the rule's sentence says it all."""
    text = finding.detail
    if text.startswith("It lacks "):
        parts = text.removeprefix("It lacks ").rstrip(".").replace(" and ", ", ").split(", ")
        return _("It lacks %(what)s.") % {"what": ", ".join(str(_LACKS.get(part, part)) for part in parts)}
    for pattern, sentence in _WITH_DAY:
        day = _ISO.search(text)
        if pattern.match(text) and day:
            return str(sentence) % {"day": date_format(date.fromisoformat(day.group()), "SHORT_DATE_FORMAT")}
    if text == "Never assessed.":
        return _("Never assessed.")
    return _figures(text) or _people(text) or _reason(text)


def _figures(text: str) -> str:
    far, below = _FAR.match(text), _BELOW.match(text)
    if far:
        return _("%(day)s is more than %(years)s years from today.") % far.groupdict()
    if below:
        what = _("planned") if below["what"] == "planned" else _("spent")
        return _("%(hours)s hours %(what)s is below zero.") % {"hours": below["hours"], "what": what}
    return ""


def _people(text: str) -> str:
    stops, thread = _STOPS.match(text), _THREAD.match(text)
    if stops:
        who = f" {_('or')} ".join(stops["who"].split(" or "))
        return _("It would stop if %(who)s left.") % {"who": who}
    if not thread:
        return ""
    theirs = _("only %(name)s of theirs") % {"name": thread["theirs"]} if thread["theirs"] else ""
    ours = _("only one of ours") if thread["ours"] else ""
    return _("One thread: %(who)s.") % {"who": ", ".join(filter(None, (theirs, ours)))}


def _reason(text: str) -> str:
    """A test's reason as the detail of its finding: the words it stumbled over; the rest the rule says itself."""
    said = _SAID.match(text) or _QUOTED.match(text)
    return _quote(said["words"]) if said else ""


def verdict_words(verdict: Verdict) -> str:
    """The verdict on a plan in a sentence."""
    if not verdict.judged:
        return _("No activity builds the relationship or sells yet, so there is nothing to judge.")
    said = {"n": verdict.relationship, "of": verdict.judged}
    if verdict.is_sales_plan:
        return _("This is a sales plan: %(n)s of %(of)s activities that are not neutral build the relationship.") % said
    return (
        _("This is a relationship plan: %(n)s of %(of)s activities that are not neutral build the relationship.") % said
    )


def together_words(verdict: Verdict) -> str:
    """The share over several plans, in a sentence."""
    if not verdict.judged:
        return _("No activity builds the relationship or sells yet, so there is nothing to judge.")
    said = {"n": verdict.relationship, "of": verdict.judged}
    return _("%(n)s of %(of)s activities that are not neutral build the relationship.") % said


def _quote(words: str) -> str:
    return _("“%(words)s”") % {"words": words}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""
