"""Remarks of readers, children and jobs in the reader's language: they are made in English, stored, and read here.

Readers of files are pure and speak English, in the terminal and into the database. Whoever shows what they said on a
page asks `said(text)`: it knows every sentence as a text of the catalogue with its values, takes the values out of what
was said, and says it again. What it does not know stays as it is. tests/web/test_remarks.py holds the list to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext

from innercircle.kit.words import gettext_noop as _

# Values: `why` is said again itself, all others stand as they are; figures are grouped as the reader's language groups.
SENTENCES: Final = (
    # whole files
    _("The file is empty."),
    _("The file is larger than %(most)s MiB."),
    _("The file is in UTF-16 and larger than %(most)s MiB."),
    _("The file cannot be opened: %(error)s."),
    _("The file cannot be read: %(why)s."),
    _("The file became shorter while it was read."),
    _("This is not an iCalendar (.ics) file: %(why)s."),
    _("it looks like a zip archive"),
    _("it looks like a PDF"),
    _("it looks like a web page or XML"),
    _("it looks like JSON"),
    _("BEGIN:VCALENDAR is nowhere at its beginning"),
    _("The file holds more than %(most)s entries."),
    _("The file gives more than %(most)s entries; the rest is left out."),
    _("The file breaks off before its end; what it lacks is not taken to be removed."),
    _("More than %(most)s entries share one UID; those after are left out."),
    _("%(left)s further remarks are left out."),
    _("More than %(most)s remarks; no further ones are told."),
    # files, folders and archives
    _("%(name)s: cannot be read (%(error)s)."),
    _("%(name)s: cannot be read (not a path)."),
    _("Standard input (-) can be read only once."),
    _("Standard input is not available here."),
    _("%(name)s: this folder holds no calendar (.ics) and no zip archive."),
    _("%(name)s: this zip archive is damaged (%(error)s)."),
    _("%(name)s: this archive holds %(files)s files; %(most)s are the limit."),
    _("%(name)s: this archive holds no calendar (.ics)."),
    _("%(name)s: more than %(most)s MiB."),
    _("It is a link or no plain file."),
    _("It is a link."),
    _("Its name leads out of the archive."),
    _("It is encrypted; unpack the archive with its password first."),
    _("An archive inside an archive is not opened; unpack it first."),
    _("It is damaged or packed in a way that is not known (%(error)s)."),
    _("Unpacked it is larger than %(most)s MiB."),
    _("It unpacks to more than %(ratio)s times its size, as no calendar does."),
    # one entry
    _("One entry is larger than %(most)s MiB."),
    _("A line is longer than %(most)s bytes."),
    _("More than %(most)s people are on it."),
    _("It has no start (DTSTART)."),
    _("It has no start."),
    _("It ends before it starts."),
    _("It has no UID; it is known by its own text."),
    _("It lists %(dates)s dates (RDATE or EXDATE); %(most)s are the limit."),
    _("DTSTART cannot be read: %(why)s."),
    _("DTEND cannot be read: %(why)s."),
    _("DURATION cannot be read: %(why)s."),
    _("RECURRENCE-ID cannot be read: %(why)s."),
    _("One date taken out (EXDATE) cannot be read: %(why)s."),
    _("One further date (RDATE) cannot be read: %(why)s."),
    _("%(text)s is not a date or time"),
    _("%(text)s is not a duration"),
    _("%(text)s is not a date"),
    _("%(text)s is not a time of day"),
    _("Its times lie beyond what a calendar can hold."),
    _("It could not be expanded (%(error)s)."),
    _("Components lie more than %(most)s deep; the inner ones are left out."),
    _("END:%(name)s ends nothing that had begun; the line is passed over."),
    _("END:VEVENT is missing; the entry is taken to end at the next."),
    _("The file ends in the middle of this entry; it is left out."),
    # its recurrence
    _("It repeats %(rate)s (every minute or second); a meeting does not."),
    _("It lasts whole days and repeats every hour."),
    _("It has %(rules)s recurrence rules (RRULE); one is the limit."),
    _("It has %(found)s instances in the time asked for; %(most)s are the limit."),
    _("Its rule has no frequency that is known: %(rule)s."),
    _("Its rule counts in another calendar (RSCALE) than the Gregorian."),
    _("Its rule has the INTERVAL %(value)s; it must be 1 or more."),
    _("Its rule has the COUNT %(value)s; it must be a number."),
    _("Its rule multiplies to %(times)s times in each period; %(most)s are the limit."),
    _("The end of its rule (UNTIL) cannot be read: %(why)s."),
    _("Its rule has a part that is not known (%(part)s): %(rule)s."),
    _("Its rule has a part that cannot be (%(part)s)."),
    _("Its rule names a day that its month never has."),
    _("Its rule would have to be followed through %(times)s times; %(most)s are the limit."),
    _("Its rule was followed for %(seconds)s seconds without an end and was given up."),
    _("Its pattern “%(text)s” is not known."),
    _("“%(text)s” in its pattern is no whole number."),
    # zones
    _("“%(zone)s” is not the name of a time zone."),
    _("Some times name no zone (or one nobody knows); they are read in %(zone)s."),
    _("The definition of the time zone “%(zone)s” cannot be used; going by its name instead."),
    _("Nobody knows the time zone “%(zone)s”; its times are read in the calendar's own zone."),
    # JSON of Microsoft and Google
    _("it is nested too deeply"),
    _("This line is no event: an event is an object in { }."),
    _("Something in the list is no event: an event is an object in { }."),
    _("The file breaks off in the middle of this line; what stands before and behind it counts."),
    _("This line is no JSON (%(why)s); what stands before and behind it counts."),
    _("A line is longer than %(most)s MiB; the rest is not read."),
    _("One value is larger than %(most)s MiB; the rest is not read."),
    _("Here should stand “%(sign)s”."),
    _("Here should stand a name in quotes."),
    _("Here should stand an object in { } or a list in [ ]."),
    _("The file breaks off here; what stands before counts."),
    _("This page names a next one (nextLink, nextPageToken); see that it was exported too."),
    _("This event cannot be read (%(why)s)."),
    _("This is no event of Microsoft Graph or of Google Calendar."),
    _("Its fields do not hold what they should."),
    _("“%(text)s” is no date or time."),
    _("This Parquet file cannot be read (%(error)s)."),
    _("A Parquet file packed with gzip is not read; unpack it: it is packed inside."),
    _("Parquet needs further packages: pip install 'innercircle[parquet]'."),
    _(
        "More than %(most)s events name neither an offset nor a zone, and their page tells its timeZone only behind "
        "them; put timeZone before items."
    ),
    _("Nothing in it could be read as a calendar's event; the first fault: %(why)s docs/bulk.md lists what is read."),
    _("More than %(most)s series; the rest is left out."),
    _("More than %(most)s events; the rest is not read."),
    _("packed calendars larger than %(most)s MiB must be unpacked first"),
    _("it unpacks to more than %(most)s MiB, as no calendar does"),
    _("it is larger than %(most)s MiB"),
    _(
        "The export leaves people out (attendeesOmitted), so nobody knows who was there; export it again with a larger "
        "maxAttendees."
    ),
    _(
        "On %(entries)s of the entries people bring guests without naming them (additionalGuests: %(guests)s in all); "
        "nobody knows whose people they are, so they do not count."
    ),
    _(
        "On %(entries)s of the entries only the organizer sees who else is invited (guestsCanSeeOtherGuests, "
        "hideAttendees), and this calendar is not theirs; people may be missing, so read the organizer's calendar too."
    ),
    # children that read files from outside
    _("Reading %(what)s took longer than %(seconds)s seconds and was stopped."),
    _("Reading %(what)s needed more than %(seconds)s seconds of computing and was stopped."),
    _("Reading %(what)s failed: the process ended unexpectedly (status %(status)s)."),
    _("What reading the file gave is no value (%(name)s), so nothing of it is used."),
    _("Reading %(what)s needed more than %(most)s MiB of memory and was stopped."),
    _("Reading %(what)s gave more than %(most)s entries and was stopped."),
    _("It could not be read (%(error)s)."),
    # tables
    _("%(name)s is empty"),
    _("%(name)s is larger than %(most)s MB; split it"),
    _("%(name)s holds no line"),
    _("%(name)s: the first line should name the columns"),
    _("%(name)s has more than %(most)s lines; split it"),
    _("%(name)s, line %(line)s: %(columns)s columns; is it a table?"),
    _("%(name)s is empty; its first line should name the columns: %(names)s"),
    _("%(name)s is a spreadsheet or archive, not text; save it as CSV (UTF-8)"),
    _("%(name)s is no text; save it as CSV (UTF-8)"),
    _("is not UTF-8; read as Windows (Western European) text instead"),
    _("cannot be read (%(error)s); is a quotation mark missing or one too many?"),
    _("has more cells than the first line names columns; the last are ignored"),
    _("has %(cells)s cells where the first line names %(width)s columns; the last are ignored"),
    _("the file holds no sheet with anything on it"),
    _("the file is an old or a protected Excel file; save it as XLSX without a password"),
    _("the file is an OpenDocument spreadsheet; save it as XLSX or CSV"),
    _("the file is an archive but no XLSX file; unpack it and upload the table inside"),
    _("the file unpacks to %(size)s MB; more than %(most)s MB are not read"),
    _("the file is damaged or no XLSX file (%(error)s)"),
    _("the file is damaged or no XLSX file"),
    _("line %(line)s has %(columns)s columns; more than %(most)s are not read"),
    _("the sheet has more than %(most)s lines; split it"),
    # jobs, which work without a reader
    _(
        "%(missing)d of %(known)d entries that “%(name)s” had are missing from this export. Were they removed from "
        "the calendar, or is the export incomplete? Nothing has been changed yet."
    ),
    _("Given up. Nothing was changed."),
    _("Nobody decided within a week; nothing was changed."),
    _("Stopped. Nothing was changed."),
    _("Stopped. What was taken up to then stays and is counted; import the file again to take the rest."),
    _("Stopped. Nothing was written."),
    _("Stopped. What was written up to then stays; go on with the rest, or take it all back."),
    _("Stopped. What was not taken back yet stays; go on when you like."),
    _("The import was forgotten meanwhile."),
    _("The headings do not tell what this file holds; read it again and say it."),
    _("Only an administrator imports the directory."),
    _("The directory changed since this preview was made. Look at the new one, then apply it."),
    _("The directory is changing too quickly; try again in a moment."),
    _("This import can no longer be undone: %(why)s."),
    _("“%(name)s” was changed since then"),
    _("“%(name)s” is used since then (%(kind)s: %(count)d)"),
    _("something it added was deleted or merged since then"),
    _("Stopped before it began."),
    _("Stopped."),
    _("The calendar or its owner was deleted meanwhile."),
    _("The file is no longer there; choose it again."),
    _("The account is no longer there, or no longer visible to who asked."),
    _("The document grew beyond what can be made (%(limit)s); try the one-page version."),
    _("The program that worked on it ended before its time. Start it again."),
    _("Something unexpected went wrong (%(kind)s). The server's log tells more under “Job %(job)d”."),
)
_ENDS: Final = (
    _("It is left out."),
    _("The rest of the file is not read."),
    _("It is neither JSON nor Parquet either; docs/bulk.md lists what is read."),
)  # what may follow a sentence
_MARK: Final = re.compile(r"%\((\w+)\)[sd]")
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True, slots=True)
class _Known:
    """A sentence of the catalogue and how it is recognised."""

    text: str
    begins: str
    ends: str
    pattern: re.Pattern[str]


def said(text: str) -> str:
    """The same remark in the reader's language; as it is, where nobody knows it."""
    return _with_end(text) or _sentence(text) or _with_name(text) or text


