"""Several pieces of work from outside side by side, each in a limited process of its own (`kit.child`).

Starting Python and importing a parser takes longer than reading a small file. So each of a few *nurseries* imports the
modules once and then forks a child for every call: the child is as fresh, as limited and as alone as one of
`kit.child.run`, nothing of one file is left for the next, and it starts in a millisecond. A nursery runs none of the
work itself, so no file can end it; one whose child had to be stopped from outside is replaced.

    calls = [Call(read_sheet, (path,), limits, what=path.name, size=path.stat().st_size) for path in paths]
    for event in run_side_by_side(calls, processes=2, modules=["innercircle.kit.sheet"]):
        ...
"""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import signal
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import IO, cast

from innercircle.kit.child import (
    ITEMS,
    PROGRESS,
    PYTHON,
    Limits,
    Progress,
    ended_early,
    environment,
    perform,
    silence,
    taken,
    too_long,
    widen,
)

_START = "from innercircle.kit.children import serve; serve()"
_SIZE = struct.Struct(">Q")
_STATUS = struct.Struct(">i")
_MOST = 2  # processes where nobody says how many
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """One piece of work: as the arguments of `kit.child.run`; larger ones (`size`) begin first."""

    function: Callable[..., Iterable[object]]
    args: tuple[object, ...]
    limits: Limits
    what: str = "the file"
    size: int = 0
    chunk: int = 500


@dataclass(frozen=True, slots=True)
class Event:
    """What came of the call at `position`: items, or progress, or its end with the error if there was one."""

    position: int
    items: Sequence[object] = ()
    progress: Progress | None = None
    ended: bool = False
    error: Exception | None = None


