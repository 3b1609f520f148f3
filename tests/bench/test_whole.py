"""`python -m bench` asks every bench with names and sizes it knows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as whole
from bench import load
from bench.ratios import Spent, table

ROW: dict[str, Any] = {"bench": "b", "what": "w", "against": "a", "unit": "CPU", "middle": 2.0, "low": 2.0, "high": 2.0}


@pytest.mark.parametrize(("scale", "times"), [(whole.SMALL, 1), (replace(whole.SMALL, repeat=3), 3)], ids=["1", "3"])
def test_the_benches_with_a_database_of_their_own_are_asked_at_the_scale(
    monkeypatch: pytest.MonkeyPatch, scale: whole.Scale, times: int
) -> None:
    asked: list[list[str]] = []

    def said(command: Sequence[str | Path]) -> Spent:
        asked.append([str(word) for word in command][2:])
        return Spent(0, 0, json.dumps([ROW | {"middle": len(asked), "low": len(asked), "high": len(asked)}]))

    monkeypatch.setattr(whole, "spent", said)
    found = whole.of_others(scale)
    assert [(row.low, row.middle, row.high) for row in found] == [
        (first, first + times // 2, first + times - 1) for first in (1, 1 + times, 1 + 2 * times)
    ]
    assert asked[::times] == [
        ["bench.map", "--people", "40", "--json"],
        ["bench.acquaintance", "--accounts", "20", "--json"],
        ["bench.report", "--steps", "5", "--json"],
    ]


@pytest.mark.parametrize("scale", [whole.SMALL, whole.Scale()])
def test_the_load_is_asked_at_the_scale(monkeypatch: pytest.MonkeyPatch, scale: whole.Scale) -> None:
    asked: list[load.Scale] = []

    def measured(sizes: load.Scale, _home: Path) -> dict[str, Any]:
        asked.append(sizes)
        return {}

    monkeypatch.setattr(load, "measure", measured)
    monkeypatch.setattr(load, "refuse_errors", lambda _found: None)
    monkeypatch.setattr(load, "ratios", lambda _found: [])
    assert whole.under_load(scale) == ([], {})
    small = scale.repeat == 1
    assert asked[0].accounts == (load.SMALL.accounts if small else scale.accounts)


def test_spark_is_left_out_where_it_is_to_be_quick_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "here", lambda asked, _: list(asked))
    assert whole.engines(whole.Scale()) == (["postgres", "spark"], [])
    found, gaps = whole.engines(whole.SMALL)
    assert found == ["postgres"]
    assert [(gap.against, gap.why) for gap in gaps] == [("Spark local[2] (Ibis), warm", "it takes a minute to start")]


def test_a_peer_that_is_not_here_is_a_line_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    one = {"cpu": 1.0, "cpu_low": 1.0, "cpu_high": 1.0, "mb": 1.0}
    windows = {window: {"ours": one, "library": one} for window in whole.ics_read.WINDOWS}
    monkeypatch.setattr(whole.ics_read, "compare", lambda *_: windows)
    rows, gaps = whole.reading(whole.SMALL)
    assert {row.against for row in rows} == {"icalendar + recurring-ical-events"}
    assert len(gaps) == len(windows)
    last = table(rows, gaps).splitlines()[-1]
    assert last.startswith("NOT MEASURED: reading, a ")
    assert "libical (C): no C compiler or no libical header here" in last
