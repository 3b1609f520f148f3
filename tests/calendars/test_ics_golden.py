"""The reader against the golden calendars: what stands there comes out."""

from pathlib import Path

import pytest

from innercircle.calendars import ics
from innercircle.calendars.rules import Answer, Entry, Kind, Remark, Window

GOLDEN = Path(__file__).parents[1] / "golden" / "hours"
YEARS = Window(1_700_000_000, 1_900_000_000)


def entries(case: str) -> list[Entry]:
    remarks: list[Remark] = []
    path = next((GOLDEN / case / "calendars").glob("anna.ics"))
    found = list(ics.read(path, name=path.name, window=YEARS, zone="UTC", remark=remarks.append))
    assert remarks == []
    return sorted(found, key=lambda entry: entry.start)


def test_a_series_with_what_happened_to_it() -> None:
    found = entries("04-recurrence")
    assert len(found) == 8  # nine, and 15 April was taken out
    moved = next(entry for entry in found if entry.sequence == 2 and not entry.cancelled)
    assert (moved.end - moved.start, len(moved.participants)) == (7200, 3)
    assert moved.original_start is not None
    assert moved.start - moved.original_start == 29 * 3600
    assert [entry.cancelled for entry in found].count(True) == 1


def test_an_export_of_outlook() -> None:
    (meeting,) = entries("09-outlook")
    people = {person.address: person for person in meeting.participants}
    assert people.keys() == {"anna@ours.example", "one@acme.example", "two@acme.example"}
    assert people["one@acme.example"].name == "One, Acme; Purchasing"
    assert people["two@acme.example"].answer is Answer.ACCEPTED
    assert people["anna@ours.example"].organizer
    assert meeting.end - meeting.start == 5400
    assert meeting.place == "Microsoft Teams Meeting"


@pytest.mark.parametrize(("box", "kind"), [("room7", Kind.ROOM), ("beamer", Kind.RESOURCE), ("all-staff", Kind.LIST)])
def test_what_is_no_person_is_told_apart(box: str, kind: Kind) -> None:
    kinds = {
        person.address: person.kind for entry in entries("07-what-does-not-count") for person in entry.participants
    }
    assert kinds[f"{box}@acme.example"] is kind
