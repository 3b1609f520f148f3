"""What a bench leaves behind: nothing, however it ends. One folder for everything temporary, its children's too.

    with cleared() as place: ...

Ctrl-C and SIGTERM end the work and remove the folder; what a killed bench could not remove, the next one does.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "innercircle-bench-"
INTERRUPTED, TERMINATED = 130, 143
_NAMED = re.compile(rf"{PREFIX}(\d+)-")


@contextmanager
def cleared() -> Iterator[Path]:
    """A folder that is gone afterwards, and is the folder for temporary files meanwhile, of children too.

    A bench that another one started works in a folder of its own within that one's, which clears it away; it may be
    started again. Ends the process with a word on Ctrl-C.
    """
    signal.signal(signal.SIGTERM, _leave)
    around = Path(tempfile.gettempdir())
    if _NAMED.match(around.name):
        yield _made(around, "turn-")
        return
    sweep(around)
    place = _made(around, f"{PREFIX}{os.getpid()}-")
    os.environ["TMPDIR"], before = str(place), os.environ.get("TMPDIR")
    tempfile.tempdir = None
    try:
        yield place
    except KeyboardInterrupt:
        print("\nStopped. Nothing was written.", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    finally:
        _clear_away(place, before)


def _made(around: Path, prefix: str) -> Path:
    place = Path(tempfile.mkdtemp(prefix=prefix, dir=around))
    place.chmod(0o711)  # PostgreSQL runs as somebody else and has its folder in it
    return place


def _leave(*_: object) -> None:
    sys.exit(TERMINATED)


def _clear_away(place: Path, before: str | None) -> None:
    patient = signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.pop("TMPDIR")
    os.environ |= {"TMPDIR": before} if before is not None else {}
    tempfile.tempdir = None
    shutil.rmtree(place, ignore_errors=True)
    signal.signal(signal.SIGINT, patient)


def sweep(around: Path) -> None:
    """Remove what benches left that were killed."""
    for place in around.glob(f"{PREFIX}*"):
        named = _NAMED.match(place.name)
        if named and not _is_alive(int(named[1])):
            shutil.rmtree(place, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
