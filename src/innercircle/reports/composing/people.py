"""Chapters about people: the map and its findings, roles and coverage, the six steps."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from innercircle.directory.words import level_word
from innercircle.maps.rules.drawing import Words
from innercircle.maps.rules.findings import Finding
from innercircle.maps.rules.levels import Part, Stance, Strength
from innercircle.maps.rules.values import Line, Map, Person
from innercircle.maps.words import (
    finding_detail,
    finding_title,
    role_word,
    stance_word,
    step_question,
    step_state,
    step_title,
    strength_word,
)
from innercircle.reports.account_plan import AccountPlan
from innercircle.reports.blocks import Block, Cell, Chapter, Maps, Table, Text, Tone
from innercircle.reports.composing.cells import figures, part, said, several, whole, words
from innercircle.reports.map_pages import pages
from innercircle.wording.figures import hours, moment_day

_STANCES = {
    Stance.OPPONENT: Tone.BAD,
    Stance.CRITIC: Tone.WARN,
    Stance.NEUTRAL: Tone.PLAIN,
    Stance.SUPPORTER: Tone.GOOD,
    Stance.ADVOCATE: Tone.GOOD,
}


def the_map(plan: AccountPlan) -> Chapter | None:
    """The picture of the day, and what is wrong or missing on it."""
    if not plan.map.present(plan.day):
        return None
    found: Block = _findings(plan) if plan.map_findings else Text(_("The map has no findings."), Tone.GOOD)
    return Chapter(
        _("The relationship map"), (found, _picture(plan)), _("Who of ours knows whom of theirs, and how well?")
    )


def _picture(plan: AccountPlan) -> Maps:
    roles = {role: _role(plan, role) for person in plan.map.people for role in person.roles}
    said_ = Words(roles, _("left"), _("reports elsewhere"), _("reporting line in a circle"))
    drawn = pages(plan.map, plan.day, int(plan.at.timestamp()), said_)
    covered = plan.map.covered(plan.day)
    people = plan.map.present(plan.day)
    alt = ngettext(
        "Map of %(people)d person of theirs, %(covered)d covered by ours; the table of roles says the same in words.",
        "Map of %(people)d people of theirs, %(covered)d covered by ours; the table of roles says the same in words.",
        len(people),
    ) % {"people": len(people), "covered": sum(1 for each in people if each.post in covered)}  # fmt: skip
    rest = ngettext(
        "%(count)d more person is not on the picture.", "%(count)d more people are not on the picture.", drawn.left_out
    ) % {"count": drawn.left_out}
    return Maps(
        "",
        drawn.pictures,
        alt,
        _("Our people"),
        _("Their people"),
        tuple((int(level), strength_word(level)) for level in Strength if level),
        _(
            "Border: stance, from red (opponent) to green (advocate). Dashed border: nobody covers the person."
            " Faded line: assessed more than 90 days ago. Letters: buying roles."
        ),
        rest if drawn.left_out else "",
    )  # fmt: skip


def _role(plan: AccountPlan, key: str) -> str:
    """The core roles in the reader's language, the firm's own by their names."""
    return role_word(key, plan.roles)


def _findings(plan: AccountPlan) -> Table:
    columns = (words(_("Finding"), 2), words(_("Who"), 2.6), words(_("Why"), 1.8))
    rows = tuple((said(what), said(several(who)), said(why)) for what, who, why in grouped_findings(plan))
    return Table("map-findings", _("Findings on the map"), columns, rows, _("and %(count)s more findings"), most=40)


def grouped_findings(plan: AccountPlan) -> list[tuple[str, list[str], str]]:
    """What is found, everybody it is about, and why: findings that say the same stand in one row."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in plan.map_findings:
        found.setdefault((finding_title(each), finding_detail(each)), []).extend(_pair(names_of(plan.map, each), each))
    return [(what, [name for name in who if name], why) for (what, why), who in found.items()]


