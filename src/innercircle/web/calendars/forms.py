"""What a person chooses when they upload a calendar; a wrong file is told at once where its first bytes show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from innercircle.access.models import User
from innercircle.calendars.exports import refuse_foreign
from innercircle.calendars.ics.source import UnreadableError
from innercircle.calendars.models import Calendar
from innercircle.calendars.queries.allowed import importable_owners, visible_calendars
from innercircle.calendars.sources import EXPORT_ENDINGS
from innercircle.directory.models import Colleague

_HEAD = 65_536
_ACCEPTED = ",".join((*EXPORT_ENDINGS, ".gz", ".zip"))
_OTHER_CODES = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, which the reader recodes
_MOST_FILES = 20


class Files(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more uploaded files, as a list."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file as an ordinary file field would take it."""
        given = data if isinstance(data, Sequence) and not isinstance(data, str | bytes) else [data]
        if len(given) > _MOST_FILES:
            raise forms.ValidationError(
                _("At most %(most)d files at once; pack more into one zip.") % {"most": _MOST_FILES}
            )
        return [forms.FileField.clean(self, each, initial) for each in given or [None]]


class UploadForm(forms.Form):
    """The files, whose calendars they are, and which calendar they update."""

    exports = FilesField(label=gettext_lazy("Calendar files"), widget=Files(attrs={"accept": _ACCEPTED}))
    owner = forms.ModelChoiceField(
        Colleague.objects.none(),
        label=gettext_lazy("Whose calendar"),
        empty_label=gettext_lazy("Choose a colleague"),
        help_text=gettext_lazy("An entry that lists nobody of ours counts this person as taking part (presumed)."),
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        label=gettext_lazy("Which calendar it updates"),
        required=False,
        empty_label=gettext_lazy("The one named like the file, or a new one"),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = filesizeformat(settings.UPLOAD_LIMIT)
        self.fields["exports"].help_text = _(
            "Exports as .ics, as JSON of Microsoft Graph, Graph Data Connect or the Google Calendar API, or a zip of "
            "them as Google Takeout gives it; up to %(most)s each."
        ) % {"most": most}
        self.fields["owner"].queryset = importable_owners(user)  # type: ignore[attr-defined]
        self.fields["calendar"].queryset = visible_calendars(user).select_related("owner")  # type: ignore[attr-defined]
        self.fields["calendar"].label_from_instance = _calendar_label  # type: ignore[attr-defined]
        self.fields["owner"].initial = self._first_owner(user)

    def _first_owner(self, user: User) -> int | None:
        """The owner of the calendar that was asked for, else the person who asks, if they have one."""
        asked = str(self.initial.get("calendar") or "")
        calendar = visible_calendars(user).filter(pk=asked).first() if asked.isascii() and asked.isdigit() else None
        if calendar is not None:
            return calendar.owner_id
        own = importable_owners(user).filter(user=user).first()
        return own.pk if own is not None else None

    def clean_exports(self) -> list[UploadedFile[Any]]:
        """Refuse what is too large, or shows at its beginning that it is no calendar."""
        faults = [fault for file in self.cleaned_data["exports"] if (fault := _fault(file))]
        if faults:
            raise forms.ValidationError(faults)
        return list(self.cleaned_data["exports"])

    def clean(self) -> dict[str, Any]:
        """A calendar to update belongs to the person named, and one file updates it."""
        chosen: dict[str, Any] = super().clean() or {}
        calendar, owner = chosen.get("calendar"), chosen.get("owner")
        if calendar is not None and owner is not None and calendar.owner != owner:
            self.add_error(
                "calendar", _("This calendar belongs to somebody else; choose one of %(owner)s’s.") % {"owner": owner}
            )
        if calendar is not None and len(chosen.get("exports", ())) > 1:
            self.add_error("calendar", _("Choose one file to update a certain calendar."))
        return chosen


def _calendar_label(calendar: Calendar) -> str:
    return f"{calendar.name} ({calendar.owner})" if calendar.owner else calendar.name


def _fault(file: UploadedFile[Any]) -> str:
    name = file.name or ""
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        most = filesizeformat(settings.UPLOAD_LIMIT)
        return _("“%(name)s” is larger than %(most)s.") % {"name": name, "most": most}
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", *_OTHER_CODES)) or head[:2] in {b"B\0", b"\0B"}:
        return ""
    try:
        refuse_foreign(head)
    except UnreadableError as refusal:
        return f"“{name}”: {refusal}"
    return ""
