"""Reasons and states in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from innercircle.calendars.meetings import Because
from innercircle.hours.rules import Why
from innercircle.hours.rules.words import FlagKind, InterruptionKind

_WHY = {
    Why.COUNTED: _("It counts."),
    Why.CANCELLED: _("The meeting was cancelled."),
    Why.ALL_DAY: _("An all-day entry has no hours."),
    Why.ZERO_LENGTH: _("It begins and ends at the same moment."),
    Why.ROOM: _("A room is no person."),
    Why.RESOURCE: _("A resource is no person."),
    Why.LIST: _("A distribution list is no person."),
    Why.NOBODY_OF_THEIRS: _("None of the client's people was there."),
    Why.DECLINED: _("The client's people declined."),
    Why.DELEGATED: _("The person invited sent somebody else."),
    Why.STRUCK: _("Somebody noted that the client's people were not there."),
    Why.NOBODY_OF_OURS: _("None of our people is listed, and the calendar's owner is not known."),
    Why.OURS_DECLINED: _("None of our people took part: every colleague listed declined."),
    Why.MODE_NOT_COUNTED: _("Meetings held this way do not count under the chosen policy."),
    Why.DUPLICATE: _("The same meeting is counted from another calendar."),
    Why.OLDER_COPY: _("A newer copy of the same meeting replaces it."),
    Why.FREE_MAIL: _("A free-mail address does not tell who the person works for."),
    Why.NO_ADDRESS: _("The person has no e-mail address here, so nobody is recognised."),
    Why.UNKNOWN_DOMAIN: _("The address belongs to no account."),
    Why.NOT_AFFILIATED: _("The person belonged to no account on that day."),
}
_BECAUSE = {
    Because.ORGANIZER: _("organised it"),
    Because.ACCEPTED: _("accepted"),
    Because.TENTATIVE: _("answered tentatively"),
    Because.SILENT: _("has not answered"),
    Because.OWNER: _("owns the calendar"),
    Because.DECLINED: _("declined"),
    Because.DELEGATED: _("sent somebody else"),
    Because.REPORT: _("named by the conference's attendance report"),
    Because.BY_HAND: _("decided by hand"),
}
_FLAGS = {
    FlagKind.WORDS_WITHOUT_HOURS: _("Words without hours"),
    FlagKind.SLIDES_INSTEAD: _("Slides instead of a meeting"),
    FlagKind.WORK_WITHOUT_MEETING: _("Work without a meeting"),
    FlagKind.THEIR_CANCELLATIONS: _("Their cancellations"),
}
_INTERRUPTIONS = {
    InterruptionKind.CANCELLED: _("Cancelled"),
    InterruptionKind.MOVED: _("Moved"),
    InterruptionKind.DECLINED: _("Declined by everybody"),
}


def why_word(why: Why) -> str:
    """Why a meeting counts or not, as a sentence."""
    return str(_WHY[why])


def because_word(because: Because) -> str:
    """What a person's state rests on."""
    return str(_BECAUSE[because])


def flag_word(kind: FlagKind) -> str:
    """What a flag is called."""
    return str(_FLAGS[kind])


def interruption_word(kind: InterruptionKind) -> str:
    """What became of a meeting."""
    return str(_INTERRUPTIONS[kind])
