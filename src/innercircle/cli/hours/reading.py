"""Reading calendars into a ledger: progress while it takes long, and an account of what was read, skipped and why."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from innercircle.calendars import exports
from innercircle.calendars.ics.contained import Wanted, read_several
from innercircle.calendars.meetings import Sighting
from innercircle.calendars.rules import Remark, Window
from innercircle.calendars.sources import EXPORT_ENDINGS, CalendarFile, SourceError, SourceLimits, calendar_files
from innercircle.cli.terminal import count, plain
from innercircle.directory.rules import Directory, Standing, normal_address
from innercircle.hours.ledger import Book, Ledger
from innercircle.kit.children import usable_processes

_SOURCES = SourceLimits(endings=EXPORT_ENDINGS)
_PATIENCE = 1.5  # seconds before a progress bar appears
_BETWEEN = 0.1  # seconds between two movements of the bar
_MOST_REMARKS = 30
_FEW = 5
_THOUSAND = 1000
_HELD = 64 * 1024 * 1024  # bytes of calendars out of archives that wait for their turn
_AT_ONCE = 1000  # files
# Whose calendar it is by its own words: an .ics, a page of Google's, the address a page of Graph's was asked for at.
_CALENDAR_NAME = re.compile(
    rb"^X-WR-CALNAME[^:\r\n]*:\s*([^\r\n]+)"
    rb'|\A\s*\{[^\[]{0,2000}?"summary"\s*:\s*"([^"\\]+)"'
    rb"|/\$metadata#users\('([^']+)'\)",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(slots=True)
class Tally:
    """What was read: counted while reading, told at the end."""

    files: int = 0
    readable: int = 0
    bytes: int = 0
    entries: int = 0
    concerning: int = 0  # entries with somebody of an account
    remarks: list[Remark] = field(default_factory=list)
    unreadable: list[Remark] = field(default_factory=list)  # whole files

    def take(self, remark: Remark) -> None:
        """Note something skipped or decided by the reader."""
        whole_file = remark.skipped and not remark.line and not remark.uid
        (self.unreadable if whole_file else self.remarks).append(remark)


class UnusableInputError(ValueError):
    """The input cannot be used; the message is the sentence for the user."""


@dataclass(slots=True)
class Owners:
    """Whose a calendar is: what `--owner` says, else an address of a colleague as its file's or its own name.

    A first name is not enough: `anna.ics` has no known owner, `anna@ours.example.ics` has. Raises `UnusableInputError`
    for an `--owner` that is no colleague's address.
    """

    directory: Directory
    said: Sequence[str]
    _named: dict[str, str] = field(init=False, default_factory=dict)
    _colleagues: frozenset[str] = field(init=False)
    _met: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        """Understand each `FILE=EMAIL`."""
        emails = (email for colleague in self.directory.colleagues for email in colleague.emails)
        self._colleagues = frozenset(emails)
        for each in self.said:
            name, sign, email = each.rpartition("=")
            if not sign or not name:
                raise UnusableInputError(f"--owner {each}: it reads like --owner anna.ics=anna@ours.example")
            if normal_address(email) not in self._colleagues:
                raise UnusableInputError(f"--owner {each}: “{email}” is no colleague's address in colleagues.csv")
            self._named[name] = normal_address(email)

    def of(self, file: CalendarFile) -> str | None:
        """The owner's address, None where it is not known."""
        base = file.name.rpartition("/")[2]
        for name in (file.name, base):
            if name in self._named:
                self._met.add(name)
                return self._named[name]
        found = _CALENDAR_NAME.search(file.head())
        called = unquote((found[1] or found[2] or found[3]).decode("utf-8", "replace")) if found else ""
        names = (normal_address(name) for name in (base.rpartition(".")[0], called))
        return next((name for name in names if name in self._colleagues), None)

    def refuse_unmet(self) -> None:
        """Raise `UnusableInputError` for an `--owner` whose file was not among the calendars."""
        for name in self._named.keys() - self._met:
            raise UnusableInputError(f"--owner {name}={self._named[name]}: none of the calendars is called {name}")


def read_into(
    ledger: Ledger,
    calendars: Sequence[str],
    *,
    owners: Owners,
    window: Window,
    zone: tzinfo,
    screen: Console,
    processes: int | None = None,
) -> Tally:
    """Read every calendar into the ledger; what cannot be read is noted in the tally and the rest goes on.

    `processes` read side by side, as many as `kit.children.usable_processes` says where it is None; what comes of it is
    the same. Raises `UnusableInputError` for what does not exist, and when no calendar could be read at all.
    """
    tally = Tally()
    _refuse_missing(calendars)
    reading = _Reading(ledger, owners, tally, processes or usable_processes(), screen)
    try:
        files = calendar_files(calendars, notice=tally.take, stdin=sys.stdin.buffer, limits=_SOURCES)
        for batch in _batches(files):
            reading.take(batch, window, zone)
    except SourceError as fault:
        raise UnusableInputError(str(fault)) from None
    if not tally.readable:
        reasons = " ".join(f"{remark.file}: {remark.message}" for remark in tally.unreadable[:_FEW])
        raise UnusableInputError(f"No calendar could be read. {reasons}")
    owners.refuse_unmet()
    return tally


def _batches(files: Iterable[CalendarFile]) -> Iterator[list[CalendarFile]]:
    """Files that may be read side by side: a fleeting one before the next is asked for, not too much in memory."""
    batch: list[CalendarFile] = []
    held = 0
    for file in files:
        batch.append(file)
        held += len(file.source) if isinstance(file.source, bytes) else 0
        if file.fleeting or held > _HELD or len(batch) >= _AT_ONCE:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _refuse_missing(calendars: Sequence[str]) -> None:
    """Say so at once, not after hours of reading other files."""
    for name in calendars:
        if name != "-" and not Path(name).exists():
            raise UnusableInputError(f"{name}: there is no such file or folder")


