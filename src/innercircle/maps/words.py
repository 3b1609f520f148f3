"""Words of the map for people: findings, steps, evidence, levels."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from innercircle.directory.words import level_word
from innercircle.maps.models import MATTER_WORDS, STANCE_WORDS, STRENGTH_WORDS, Aim
from innercircle.maps.rules.acquaintance import Report, Tie
from innercircle.maps.rules.evidence import Dispute, Evidence
from innercircle.maps.rules.findings import Finding, Kind, Matter
from innercircle.maps.rules.help import Match, Where
from innercircle.maps.rules.levels import Core, Stance, Strength
from innercircle.maps.rules.steps import Number, Step
from innercircle.maps.rules.values import Line, Person
from innercircle.wording.figures import hours, moment_day, share

CORE_WORDS = {
    Core.BUDGET.value: lazy("Budget"),
    Core.GATEKEEPER.value: lazy("Gatekeeper"),
    Core.USER.value: lazy("User"),
}
_TITLES = {
    Kind.BUDGET_UNCOVERED: lazy("A Budget holder nobody covers"),
    Kind.ROLE_MISSING: lazy("A role nobody holds"),
    Kind.THREAD_OURS: lazy("Single thread, ours"),
    Kind.THREAD_THEIRS: lazy("Single thread, theirs"),
    Kind.LEVEL_UNMET: lazy("A level nobody has met for 180 days"),
    Kind.OPPONENT: lazy("An opponent without a goal"),
    Kind.COLLEAGUE_LEFT: lazy("Covered by a colleague who left"),
    Kind.CONTACT_LEFT: lazy("A contact who left"),
    Kind.DISPUTE: lazy("Opinion and evidence disagree"),
    Kind.STALE: lazy("Assessment older than 90 days"),
    Kind.CIRCLE: lazy("Reporting line in a circle"),
    Kind.ELSEWHERE: lazy("Reports to somebody at another account"),
}
_NO_NAMES: Mapping[str, str] = {}
_STEPS = {
    Number.UNDERSTAND: (lazy("Understand"), lazy("Who of ours covers whom of theirs, how strong?")),
    Number.IDENTIFY: (lazy("Identify"), lazy("What does each contact decide?")),
    Number.ANALYSE: (lazy("Analyse"), lazy("Which issues, problems, opportunities are on this map?")),
    Number.DETERMINE: (lazy("Determine"), lazy("Which goal, at which priority, for which person?")),
    Number.IMPLEMENT: (lazy("Implement"), lazy("Which initiatives accomplish the goals?")),
    Number.REVIEW: (lazy("Review"), lazy("Did it move; did people or objectives change?")),
}
_FOUND_IN = {Where.TAG: lazy("tag"), Where.NAME: lazy("name"), Where.GIVES: lazy("description")}
_NOTHING: Mapping[Number, str | Promise] = {
    Number.UNDERSTAND: lazy("nobody known yet"),
    Number.IDENTIFY: lazy("nobody known yet"),
    Number.ANALYSE: lazy("nothing to analyse yet"),
    Number.DETERMINE: lazy("no goals yet"),
    Number.IMPLEMENT: lazy("no goals yet"),
    Number.REVIEW: lazy("no reviews yet"),
}


def finding_title(finding: Finding) -> str:
    """What it says, in a few words."""
    return str(_TITLES[finding.kind])


def switched_title(key: str) -> str:
    """What a finding that was switched off says, by the key it is stored under."""
    kind, _colon, about = key.partition(":")
    title = next((str(words) for each, words in _TITLES.items() if each == kind), key)
    word = str(CORE_WORDS.get(about) or level_word(about))
    return f"{title}: {word}" if word else title


def finding_detail(finding: Finding) -> str:
    """The figure, role or level it is about; for a disagreement, which way."""
    if finding.word:
        return str(CORE_WORDS.get(finding.word) or level_word(finding.word) or finding.word)
    if finding.share is not None:
        return _("%(share)s of the client hours of a year") % {"share": share(finding.share)}
    if finding.disputes:
        why = next(iter(finding.disputes.values()))
        return (
            _("assessed high, no meeting for 180 days") if why is Dispute.TOO_HIGH else _("assessed low, met monthly")
        )
    return ""


def step_title(step: Step) -> str:
    """Its name."""
    return str(_STEPS[step.number][0])


def step_question(step: Step) -> str:
    """What it asks."""
    return str(_STEPS[step.number][1])


def step_state(step: Step) -> str:
    """How far it is, in words."""
    if step.share is None:
        return _("no priority contacts yet") if step.goals else str(_NOTHING[step.number])
    if step.number is Number.ANALYSE:
        return _analysis_state(step)
    text = _("%(done)s of %(of)s") % {"done": step.done, "of": step.of}
    missing = ", ".join(str(CORE_WORDS[role]) for role in step.roles)
    if not missing:
        return text
    nobody = _("nobody is %(roles)s") % {"roles": missing}
    return f"{text}; {nobody}"


def _analysis_state(step: Step) -> str:
    if step.reviewed is None:
        return _("no analysis yet")
    return _("up to date") if step.complete else _("the map changed since the last analysis")


def strength_word(level: int | None) -> str:
    """“4 Problem solver”; nothing for nothing."""
    return "" if level is None else f"{int(level)} {STRENGTH_WORDS[Strength(level)]}"


def stance_word(stance: int | None) -> str:
    """The stance; nothing for nothing."""
    return "" if stance is None else str(STANCE_WORDS[Stance(stance)])


def evidence_words(found: Evidence) -> str:
    """“Met 7 times in a year, 12.5 h, last on 3 May; they asked for 3”."""
    if found.last is None:
        return _("never met, as far as calendars tell")
    last = _("last met on %(day)s") % {"day": moment_day(found.last)}
    if not found.meetings:
        return last
    times = ngettext("%(n)s meeting in a year", "%(n)s meetings in a year", found.meetings) % {"n": found.meetings}
    text = f"{times}, {hours(found.long)} ({_('90 days')}: {hours(found.short)}), {last}"
    asked = _("they asked for %(theirs)s, we for %(ours)s") % {"theirs": found.theirs, "ours": found.ours}
    return f"{text}; {asked}" if found.theirs or found.ours else text


def person_words(person: Person, line: str = "", names: Mapping[str, str] = _NO_NAMES) -> str:
    """One person in one breath, for a pointer and for a screen reader."""
    held = [role_word(key, names) for key in person.roles]
    parts = [person.name, person.title, person.department, *held, stance_word(person.stance)]
    if person.until:
        parts.append(_("until %(day)s") % {"day": date_format(person.until, "SHORT_DATE_FORMAT")})
    return ", ".join(part for part in [*parts, line] if part)


def role_word(key: str, names: Mapping[str, str] = _NO_NAMES) -> str:
    """The core roles in the reader's language; the firm's own as `names` (`queries.role_names()`) calls them."""
    return str(CORE_WORDS.get(key) or names.get(key) or key.replace("-", " ").capitalize())


def role_words(names: Mapping[str, str]) -> dict[str, str]:
    """What each of these roles is called in the reader's language."""
    return {key: role_word(key, names) for key in names}


