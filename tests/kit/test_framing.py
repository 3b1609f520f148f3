"""What a child says arrives whole, in order and once, however the pipe cuts it."""

from __future__ import annotations

import io
import pickle

from hypothesis import given
from hypothesis import strategies as st

from innercircle.kit.child import ENDED, HEADER, ITEMS, PROGRESS, RAISED, taken

KINDS = st.sampled_from([ITEMS, PROGRESS, RAISED])
VALUES = st.lists(st.integers() | st.text() | st.binary(max_size=300), max_size=5)
MESSAGES = st.lists(st.tuples(KINDS, VALUES), max_size=8)


def framed(messages: list[tuple[bytes, list[object]]], *, ended: bool = True) -> bytes:
    out = b""
    for kind, value in messages:
        body = pickle.dumps(value)
        out += HEADER.pack(kind, len(body)) + body
    return out + HEADER.pack(ENDED, 0) * ended


@given(MESSAGES, st.lists(st.integers(1, 400), min_size=1, max_size=20))
def test_however_it_is_cut_every_message_comes_once_and_in_order(
    messages: list[tuple[bytes, list[object]]], cuts: list[int]
) -> None:
    pipe, held, found, turn = io.BytesIO(framed(messages)), bytearray(), [], 0
    while piece := pipe.read(cuts[turn % len(cuts)]):
        held += piece
        found.extend(taken(held))
        turn += 1
    assert found == [*messages, (ENDED, None)]
    assert not held


@given(MESSAGES, st.integers(0, 50))
def test_a_message_that_was_cut_off_stays_held(messages: list[tuple[bytes, list[object]]], lacking: int) -> None:
    whole = framed(messages, ended=False)
    last = framed([(ITEMS, ["the last"])], ended=False)
    held = bytearray(whole + last[: max(0, len(last) - 1 - lacking)])
    assert list(taken(held)) == messages
    assert last.startswith(bytes(held))


def test_who_takes_one_message_leaves_the_next() -> None:
    held = bytearray(framed([(ITEMS, [1]), (ITEMS, [2])]))
    assert next(taken(held)) == (ITEMS, [1])
    assert list(taken(held)) == [(ITEMS, [2]), (ENDED, None)]
