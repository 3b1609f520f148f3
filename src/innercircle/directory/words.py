"""Words of the directory in the reader's language, for areas above that show them."""

from __future__ import annotations

from innercircle.directory.models import Level, Segment, Status


def level_word(value: str) -> str:
    """A contact's level; nothing for nothing."""
    return str(Level(value).label) if value in Level.values else ""


def segment_word(value: str) -> str:
    """How the firm means to deal with an account; nothing for nothing."""
    return str(Segment(value).label) if value in Segment.values else ""


def status_word(value: str) -> str:
    """Where the business stands; nothing for nothing."""
    return str(Status(value).label) if value in Status.values else ""
