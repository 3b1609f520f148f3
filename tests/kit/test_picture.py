"""Logos from outside: what is a picture, what is none, and what is kept of it."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from innercircle.kit.child import run
from innercircle.kit.picture import MOST_BYTES, READING, NoPictureError, Unfit, read_logo


def picture(kind: str, size: tuple[int, int] = (400, 100), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode in {"L", "P"} else None).save(out, kind)
    return out.getvalue()


def read(data: bytes) -> bytes:
    return next(chunk[0] for chunk in run(read_logo, data, limits=READING))


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK")]
)
def test_png_and_jpeg_become_a_png_of_ours(kind: str, mode: str) -> None:
    with Image.open(io.BytesIO(next(read_logo(picture(kind, mode=mode))))) as kept:
        assert (kept.format, kept.mode, kept.size) == ("PNG", "RGBA", (400, 100))


def test_a_large_one_is_made_to_fit_and_nothing_else_of_the_file_is_kept() -> None:
    data = read(picture("PNG", (3000, 600)) + b"<script>secret</script>")
    with Image.open(io.BytesIO(data)) as kept:
        assert kept.size == (900, 180)
    assert b"secret" not in data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Unfit.NO_PICTURE),
        (b"not a picture at all", Unfit.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Unfit.NO_PICTURE),
        (picture("GIF", mode="L"), Unfit.NO_PICTURE),
        (picture("BMP"), Unfit.NO_PICTURE),
        (picture("PNG")[:80], Unfit.DAMAGED),
        (picture("JPEG")[:200], Unfit.DAMAGED),
        (picture("PNG", (8, 8)), Unfit.FEW_PIXELS),
        (b"\x89PNG" + bytes(MOST_BYTES), Unfit.HEAVY),
    ],
    ids=["empty", "text", "svg", "gif", "bmp", "half a png", "half a jpeg", "tiny", "heavy"],
)
def test_what_is_no_picture_is_said_to_be_none(data: bytes, why: Unfit) -> None:
    with pytest.raises(NoPictureError) as fault:
        next(read_logo(data))
    assert fault.value.why is why


@pytest.mark.parametrize("size", [(6000, 6000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    with pytest.raises(NoPictureError) as fault:
        read(b"\x89PNG\r\n\x1a\n" + body)
    assert fault.value.why is Unfit.MANY_PIXELS
