"""Long imports: portion by portion, stopped and gone on with, taken back, beside people who edit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from innercircle.access.models import AuditEvent
from innercircle.access.rules import Conflict, Refused
from innercircle.directory import actions as directory
from innercircle.directory.models import Account, Affiliation, Contact
from innercircle.intake import actions, queries
from innercircle.intake.actions import portions
from innercircle.intake.models import Import, Portion
from innercircle.intake.queries import blockers_of, faults, losses_of, rejected_rows
from innercircle.intake.reading import UnusableFileError
from innercircle.intake.rules import Kind
from innercircle.maps.models import Coverage
from tests import cast as standing
from tests.cast import Cast, contact
from tests.directory.test_merging import everything
from tests.intake.files import AT, outcomes, staged
from tests.races import at_once, shared_database

__all__ = ["shared_database"]

LINES = 23
_SINCE = AT + timedelta(minutes=5)


class Enough(Exception):
    """Ends the work between two portions, as a stop or a kill does."""


def people(count: int = LINES) -> str:
    """Everybody reports to the one further down, one person stands twice, one is covered."""
    rows = ["account,name,email,reports_to,covered_by,coverage,from,to"]
    left = "2025-12-31"
    for number in range(count):
        boss = f"p{number + 3}@acme.example" if number + 3 < count else ""
        covered, until = "Anna,4" if number == 5 else ",", left if number == 1 else ""
        rows.append(f"Acme,P{number},p{number}@acme.example,{boss},{covered},,{until}")
    rows.append("Beta,P1,p1@acme.example p1@beta.example,,,,2026-01-01,")
    return "\n".join([*rows, ""])


@pytest.fixture(autouse=True)
def _short_portions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(portions, "PORTION", 4)
    return


def state() -> dict[str, object]:
    """What stands in the directory and on the maps, by what it says and not by its keys."""
    return {
        "people": sorted(Contact.objects.values_list("name", "version")),
        "posts": sorted(
            Affiliation.objects.values_list("contact__name", "account__name", "reports_to__contact__name", "until"),
            key=str,
        ),
        "emails": sorted(Contact.objects.exclude(emails=None).values_list("name", "emails__address")),
        "lines": sorted(Coverage.objects.values_list("affiliation__contact__name", "colleague__name", "assessed")),
        "accounts": sorted(Account.objects.values_list("name", "parent__name", "industry"), key=str),
    }


def begun(cast: Cast, kind: Kind = Kind.CONTACTS, text: str | None = None) -> Import:
    run = staged(cast.adam, kind, text or people())
    return actions.begin_apply(by=cast.adam, at=AT, run=run)


def written(cast: Cast, run: Import, portions_: int | None = None) -> Import:
    """Go on for some portions, then stop as a person would; to the end where none is named."""
    left = [portions_]

    def tell(_done: int, _total: int) -> None:
        if left[0] == 0:
            raise Enough
        left[0] = None if left[0] is None else left[0] - 1

    try:
        return actions.write_on(by=cast.adam, at=AT, run=run, tell=tell)
    except Enough:
        return actions.halt(by=cast.adam, at=AT, run=run, message="Stopped.")


def test_portions_come_to_what_one_transaction_comes_to(cast: Cast) -> None:
    actions.apply(by=cast.adam, at=AT, run=(run := staged(cast.adam, Kind.CONTACTS, people())))
    whole = state()
    actions.undo(by=cast.adam, at=AT, run=run)
    run = written(cast, begun(cast))
    assert state() == whole
    assert (run.stage, run.done) == (Import.Stage.APPLIED, LINES + 1)
    rows = [portion for portion in Portion.objects.filter(run=run) if portion.losses]
    assert [(each.first, each.last) for each in rows][:2] == [(2, 5), (6, 9)]
    events = AuditEvent.objects.filter(target_kind="intake.Import", target_id=run.pk)
    assert events.filter(action="intake.import.applied").count() == 1
    assert events.filter(action="intake.import.portion").count() == Portion.objects.filter(run=run).count() > 10


def test_superiors_and_second_posts_are_right_across_portions(cast: Cast) -> None:
    written(cast, begun(cast))
    post = Affiliation.objects.select_related("reports_to__contact").get(contact__name="P0")
    assert post.reports_to is not None
    assert post.reports_to.contact.name == "P3"
    moved = Contact.objects.get(name="P1")
    assert {each.account.name for each in moved.affiliations.select_related("account")} == {"Acme", "Beta"}
    assert Coverage.objects.get().assessed == 4


@pytest.mark.parametrize("after", [1, 3, 7, 11])
def test_a_stopped_import_goes_on_to_the_same_end(cast: Cast, after: int) -> None:
    whole = written(cast, begun(cast))
    end = state()
    actions.undo(by=cast.adam, at=AT, run=whole)
    run = written(cast, begun(cast), after)
    assert run.stage == Import.Stage.STOPPED
    assert run.done == min(after * 4, LINES + 1)
    assert state() != end
    run = actions.begin_apply(by=cast.adam, at=_SINCE, run=run)
    assert written(cast, run).stage == Import.Stage.APPLIED
    assert state() == end


def test_stopped_before_the_first_portion_it_is_a_preview_again(cast: Cast) -> None:
    run = written(cast, begun(cast), 0)
    assert (run.stage, run.done) == (Import.Stage.PLANNED, 0)


@pytest.mark.parametrize("after", [2, None])
def test_undoing_takes_all_portions_back_and_goes_on_after_a_stop(cast: Cast, after: int | None) -> None:
    def rows() -> object:
        kept = {"maps.Kept"}  # the map of that day, which was looked at
        return {label: each for label, each in everything().items() if "intake" not in label and label not in kept}

    before = rows()
    run = written(cast, begun(cast), after)
    assert sum(loss.removed for loss in losses_of(run)) > 8
    run = actions.begin_undo(by=cast.adam, at=AT, run=run)

    def tell(done: int, _total: int) -> None:
        if done == 1:
            raise Enough

    with pytest.raises(Enough):
        actions.take_back(by=cast.adam, at=AT, run=run, tell=tell)
    run = actions.halt(by=cast.adam, at=AT, run=run, message="Stopped.")
    assert run.stage == Import.Stage.HALTED
    with pytest.raises(Conflict):
        actions.begin_apply(by=cast.adam, at=AT, run=run)
    run = actions.take_back(by=cast.adam, at=AT, run=actions.begin_undo(by=cast.adam, at=AT, run=run))
    assert run.stage == Import.Stage.UNDONE
    assert rows() == before


def test_what_leans_on_any_portion_stands_in_the_way_before_one_is_taken_back(cast: Cast) -> None:
    run = written(cast, begun(cast))
    assert not blockers_of(run)
    first = Contact.objects.get(name="P0")
    directory.change_contact(by=cast.adam, at=AT, contact=first, version=None, values={"phone": "1"})
    before = state()
    run = actions.begin_undo(by=cast.adam, at=AT, run=run)
    with pytest.raises(Refused, match="“P0” was changed since then"):
        actions.take_back(by=cast.adam, at=AT, run=run)
    assert state() == before
    assert actions.halt(by=cast.adam, at=AT, run=run, message="x").stage == Import.Stage.APPLIED


def test_what_somebody_changes_in_between_is_not_overwritten_and_says_so(cast: Cast) -> None:
    kim, lee = contact("Kim", cast.acme), contact("Lee", cast.acme)
    text = people(8) + "Acme,Kim,kim@acme.example kim2@x.example,,,,,\nAcme,Lee,lee@acme.example lee2@x.example,,,,,\n"
    text += (
        "Acme,Free,free@acme.example,,,,,\nAcme,Nameless,,,,,,\nAcme,Under,under@acme.example,free@acme.example,,,,\n"
    )
    run = written(cast, begun(cast, text=text), 1)
    directory.change_contact(by=cast.anna, at=_SINCE, contact=kim, version=None, values={"phone": "1"})
    at_acme = {"by": cast.anna, "at": _SINCE, "account": cast.acme}
    directory.add_contact(values={"name": "Other"}, emails=["free@acme.example"], **at_acme)
    directory.add_contact(values={"name": "nameless"}, emails=[], **at_acme)
    run = written(cast, actions.begin_apply(by=cast.adam, at=_SINCE, run=run))
    assert run.stage == Import.Stage.APPLIED
    conflicts = {row[1]: row[-1] for row in rejected_rows(run, lambda _column, sentence: str(sentence))}
    assert set(conflicts) == {"Kim", "Free", "Nameless"}
    assert "nothing was overwritten" in conflicts["Kim"]
    assert "“free@acme.example” was added by somebody" in conflicts["Free"]
    assert "somebody added one of the same name" in conflicts["Nameless"]
    assert run.counts == {"new": 10, "changed": 1, "conflict": 3}
    kim.refresh_from_db()
    assert (kim.phone, kim.emails.count(), lee.emails.count()) == ("1", 1, 2)
    assert Contact.objects.filter(name__iexact="nameless").count() == 1
    under = run.lines.get(name="Under")
    assert "was not written" in under.reasons[-1][1]
    told = list(faults(run))
    assert ["13", "email", "free@acme.example"] in [row[:3] for row in told]


def test_a_place_on_the_map_that_changed_in_between_is_left_alone(cast: Cast) -> None:
    text = "covered_by,contact,coverage\nAnna,kim@acme.example,4\nAnna,lee@acme.example,3\n"
    kim, _lee = contact("Kim", cast.acme), contact("Lee", cast.acme)
    run = begun(cast, Kind.COVERAGE, text)
    Coverage.objects.create(affiliation=kim.affiliations.get(), colleague=cast.anna.colleague, assessed=1)
    run = written(cast, run)
    assert run.counts == {"conflict": 1, "new": 1}
    assert Coverage.objects.get(affiliation__contact=kim).assessed == 1


def test_a_preview_that_grew_old_is_made_again_before_the_first_portion(cast: Cast) -> None:
    run = begun(cast)
    directory.add_contact(by=cast.adam, at=AT, account=cast.acme, values={"name": "P0"}, emails=["p0@acme.example"])
    with pytest.raises(Conflict, match="Look at the new one"):
        actions.write_on(by=cast.adam, at=AT, run=run)
    run.refresh_from_db()
    assert (run.stage, outcomes(run)[2]) == (Import.Stage.PLANNED, "changed")
    again = actions.begin_apply(by=cast.adam, at=AT, run=run)
    directory.add_account(by=cast.adam, at=AT, values={"name": "Unrelated"})
    assert actions.write_on(by=cast.adam, at=AT, run=again).stage == Import.Stage.APPLIED


def test_parents_stand_in_later_portions_and_who_hangs_on_a_circle_is_rejected(cast: Cast) -> None:
    rows = [f"N{number},N{number + 1}" for number in range(9)]
    run = written(cast, begun(cast, Kind.ACCOUNTS, "\n".join(["name,parent", *rows, "N9,Acme", "A,B", "B,A", ""])))
    assert run.counts == {"new": 10, "rejected": 2}
    parents = dict(Account.objects.filter(name__startswith="N").values_list("name", "parent__name"))
    assert parents == {f"N{number}": f"N{number + 1}" for number in range(9)} | {"N9": "Acme"}


def test_a_second_line_of_a_known_person_is_written_where_the_first_changes_nothing(cast: Cast) -> None:
    kim = contact("Kim", cast.acme)
    text = "account,name,email,from\nAcme,Kim,kim@acme.example,\nBeta,Kim,kim@acme.example,2026-11-01\n"
    run = written(cast, begun(cast, text=text))
    assert (run.stage, run.counts) == (Import.Stage.APPLIED, {"unchanged": 1, "changed": 1})
    assert kim.affiliations.count() == 2


@pytest.mark.parametrize("name", ["nora", "anna", "dora", "eve", "stranger"])
def test_only_administrators_carry_long_imports(cast: Cast, name: str, tmp_path: Path) -> None:
    user, run = getattr(cast, name), staged(cast.adam, Kind.CONTACTS, people())
    us = {"by": user, "at": AT}
    for attempt in (
        lambda: actions.receive(**us, kind=None, place=tmp_path, size=1, file_name="x"),
        lambda: actions.begin_plan(by=user, run=run),
        lambda: actions.begin_apply(**us, run=run),
        lambda: actions.write_on(**us, run=run),
        lambda: actions.begin_undo(**us, run=run),
        lambda: actions.take_back(**us, run=run),
        lambda: actions.read(**us, run=run),
    ):
        with pytest.raises(Refused, match="administrator"):
            attempt()


def test_who_may_no_longer_import_writes_no_further_portion(cast: Cast) -> None:
    run = written(cast, begun(cast), 2)
    run = actions.begin_apply(by=cast.adam, at=AT, run=run)
    with pytest.raises(Refused):
        actions.write_on(by=None, at=AT, run=run)
    assert Contact.objects.count() == 8


def test_a_worker_that_comes_back_late_writes_nothing_twice(cast: Cast) -> None:
    run = begun(cast)
    late = Import.objects.get(pk=run.pk)
    us = {"by": cast.adam, "at": AT}
    portions.write_portion(**us, run=run, others=portions.Others(run))
    with pytest.raises(actions.Superseded):
        portions.write_portion(**us, run=late, others=portions.Others(late))
    assert Contact.objects.count() == 4


def test_a_long_file_is_read_as_a_stream_and_its_upload_deleted(cast: Cast, tmp_path: Path) -> None:
    place = tmp_path / "upload"
    place.write_text("name,email,account,odd\n" + "".join(f"P{n},p{n}@acme.example,Acme\n" for n in range(5_000)))
    us, seen = {"by": cast.adam, "at": AT}, list[int]()
    run = actions.receive(**us, kind=None, place=place, size=place.stat().st_size, file_name="people.csv")
    assert (run.stage, run.kind) == (Import.Stage.READING, "")
    run = actions.read(**us, run=run, tell=lambda done, _total: seen.append(done))
    assert (run.stage, run.kind, run.total, run.lines.count()) == (Import.Stage.READ, "contacts", 5_000, 5_000)
    assert run.columns == {"0": "name", "1": "emails", "2": "account"}
    assert not place.exists()
    assert len(seen) > 2
    assert not queries.is_short(run)


@pytest.mark.parametrize(
    ("text", "words"), [("a,b\n1,2\n", "headings do not tell"), ("\n", "holds no line"), (None, "no longer there")]
)
def test_a_long_file_that_cannot_be_read_says_why(cast: Cast, tmp_path: Path, text: str | None, words: str) -> None:
    place = tmp_path / "upload"
    if text is not None:
        place.write_text(text)
    run = actions.receive(by=cast.adam, at=AT, kind=None, place=place, size=1, file_name="x.csv")
    with pytest.raises(UnusableFileError, match=words):
        actions.read(by=cast.adam, at=AT, run=run)
    run = actions.halt(by=cast.adam, at=AT, run=run, message="No.")
    assert (run.stage, run.place, place.exists()) == (Import.Stage.FAILED, "", False)


def test_two_long_imports_at_once_beside_an_editor_lose_nothing(shared_database: None) -> None:
    cast = standing.build()
    lee = contact("Lee", cast.acme)
    runs = [begun(cast), begun(cast, text=people().replace("acme.example", "acme2.example").replace(",P", ",Q"))]
    runs.append(begun(cast))

    def work(number: int) -> object:
        if number < 3:
            return actions.write_on(by=cast.adam, at=AT + timedelta(seconds=number), run=runs[number])
        for phone in range(5):
            directory.change_contact(by=cast.anna, at=_SINCE, contact=lee, version=None, values={"phone": str(phone)})
        return None

    results = at_once(work, 4)
    assert all(isinstance(each, Import | Conflict | None) for each in results), results
    for run in runs:
        run.refresh_from_db()
        if run.stage == Import.Stage.PLANNED:  # the directory had changed: looked at again, it is as planned now
            written(cast, actions.begin_apply(by=cast.adam, at=_SINCE, run=run))
    assert Contact.objects.filter(name__startswith="P").count() == LINES
    assert Contact.objects.filter(name__startswith="Q").count() == LINES
    lee.refresh_from_db()
    assert (lee.phone, lee.version) == ("4", 6)
