"""A bar for work that is counted, like accounts: how many of how many, how fast, how long the rest takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text


@contextmanager
def counted(doing: str, what: str, screen: Console) -> Iterator[Callable[[int, int], None]]:
    """The bar, on a terminal only; what it yields takes how many are done of how many."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(what), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class Rate(ProgressColumn):
    """How many in a second."""

    def __init__(self, what: str) -> None:
        """`what` is counted, in the plural."""
        super().__init__()
        self._what = what

    def render(self, task: Task) -> Text:
        """The rate over the last moments; only the noun before there is one."""
        speed = task.finished_speed or task.speed
        return Text(f"{self._what}, {speed:,.1f} a second" if speed else self._what)
