"""How a meeting was held, told from what its entry says about the place.

Source of the rule: spec 20 (What counts, Mode); in plain words `docs/rules/client-hours.md`. A physical place or a room
beats everything, because invitations carry links by habit; then a conference, then a telephone, then nothing is known.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from innercircle.calendars.rules import Answer, Entry, Kind, Mode


class _Sign(IntEnum):
    """What one part of a place says; the strongest part decides."""

    NOTHING = 0
    PHONE = 1
    VIDEO = 2
    PHYSICAL = 3


_LINK = re.compile(
    r"\b(?:https?://|www\.)\S+"
    r"|\b[\w.-]*(?:zoom\.us|teams\.microsoft\.com|teams\.live\.com|meet\.google\.com)\S*",
    re.IGNORECASE,
)
_MAP_LINK = re.compile(r"maps\.|/maps|goo\.gl/maps|openstreetmap|what3words", re.IGNORECASE)
_PHONE_NUMBER = re.compile(r"(?<![\w.])(?:\+|\(0?|00|0)?\d[\d\s().\-/]{5,40}\d")
_FEWEST_DIGITS = 7  # shorter runs are house numbers, post codes and room numbers
_PARTS = re.compile(r"[;|\n\r]|,\s|\s/\s|\s[-–—]\s|\s(?:or|oder|and|und)\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 1_000  # of a place, what is looked at


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VIDEO = _words("""
    teams msteams zoom webex skype jitsi gotomeeting goto bluejeans hangouts hangout whereby videocall videokonferenz
    videobesprechung video online virtual virtuell virtuelle virtueller virtuelles remote webinar webmeeting
""")
_MEET = frozenset({"meet"})  # Google's, but also a verb: alone or with words that say nothing
_PHONE = _words("""
    call calls phone phonecall telephone tel telefon telefonisch telefonat telefonkonferenz anruf telko telco
    teleconference mobile handy dial
""")
_PLACE = _words("""
    room raum zimmer saal office offices büro bureau building gebäude floor etage stock street straße strasse str road
    avenue allee platz square hq headquarters site plant werk hotel restaurant café cafe bar lobby reception empfang
    airport flughafen station bahnhof center centre zentrum campus hall halle house haus tower boardroom canteen kantine
""")
_VIRTUAL = _words("virtual virtuell virtuelle virtueller virtuelles online")
_CODE = _words("pin code passcode id kennung kenncode")
_SAYS_NOTHING = _words("""
    tbd tba tbc na nn x none to be announced confirmed decided defined noch offen unbekannt unknown see details below
    invitation invite siehe einladung keine angabe no location place ort microsoft ms google meeting meetings
    besprechung termin via per by on in at the with mit über link conference konferenz app join beitreten only nur us
    com or oder a an bei teilnehmen pin code passcode id kennung kenncode
""")


def mode_of(entry: Entry) -> Mode:
    """How the entry's meeting was held: its place, then an invited room, then a conference link anywhere on it."""
    sign = _sign_of(entry.place[:_LONGEST]) if entry.place else _Sign.NOTHING
    if sign is _Sign.PHYSICAL or _has_room(entry):
        return Mode.IN_PERSON
    if sign is _Sign.NOTHING and entry.conference:
        return Mode.VIDEO
    return _MODES[sign]


_MODES = {_Sign.NOTHING: Mode.UNKNOWN, _Sign.PHONE: Mode.PHONE, _Sign.VIDEO: Mode.VIDEO, _Sign.PHYSICAL: Mode.IN_PERSON}


def _has_room(entry: Entry) -> bool:
    return any(each.kind is Kind.ROOM and each.answer is not Answer.DECLINED for each in entry.participants)


@lru_cache(maxsize=10_000)
def _sign_of(place: str) -> _Sign:
    links = _LINK.findall(place)
    signs = [_Sign.PHYSICAL if _MAP_LINK.search(link) else _Sign.VIDEO for link in links]
    without_links = _LINK.sub(" ", place)
    numbers = [found[0] for found in _PHONE_NUMBER.finditer(without_links)]
    numbers = [number for number in numbers if sum(mark.isdigit() for mark in number) >= _FEWEST_DIGITS]
    for number in numbers:
        signs.append(_Sign.PHONE)
        without_links = without_links.replace(number, " ; ")
    signs.extend(_sign_of_part(part) for part in _PARTS.split(without_links))
    return max(signs, default=_Sign.NOTHING)


def _sign_of_part(part: str) -> _Sign:
    words = _WORD.findall(part.casefold())
    said = {word for word in words if word not in _SAYS_NOTHING}
    if not _CODE.isdisjoint(words):
        said = {word for word in said if not word.isdigit()}
    return _sign_of_words(said) if said else _Sign.NOTHING


def _sign_of_words(said: set[str]) -> _Sign:
    if said & _PLACE and not said & _VIRTUAL:
        return _Sign.PHYSICAL
    if said & _VIDEO or said <= _MEET:
        return _Sign.VIDEO
    if said & _PHONE:
        return _Sign.PHONE
    return _Sign.PHYSICAL
