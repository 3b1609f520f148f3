"""Who knows whom, as a rule: ways, their strength, and whom it is not worth asking."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.maps.rules.acquaintance import REPORTING, Path, Report, Tie, strongest, through, worth_asking
from innercircle.maps.rules.evidence import LEAST, Evidence
from innercircle.maps.rules.levels import Strength

ANNA, BEN, CARA = 1, 2, 3
KIM, LEE = 11, 12


def tie(hours: float, reports: Report | None = None) -> Tie:
    """Two people who shared so many weighted hours."""
    return Tie(Evidence(weight=hours), reports)


def ways(
    direct: dict[int, float], known: dict[int, float], met: dict[tuple[int, int], float]
) -> list[tuple[int, int | None]]:
    """Colleague and introducer, strongest first."""
    found = strongest(
        {key: tie(hours) for key, hours in direct.items()},
        {key: tie(hours) for key, hours in known.items()},
        {key: tie(hours) for key, hours in met.items()},
    )
    return [(path.colleague, path.via) for path in found]


@pytest.mark.parametrize(
    ("first", "second", "together"), [(12, 4, 3), (4, 12, 3), (1, 1, 0.5), (0, 5, 0), (5, 0, 0), (12, 40, 9.2308)]
)
def test_two_ties_one_after_the_other(first: float, second: float, together: float) -> None:
    assert through(first, second) == pytest.approx(together, abs=1e-4)


def test_the_worked_example() -> None:
    found = strongest({ANNA: tie(1)}, {KIM: tie(4)}, {(KIM, BEN): tie(12)})
    assert [(path.colleague, path.via, path.level) for path in found] == [(BEN, KIM, 2), (ANNA, None, 1)]
    reporting = strongest({ANNA: tie(1)}, {KIM: tie(4, Report.TO)}, {(KIM, BEN): tie(12)})
    assert reporting[0].level == Strength.CREDIBLE


@pytest.mark.parametrize(
    ("direct", "known", "met", "expected"),
    [
        ({}, {}, {}, []),
        ({ANNA: 2}, {}, {}, [(ANNA, None)]),
        ({ANNA: 2, BEN: 3}, {}, {}, [(BEN, None), (ANNA, None)]),
        ({ANNA: 2}, {KIM: 9}, {(KIM, ANNA): 9}, [(ANNA, KIM)]),
        ({ANNA: 5}, {KIM: 9}, {(KIM, ANNA): 9}, [(ANNA, None)]),
        ({ANNA: 4.5}, {KIM: 9}, {(KIM, ANNA): 9}, [(ANNA, None)]),
        ({}, {KIM: 9, LEE: 40}, {(KIM, BEN): 9, (LEE, BEN): 9}, [(BEN, LEE)]),
        ({}, {KIM: 9}, {(LEE, BEN): 9}, []),
        ({ANNA: 0.2, BEN: 0.25}, {}, {}, [(BEN, None)]),
        ({ANNA: 4.5}, {KIM: 9}, {(KIM, BEN): 9}, [(ANNA, None), (BEN, KIM)]),
    ],
)
def test_each_colleague_stands_once_with_the_strongest_way(
    direct: dict[int, float],
    known: dict[int, float],
    met: dict[tuple[int, int], float],
    expected: list[tuple[int, int | None]],
) -> None:
    assert ways(direct, known, met) == expected


def test_a_reporting_line_counts_like_forty_hours_and_more_meetings_count_more() -> None:
    assert tie(3, Report.FROM).weight == REPORTING
    assert tie(50, Report.TO).weight == 50
    assert tie(3).weight == 3


def test_a_path_has_the_level_of_its_hours() -> None:
    assert Path(ANNA, tie(40)).level is Strength.ADVISER
    assert Path(ANNA, tie(0.1)).level is Strength.NONE


_HOURS = st.floats(min_value=0.01, max_value=60)
_OURS, _THEIRS = st.integers(1, 5), st.integers(11, 16)
_DIRECT, _KNOWN = st.dictionaries(_OURS, _HOURS), st.dictionaries(_THEIRS, _HOURS)
_MET = st.dictionaries(st.tuples(_THEIRS, _OURS), _HOURS)


@settings(deadline=None)
@given(_DIRECT, _KNOWN, _MET)
def test_it_is_the_shortest_path_where_a_tie_costs_one_over_its_hours(
    direct: dict[int, float], known: dict[int, float], met: dict[tuple[int, int], float]
) -> None:
    graph = nx.DiGraph()
    graph.add_node("target")
    graph.add_weighted_edges_from(("target", key, 1 / hours) for key, hours in (direct | known).items())
    graph.add_weighted_edges_from((via, colleague, 1 / hours) for (via, colleague), hours in met.items())
    costs = nx.single_source_dijkstra_path_length(graph, "target")
    expected = {key: 1 / cost for key, cost in costs.items() if key in range(1, 6)}
    ties = [{key: tie(hours) for key, hours in rows.items()} for rows in (direct, known)]
    found = strongest(*ties, {key: tie(hours) for key, hours in met.items()})
    assert {path.colleague: pytest.approx(path.weight) for path in found} == {
        key: weight for key, weight in expected.items() if weight >= LEAST
    }
    weights = [path.weight for path in found]
    assert weights == sorted(weights, reverse=True)


@settings(deadline=None)
@given(_DIRECT, _KNOWN, _MET, st.integers(1, 4))
def test_leaving_out_whom_it_is_not_worth_asking_changes_nothing(
    direct: dict[int, float], known: dict[int, float], met: dict[tuple[int, int], float], count: int
) -> None:
    ours, theirs = ({key: tie(hours) for key, hours in rows.items()} for rows in (direct, known))
    between = {key: tie(hours) for key, hours in met.items()}
    wanted = worth_asking(ours, theirs, count)
    some = {key: each for key, each in theirs.items() if key in wanted}
    whole, fewer = (strongest(ours, each, between)[:count] for each in (theirs, some))
    assert [path.weight for path in whole] == [path.weight for path in fewer]
