"""The state of a list in its address."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from innercircle.directory.models import Colleague
from innercircle.web.listing import Filter, Listing, read_listing

SEGMENT = Filter("segment", "Segment", [("", "–"), ("partner", "Partner"), ("regular", "Regular")])


def listing(address: str) -> Listing:
    return read_listing(QueryDict(address), sorts=("name", "hours"), default="name", filters=[SEGMENT])


def test_nothing_said_is_the_default() -> None:
    state = listing("")
    assert (state.words, state.sort, state.page, dict(state.chosen)) == ("", "name", 1, {})
    assert not state.narrowed
    assert state.href() == "?"


def test_everything_said_is_kept() -> None:
    state = listing("q=pump&sort=-hours&segment=partner&page=3")
    assert (state.words, state.order, state.descending, state.page) == ("pump", "hours", True, 3)
    assert state.chosen == {"segment": "partner"}
    assert QueryDict(state.href()[1:]).dict() == {"q": "pump", "segment": "partner", "sort": "-hours", "page": "3"}


def test_what_is_unknown_counts_as_not_said() -> None:
    state = listing("sort=password&segment=none&page=minus&page=x&other=1")
    assert (state.sort, state.page, dict(state.chosen)) == ("name", 1, {})


def test_a_column_turns_and_figures_begin_with_the_largest() -> None:
    assert listing("").heading("name").href == "?sort=-name"
    assert listing("sort=-name").heading("name").href == "?"
    assert listing("").heading("hours", largest_first=True).href == "?sort=-hours"
    assert listing("sort=-hours").heading("hours", largest_first=True).href == "?sort=hours"


def test_only_the_sorted_column_has_a_direction() -> None:
    state = listing("sort=-hours")
    assert state.heading("hours").direction == "descending"
    assert state.heading("name").direction == ""
    assert listing("").heading("name").direction == "ascending"


def test_sorting_and_filtering_go_back_to_the_first_page() -> None:
    state = listing("q=a&page=4&segment=partner")
    assert "page" not in state.heading("hours").href
    assert all("page" not in chip.href for chip in state.chips)
    assert "page" not in state.cleared


def test_each_chip_removes_only_itself() -> None:
    words, segment = listing("q=a&segment=partner&sort=-hours").chips
    assert QueryDict(words.href[1:]).dict() == {"segment": "partner", "sort": "-hours"}
    assert (segment.label, segment.value) == ("Segment", "Partner")
    assert QueryDict(segment.href[1:]).dict() == {"q": "a", "sort": "-hours"}


def test_clear_all_keeps_the_sorting() -> None:
    assert listing("q=a&segment=partner&sort=-hours").cleared == "?sort=-hours"


def test_pickers_know_what_is_chosen() -> None:
    (picker,) = listing("segment=regular").pickers
    assert [(option.value, option.selected) for option in picker.options] == [("partner", False), ("regular", True)]


def test_a_page_beyond_the_end_is_the_last() -> None:
    assert listing("page=99").page_of(range(120)).number == 3
    assert listing("page=2").page_of(range(120)).start_index() == 51


@given(st.text(max_size=300), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_any_address_answers_and_its_own_link_says_the_same(words: str, sort: str, page: str, segment: str) -> None:
    query = QueryDict(mutable=True)
    query.update({"q": words, "sort": sort, "page": page, "segment": segment})
    state = read_listing(query, sorts=("name", "hours"), default="name", filters=[SEGMENT])
    assert listing(state.href()[1:]) == state


@pytest.mark.django_db
@pytest.mark.parametrize(("there", "asked", "queries"), [(0, "", 1), (3, "", 1), (4, "", 2), (4, "page=2", 2)])
def test_only_a_full_page_is_counted(there: int, asked: str, queries: int) -> None:
    Colleague.objects.bulk_create(Colleague(name=f"C{each}") for each in range(there))
    with CaptureQueriesContext(connection) as seen:
        page = listing(asked).page_of(Colleague.objects.all(), 3)
        rows = [row.name for row in page]
        assert page.paginator.count == there
    assert rows == [f"C{each}" for each in range(there)][3 * bool(asked) :][:3]
    assert len(seen) == queries
