"""Quickly made values are those of the class itself, frozen and all."""

from dataclasses import FrozenInstanceError, dataclass
from pickle import dumps, loads

import pytest

from innercircle.kit.frozen import maker


@dataclass(frozen=True, slots=True)
class Pair:
    one: str
    other: int = 2


pair = maker(Pair)


def test_the_value_is_one_of_the_class() -> None:
    made = pair("a", 1)
    assert type(made) is Pair
    assert made == Pair("a", 1)
    assert hash(made) == hash(Pair("a", 1))
    assert repr(made) == "Pair(one='a', other=1)"
    assert loads(dumps(made)) == made


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        pair("a", 1).one = "b"  # type: ignore[misc] # what the class forbids


@pytest.mark.parametrize("fields", [(), ("a",), ("a", 1, 2)])
def test_every_field_is_given(fields: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        pair(*fields)
