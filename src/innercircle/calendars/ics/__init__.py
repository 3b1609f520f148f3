"""The calendar reader: iCalendar files in, `Entry` values out, as fast as the bytes allow.

    for entry in ics.read(path, name="anna.ics", window=window, zone="Europe/Berlin", remark=remarks.append):
        ...

`read` sends each UID down the quickest lane that surely reads it as the library would (docs of the lanes:
`facts`, `weekly`, `library`); `read_by_library` sends all of them through the library and is the oracle in tests;
`read_contained` reads files from outside in a limited process. Each is loaded when it is first asked for: who has a
file read elsewhere needs no reader, and who reads it here no processes.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from innercircle.calendars.ics.limits import DEFAULT, Limits

if TYPE_CHECKING:
    from innercircle.calendars.ics.contained import read_contained
    from innercircle.calendars.ics.reader import read, read_by_library

__all__ = ["DEFAULT", "Limits", "read", "read_by_library", "read_contained"]
_WHERE = {"read": "reader", "read_by_library": "reader", "read_contained": "contained"}


def __getattr__(name: str) -> Any:
    """What is loaded when it is asked for."""
    if name not in _WHERE:
        raise AttributeError(name)
    found = globals()[name] = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    return found
