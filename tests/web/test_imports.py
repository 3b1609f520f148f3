"""Pages and calls of a long import: it waits, is planned, written, stopped, taken back; never all on one page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from innercircle.access import actions as access
from innercircle.access.models import User
from innercircle.directory.models import Contact
from innercircle.intake import queries
from innercircle.intake.models import Import
from innercircle.intake.reading import AT_ONCE
from innercircle.jobs import intake as work
from innercircle.jobs.performing import perform
from tests.cast import Cast
from tests.web.walk import as_, get, post, upload

LINES = 1_400
FILE = "account,name,email,title\n" + "".join(
    f"Acme,Person {number},p{number}@acme.example,{'Head of purchasing and logistics'}\n" for number in range(LINES)
)
BAD = "Nowhere,Somebody,x@nowhere.example,\n"
WITHOUT_SCRIPT = '<noscript><meta http-equiv="refresh" content="5"></noscript>'


def worked(run: Import) -> Import:
    job = work.running(run)
    assert job is not None
    perform(job.pk)
    return Import.objects.get(pk=run.pk)


def page(user: User, run: Import) -> str:
    answer = get(user, "import", run.pk)
    assert answer.status_code == 200
    return str(answer.content.decode())


def call(user: User, method: str, address: str) -> Any:
    key = access.make_token(by=user, at=timezone.now(), name="k", may_write=True)[1]
    return getattr(as_(user), method)(f"/api/v1/{address}", headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def run(cast: Cast) -> Import:
    """A long file that was uploaded and waits."""
    assert len(FILE) > AT_ONCE
    assert upload(cast.adam, FILE + BAD, "people.csv").status_code == 302
    return Import.objects.get()


def test_a_long_file_goes_its_way_in_the_background(cast: Cast, run: Import) -> None:
    waiting = page(cast.adam, run)
    assert "Waiting its turn" in waiting
    assert WITHOUT_SCRIPT in waiting
    assert "Waiting its turn" in get(cast.adam, "import-progress", run.pk).content.decode()
    run = worked(run)
    assert run.counts == {"new": LINES, "rejected": 1}
    assert get(cast.adam, "import-progress", run.pk).headers["HX-Refresh"] == "true"
    shown = page(cast.adam, run)
    assert "Import 1,400 lines" in shown
    assert WITHOUT_SCRIPT not in shown
    assert "1–50 of 1,401" in shown
    assert len(shown) < 150_000
    assert "Import 1,400 lines" not in get(cast.adam, "imports").content.decode()
    post(cast.adam, "import-apply", run.pk)
    assert "everybody can work meanwhile" in page(cast.adam, run)
    run = worked(run)
    assert (run.stage, Contact.objects.count()) == (Import.Stage.APPLIED, LINES)
    assert "Undo the import" in page(cast.adam, run)
    post(cast.adam, "import-undo", run.pk)
    assert "undoing goes on" in page(cast.adam, run)
    run = worked(run)
    assert (run.stage, Contact.objects.count()) == (Import.Stage.UNDONE, 0)
    assert "Undone" in page(cast.adam, run)


def test_faults_are_a_table_of_line_column_cell_and_words(cast: Cast, run: Import) -> None:
    run = worked(run)
    told = get(cast.adam, "import-faults", run.pk, "csv").content.decode("utf-8-sig").splitlines()
    assert told[0] == "line,column,cell,what is wrong"
    assert told[1].startswith("1402,account,Nowhere,there is no account “Nowhere”")
    assert len(told) == 2


def test_it_is_stopped_before_it_begins_and_again_when_it_is_to_be_written(cast: Cast, run: Import) -> None:
    assert post(cast.adam, "import-stop", run.pk).status_code == 302
    assert "The file was not read" in page(cast.adam, run)
    upload(cast.adam, FILE, "people.csv")
    run = worked(Import.objects.latest("pk"))
    post(cast.adam, "import-apply", run.pk)
    post(cast.adam, "import-stop", run.pk)
    shown = page(cast.adam, run)
    assert "Stopped." in shown
    assert "Import 1,400 lines" in shown


def test_stopped_part_way_it_offers_both_ways(cast: Cast, run: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    run = worked(run)
    Import.objects.filter(pk=run.pk).update(stage=Import.Stage.STOPPED, done=500, message="Stopped. Go on?")
    run.portions.create(number=1, at=run.at, losses={"directory.Contact": [500, 0]})
    shown = page(cast.adam, run)
    for words in ("Stopped after 500 of 1,400 lines", "Go on with the rest", "Undo the import", "Stopped. Go on?"):
        assert words in shown
    Import.objects.filter(pk=run.pk).update(stage=Import.Stage.HALTED)
    assert "Go on undoing" in page(cast.adam, run)


def test_a_long_file_without_known_headings_asks_for_its_columns(cast: Cast) -> None:
    upload(cast.adam, "A,B\n" + "Delta of the long name,delta.example\n" * 2_500, kind="accounts")
    run = worked(Import.objects.get())
    assert run.stage == Import.Stage.READ
    answer = as_(cast.adam).get(reverse("import", args=[run.pk]), follow=True).content.decode()
    assert "Which column is what?" in answer
    post(cast.adam, "import-columns", run.pk, **{"column-0": "name"})
    assert get(cast.adam, "import-columns", run.pk).status_code == 302
    assert worked(run).counts == {"new": 1, "rejected": 2_499}


def test_a_long_file_that_is_forgotten_goes_in_the_background(cast: Cast, run: Import) -> None:
    run = worked(run)
    post(cast.adam, "import-discard", run.pk)
    assert get(cast.adam, "import", run.pk).status_code == 404
    job = work.running(run)
    assert job is not None
    perform(job.pk)
    assert not Import.objects.exists()


def test_the_api_tells_the_same(cast: Cast, run: Import) -> None:
    address = f"imports/{run.pk}"
    told = call(cast.adam, "get", address).json()
    assert (told["stage"], told["working"], told["kind"]) == ("reading", True, "")
    worked(run)
    lines = call(cast.adam, "get", f"{address}/lines?outcome=rejected").json()
    assert (lines["total"], lines["items"][0]["reasons"][0]["column"]) == (1, "account")
    assert call(cast.adam, "post", f"{address}/apply").json()["stage"] == "applying"
    assert call(cast.adam, "post", f"{address}/stop").json()["stage"] == "planned"
    assert call(cast.adam, "post", f"{address}/undo").status_code == 403
    assert call(cast.adam, "get", "imports").json()["total"] == 1
    assert call(cast.nora, "get", "imports").json()["total"] == 0
    assert call(cast.nora, "post", f"{address}/apply").status_code == 403
    assert call(cast.adam, "delete", address).status_code == 204


def test_nobody_else_sees_or_moves_it(cast: Cast, run: Import) -> None:
    for name in ("import", "import-progress"):
        assert get(cast.nora, name, run.pk).status_code == 404
    for name in ("import-stop", "import-apply", "import-undo", "import-discard"):
        assert post(cast.nora, name, run.pk).status_code == 404
    assert get(cast.nora, "import-faults", run.pk, "csv").status_code == 404
    run.refresh_from_db()
    assert run.stage == Import.Stage.READING


def test_in_a_large_directory_even_a_short_file_is_compared_in_the_background(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_SMALL", -1)
    upload(cast.adam, "name\nDelta\n", kind="accounts")
    run = Import.objects.get()
    assert run.stage == Import.Stage.PLANNING
    assert worked(run).counts == {"new": 1}
