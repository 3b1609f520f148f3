"""Calendars as JSON: Microsoft Graph, Graph Data Connect, Google Calendar; beside `calendars.ics`, same contract.

    for entry in exports.read(path, name="anna.json", window=window, zone="Europe/Berlin", remark=remarks.append):
        ...

`read` takes any calendar file, told by its content: an `.ics` goes to `calendars.ics`, so one function reads all.
What becomes of each field: `docs/bulk.md`. One odd event costs only itself.
"""

from innercircle.calendars.exports.documents import NEXT_PAGE
from innercircle.calendars.exports.reader import GZIP, ends_as_it_should, read, refuse_foreign

__all__ = ["GZIP", "NEXT_PAGE", "ends_as_it_should", "read", "refuse_foreign"]
