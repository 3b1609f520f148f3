"""The picture of a map to take away: SVG, PNG and PDF, as the page shows it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from innercircle.access.actions import record
from innercircle.maps import queries
from innercircle.maps.models import STRENGTH_WORDS
from innercircle.maps.rules.drawing import SIDE, WIDTH, Show
from innercircle.maps.rules.outline import outline
from innercircle.maps.rules.values import Person
from innercircle.maps.words import stance_word, strength_word
from innercircle.reports.map_picture import Key, Poster, map_pdf, map_png
from innercircle.web.hours.frame import now, reader, seen_account
from innercircle.web.maps.drawing import Around, draw_file
from innercircle.web.maps.look import Look, look, said, title_of

_TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


def map_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The picture with the filters, the strength and the folding of the page; leaves a line in the audit."""
    if kind not in _TYPES:
        raise Http404
    account, at = seen_account(request, pk), now()
    shown = look(request, account, queries.map_of(account, at), at)
    body = _svg(shown) if kind == "svg" else map_png(_poster(shown)) if kind == "png" else map_pdf(_poster(shown))
    after = {"list": "map", "kind": kind, "rows": len(shown.people)}
    record(by=reader(request), at=at, action="export", target=account, after=after, account_id=account.pk)
    name = f"{slugify(account.name) or 'account'}-map-{localdate(at):%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=_TYPES[kind], headers=headers)


def _svg(shown: Look) -> bytes:
    around = Around(
        title_of(shown.account), said(shown.found, shown.roles), column=WIDTH * SIDE, ours_column=WIDTH * SIDE
    )
    return draw_file(shown.drawn(), around, _under(shown), _legend()).encode()


def _legend() -> list[tuple[int, str]]:
    return [(int(level), f"{int(level)} {word}") for level, word in STRENGTH_WORDS.items() if level]


def _under(shown: Look) -> str:
    """The day, which strength, and which filters."""
    words = {
        Show.ASSESSED: _("strength as assessed"),
        Show.EVIDENCED: _("strength as evidenced"),
        Show.WANTED: _("strength as wanted"),
    }
    chosen = [f"{each.label}: {each.value}" if each.value else each.label for each in shown.listing.chips]
    return " · ".join([date_format(localdate(shown.at)), words[shown.show], *chosen])


def _poster(shown: Look) -> Poster:
    return Poster(
        drawing=shown.drawn(),
        title=title_of(shown.account),
        under=_under(shown),
        about=_about(shown),
        language=(get_language() or "en").partition("-")[0],
        legend=[Key(level, word) for level, word in _legend()],
        notes=[
            _("Border: stance, from opponent (red) to advocate (green)"),
            _("Dashed border: nobody covers"),
            _("Faded: left, or assessed more than 90 days ago"),
            "≠ " + _("opinion and evidence disagree"),
        ],
        header=[_("Contact"), _("Title and department"), _("Decides as"), _("Stance"), _("Who of ours, how strong")],
        rows=[_row(shown, row.person) for row in outline(shown.people) if row.person],
    )


def _about(shown: Look) -> str:
    """The picture in one sentence, for who cannot see it."""
    people = ngettext("%(n)s contact", "%(n)s contacts", len(shown.people)) % {"n": len(shown.people)}
    ours = ngettext("%(n)s colleague", "%(n)s colleagues", len(shown.found.ours)) % {"n": len(shown.found.ours)}
    return _("%(title)s: %(people)s, %(ours)s and the lines between them; the table says the same in words.") % {
        "title": title_of(shown.account), "people": people, "ours": ours,
    }  # fmt: skip


def _row(shown: Look, person: Person) -> list[str]:
    names = {each.colleague: each.name for each in shown.found.ours}
    strong = sorted(
        ((level, names[line.colleague]) for line in shown.found.lines_of(person.post)
         if (level := shown.show.level(line)) is not None and (shown.ours is None or line.colleague in shown.ours)),
        reverse=True,
    )  # fmt: skip
    return [
        person.name,
        ", ".join(filter(None, (person.title, person.department))),
        ", ".join(shown.roles.get(key, key) for key in person.roles),
        stance_word(person.stance),
        ", ".join(f"{name}: {strength_word(level)}" for level, name in strong),
    ]
