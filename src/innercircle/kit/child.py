"""Work on files from outside in a process of its own, under limits of time, memory and output.

A hostile file can make a parser compute for ever, ask for all memory or abort the interpreter (THREATS.md, findings
6 and 7). So the function that reads it runs in a fresh Python process: no database connection, no open socket, no
secret from the environment, no writing of files (unless its limits allow it), and an end set by the operating system.
Results come back in chunks while the work goes on; whatever limit ends it, the caller sees one exception, `ChildError`,
with a sentence for people.

    limits = Limits(cpu=10, memory=512 * MIB)
    for rows in run(read_sheet, path, limits=limits, what="the sheet"):
        stage(rows)

`function` must be importable by its module and name; its arguments and what it yields must be picklable. It may yield
`Progress` between its items, or call `tell(done, total)` where it has nothing to yield for long. Where the system lacks
a limit (macOS ignores the one on memory) the others still hold.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import io
import os
import pickle
import resource
import selectors
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, is_dataclass
from enum import Enum
from typing import IO, Any, TypeVar, cast

T = TypeVar("T")

MIB = 1024 * 1024
_CHUNK_SECONDS = 0.5
_COLLECTING = (50_000, 20, 100)  # seldom: a child lives shortly, its memory is limited, and little of it is in cycles
HEADER = struct.Struct(">cI")  # of a message: its kind and its size
ITEMS, PROGRESS, RAISED, ENDED = b"I", b"P", b"R", b"E"
PYTHON = (sys.executable, "-P", "-s", "-B", "-c")
_PLAIN = frozenset({"datetime", "decimal"})
_OF_VALUES = _PLAIN | {"innercircle", "builtins"}
_NAMED = (Enum, Exception)
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PYTHONTZPATH", "SYSTEMROOT")
_START = "from innercircle.kit.child import serve; serve()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: CPU seconds, bytes of address space, seconds the caller waits, items yielded.

    `written` is how large a file it may write; none unless said.
    """

    cpu: float = 10.0
    memory: int = 512 * MIB
    wall: float = 60.0
    items: int = 1_000_000
    written: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: `done` of `total`, in a unit of the function's choice; `total` is 0 when unknown."""

    done: int
    total: int


class ChildError(Exception):
    """The work did not come to its end; the text says why. `limit` is cpu, memory, time, items or crash."""

    def __init__(self, sentence: str, limit: str = "crash") -> None:
        super().__init__(sentence)
        self.limit = limit


def run(
    function: Callable[..., Iterable[T | Progress]],
    *args: object,
    limits: Limits | None = None,
    what: str = "the file",
    chunk: int = 500,
    progress: Callable[[int, int], None] | None = None,
) -> Generator[list[T], None, None]:
    """Yield what `function(*args)` yields, in lists of at most `chunk`, computed in a limited process of its own.

    `progress(done, total)` is called for every `Progress` the function yields. Closing the iterator ends the process.
    An exception of the function comes through as it was; a limit, a crash or an exception that cannot travel
    becomes `ChildError`.
    """
    limits = limits or Limits()
    child = _Child(limits, what)
    try:
        child.send((function, args, limits, chunk, what))
        for kind, value in child.messages():
            if kind == ITEMS:
                yield cast("list[T]", value)
            elif kind == PROGRESS and progress is not None:
                progress(*value)
            elif kind == RAISED:
                raise value
    finally:
        child.stop()


