"""Everything known of whoever is chosen on the map, to read and to change in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse

from innercircle.access.rules import may_administer
from innercircle.directory.models import Level
from innercircle.maps import queries
from innercircle.maps.rules.evidence import dispute
from innercircle.maps.rules.outline import circles
from innercircle.maps.rules.seen import line_mark, standing_mark
from innercircle.maps.rules.values import Line, Ours, Person
from innercircle.maps.words import evidence_words, line_words, stance_word, strength_word
from innercircle.web.directory.needs import suggestions
from innercircle.web.hours.frame import now, reader
from innercircle.web.maps.forms import LineForm, PlaceForm, SeenForm, StandingForm, ValueForm, place_mark
from innercircle.web.maps.frame import colleagues, meetings_of_both
from innercircle.web.maps.look import Look


def panel_of(
    request: HttpRequest,
    shown: Look,
    post: int | None = None,
    faulty: Mapping[str, Form] | None = None,
) -> dict[str, Any] | None:
    """The chosen person of theirs or ours; None where nobody of this map is chosen.

    `post` is the person a form was sent for, `faulty` what of it was not taken.
    """
    key, colleague = str(post or request.GET.get("person", "")), request.GET.get("colleague", "")
    found = shown.found
    person = next((each for each in found.people if str(each.post) == key), None)
    if person is not None:
        return _person(request, shown, person) | _forms(request, shown, person, faulty or {})
    ours = next((each for each in found.ours if str(each.colleague) == colleague), None)
    return _ours(shown, ours) if ours else None


def _person(request: HttpRequest, shown: Look, person: Person) -> dict[str, Any]:
    found, names = shown.found, {each.post: each.name for each in shown.found.people}
    reports = {each.post: each.reports_to for each in found.people}
    told = list(queries.values_of_person(person.post))
    return {
        "person": person,
        "level": dict(Level.choices).get(person.level, ""),
        "roles": [shown.roles.get(key, key) for key in person.roles],
        "stance": stance_word(person.stance),
        "rival": strength_word(person.rival_strength),
        "boss": names.get(person.reports_to or 0, ""),
        "boss_href": shown.address.node(f"p{person.reports_to}"),
        "circle": any(person.post in circle for circle in circles(reports)),
        "lines": _lines(shown, found.lines_of(person.post), request.GET.get("line", "")),
        "told": told,
        "assessments": queries.assessments_of(person.post)[:12],
        "suggestions": suggestions(queries.help_for(person.post, shown.at.date())) if told else [],
    }


def _forms(request: HttpRequest, shown: Look, person: Person, faulty: Mapping[str, Form]) -> dict[str, Any]:
    """What may be changed in place; a form that was sent and not taken stands in the place of the fresh one."""
    if not shown.changing:
        return {}
    free, found = colleagues(request), shown.found
    drawn = [line for line in found.lines_of(person.post) if line.coverage is not None]
    taken = {line.colleague for line in drawn}
    line_forms: dict[int, Form] = {
        line.colleague: LineForm(colleagues=[each for each in free if each.pk == line.colleague], line=line)
        for line in drawn
    }
    _renew(person, {line.colleague: line for line in drawn}, faulty)
    sent = faulty.get("line")
    known = {str(key): key for key in taken}.get(sent.data.get("colleague", "")) if sent else None
    if sent and known:
        line_forms[known], sent.auto_id = sent, f"line{known}-%s"
    return {
        "standing_form": StandingForm(
            roles=[key for key in shown.roles if key in shown.used or key in person.roles],
            person=person,
            names=shown.roles,
        ),
        "place_form": PlaceForm(people=_superiors(shown, person), person=person),
        "line_form": sent
        if sent and not known
        else LineForm(colleagues=[each for each in free if each.pk not in taken]),
        "line_forms": line_forms,
        "value_form": ValueForm(today=now().date()),
        "roles_href": reverse("roles") if may_administer(reader(request).role) else "",
        **{name: form for name, form in faulty.items() if name.endswith("_form")},
    }


def _superiors(shown: Look, person: Person) -> list[Person]:
    """Whom somebody may report to: who works there, and whoever they report to already."""
    day = shown.at.date()
    return [each for each in shown.found.people if each.here(day) or each.post == person.reports_to]


def _renew(person: Person, drawn: Mapping[int, Line], faulty: Mapping[str, Form]) -> None:
    """After a conflict the panel shows what stands there now: who saves again has seen it."""
    for name, form in faulty.items():
        if isinstance(form, SeenForm) and getattr(form, "conflict", False):
            colleague = {str(key): key for key in drawn}.get(form.data.get("colleague", ""), 0)
            marks = {"standing_form": standing_mark(person), "place_form": place_mark(person)}
            form.renew(marks.get(name) or line_mark(drawn.get(colleague)))


def _lines(shown: Look, lines: list[Line], chosen: str) -> list[dict[str, Any]]:
    ours = {each.colleague: each for each in shown.found.ours}
    theirs = {each.post: each for each in shown.found.people}
    at, day = int(shown.at.timestamp()), shown.at.date()
    return [
        {
            "line": line,
            "colleague": ours[line.colleague],
            "href": shown.address.node(f"c{line.colleague}"),
            "chosen": chosen == str(line.colleague),
            "said": line_words(line),
            "wanted": strength_word(line.wanted),
            "evidence": evidence_words(line.evidence),
            "meetings": meetings_of_both(
                shown.account.pk, theirs[line.post].contact, line.colleague, line.evidence, shown.at
            ),
            "disputed": dispute(line.assessed, line.evidence, at) is not None,
            "stale": line.stale(day),
            "gone": not ours[line.colleague].here(day),
        }
        for line in sorted(lines, key=lambda each: -(each.assessed or 0))
    ]


def _ours(shown: Look, ours: Ours) -> dict[str, Any]:
    people = {each.post: each for each in shown.found.people}
    lines = [line for line in shown.found.lines if line.colleague == ours.colleague]
    return {
        "ours": ours,
        "gone": not ours.here(shown.at.date()),
        "covers": [
            {
                "person": people[line.post],
                "href": shown.address.node(f"p{line.post}"),
                "said": line_words(line),
                "evidence": evidence_words(line.evidence),
                "meetings": meetings_of_both(
                    shown.account.pk, people[line.post].contact, line.colleague, line.evidence, shown.at
                ),
            }
            for line in sorted(lines, key=lambda each: -(each.assessed or 0))
        ],
    }