def usable_processes() -> int:
    """How many processes to use unless somebody says: as many as there are cores for this process, at most two."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(_MOST, usable))


def run_side_by_side(
    calls: Sequence[Call], *, processes: int, modules: Sequence[str] = ()
) -> Generator[Event, None, None]:
    """Yield what the calls yield as it comes, computed in at most `processes` limited processes at a time.

    The events of one call come in order and end with `ended`; calls are begun by size, the largest first. `modules`
    are imported once for all. Closing the iterator ends every process.
    """
    waiting = deque(sorted(range(len(calls)), key=lambda position: -calls[position].size))
    nurseries: list[_Nursery] = []
    try:
        while waiting and len(nurseries) < processes:
            nurseries.append(_Nursery(modules))
            nurseries[-1].begin(waiting[0], calls[waiting.popleft()])
        while any(nursery.busy for nursery in nurseries):
            for event, nursery in _events(nurseries):
                if event.ended:
                    nursery.rest()
                    if waiting:
                        nursery.begin(waiting[0], calls[waiting.popleft()])
                yield event
    finally:
        for nursery in nurseries:
            nursery.stop()


def _events(nurseries: Sequence[_Nursery]) -> Iterator[tuple[Event, _Nursery]]:
    """Wait until there is news of a call that runs, and give it."""
    with selectors.DefaultSelector() as ready:
        busy = [nursery for nursery in nurseries if nursery.busy]
        for nursery in busy:
            ready.register(nursery.output, selectors.EVENT_READ, nursery)
            ready.register(nursery.control, selectors.EVENT_READ, nursery)
        began = time.monotonic()
        keys = ready.select(max(0.0, min(nursery.patience for nursery in busy)))
        passed = time.monotonic() - began
    for nursery in busy:
        nursery.patience -= passed
    heard = {id(key.data): key.data for key, _mask in keys}
    for nursery in heard.values():
        for event in nursery.news():
            yield event, nursery
    for nursery in busy:
        if nursery.busy and id(nursery) not in heard and nursery.patience <= 0:
            yield nursery.give_up(), nursery


class _Nursery:
    """The parent's end of a process that forks a child for each call."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = modules
        self._position = -1
        self._call: Call | None = None
        self.patience = 0.0
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [*PYTHON, _START, *self._modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            bufsize=0,
            process_group=0,  # to be ended together with its child
        )
        self.input = cast("IO[bytes]", self._process.stdin)
        self.output = cast("IO[bytes]", self._process.stdout)
        self.control = cast("IO[bytes]", self._process.stderr)
        widen(self.output)
        os.set_blocking(self.output.fileno(), False)

    @property
    def busy(self) -> bool:
        """Whether a call is running."""
        return self._call is not None

    def begin(self, position: int, call: Call) -> None:
        """Hand over a call."""
        if self._process.poll() is not None:
            self.stop()
            self._start()
        self._position, self._call = position, call
        self._held = bytearray()
        self._finished = False
        self._raised: Exception | None = None
        self.patience = call.limits.wall
        body = pickle.dumps((call.function, call.args, call.limits, call.chunk, call.what), protocol=5)
        with contextlib.suppress(BrokenPipeError):  # one that is gone is noticed when it is heard
            for piece in (_SIZE.pack(len(body)), body):
                rest = memoryview(piece)
                while rest:
                    rest = rest[self.input.write(rest) :]

    def rest(self) -> None:
        """The call has ended."""
        self._call = None

    def news(self) -> Iterator[Event]:
        """What the child has told by now, and whether it has ended."""
        status = self._status()  # looked at before its last words are read, so that none is missed
        self._listen(whole=status is not None)
        yield from self._told()
        if status is not None:
            yield Event(self._position, ended=True, error=self._fault(status))

    def _status(self) -> int | None:
        """How the child ended, None while it runs."""
        with selectors.DefaultSelector() as ready:
            ready.register(self.control, selectors.EVENT_READ)
            if not ready.select(0):
                return None
        told = os.read(self.control.fileno(), _STATUS.size)
        if len(told) == _STATUS.size:
            status: int = _STATUS.unpack(told)[0]
            return status
        self.stop()
        return self._process.returncode or 1

    def _listen(self, *, whole: bool) -> None:
        with contextlib.suppress(BlockingIOError, ValueError):  # there is no more by now; it is closed
            while piece := os.read(self.output.fileno(), _PIECE):
                self._held += piece
                if not whole:
                    return

    def _told(self) -> Iterator[Event]:
        for kind, value in taken(self._held):
            if kind == ITEMS:
                yield Event(self._position, items=value)
            elif kind == PROGRESS:
                yield Event(self._position, progress=Progress(*value))
            else:
                self._finished, self._raised = True, value

    def _fault(self, status: int) -> Exception | None:
        if self._finished or self._call is None:
            return self._raised
        return ended_early(status, self._call.limits, self._call.what)

    def give_up(self) -> Event:
        """End a call that was waited for too long, and all that is left of it."""
        call = cast("Call", self._call)
        self.stop()
        return Event(self._position, ended=True, error=too_long(call.limits, call.what))

    def stop(self) -> None:
        """End the process and its child, whatever they are doing, and close our ends of the pipes."""
        if self._process.returncode is None:  # else its number may be another's by now
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        for pipe in (self.output, self.control, self.input):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def serve() -> None:
    """Fork a child for every call sent to this process on its standard input; the nursery's whole life."""
    calls, out, control = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"), os.dup(2)
    silence(0, 1, 2)  # what the work prints must not mix with the messages
    for module in sys.argv[1:]:
        import_module(module)
    while len(head := calls.read(_SIZE.size)) == _SIZE.size:
        call = calls.read(_SIZE.unpack(head)[0])
        child = os.fork()
        if not child:
            try:
                calls.close()
                os.close(control)
                perform(call, out)
            finally:
                os._exit(0)  # nothing of the nursery is the child's to clear up
        del call
        _child, status = os.waitpid(child, 0)
        os.write(control, _STATUS.pack(os.waitstatus_to_exitcode(status)))