def _pair(names: list[str], each: Finding) -> list[str]:
    """One of theirs with one of ours belong together; others are a list."""
    return [" – ".join(names)] if each.posts and each.colleagues else names


def names_of(found: Map, each: Finding) -> list[str]:
    """Whom a finding is about, theirs and ours."""
    theirs = {person.post: person.name for person in found.people}
    ours = {colleague.colleague: colleague.name for colleague in found.ours}
    return [*(theirs.get(post, "") for post in each.posts), *(ours.get(key, "") for key in each.colleagues)]


def roles_and_coverage(plan: AccountPlan) -> Chapter | None:
    """Every person of theirs: role, stance, who of ours covers them, how strong, and the evidence."""
    people = plan.map.present(plan.day)
    if not people:
        return None
    columns = (
        words(_("Person"), 2.1), words(_("Roles"), 1.2), words(_("Stance"), 1.1), words(_("Covered by"), 1.8),
        words(_("Strength, assessed"), 1.3), words(_("Met"), 1.8),
    )  # fmt: skip
    rows = tuple(_person(plan, each) for each in sorted(people, key=_weight))
    title = _("Their people, the most influential first")
    table = Table("people", title, columns, rows, _("and %(count)s more people; the spreadsheet has all"), most=120)
    return Chapter(
        _("Roles and coverage"), (table,), _("What does each of them decide, and who of ours is there for them?")
    )


def _weight(person: Person) -> tuple[int, int, str]:
    return (-(person.influence or 0), 0 if person.roles else 1, person.name.casefold())


def _person(plan: AccountPlan, person: Person) -> tuple[Cell, ...]:
    lines = sorted(plan.map.lines_of(person.post), key=_strongest)
    ours = {each.colleague: each for each in plan.map.ours}
    names = [
        ours[line.colleague].name for line in lines if line.coverage is not None and ours[line.colleague].here(plan.day)
    ]
    best = next((line for line in lines if line.assessed is not None), None)
    about = " · ".join(filter(None, (person.title, person.department, level_word(person.level))))
    name = _("(name still unknown)") if person.placeholder and not person.name else person.name
    return (
        said(f"{name}\n{about}" if about else name),
        said(several(_role(plan, role) for role in person.roles)),
        said(stance_word(person.stance), _STANCES[person.stance] if person.stance is not None else Tone.PLAIN),
        said(several(names)) if names else Cell(_("nobody"), tone=Tone.BAD),
        _assessed(plan, best),
        said(_met(lines)),
    )  # fmt: skip


def _strongest(line: Line) -> tuple[bool, int]:
    return (line.part is not Part.LEAD, -int(line.assessed or 0))


def _assessed(plan: AccountPlan, line: Line | None) -> Cell:
    if line is None:
        return said("")
    return Cell(strength_word(line.assessed), tone=Tone.WARN if line.stale(plan.day) else Tone.PLAIN)


def _met(lines: list[Line]) -> str:
    """The hours of a year and the last day, over all of ours."""
    met = [line.evidence for line in lines if line.evidence.last is not None]
    if not met:
        return _("never, as far as calendars tell")
    longest = max(each.long for each in met)
    last = moment_day(max(each.last or 0 for each in met))
    if not longest:
        return _("last on %(day)s") % {"day": last}
    return _("%(hours)s in a year, last on %(day)s") % {"hours": hours(longest), "day": last}


def six_steps(plan: AccountPlan) -> Chapter | None:
    """How far the work on this account really is."""
    if not plan.steps or not plan.map.people:
        return None
    rows = tuple(
        (
            whole(int(step.number)),
            said(step_title(step)),
            said(step_question(step)),
            part(step.share),
            said(step_state(step)),
        )
        for step in plan.steps
    )
    columns = (
        figures("", 0.25),
        words(_("Step"), 1),
        words(_("Question"), 2.6),
        figures(_("Done"), 0.7),
        words(_("How far"), 1.8),
    )
    return Chapter(_("How far the six steps are"), (Table("steps", "", columns, rows),))