def line_words(line: Line) -> str:
    """What somebody thinks of a line, and since when."""
    if line.assessed is None:
        return _("not assessed")
    day = date_format(line.assessed_on, "SHORT_DATE_FORMAT") if line.assessed_on else "–"
    said = {"level": strength_word(line.assessed), "day": day, "who": line.assessed_by}
    return _("%(level)s, said on %(day)s by %(who)s") % said


def aim_word(aim: str) -> str:
    """What an entry about a person's values says; nothing for nothing."""
    return str(Aim(aim).label) if aim in Aim.values else ""


def matter_word(matter: Matter) -> str:
    """Issue, problem or opportunity."""
    return str(MATTER_WORDS[matter])


def match_words(match: Match) -> str:
    """The words by which something of the help catalogue fits: “supply chain” (tag), “audits” (name)."""
    return ", ".join(f"“{each.found}” ({_FOUND_IN[each.where]})" for each in match.shared[:6])


def tie_words(tie: Tie, ours: str, theirs: str) -> str:
    """“Ben met Kim 7 times in a year, last on 3 May”."""
    found = tie.evidence
    said = {"ours": ours, "theirs": theirs, "n": found.meetings, "day": moment_day(found.last)}
    if not found.meetings:
        return _("%(ours)s met %(theirs)s last on %(day)s") % said
    text = ngettext(
        "%(ours)s met %(theirs)s once in a year, on %(day)s",
        "%(ours)s met %(theirs)s %(n)s times in a year, last on %(day)s",
        found.meetings,
    )
    return text % said


def introduction_words(tie: Tie, via: str, name: str) -> str:
    """“Kim reports to Lee; both sat in 3 of our meetings in a year, last on 3 May”."""
    found = tie.evidence
    said = {"via": via, "name": name, "n": found.meetings, "day": moment_day(found.last)}
    lines = {Report.TO: _("%(via)s reports to %(name)s") % said, Report.FROM: _("%(name)s reports to %(via)s") % said}
    parts = [lines[tie.reports]] if tie.reports else []
    if found.meetings:
        text = ngettext(
            "%(via)s and %(name)s sat in one of our meetings in a year, on %(day)s",
            "%(via)s and %(name)s sat in %(n)s of our meetings in a year, last on %(day)s",
            found.meetings,
        )
        parts.append(text % said)
    elif found.last is not None:
        parts.append(_("%(via)s and %(name)s sat together with us last on %(day)s") % said)
    return "; ".join(parts)