@dataclass(slots=True)
class _Reading:
    """Batches of files on their way into the ledger."""

    ledger: Ledger
    owners: Owners
    tally: Tally
    processes: int
    screen: Console
    labels: Counter[str] = field(default_factory=Counter)

    def take(self, batch: Sequence[CalendarFile], window: Window, zone: tzinfo) -> None:
        """Read the files of a batch side by side; the ledger and the tally get what is in them in their order."""
        tally, ledger = self.tally, self.ledger
        sightings: list[tuple[str, str | None]] = []
        wanted: list[Wanted] = []
        unreadable: set[int] = set()
        for position, file in enumerate(batch):
            label, owner = self._label(file), self.owners.of(file)
            reader = partial(exports.read, owner=owner or "")
            sightings.append((label, owner))
            wanted.append(Wanted(file.source, label, partial(_note, tally, unreadable, position), reader))
        tally.files += len(batch)
        tally.bytes += sum(file.size for file in batch)
        with watched(_together(batch), self.screen) as progress:
            entries = read_several(wanted, window=window, zone=zone, processes=self.processes, progress=progress)
            for position, entry in entries:
                tally.entries += 1
                tally.concerning += ledger.take(Sighting(*sightings[position], entry))
        tally.readable += len(batch) - len(unreadable)

    def _label(self, file: CalendarFile) -> str:
        self.labels[file.name] += 1
        return file.name if self.labels[file.name] == 1 else f"{file.name} ({self.labels[file.name]})"


def _note(tally: Tally, unreadable: set[int], position: int, remark: Remark) -> None:
    before = len(tally.unreadable)
    tally.take(remark)
    if len(tally.unreadable) > before:
        unreadable.add(position)


def _together(batch: Sequence[CalendarFile]) -> CalendarFile:
    """The files of a batch as one, for its progress."""
    if len(batch) == 1:
        return batch[0]
    return CalendarFile(f"{len(batch)} calendars", b"", sum(file.size for file in batch))


@contextmanager
def watched(file: CalendarFile, screen: Console) -> Iterator[Callable[[int, int], None]]:
    """A progress bar with rate and time left that shows itself only when the file takes long, on a terminal."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
    )
    task = bar.add_task(plain(file.name, 40), total=file.size or None)
    began, moved = time.monotonic(), 0.0  # not moved yet: not shown yet

    def progress(done: int, total: int) -> None:
        nonlocal moved
        now = time.monotonic()
        if now - began < _PATIENCE or now - moved < _BETWEEN or not screen.is_terminal:
            return
        moved = now
        bar.start()
        bar.update(task, completed=done, total=total or None)

    try:
        yield progress
    finally:
        if moved:
            bar.stop()


def tell(tally: Tally, book: Book, screen: Console, *, every_remark: bool) -> None:
    """Say on standard error what was read, what was skipped and why, and who was met that no list has."""
    skipped = sum(remark.skipped for remark in tally.remarks)
    entries = count(tally.entries, "entry", "entries")
    screen.print(
        f"Read {count(tally.files, 'calendar')} ({size_in_words(tally.bytes)}): {entries}, "
        f"{tally.concerning:,} of them with people of your accounts; {count(skipped, 'entry', 'entries')} skipped.",
        markup=False,
    )
    for remark in tally.unreadable:
        screen.print(f"  {plain(remark.file)}: {plain(remark.message)}", markup=False)
    _tell_remarks(tally.remarks, screen, every_remark=every_remark)
    _tell_unlisted(book, screen)


def _tell_remarks(remarks: list[Remark], screen: Console, *, every_remark: bool) -> None:
    shown = remarks if every_remark else remarks[:_MOST_REMARKS]
    for remark in shown:
        line = f", line {remark.line}" if remark.line else ""
        uid = f" (UID {plain(remark.uid, 60)})" if remark.uid else ""
        done = " Skipped." if remark.skipped else ""
        screen.print(f"  {plain(remark.file)}{line}{uid}: {plain(remark.message)}{done}", markup=False)
    if len(remarks) > len(shown):
        rest = Counter(remark.file for remark in remarks[len(shown) :])
        where = ", ".join(f"{plain(file)}: {number:,}" for file, number in rest.most_common(_FEW))
        screen.print(f"  and {len(remarks) - len(shown):,} more ({where}); --verbose shows all", markup=False)


def _tell_unlisted(book: Book, screen: Console) -> None:
    for standing, what in (
        (Standing.DISCOVERED, "not in contacts.csv, counted by their e-mail domain"),
        (Standing.COLLEAGUE, "not in colleagues.csv, counted as ours by their e-mail domain"),
    ):
        addresses = book.unlisted(standing)
        if addresses:
            few = ", ".join(plain(address, 60) for address in addresses[:_FEW])
            more = f" and {len(addresses) - _FEW:,} more" if len(addresses) > _FEW else ""
            screen.print(f"  {count(len(addresses), 'address', 'addresses')} {what}: {few}{more}", markup=False)


def size_in_words(size: int) -> str:
    """`2.4 kB`."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB"):
        if amount < _THOUSAND:
            return f"{amount:,.0f} {unit}" if unit == "bytes" else f"{amount:,.1f} {unit}"
        amount /= _THOUSAND
    return f"{amount:,.1f} GB"
