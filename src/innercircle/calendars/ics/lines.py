"""Content lines of iCalendar (RFC 5545, 3.1), read as real files write them.

A line is `NAME;PARAM=value;PARAM="quoted, value":VALUE`, folded by a line break and a blank or tab. Real files break
inside multi-byte characters, leave quotes open, mix letter case and use UTF-8, Windows-1252 or Latin-1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FOLD = re.compile(rb"(?:\r*\n)+[ \t]")
_NAME = re.compile(rb"[A-Za-z0-9_.\-]+(?=[;:])")
_PARAM = re.compile(rb';\s*([A-Za-z0-9\-]+)\s*=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_LOOSE_PARAM = re.compile(rb';\s*([A-Za-z0-9\-]+)\s*=\s*("[^"]*"|[^;]*)')
_ADDRESS = re.compile(rb":\s*(?:mailto|invalid|urn|https?|/o=|smtp)\b|:/o=", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BREAKS = re.compile(r"[\x00-\x1f\x7f]+")


def unfold(data: bytes) -> bytes:
    """The bytes with every folded line made one; blank lines before a continuation belong to the fold."""
    if data.find(b"\r\r") >= 0 or data.find(b"\n\r") >= 0:  # `in` is slower in Python 3.11, for bytes
        return _FOLD.sub(b"", data)
    plain = data.replace(b"\r\n ", b"")  # what nearly every fold is, in a tenth of the time
    return _FOLD.sub(b"", plain) if plain.find(b"\n ") >= 0 or plain.find(b"\n\t") >= 0 else plain


def logical_lines(data: bytes) -> Iterator[bytes]:
    """The unfolded lines of `data` without their line breaks; empty lines are dropped."""
    for line in unfold(data).split(b"\n"):
        stripped = line.rstrip(b"\r")
        if stripped:
            yield stripped


def split_line(line: bytes) -> tuple[bytes, dict[bytes, bytes], bytes] | None:
    """`(NAME, {PARAM: value}, VALUE)` with names in upper case, quotes taken off; None when it is no content line.

    A parameter given twice keeps its first value. Where quotes do not close, the value begins at the first address
    scheme after a colon, else at the first colon.
    """
    match = _NAME.match(line)
    if match is None:
        return None
    name, at = match.group().upper().rpartition(b".")[2], match.end()  # a vCard-like group prefix is passed over
    params: dict[bytes, bytes] = {}
    while (found := _PARAM.match(line, at)) is not None:
        params.setdefault(found.group(1).upper(), found.group(2).replace(b'"', b"").strip())
        at = found.end()
    if line[at : at + 1] == b":":
        return name, params, line[at + 1 :]
    return _loose(name, line, match.end())


def _loose(name: bytes, line: bytes, at: int) -> tuple[bytes, dict[bytes, bytes], bytes] | None:
    address = _ADDRESS.search(line, at)
    colon = address.start() if address else line.find(b":", at)
    if colon < 0:
        return None
    params: dict[bytes, bytes] = {}
    for found in _LOOSE_PARAM.finditer(line, at, colon):
        params.setdefault(found.group(1).upper(), found.group(2).replace(b'"', b"").strip())
    return name, params, line[colon + 1 :]


def decode(raw: bytes) -> str:
    """Text of a value: UTF-8 where it is valid or nearly so (a sign cut in two), else Windows-1252, else Latin-1."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        nearly = raw.decode("utf-8", "replace")
        if sum(sign > "\x7f" for sign in nearly) > 3 * nearly.count("\ufffd"):
            return nearly
        return raw.decode("cp1252", "ignore") if _is_windows(raw) else raw.decode("latin-1")


def _is_windows(raw: bytes) -> bool:
    return not any(byte in raw for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))


def text(raw: bytes) -> str:
    r"""A TEXT value on one line, for a title or a place: escapes (`\,` `\;` `\n`) resolved, control signs a blank."""
    plain = decode(raw)
    if "\\" in plain:
        plain = _ESCAPE.sub(lambda found: " " if found.group(1) in "nN" else found.group(1), plain)
    if not plain.isprintable():
        plain = _BREAKS.sub(" ", plain)
    return plain.strip()
