"""The calendar reader: iCalendar files in, `Entry` values out, as fast as the bytes allow.

    for entry in ics.read(path, name="anna.ics", window=window, zone="Europe/Berlin", remark=remarks.append):
        ...

`read` sends each UID down the quickest lane that surely reads it as the library would (docs of the lanes:
`facts`, `weekly`, `library`); `read_by_library` sends all of them through the library and is the oracle in tests;
`read_contained` reads files from outside in a limited process.
"""

from innercircle.calendars.ics.contained import read_contained
from innercircle.calendars.ics.limits import DEFAULT, Limits
from innercircle.calendars.ics.reader import read, read_by_library

__all__ = ["DEFAULT", "Limits", "read", "read_by_library", "read_contained"]
