"""Who and what the client's time consists of: by contact, department, level, colleague and mode.

Our own people are listed by name, with how many meetings they took part in, which coverage needs; how long anybody of
ours spent is shown to that person alone, to others as one sum of the team (issue 2, part 6; THREATS P16).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from innercircle.calendars.rules import Mode
from innercircle.directory.queries import visible_colleagues
from innercircle.hours.queries.months import Ground
from innercircle.hours.queries.values import Breakdown, Share
from innercircle.hours.rules import Fact, Policy, Side, seconds_by_person
from innercircle.kit.month import Month
from innercircle.kit.spread import NOTHING, Spread

if TYPE_CHECKING:
    from innercircle.access.models import User
    from innercircle.directory.models import Account


def breakdown(
    user: User,
    account: Account,
    first: Month,
    last: Month,
    *,
    policy: Policy = Policy.SEEN,
    ground: Ground | None = None,
) -> Breakdown:
    """The months from `first` to `last` of an account the user may see, under the policy; modes are shown all.

    Each line is a union per person, so what overlaps counts once in a line and the lines need not add up.
    """
    ground = ground or Ground(account)
    rows = ground.facts(first.index, last.index)
    counted = [fact for fact in rows if fact.mode in policy.modes]
    theirs = [fact for fact in counted if fact.side is Side.CLIENT]
    ours = [fact for fact in counted if fact.side is Side.OURS]
    at = {month: ground.posts.at(account.pk, month) for month in {fact.month for fact in theirs}}
    names = {pk: post.name for people in at.values() for pk, post in people.items()}

    def post_of(fact: Fact, name: str) -> str:
        post = at[fact.month].get(fact.person)
        return getattr(post, name) if post else ""

    return Breakdown(
        first=first,
        last=last,
        contacts=_lines(theirs, lambda fact: str(fact.person), lambda key: names.get(int(key), "")),
        departments=_lines(theirs, lambda fact: post_of(fact, "department"), str),
        levels=_lines(theirs, lambda fact: post_of(fact, "level"), str),
        colleagues=_colleagues(user, ours, theirs),
        modes=_lines(
            (fact for fact in rows if fact.side is Side.CLIENT), lambda fact: Mode(fact.mode).value, lambda key: key
        ),
        team=sum(seconds_by_person(ours).values(), NOTHING),
    )


def _lines(facts_: Iterable[Fact], key: Callable[[Fact], str], label: Callable[[str], str]) -> tuple[Share, ...]:
    """One line per key, most client time first; contacts are clients, so this ranks nobody of ours."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts_:
        groups[key(fact)].append(fact)
    shares = [_share(name, label(name), rows) for name, rows in groups.items()]
    return tuple(sorted(shares, key=lambda share: (-_high(share.client), share.label)))


def _high(client: Spread | None) -> int:
    return client.high if client else 0


def _share(key: str, label: str, rows: list[Fact]) -> Share:
    return Share(
        key=key,
        label=label,
        client=sum(seconds_by_person(rows).values(), NOTHING),
        ours=None,
        meetings=len({fact.meeting for fact in rows}),
        contacts=len({fact.person for fact in rows}),
        unconfirmed=len({fact.meeting for fact in rows if not fact.confirmed}),
    )


def _colleagues(user: User, ours: list[Fact], theirs: list[Fact]) -> tuple[Share, ...]:
    """Our people in the order of the alphabet, never of hours."""
    met: dict[int, set[int]] = defaultdict(set)
    for fact in theirs:
        met[fact.meeting].add(fact.person)
    groups: dict[int, list[Fact]] = defaultdict(list)
    for fact in ours:
        groups[fact.person].append(fact)
    people = visible_colleagues(user).in_bulk(list(groups))
    shares = [
        Share(
            key=str(pk),
            label=str(people.get(pk, "")),
            client=None,
            ours=seconds_by_person(rows)[pk] if pk in people and people[pk].user_id == user.pk else None,
            meetings=len({fact.meeting for fact in rows}),
            contacts=len({person for fact in rows for person in met[fact.meeting]}),
            unconfirmed=len({fact.meeting for fact in rows if not fact.confirmed}),
        )
        for pk, rows in groups.items()
    ]
    return tuple(sorted(shares, key=lambda share: share.label.casefold()))
