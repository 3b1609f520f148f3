"""From attendance files to figures: in one streaming pass where the rows are in their order, sorted first where not."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from innercircle.hours.attendances.contained import unfinished
from innercircle.hours.attendances.deciding import Zones
from innercircle.hours.attendances.files import AttendanceFile
from innercircle.hours.attendances.gathering import Watch, gathered
from innercircle.hours.attendances.ordering import in_order, joined, measured_in_any_order, put_in_order
from innercircle.hours.attendances.schema import KEYS, UnusableAttendancesError
from innercircle.hours.attendances.streaming import UnclusteredError, measured
from innercircle.hours.attendances.writing import write_batches
from innercircle.hours.rules import Policy

UNSORTED = "The rows are not in their order: {}. They are sorted first, which takes longer."


def figures_of(
    files: Sequence[AttendanceFile],
    policy: Policy,
    zones: Zones,
    *,
    notice: Callable[[str], None],
    watch: Watch = lambda _: None,
) -> pa.Table:
    """Figures of every account and month in the columns of `streaming.COLUMNS`, by account and month.

    `notice` is told when the rows had to be sorted; `watch` gives each file its progress. Raises
    `UnusableAttendancesError`.
    """
    try:
        if (found := in_one_pass(files, policy, watch=watch)) is not None:
            return found
    except UnclusteredError as fault:
        notice(UNSORTED.format(fault))
    return sorted_first(files, policy, zones, watch=watch)


def in_one_pass(files: Sequence[AttendanceFile], policy: Policy, *, watch: Watch = lambda _: None) -> pa.Table | None:
    """The figures of files whose rows are decided, without sorting; None where they are not decided.

    Raises `UnclusteredError` at the first row that is out of its order.
    """
    _refuse_mixed(files)
    if not all(file.layout.decided for file in files):
        return None
    return joined(measured(gathered(files, watch), policy))


def sorted_first(
    files: Sequence[AttendanceFile], policy: Policy, zones: Zones, *, watch: Watch = lambda _: None
) -> pa.Table:
    """The figures of files whose rows lie in any order, decided or not."""
    decided = all("confirmed" in file.layout.columns for file in files)
    expected = sum(file.expected_rows() for file in files)
    try:
        found = measured_in_any_order(
            gathered(files, watch), policy, expected=expected, zones=zones, is_decided=decided
        )
        return put_in_order(found)
    except OSError as error:
        raise UnusableAttendancesError(
            f"The rows could not be sorted in the folder for temporary files: {error.strerror or error}."
        ) from None


def written_in_order(
    files: Sequence[AttendanceFile], path: Path, zones: Zones, *, watch: Watch = lambda _: None
) -> int:
    """Write the files' rows decided and in the order of the measure; returns how many.

    Raises `UnusableAttendancesError` also where the file cannot be written.
    """
    _refuse_mixed(files)
    decided = all("confirmed" in file.layout.columns for file in files)
    try:
        with closing(in_order(lambda: gathered(files, watch), zones=zones, is_decided=decided)) as rows:
            number = write_batches(unfinished(path), rows)
        unfinished(path).replace(path)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error  # pyarrow's own text is for developers
        raise UnusableAttendancesError(f"{path}: cannot be written ({why}).") from None
    return number


def _refuse_mixed(files: Sequence[AttendanceFile]) -> None:
    """Files that are measured together must have the same columns, and numbers or text for the same keys."""
    first = files[0]
    for file in files[1:]:
        if set(file.layout.columns) - {"mode"} != set(first.layout.columns) - {"mode"}:
            raise UnusableAttendancesError(
                f"{file.name} has the columns {', '.join(file.layout.columns)}, {first.name} has "
                f"{', '.join(first.layout.columns)}; files that are read together need the same."
            )
        for name in KEYS:
            if file.is_text(name) != first.is_text(name):
                one, other = (("text" if each.is_text(name) else "numbers") for each in (file, first))
                raise UnusableAttendancesError(
                    f"column {name} holds {one} in {file.name} and {other} in {first.name}; both must be the same."
                )
