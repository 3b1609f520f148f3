"""`python -m bench` asks every bench with names and sizes it knows, and says what it is at and how long it takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as whole
from bench import load, parts
from bench.parts import PARTS, SMALL, Found, Part, Scale, Site
from bench.ratios import DisagreementError, Spent, table

ROW: dict[str, Any] = {"bench": "b", "what": "w", "against": "a", "unit": "CPU", "middle": 2.0, "low": 2.0, "high": 2.0}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, tmp_path / "firm")


@pytest.mark.parametrize(("scale", "times"), [(SMALL, 1), (replace(SMALL, repeat=3), 3)], ids=["1", "3"])
def test_the_benches_with_a_database_of_their_own_are_asked_at_the_scale(
    monkeypatch: pytest.MonkeyPatch, scale: Scale, times: int, site: Site
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@nowhere/else")

    def said(command: Sequence[str | Path], env: dict[str, str]) -> Spent:
        assert "DATABASE_URL" not in env
        asked.append([str(word) for word in command][2:])
        return Spent(0, 0, json.dumps([ROW | {"middle": len(asked), "low": len(asked), "high": len(asked)}]))

    monkeypatch.setattr(parts, "spent", said)
    found = Found()
    for run in (parts.maps, parts.acquaintance, parts.documents, parts.imports):
        run(scale, site, found)
    assert [(row.low, row.middle, row.high) for row in found.ratios] == [
        (first, first + times // 2, first + times - 1) for first in range(1, 4 * times + 1, times)
    ]
    assert asked[::times] == [
        ["bench.map", "--people", "40", "--json"],
        ["bench.acquaintance", "--accounts", "20", "--json"],
        ["bench.report", "--steps", "5", "--json"],
        ["bench.imports", "--entries", "200", "--contacts", "200", "--json"],
    ]


@pytest.fixture
def _built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Firms are built in an instant."""

    def build(home: Path, sizes: load.Scale) -> None:
        home.mkdir()
        (home / f"built-{sizes.accounts}-{sizes.attendances}").touch()

    monkeypatch.setattr(parts.load, "build", build)
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.mark.usefixtures("_built")
@pytest.mark.parametrize("scale", [SMALL, Scale()], ids=["small", "usual"])
def test_the_load_is_asked_at_the_scale(monkeypatch: pytest.MonkeyPatch, scale: Scale, site: Site) -> None:
    asked: list[list[str]] = []

    def said(command: Sequence[str | Path], *, aloud: bool) -> Spent:
        assert aloud
        asked.append([str(word) for word in command][3:])
        Path(asked[-1][-1]).write_text('{"phases": []}')
        return Spent(0, 0, "")

    monkeypatch.setattr(parts, "spent", said)
    found = Found()
    parts.under_load(scale, site, found)
    assert (found.ratios, found.more) == ([], {"load": {"phases": []}})
    words = dict(zip(asked[0][::2], asked[0][1::2], strict=True))
    assert words["--home"] == str(site.place / "load")
    sizes = load.Scale(**{name: type(value)(words[f"--{name}"]) for name, value in asdict(load.SMALL).items()})
    assert sizes == parts.load_scale(scale)
    if scale == Scale():
        assert sizes == replace(load.Scale(), accounts=scale.accounts, attendances=scale.attendances)


@pytest.mark.usefixtures("_built")
def test_the_firm_is_built_once_and_what_is_written_is_a_copy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (parts.copy_of_the_firm(SMALL, site, name) for name in ("pages", "load"))
    (one / "more").touch()
    assert (site.firm.exists(), (other / "more").exists(), (site.firm / "more").exists()) == (True, False, False)
    with pytest.raises(DisagreementError, match="holds another firm"):
        parts.copy_of_the_firm(Scale(), site, "again")
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@nowhere/else")
    assert parts.copy_of_the_firm(SMALL, site, "only") == site.firm


def test_a_firm_that_was_not_built_to_its_end_is_none(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(home: Path, _: load.Scale) -> None:
        home.mkdir()
        raise DisagreementError("out of room")

    monkeypatch.setattr(parts.load, "build", broken)
    for _ in range(2):
        with pytest.raises(DisagreementError, match="out of room"):
            parts.copy_of_the_firm(SMALL, site, "pages")
    assert not site.firm.exists()


def test_spark_is_left_out_where_it_is_to_be_quick_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "here", lambda asked, _: list(asked))
    assert parts.engines(Scale()) == (["postgres", "spark"], [])
    found, gaps = parts.engines(SMALL)
    assert found == ["postgres"]
    assert [(gap.against, gap.why) for gap in gaps] == [("Spark local[2] (Ibis), warm", "it takes a minute to start")]


