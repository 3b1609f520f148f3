"""What the server's log says: of a stranger's odd request one line, not a page."""

from __future__ import annotations

import logging

_FROM_OUTSIDE = "django.security."


class OneLine(logging.Filter):
    """Drops the traceback of requests that Django refuses: anybody can send thousands (THREATS T11, T25)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True; what a refused request said stays, where in Django it was refused goes."""
        if record.name.startswith(_FROM_OUTSIDE):
            record.exc_info, record.exc_text = None, None
        return True
