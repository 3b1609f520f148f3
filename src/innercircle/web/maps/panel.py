"""Everything known of whoever is chosen on the map, to read and to change in place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from innercircle.directory.models import Account, Level
from innercircle.maps import queries
from innercircle.maps.rules.evidence import dispute
from innercircle.maps.rules.values import Line, Map, Ours, Person
from innercircle.maps.words import evidence_words, line_words, role_word, stance_word, strength_word
from innercircle.web.directory.needs import suggestions
from innercircle.web.hours.frame import may_change, now
from innercircle.web.maps.forms import LineForm, PlaceForm, StandingForm, ValueForm
from innercircle.web.maps.frame import colleagues


def panel_of(request: HttpRequest, account: Account, found: Map) -> dict[str, Any] | None:
    """The chosen person of theirs or ours; None where nobody of this map is chosen."""
    post, colleague = request.GET.get("person", ""), request.GET.get("colleague", "")
    person = next((each for each in found.people if str(each.post) == post), None)
    if person is not None:
        return _person(request, account, found, person)
    ours = next((each for each in found.ours if str(each.colleague) == colleague), None)
    return _ours(account, found, ours) if ours else None


def _person(request: HttpRequest, account: Account, found: Map, person: Person) -> dict[str, Any]:
    names = {each.post: each.name for each in found.people}
    shown = {
        "person": person,
        "level": dict(Level.choices).get(person.level, ""),
        "roles": [role_word(key) for key in person.roles],
        "stance": stance_word(person.stance),
        "rival": strength_word(person.rival_strength),
        "boss": names.get(person.reports_to or 0, ""),
        "lines": _lines(found, found.lines_of(person.post)),
        "told": queries.values_of_person(person.post),
        "assessments": queries.assessments_of(person.post)[:12],
        "suggestions": suggestions(queries.help_for(person.post, now().date())),
    }
    return shown | (_forms(request, found, person) if may_change(request, account) else {})


def _forms(request: HttpRequest, found: Map, person: Person) -> dict[str, Any]:
    free, today = colleagues(request), now().date()
    people = found.present(today)
    drawn = [line for line in found.lines_of(person.post) if line.coverage is not None]
    taken = {line.colleague for line in drawn}
    return {
        "standing_form": StandingForm(roles=[each.key for each in queries.roles()], person=person),
        "place_form": PlaceForm(people=people, person=person),
        "line_form": LineForm(colleagues=[each for each in free if each.pk not in taken]),
        "line_forms": {
            line.colleague: LineForm(colleagues=[each for each in free if each.pk == line.colleague], line=line)
            for line in drawn
        },
        "value_form": ValueForm(today=today),
    }


def _lines(found: Map, lines: list[Line]) -> list[dict[str, Any]]:
    ours = {each.colleague: each for each in found.ours}
    at = int(now().timestamp())
    return [
        {
            "line": line,
            "colleague": ours[line.colleague],
            "said": line_words(line),
            "wanted": strength_word(line.wanted),
            "evidence": evidence_words(line.evidence),
            "disputed": dispute(line.assessed, line.evidence, at) is not None,
            "stale": line.stale(now().date()),
            "gone": not ours[line.colleague].here(now().date()),
        }
        for line in sorted(lines, key=lambda each: -(each.assessed or 0))
    ]


def _ours(account: Account, found: Map, ours: Ours) -> dict[str, Any]:
    people = {each.post: each for each in found.people}
    lines = [line for line in found.lines if line.colleague == ours.colleague]
    page = reverse("account-map", args=[account.pk])
    return {
        "ours": ours,
        "covers": [
            {
                "person": people[line.post],
                "href": f"{page}?person={line.post}#panel",
                "said": line_words(line),
                "evidence": evidence_words(line.evidence),
            }
            for line in sorted(lines, key=lambda each: -(each.assessed or 0))
        ],
    }
