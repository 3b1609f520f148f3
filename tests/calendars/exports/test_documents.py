"""JSON in every layout, cut, damaged and hostile: what can be read is read, and what was not is told with its place."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innercircle.calendars.exports.documents import events
from innercircle.calendars.ics.limits import DEFAULT, Limits

ONE, TWO, THREE = ({"id": name, "n": {"deep": [1, {"x": "}]"}]}} for name in ("one", "two", "three"))


class Slowly(io.BytesIO):
    """Gives few bytes at a time, so that every value lies across two pieces."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(7 if len(self.getbuffer()) < 10_000 else 60_000)


def read(data: bytes, limits: Limits = DEFAULT) -> tuple[list[str], list[tuple[int, str]]]:
    said: list[tuple[int, str]] = []
    found = events(Slowly(data), limits, lambda *words: said.append(words), lambda _: None)
    return [each.event.get("id", "?") for each in found], said


def text(*values: Any, indent: int | None = None, between: str = "\n") -> bytes:
    return between.join(json.dumps(value, indent=indent) for value in values).encode()


@pytest.mark.parametrize(
    "data",
    [
        text(ONE, TWO, THREE),
        text(ONE, TWO, THREE) + b"\r\n\n",
        text(ONE, TWO, THREE, indent=2),
        text({"@odata.context": "x", "value": [ONE, TWO, THREE]}),
        text({"@odata.context": "x", "value": [ONE, TWO, THREE]}, indent=1),
        text({"items": [ONE, TWO], "kind": "calendar#events"}, {"items": [THREE]}),
        text({"value": [ONE]}, {"value": []}, {"value": [TWO, THREE]}, indent=2),
        text([ONE, TWO, THREE]),
        text([{"value": [ONE, TWO]}, {"value": [THREE]}]),
        text({"value": [ONE, TWO, THREE]}).decode().encode("utf-16"),
        b"\xef\xbb\xbf" + text(ONE, TWO, THREE),
    ],
)
def test_every_layout_gives_the_same_events(data: bytes) -> None:
    assert read(data) == (["one", "two", "three"], [])


WORDS = st.text(max_size=8)
VALUES = WORDS | st.integers() | st.lists(WORDS, max_size=2)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.dictionaries(WORDS, VALUES, max_size=3), max_size=3), st.booleans())
def test_whatever_stands_in_an_event_it_is_one_event(bodies: list[dict[str, Any]], paged: bool) -> None:
    many = [{"id": "one"} | {f"x{key}": value for key, value in body.items()} for body in bodies]
    data = text({"value": many}) if paged else text(*many)
    assert read(data) == (["one"] * len(many), [])


@pytest.mark.parametrize("cut", range(1, 90, 4))
def test_lines_cut_in_the_middle_cost_only_the_last(cut: int) -> None:
    whole = text(ONE, TWO, THREE)
    lines = [len(text(*part)) for part in ((ONE,), (ONE, TWO))]
    found, said = read(whole[: len(whole) - cut])
    kept = 2 if len(whole) - cut > lines[1] else 1 if len(whole) - cut > lines[0] else 0
    if kept:
        assert found[:kept] == ["one", "two"][:kept]
        assert [line for line, _ in said] in ([], [kept + 1])


def test_a_damaged_line_is_named_and_the_others_count() -> None:
    data = b"\n".join([text(ONE), b'{"id": "bad", {', b"[1, 2]", b"17", text(TWO), b'{"id": "three", "cut": {"a'])
    found, said = read(data)
    assert found == ["one", "two"]
    assert [line for line, _ in said] == [2, 3, 4, 6]
    assert "This line is no JSON" in said[0][1]
    assert "This line is no event" in said[1][1]
    assert "The file breaks off in the middle of this line" in said[3][1]


def test_a_page_that_breaks_off_keeps_what_stands_before() -> None:
    whole = text({"value": [ONE, TWO, THREE]}, indent=1)
    found, said = read(whole[: whole.rindex(b'"three"') + 3])
    assert (found, len(said)) == (["one", "two"], 1)
    assert said[0][1] == "The file breaks off here; what stands before counts."
    assert said[0][0] > 10


def test_a_broken_event_inside_a_page_is_passed_over() -> None:
    data = b'{"value": [' + text(ONE) + b', {"id": "bad" "no": ["]"]},\n 17, ' + text(TWO) + b"]}"
    found, said = read(data)
    assert found == ["one", "two"]
    assert said[0][1].startswith("This event cannot be read (Expecting ',' delimiter")
    assert said[1][1].startswith("Something in the list is no event")


def test_a_next_page_is_asked_after() -> None:
    assert "names a next one" in read(text({"value": [ONE], "@odata.nextLink": "https://x"}))[1][0][1]
    assert "names a next one" in read(text({"items": [ONE], "nextPageToken": "x"}, indent=1))[1][0][1]


@pytest.mark.parametrize("opening", [b'{"a":', b"["])
def test_a_bomb_of_brackets_ends_with_a_word(opening: bytes) -> None:
    deep = opening * 100_000
    assert read(b'{"value": [' + text(ONE) + b", " + deep)[0] == ["one"]
    found, said = read(text(ONE) + b"\n" + deep + b"\n" + text(TWO))
    assert found == ["one", "two"]
    assert "nested too deeply" in said[0][1]


def test_one_value_of_any_size_is_bounded() -> None:
    small = replace(DEFAULT, component_bytes=2_000_000)
    huge = b'{"id": "huge", "body": "' + b"x" * 5_000_000
    found, said = read(text(ONE) + b"\n" + huge, small)
    assert (found, said) == (["one"], [(2, "A line is longer than 1 MiB; the rest is not read.")])
    found, said = read(b'{"value": [' + text(ONE) + b"," + huge, small)
    assert (found, said) == (["one"], [(1, "One value is larger than 1 MiB; the rest is not read.")])


@pytest.mark.parametrize("data", [b"", b"   ", b"[]", b"{}", b'{"value": []}'])
def test_nothing_is_nothing(data: bytes) -> None:
    assert read(data)[0] in ([], ["?"])


@pytest.mark.parametrize("data", [b"{17: 1}", b'{"a" 1}', b'[{"id": "one"}] oops', b'{"value": [1}'])
def test_what_is_no_json_ends_with_a_word(data: bytes) -> None:
    assert read(data)[1]


def test_a_number_with_thousands_of_digits_costs_its_event() -> None:
    data = text(ONE) + b'\n{"id": "two", "n": ' + b"9" * 10_000 + b"}\n" + text(THREE)
    found, said = read(data)
    assert (found, said[0][0]) == (["one", "three"], 2)
