"""Office files are archives that remember when they were packed; packed anew, the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

_MOMENT = re.compile(rb">\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<")
_THEN = (2000, 1, 1, 0, 0, 0)


def same_bytes(data: bytes) -> bytes:
    """The archive with the same entries in the same order and no clock in it.

    When a document says it was made is left alone: its writer sets that to the moment of the figures.
    """
    return _packed(data, inside=False)


def _packed(data: bytes, *, inside: bool) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, _content(name, old.read(name), inside=inside))
    return out.getvalue()


def _content(name: str, content: bytes, *, inside: bool) -> bytes:
    """The figures behind a chart are a workbook of their own, which says by the clock when it was made."""
    if name.startswith("ppt/embeddings/"):
        return _packed(content, inside=True)
    return _MOMENT.sub(b">2000-01-01T00:00:00Z<", content) if inside and name == "docProps/core.xml" else content
