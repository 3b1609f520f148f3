"""Steps 1 to 3 of many accounts in two queries: the same figures as from the whole maps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from innercircle.directory.models import Account, Colleague, Contact
from innercircle.maps import actions, queries
from innercircle.maps.models import Standing
from innercircle.maps.rules.steps import Step
from tests.cast import Cast
from tests.maps.desk import NOW, draw, post, role
from tests.web.test_maps import browser, page


def figures(steps: tuple[Step, ...]) -> list[tuple[float | None, int, int, tuple[str, ...]]]:
    """What a step says without naming anybody."""
    return [(step.share, step.done, step.of, step.roles) for step in steps[:3]]


@pytest.fixture
def firm(cast: Cast) -> Cast:
    """Every case there is: assessed today, long ago, as 0, by a leaver; placeholders, leavers, people to come."""
    people = [post(f"Person {each}", cast.acme) for each in range(6)]
    draw(cast.anna, people[0], cast.anna, 3)
    draw(cast.anna, people[1], cast.anna, 3, days=90)
    draw(cast.anna, people[2], cast.anna, 0)
    draw(cast.anna, people[3], cast.dora, 4)
    draw(cast.anna, people[4], cast.anna, None)
    draw(cast.anna, people[0], cast.ben, 2)
    Colleague.objects.filter(user=cast.dora).update(left_on=NOW.date() - timedelta(days=1))
    role(cast.anna, people[0], "budget", "user")
    role(cast.anna, people[1], "gatekeeper")
    Contact.objects.filter(pk=people[5].contact_id).update(placeholder=True)
    draw(cast.anna, people[5], cast.anna, 5)
    gone = post("Gone", cast.acme, until=NOW.date() - timedelta(days=1))
    Standing.objects.create(affiliation=gone, roles=["user"])
    post("Soon", cast.acme, since=NOW.date() + timedelta(days=1))
    draw(cast.anna, post("Bob", cast.beta), cast.anna, 4)
    actions.write_analysis(by=cast.anna, at=NOW + timedelta(minutes=1), account=cast.beta, words="Good")
    return cast


def test_the_figures_are_those_of_the_maps(firm: Cast) -> None:
    accounts = list(Account.objects.values_list("pk", flat=True))
    brief, whole = queries.first_steps(accounts, NOW), queries.progress(accounts, NOW)
    assert {pk: figures(steps) for pk, steps in brief.items()} == {pk: figures(steps) for pk, steps in whole.items()}
    assert figures(brief[firm.acme.pk])[0] == (0.2, 1, 5, ())
    assert figures(brief[firm.beta.pk])[2] == (1.0, 1, 1, ())
    assert [step.share for step in brief[firm.gamma.pk]] == [None, None, None]


def test_two_queries_whatever_there_is(firm: Cast) -> None:
    with CaptureQueriesContext(connection) as made:
        queries.first_steps([firm.acme.pk, firm.beta.pk, firm.gamma.pk], NOW)
    assert len(made) == 2


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Acme", "Beta"]),
        ({"sort": "-name"}, ["Beta", "Acme"]),
        ({"sort": "step-1"}, ["Acme", "Beta"]),
        ({"sort": "-step-1"}, ["Beta", "Acme"]),
        ({"sort": "-step-3"}, ["Beta", "Acme"]),
        ({"sort": "manager"}, ["Acme", "Beta"]),
        ({"q": "bet"}, ["Beta"]),
        ({"segment": "partner"}, ["Acme"]),
        ({"segment": "could_become"}, []),
    ],
)
def test_the_portfolio_by_its_steps(firm: Cast, query: dict[str, str], names: list[str]) -> None:
    anna = browser(firm.anna)
    taken = anna.get(reverse("portfolio-steps-export", args=["csv"]), query).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in taken.splitlines()[1:]] == names
    text = page(anna, "portfolio-steps", **query)
    assert [name for name in ("Acme", "Beta", "Gamma") if f">{name}</a><span" in text] == sorted(names)
    assert ("No account fits" in text) is not bool(names)


def test_a_cell_says_how_far_and_leads_to_what_is_missing(firm: Cast) -> None:
    text = page(browser(firm.anna), "portfolio-steps")
    assert "1 of 5" in text
    assert "no analysis yet" in text
    assert "up to date" in text
    assert "no goals yet" in text
    assert reverse("account-analysis", args=[firm.acme.pk]) in text
    assert reverse("portfolio-steps") in page(browser(firm.anna), "portfolio")
    assert browser(firm.anna).get(reverse("portfolio-steps-export", args=["doc"])).status_code == 404


def test_the_account_shows_its_steps(firm: Cast) -> None:
    anna = browser(firm.anna)
    assert reverse("account-steps", args=[firm.acme.pk]) in page(anna, "account", firm.acme.pk)
    assert "1 of 5" in page(anna, "account-steps", firm.acme.pk)
