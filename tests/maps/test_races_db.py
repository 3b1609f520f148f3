"""Several people change one map at the same moment: one after the other, and what cannot be is said in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from innercircle.directory.models import Affiliation, Colleague
from innercircle.maps import actions
from innercircle.maps.models import Analysis, Assessment, Coverage, Kept, Standing
from innercircle.maps.rules.levels import Part, Strength
from tests.cast import Cast
from tests.maps.desk import NOW, post
from tests.races import at_once, shared_database

__all__ = ["shared_database"]
pytestmark = pytest.mark.usefixtures("shared_database")


@pytest.fixture
def kim(cast: Cast) -> Affiliation:
    """Somebody whom nobody covers yet."""
    return post("Kim", cast.acme)


def test_one_line_drawn_by_six_stands_once(cast: Cast, kim: Affiliation) -> None:
    anna = Colleague.objects.get(user=cast.anna)

    def draw(number: int) -> Any:
        return actions.cover(by=cast.anna, at=NOW, post=kim, colleague=anna, assessed=Strength(number))

    assert [type(each) for each in at_once(draw)] == [Coverage] * 6
    assert (Coverage.objects.count(), Assessment.objects.count()) == (1, 6)


def test_of_six_leads_one_is_taken_and_the_others_are_told(cast: Cast, kim: Affiliation) -> None:
    ours = [Colleague.objects.create(name=f"Ours {number}") for number in range(6)]

    def lead(number: int) -> Any:
        return actions.cover(by=cast.anna, at=NOW, post=kim, colleague=ours[number], assessed=None, part=Part.LEAD)

    found = at_once(lead)
    assert sorted(type(each).__name__ for each in found) == ["Coverage", *["ValidationError"] * 5]
    assert all("is the lead already" in str(each) for each in found if isinstance(each, ValidationError))
    assert len(Kept.objects.get().content["lines"]) == 1


def test_a_standing_and_a_summary_are_written_once(cast: Cast, kim: Affiliation) -> None:
    def say(number: int) -> Any:
        actions.write_analysis(by=cast.anna, at=NOW, account=cast.acme, words=f"Words {number}")
        return actions.set_standing(by=cast.anna, at=NOW, post=kim, values={"influence": number % 5 + 1})

    assert [type(each) for each in at_once(say)] == [Standing] * 6
    assert (Standing.objects.count(), Analysis.objects.count()) == (1, 1)
