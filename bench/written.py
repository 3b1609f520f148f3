"""What a document takes in a process of its own; apart from `bench.report`, so that the process can import it."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass

from innercircle.reports.blocks import Document, Format
from innercircle.reports.writers import WRITERS


@dataclass(frozen=True, slots=True)
class Taken:
    """What one document took."""

    data: bytes
    seconds: float
    megabytes: float


def measured(document: Document, kind: Format) -> Iterator[tuple[bytes, float, float]]:
    """Write in this process, which was started for it, and say what that took: the fields of `Taken`."""
    began = time.perf_counter()
    data = WRITERS[kind](document)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield data, time.perf_counter() - began, most