def test_a_peer_that_is_not_here_is_a_line_of_the_table(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    one = {"cpu": 1.0, "cpu_low": 1.0, "cpu_high": 1.0, "mb": 1.0}
    windows = {window: {"ours": one, "library": one} for window in parts.ics_read.WINDOWS}
    monkeypatch.setattr(parts.ics_read, "compare", lambda *_: windows)
    monkeypatch.setattr(parts.ics_read, "side_by_side", lambda *_: {"files": 4, "faster": [1.5, 1.6, 1.7]})
    found = Found()
    parts.reading(SMALL, site, found)
    assert {row.against for row in found.ratios} == {"icalendar + recurring-ical-events", "one process"}
    several = found.ratios[-1]
    assert (several.bench, several.middle) == ("reading, a year of 400 entries in 4 files", 1.6)
    assert len(found.gaps) == len(windows)
    last = table(found.ratios, found.gaps).splitlines()[-1]
    assert last.startswith("NOT MEASURED: reading, a ")
    assert "libical (C): no C compiler or no libical header here" in last


def test_what_runs_and_how_long_is_left_is_said(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    def part(name: str, seconds: float, row: Callable[[Found], None]) -> Part:
        return Part(name, f"Doing {name}", lambda _: seconds, lambda _scale, _site, found: row(found))

    three = [
        part("one", 100, lambda found: found.more.update(one=1)),
        part("two", 20, lambda found: found.ratios.append(parts.Ratio(**ROW))),
    ]
    found = whole.everything(SMALL, site, three)
    assert (found["one"], found["ratios"], list(found["took"])) == (1, [ROW], ["one", "two"])
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "[1/2] Doing one ... (about 2 min left)"
    assert said[1].startswith("[2/2] Doing two ... (about ")
    assert whole.left(SMALL, three, {"one": 300.0}) == 60  # three times as slow as was thought


def test_a_part_that_fails_costs_no_other_its_figures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def disagree(*_: object) -> None:
        raise DisagreementError("they differ")

    two = (
        Part("one", "Doing one", lambda _: 1, disagree),
        Part("two", "Doing two", lambda _: 1, lambda _scale, _site, found: found.ratios.append(parts.Ratio(**ROW))),
    )
    monkeypatch.setattr(whole, "PARTS", two)
    monkeypatch.setattr("sys.argv", ["bench", "--small", "--json", str(tmp_path / "out.json")])
    with pytest.raises(SystemExit, match="bench: one failed: they differ"):
        whole.main()
    assert "2.00 - 2.00" in capsys.readouterr().out
    written = json.loads((tmp_path / "out.json").read_text())
    assert (written["failed"], written["ratios"]) == ({"one": "they differ"}, [ROW])


def test_parts_can_be_left_out_and_sizes_named() -> None:
    asked = whole.parsed(["--without", "load", "maps", "--rows", "5"])
    assert (asked.without, asked.rows, asked.users) == (["load", "maps"], 5, None)
    with pytest.raises(SystemExit):
        whole.parsed(["--without", "nothing"])


def test_a_table_without_pages_and_load_is_shown_too(capsys: pytest.CaptureFixture[str]) -> None:
    whole.show({"ratios": [ROW], "not_measured": []})
    assert "2.00 - 2.00" in capsys.readouterr().out
    took = {"page": "portfolio", "queries": 3, "bytes": 4_000, "cpu_ms": 9.5}
    one = {"queries": 1, "cpu_ms": 2, "rows_changed": 2}
    whole.show_pages({"pages": [took | {"database_ms": 2.5}], "broken_promises": ["too slow"], "correction": one})
    said = capsys.readouterr().out
    assert "portfolio: 3 SQL queries, 4,000 bytes, 9.5 ms of CPU, 2.5 ms of them the database's" in said
    assert "NOT AS PROMISED: too slow" in said


def test_every_part_is_expected_to_take_longer_at_the_usual_scale() -> None:
    assert all(0 < part.seconds(SMALL) < part.seconds(Scale()) for part in PARTS)