class _Child:
    """The parent's end: the process, its pipes, and the time spent waiting for it."""

    def __init__(self, limits: Limits, what: str) -> None:
        self.limits = limits
        self.what = what
        self.waited = 0.0
        self.process = subprocess.Popen(
            [*PYTHON, _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            bufsize=0,
        )
        self.output = cast("IO[bytes]", self.process.stdout)
        widen(self.output)
        self.ready = selectors.DefaultSelector()
        self.ready.register(self.output, selectors.EVENT_READ)

    def send(self, call: object) -> None:
        """Hand the call over; a child that is already gone is noticed when it is read."""
        stdin = cast("IO[bytes]", self.process.stdin)
        body = memoryview(pickle.dumps(call, protocol=5))
        with contextlib.suppress(BrokenPipeError):
            while body:
                body = body[stdin.write(body) :]
        with contextlib.suppress(BrokenPipeError):
            stdin.close()

    def messages(self) -> Iterator[tuple[bytes, Any]]:
        """Every message up to the end of the work; raises `ChildError` when the child ends without saying so."""
        held = bytearray()
        while True:
            for kind, value in taken(held):
                if kind == ENDED:
                    return
                yield kind, value
            self._wait()
            piece = os.read(self.output.fileno(), MIB)
            if not piece:
                raise ended_early(self.process.wait(), self.limits, self.what)
            held += piece

    def _wait(self) -> None:
        # Only waiting counts: a caller that takes long over each chunk must not use up the child's time.
        began = time.monotonic()
        ready = self.ready.select(max(0.0, self.limits.wall - self.waited))
        self.waited += time.monotonic() - began
        if not ready:
            raise too_long(self.limits, self.what)

    def stop(self) -> None:
        """End the process, whatever it is doing, and close our ends of the pipes."""
        self.process.kill()
        self.process.wait()
        self.ready.close()
        self.output.close()
        with contextlib.suppress(BrokenPipeError):
            cast("IO[bytes]", self.process.stdin).close()


def widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold a MiB, so that the child need not wait with each chunk; where a system lets it not, it stays."""
    with contextlib.suppress(AttributeError, OSError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, MIB)


def taken(held: bytearray) -> Iterator[tuple[bytes, Any]]:
    """Take every whole message off what was `held` of a child's output: its kind, and what it says (None: nothing)."""
    while len(held) >= HEADER.size:
        kind, size = HEADER.unpack_from(held)
        end = HEADER.size + size
        if len(held) < end:
            return
        body = held[HEADER.size : end]
        del held[:end]
        yield kind, _Heard(io.BytesIO(body)).load() if body else None


def _is_value(found: object) -> bool:
    if not isinstance(found, type) or found.__module__.partition(".")[0] not in _OF_VALUES:
        return False
    return found.__module__ in _PLAIN or is_dataclass(found) or issubclass(found, _NAMED)


class _Heard(pickle.Unpickler):
    """Reads what a child says. A parser that a hostile file took over may say anything, so only values are let in.

    Values are our own dataclasses, enumerations and exceptions, exceptions of Python, dates and decimals.
    """

    def find_class(self, module: str, name: str) -> Any:
        """The class of that name; raises `ChildError` for anything else."""
        if module.partition(".")[0] in _OF_VALUES:
            found = super().find_class(module, name)
            if _is_value(found):
                return found
        what = f"{module}.{name}"
        raise ChildError(f"What reading the file gave is no value ({what}), so nothing of it is used.")


def environment() -> dict[str, str]:
    """The few variables a child may see, and where it finds the code."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def too_long(limits: Limits, what: str) -> ChildError:
    """What to say of work that was waited for in vain."""
    return ChildError(f"Reading {what} took longer than {round(limits.wall, 1):g} seconds and was stopped.", "time")


def ended_early(status: int, limits: Limits, what: str) -> ChildError:
    """What to say of a process that ended before its work; `status` is negative for a signal."""
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        seconds = max(1, round(limits.cpu))
        return ChildError(f"Reading {what} needed more than {seconds} seconds of computing and was stopped.", "cpu")
    return ChildError(f"Reading {what} failed: the process ended unexpectedly (status {status}).")


_channel: list[IO[bytes]] = []  # the pipe to the parent, in a child


def tell(done: int, total: int) -> None:
    """Report progress at once, from anywhere inside the work; outside of a child it does nothing."""
    for out in _channel:
        _write(out, PROGRESS, pickle.dumps((done, total)))


def serve() -> None:
    """Run the one call sent to this process on its standard input; the child's whole life."""
    out = os.fdopen(os.dup(1), "wb")
    call = sys.stdin.buffer.read()
    silence(0, 1)  # what the work prints must not mix with the messages
    perform(call, out)
    out.close()


def silence(*descriptors: int) -> None:
    """Let these lead nowhere from now on."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nowhere, descriptor)


def perform(call: bytes, out: IO[bytes]) -> None:
    """Run a pickled call under its limits and tell `out` all that comes of it."""
    limits, what = Limits(), "the file"
    _channel.append(out)
    try:
        function, args, limits, chunk, what = pickle.loads(call)  # noqa: S301 - written by the parent
        gc.freeze()  # what is loaded by now stays
        gc.set_threshold(*_COLLECTING)
        _apply(limits)
        _work(_capped(function(*args), limits, what), chunk, out)
    except MemoryError:
        message = f"Reading {what} needed more than {limits.memory // MIB} MiB of memory and was stopped."
        _write(out, RAISED, pickle.dumps(ChildError(message, "memory")))
    except Exception as error:  # noqa: BLE001 - everything goes to the parent, which decides
        _write(out, RAISED, _portable(error))


def _apply(limits: Limits) -> None:
    cpu = max(1, round(limits.cpu))
    wanted = {"RLIMIT_CPU": cpu, "RLIMIT_AS": limits.memory, "RLIMIT_FSIZE": limits.written, "RLIMIT_CORE": 0}
    for name, value in wanted.items():
        # A system without a limit, or with a lower one already set, is left as it is.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            hard = value + 1 if name == "RLIMIT_CPU" else value
            resource.setrlimit(getattr(resource, name), (value, hard))


def _capped(results: Iterable[object], limits: Limits, what: str) -> Iterator[object]:
    count = 0
    for result in results:
        count += not isinstance(result, Progress)
        if count > limits.items:
            raise ChildError(f"Reading {what} gave more than {limits.items:,} entries and was stopped.", "items")
        yield result


def _work(results: Iterable[object], chunk: int, out: IO[bytes]) -> None:
    held: list[object] = []
    sent = time.monotonic()
    for result in results:
        if isinstance(result, Progress):
            _write(out, PROGRESS, pickle.dumps((result.done, result.total)))
        else:
            held.append(result)
        if len(held) >= chunk or (held and time.monotonic() - sent > _CHUNK_SECONDS):
            _write(out, ITEMS, pickle.dumps(held, protocol=5))
            held, sent = [], time.monotonic()
    if held:
        _write(out, ITEMS, pickle.dumps(held, protocol=5))
    _write(out, ENDED, b"")


def _write(out: IO[bytes], kind: bytes, body: bytes) -> None:
    out.write(HEADER.pack(kind, len(body)))
    out.write(body)
    out.flush()


def _portable(error: Exception) -> bytes:
    """The exception as bytes that are known to load again, or a `ChildError` that tells of it."""
    try:
        body = pickle.dumps(error)
        _Heard(io.BytesIO(body)).load()
    except Exception:  # noqa: BLE001 - an exception may refuse to travel in any way it likes
        return pickle.dumps(ChildError(f"It could not be read ({type(error).__name__}: {_short(error)})."))
    return body


def _short(error: Exception) -> str:
    text = str(error)
    return text if len(text) <= 200 else text[:199] + "…"