def _sentence(text: str) -> str:
    for known in _every():
        if text.startswith(known.begins) and text.endswith(known.ends) and (found := known.pattern.fullmatch(text)):
            values = {name: _value(name, value) for name, value in found.groupdict().items()}
            return gettext(known.text).replace(")d", ")s") % values if values else gettext(known.text)
    return ""


def _with_end(text: str) -> str:
    for end in _ENDS:
        if text == end:
            return gettext(end)
        if text.endswith(f" {end}") and (first := _sentence(text.removesuffix(f" {end}"))):
            return f"{first} {gettext(end)}"
    return ""


def _with_name(text: str) -> str:
    """A sentence behind the name of its file, `anna.ics: It is a link.`"""
    for place in (found.end() for found in re.finditer(": ", text[:400])):
        if behind := _with_end(text[place:]) or _sentence(text[place:]):
            return text[:place] + behind
    return ""


def _value(name: str, value: str) -> str:
    if name == "why":
        return _sentence(value) or value
    if _GROUPED.fullmatch(value):
        return number_format(int(value.replace(",", "")), use_l10n=True, force_grouping=True)
    return value


@cache
def _every() -> tuple[_Known, ...]:
    """All sentences, those with the most words of their own first."""
    return tuple(_known(text) for text in sorted(SENTENCES, key=lambda text: -len(_MARK.sub("", text))))


def _known(text: str) -> _Known:
    parts = _MARK.split(text)
    return _Known(text, parts[0], parts[-1], re.compile("".join(_pattern(parts)), re.DOTALL))


def _pattern(parts: list[str]) -> Iterator[str]:
    for place, part in enumerate(parts):
        yield f"(?P<{part}>.+?)" if place % 2 else re.escape(part)
