"""`python -m bench` asks every bench with names and sizes it knows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as whole
from bench import load
from bench.ratios import Ratio, Spent

ROW: dict[str, Any] = {"bench": "b", "what": "w", "against": "a", "unit": "CPU", "middle": 2.0, "low": 2.0, "high": 2.0}


def test_maps_and_acquaintance_are_asked_at_the_scale_and_give_ratios(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def said(command: Sequence[str | Path]) -> Spent:
        asked.append([str(word) for word in command][2:])
        return Spent(0, 0, json.dumps([ROW]))

    monkeypatch.setattr(whole, "spent", said)
    assert whole.of_maps(whole.SMALL) == [Ratio(**ROW), Ratio(**ROW)]
    assert asked == [["bench.map", "--people", "40", "--json"], ["bench.acquaintance", "--accounts", "20", "--json"]]


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


def test_spark_is_left_out_where_it_is_to_be_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(whole, "say", said.append)
    monkeypatch.setattr(whole, "here", lambda asked, _: list(asked))
    assert whole.engines(whole.Scale()) == ["postgres", "spark"]
    assert said == []
    assert whole.engines(whole.SMALL) == ["postgres"]
    assert said == ["Spark local[2] (Ibis), warm: left out, it takes a minute to start"]
