"""Attendances as an analyst has them, with a state for each person and no month: the same figures as from meetings."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innercircle.calendars.meetings import State
from innercircle.calendars.rules import Mode
from innercircle.directory.files import time_zone
from innercircle.hours.attendances import ordering
from innercircle.hours.attendances.deciding import Zones
from innercircle.hours.attendances.schema import UnusableAttendancesError
from innercircle.hours.rules import Fact, Held, Presence, Side, facts_of
from tests.hours.attendances.rows import BEGIN, MARCH, expected, parquet, read

ZONES = ("UTC", "America/New_York", "Pacific/Auckland")
DAY = 86_400


@st.composite
def meetings(draw: st.DrawFn) -> list[Held]:
    """Meetings around the end of a month, some over it, with anybody in any state."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        start = MARCH.bounds(ZoneInfo("UTC"))[1] + draw(st.integers(-2 * DAY, 2 * DAY))
        people = [
            Presence(person, Side.CLIENT, person % 3, draw(st.sampled_from(State)))
            for person in draw(st.sets(st.integers(0, 5), max_size=4))
        ]
        people += [
            Presence(person, Side.OURS, None, draw(st.sampled_from(State)))
            for person in draw(st.sets(st.integers(0, 2), max_size=2))
        ]
        length = draw(st.sampled_from([600, 3_600, DAY, 40 * DAY]))
        found.append(Held(number, start, start + length, draw(st.sampled_from(Mode)), tuple(people)))
    return found


def rows_of(held: Held) -> list[dict[str, Any]]:
    """A meeting as rows: whoever of ours came stands there once for each account they met."""
    accounts = {each.account for each in held.people if each.account is not None}
    return [
        {
            "account": account,
            "zone": ZONES[account],
            "person": each.person,
            "side": ("client", "ours")[each.side],
            "meeting": held.meeting,
            "start": held.start,
            "end": held.end,
            "state": each.state.value,
            "mode": held.mode.value,
        }
        for account in accounts
        for each in held.people
        if each.account in (account, None)
    ]


def by_the_rule(held: list[Held]) -> list[Fact]:
    return [fact for each in held for fact in facts_of(each, lambda account: ZoneInfo(ZONES[account]))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=meetings())
def test_states_and_zones_are_decided_as_for_meetings(tmp_path: Path, held: list[Held]) -> None:
    rows = [row for each in held for row in rows_of(each)]
    if rows:
        assert read(parquet(tmp_path / "a.parquet", rows)) == expected(by_the_rule(held))


def row(**more: Any) -> dict[str, Any]:
    usual = {"account": 1, "person": 1, "side": "client", "meeting": 1, "start": BEGIN, "end": BEGIN + 3600}
    return usual | {"state": "confirmed"} | more


def test_without_a_zone_the_usual_one_counts_and_months_may_stand_beside_states(tmp_path: Path) -> None:
    rows = [row(), row(side="ours", person=9)]
    (cell,) = read(parquet(tmp_path / "a.parquet", rows))
    assert (cell["month"], cell["client_low"]) == (202603, 3600)
    (cell,) = read(parquet(tmp_path / "b.parquet", [each | {"month": 202604} for each in rows]))
    assert (cell["month"], cell["client_low"]) == (202604, 3600)


def test_confirmed_rows_without_a_month_are_only_cut(tmp_path: Path) -> None:
    alone = {name: value for name, value in row(zone="America/New_York").items() if name != "state"}
    (cell,) = read(parquet(tmp_path / "a.parquet", [alone | {"confirmed": True}]))
    assert (cell["month"], cell["client_low"], cell["ours_high"]) == (202602, 3600, 0)


def test_nobody_there_gives_nothing(tmp_path: Path) -> None:
    assert read(parquet(tmp_path / "a.parquet", [row(state="absent"), row(side="ours", state="absent")])) == []


def test_an_unknown_zone_costs_its_row_and_is_told_with_it(tmp_path: Path) -> None:
    said: list[str] = []
    good = [row(zone="Europe/Berlin"), row(side="ours", person=9, zone="Europe/Berlin")]
    rows = [good[0], row(zone="Berlin/Mitte"), row(zone="../../Berlin"), row(zone="Europe"), good[1], row(zone=None)]
    assert read(parquet(tmp_path / "a.parquet", rows), said=said) == read(parquet(tmp_path / "b.parquet", good))
    wrong = "“Berlin/Mitte” is not the name of a time zone, like Europe/Berlin (and 2 more like it)"
    assert set(said) == {f"row 2, column zone: {wrong}. Left out.", "row 6, column zone: is empty. Left out."}


def test_nobody_is_asked_for_months_in_a_zone_that_is_none() -> None:
    with pytest.raises(UnusableAttendancesError, match="nobody knows the time zone “Berlin/Mitte”"):
        Zones(UTC, time_zone).of("Berlin/Mitte")


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ordering, "_dealt_out", full)
    with pytest.raises(UnusableAttendancesError, match="folder for temporary files: No space left on device"):
        read(parquet(tmp_path / "a.parquet", [row()]))
