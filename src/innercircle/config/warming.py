"""What the first reader of each process would otherwise wait for, done before anybody asks (docs/decisions/0010)."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

_TURN = 0.001  # seconds that a page may compute while another one of this process, back from the database, waits for it


def warm_up() -> None:
    """Compile the product's templates, read its languages and addresses, and leave all that to no garbage collector.

    What is there by now stays as long as the process: looking it over again and again would stop every page meanwhile.
    """
    sys.setswitchinterval(_TURN)
    for name in templates():
        get_template(name)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            reverse(settings.LOGIN_URL)
    gc.collect()
    gc.freeze()


def templates() -> list[str]:
    """The names of every page and part of a page that is ours."""
    engine = engines["django"]
    if not isinstance(engine, DjangoTemplates):
        return []
    ours = [Path(place) for place in engine.template_dirs if settings.PACKAGE in Path(place).parents]
    return sorted({file.relative_to(place).as_posix() for place in ours for file in place.rglob("*.html")})
