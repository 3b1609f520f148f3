"""Office files are archives that remember when they were packed; packed anew, the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile

_THEN = (2000, 1, 1, 0, 0, 0)


def same_bytes(data: bytes) -> bytes:
    """The archive with the same entries in the same order and no clock in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
