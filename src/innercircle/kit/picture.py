"""Pictures from outside: PNG and JPEG only, decoded within limits, and handed on as a PNG of our own making.

Run `read_logo` through `kit.child`: a picture can be small as a file and huge when unpacked, or break its decoder.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from enum import StrEnum

from PIL import Image, UnidentifiedImageError

from innercircle.kit.child import MIB, Limits

READING = Limits(cpu=10, memory=768 * MIB, wall=20, items=1)
MOST_BYTES = 2 * MIB
_MOST_PIXELS = 24_000_000
_WIDE, _HIGH = 900, 300  # pixels of what is kept
_LEAST = 16


class Unfit(StrEnum):
    """Why a file is no picture we take."""

    HEAVY = "it is larger than 2 MB; save it smaller"
    NO_PICTURE = "it is no PNG or JPEG picture"
    MANY_PIXELS = "it has too many pixels; save it smaller"
    FEW_PIXELS = "it has fewer than 16 by 16 pixels"
    DAMAGED = "the picture is damaged"


class NoPictureError(ValueError):
    """The file is no picture we take; `why` says what would be right."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why)
        self.why = why


def read_logo(data: bytes) -> Iterator[bytes]:
    """The picture as a PNG that fits 900 by 300 pixels, without whatever else the file held.

    Raises `NoPictureError` for what is no PNG or JPEG, is broken, too large or too small.
    """
    if len(data) > MOST_BYTES:
        raise NoPictureError(Unfit.HEAVY)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            yield _kept(picture)
    except UnidentifiedImageError:
        raise NoPictureError(Unfit.NO_PICTURE) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPictureError(Unfit.MANY_PIXELS) from None
    except NoPictureError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError):
        raise NoPictureError(Unfit.DAMAGED) from None


def _kept(picture: Image.Image) -> bytes:
    wide, high = picture.size
    if wide * high > _MOST_PIXELS:
        raise NoPictureError(Unfit.MANY_PIXELS)
    if min(wide, high) < _LEAST:
        raise NoPictureError(Unfit.FEW_PIXELS)
    picture.load()
    shown = picture.convert("RGBA")
    shown.thumbnail((_WIDE, _HIGH))
    out = io.BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()
