"""The bar of counted work says how many, how fast and how long on a terminal, and nothing elsewhere."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.progress import Progress

from innercircle.cli.counting import Rate, counted


@pytest.mark.parametrize("is_terminal", [True, False])
def test_it_counts_on_a_terminal_only(is_terminal: bool) -> None:
    written = io.StringIO()
    screen = Console(file=written, force_terminal=is_terminal, width=120)
    with counted("Checking", "accounts", screen) as progress:
        progress(50, 200)
        progress(200, 200)
    said = written.getvalue()
    assert ("Checking" in said and "200/200" in said and "accounts" in said) is is_terminal
    assert bool(said) is is_terminal


def test_the_rate_is_told_once_there_is_one() -> None:
    now = [0.0]
    bar = Progress(get_time=lambda: now[0], console=Console(file=io.StringIO()))
    number = bar.add_task("Checking", total=200)
    task = bar.tasks[number]
    assert Rate("accounts").render(task).plain == "accounts"
    for done in (50, 100):
        now[0] += 10
        bar.update(task.id, completed=done)
    assert Rate("accounts").render(task).plain == "accounts, 5.0 a second"
