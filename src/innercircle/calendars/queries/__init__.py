"""Reads of calendars and meetings, for the areas above; what a person may see is decided by who asks (accounts)."""

from innercircle.calendars.queries.held import (
    Known,
    copies_of,
    known_people,
    meetings_of,
    meetings_touching,
    open_suggestions,
    with_duplicates,
)

__all__ = [
    "Known",
    "copies_of",
    "known_people",
    "meetings_of",
    "meetings_touching",
    "open_suggestions",
    "with_duplicates",
]
