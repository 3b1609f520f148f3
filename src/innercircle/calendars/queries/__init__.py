"""Reads of calendars and meetings, for the areas above; what a person may see is decided by who asks (accounts)."""

from innercircle.calendars.queries.held import (
    Known,
    attendances_with,
    copies_by_uid,
    copies_in,
    copies_naming,
    copies_of,
    known_people,
    meetings_of,
    meetings_touching,
    meetings_with,
    open_suggestions,
    organised,
    suggestions_for,
    with_duplicates,
    with_duplicates_of,
)

__all__ = [
    "Known",
    "attendances_with",
    "copies_by_uid",
    "copies_in",
    "copies_naming",
    "copies_of",
    "known_people",
    "meetings_of",
    "meetings_touching",
    "meetings_with",
    "open_suggestions",
    "organised",
    "suggestions_for",
    "with_duplicates",
    "with_duplicates_of",
]
